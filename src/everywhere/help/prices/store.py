"""What deals were paid: read from the deals' own table, so that nothing has to be kept in step."""

from datetime import datetime

from everywhere.help.prices.types import Quartiles
from everywhere.kernel.database import ReadTx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import row
from everywhere.places.types import Point

# Equirectangular distance: over a few kilometres it is exact to a part in a thousand.
BAND_NEAR = row(
    Quartiles,
    """
    SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY fee_minor) AS p25,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY fee_minor) AS median,
           percentile_cont(0.75) WITHIN GROUP (ORDER BY fee_minor) AS p75,
           count(*) AS count
      FROM deal
     WHERE region = ANY(:regions::bigint[]) AND category = :category AND stage = 'completed' AND ended_at >= :since
       AND currency = :currency
       AND power((lat - :lat) * 111195, 2) + power((lon - :lon) * 111195 * cos(radians(:lat)), 2) <= power(:radius_m, 2)""",
)

BAND_OF_CITY = row(
    Quartiles,
    """
    SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY fee_minor) AS p25,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY fee_minor) AS median,
           percentile_cont(0.75) WITHIN GROUP (ORDER BY fee_minor) AS p75,
           count(*) AS count
      FROM deal
     WHERE city = :city AND category = :category AND stage = 'completed' AND ended_at >= :since AND currency = :currency""",
)


async def band_near(
    tx: ReadTx, regions: list[Region], point: Point, category: str, currency: str, *, radius_m: int, since: datetime
) -> Quartiles:
    """Quartiles of the fees of deals that were completed near a point since then."""
    found = await BAND_NEAR(
        tx, regions=regions, lat=point.lat, lon=point.lon, category=category, currency=currency, radius_m=radius_m, since=since
    )
    return found or Quartiles(None, None, None, 0)


async def band_of_city(tx: ReadTx, city: str, category: str, currency: str, *, since: datetime) -> Quartiles:
    """Quartiles of the fees of deals that were completed in a city since then."""
    found = await BAND_OF_CITY(tx, city=city, category=category, currency=currency, since=since)
    return found or Quartiles(None, None, None, 0)
