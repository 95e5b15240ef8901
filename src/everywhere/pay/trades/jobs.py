"""What follows a step of a trade, and what time does to trades.

Time is kept by a sweep each minute and not by a job for each trade: whoever asks about a trade meanwhile is told what it is
by now (`rules.as_of`), and a sweep needs nothing that a restart could lose.
"""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.notify import actions as notify
from everywhere.notify.types import person_topic
from everywhere.pay.trades import actions
from everywhere.pay.trades.intents import actions as intents
from everywhere.pay.trades.receipts import actions as receipts
from everywhere.pay.trades.settling import actions as settling
from everywhere.pay.trades.types import TradeAwaitsBuyer, TradeHappened


async def keep_receipt(tx: Tx, event: TradeHappened, now: datetime) -> None:
    """Write what happened into the buyer's receipts and onto both screens."""
    trade = await receipts.write(tx, event.seller_id, event.trade_no, now=now)
    changed = {"trade_id": trade.id, "stage": trade.stage, "version": event.version}
    for person_id in {trade.seller_id, trade.buyer_id or trade.seller_id}:
        await notify.show(tx, person_topic(person_id), "trade_changed", changed, now=now)


async def ask_buyer(tx: Tx, event: TradeAwaitsBuyer, now: datetime) -> None:
    """Ask the buyer to confirm."""
    trade = await receipts.write(tx, event.seller_id, event.trade_no, now=now)
    if trade.buyer_id is None or trade.stage != "waiting":
        return
    facts = {"title": trade.said.subject, "amount": trade.amount}
    await notify.tell(tx, trade.buyer_id, "trade_awaits_buyer", facts, subject_kind="trade", subject_id=trade.id, now=now)


async def end_expired(db: Database, now: datetime) -> None:
    """Close what nobody paid in time, finish what is past refunding, release what was held long enough."""
    async with db.read(newest=True) as tx:
        expired, settling_now = await actions.expired(tx, now=now), await actions.settling(tx, now=now)
    for trade in expired:
        await db.transact(lambda tx, trade=trade: actions.write_expired(tx, trade, now=now))  # type: ignore[misc]
    for trade in settling_now:
        await db.transact(lambda tx, trade=trade: settling.release_due(tx, trade, now=now))  # type: ignore[misc]


async def forget_orders(db: Database, now: datetime) -> None:
    """Drop orders that nobody paid and that have long ended."""
    await db.transact(lambda tx: intents.forget(tx, now=now))
