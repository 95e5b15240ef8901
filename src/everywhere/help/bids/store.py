# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""Bids and their versions."""

from uuid import UUID

from everywhere.help.bids.types import Bid, BidId, BidVersion, Stage
from everywhere.help.cancelling.types import Side
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region, region_of
from everywhere.kernel.query import lock_row, row, rows, value, write, write_rows

_COLUMNS = """
    region, id, need_id, offer_id, asker_id, helper_id, city, category, title, version, proposed_by, fee_minor, currency, starts_at,
    ends_at, minutes, note, payment, materials, community_id, cell, lat, lon, exact_lat, exact_lon, exact_note, stage, expires_at,
    created_at, updated_at"""

INSERT = write(
    f"""
    INSERT INTO bid ({_COLUMNS})
    VALUES (:region, :id, :need_id, :offer_id, :asker_id, :helper_id, :city, :category, :title, :version, :proposed_by, :fee_minor,
            :currency, :starts_at, :ends_at, :minutes, :note, :payment, :materials, :community_id, :cell, :lat, :lon, :exact_lat,
            :exact_lon, :exact_note, :stage, :expires_at, :created_at, :updated_at)"""
)

ADD_VERSION = write(
    """
    INSERT INTO bid_version (region, bid_id, version, proposed_by, fee_minor, starts_at, ends_at, minutes, note, at)
    VALUES (:region, :id, :version, :proposed_by, :fee_minor, :starts_at, :ends_at, :minutes, :note, :updated_at)"""
)

SAVE = write(
    """
    UPDATE bid
       SET version = :version, proposed_by = :proposed_by, fee_minor = :fee_minor, starts_at = :starts_at, ends_at = :ends_at,
           minutes = :minutes, note = :note, stage = :stage, expires_at = :expires_at, updated_at = :updated_at
     WHERE region = :region AND id = :id"""
)

READ = row(Bid, f"SELECT {_COLUMNS} FROM bid WHERE region = :region AND id = :id")

LOCK = lock_row(Bid, f"SELECT {_COLUMNS} FROM bid WHERE region = :region AND id = :id FOR UPDATE")

LOCK_OPEN_ON_NEED = lock_row(
    Bid,
    f"""
    SELECT {_COLUMNS} FROM bid
     WHERE region = :region AND need_id = :need_id AND helper_id = :helper_id AND stage = 'open'
       FOR UPDATE""",
)

LOCK_OPEN_ON_OFFER = lock_row(
    Bid,
    f"""
    SELECT {_COLUMNS} FROM bid
     WHERE region = :region AND offer_id = :offer_id AND asker_id = :asker_id AND stage = 'open'
       FOR UPDATE""",
)

# Over every region, for a person who is erased has no list of regions any more; that is rare enough.
OPEN_OF = value(
    list[BidId],
    """
    SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM bid
     WHERE (asker_id = :person_id OR helper_id = :person_id) AND stage = 'open'""",
)

SCRUB_PLACES = write("UPDATE bid SET exact_lat = lat, exact_lon = lon, exact_note = '' WHERE asker_id = :person_id")

SCRUB_NOTES = write("UPDATE bid SET note = '' WHERE proposed_by = :person_id AND (asker_id = :person_id OR helper_id = :person_id)")

SCRUB_VERSIONS = write(
    """
    UPDATE bid_version SET note = ''
     WHERE proposed_by = :person_id
       AND (region, bid_id) IN (SELECT region, id FROM bid WHERE asker_id = :person_id OR helper_id = :person_id)"""
)

# Whoever answers a single bid holds its lock alone, and whoever loses them all holds the need's lock before.
LOSE = write_rows(
    Bid,
    f"""
    UPDATE bid SET stage = 'lost', updated_at = :now
     WHERE region = :region AND (need_id = :subject_id OR offer_id = :subject_id) AND stage = 'open'
    RETURNING {_COLUMNS}""",
)

VERSIONS = rows(
    BidVersion,
    """
    SELECT version, proposed_by, fee_minor, starts_at, ends_at, minutes, note, at
      FROM bid_version
     WHERE region = :region AND bid_id = :bid_id
     ORDER BY version""",
)

ON_SUBJECT = rows(
    Bid,
    f"""
    SELECT {_COLUMNS} FROM bid
     WHERE region = :region AND (need_id = :subject_id OR offer_id = :subject_id)
       AND (asker_id = :person_id OR helper_id = :person_id) AND NOT (asker_id = ANY(:hidden) OR helper_id = ANY(:hidden::uuid[]))
       AND (:before::uuid IS NULL OR id < :before::uuid)
     ORDER BY id DESC LIMIT :limit""",
)

OF_PERSON = rows(
    Bid,
    f"""
    SELECT {_COLUMNS} FROM bid
     WHERE region = ANY(:regions::bigint[])
       AND ((asker_id = :person_id AND :side::text IS DISTINCT FROM 'helper')
         OR (helper_id = :person_id AND :side::text IS DISTINCT FROM 'asker'))
       AND NOT (asker_id = ANY(:hidden) OR helper_id = ANY(:hidden::uuid[]))
       AND (:stage::text IS NULL OR stage = :stage::text)
       AND (:before::uuid IS NULL OR id < :before::uuid)
     ORDER BY id DESC LIMIT :limit""",
)


async def insert(tx: Tx, bid: Bid) -> None:
    """Write a new bid with its first version."""
    await INSERT(tx, **{name: getattr(bid, name) for name in INSERT.statement.names})
    await add_version(tx, bid)


async def add_version(tx: Tx, bid: Bid) -> None:
    """Keep the bid's present version for ever."""
    await ADD_VERSION(tx, **{name: getattr(bid, name) for name in ADD_VERSION.statement.names})


async def save(tx: Tx, bid: Bid) -> None:
    """Write what can change of a bid."""
    await SAVE(tx, **{name: getattr(bid, name) for name in SAVE.statement.names})


async def read(tx: ReadTx, bid_id: UUID) -> Bid | None:
    """A bid by id."""
    return await READ(tx, region=region_of(bid_id), id=bid_id)


async def lock(tx: Tx, bid_id: UUID) -> Bid | None:
    """A bid by id, for this transaction alone; its need or offer is locked before it."""
    return await LOCK(tx, region=region_of(bid_id), id=bid_id)


async def lock_open_on_need(tx: Tx, need_id: UUID, helper_id: UUID) -> Bid | None:
    """The open bid of a helper on a need."""
    return await LOCK_OPEN_ON_NEED(tx, region=region_of(need_id), need_id=need_id, helper_id=helper_id)


async def lock_open_on_offer(tx: Tx, offer_id: UUID, asker_id: UUID) -> Bid | None:
    """The open booking of an asker on an offer."""
    return await LOCK_OPEN_ON_OFFER(tx, region=region_of(offer_id), offer_id=offer_id, asker_id=asker_id)


async def lock_open_of(tx: Tx, person_id: UUID) -> list[Bid]:
    """Every open bid of which a person is one of the two."""
    # One by one: a cluster locks in one region at a time.
    found = [await lock(tx, bid_id) for bid_id in await OPEN_OF(tx, person_id=person_id) or []]
    return [bid for bid in found if bid is not None and bid.stage == "open"]


async def scrub(tx: Tx, person_id: UUID) -> None:
    """Take a person's words and exact places out of their bids; the versions and fees stay."""
    await SCRUB_PLACES(tx, person_id=person_id)
    await SCRUB_NOTES(tx, person_id=person_id)
    await SCRUB_VERSIONS(tx, person_id=person_id)


async def lose_on(tx: Tx, subject_id: UUID, *, now: object) -> list[Bid]:
    """Every open bid on a need or offer, lost now."""
    return await LOSE(tx, region=region_of(subject_id), subject_id=subject_id, now=now)


async def versions(tx: ReadTx, bid_id: UUID) -> list[BidVersion]:
    """Every version of a bid, first to last."""
    return await VERSIONS(tx, region=region_of(bid_id), bid_id=bid_id)


async def on_subject(
    tx: ReadTx, subject_id: UUID, person_id: UUID, *, hidden: set[UUID], before: BidId | None, limit: int
) -> list[Bid]:
    """The bids on a need or offer of which a person is one of the two, newest first."""
    return await ON_SUBJECT(
        tx,
        region=region_of(subject_id),
        subject_id=subject_id,
        person_id=person_id,
        hidden=list(hidden),
        before=before,
        limit=limit,
    )


async def of_person(
    tx: ReadTx,
    person_id: UUID,
    regions: list[Region],
    *,
    side: Side | None,
    stage: Stage | None,
    hidden: set[UUID],
    before: BidId | None,
    limit: int,
) -> list[Bid]:
    """A person's bids, newest first."""
    return await OF_PERSON(
        tx, person_id=person_id, regions=regions, side=side, stage=stage, hidden=list(hidden), before=before, limit=limit
    )
