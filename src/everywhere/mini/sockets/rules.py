"""How many sockets there may be, how much goes through one, and which numbers they end with."""

from everywhere.kernel.errors import Refusal
from everywhere.mini.sockets.types import (
    BYTES_A_SECOND,
    MESSAGES_A_SECOND,
    REASON_BYTES_MAX,
    SOCKETS_MAX,
    SOCKETS_TOGETHER_MAX,
    Closed,
    Message,
)

NORMAL = 1000
AWAY = 1001
POLICY = 1008
BROKEN = 1011
_UNSENDABLE = (1004, 1005, 1006, 1015)
_FIRST, _LAST = 1000, 4999
_RESERVED_LAST = 2999
_KNOWN_LAST = 1014


class TooManySockets(Refusal):
    """As many sockets of programs are open as may be."""

    retry_after_s = 1


class SocketFlooded(Refusal):
    """More went through a socket within a second than may."""


def must_have_room(own: int, together: int) -> None:
    """Raise TooManySockets where a program has as many open as it may, or all programs of this process do."""
    if own >= SOCKETS_MAX or together >= SOCKETS_TOGETHER_MAX:
        raise TooManySockets(sockets_max=SOCKETS_MAX)


class Allowance:
    """What may go one way through one socket: counted by the second of a steady clock."""

    def __init__(self, who: str) -> None:
        self._who = who
        self._second = -1
        self._messages = 0
        self._bytes = 0

    def spend(self, message: Message, seconds: float) -> None:
        """Count one message. Raises SocketFlooded."""
        if int(seconds) != self._second:
            self._second, self._messages, self._bytes = int(seconds), 0, 0
        self._messages += 1
        self._bytes += len(message)
        if self._messages > MESSAGES_A_SECOND or self._bytes > BYTES_A_SECOND:
            raise SocketFlooded(who=self._who, messages_max=MESSAGES_A_SECOND, bytes_max=BYTES_A_SECOND)


def passed_on(code: int, reason: str) -> Closed:
    """How the other end is told of an end: by the same number where one may be sent, else by one that says how it was."""
    told = reason.encode()[:REASON_BYTES_MAX].decode(errors="ignore")
    if code in _UNSENDABLE or not _FIRST <= code <= _LAST or _KNOWN_LAST < code <= _RESERVED_LAST:
        return Closed(NORMAL if code in (0, 1005) else AWAY, told)
    return Closed(code, told)


def ended_by(refusal: str) -> Closed:
    """How a page is told that a socket ended by a refusal with this code."""
    return Closed(BROKEN if refusal == "not_reached" else POLICY, refusal)
