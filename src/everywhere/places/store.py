# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""SQL of cities, communities, memberships and crowds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import row, rows, value, write, write_value
from everywhere.places.types import Cell, City, Community, CommunityId, Membership, Point

_CITY = """code, name_zh, name_en, country, currency, timezone, languages, lat, lon, west, south, east, north,
           floor_hourly_minor, is_open"""
_COMMUNITY = "id, city, name_zh, name_en, membership_rule, commission_bps, is_open, west, south, east, north, area::text area_json"

CITY_AT = row(
    City,
    f"""
    SELECT {_CITY} FROM city
     WHERE is_open AND :lat BETWEEN south AND north AND :lon BETWEEN west AND east
     ORDER BY (north - south) * (east - west), code
     LIMIT 1""",
)


async def city_at(tx: ReadTx, point: Point) -> City | None:
    """The smallest open city whose box holds the point."""
    return await CITY_AT(tx, lat=point.lat, lon=point.lon)


CITY = row(City, f"SELECT {_CITY} FROM city WHERE code = :code")


async def city(tx: ReadTx, code: str) -> City | None:
    """The city with this code, open or not."""
    return await CITY(tx, code=code)


CITIES = rows(
    City,
    f"""
    SELECT {_CITY} FROM city
     WHERE :after_code::text IS NULL OR (NOT is_open, code) > (NOT :after_is_open::boolean, :after_code)
     ORDER BY NOT is_open, code
     LIMIT :limit""",
)


async def cities(tx: ReadTx, after: tuple[bool, str] | None, limit: int) -> list[City]:
    """Open cities first, then by code, after `(is_open, code)`."""
    is_open, code = after or (None, None)
    return await CITIES(tx, after_is_open=is_open, after_code=code, limit=limit)


COMMUNITY = row(Community, f"SELECT {_COMMUNITY} FROM community WHERE id = :id")


async def community(tx: ReadTx, community_id: CommunityId) -> Community | None:
    """One community."""
    return await COMMUNITY(tx, id=community_id)


COMMUNITIES_AROUND = rows(
    Community,
    f"""
    SELECT {_COMMUNITY} FROM community
     WHERE is_open AND :lat BETWEEN south AND north AND :lon BETWEEN west AND east
     ORDER BY (north - south) * (east - west), id
     LIMIT 100""",
)


async def communities_around(tx: ReadTx, point: Point) -> list[Community]:
    """Open communities whose box holds the point, smallest first."""
    return await COMMUNITIES_AROUND(tx, lat=point.lat, lon=point.lon)


COMMUNITIES = rows(
    Community,
    f"""
    SELECT {_COMMUNITY} FROM community
     WHERE is_open AND (:city::text IS NULL OR city = :city) AND (:after::uuid IS NULL OR id > :after)
     ORDER BY id
     LIMIT :limit""",
)


async def communities(tx: ReadTx, city: str | None, after: UUID | None, limit: int) -> list[Community]:
    """Open communities, of one city or of all, in the order of their ids."""
    return await COMMUNITIES(tx, city=city, after=after, limit=limit)


COMMUNITIES_NAMED = rows(Community, f"SELECT {_COMMUNITY} FROM community WHERE is_open AND id = ANY(:ids::uuid[]) ORDER BY id")


async def communities_named(tx: ReadTx, ids: Sequence[UUID]) -> list[Community]:
    """The open communities among these ids."""
    return await COMMUNITIES_NAMED(tx, ids=ids)


SEE = write(
    """
    INSERT INTO crowd AS k (region, cell, person_id, seen_at)
    SELECT s.*, :now FROM unnest(:regions::bigint[], :cells::bigint[], :person_ids::uuid[]) AS s(region, cell, person_id)
     ORDER BY 1, 2, 3 ON CONFLICT (region, cell, person_id) DO UPDATE SET seen_at = excluded.seen_at WHERE k.seen_at < :stale"""
)


async def see(tx: Tx, seen: Sequence[tuple[Region, Cell, UUID]], now: datetime) -> None:
    """Note in which cells people are, each once; more often than hourly is not written."""
    regions, cells, person_ids = (list(column) for column in zip(*seen, strict=True))
    await SEE(tx, regions=regions, cells=cells, person_ids=person_ids, now=now, stale=now - timedelta(hours=1))


CROWD_SIZE = value(
    int,
    """
    SELECT count(*)
      FROM (SELECT DISTINCT person_id FROM crowd
             WHERE region = :region AND cell BETWEEN :low AND :high AND seen_at > :since
               AND person_id IS DISTINCT FROM CAST(:beside AS uuid)
             LIMIT :enough) AS seen""",
)


async def crowd_size(
    tx: ReadTx, region: Region, cells: tuple[int, int], *, beside: UUID | None, since: datetime, enough: int
) -> int:
    """How many people beside one were seen in a range of cells since then, counted up to `enough`."""
    return await CROWD_SIZE(tx, region=region, low=cells[0], high=cells[1], beside=beside, since=since, enough=enough) or 0


FORGET_CROWD = write("DELETE FROM crowd WHERE seen_at < :before")


async def forget_crowd(tx: Tx, before: datetime) -> int:
    """Drop who was seen before then; returns how many rows."""
    return await FORGET_CROWD(tx, before=before)


LEAVE_ALL = write("DELETE FROM membership WHERE person_id = :person_id")
# Crowd rows are of every region in which somebody was seen, which nobody keeps a list of: this one asks all shards.
FORGET_TRACES = write("DELETE FROM crowd WHERE person_id = :person_id")


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Drop a person's memberships and traces."""
    await LEAVE_ALL(tx, person_id=person_id)
    await FORGET_TRACES(tx, person_id=person_id)


MEMBERSHIPS = rows(
    Membership,
    """
    SELECT person_id, community_id, via, since, expires_at FROM membership
     WHERE person_id = :person_id AND (expires_at IS NULL OR expires_at > :now)
     ORDER BY since, community_id""",
)


async def memberships(tx: ReadTx, person_id: UUID, now: datetime) -> list[Membership]:
    """The communities that a person belongs to now."""
    return await MEMBERSHIPS(tx, person_id=person_id, now=now)


LOCK_JOINING = write("SELECT pg_advisory_xact_lock(hashtextextended('membership:' || :person_id::uuid::text, 0))")


async def lock_joining(tx: Tx, person_id: UUID) -> None:
    """Let one joining of a person happen at a time, so that their number can be held."""
    await LOCK_JOINING(tx, person_id=person_id)


JOIN = write(
    """
    INSERT INTO membership (person_id, community_id, via, since, expires_at)
    VALUES (:person_id, :community_id, :via, :since, :expires_at)
    ON CONFLICT (person_id, community_id) DO UPDATE SET via = excluded.via, expires_at = excluded.expires_at"""
)


async def join(tx: Tx, membership: Membership) -> None:
    """Save a membership; one that is there keeps its beginning."""
    await JOIN(
        tx,
        person_id=membership.person_id,
        community_id=membership.community_id,
        via=membership.via,
        since=membership.since,
        expires_at=membership.expires_at,
    )


LEAVE = write("DELETE FROM membership WHERE person_id = :person_id AND community_id = :community_id")


async def leave(tx: Tx, person_id: UUID, community_id: CommunityId) -> bool:
    """End a membership; False when there is none."""
    return await LEAVE(tx, person_id=person_id, community_id=community_id) > 0


ADD_INVITE = write(
    """
    INSERT INTO community_invite (community_id, code_hash, uses_left, expires_at)
    VALUES (:community_id, :code_hash, :uses_left, :expires_at)"""
)


async def add_invite(tx: Tx, community_id: CommunityId, code_hash: bytes, uses_left: int, expires_at: datetime) -> None:
    """Save an invite by the hash of its code."""
    await ADD_INVITE(tx, community_id=community_id, code_hash=code_hash, uses_left=uses_left, expires_at=expires_at)


USE_INVITE = write_value(
    int,
    """
    UPDATE community_invite SET uses_left = uses_left - 1
     WHERE community_id = :community_id AND code_hash = :code_hash AND uses_left > 0 AND expires_at > :now
    RETURNING uses_left""",
)


async def use_invite(tx: Tx, community_id: CommunityId, code_hash: bytes, now: datetime) -> bool:
    """Use an invite once; False when it is unknown, used up or too old."""
    return await USE_INVITE(tx, community_id=community_id, code_hash=code_hash, now=now) is not None


LOOK_COUNTS_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Looking:
    cells: int
    noted_at: datetime | None


LOOKING = row(
    Looking,
    """
    SELECT count(*)::int AS cells, max(at) FILTER (WHERE cell = :cell) AS noted_at
      FROM viewpoint WHERE viewer = :viewer AND at > :since""",
)
LOOK = write(
    """
    INSERT INTO viewpoint (viewer, cell, at) VALUES (:viewer, :cell, :now)
    ON CONFLICT (viewer, cell) DO UPDATE SET at = excluded.at"""
)
FORGET_LOOKS = write("DELETE FROM viewpoint WHERE at < :before")


async def looking(tx: ReadTx, viewer: str, cell: Cell, now: datetime) -> Looking:
    """From how many cells a viewer looked in the last hour, and when this was noted as one of them."""
    found = await LOOKING(tx, viewer=viewer, cell=cell, since=now - LOOK_COUNTS_FOR)
    return found or Looking(0, None)


async def look(tx: Tx, viewer: str, cell: Cell, now: datetime) -> None:
    """Note that a viewer looks from a cell."""
    await LOOK(tx, viewer=viewer, cell=cell, now=now)


async def forget_looks(tx: Tx, before: datetime) -> int:
    """Drop viewpoints from before then; returns how many."""
    return await FORGET_LOOKS(tx, before=before)


SAVE_CITY = write(
    """
    INSERT INTO city (code, name_zh, name_en, country, currency, timezone, languages, lat, lon, west, south, east, north,
                      floor_hourly_minor, is_open)
    VALUES (:code, :name_zh, :name_en, :country, :currency, :timezone, :languages, :lat, :lon, :west, :south, :east, :north,
            :floor_hourly_minor, :is_open)
    ON CONFLICT (code) DO UPDATE
       SET name_zh = excluded.name_zh, name_en = excluded.name_en, country = excluded.country, timezone = excluded.timezone,
           languages = excluded.languages, lat = excluded.lat, lon = excluded.lon, west = excluded.west, south = excluded.south,
           east = excluded.east, north = excluded.north"""
)
SAVE_COMMUNITY = write(
    """
    INSERT INTO community (id, city, name_zh, name_en, area, west, south, east, north, membership_rule)
    VALUES (:id, :city, :name_zh, :name_en, :area, :west, :south, :east, :north, :membership_rule)
    ON CONFLICT (id) DO UPDATE
       SET name_zh = excluded.name_zh, name_en = excluded.name_en, area = excluded.area, west = excluded.west,
           south = excluded.south, east = excluded.east, north = excluded.north"""
)


async def save_cities(tx: Tx, cities: list[City]) -> None:
    """Add cities; those that are there keep what an operator decides: floor, and whether they are open."""
    await SAVE_CITY.many(tx, [{name: getattr(city, name) for name in SAVE_CITY.statement.names} for city in cities])


async def save_communities(tx: Tx, communities: list[dict[str, Any]]) -> None:
    """Add communities; those that are there keep what an operator decides: rule, commission, and whether they are open."""
    await SAVE_COMMUNITY.many(tx, communities)
