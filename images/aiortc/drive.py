"""`peer drive`: does what the requests on stdin say and tells what happens (docs/peer-protocol.md, part two).

All of it runs in one thread, and aiortc calls its listeners in the midst of what it does: what is written here in order
is told in order.
"""

import asyncio
import functools
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Literal, Unpack

from aiortc import (
    InvalidStateError,
    RTCDataChannel,
    RTCDtlsTransport,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.sdp import candidate_from_sdp

from facts import STATES, log_keys, read_channel, read_connection, read_stats, read_transport
from generated import Collection, make_messages
from params import Candidate, ChannelInit, Count, Description, Handle, IceOptions, Message
from params import Seed, Server, Size, checked
from rpc import INVALID_PARAMS, UNKNOWN_HANDLE, UNSUPPORTED, Failure, Rpc
from stack import as_dict, close_connection, make_connection, on_signals, read_version, run_service, trust

type Result = dict[str, object]

METHODS = """
    hello createPeerConnection setLocalDescription setRemoteDescription addIceCandidate restartIce createDataChannel
    getPeerConnection getDataChannel getTransport getStats setBufferedAmountLowThreshold send sendGenerated collect
    getCollected closeDataChannel closePeerConnection
""".split()


@dataclass
class Connection:
    stack: RTCPeerConnection
    channels: list[int] = field(default_factory=list)
    transports: set[RTCDtlsTransport] = field(default_factory=set)


@dataclass
class Channel:
    stack: RTCDataChannel
    collection: Collection | None = None


class Driver:
    """The methods, by the protocol's names, and the things that its handles stand for. A handle that was given out and
    is not there any more belongs to a connection that was closed."""

    def __init__(self, rpc: Rpc) -> None:
        self.tell = rpc.tell
        self.last = 0
        self.connections: dict[int, Connection] = {}
        self.channels: dict[int, Channel] = {}

    def next_handle(self) -> int:
        self.last += 1
        return self.last

    def find[T](self, things: dict[int, T], handle: int) -> T:
        if handle in things:
            return things[handle]
        if handle > self.last or handle in self.connections or handle in self.channels:
            raise Failure(UNKNOWN_HANDLE, f"no such handle: {handle}")
        raise InvalidStateError("RTCPeerConnection is closed")  # aiortc's own words

    def watch_connection(self, pc: int, connection: Connection) -> None:
        stack = connection.stack

        def tell_state(name: str) -> None:
            self.tell(f"{name.lower()}change", pc=pc, state=getattr(stack, name))

        for name in STATES:
            stack.on(f"{name.lower()}change", functools.partial(tell_state, name))

        @stack.on("datachannel")
        def on_channel(channel: RTCDataChannel) -> None:
            handle = self.next_handle()
            self.tell("datachannel", pc=pc, channel=handle)
            self.watch_channel(handle, channel, connection)

    def watch_transport(self, pc: int, connection: Connection) -> None:
        """aiortc makes it in createDataChannel or setRemoteDescription, and has no event that would tell."""
        dtls = connection.stack.sctp and connection.stack.sctp.transport
        if dtls and dtls not in connection.transports:
            connection.transports.add(dtls)
            dtls.on("statechange", lambda: self.tell("dtlsstatechange", pc=pc, state=dtls.state))

    def watch_channel(self, handle: int, stack: RTCDataChannel, connection: Connection) -> None:
        """aiortc has no events `closing` and `error`."""
        channel = self.channels[handle] = Channel(stack)
        connection.channels.append(handle)
        for event in ("open", "close", "bufferedamountlow"):
            stack.on(event, functools.partial(self.tell, event, channel=handle))
        stack.on("message", functools.partial(self.receive, handle, channel))
        if stack.readyState == "open":  # It was so before anybody could listen.
            self.tell("open", channel=handle)

    def receive(self, handle: int, channel: Channel, message: str | bytes) -> None:
        if channel.collection:
            if channel.collection.add(message):
                self.tell("collected", channel=handle, **channel.collection.sum())
        elif isinstance(message, str):
            self.tell("message", channel=handle, text=message)
        else:
            self.tell("message", channel=handle, base64=b64encode(message).decode())

    async def hello(self) -> Result:
        return {"implementation": "aiortc", "version": read_version(), "language": "Python", "protocol": 1}

    async def createPeerConnection(
        self,
        certificate: Literal["ECDSA", "RSA"] = "ECDSA",
        iceServers: list[Server] = [],
        iceTransportPolicy: Literal["all", "relay"] = "all",
        keyLog: bool = False,
        **ice: Unpack[IceOptions],
    ) -> Result:
        # P-256 and all candidates are what aiortc does; there is nothing to ask for them with.
        if certificate != "ECDSA":
            # https://github.com/aiortc/aiortc/issues/1434
            raise Failure(UNSUPPORTED, "aiortc generates no RSA certificates and its RTCConfiguration takes none")
        if iceTransportPolicy != "all":
            raise Failure(UNSUPPORTED, "aiortc's RTCConfiguration has no iceTransportPolicy")
        if ice.get("iceLite"):
            raise Failure(UNSUPPORTED, "aioice has no lite agent")
        if "iceTcp" in ice:
            raise Failure(UNSUPPORTED, "aioice gathers no TCP host candidates")
        if "trustedRoots" in ice:
            trust(ice["trustedRoots"])
        connection = Connection(make_connection([RTCIceServer(**server) for server in iceServers]))
        pc = self.next_handle()
        if keyLog:
            log_keys(connection.stack, lambda line: self.tell("keylog", pc=pc, line=line))
        self.connections[pc] = connection
        self.watch_connection(pc, connection)
        return {"pc": pc}

    async def setLocalDescription(self, pc: Handle, type: Literal["offer", "answer"], trickle: bool) -> Result:
        stack = self.find(self.connections, pc).stack
        if trickle:  # https://github.com/aiortc/aioice/issues/4
            raise Failure(UNSUPPORTED, "aiortc's RTCPeerConnection has no event icecandidate")
        await stack.setLocalDescription(await (stack.createOffer() if type == "offer" else stack.createAnswer()))
        return as_dict(stack.localDescription)

    async def setRemoteDescription(self, pc: Handle, description: Description) -> None:
        connection = self.find(self.connections, pc)
        await connection.stack.setRemoteDescription(RTCSessionDescription(**description))
        self.watch_transport(pc, connection)

    async def addIceCandidate(self, pc: Handle, candidate: Candidate) -> None:
        stack, parsed = self.find(self.connections, pc).stack, None
        if candidate["candidate"]:
            parsed = candidate_from_sdp(candidate["candidate"].removeprefix("candidate:"))
            parsed.sdpMid, parsed.sdpMLineIndex = candidate["sdpMid"], candidate["sdpMLineIndex"]
        await stack.addIceCandidate(parsed)

    async def restartIce(self, pc: Handle) -> None:
        self.find(self.connections, pc)
        # https://github.com/aiortc/aiortc/issues/211
        raise Failure(UNSUPPORTED, "aiortc's RTCPeerConnection has no restartIce")

    async def createDataChannel(self, pc: Handle, **init: Unpack[ChannelInit]) -> Result:
        connection = self.find(self.connections, pc)
        stack = connection.stack.createDataChannel(**init)
        handle = self.next_handle()
        self.watch_transport(pc, connection)
        self.watch_channel(handle, stack, connection)
        return {"channel": handle}

    async def getPeerConnection(self, pc: Handle) -> Result:
        return read_connection(self.find(self.connections, pc).stack)

    async def getDataChannel(self, channel: Handle) -> Result:
        return read_channel(self.find(self.channels, channel).stack)

    async def getTransport(self, pc: Handle) -> Result:
        return read_transport(self.find(self.connections, pc).stack)

    async def getStats(self, pc: Handle) -> Result:
        return {"stats": read_stats(await self.find(self.connections, pc).stack.getStats())}

    async def setBufferedAmountLowThreshold(self, channel: Handle, value: Size) -> None:
        self.find(self.channels, channel).stack.bufferedAmountLowThreshold = value

    async def send(self, channel: Handle, **message: Unpack[Message]) -> None:
        try:
            [(kind, content)] = message.items()
            data = content if kind == "text" else b64decode(content, validate=True)
        except ValueError as error:
            raise Failure(INVALID_PARAMS, f"params: expected either text or base64: {error}") from None
        self.find(self.channels, channel).stack.send(data)

    async def sendGenerated(self, channel: Handle, count: Count, length: Size, seed: Seed, text: bool) -> Result:
        send = self.find(self.channels, channel).stack.send
        for message in make_messages(count, length, seed, text):
            send(message)
        return {"bytes": count * length}

    async def collect(self, channel: Handle, count: Count) -> None:
        self.find(self.channels, channel).collection = Collection(count)

    async def getCollected(self, channel: Handle) -> Result:
        return (self.find(self.channels, channel).collection or Collection(0)).sum()

    async def closeDataChannel(self, channel: Handle) -> None:
        self.find(self.channels, channel).stack.close()

    async def closePeerConnection(self, pc: Handle) -> None:
        if pc <= self.last and pc not in self.connections and pc not in self.channels:
            return  # closed already
        connection = self.find(self.connections, pc)
        try:
            await connection.stack.close()
        finally:
            self.connections.pop(pc, None)
            for channel in connection.channels:
                self.channels.pop(channel, None)


async def run() -> None:
    rpc = Rpc()
    driver = Driver(rpc)
    on_signals(rpc.ended.set)
    rpc.start({name: checked(getattr(driver, name)) for name in METHODS})
    await rpc.ended.wait()
    await asyncio.gather(*(close_connection(connection.stack, 0.5) for connection in driver.connections.values()))


def drive() -> None:
    """Until the end of stdin, or SIGTERM."""
    run_service(run())
