"""The peer over aiortc: `peer serve`, `peer call URL`, `peer drive` (docs/peer-protocol.md).

Whatever needs no WebRTC is decided here, before aiortc is imported: that import is most of what a client costs.
"""

import gc
import os
import signal
import sys
import time
from typing import NoReturn

STARTED = time.monotonic()
CASES = ("peer-connection", "data-channel-echo")  # the index is upstream's test number
USAGE = "usage: peer serve | peer call URL | peer call -t NUMBER -s URL | peer drive"

FAILED, USAGE_ERROR, UNSUPPORTED = 1, 2, 77


def leave(status: int, reason: str) -> NoReturn:
    """Ends at once: no thread that hangs in a socket and no destructor holds the process up."""
    if reason:
        print(reason, file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def leave_on_signals(status: int, reason: str) -> None:
    """Until the event loop takes over: as process 1 of a container nothing but a handler ends us."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: leave(status, reason))


def read_number(name: str, default: int, largest: int) -> int:
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= largest):
        leave(USAGE_ERROR, f"{name}: expected a whole number up to {largest}, got {text!r}")
    return int(text)


def read_call(arguments: list[str]) -> tuple[str, str]:
    """The URL and the case, from the arguments (both forms) and TESTCASE."""
    case, urls = os.environ.get("TESTCASE") or CASES[0], []
    words = iter(arguments)
    for word in words:
        if word == "-t":
            number = next(words, "")
            known = number.isascii() and number.isdigit() and len(number) < 6 and int(number) < len(CASES)
            case = CASES[int(number)] if known else f"number {number}"
        elif word == "-s":
            urls.append(next(words, ""))
        else:
            urls.append(word)
    if len(urls) != 1 or not urls[0].startswith("http://"):
        leave(USAGE_ERROR, f"call: expected one http:// URL, got {urls}; {USAGE}")
    if case not in CASES:
        leave(UNSUPPORTED, f"unsupported: no such case here: {case!r}, there are {', '.join(CASES)}")
    return urls[0], case


def main(arguments: list[str]) -> NoReturn:
    mode, rest = (arguments or ["serve"])[0], arguments[1:]
    gc.disable()  # Importing makes much and drops little; and a client is over before there is garbage to speak of.
    if mode == "serve" and not rest:
        port = read_number("PORT", 8080, 65535)
        leave_on_signals(0, "")
        from serve import serve

        reason = serve(port)
        leave(FAILED if reason else 0, reason)
    if mode == "call":
        url, case = read_call(rest)
        timeout_ms = read_number("TIMEOUT_MS", 20_000, 86_400_000)
        wait_ms = read_number("WAIT_MS", 0, 86_400_000)
        leave_on_signals(FAILED, "signalling: expected an answer, ended by a signal before the offer was made")
        from call import call

        reason = call(url, case, STARTED, timeout_ms, wait_ms)
        leave(FAILED if reason else 0, reason)
    if mode == "drive" and not rest:
        leave_on_signals(0, "")
        from drive import drive

        drive()
        leave(0, "")
    leave(USAGE_ERROR, USAGE)


main(sys.argv[1:])
