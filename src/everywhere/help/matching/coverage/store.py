"""SQL of coverage: how like needs fared."""

from datetime import datetime

from everywhere.help.matching.coverage.types import Outcome
from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import rows
from everywhere.places import rules as places
from everywhere.places.types import Point

# A need that is open again after a deal had its first answer before it was opened: that counts from when it was posted.
OUTCOMES = rows(
    Outcome,
    """
    WITH past AS MATERIALIZED (
        SELECT 2 * 6371008.8 * asin(sqrt(least(1, sin(radians(n.lat - :lat) / 2) ^ 2
                 + cos(radians(:lat)) * cos(radians(n.lat)) * sin(radians(n.lon - :lon) / 2) ^ 2))) AS distance_m,
               extract(hour FROM timezone(:timezone, n.opened_at))::int / :hours_a_bucket::int = :bucket::int AS same_hours,
               CASE WHEN n.first_bid_at < n.opened_at THEN n.created_at ELSE n.opened_at END AS began_at,
               CASE WHEN n.stage = 'withdrawn' THEN n.updated_at ELSE least(n.expires_at, :now) END AS ended_at,
               n.first_bid_at, n.opened_at
          FROM need n
         WHERE n.region = ANY(:regions::bigint[]) AND n.category = :category AND n.opened_at BETWEEN :since AND :until
           AND n.stage NOT IN ('draft', 'screened', 'removed'))
    SELECT p.distance_m, p.same_hours, p.first_bid_at IS NOT NULL AS is_answered,
           greatest(0, extract(epoch FROM coalesce(p.first_bid_at, p.ended_at) - p.began_at)::float8 / 60) AS minutes
      FROM past p
     WHERE p.distance_m <= :within_m
     ORDER BY p.opened_at DESC
     LIMIT :limit""",
)


async def outcomes(
    tx: ReadTx,
    point: Point,
    category: str,
    within_m: int,
    *,
    timezone: str,
    bucket: int,
    hours_a_bucket: int,
    since: datetime,
    until: datetime,
    now: datetime,
    limit: int,
) -> list[Outcome]:
    """How needs of a category that opened in this time fared, newest first."""
    return await OUTCOMES(
        tx,
        lat=point.lat,
        lon=point.lon,
        regions=places.regions_within(point, within_m),
        category=category,
        timezone=timezone,
        bucket=bucket,
        hours_a_bucket=hours_a_bucket,
        since=since,
        until=until,
        now=now,
        within_m=within_m,
        limit=limit,
    )
