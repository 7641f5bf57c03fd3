"""What server, client and driven peer ask of aiortc alike."""

import asyncio
import functools
import gc
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence

from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import SessionDescription


def read_version() -> str:
    import importlib.metadata  # A client does not need it, and it costs.

    return importlib.metadata.version("aiortc")


def make_connection(servers: Sequence[RTCIceServer] = ()) -> RTCPeerConnection:
    """A connection with no ICE servers but these: with None, upstream's aiortc asks a public STUN server
    (RTCIceGatherer.getDefaultIceServers), and on a network with no way out gathering then takes seconds."""
    return RTCPeerConnection(RTCConfiguration(iceServers=list(servers)))


def trust(roots: str) -> None:
    """Believes whom these certificates (PEM) vouch for, in the whole process and from now on: aioice has no way to be
    told. For each TURN server over TLS it makes a context with OpenSSL's defaults, and those are read then."""
    os.environ["SSL_CERT_FILE"] = write_file(roots)


@functools.cache
def write_file(text: str) -> str:
    import tempfile  # A client does not need it, and it costs.

    with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as file:
        file.write(text)
    return file.name


def read_description(value: object, kind: str) -> RTCSessionDescription:
    """An RTCSessionDescriptionInit of type `kind`, from parsed JSON.

    aiortc accepts a text without any media section, and finds a missing fingerprint only when DTLS starts, in a task
    of its own whose exception nobody sees: so both are looked for here.

    Raises ValueError with the reason.
    """
    if not isinstance(value, dict):
        raise ValueError(f"expected a JSON object, got {type(value).__name__}")
    if value.get("type") != kind:
        raise ValueError(f'expected type "{kind}", got {str(value.get("type"))[:40]!r}')
    sdp = value.get("sdp")
    if not isinstance(sdp, str):
        raise ValueError("expected sdp, a text; there is none")
    try:
        parsed = SessionDescription.parse(sdp)
    except Exception as error:  # aiortc's parser lets AssertionError, KeyError, StopIteration … through
        raise ValueError(f"the SDP cannot be parsed: {describe(error)}") from error
    if not parsed.media:
        raise ValueError("the SDP has no media section")
    for index, media in enumerate(parsed.media):
        if media.dtls is None:
            raise ValueError(f"no setup attribute for media section {index} of the SDP (RFC 8842 section 5.1)")
        if not media.dtls.fingerprints:
            raise ValueError(f"no fingerprint for media section {index} of the SDP (RFC 8122 section 5)")
    return RTCSessionDescription(sdp=sdp, type=kind)


def as_dict(description: RTCSessionDescription) -> dict[str, str]:
    return {"type": description.type, "sdp": description.sdp}


async def close_connection(connection: RTCPeerConnection, seconds: float) -> None:
    """Says goodbye to the other side (SCTP ABORT, DTLS close_notify) if that can be done in time."""
    try:
        await asyncio.wait_for(connection.close(), seconds)
    except Exception as error:
        log(f"close: {describe(error)}")


def describe(error: BaseException) -> str:
    """One line: many of the stack's exceptions have no text of their own."""
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def on_signals(stop: Callable[[], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


def run_service(service: Coroutine[None, None, None]) -> None:
    gc.freeze()  # What was imported never goes away: the collector need not look at it again.
    gc.enable()
    asyncio.new_event_loop().run_until_complete(service)
