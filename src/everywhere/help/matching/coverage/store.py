"""SQL of coverage: how like needs fared."""

from collections.abc import Sequence
from datetime import datetime

from everywhere.help.matching.coverage.types import Tally
from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import rows
from everywhere.places import rules as places
from everywhere.places.types import Point

# A need that nobody answered was answered never, so that "half had an answer within" is true of all of them.
TALLIES = rows(
    Tally,
    """
    WITH past AS MATERIALIZED (
        SELECT 2 * 6371008.8 * asin(sqrt(least(1, sin(radians(n.lat - :lat) / 2) ^ 2
                 + cos(radians(:lat)) * cos(radians(n.lat)) * sin(radians(n.lon - :lon) / 2) ^ 2))) AS distance_m,
               extract(hour FROM timezone(:timezone, n.opened_at))::int / :hours_a_bucket::int AS bucket,
               n.first_bid_at IS NOT NULL AS is_answered,
               coalesce(extract(epoch FROM n.first_bid_at - n.opened_at)::float8 / 60, 'Infinity') AS minutes
          FROM need n
         WHERE n.region = ANY(:regions::bigint[]) AND n.category = :category AND n.opened_at BETWEEN :since AND :until
           AND n.stage NOT IN ('draft', 'screened', 'removed'))
    SELECT b.within_m, b.same_hours, count(p.minutes) AS needs, count(*) FILTER (WHERE p.is_answered) AS answered,
           nullif(percentile_disc(0.5) WITHIN GROUP (ORDER BY p.minutes), 'Infinity') AS median_minutes
      FROM unnest(:withins_m::int[], :same_hours::boolean[]) WITH ORDINALITY AS b(within_m, same_hours, position)
      LEFT JOIN past p ON p.distance_m <= b.within_m AND (NOT b.same_hours OR p.bucket = :bucket::int)
     GROUP BY b.within_m, b.same_hours, b.position
     ORDER BY b.position""",
)


async def tallies(
    tx: ReadTx,
    point: Point,
    category: str,
    bases: Sequence[tuple[int, bool]],
    *,
    timezone: str,
    bucket: int,
    hours_a_bucket: int,
    since: datetime,
    until: datetime,
) -> list[Tally]:
    """How needs of a category that opened in this time fared, for each basis of (metres, only in this part of the day)."""
    return await TALLIES(
        tx,
        lat=point.lat,
        lon=point.lon,
        regions=places.regions_within(point, max(within_m for within_m, _ in bases)),
        category=category,
        timezone=timezone,
        bucket=bucket,
        hours_a_bucket=hours_a_bucket,
        since=since,
        until=until,
        withins_m=[within_m for within_m, _ in bases],
        same_hours=[same_hours for _, same_hours in bases],
    )
