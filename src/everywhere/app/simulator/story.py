"""The story: who lives where, what they can, what they will ask for and when. Planned whole before the first request."""

import hashlib
from dataclasses import dataclass
from typing import Literal

import msgspec


@dataclass(frozen=True, slots=True)
class Place:
    """A point that somebody has in mind."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Traits:
    """What somebody is like; shares are between 0 and 1."""

    reply_minutes: float
    """How long they take to look and to answer, at the median."""
    reliability: float
    thrift: float
    """1: pays and charges what is usual; above: wants more, below: gives more."""
    flakiness: float
    """How often their connection fails."""
    streams: bool
    """Holds an event stream open; the others look at their phone now and then."""
    watches: bool
    """Has the map open too, and hears of every need that comes up around."""


@dataclass(frozen=True, slots=True)
class OfferPlan:
    key: str
    category: str
    title: str
    price_kind: Literal["fixed", "hourly", "talk"]
    price_minor: int | None
    radius_m: int


@dataclass(frozen=True, slots=True)
class NeedPlan:
    key: str
    at_s: float
    category: str
    title: str
    where: Place
    is_now: bool
    wait_s: float
    """How long the asker waits for answers before giving up."""
    minutes: int
    fee_minor: int | None
    usual_minor: int
    payment: Literal["balance", "cash"]


@dataclass(frozen=True, slots=True)
class BookingPlan:
    """Somebody looks for an offer of a category and books it."""

    key: str
    at_s: float
    category: str
    where: Place
    minutes: int
    fee_minor: int


@dataclass(frozen=True, slots=True)
class PersonPlan:
    number: int
    name: str
    language: str
    home: Place
    traits: Traits
    offers: tuple[OfferPlan, ...]
    needs: tuple[NeedPlan, ...]
    bookings: tuple[BookingPlan, ...]


Way = Literal["charged", "created", "shown", "page", "counter"]
"""How a sale is paid: by the buyer's code, with the order made before or not; by an order's code or page; by the code on the counter."""
End = Literal["kept", "part_refunded", "refunded", "cancelled", "abandoned", "raced"]
"""What becomes of it: paid for good; given back in part, whole; undone; never paid and closed; paid and closed at one moment."""


@dataclass(frozen=True, slots=True)
class SalePlan:
    key: str
    at_s: float
    buyer: int
    way: Way
    end: End
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ShopPlan:
    """A merchant with a program that calls the Open API."""

    key: str
    name: str
    owner: PersonPlan
    sales: tuple[SalePlan, ...]


@dataclass(frozen=True, slots=True)
class Story:
    city: str
    seed: int
    hours: float
    source: str
    people: tuple[PersonPlan, ...]
    shops: tuple[ShopPlan, ...] = ()

    @property
    def span_s(self) -> float:
        """How long it plays, in simulated seconds."""
        return self.hours * 3600

    @property
    def needs(self) -> list[NeedPlan]:
        """Everybody's needs."""
        return [need for person in self.people for need in person.needs]

    @property
    def bookings(self) -> list[BookingPlan]:
        """Everybody's bookings."""
        return [booking for person in self.people for booking in person.bookings]

    @property
    def sales(self) -> list[SalePlan]:
        """What is bought in all shops."""
        return [sale for shop in self.shops for sale in shop.sales]

    def digest(self) -> str:
        """Sixteen hex digits that two equal stories share and two others do not."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]
