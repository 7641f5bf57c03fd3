"""As much of an HTTP/1.1 server (RFC 9112) as the contract needs, one request a connection.

Ours, because aiohttp would cost a fifth of a second of start-up and be one more package that a folder of local
packages must hold, and because http.server knows no chunked bodies.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, parse_headers
from urllib.parse import urlsplit

HEAD_LIMIT = 32 * 1024
BODY_LIMIT = 1024 * 1024
READ_SECONDS = 10
LINGER_SECONDS = 2


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes
    type: str = "application/json"
    allow: str = ""


class Refusal(Exception):
    """A request that is answered with `status` and one line of plain text."""

    def __init__(self, status: int, reason: str, allow: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.allow = allow


Handler = Callable[[bytes], Awaitable[Response]]
Routes = dict[str, tuple[str, Handler]]
"""Path to the one method that it takes, and what answers with the body."""


async def serve_connection(routes: Routes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        try:
            response = await answer(routes, reader, writer)
        except Refusal as refusal:
            line = " ".join(str(refusal).split()) + "\n"
            response = Response(
                refusal.status, line.encode(errors="backslashreplace"), "text/plain; charset=utf-8", refusal.allow
            )
        writer.write(format_response(response))
        await writer.drain()
        if response.status >= 400:
            await linger(reader, writer)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # The client went away.
    finally:
        writer.close()


async def answer(routes: Routes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Response:
    try:
        async with asyncio.timeout(READ_SECONDS):
            method, path, headers = await read_head(reader)
            if path not in routes:
                raise Refusal(404, f"no such path: {path[:80]}, there are {', '.join(routes)}")
            expected, handler = routes[path]
            if method != expected:
                raise Refusal(405, f"{path} takes {expected}, got {method[:20]}", expected)
            body = await read_body(headers, reader, writer)
    except TimeoutError:
        raise Refusal(408, f"the request did not arrive within {READ_SECONDS} s") from None
    return await handler(body)


async def read_head(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]]:
    """Method, path without query, and headers by lower-case name."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise Refusal(431, f"the request's head is over {HEAD_LIMIT} bytes") from None
    start, _, fields = head.partition(b"\r\n")
    words = start.decode("latin-1").split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise Refusal(400, f"not an HTTP/1.1 request line: {start[:80]!r}")
    try:
        parsed = parse_headers(io.BytesIO(fields))
        return words[0], urlsplit(words[1]).path, {name.lower(): value.strip() for name, value in parsed.items()}
    except (ValueError, HTTPException) as error:
        raise Refusal(400, f"bad request head: {error}") from error


async def read_body(headers: dict[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    coding, length = headers.get("transfer-encoding", "").lower(), headers.get("content-length", "0")
    if coding not in ("", "chunked"):
        raise Refusal(501, f"transfer coding {coding[:40]!r} is not known here, only chunked")
    if not (length.isascii() and length.isdigit()):
        raise Refusal(400, f"bad Content-Length: {length[:40]!r}")
    if not coding and (len(length) > 15 or int(length) > BODY_LIMIT):
        raise Refusal(413, f"the body is over {BODY_LIMIT} bytes")
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return await read_chunks(reader) if coding else await reader.readexactly(int(length))


async def read_chunks(reader: asyncio.StreamReader) -> bytes:
    """RFC 9112 section 7.1. Trailers are left unread: the connection ends with this request."""
    body = bytearray()
    while True:
        line = (await read_line(reader)).partition(b";")[0].strip()
        if not line or line.strip(b"0123456789abcdefABCDEF"):
            raise Refusal(400, f"bad chunk size: {line[:40]!r}")
        size = int(line, 16)
        if len(body) + size > BODY_LIMIT:
            raise Refusal(413, f"the body is over {BODY_LIMIT} bytes")
        if size == 0:
            return bytes(body)
        body += await reader.readexactly(size)
        if await reader.readexactly(2) != b"\r\n":
            raise Refusal(400, f"a chunk is longer than its size, {size}")


async def read_line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n")
    except asyncio.LimitOverrunError:
        raise Refusal(400, "a chunk's size line has no end") from None


def format_response(response: Response) -> bytes:
    lines = [
        f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}",
        f"Content-Type: {response.type}",
        f"Content-Length: {len(response.body)}",
        "Connection: close",
    ]
    if response.allow:
        lines.append(f"Allow: {response.allow}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + response.body


async def linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reads on for a while after a refusal: closing on unread data resets the connection, and a client that is still
    sending would never see the answer (RFC 9112 section 9.6)."""
    try:
        writer.write_eof()
        async with asyncio.timeout(LINGER_SECONDS):
            while await reader.read(HEAD_LIMIT):
                pass
    except (TimeoutError, OSError):
        pass
