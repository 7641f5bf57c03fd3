"""Generated messages and their sums: docs/peer-protocol.md, "Generated messages"."""

import functools
import hashlib
from collections.abc import Iterator

PATTERN_LENGTH = 65_521
PRINTABLE = bytes(0x20 + byte % 95 for byte in range(256))


@functools.lru_cache(maxsize=4)
def make_pattern(seed: int) -> bytes:
    pattern, x = bytearray(PATTERN_LENGTH), seed or 0x9E3779B9
    for index in range(PATTERN_LENGTH):
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        pattern[index] = x & 0xFF
    return bytes(pattern)


def make_messages(count: int, length: int, seed: int, text: bool) -> Iterator[str | bytes]:
    pattern = make_pattern(seed)
    if text:
        pattern = pattern.translate(PRINTABLE)
    pattern *= 2 + length // PATTERN_LENGTH  # so that a message that begins anywhere is one slice
    for index in range(count):
        start = 31 * index % PATTERN_LENGTH
        message = pattern[start : start + length]
        if text:
            yield (b"%08x" % index + message[8:] if length >= 8 else message).decode()
        else:
            yield index.to_bytes(4, "big") + message[4:] if length >= 4 else message


class Collection:
    """What came in since it was made."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.count = self.bytes = self.texts = 0
        self.hash = hashlib.sha256()
        self.order: list[list[int]] = []

    def add(self, message: str | bytes) -> bool:
        """Gives True once: when as many as were wanted have come."""
        encoded = message.encode() if isinstance(message, str) else message
        self.count += 1
        self.bytes += len(encoded)
        self.texts += isinstance(message, str)
        self.hash.update(encoded)
        number = read_number(message)
        if number is not None:
            if self.order and self.order[-1][1] == number - 1:
                self.order[-1][1] = number
            else:
                self.order.append([number, number])
        return self.count == self.wanted

    def sum(self) -> dict[str, object]:
        return {
            "count": self.count,
            "bytes": self.bytes,
            "digest": self.hash.hexdigest(),
            "texts": self.texts,
            "order": self.order,
        }


def read_number(message: str | bytes) -> int | None:
    """The number that a message carries, None where there is no room for one or no number."""
    number = message[:4]
    if isinstance(message, str):
        try:
            number = bytes.fromhex(message[:8])  # skips spaces, so that fewer bytes may come out
        except ValueError:
            return None
    return int.from_bytes(number, "big") if len(number) == 4 else None
