"""Needs: what people ask for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NewType, TypedDict
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.ids import Region
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Event
from everywhere.places.types import Cell, City, CommunityId, Point, Shown

NeedId = NewType("NeedId", UUID)
Stage = Literal["draft", "screened", "open", "agreed", "closed", "expired", "withdrawn", "removed"]
Materials = Literal["none", "asker", "helper"]
Payment = Literal["balance", "cash"]
LIVE_STAGES: tuple[Stage, ...] = ("draft", "screened", "open")
"""Stages in which a need still waits for somebody."""


@dataclass(frozen=True, slots=True)
class When:
    """When help is wanted: at once, or within a window."""

    is_now: bool
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an asker wants to post. `when` is None for now, `minutes` None for what is typical of the category."""

    category: str
    title: str
    text: str
    answers: dict[str, Any]
    picture_ids: list[UUID]
    at: Point
    place_note: str
    when: tuple[datetime, datetime] | None
    minutes: int | None
    fee: Money | None
    materials: Materials
    payment: Payment


@dataclass(frozen=True, slots=True)
class Placed:
    """What was found out about a draft's place."""

    city: City
    community_id: CommunityId | None
    shown: Shown


class Changes(TypedDict, total=False):
    """What an asker may change; what is not there stays. `when` None is now, `fee` None is open to offers."""

    title: str
    text: str
    answers: dict[str, Any]
    picture_ids: list[UUID]
    place_note: str
    when: tuple[datetime, datetime] | None
    minutes: int
    fee: Money | None
    materials: Materials
    payment: Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that somebody asks for. `exact_*` are for its asker, for matching, and for the helper of its deal only."""

    region: Region
    id: NeedId
    asker_id: UUID
    community_id: CommunityId | None
    city: str
    category: str
    title: str
    text: str
    answers: dict[str, Any]
    picture_ids: list[UUID]
    cell: Cell
    lat: float
    lon: float
    lat_row: int
    exact_lat: float
    exact_lon: float
    exact_note: str
    is_now: bool
    starts_at: datetime
    ends_at: datetime
    minutes: int
    fee_minor: int | None
    currency: str
    materials: Materials
    payment: Payment
    stage: Stage = "open"
    first_bid_at: datetime | None = None
    deal_id: UUID | None = None
    opened_at: datetime | None
    expires_at: datetime
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def fee(self) -> Money | None:
        """What the asker would pay; None is open to offers."""
        return None if self.fee_minor is None else Money(self.fee_minor, self.currency)

    @property
    def shown(self) -> Shown:
        """Where others see it."""
        return Shown(self.region, self.cell, self.lat, self.lon, self.lat_row)

    @property
    def exact(self) -> Point:
        """Where it is."""
        return Point(self.exact_lat, self.exact_lon)


class NeedPosted(Event, frozen=True):
    """A need is open now: posted, let through by an operator, or open again after a deal that came to nothing."""

    need_id: UUID


class NeedHeldBack(Event, frozen=True):
    """A need waits for somebody to read it before it is shown."""

    need_id: UUID


class NeedChanged(Event, frozen=True):
    """An open need reads differently now."""

    need_id: UUID


class NeedWithdrawn(Event, frozen=True):
    """Its asker took a need back."""

    need_id: UUID


class NeedExpired(Event, frozen=True):
    """Nobody agreed in time."""

    need_id: UUID


class NeedRemoved(Event, frozen=True):
    """An operator took a need away."""

    need_id: UUID


class NeedAgreed(Event, frozen=True):
    """Two people made a need a deal."""

    need_id: UUID
    deal_id: UUID


class NeedNotOpen(Refusal):
    """The need is past the stage in which this can be done."""


class TooManyNeeds(Refusal):
    """The person has as many open needs as one may."""


class WindowInPast(Refusal):
    """The window has begun or ended already."""


class WindowTooFar(Refusal):
    """The window is further ahead than one may plan."""


class WindowTooShort(Refusal):
    """The work takes longer than the window lasts."""
