"""What a fee should be: the band of completed deals around a point."""

from datetime import datetime, timedelta

from everywhere.help.prices import rules, store
from everywhere.help.prices.rules import hourly_pay
from everywhere.help.prices.types import PriceBand
from everywhere.kernel.database import ReadTx
from everywhere.places import actions as places
from everywhere.places.types import Point

__all__ = ["hourly_pay"]

BAND_DAYS = 180
BAND_RADIUS_M = 3000


async def price_band(tx: ReadTx, point: Point, category: str, *, now: datetime) -> PriceBand | None:
    """What such help was paid in the last 180 days: within 3 km, else in the city; None where fewer than 8 deals tell."""
    city = await places.city_at(tx, point)
    since = now - timedelta(days=BAND_DAYS)
    regions = places.regions_within(point, BAND_RADIUS_M)
    near = await store.band_near(tx, regions, point, category, city.currency, radius_m=BAND_RADIUS_M, since=since)
    nearby = rules.band(near, city.currency, of="nearby")
    if nearby is not None:
        return nearby
    whole = await store.band_of_city(tx, city.code, category, city.currency, since=since)
    return rules.band(whole, city.currency, of="city")
