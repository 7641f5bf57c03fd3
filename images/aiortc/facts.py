"""What aiortc tells of its connections and channels, as the protocol of driven peers words it."""

import dataclasses
from collections.abc import Callable
from datetime import datetime

from aiortc import RTCDataChannel, RTCPeerConnection, RTCStatsReport

from rpc import UNSUPPORTED, Failure
from stack import as_dict

CHANNEL_PROPERTIES = """
    label ordered maxRetransmits maxPacketLifeTime protocol negotiated id readyState
    bufferedAmount bufferedAmountLowThreshold
""".split()
STATES = ("connectionState", "iceConnectionState", "iceGatheringState", "signalingState")
VERSIONS = {"DTLSv1": "DTLS 1.0", "DTLSv1.2": "DTLS 1.2", "DTLSv1.3": "DTLS 1.3"}


def read_channel(channel: RTCDataChannel) -> dict[str, object]:
    return {name: getattr(channel, name) for name in CHANNEL_PROPERTIES}


def read_connection(connection: RTCPeerConnection) -> dict[str, object]:
    """No maxMessageSize: aiortc does not keep the other side's, its RTCSctpTransport has only its own."""
    facts: dict[str, object] = {name: getattr(connection, name) for name in STATES}
    for name in ("localDescription", "remoteDescription"):
        description = getattr(connection, name)
        facts[name] = description and as_dict(description)
    if connection.sctp:
        facts["dtlsState"] = connection.sctp.transport.state
        if connection.sctp.state != "new":  # a state that W3C's RTCSctpTransport does not have
            facts["sctpState"] = connection.sctp.state
    return facts


def read_transport(connection: RTCPeerConnection) -> dict[str, object]:
    """Only the ICE role is public in aiortc; the rest is read, and nothing but read, from its private fields, and left
    out where another version does not have them."""
    if not connection.sctp:
        return {}
    dtls = connection.sctp.transport
    facts: dict[str, object] = {"iceRole": dtls.transport.role}
    if getattr(dtls, "_role", "auto") != "auto":
        facts["dtlsRole"] = dtls._role
    ssl = getattr(dtls, "_ssl", None)
    if ssl and dtls.encrypted:
        facts["cipherSuite"] = ssl.get_cipher_name()
        facts["srtpProfile"] = ssl.get_selected_srtp_profile().decode()
        if version := VERSIONS.get(ssl.get_protocol_version_name()):
            facts["dtlsVersion"] = version
    pair = getattr(getattr(dtls.transport, "_connection", None), "_nominated", {}).get(1)
    if pair:
        facts["selectedPair"] = {"local": pair.local_candidate.to_sdp(), "remote": pair.remote_candidate.to_sdp()}
    return facts


def read_stats(report: RTCStatsReport) -> list[dict[str, object]]:
    """Unchanged but for the times, which JSON does not have: milliseconds since 1970, as in webrtc-stats."""
    return [
        {
            name: value.timestamp() * 1000 if isinstance(value, datetime) else value
            for name, value in dataclasses.asdict(stats).items()
        }
        for stats in report.values()
    ]


def log_keys(connection: RTCPeerConnection, tell: Callable[[str], None]) -> None:
    """aiortc has no key log. It makes the context of OpenSSL, which has one, in a private method of the connection's
    certificate, and that is overridden here, for this connection only."""
    try:
        [certificate] = connection._RTCPeerConnection__certificates
        make_context = certificate._create_ssl_context
    except AttributeError as error:
        raise Failure(UNSUPPORTED, f"this aiortc gives no DTLS secrets: {error}") from error

    def make_logging_context(*arguments: object, **options: object) -> object:
        context = make_context(*arguments, **options)
        context.set_keylog_callback(lambda _, line: tell(line.decode()))
        return context

    certificate._create_ssl_context = make_logging_context
