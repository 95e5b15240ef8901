"""Honest coverage around a point."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from everywhere.help.categories import actions as categories
from everywhere.help.matching.browse import actions as browse
from everywhere.help.matching.browse import rules as browsing
from everywhere.help.matching.browse.types import OffersWanted
from everywhere.help.matching.coverage import rules, store
from everywhere.help.matching.coverage.types import Coverage, Outcome, Tally
from everywhere.help.matching.waves import rules as waves
from everywhere.help.prices import actions as prices
from everywhere.kernel.database import ReadTx
from everywhere.kernel.money import Money
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import City, Point

LOOK_BACK = timedelta(days=60)
LOOK_BACK_AT_ALL = timedelta(days=14)
"""Needs of all kinds are many more."""
CHANCE = timedelta(hours=1)
"""A younger need had no fair chance of an answer yet, and is not counted."""
HELPERS_COUNTED_MAX = 1000
OUTCOMES_MAX = 1000
"""The newest so many are looked at."""


async def coverage(
    tx: ReadTx, viewer: Person | None, point: Point, category_code: str, fee_minor: int | None, *, now: datetime
) -> Coverage:
    """What is known of help of one kind around a point. Raises UnknownCategory and OutsideCities."""
    category = await categories.get(tx, category_code)
    city = await places.city_at(tx, point)
    zone = ZoneInfo(city.timezone)
    distances_m = await _ready_distances(tx, viewer, point, category_code, now=now)
    found = rules.ready(distances_m)
    again_at = waves.from_when(category, zone, now)
    past = await _past(tx, point, category_code, city, len(distances_m), is_night=again_at > now, now=now)
    band = await prices.price_band(tx, point, category_code, now=now)
    travel_m = rules.travel_m(found)
    floor = city.floor_for(category.typical_minutes)
    fees = [band.p25, band.median, band.p75] if band else []
    asked_fee = None if fee_minor is None else Money(fee_minor, city.currency)
    return Coverage(
        city=city,
        category=category,
        shown=await places.blurred(tx, None if viewer is None else viewer.person_id, point, now=now),
        ready=found,
        past=past,
        advice=rules.advice(found, past, is_night=again_at > now),
        asks_again_at=again_at if again_at > now else None,
        band=band,
        travel_m=travel_m,
        pays=[rules.pay(fee, category=category, travel_m=travel_m, band=band, floor=floor) for fee in fees],
        floor=floor,
        fee=None if asked_fee is None else rules.pay(asked_fee, category=category, travel_m=travel_m, band=band, floor=floor),
    )


async def _ready_distances(tx: ReadTx, viewer: Person | None, point: Point, category: str, *, now: datetime) -> list[float]:
    wanted = OffersWanted(
        point=point,
        radius_m=rules.READY_WITHIN_M[-1],
        category=category,
        community_id=None,
        after=None,
        limit=HELPERS_COUNTED_MAX,
        open_now=True,
    )
    nearest: dict[object, float] = {}
    for seen in await browse.offers(tx, viewer, wanted, now=now):
        is_other = viewer is None or seen.offer.helper_id != viewer.person_id
        if is_other and browsing.reaches(seen.offer):
            nearest.setdefault(seen.offer.helper_id, seen.offer.distance_m)
    return list(nearest.values())


async def _past(tx: ReadTx, point: Point, category: str, city: City, ready: int, *, is_night: bool, now: datetime) -> Tally | None:
    own = await _outcomes(tx, point, category, [category], city, since=now - LOOK_BACK, now=now)
    if rules.is_enough(own, ready, is_night=is_night):
        return rules.told(own, ready, is_night=is_night)
    others = [each.code for each in await categories.all_of(tx) if each.code != category]
    around = await _outcomes(tx, point, category, others, city, since=now - LOOK_BACK_AT_ALL, now=now)
    return rules.told([*own, *around], ready, is_night=is_night)


async def _outcomes(
    tx: ReadTx, point: Point, category: str, kinds: list[str], city: City, *, since: datetime, now: datetime
) -> list[Outcome]:
    return await store.outcomes(
        tx,
        point,
        category,
        max(within_m for within_m, _ in rules.BASES),
        categories=kinds,
        timezone=city.timezone,
        bucket=rules.hour_bucket(now.astimezone(ZoneInfo(city.timezone))),
        hours_a_bucket=rules.HOURS_A_BUCKET,
        since=since,
        until=now - CHANCE,
        now=now,
        limit=OUTCOMES_MAX,
    )
