"""Appeals: a person contests a fact, or the whole, before a human."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.outbox import Event
from everywhere.standing.evidence.types import FactId

Stage = Literal["open", "granted", "refused", "lapsed"]
"""lapsed: nobody decided in time, so the person is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An appeal as it stands; without a fact it is about the score itself."""

    person_id: UUID
    id: UUID
    fact_id: FactId | None
    text: str
    stage: Stage
    due_at: datetime
    decided_by: UUID | None
    note: str
    made_at: datetime
    decided_at: datetime | None


class AppealMade(Event, frozen=True):
    """Somebody contests their standing; the clock runs."""

    person_id: UUID
    appeal_id: UUID


class AppealEnded(Event, frozen=True):
    """An appeal was decided, or its time was up."""

    person_id: UUID
    appeal_id: UUID


class AppealOpen(Refusal):
    """There is an open appeal about this already."""


class AppealOver(Refusal):
    """The appeal was decided, or its time was up."""
