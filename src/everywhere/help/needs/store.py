# ruff: noqa: S608 - what is put into a query is the column list of this file
"""SQL of needs. Every query names the region, which the id carries."""

from datetime import datetime
from uuid import UUID

from everywhere.help.needs.types import Need, NeedId, Stage
from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import lock_row, row, rows, value, write

_COLUMNS = """region, id, asker_id, community_id, city, category, title, text, answers, picture_ids, cell, lat, lon, lat_row,
           exact_lat, exact_lon, exact_note, is_now, starts_at, ends_at, minutes, fee_minor, currency, materials, payment,
           stage, first_bid_at, deal_id, opened_at, expires_at, created_at, updated_at, version"""

INSERT = write(
    """
    INSERT INTO need (region, id, asker_id, community_id, city, category, title, text, answers, picture_ids, cell, lat, lon,
                      lat_row, exact_lat, exact_lon, exact_note, is_now, starts_at, ends_at, minutes, fee_minor, currency,
                      materials, payment, stage, first_bid_at, deal_id, opened_at, expires_at, created_at, updated_at, version)
    VALUES (:region, :id, :asker_id, :community_id, :city, :category, :title, :text, :answers, :picture_ids, :cell, :lat, :lon,
            :lat_row, :exact_lat, :exact_lon, :exact_note, :is_now, :starts_at, :ends_at, :minutes, :fee_minor, :currency,
            :materials, :payment, :stage, :first_bid_at, :deal_id, :opened_at, :expires_at, :created_at, :updated_at, :version)"""
)


async def insert(tx: Tx, need: Need) -> None:
    """Save a new need."""
    await INSERT(tx, **{name: getattr(need, name) for name in INSERT.statement.names})


SAVE = write(
    """
    UPDATE need
       SET title = :title, text = :text, answers = :answers, picture_ids = :picture_ids, exact_note = :exact_note,
           is_now = :is_now, starts_at = :starts_at, ends_at = :ends_at, minutes = :minutes, fee_minor = :fee_minor,
           materials = :materials, payment = :payment, stage = :stage, deal_id = :deal_id, opened_at = :opened_at,
           expires_at = :expires_at, updated_at = :updated_at, version = :version
     WHERE region = :region AND id = :id"""
)


async def save(tx: Tx, need: Need) -> None:
    """Save what changes of a need during its life; its row is locked."""
    await SAVE(tx, **{name: getattr(need, name) for name in SAVE.statement.names})


READ = row(Need, f"SELECT {_COLUMNS} FROM need WHERE region = :region AND id = :id")
LOCK = lock_row(Need, f"SELECT {_COLUMNS} FROM need WHERE region = :region AND id = :id FOR UPDATE")


async def read(tx: ReadTx, need_id: UUID) -> Need | None:
    """The need with this id."""
    return await READ(tx, region=ids.region_of(need_id), id=need_id)


async def lock(tx: Tx, need_id: UUID) -> Need | None:
    """The need with this id, locked until the transaction ends."""
    return await LOCK(tx, region=ids.region_of(need_id), id=need_id)


OF_ASKER = rows(
    Need,
    f"""
    SELECT {_COLUMNS} FROM need
     WHERE region = ANY(:regions::bigint[]) AND asker_id = :asker_id AND (:before::uuid IS NULL OR id < :before)
       AND (:stage::text IS NULL OR stage = :stage)
     ORDER BY id DESC
     LIMIT :limit""",
)


async def of_asker(
    tx: ReadTx, regions: list[Region], asker_id: UUID, *, stage: Stage | None, before: UUID | None, limit: int
) -> list[Need]:
    """A person's needs, newest first."""
    return await OF_ASKER(tx, regions=regions, asker_id=asker_id, stage=stage, before=before, limit=limit)


COUNT_LIVE = value(
    int,
    """
    SELECT count(*) FROM need
     WHERE region = ANY(:regions::bigint[]) AND asker_id = :asker_id AND stage IN ('draft', 'screened', 'open') AND expires_at > :now""",
)
LOCK_POSTING = write("SELECT pg_advisory_xact_lock(hashtextextended('post_need:' || :asker_id::uuid::text, 0))")


async def lock_posting(tx: Tx, asker_id: UUID) -> None:
    """Let one posting of a person happen at a time, so that the number of their needs can be held."""
    await LOCK_POSTING(tx, asker_id=asker_id)


async def count_live(tx: ReadTx, regions: list[Region], asker_id: UUID, now: datetime) -> int:
    """How many of a person's needs still wait for somebody."""
    return await COUNT_LIVE(tx, regions=regions, asker_id=asker_id, now=now) or 0


NOTE_FIRST_BID = write("UPDATE need SET first_bid_at = :now WHERE region = :region AND id = :id AND first_bid_at IS NULL")


async def note_first_bid(tx: Tx, need_id: NeedId, now: datetime) -> None:
    """Remember when the first answer came; later ones change nothing."""
    await NOTE_FIRST_BID(tx, region=ids.region_of(need_id), id=need_id, now=now)


LIVE_OF_ASKER = rows(
    Need,
    f"""
    SELECT {_COLUMNS} FROM need
     WHERE region = ANY(:regions::bigint[]) AND asker_id = :asker_id AND stage IN ('draft', 'screened', 'open')
     ORDER BY id""",
)
SCRUB = write(
    """
    UPDATE need
       SET title = '–', text = '', answers = '{}', picture_ids = '{}', exact_note = '', exact_lat = lat, exact_lon = lon,
           community_id = NULL
     WHERE region = ANY(:regions::bigint[]) AND asker_id = :asker_id"""
)


async def live_of_asker(tx: ReadTx, regions: list[Region], asker_id: UUID) -> list[Need]:
    """A person's needs that still wait for somebody; at most some twenty."""
    return await LIVE_OF_ASKER(tx, regions=regions, asker_id=asker_id)


async def scrub(tx: Tx, regions: list[Region], asker_id: UUID) -> None:
    """Take the words and the exact places out of a person's needs."""
    await SCRUB(tx, regions=regions, asker_id=asker_id)
