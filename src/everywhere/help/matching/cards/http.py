"""Cards of offers on the map and in lists: written whole, or what stays of them once and the rest for each look."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from everywhere.help.matching.browse import rules
from everywhere.help.matching.browse.types import KeptOffer, OfferFound, OfferKept, OfferSeen, Usual
from everywhere.help.matching.ranking.types import Record
from everywhere.help.matching.shelves.types import Showing
from everywhere.help.matching.viewing.http import WhyWire
from everywhere.help.matching.viewing.types import Sight
from everywhere.help.offers import actions as offers
from everywhere.kernel.catalogue import Language
from everywhere.kernel.http import wire
from everywhere.people.http import FaceWire
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import City


class PriceWire(msgspec.Struct):
    """What a helper asks: for the job, by the hour, or let's talk (no amount)."""

    kind: Literal["fixed", "hourly", "talk"]
    amount: wire.AmountWire | None


class OfferStill(msgspec.Struct, kw_only=True, tag_field="kind", tag="offer"):
    """What a card says to everybody."""

    id: UUID
    category: str
    title: str
    helper: FaceWire
    at: wire.PointWire
    cell: str
    radius_m: int
    community_ids: list[UUID]
    price: PriceWire
    picture: str | None
    stars: Annotated[float, Meta(ge=1, le=5)] | None
    review_count: int
    completed_count: int
    created_at: datetime


class OfferMoving(msgspec.Struct, kw_only=True):
    """What a card says to one who looks, from there and now."""

    distance_m: int
    reaches_here: bool
    is_open_now: bool
    is_mine: bool
    why: list[WhyWire]


class OfferCard(OfferStill, kw_only=True, tag_field="kind", tag="offer"):
    """An offer on the map and in lists. `at` is the centre of a cell, never where somebody is; `distance_m` the upper
    bound of a bucket; `reaches_here` whether the service area, drawn around `at`, holds the point you look from.
    """

    distance_m: int
    reaches_here: bool
    is_open_now: bool
    is_mine: bool
    why: list[WhyWire]


def offer_card(seen: OfferSeen, helper: Person, sight: Sight) -> OfferCard:
    """The whole card of an offer that was searched for in the database."""
    offer = seen.offer
    return OfferCard(
        **_still(offer, helper, rules.record_of(offer)),
        distance_m=places.distance_bucket(offer.distance_m),
        reaches_here=rules.reaches(offer),
        is_open_now=offer.is_open_now,
        is_mine=sight.is_mine(offer.helper_id),
        why=[WhyWire.of(reason, sight.language) for reason in seen.why],
    )


def keep(showing: Showing, helper: Person, city: City) -> OfferKept:
    """A card to be kept and shown to many."""
    record = Record(showing.stars_sum, showing.stars_count, showing.asked, showing.answered, showing.completed)
    return OfferKept(
        still=msgspec.json.encode(OfferStill(**_still(showing, helper, record)))[:-1],
        helper_id=showing.helper_id,
        reach_m=showing.radius_m + places.cell_radius_m(showing.cell),
        is_available=showing.is_available,
        hours=showing.hours,
        timezone=city.timezone,
        price_kind=showing.price_kind,
        price_minor=showing.price_minor,
        record=record,
    )


def written(found: Sequence[KeptOffer], usual: Usual, sight: Sight) -> bytes:
    """The JSON of a list of kept cards for one who looks: each is the same as that of `offer_card`."""
    viewer_id = None if sight.viewer is None else sight.viewer.person_id
    language = sight.language
    key = (language, usual)
    parts: list[bytes] = []
    last_m, bucket_m = -1.0, 0
    for _, distance_m, _, kept in found:
        if distance_m != last_m:  # what is in a cell is equally far
            last_m, bucket_m = distance_m, places.distance_bucket(distance_m)
        is_open = kept.is_available and (not kept.hours or _is_within_hours(kept, sight))
        is_mine = viewer_id is not None and kept.helper_id == viewer_id
        own = kept.last_own
        if own is None or own[0] != key:
            own = kept.last_own = (key, _own_reasons(kept, language, usual))
        parts += (b",", kept.still, _here(language, bucket_m, distance_m <= kept.reach_m, is_open, is_mine), own[1])
    return b"[" + b"".join(parts[1:]) + b"]"


def _is_within_hours(kept: OfferKept, sight: Sight) -> bool:
    return offers.is_within_hours(kept.hours, sight.now.astimezone(ZoneInfo(kept.timezone)))


@lru_cache(maxsize=4096)
def _here(language: Language, bucket_m: int, reaches: bool, is_open: bool, is_mine: bool) -> bytes:  # noqa: FBT001 - facts, not modes
    """What a card says to one who looks from so far, up to the reasons that are the offer's own."""
    moving = OfferMoving(
        distance_m=bucket_m,
        reaches_here=reaches,
        is_open_now=is_open,
        is_mine=is_mine,
        why=[WhyWire.of(reason, language) for reason in rules.why_here(bucket_m, is_open_now=is_open)],
    )
    return b"," + msgspec.json.encode(moving)[1:-2]


def _own_reasons(kept: OfferKept, language: Language, usual: Usual) -> bytes:
    """The rest of the reasons, and the end of a card."""
    own = rules.why_kept(kept, usual)
    return b"".join(b"," + msgspec.json.encode(WhyWire.of(reason, language)) for reason in own) + b"]}"


def _still(offer: OfferFound | Showing, helper: Person, record: Record) -> dict[str, Any]:
    amount = None if offer.price_minor is None else wire.AmountWire(offer.price_minor, offer.currency)
    return {
        "id": offer.id,
        "category": offer.category,
        "title": offer.title,
        "helper": FaceWire.of(helper),
        "at": wire.PointWire(offer.lat, offer.lon),
        "cell": places.cell_name(offer.cell),
        "radius_m": offer.radius_m,
        "community_ids": offer.community_ids,
        "price": PriceWire(offer.price_kind, amount),
        "picture": picture_path(offer.picture_ids),
        "stars": round(record.stars_sum / record.stars_count, 2) if record.stars_count else None,
        "review_count": record.stars_count,
        "completed_count": record.completed,
        "created_at": offer.created_at,
    }


def picture_path(picture_ids: list[UUID]) -> str | None:
    """Where the first picture of something is."""
    return f"/api/pictures/{picture_ids[0]}" if picture_ids else None
