"""Receipts: told from the trades, so that a person finds what they paid without asking every seller's shard."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.receipts import store
from everywhere.pay.trades.receipts.types import Receipt
from everywhere.pay.trades.types import Trade

ROWS_OF_EXPORT_MAX = 10_000


async def write(tx: Tx, seller_id: UUID, trade_no: str, *, now: datetime) -> Trade:
    """Write the receipt of a trade as it stands now; telling it twice changes nothing."""
    trade = await trades.get(tx, seller_id, trade_no, now=now)
    if trade.buyer_id is None:
        return trade
    if trade.paid_at is None and trade.stage == "closed":
        await store.drop_awaiting(tx, trade.buyer_id, trade.id)
        return trade
    await store.put(
        tx,
        Receipt(
            trade.buyer_id,
            trade.id,
            seller_id,
            trade_no,
            (await merchants.of(tx, seller_id)).name,
            trade.said.subject,
            trade.amount_minor,
            trade.currency,
            trade.refunded_minor,
            trade.paid_at is None,
            trade.paid_at or trade.created_at,
        ),
    )
    return trade


async def of_person(
    tx: ReadTx, person_id: UUID, *, awaits: bool, before: tuple[datetime, UUID] | None, limit: int
) -> list[Receipt]:
    """What a person paid, or has to confirm, newest first; one more than `limit` where there are more."""
    return await store.of_person(tx, person_id, awaits=awaits, before=before, limit=limit + 1)


async def get(tx: ReadTx, person_id: UUID, trade_id: UUID) -> Receipt:
    """One receipt of a person's. Raises NotFound."""
    found = await store.read(tx, person_id, trade_id)
    if found is None:
        raise NotFound
    return found


async def has_paid(tx: ReadTx, person_id: UUID, seller_id: UUID) -> bool:
    """Whether a person ever bought of a seller."""
    return await store.has_paid(tx, person_id, seller_id)


async def export(tx: ReadTx, person_id: UUID) -> list[Receipt]:
    """What a person paid, newest first."""
    return await store.of_person(tx, person_id, awaits=False, before=None, limit=ROWS_OF_EXPORT_MAX)
