"""JSON-RPC 2.0, one message a line, over stdin and stdout: part two of docs/peer-protocol.md."""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Mapping

from stack import describe

LINE_LIMIT = 8 * 1024 * 1024

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
UNSUPPORTED, EXCEPTION, UNKNOWN_HANDLE = 1, 2, 3

Method = Callable[[object], Awaitable[Mapping[str, object] | None]]


class Failure(Exception):
    """An error that is none of the stack's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Rpc:
    """Answers the requests of stdin with `methods`. `ended` is set when there is nobody left to talk to."""

    def __init__(self) -> None:
        self.methods: Mapping[str, Method] = {}
        self.loop = asyncio.get_running_loop()
        self.ended = asyncio.Event()
        self.tasks: set[asyncio.Task[None]] = set()
        # From now on whatever else is printed goes to stderr.
        self.output = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)

    def start(self, methods: Mapping[str, Method]) -> None:
        self.methods = methods
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        """In a thread of its own, because asyncio reads no files; a last line without its end is no request."""
        whole = True
        while line := sys.stdin.buffer.readline(LINE_LIMIT + 1):
            ends = line.endswith(b"\n")
            if whole and (ends or len(line) > LINE_LIMIT):
                self.loop.call_soon_threadsafe(self.take, line if ends else None)
            whole = ends
        self.loop.call_soon_threadsafe(self.ended.set)

    def take(self, line: bytes | None) -> None:
        try:
            if line is None:
                raise ValueError(f"a line of over {LINE_LIMIT} bytes")
            request = json.loads(line.decode(), parse_constant=refuse_constant)
        except (ValueError, RecursionError) as error:
            self.answer(None, Failure(PARSE_ERROR, f"not a line of JSON in UTF-8: {describe(error)}"))
            return
        # Eager: it runs until it waits for something, and so requests begin in the order in which they came.
        task = asyncio.Task(self.handle(request), loop=self.loop, eager_start=True)
        if not task.done():
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def handle(self, request: object) -> None:
        number = None
        try:
            if not (isinstance(request, dict) and request.get("jsonrpc") == "2.0" and is_id(request.get("id", ()))):
                raise Failure(INVALID_REQUEST, 'expected an object with jsonrpc "2.0", an id and a method')
            number, name = request["id"], request.get("method")
            if not isinstance(name, str):
                raise Failure(INVALID_REQUEST, "expected a method's name")
            if name not in self.methods:
                raise Failure(METHOD_NOT_FOUND, f"no method {name[:80]}")
            self.answer(number, await self.methods[name](request.get("params", {})))
        except Exception as error:
            self.answer(number, error)

    def answer(self, number: object, outcome: Mapping[str, object] | Exception | None) -> None:
        if isinstance(outcome, Exception):
            code = outcome.code if isinstance(outcome, Failure) else EXCEPTION
            message = str(outcome) if isinstance(outcome, Failure) else describe(outcome)
            self.write({"id": number, "error": {"code": code, "message": message}})
        else:
            self.write({"id": number, "result": outcome or {}})

    def tell(self, event: str, **params: object) -> None:
        self.write({"method": event, "params": {"t": time.monotonic() * 1000, **params}})

    def write(self, message: dict[str, object]) -> None:
        line = json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n"
        try:
            self.output.write(line)
            self.output.flush()
        except OSError:
            self.ended.set()


def is_id(value: object) -> bool:
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
