"""`peer call URL`: makes an offer, posts it, sets the answer, decides."""

import asyncio
import functools
import json
import secrets
import time

from http_client import post, wait_for_server
from stack import as_dict, close_connection, describe, log, make_connection, on_signals, read_description

STAGES = ("signalling", "ICE", "DTLS", "SCTP", "application")


class Attempt:
    """One connection and how far it got. `outcome` is "" when the case passed, else the line of reason."""

    def __init__(self, url: str, case: str) -> None:
        self.url = url
        self.case = case
        self.stage = STAGES[0]
        self.text = secrets.token_hex(16)
        self.outcome: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.connection = make_connection()
        self.channel = self.connection.createDataChannel(f"interop-{secrets.token_hex(4)}")
        self.dtls = self.channel.transport.transport
        self.connection.on("iceconnectionstatechange", self.on_ice_state)
        self.dtls.on("statechange", self.on_dtls_state)
        self.connection.on("connectionstatechange", self.on_connection_state)
        self.channel.on("open", self.on_open)
        self.channel.on("message", self.on_message)
        self.channel.on("close", self.on_close)

    def advance(self, stage: str) -> None:
        self.stage = max(self.stage, stage, key=STAGES.index)

    def settle(self, outcome: str) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def fail(self, reason: str) -> None:
        self.settle(f"{self.stage}: {reason}")

    def on_ice_state(self) -> None:
        log(f"ICE state {self.connection.iceConnectionState}")
        if self.connection.iceConnectionState == "completed":
            self.advance("DTLS")

    def on_dtls_state(self) -> None:
        log(f"DTLS state {self.dtls.state}")
        if self.dtls.state == "connected":
            self.advance("SCTP")

    def on_connection_state(self) -> None:
        state = self.connection.connectionState
        log(f"connection state {state}")
        if state == "connected" and self.case == "peer-connection":
            self.settle("")
        elif state in ("failed", "closed"):
            self.fail(f"expected connection state connected, it is {state}")

    def on_open(self) -> None:
        log(f"channel open, id {self.channel.id}")
        self.advance("application")
        self.channel.send(self.text)

    def on_message(self, message: str | bytes) -> None:
        if self.case != "data-channel-echo":
            return
        if message == self.text:
            self.settle("")
        else:
            self.fail(f"echo is {message[:80]!r}, expected {self.text!r}")

    def on_close(self) -> None:
        self.fail("expected the echo, the channel was closed")

    async def negotiate(self, deadline: float) -> None:
        try:
            await self.connection.setLocalDescription(await self.connection.createOffer())
            body = json.dumps(as_dict(self.connection.localDescription)).encode()
            answer = await asyncio.to_thread(post, self.url, body, deadline - time.monotonic())
            await self.connection.setRemoteDescription(read_description(answer, "answer"))
        except Exception as error:
            reason = str(error) if isinstance(error, ValueError | ConnectionError) else describe(error)
            self.settle(f"signalling: {reason}")
        else:
            self.advance("ICE")

    def give_up(self, when: str) -> None:
        """Says what was waited for, until when, and what there is instead."""
        missing, instead = {
            "signalling": (f"no answer from {self.url}", ""),
            "ICE": ("not connected", f", ICE state is {self.connection.iceConnectionState}"),
            "DTLS": ("handshake not finished", f", DTLS state is {self.dtls.state}"),
            "SCTP": ("channel not open", f", its state is {self.channel.readyState}"),
            "application": (f"no echo of {self.text!r}", ""),
        }[self.stage]
        self.fail(f"{missing} {when}{instead}")


async def run(url: str, case: str, deadline: float, timeout_ms: int) -> str:
    attempt = Attempt(url, case)
    on_signals(functools.partial(attempt.give_up, "until a signal ended it"))
    # The reference keeps the task from being collected.
    negotiation = asyncio.ensure_future(attempt.negotiate(deadline))
    await asyncio.wait([attempt.outcome], timeout=max(deadline - time.monotonic(), 0))
    attempt.give_up(f"within {timeout_ms} ms")
    negotiation.cancel()
    await close_connection(attempt.connection, 0.5)
    return attempt.outcome.result()


def call(url: str, case: str, started: float, timeout_ms: int, wait_ms: int) -> str:
    """Runs one case. Gives "" when it passed, else the line of reason.

    The time limit counts from `started` (time.monotonic(), seconds), or from the end of the wait for the server.
    """
    if wait_ms:
        reason = wait_for_server(url, wait_ms)
        if reason:
            return reason
        started = time.monotonic()
    # Not asyncio.run: that waits for the thread of a POST which hangs. The caller leaves by os._exit.
    return asyncio.new_event_loop().run_until_complete(run(url, case, started + timeout_ms / 1000, timeout_ms))
