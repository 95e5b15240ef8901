# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""Deals, their time lines, and the prices that they add up to."""

from typing import Any
from uuid import UUID

from everywhere.help.cancelling.types import Side
from everywhere.help.deals.types import Deal, DealEvent, DealId, Kind, Stage, StrayEscrow
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region, region_of
from everywhere.kernel.query import lock_row, row, rows, value, write

_SIGNED = """
    region, id, need_id, offer_id, bid_id, bid_version, asker_id, helper_id, community_id, city, category, title, scope, starts_at,
    ends_at, minutes, cell, lat, lon, exact_lat, exact_lon, exact_note, fee_minor, currency, materials, cancellation_policy, payment,
    commission_bps, deposit_minor, deposit_id, agreed_at"""
_MOVING = """
    stage, version, topped_up_minor, held_minor, released_minor, refunded_minor, tipped_minor, deposit_taken_minor, delivery_note, delivery_picture_ids,
    cancel_reason, cancelled_by, cash_confirmed_by_asker, cash_confirmed_by_helper, deadline_at, deadline_does, started_at,
    delivered_at, ended_at, updated_at"""
_COLUMNS = f"{_SIGNED}, {_MOVING}"


INSERT = write(
    f"""
    INSERT INTO deal ({_SIGNED}, stage, deadline_at, deadline_does, updated_at)
    VALUES (:region, :id, :need_id, :offer_id, :bid_id, :bid_version, :asker_id, :helper_id, :community_id, :city, :category, :title,
            :scope, :starts_at, :ends_at, :minutes, :cell, :lat, :lon, :exact_lat, :exact_lon, :exact_note, :fee_minor, :currency,
            :materials, :cancellation_policy, :payment, :commission_bps, :deposit_minor, :deposit_id, :agreed_at, :stage, :deadline_at, :deadline_does, :updated_at)"""
)

READ = row(Deal, f"SELECT {_COLUMNS} FROM deal WHERE region = :region AND id = :id")

LOCK = lock_row(Deal, f"SELECT {_COLUMNS} FROM deal WHERE region = :region AND id = :id FOR UPDATE")

OF_BID = row(Deal, f"SELECT {_COLUMNS} FROM deal WHERE region = :region AND bid_id = :bid_id")

# Over every region, for a person who is erased has no list of regions any more; that is rare enough.
UNBEGUN_OF = value(
    list[DealId],
    """
    SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM deal
     WHERE (asker_id = :person_id OR helper_id = :person_id) AND stage IN ('agreed', 'funded')""",
)

SAVE = write(
    """
    UPDATE deal
       SET stage = :stage, version = :version, topped_up_minor = :topped_up_minor, held_minor = :held_minor,
           released_minor = :released_minor, refunded_minor = :refunded_minor, tipped_minor = :tipped_minor,
           deposit_taken_minor = :deposit_taken_minor,
           delivery_note = :delivery_note, delivery_picture_ids = :delivery_picture_ids, cancel_reason = :cancel_reason,
           cancelled_by = :cancelled_by, cash_confirmed_by_asker = :cash_confirmed_by_asker,
           cash_confirmed_by_helper = :cash_confirmed_by_helper, deadline_at = :deadline_at, deadline_does = :deadline_does,
           started_at = :started_at, delivered_at = :delivered_at, ended_at = :ended_at, updated_at = :updated_at
     WHERE region = :region AND id = :id"""
)

ADD_EVENT = write(
    """
    INSERT INTO deal_event (region, deal_id, version, kind, by_id, facts, at)
    VALUES (:region, :deal_id, :version, :kind, :by_id, :facts, :at)"""
)

FORGET_PLACE = write(
    """
    UPDATE deal SET exact_lat = lat, exact_lon = lon, exact_note = ''
     WHERE asker_id = :person_id AND stage IN ('completed', 'cancelled', 'resolved')"""
)

EVENTS = rows(
    DealEvent,
    """
    SELECT version, kind, by_id, facts, at FROM deal_event
     WHERE region = :region AND deal_id = :deal_id
     ORDER BY version DESC LIMIT :limit""",
)

EVENT = row(
    DealEvent,
    """
    SELECT version, kind, by_id, facts, at FROM deal_event
     WHERE region = :region AND deal_id = :deal_id AND version = :version""",
)

OF_PERSON = rows(
    Deal,
    f"""
    SELECT {_COLUMNS} FROM deal
     WHERE region = ANY(:regions::bigint[])
       AND ((asker_id = :person_id AND :side::text IS DISTINCT FROM 'helper')
         OR (helper_id = :person_id AND :side::text IS DISTINCT FROM 'asker'))
       AND (:stage::text IS NULL OR stage = :stage::text)
       AND (:before::uuid IS NULL OR id < :before::uuid)
     ORDER BY id DESC LIMIT :limit""",
)


# The one place that reads both sides of the money at once; only the doctor asks, and may take its time.
STRAY_ESCROWS = rows(
    StrayEscrow,
    """
    WITH said AS MATERIALIZED (
             SELECT id, id AS owner_id, currency, held_minor - released_minor - refunded_minor AS minor FROM deal
             UNION ALL
             SELECT id, deposit_id, currency,
                    CASE WHEN held_minor > 0 AND stage NOT IN ('completed', 'cancelled', 'resolved') THEN deposit_minor ELSE 0 END
               FROM deal
              WHERE deposit_id IS NOT NULL
         ),
         held AS MATERIALIZED (
             SELECT owner_id, currency, credits_posted - debits_posted AS minor FROM ledger_account WHERE purpose = 'escrow'
         )
    SELECT said.id AS deal_id, said.minor AS said_minor, coalesce(held.minor, 0) AS held_minor
      FROM said
      LEFT JOIN held ON held.owner_id = said.owner_id AND held.currency = said.currency
     WHERE said.minor <> coalesce(held.minor, 0)
     ORDER BY said.id LIMIT :limit""",
)


async def stray_escrows(tx: ReadTx, *, limit: int) -> list[StrayEscrow]:
    """Deals whose own sums and whose escrow account do not agree."""
    return await STRAY_ESCROWS(tx, limit=limit)


async def insert(tx: Tx, deal: Deal) -> None:
    """Write a new deal."""
    await INSERT(tx, **{name: getattr(deal, name) for name in INSERT.statement.names})


async def read(tx: ReadTx, deal_id: UUID) -> Deal | None:
    """A deal by id."""
    return await READ(tx, region=region_of(deal_id), id=deal_id)


async def lock(tx: Tx, deal_id: UUID) -> Deal | None:
    """A deal by id, for this transaction alone; the need and the bid are locked before it, ledger accounts after it."""
    return await LOCK(tx, region=region_of(deal_id), id=deal_id)


async def of_bid(tx: ReadTx, bid_id: UUID) -> Deal | None:
    """The deal that a bid became."""
    return await OF_BID(tx, region=region_of(bid_id), bid_id=bid_id)


async def lock_unbegun_of(tx: Tx, person_id: UUID) -> list[Deal]:
    """The deals of a person in which nobody is at work yet."""
    # One by one: a cluster locks in one region at a time.
    found = [await lock(tx, deal_id) for deal_id in await UNBEGUN_OF(tx, person_id=person_id) or []]
    return [deal for deal in found if deal is not None and deal.stage in {"agreed", "funded"}]


async def forget_place(tx: Tx, person_id: UUID) -> None:
    """Keep only the shown point of the deals that somebody asked for and that are over."""
    await FORGET_PLACE(tx, person_id=person_id)


async def save(tx: Tx, deal: Deal) -> None:
    """Write what can change of a deal."""
    await SAVE(tx, **{name: getattr(deal, name) for name in SAVE.statement.names})


async def add_event(tx: Tx, deal: Deal, kind: Kind, by_id: UUID | None, facts: dict[str, Any]) -> None:
    """Write the line of the time line that belongs to the deal's present version."""
    at = deal.updated_at
    await ADD_EVENT(tx, region=deal.region, deal_id=deal.id, version=deal.version, kind=kind, by_id=by_id, facts=facts, at=at)


async def events(tx: ReadTx, deal_id: UUID, *, limit: int) -> list[DealEvent]:
    """The latest lines of a deal's time line, oldest first."""
    return (await EVENTS(tx, region=region_of(deal_id), deal_id=deal_id, limit=limit))[::-1]


async def event(tx: ReadTx, deal_id: UUID, version: int) -> DealEvent | None:
    """One line of a deal's time line."""
    return await EVENT(tx, region=region_of(deal_id), deal_id=deal_id, version=version)


async def of_person(
    tx: ReadTx, person_id: UUID, regions: list[Region], *, side: Side | None, stage: Stage | None, before: DealId | None, limit: int
) -> list[Deal]:
    """A person's deals, newest first."""
    return await OF_PERSON(tx, person_id=person_id, regions=regions, side=side, stage=stage, before=before, limit=limit)
