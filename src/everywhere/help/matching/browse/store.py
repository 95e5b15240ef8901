# ruff: noqa: S608 - what is put into a query are constants of this file
"""SQL of looking around: offers by the cells of a small circle, offers of a wide one and needs by rows of latitude.

What is looked at are shown points, the centres of cells. `cell` enters the B-tree (category, cell, id) once a cell, and
`lat_row = ANY(…)` the B-tree (category, lat_row, lon) once a row of about 500 m, on every PostgreSQL from 15 on; a range
of rows would need the skip scan of 18.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from everywhere.help.matching.browse.types import NeedFound, NeedsWanted, OfferFound, OffersWanted, Sort
from everywhere.help.matching.ranking import rules as ranking
from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import Rows, rows
from everywhere.places import rules as places
from everywhere.places.disks import rules as disks
from everywhere.places.types import Point

CELLS_WITHIN_M = 4_000.0
"""A wider circle is looked at by rows: it holds too many cells to name."""
SORTS: tuple[Sort, ...] = get_args(Sort)

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

_PRICE = """:price_weight::float8 * CASE WHEN o.price_minor IS NULL OR :median_minor::float8 IS NULL THEN 0.5
                ELSE least(1, greatest(0, 0.5 + 1 - CASE o.price_kind
                  WHEN 'hourly' THEN o.price_minor * :typical_minutes::float8 / 60 ELSE o.price_minor END / :median_minor)) END"""
_RANKS = {"distance": "{d}.distance_m", "best": f"-(o.merit + {_PRICE} - :cost_per_m::float8 * {{d}}.distance_m)"}
_FILTERS = f"""AND (:community_id::uuid IS NULL OR o.community_ids = '{{{{}}}}' OR :community_id = ANY(o.community_ids))
                       AND (:standing_min::int IS NULL OR :standing_min <= coalesce(
                            (SELECT r.standing FROM helper_record r WHERE r.region = o.region AND r.helper_id = o.helper_id),
                            :prior_standing::int))
                       AND (NOT :open_now::boolean OR {_IS_OPEN})"""

_FOUND = """
    SELECT o.region, o.id, o.helper_id, o.category, o.title, o.picture_ids, o.cell, o.lat, o.lon, o.radius_m, o.community_ids,
           o.price_kind, o.price_minor, o.currency, o.created_at, f.distance_m, f.rank, {is_open_now} AS is_open_now,
           coalesce(r.stars_sum, 0) AS stars_sum, coalesce(r.stars_count, 0) AS stars_count, coalesce(r.asked, 0) AS asked,
           coalesce(r.answered, 0) AS answered, coalesce(r.completed, 0) AS completed
      FROM ({search}) f
      JOIN offer o ON o.region = f.region AND o.id = f.id
      LEFT JOIN LATERAL (SELECT * FROM helper_record r WHERE r.region = o.region AND r.helper_id = o.helper_id LIMIT 1) r ON true
     ORDER BY f.rank, f.id"""

# All things in a cell are equally far, so that no cell need give more than a page, and what orders them stands in the
# index. The cells come nearest first. What the statement knows of its arrays is hidden in selects, so that the plan for
# any of them is as good as a plan of its own, which takes longer to make than the search.
_BY_CELL = """
            SELECT p.region, p.id, c.distance_m, p.rank
              FROM unnest((SELECT :cells::bigint[]), (SELECT :distances::float8[])) WITH ORDINALITY AS c(cell, distance_m, place)
             CROSS JOIN unnest((SELECT :categories::text[])) AS k(category)
             CROSS JOIN LATERAL (
                    SELECT o.region, o.id, {rank} AS rank
                      FROM offer o
                     WHERE o.stage = 'open' AND o.category = k.category AND o.cell = c.cell
                       AND o.region = ANY((SELECT :regions::bigint[])::bigint[])
                       AND o.helper_id <> ALL(:hidden::uuid[]) {filters}
                       AND (:after_rank::float8 IS NULL OR ({rank}, o.id) > (:after_rank, :after_id::uuid))
                     ORDER BY {order_in_cell}
                     LIMIT :limit) p
             ORDER BY {order}
             LIMIT :limit"""

_BY_ROW = """
            SELECT o.region, o.id, o.distance_m, {rank} AS rank
              FROM (SELECT o.*, {distance} AS distance_m
                      FROM offer o
                     WHERE o.stage = 'open' AND o.category = ANY(:categories::text[]) AND o.lat_row = ANY(:lat_rows::int[])
                       AND o.lon BETWEEN :west AND :east AND o.region = ANY(:regions::bigint[])
                       AND o.helper_id <> ALL(:hidden::uuid[]) {filters}) o
             WHERE o.distance_m <= :radius_m::float8
               AND (:after_rank::float8 IS NULL OR ({rank}, o.id) > (:after_rank, :after_id::uuid))
             ORDER BY {rank}, o.id
             LIMIT :limit"""


def _by_cell(sort: Sort, filters: str) -> Rows[OfferFound]:
    # No two cells are equally far (places.cells_within), so that by distance the cells' order is the order, and the scan may stop early.
    order_in_cell, order = ("o.id", "c.place, p.id") if sort == "distance" else ("3, 2", "p.rank, p.id")
    rank = _RANKS[sort].format(d="c")
    search = _BY_CELL.format(rank=rank, order_in_cell=order_in_cell, order=order, filters=filters.format())
    return rows(OfferFound, _FOUND.format(search=search, is_open_now=_IS_OPEN))


def _by_row(sort: Sort) -> Rows[OfferFound]:
    search = _BY_ROW.format(distance=_DISTANCE_M.format(t="o"), rank=_RANKS[sort].format(d="o"), filters=_FILTERS.format())
    return rows(OfferFound, _FOUND.format(search=search, is_open_now=_IS_OPEN))


OFFERS_BY_CELL = {sort: _by_cell(sort, "") for sort in SORTS}
"""Without the filters of `_FILTERS` the search reads nothing but its index."""
OFFERS_BY_CELL_FILTERED = {sort: _by_cell(sort, _FILTERS) for sort in SORTS}
OFFERS_BY_ROW = {sort: _by_row(sort) for sort in SORTS}


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
    statement = statement_for(wanted)
    blend = ranking.blend()
    after_rank, after_id = wanted.after or (None, None)
    params = {
        "categories": categories,
        "hidden": hidden,
        "community_id": wanted.community_id,
        "standing_min": wanted.standing_min,
        "prior_standing": blend.prior_standing,
        "open_now": wanted.open_now,
        "after_rank": after_rank,
        "after_id": after_id,
        "limit": wanted.limit,
        "now": now,
        "price_weight": blend.price_weight,
        "cost_per_m": blend.cost_per_m,
        "median_minor": median_minor,
        "typical_minutes": float(typical_minutes),
        **(_cells if wanted.radius_m <= CELLS_WITHIN_M else _circle)(wanted.point, radius_m),
    }
    return await statement(tx, **{name: params[name] for name in statement.statement.names})


def statement_for(wanted: OffersWanted) -> Rows[OfferFound]:
    """How this list is searched for; it depends on nothing that changes from page to page."""
    if wanted.radius_m > CELLS_WITHIN_M:
        return OFFERS_BY_ROW[wanted.sort]
    if wanted.community_id is None and wanted.standing_min is None and not wanted.open_now:
        return OFFERS_BY_CELL[wanted.sort]
    return OFFERS_BY_CELL_FILTERED[wanted.sort]


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


def _cells(point: Point, radius_m: float) -> dict[str, Any]:
    """The cells whose centres are within `radius_m`, nearest first, and their regions."""
    cells, distances_m, regions = disks.cells_within(point, radius_m)
    return {"cells": cells, "distances": distances_m, "regions": regions}


def _circle(point: Point, radius_m: float) -> dict[str, Any]:
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
