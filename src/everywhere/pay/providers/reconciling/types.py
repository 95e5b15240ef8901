"""The books of a provider's day: what its report says, what was meant to move, and where the two part."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.pay.providers.outside.types import Kind, ProviderName

BreakKind = Literal["missing", "extra", "amount", "fee"]
"""Moved here and not in the report; in the report and not here; another amount there; another fee."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One movement in a provider's report. Sums are signed: positive came in; the fee is what the provider kept of it."""

    provider: ProviderName
    day: date
    kind: Kind
    ref: str
    amount_minor: int
    fee_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place where report and books part; None where one of them says nothing."""

    kind: BreakKind
    ref: str
    currency: str
    expected_minor: int | None
    reported_minor: int | None
    person_id: UUID | None = None
    transit_id: UUID | None = None
    note: str = ""
    """What an operator found out about it; empty until one has."""


@dataclass(frozen=True, slots=True)
class Note:
    """An operator's words about a break."""

    kind: BreakKind
    ref: str
    note: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day whose report was imported."""

    provider: ProviderName
    day: date
    imported_at: datetime
    closed_at: datetime | None
    closed_by: UUID | None
    digest: bytes | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import took in: lines of the day, and lines that are no business of this installation."""

    lines_count: int
    passed_over_count: int


class ReportUnreadable(Refusal):
    """It is not the report of that provider, or a line of it makes no sense; `reason` says which."""


class DayNotImported(Refusal):
    """There is no report of that day yet."""


class DayNotOver(Refusal):
    """The day is not over yet, so more may come."""


class DayClosed(Refusal):
    """The day's books are closed and take no change."""


class BreaksUnexplained(Refusal):
    """Breaks that no operator has looked into: `count`."""


class BreakUnknown(Refusal):
    """There is no such break on that day."""
