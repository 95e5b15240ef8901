"""Offers: what people can do for others, and whether they are switched on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NewType, TypedDict
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.ids import Region
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Event
from everywhere.places.types import Cell, Point, Shown

OfferId = NewType("OfferId", UUID)
Stage = Literal["screened", "open", "paused", "withdrawn", "removed"]
PriceKind = Literal["fixed", "hourly", "talk"]
LIVE_STAGES: tuple[Stage, ...] = ("screened", "open", "paused")
"""Stages in which an offer counts as one that its helper has."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a helper asks: for the job, by the hour, or let's talk (`amount` None)."""

    kind: PriceKind
    amount: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a helper wants to offer. `hours` are `{"day": 1..7, "from": "09:00", "to": "18:00"}` in the city's time."""

    category: str
    title: str
    text: str
    answers: dict[str, Any]
    picture_ids: list[UUID]
    at: Point
    radius_m: int
    community_ids: list[UUID]
    price: Price
    hours: list[dict[str, Any]]


class Changes(TypedDict, total=False):
    """What a helper may change; what is not there stays."""

    title: str
    text: str
    answers: dict[str, Any]
    picture_ids: list[UUID]
    radius_m: int
    community_ids: list[UUID]
    price: Price
    hours: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that somebody does for others. `exact_*` are for its helper and for matching only.

    `is_available`: the helper is switched on and, as far as is known, inside the service area; hours come on top.
    """

    region: Region
    id: OfferId
    helper_id: UUID
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
    radius_m: int
    community_ids: list[UUID]
    price_kind: PriceKind
    price_minor: int | None
    currency: str
    hours: list[dict[str, Any]]
    is_available: bool
    stage: Stage
    created_at: datetime
    updated_at: datetime
    version: int

    @property
    def price(self) -> Price:
        """What the helper asks."""
        return Price(self.price_kind, None if self.price_minor is None else Money(self.price_minor, self.currency))

    @property
    def shown(self) -> Shown:
        """Where others see the service area's centre."""
        return Shown(self.region, self.cell, self.lat, self.lon, self.lat_row)

    @property
    def exact(self) -> Point:
        """Where the service area's centre is."""
        return Point(self.exact_lat, self.exact_lon)


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a helper is switched on, and where they were then; the point is never shown."""

    person_id: UUID
    is_available: bool
    exact_lat: float | None
    exact_lon: float | None
    quiet_from_hour: int | None
    quiet_to_hour: int | None
    at: datetime

    @property
    def point(self) -> Point | None:
        """Where the helper was, if they said so."""
        return None if self.exact_lat is None or self.exact_lon is None else Point(self.exact_lat, self.exact_lon)


@dataclass(frozen=True, slots=True)
class Turning:
    """An offer that its helper has come into or out of reach of."""

    region: Region
    id: OfferId
    helper_id: UUID


@dataclass(frozen=True, slots=True)
class Switch:
    """A helper goes on (somewhere), moves, or goes off. `quiet_hours` None leaves them; `(h, h)` clears them."""

    person_id: UUID
    is_available: bool
    at: Point | None
    quiet_hours: tuple[int, int] | None


class OfferPosted(Event, frozen=True):
    """An offer is open now: posted, let through by an operator, or resumed."""

    offer_id: UUID


class OfferHeldBack(Event, frozen=True):
    """An offer waits for somebody to read it before it is shown."""

    offer_id: UUID


class OfferChanged(Event, frozen=True):
    """An open offer reads differently now."""

    offer_id: UUID


class OfferClosed(Event, frozen=True):
    """An offer is gone from the map: paused, withdrawn or removed; `stage` says which."""

    offer_id: UUID
    stage: Stage


class AvailabilityChanged(Event, frozen=True):
    """A helper went on or off, or into or out of a service area of theirs."""

    person_id: UUID


class OfferNotOpen(Refusal):
    """The offer is past the stage in which this can be done."""


class TooManyOffers(Refusal):
    """The person has as many offers as one may."""


class HoursOverlap(Refusal):
    """A span of hours ends before it begins, or two of a day overlap."""


class CommunityNotNear(Refusal):
    """The offer names a community that is unknown or in another city."""


class MembershipNeeded(Refusal):
    """The offer names a community that its helper does not belong to."""


class PriceNeeded(Refusal):
    """A fixed or hourly price has an amount, and let's talk has none."""
