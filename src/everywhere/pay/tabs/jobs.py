"""Trying again what is due, and telling payers of their tabs."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.notify import actions as notify
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.tabs import actions
from everywhere.pay.tabs.types import TabFellDue, TabHappened, TabWasOpened
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.receipts import actions as receipts
from everywhere.pay.trades.types import TradeHappened


async def tell_opened(tx: Tx, event: TabWasOpened, now: datetime) -> None:
    """Tell the payer that they use something now and pay after."""
    found = await actions.get(tx, event.seller_id, event.tab_no, now=now)
    facts = {"merchant": (await merchants.of(tx, event.seller_id)).name, "title": found.subject}
    await notify.tell(tx, found.payer_id, "tab_opened", facts, subject_kind="agreement", subject_id=found.agreement_id, now=now)


async def tell_due(tx: Tx, event: TabFellDue, now: datetime) -> None:
    """Put it among what waits for the payer, and tell them what becomes of it."""
    found = await actions.get(tx, event.seller_id, event.tab_no, now=now)
    trade = await receipts.write(tx, event.seller_id, found.trade_no, now=now)
    if found.stage != "due":
        return
    facts = {"merchant": (await merchants.of(tx, event.seller_id)).name, "amount": trade.amount, "title": found.subject}
    await notify.tell(tx, found.payer_id, "tab_due", facts, subject_kind="trade", subject_id=trade.id, now=now)


async def tell_unpaid(tx: Tx, event: TabHappened, now: datetime) -> None:
    """Tell the payer what they did not pay for."""
    found = await actions.get(tx, event.seller_id, event.tab_no, now=now)
    if found.stage != "unpaid":
        return
    trade = await trades.get(tx, event.seller_id, found.trade_no, now=now)
    facts = {"merchant": (await merchants.of(tx, event.seller_id)).name, "amount": trade.amount, "title": found.subject}
    await notify.tell(tx, found.payer_id, "tab_unpaid", facts, subject_kind="agreement", subject_id=found.agreement_id, now=now)


async def hear_of_trade(tx: Tx, event: TradeHappened, now: datetime) -> None:
    """What waited for its payer was paid by hand, or is over."""
    await actions.hear_of_trade(tx, event.seller_id, event.trade_no, now=now)


async def try_due(db: Database, now: datetime) -> None:
    """Charge what is due, once a day."""
    async with db.read(newest=True) as tx:
        found = await actions.to_try(tx, now=now)
    for tab in found:
        await actions.try_again(db, tab, now=now)
