"""Looking around: what is near, in which order, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.help.categories import actions as categories
from everywhere.help.matching.browse import rules, store
from everywhere.help.matching.browse.types import Around, NeedSeen, NeedsWanted, OfferSeen, OffersWanted
from everywhere.help.prices import actions as prices
from everywhere.kernel.database import ReadTx
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places.types import OutsideCities, Point

_REACH = rules.Reach()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a search needs beside the circle: the categories, whom the viewer does not see, and the usual price."""

    codes: Sequence[str]
    hidden: Sequence[UUID]
    median_minor: int | None
    typical_minutes: int


async def offers(tx: ReadTx, viewer: Person | None, wanted: OffersWanted, *, now: datetime) -> list[OfferSeen]:
    """Open offers around a point in the wanted order, each with its reasons. Raises UnknownCategory.

    Exact: whatever radius is tried first, the answer is that of a search over the whole circle.
    """
    scene = await _scene(tx, viewer, wanted, now=now)
    by_distance = wanted.sort == "distance"
    listing = f"offers:{wanted.sort}"
    radius_m = min(float(wanted.radius_m), _REACH.guess_m(listing, wanted.category, wanted.point))
    while True:
        found = await store.offers(
            tx,
            wanted,
            radius_m=radius_m,
            categories=scene.codes,
            hidden=scene.hidden,
            median_minor=scene.median_minor,
            typical_minutes=scene.typical_minutes,
            now=now,
        )
        ranks = [offer.rank for offer in found]
        needed_m = rules.needed_m(ranks, wanted=wanted.limit, radius_m=wanted.radius_m, by_distance=by_distance)
        if needed_m <= radius_m:
            break
        radius_m = needed_m
    _REACH.learn(listing, wanted.category, wanted.point, needed_m)
    return [
        OfferSeen(offer, rules.why_offer(offer, median_minor=scene.median_minor, typical_minutes=scene.typical_minutes))
        for offer in found
    ]


async def needs(tx: ReadTx, viewer: Person | None, wanted: NeedsWanted, *, now: datetime) -> list[NeedSeen]:
    """Open needs around a point, nearest first, each with its reasons. Raises UnknownCategory."""
    scene = await _scene(tx, viewer, wanted, now=now)
    radius_m = min(float(wanted.radius_m), _REACH.guess_m("needs", wanted.category, wanted.point))
    while True:
        found = await store.needs(tx, wanted, radius_m=radius_m, categories=scene.codes, hidden=scene.hidden, now=now)
        ranks = [need.rank for need in found]
        needed_m = rules.needed_m(ranks, wanted=wanted.limit, radius_m=wanted.radius_m, by_distance=True)
        if needed_m <= radius_m:
            break
        radius_m = needed_m
    _REACH.learn("needs", wanted.category, wanted.point, needed_m)
    return [NeedSeen(need, rules.why_need(need, median_minor=scene.median_minor)) for need in found]


async def _scene(tx: ReadTx, viewer: Person | None, wanted: Around, *, now: datetime) -> Scene:
    hidden = list(await people.blocked_ids(tx, viewer.person_id)) if viewer else []
    if wanted.category is None:
        codes = [category.code for category in await categories.all_of(tx)]
        return Scene(codes, hidden, None, 60)
    category = await categories.get(tx, wanted.category)
    return Scene([category.code], hidden, await _median(tx, wanted.point, category.code, now=now), category.typical_minutes)


async def _median(tx: ReadTx, point: Point, category: str, *, now: datetime) -> int | None:
    try:
        band = await prices.price_band(tx, point, category, now=now)
    except OutsideCities:
        return None  # nothing is there, and looking there is no mistake
    return None if band is None else band.median.minor
