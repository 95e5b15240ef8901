"""Looking around: what is asked for, and what is found of it. Every point here is a shown one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec

from everywhere.help.matching.ranking.types import Reason, Record
from everywhere.kernel.ids import Region
from everywhere.places.types import Point

Sort = Literal["distance", "best"]
Place = tuple[float, UUID]
"""Where a page ends: the rank and the id of its last item."""


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """A circle that somebody looks at, what in it, and how much of it at a time."""

    point: Point
    radius_m: int
    category: str | None
    community_id: UUID | None
    after: Place | None
    limit: int


class OffersWanted(Around, frozen=True, kw_only=True):
    """Which offers, in which order."""

    sort: Sort = "distance"
    open_now: bool = False
    standing_min: int | None = None


class NeedsWanted(Around, frozen=True, kw_only=True):
    """Which needs; nearest first."""

    fee_min: int | None = None
    fee_max: int | None = None


@dataclass(frozen=True, slots=True)
class OfferFound:
    """An offer as everybody may see it; `rank` is what the list is ordered by, smallest first."""

    region: Region
    id: UUID
    helper_id: UUID
    category: str
    title: str
    picture_ids: list[UUID]
    cell: int
    lat: float
    lon: float
    radius_m: int
    community_ids: list[UUID]
    price_kind: Literal["fixed", "hourly", "talk"]
    price_minor: int | None
    currency: str
    is_open_now: bool
    created_at: datetime
    distance_m: float
    rank: float
    stars_sum: int
    stars_count: int
    asked: int
    answered: int
    completed: int


@dataclass(frozen=True, slots=True)
class NeedFound:
    """An open need as everybody may see it."""

    region: Region
    id: UUID
    asker_id: UUID
    community_id: UUID | None
    category: str
    title: str
    picture_ids: list[UUID]
    cell: int
    lat: float
    lon: float
    is_now: bool
    starts_at: datetime
    ends_at: datetime
    minutes: int
    fee_minor: int | None
    currency: str
    materials: Literal["none", "asker", "helper"]
    payment: Literal["balance", "cash"]
    opened_at: datetime
    expires_at: datetime
    distance_m: float
    rank: float


class Usual(NamedTuple):
    """What a kind of help usually is: how long, and what it costs around here; None where too few deals tell."""

    typical_minutes: int
    median_minor: int | None


@dataclass(slots=True)
class OfferKept:
    """An offer's card as it is kept: written but for what depends on who looks from where and when."""

    still: bytes
    """JSON without its closing brace."""
    helper_id: UUID
    reach_m: int
    is_available: bool
    hours: list[dict[str, Any]]
    timezone: str
    price_kind: Literal["fixed", "hourly", "talk"]
    price_minor: int | None
    record: Record
    last_own: tuple[Any, bytes] | None = None
    """The reasons that are its own, as they were written last, and for what language and usual price."""


KeptOffer = tuple[float, float, bytes, OfferKept]
"""A kept card in its place in a list: the rank, the distance in metres, and the offer's id."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What was found on the shelves, in order, and what is usual around here."""

    offers: list[KeptOffer]
    usual: Usual


@dataclass(frozen=True, slots=True)
class OfferSeen:
    """An offer with the reasons for its place."""

    offer: OfferFound
    why: list[Reason]


@dataclass(frozen=True, slots=True)
class NeedSeen:
    """A need with the reasons to look at it."""

    need: NeedFound
    why: list[Reason]
