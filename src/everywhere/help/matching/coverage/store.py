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
               l.hour / :hours_a_bucket::int = :bucket::int AS same_hours,
               CASE WHEN c.night_from_hour <= c.night_to_hour THEN l.hour >= c.night_from_hour AND l.hour < c.night_to_hour
                    ELSE l.hour >= c.night_from_hour OR l.hour < c.night_to_hour END AS is_night,
               CASE WHEN n.first_bid_at < n.opened_at THEN n.created_at ELSE n.opened_at END AS began_at,
               CASE WHEN n.stage = 'withdrawn' THEN n.updated_at ELSE least(n.expires_at, :now) END AS ended_at,
               n.first_bid_at, n.opened_at, n.region, n.id, n.category = :category AS is_same_kind
          FROM need n
          JOIN category c ON c.code = n.category
         CROSS JOIN LATERAL (SELECT extract(hour FROM timezone(:timezone, n.opened_at))::int AS hour) l
         WHERE n.region = ANY(:regions::bigint[]) AND n.category = ANY(:categories::text[]) AND n.opened_at BETWEEN :since AND :until
           AND n.stage NOT IN ('draft', 'screened', 'removed')),
    newest AS MATERIALIZED (SELECT * FROM past WHERE distance_m <= :within_m ORDER BY opened_at DESC LIMIT :limit)
    SELECT p.distance_m, p.same_hours, p.first_bid_at IS NOT NULL AS is_answered, p.is_same_kind, p.is_night, w.ready,
           greatest(0, extract(epoch FROM coalesce(p.first_bid_at, p.ended_at) - p.began_at)::float8 / 60) AS minutes
      FROM newest p
      LEFT JOIN wave w ON w.region = p.region AND w.need_id = p.id AND w.wave = 1 AND w.region = ANY(:regions)""",
)


async def outcomes(
    tx: ReadTx,
    point: Point,
    category: str,
    within_m: int,
    *,
    categories: list[str],
    timezone: str,
    bucket: int,
    hours_a_bucket: int,
    since: datetime,
    until: datetime,
    now: datetime,
    limit: int,
) -> list[Outcome]:
    """How the newest needs of these categories that opened in this time fared; `category` is the one that is looked at."""
    return await OUTCOMES(
        tx,
        lat=point.lat,
        lon=point.lon,
        regions=places.regions_within(point, within_m),
        category=category,
        categories=categories,
        timezone=timezone,
        bucket=bucket,
        hours_a_bucket=hours_a_bucket,
        since=since,
        until=until,
        now=now,
        within_m=within_m,
        limit=limit,
    )
