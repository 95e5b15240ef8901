"""Refusals: what the product says no to, each with a stable code from the message catalogue."""

import re
from typing import ClassVar

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def snake_case(name: str) -> str:
    """`FeeBelowFloor` → `fee_below_floor`."""
    return _WORD_START.sub("_", name).lower()


class Refusal(Exception):
    """A request that the rules refuse; status, text and remedy stand in the domain's `messages.toml` under `code`."""

    code: ClassVar[str] = "refusal"

    def __init_subclass__(cls) -> None:
        cls.code = snake_case(cls.__name__)

    def __init__(self, *, path: str | None = None, **facts: object) -> None:
        """`path` names the field that is wrong (dotted, from the body's root); `facts` fill the message."""
        super().__init__(self.code, facts)
        self.path = path
        self.facts = facts


class Malformed(Refusal):
    """The request cannot be read: wrong JSON, wrong type, a number out of its range."""


class NotFound(Refusal):
    """There is no such thing, or none that this person may see: both look alike."""


class SignInNeeded(Refusal):
    """Only someone who is signed in can do that."""


class NotAllowed(Refusal):
    """The person is known, and this is not theirs to do."""


class TooManyRequests(Refusal):
    """A rate is used up; `retry_after_s` says when to come back."""

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__(retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class IdempotencyMismatch(Refusal):
    """The same Idempotency-Key came with another request."""


class VersionMoved(Refusal):
    """The thing was changed by someone else since it was read."""


class StorageFull(Refusal):
    """The disk of the database is full: what is there can be read, nothing can be added until an operator makes room."""

    retry_after_s = 10


class TooSlow(Refusal):
    """The request did not come in time; its connection is closed."""

    retry_after_s = 1


class Overloaded(Refusal):
    """The server has no room for this request now."""

    retry_after_s = 1
