"""Top-ups of deals."""

from uuid import UUID

from everywhere.help.adjustments.types import TopUp
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import region_of
from everywhere.kernel.query import lock_row, rows, value, write

INSERT = write(
    """
    INSERT INTO top_up (region, id, deal_id, proposed_by, amount_minor, currency, reason, stage, at)
    VALUES (:region, :id, :deal_id, :proposed_by, :amount_minor, :currency, :reason, :stage, :at)"""
)

LOCK = lock_row(
    TopUp,
    """
    SELECT region, id, deal_id, proposed_by, amount_minor, currency, reason, stage, at, answered_at
      FROM top_up
     WHERE region = :region AND id = :id AND deal_id = :deal_id
       FOR UPDATE""",
)

SAVE = write("UPDATE top_up SET stage = :stage, answered_at = :answered_at WHERE region = :region AND id = :id")

OF_DEAL = rows(
    TopUp,
    """
    SELECT region, id, deal_id, proposed_by, amount_minor, currency, reason, stage, at, answered_at
      FROM top_up
     WHERE region = :region AND deal_id = :deal_id
     ORDER BY id DESC LIMIT :limit""",
)

COUNT_WAITING = value(int, "SELECT count(*) FROM top_up WHERE region = :region AND deal_id = :deal_id AND stage = 'proposed'")


async def insert(tx: Tx, top_up: TopUp) -> None:
    """Write a new top-up."""
    await INSERT(tx, **{name: getattr(top_up, name) for name in INSERT.statement.names})


async def lock(tx: Tx, deal_id: UUID, top_up_id: UUID) -> TopUp | None:
    """A top-up of this deal, for this transaction alone; the deal is locked before it."""
    return await LOCK(tx, region=region_of(top_up_id), id=top_up_id, deal_id=deal_id)


async def save(tx: Tx, top_up: TopUp) -> None:
    """Write the answer to a top-up."""
    await SAVE(tx, **{name: getattr(top_up, name) for name in SAVE.statement.names})


async def of_deal(tx: ReadTx, deal_id: UUID, *, limit: int) -> list[TopUp]:
    """The latest top-ups of a deal, newest first."""
    return await OF_DEAL(tx, region=region_of(deal_id), deal_id=deal_id, limit=limit)


async def count_waiting(tx: ReadTx, deal_id: UUID) -> int:
    """How many top-ups of a deal nobody answered yet."""
    return await COUNT_WAITING(tx, region=region_of(deal_id), deal_id=deal_id) or 0
