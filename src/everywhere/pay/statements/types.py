"""Statements: what moved an account in a span of days, to take along."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from everywhere.kernel.errors import Refusal

Of = Literal["wallet", "takings"]
"""A person's own balance; what they took as a merchant."""
Form = Literal["csv", "pdf"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement, with the balance after it. Positive came in."""

    at: datetime
    purpose: str
    other: str
    """The other side by name, where it is a person."""
    note: str
    minor: int
    balance_minor: int
    number: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What moved an account from the beginning of `since` to the end of `until`, oldest first; days are Shanghai's."""

    of: Of
    owner: str
    currency: str
    since: date
    until: date
    opening_minor: int
    closing_minor: int
    entries: list[Entry]


class StatementTooLong(Refusal):
    """More movements than one statement holds, at most `lines_max`."""


class SpanBackwards(Refusal):
    """It ends before it begins."""
