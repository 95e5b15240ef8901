"""SQL of shelves: whole stacks of a region as bytes, lines that changed, and what cards are made from."""

from collections.abc import Sequence
from uuid import UUID

from everywhere.help.matching.shelves.types import Key, Line, Lines, Showing
from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import rows, value
from everywhere.places import rules as places

# As `rules.LINE` reads it; everything in it stands in the index offer_shelf.
_LINE = """uuid_send(o.id) || uuid_send(o.helper_id) || float8send(o.merit)
             || float8send(coalesce(CASE o.price_kind WHEN 'hourly' THEN -o.price_minor ELSE o.price_minor END, 'NaN'::float8))"""

# A region's cells of one resolution are one range of numbers.
LINES = rows(
    Lines,
    f"""
    SELECT s.category, o.cell, string_agg({_LINE}, '' ORDER BY o.id) AS lines
      FROM unnest(:categories::text[], :regions::bigint[], :lows::bigint[], :highs::bigint[]) AS s(category, region, low, high)
      JOIN offer o ON o.category = s.category AND o.cell BETWEEN s.low AND s.high AND o.region = s.region
     WHERE o.stage = 'open'
     GROUP BY s.category, o.cell""",  # noqa: S608 - a constant of this file
)


async def lines(tx: ReadTx, keys: Sequence[Key]) -> list[Lines]:
    """All stacks of these shelves."""
    ranges = [(category, region, *span) for category, region in keys for span in places.cells_of_region(region)]
    columns = [list(column) for column in zip(*ranges, strict=True)]
    return await LINES(tx, **dict(zip(("categories", "regions", "lows", "highs"), columns, strict=True)))


LINES_OF = rows(
    Line,
    f"""
    SELECT o.id, o.region, o.category, o.cell, o.stage = 'open' AS is_open, {_LINE} AS line
      FROM offer o
     WHERE o.region = ANY(:regions::bigint[]) AND o.id = ANY(:ids::uuid[])""",  # noqa: S608 - a constant of this file
)


async def lines_of(tx: ReadTx, offer_ids: Sequence[UUID]) -> list[Line]:
    """How these offers stand now."""
    return await LINES_OF(tx, regions=list({ids.region_of(offer_id) for offer_id in offer_ids}), ids=offer_ids)


SHOWING = rows(
    Showing,
    """
    SELECT o.id, o.helper_id, o.city, o.category, o.title, o.picture_ids, o.cell, o.lat, o.lon, o.radius_m, o.community_ids,
           o.price_kind, o.price_minor, o.currency, o.hours, o.is_available, o.created_at, coalesce(r.stars_sum, 0) AS stars_sum,
           coalesce(r.stars_count, 0) AS stars_count, coalesce(r.asked, 0) AS asked, coalesce(r.answered, 0) AS answered,
           coalesce(r.completed, 0) AS completed
      FROM offer o
      LEFT JOIN helper_record r ON r.region = o.region AND r.helper_id = o.helper_id
     WHERE o.region = ANY(:regions::bigint[]) AND o.id = ANY(:ids::uuid[]) AND o.stage = 'open'""",
)


async def showing(tx: ReadTx, offer_ids: Sequence[UUID]) -> list[Showing]:
    """What cards of these offers are made from; of those that are open."""
    return await SHOWING(tx, regions=list({ids.region_of(offer_id) for offer_id in offer_ids}), ids=offer_ids)


IS_ONE_SERVER = value(bool, "SELECT NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")


async def is_one_server(tx: ReadTx) -> bool:
    """Whether one PostgreSQL holds everything: on a cluster no snapshot says what all of its nodes can see."""
    return bool(await IS_ONE_SERVER(tx))
