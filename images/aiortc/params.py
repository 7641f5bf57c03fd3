"""The types of the requests' parameters (docs/peer-protocol.md, part two), and the check of parameters against the
signature of the method that takes them."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Literal, NotRequired, TypedDict, get_args, get_origin, get_type_hints, is_typeddict

from rpc import INVALID_PARAMS, Failure, Method

# A whole number from … to …
Size = Annotated[int, 0, 2**53 - 1]
Count = Annotated[int, 1, 2**53 - 1]
Handle = Count
Seed = Annotated[int, 0, 2**32 - 1]

NAMES = {str: "a text", bool: "true or false", list: "a list", dict: "an object"}


class Server(TypedDict):
    urls: str
    username: NotRequired[str]
    credential: NotRequired[str]


class IceOptions(TypedDict, total=False):
    trustedRoots: str
    iceLite: bool
    iceTcp: Literal["active", "passive"]


class Description(TypedDict):
    type: Literal["offer", "answer"]
    sdp: str


class Candidate(TypedDict):
    candidate: str
    sdpMid: str | None
    sdpMLineIndex: Size | None


class ChannelInit(TypedDict):
    label: str
    ordered: NotRequired[bool]
    maxRetransmits: NotRequired[Size]
    maxPacketLifeTime: NotRequired[Size]
    protocol: NotRequired[str]
    negotiated: NotRequired[bool]
    id: NotRequired[Size]


class Message(TypedDict, total=False):
    text: str
    base64: str


def check(hint: object, value: object) -> None:
    """Raises ValueError when the value is not what the hint says."""
    origin, arguments = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        check_members(get_type_hints(hint, include_extras=True), hint.__required_keys__, value)
    elif type(None) in arguments:
        if value is not None:
            check(arguments[0], value)
    elif origin is NotRequired:
        check(arguments[0], value)
    elif origin is list:
        check(list, value)
        for element in value:
            check(arguments[0], element)
    elif origin is Literal:
        require(value in arguments, f"one of {', '.join(arguments)}", value)
    elif origin is Annotated:
        _, least, most = arguments
        require(type(value) is int and least <= value <= most, f"a whole number from {least} to {most}", value)
    else:
        require(type(value) is hint, NAMES[hint], value)


def require(good: bool, expected: str, value: object) -> None:
    if not good:
        raise ValueError(f"expected {expected}, got {str(value)[:80]!r}")


def check_members(hints: Mapping[str, object], required: frozenset[str], value: object) -> None:
    check(dict, value)
    if unknown := value.keys() - hints.keys():
        raise ValueError(f"unknown: {', '.join(sorted(unknown))[:80]}")
    if missing := required - value.keys():
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    for name, member in value.items():
        try:
            check(hints[name], member)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None


def checked(method: Callable[..., Awaitable[Mapping[str, object] | None]]) -> Method:
    """Takes the parameters as they came, checks them and passes them by name."""
    types = get_type_hints(method, include_extras=True)
    hints: dict[str, object] = {}
    required: set[str] = set()
    for name, parameter in inspect.signature(method).parameters.items():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            [members] = get_args(types[name])  # Unpack[…]
            hints |= get_type_hints(members, include_extras=True)
            required |= members.__required_keys__
        else:
            hints[name] = types[name]
            required |= {name} if parameter.default is inspect.Parameter.empty else set()

    def call(params: object) -> Awaitable[Mapping[str, object] | None]:
        try:
            check_members(hints, frozenset(required), params)
        except ValueError as error:
            raise Failure(INVALID_PARAMS, f"params: {error}") from None
        return method(**params)

    return call
