"""SQL of looking around: two lists of offers and one of needs, each one index scan over rows of latitude.

`lat_row = ANY(…)` names each row of about 500 m, so that the B-tree (category, lat_row, lon) is entered once a row on
every PostgreSQL from 15 on; a range of rows would need the skip scan of 18. What is looked at are shown points.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from everywhere.help.matching.browse.types import NeedFound, NeedsWanted, OfferFound, OffersWanted
from everywhere.help.matching.ranking import rules as ranking
from everywhere.kernel.database import ReadTx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import rows
from everywhere.places import rules as places
from everywhere.places.types import Point

# Haversine on the mean sphere: the same numbers as places.distance_m.
_DISTANCE_M = """2 * 6371008.8 * asin(sqrt(least(1,
              sin(radians({t}.lat - :lat) / 2) ^ 2
              + cos(radians(:lat)) * cos(radians({t}.lat)) * sin(radians({t}.lon - :lon) / 2) ^ 2)))"""

# Whether somebody could come now: switched on, near, and within the hours in the city's time; none goes past midnight.
_IS_OPEN = """(o.is_available AND (o.hours = '[]' OR EXISTS (
            SELECT FROM city t, timezone(t.timezone, :now::timestamptz) AS local,
                   jsonb_to_recordset(o.hours) AS h(day int, "from" text, "to" text)
             WHERE t.code = o.city AND h.day = extract(isodow FROM local)
               AND to_char(local, 'HH24:MI') >= h."from" AND to_char(local, 'HH24:MI') < h."to")))"""

_SCORE = """coalesce((SELECT r.merit FROM helper_record r WHERE r.region = o.region AND r.helper_id = o.helper_id), :prior_merit::float8)
            + :price_weight::float8 * CASE WHEN o.price_minor IS NULL OR :median_minor::float8 IS NULL THEN 0.5
              ELSE least(1, greatest(0, 0.5 + 1 - CASE o.price_kind
                WHEN 'hourly' THEN o.price_minor * :typical_minutes::float8 / 60 ELSE o.price_minor END / :median_minor)) END
            - :cost_per_m::float8 * o.distance_m"""

_OFFERS = """
    SELECT f.*, coalesce(r.stars_sum, 0) AS stars_sum, coalesce(r.stars_count, 0) AS stars_count, coalesce(r.asked, 0) AS asked,
           coalesce(r.answered, 0) AS answered, coalesce(r.completed, 0) AS completed
      FROM (SELECT o.region, o.id, o.helper_id, o.category, o.title, o.picture_ids, o.cell, o.lat, o.lon, o.radius_m, o.community_ids,
                   o.price_kind, o.price_minor, o.currency, o.created_at, o.distance_m, o.rank, {is_open_now} AS is_open_now
              FROM (SELECT o.*, {rank} AS rank
                      FROM (SELECT o.*, {distance} AS distance_m
                              FROM offer o
                             WHERE o.stage = 'open' AND o.category = ANY(:categories::text[]) AND o.lat_row = ANY(:lat_rows::int[])
                               AND o.lon BETWEEN :west AND :east AND o.region = ANY(:regions::bigint[])
                               AND o.helper_id <> ALL(:hidden::uuid[])
                               AND (:community_id::uuid IS NULL OR o.community_ids = '{{}}' OR :community_id = ANY(o.community_ids))
                           ) o
                     WHERE o.distance_m <= :radius_m::float8
                       AND (:standing_min::int IS NULL OR :standing_min <= coalesce(
                            (SELECT r.standing FROM helper_record r WHERE r.region = o.region AND r.helper_id = o.helper_id),
                            :prior_standing::int))
                       AND (NOT :open_now::boolean OR {is_open_now})
                   ) o
             WHERE :after_rank::float8 IS NULL OR (o.rank, o.id) > (:after_rank, :after_id::uuid)
             ORDER BY o.rank, o.id
             LIMIT :limit) f
      LEFT JOIN LATERAL (SELECT * FROM helper_record r WHERE r.region = f.region AND r.helper_id = f.helper_id LIMIT 1) r ON true
     ORDER BY f.rank, f.id"""

OFFERS_BY_DISTANCE = rows(OfferFound, _OFFERS.format(rank="o.distance_m", distance=_DISTANCE_M.format(t="o"), is_open_now=_IS_OPEN))
OFFERS_BY_SCORE = rows(OfferFound, _OFFERS.format(rank=f"-({_SCORE})", distance=_DISTANCE_M.format(t="o"), is_open_now=_IS_OPEN))


async def offers(
    tx: ReadTx,
    wanted: OffersWanted,
    *,
    radius_m: float,
    categories: Sequence[str],
    hidden: Sequence[UUID],
    median_minor: float | None,
    typical_minutes: int,
    now: datetime,
) -> list[OfferFound]:
    """Open offers within `radius_m` in the wanted order, from behind `wanted.after`, at most `wanted.limit`."""
    after_rank, after_id = wanted.after or (None, None)
    params = _circle(wanted.point, radius_m) | {
        "categories": categories,
        "hidden": hidden,
        "community_id": wanted.community_id,
        "standing_min": wanted.standing_min,
        "open_now": wanted.open_now,
        "after_rank": after_rank,
        "after_id": after_id,
        "limit": wanted.limit,
        "now": now,
    }
    blend = ranking.blend()
    params["prior_standing"] = blend.prior_standing
    if wanted.sort == "distance":
        return await OFFERS_BY_DISTANCE(tx, **params)
    return await OFFERS_BY_SCORE(
        tx,
        **params,
        prior_merit=blend.prior_merit,
        price_weight=blend.price_weight,
        cost_per_m=blend.cost_per_m,
        median_minor=median_minor,
        typical_minutes=float(typical_minutes),
    )


_NEEDS = """
    SELECT n.region, n.id, n.asker_id, n.community_id, n.category, n.title, n.picture_ids, n.cell, n.lat, n.lon, n.is_now, n.starts_at,
           n.ends_at, n.minutes, n.fee_minor, n.currency, n.materials, n.payment, n.opened_at, n.expires_at, n.distance_m,
           n.distance_m AS rank
      FROM (SELECT n.*, {distance} AS distance_m
              FROM need n
             WHERE n.stage = 'open' AND n.category = ANY(:categories::text[]) AND n.lat_row = ANY(:lat_rows::int[])
               AND n.lon BETWEEN :west AND :east AND n.region = ANY(:regions::bigint[])
               AND n.asker_id <> ALL(:hidden::uuid[]) AND n.expires_at > :now
               AND (:community_id::uuid IS NULL OR n.community_id = :community_id)
               AND (:fee_min::bigint IS NULL OR n.fee_minor >= :fee_min)
               AND (:fee_max::bigint IS NULL OR n.fee_minor <= :fee_max)) n
     WHERE n.distance_m <= :radius_m::float8
       AND (:after_rank::float8 IS NULL OR (n.distance_m, n.id) > (:after_rank, :after_id::uuid))
     ORDER BY n.distance_m, n.id
     LIMIT :limit"""

NEEDS = rows(NeedFound, _NEEDS.format(distance=_DISTANCE_M.format(t="n")))


async def needs(
    tx: ReadTx, wanted: NeedsWanted, *, radius_m: float, categories: Sequence[str], hidden: Sequence[UUID], now: datetime
) -> list[NeedFound]:
    """Open needs within `radius_m`, nearest first, from behind `wanted.after`, at most `wanted.limit`."""
    after_rank, after_id = wanted.after or (None, None)
    return await NEEDS(
        tx,
        **_circle(wanted.point, radius_m),
        categories=categories,
        hidden=hidden,
        community_id=wanted.community_id,
        fee_min=wanted.fee_min,
        fee_max=wanted.fee_max,
        after_rank=after_rank,
        after_id=after_id,
        limit=wanted.limit,
        now=now,
    )


def _circle(point: Point, radius_m: float) -> dict[str, float | list[int] | list[Region]]:
    """What holds every shown point within `radius_m`, and the circle itself."""
    first, last = places.rows_within(point, radius_m)
    west, east = places.lons_within(point, radius_m)
    return {
        "lat": point.lat,
        "lon": point.lon,
        "radius_m": radius_m,
        "lat_rows": list(range(first, last + 1)),
        "west": west,
        "east": east,
        "regions": places.regions_within(point, radius_m),
    }
