"""Instant waves: for a need that is now, helpers are asked in rings that widen until somebody agrees."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from everywhere.help.matching.ranking.types import Reason, Record
from everywhere.help.needs.types import Stage
from everywhere.kernel.ids import Region
from everywhere.kernel.jobs import Job
from everywhere.kernel.outbox import Event
from everywhere.places.types import Point

Answer = Literal["bid", "declined"]
Matching = Literal["nearest", "waves", "batch"]
"""nearest: each ring asks the nearest. waves: the best, shared out among the needs that are due in the same moment. batch: the same
for all needs that were posted within one interval."""
Progress = Literal["scheduled", "asking", "exhausted", "agreed", "over"]
"""scheduled: not an instant need. asking: another ring is due. exhausted: it ends before another ring. over: it is no longer open."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the operator lets helpers be asked."""

    interval_s: float
    """Seconds between two rings."""
    matching: Matching = "waves"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A helper with an offer that is switched on near by, as far as the area around a need tells."""

    helper_id: UUID
    offer_id: UUID
    lat: float
    lon: float
    cell: int
    radius_m: int
    community_ids: list[UUID]
    price_kind: Literal["fixed", "hourly", "talk"]
    price_minor: int | None
    hours: list[dict[str, Any]]
    stars_sum: int
    stars_count: int
    asked: int
    answered: int
    completed: int

    @property
    def record(self) -> Record:
        """What the helper did so far."""
        return Record(self.stars_sum, self.stars_count, self.asked, self.answered, self.completed)


@dataclass(frozen=True, slots=True)
class Load:
    """How much a helper was asked lately, and whether a question of the last moments still waits for an answer."""

    helper_id: UUID
    last_hour: int
    last_day: int
    is_pending: bool


@dataclass(frozen=True, slots=True)
class Seeking:
    """An instant need that waits for its next ring."""

    need_id: UUID
    asker_id: UUID
    community_id: UUID | None
    lat: float
    lon: float
    cell: int
    wave: int

    @property
    def point(self) -> Point:
        """Where it is shown."""
        return Point(self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom to ask, by which of their offers, and why."""

    helper_id: UUID
    offer_id: UUID
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Wave:
    """One ring that was asked; `next_at` is empty where the need ends before another."""

    wave: int
    ring_m: int
    asked: int
    at: datetime
    next_at: datetime | None
    ready: int | None = None
    """How many were ready near by when the first ring was asked, busy or not; it is kept with that one only."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation with the need it is about, as its helper may see it."""

    region: Region
    need_id: UUID
    offer_id: UUID
    wave: int
    reasons: list[dict[str, Any]]
    asked_at: datetime
    answer: Answer | None
    answered_at: datetime | None
    asker_id: UUID
    category: str
    title: str
    lat: float
    lon: float
    cell: int
    minutes: int
    fee_minor: int | None
    currency: str
    ends_at: datetime
    expires_at: datetime
    stage: Stage


class OnNeed(Protocol):
    """An event about a helper's bid on a need, or on none; bids stand beside this domain, so only the shape is known here."""

    @property
    def need_id(self) -> UUID | None:
        """The need, where the bid is on one."""
        ...

    @property
    def helper_id(self) -> UUID:
        """Who bids."""
        ...


class HelperAsked(Event, frozen=True):
    """A helper was chosen for an instant need; whoever hears it tells them."""

    need_id: UUID
    helper_id: UUID


class WaveDue(Event, frozen=True):
    """A need's next ring is to be asked at `at`."""

    need_id: UUID
    wave: int
    at: datetime
    wait_s: float | None = None
    """How long until then when this was said (`jobs.wait_for`)."""


class AskWave(Job, frozen=True):
    """Ask one ring of an instant need."""

    need_id: UUID
    wave: int
