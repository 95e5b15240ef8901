"""Looking around: what is near, in which order, and why."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.help.categories import actions as categories
from everywhere.help.matching.browse import rules, store
from everywhere.help.matching.browse.types import (
    Around,
    KeptPage,
    NeedSeen,
    NeedsWanted,
    OfferFound,
    OfferKept,
    OfferSeen,
    OffersWanted,
    Usual,
)
from everywhere.help.matching.shelves.actions import Shelves
from everywhere.help.matching.shelves.types import Look, Showing
from everywhere.help.prices import actions as prices
from everywhere.kernel.database import Database, ReadTx
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import City, OutsideCities, Point

USUAL_LASTS = timedelta(minutes=5)
"""So long the usual price, told from a cell of the grid, is good for everybody who looks from there."""
USUAL_MAX = 50_000
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
    return [
        OfferSeen(offer, rules.why_offer(offer, median_minor=scene.median_minor, typical_minutes=scene.typical_minutes))
        for offer in await search_offers(tx, wanted, scene, now=now)
    ]


async def search_offers(tx: ReadTx, wanted: OffersWanted, scene: Scene, *, now: datetime) -> list[OfferFound]:
    """The search itself: one query where the guessed radius was enough, else two."""
    by_distance = wanted.sort == "distance"
    listing = f"offers:{wanted.sort}"
    # By distance the nearest cells are read first anyway, and the rest is not read.
    guess_m = wanted.radius_m if by_distance else _REACH.guess_m(listing, wanted.category, wanted.point)
    radius_m = min(float(wanted.radius_m), guess_m)
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
    return found


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
    # Told from the middle of the cell, so that everybody who looks from it is told the same.
    try:
        band = await prices.price_band(tx, places.cell_centre(places.cell_at(point)), category, now=now)
    except OutsideCities:
        return None  # nothing is there, and looking there is no mistake
    return None if band is None else band.median.minor


class Browsing:
    """Looking around without asking the database for what it said a moment ago: the shelves of a process, and what is usual."""

    def __init__(self, db: Database, make: Callable[[Showing, Person, City], OfferKept]) -> None:
        self._db = db
        self._shelves = Shelves(db, make)
        self._usual: OrderedDict[tuple[str, int], tuple[datetime, Usual]] = OrderedDict()

    async def kept_offers(self, viewer: Person | None, wanted: OffersWanted, *, now: datetime) -> KeptPage | None:
        """The offers of one category from the shelves; None for what only the database can filter. Raises UnknownCategory."""
        is_filtered = wanted.community_id is not None or wanted.standing_min is not None or wanted.open_now
        if wanted.category is None or is_filtered or not await self._shelves.is_kept():
            return None
        usual = await self._usual_at(wanted.point, wanted.category, now)
        look = Look(
            point=wanted.point,
            radius_m=wanted.radius_m,
            category=wanted.category,
            is_best=wanted.sort == "best",
            after=None if wanted.after is None else (wanted.after[0], wanted.after[1].bytes),
            limit=wanted.limit,
            hidden=await self._hidden_from(viewer),
            median_minor=usual.median_minor,
            typical_minutes=usual.typical_minutes,
        )
        return KeptPage(await self._shelves.first(look), usual)

    async def _hidden_from(self, viewer: Person | None) -> frozenset[bytes]:
        if viewer is None:
            return frozenset()
        async with self._db.read(newest=True) as tx:
            return frozenset(each.bytes for each in await people.blocked_ids(tx, viewer.person_id))

    async def _usual_at(self, point: Point, category: str, now: datetime) -> Usual:
        key = (category, places.cell_at(point))
        known = self._usual.get(key)
        if known is not None and timedelta(0) <= now - known[0] < USUAL_LASTS:
            return known[1]
        async with self._db.read() as tx:
            found = await categories.get(tx, category)
            usual = Usual(found.typical_minutes, await _median(tx, point, category, now=now))
        self._usual[key] = (now, usual)
        if len(self._usual) > USUAL_MAX:
            self._usual.popitem(last=False)
        return usual
