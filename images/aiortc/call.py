"""`peer call URL`: makes an offer, posts it, sets the answer, decides."""

import asyncio
import http.client
import json
import secrets
import signal
import time
from urllib.parse import SplitResult, urlsplit

from stack import close_connection, describe, log, make_connection, read_description

BODY_LIMIT = 1024 * 1024
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
            offer = self.connection.localDescription
            body = json.dumps({"type": offer.type, "sdp": offer.sdp}).encode()
            answer = await asyncio.to_thread(post, self.url, body, deadline - time.monotonic())
            await self.connection.setRemoteDescription(read_description(answer, "answer"))
        except Exception as error:
            reason = str(error) if isinstance(error, ValueError | ConnectionError) else describe(error)
            self.settle(f"signalling: {reason}")
        else:
            self.advance("ICE")

    def tell_where(self) -> str:
        """What was waited for, and what there is instead."""
        match self.stage:
            case "signalling":
                return f"no answer from {self.url}"
            case "ICE":
                return f"not connected, ICE state is {self.connection.iceConnectionState}"
            case "DTLS":
                return f"handshake not finished, DTLS state is {self.dtls.state}"
            case "SCTP":
                return f"channel not open, its state is {self.channel.readyState}"
        return "no echo"


def request(method: str, url: SplitResult, path: str, body: bytes | None, seconds: float) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(url.hostname or "", url.port or 80, timeout=max(seconds, 0.001))
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        return response.status, response.read(BODY_LIMIT + 1)
    finally:
        connection.close()


def post(address: str, body: bytes, seconds: float) -> object:
    """Posts the offer, gives the parsed JSON of the answer. Raises ConnectionError with the reason."""
    url = urlsplit(address)
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        status, content = request("POST", url, path, body, seconds)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ConnectionError(f"POST {address} failed: {describe(error)}") from error
    text = " ".join(content[:600].decode(errors="replace").split())[:200]
    if status != 200:
        raise ConnectionError(f'POST {address} answered {status} "{text}"')
    if len(content) > BODY_LIMIT:
        raise ConnectionError(f"POST {address} answered more than {BODY_LIMIT} bytes")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ConnectionError(f'POST {address} answered what is not JSON: "{text}"') from error


def wait_for_server(address: str, wait_ms: int) -> str:
    """Asks GET /health of the address's origin until it answers 200; else gives the reason."""
    url, end, last = urlsplit(address), time.monotonic() + wait_ms / 1000, ""
    while True:
        try:
            status, _ = request("GET", url, "/health", None, min(2, end - time.monotonic()))
            if status == 200:
                return ""
            last = f"answered {status}"
        except (OSError, http.client.HTTPException, ValueError) as error:
            last = describe(error)
        if time.monotonic() >= end:
            return f"signalling: GET http://{url.netloc}/health did not answer 200 within {wait_ms} ms, last: {last}"
        time.sleep(0.1)


async def run(url: str, case: str, deadline: float, timeout_ms: int) -> str:
    attempt = Attempt(url, case)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: attempt.fail(f"{attempt.tell_where()} when ended by a signal"))
    # The reference keeps the task from being collected.
    negotiation = asyncio.ensure_future(attempt.negotiate(deadline))
    await asyncio.wait([attempt.outcome], timeout=max(deadline - time.monotonic(), 0))
    attempt.fail(f"{attempt.tell_where()} within {timeout_ms} ms")
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
