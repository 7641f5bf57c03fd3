"""What a client asks of the server over HTTP. Blocking, and from the standard library: http.client costs next to
nothing, because aiortc's own dependencies have imported most of what it needs."""

import http.client
import json
import time
from urllib.parse import SplitResult, urlsplit

from stack import describe

BODY_LIMIT = 1024 * 1024


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
        if time.monotonic() + 0.2 >= end:
            return f"signalling: GET http://{url.netloc}/health did not answer 200 within {wait_ms} ms, last: {last}"
        time.sleep(0.1)
