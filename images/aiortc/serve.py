"""`peer serve`: answers offers over HTTP and echoes data channels."""

import asyncio
import ctypes
import functools
import gc
import itertools
import json
import socket
from collections.abc import Coroutine

from aiortc import MediaStreamTrack, RTCDataChannel, RTCPeerConnection
from aiortc.mediastreams import MediaStreamError

from http_server import HEAD_LIMIT, Refusal, Response, Routes, serve_connection
from stack import (
    as_dict,
    close_connection,
    describe,
    log,
    make_connection,
    on_signals,
    read_description,
    read_version,
    run_service,
)

UNUSED_SECONDS = 30


class Connections:
    """The peer connections that live, and the answers that made them."""

    def __init__(self) -> None:
        self.open: dict[RTCPeerConnection, asyncio.TimerHandle] = {}  # the timer ends one that nobody completes
        self.tasks: set[asyncio.Task[None]] = set()
        self.numbers = itertools.count(1)

    async def answer_offer(self, body: bytes) -> Response:
        try:
            offer = read_description(json.loads(body), "offer")
        except (ValueError, RecursionError) as error:
            raise Refusal(400, f"no offer: {error}") from error
        connection = make_connection()
        self.watch(connection, next(self.numbers))
        try:
            await connection.setRemoteDescription(offer)
            await connection.setLocalDescription(await connection.createAnswer())
        except OSError as error:
            self.release(connection)
            raise Refusal(500, f"cannot gather: {describe(error)}") from error
        except Exception as error:  # Whatever else aiortc raises here comes from what the offer says.
            self.release(connection)
            raise Refusal(400, f"aiortc does not accept the offer: {describe(error)}") from error
        return Response(200, json.dumps(as_dict(connection.localDescription)).encode())

    def watch(self, connection: RTCPeerConnection, number: int) -> None:
        @connection.on("connectionstatechange")
        def on_state() -> None:
            log(f"{number}: connection state {connection.connectionState}")
            if connection.connectionState in ("failed", "closed"):
                self.release(connection)

        @connection.on("iceconnectionstatechange")
        def on_ice_state() -> None:
            log(f"{number}: ICE state {connection.iceConnectionState}")

        @connection.on("datachannel")
        def on_channel(channel: RTCDataChannel) -> None:
            log(f"{number}: channel {channel.label!r}")
            channel.on("message", functools.partial(echo, channel))

        @connection.on("track")
        def on_track(track: MediaStreamTrack) -> None:
            self.keep(drain(track))

        def release_unused() -> None:
            if connection.connectionState != "connected":
                log(f"{number}: not connected after {UNUSED_SECONDS} s")
                self.release(connection)

        self.open[connection] = asyncio.get_running_loop().call_later(UNUSED_SECONDS, release_unused)

    def release(self, connection: RTCPeerConnection) -> None:
        timer = self.open.pop(connection, None)
        if timer:
            timer.cancel()
            self.keep(close_connection(connection, 5))

    def keep(self, work: Coroutine[None, None, None]) -> None:
        """Runs it in the background; asyncio itself holds tasks only weakly."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.finish)

    def finish(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not self.tasks and not self.open:
            give_memory_back()

    async def close_all(self) -> None:
        await asyncio.gather(*(close_connection(connection, 0.5) for connection in self.open))


def give_memory_back() -> None:
    """aiortc's objects refer to each other, so an idle server would keep them until it has work again; and glibc keeps
    the holes that they leave. Costs a few milliseconds, and is called only when no connection is left."""
    gc.collect()
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)


def echo(channel: RTCDataChannel, message: str | bytes) -> None:
    # An exception in a listener would end the whole connection.
    if channel.readyState == "open":
        channel.send(message)


async def drain(track: MediaStreamTrack) -> None:
    """aiortc decodes what arrives and queues it without a bound until somebody takes it."""
    try:
        while True:
            await track.recv()
    except MediaStreamError:
        pass


def open_socket(port: int) -> socket.socket:
    if socket.has_dualstack_ipv6():
        return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=256)
    return socket.create_server(("", port), backlog=256)


async def run(listening: socket.socket) -> None:
    stop = asyncio.Event()
    on_signals(stop.set)
    connections = Connections()
    health = json.dumps({"implementation": "aiortc", "version": read_version()}).encode()

    async def answer_health(_: bytes) -> Response:
        return Response(200, health)

    routes: Routes = {"/offer": ("POST", connections.answer_offer), "/health": ("GET", answer_health)}
    handle = functools.partial(serve_connection, routes)
    server = await asyncio.start_server(handle, sock=listening, limit=HEAD_LIMIT)
    print(f"listening on {listening.getsockname()[1]}", flush=True)
    await stop.wait()
    server.close()
    await connections.close_all()


def serve(port: int) -> str:
    """Serves until SIGTERM. Gives a reason when it cannot listen, else ""."""
    try:
        listening = open_socket(port)
    except OSError as error:
        return f"cannot listen on port {port}: {describe(error)}"
    run_service(run(listening))
    return ""
