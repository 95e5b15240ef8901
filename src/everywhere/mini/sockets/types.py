"""Sockets of programs: what one asks for, how much may travel, and how it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

MESSAGE_BYTES_MAX = 1_000_000
"""Of one message, either way."""
MESSAGES_A_SECOND = 50
BYTES_A_SECOND = 2_000_000
"""Both of one direction of one socket; more than that in a second ends it."""
SOCKETS_MAX = 5
"""Open at once, of one program in one person's hands."""
SOCKETS_TOGETHER_MAX = 500
"""Open at once, of all programs of one process."""
TIMEOUT_MAX_S = 60.0
HEADERS_MAX = 50
PROTOCOLS_MAX = 10
REASON_BYTES_MAX = 123
"""Of what is said when a socket closes (RFC 6455 §5.5)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A socket that a program wants."""

    url: str
    headers: Mapping[str, str]
    protocols: Sequence[str]
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Closed:
    """How a socket ended: by which number, and with which words (RFC 6455 §7.4)."""

    code: int
    reason: str


Message = str | bytes


class Near(Protocol):
    """The program's end."""

    async def heard(self) -> Message | Closed:
        """The next message, or that the program has closed."""
        ...

    async def say(self, message: Message) -> None:
        """Hand a message over; returns when it was taken."""
        ...


class Far(Protocol):
    """The host's end."""

    @property
    def protocol(self) -> str:
        """What was agreed of the protocols that the program offered; empty where none was."""
        ...

    async def heard(self) -> Message | Closed:
        """The next message, or that the host has closed. Raises NotReached where it went without a word."""
        ...

    async def say(self, message: Message) -> None:
        """Send a message; returns when there is room for another. Raises NotReached."""
        ...

    async def close(self, how: Closed) -> None:
        """Say good-bye, and wait a moment for the answer."""
        ...
