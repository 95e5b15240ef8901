"""When a trade is told: a week after its day, when something becomes of it later, and when its seller agrees to be scored."""

from datetime import date, datetime, timedelta
from uuid import UUID

from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.pay.complaints import actions as complaints
from everywhere.pay.complaints.types import ComplaintChanged
from everywhere.pay.remits.types import RemitMade
from everywhere.pay.sending.types import SellerPaid
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules as trade_rules
from everywhere.pay.trades.types import TradeHappened, TradeWasPaid
from everywhere.people.consents.types import ConsentSaid
from everywhere.standing.selling import actions, rules


class CountSales(jobs.Job, frozen=True):
    """Tell of a seller's trades that were paid on a day: one job a day, however many there were."""

    seller_id: UUID
    day: date


class CollectSales(jobs.Job, frozen=True):
    """Go through what somebody sold before they agreed to be scored."""

    seller_id: UUID


async def hear_paid(tx: Tx, event: TradeWasPaid, now: datetime) -> None:
    """Wait a week with the seller's trades of that day; to the buyer's own shop the seller is one whom it pays."""
    trade = await trades.get(tx, event.seller_id, event.trade_no, now=now)
    if trade.buyer_id is not None:
        await actions.hear_payment(tx, trade.buyer_id, trade.seller_id, now=now)
    if trade.paid_at is not None and await actions.is_told(tx, trade.seller_id):
        day = trade.paid_at.astimezone(trade_rules.ZONE).date()
        at = trade_rules.local_day(day)[1] + rules.COUNTS_AFTER
        await jobs.later(tx, CountSales(trade.seller_id, day), at=at, now=now, once=f"count_sales:{trade.seller_id}:{day}")


async def hear_of_trade(tx: Tx, event: TradeHappened, now: datetime) -> None:
    """Tell what the trade says now."""
    await actions.tell_of_trade(tx, event.seller_id, event.trade_no, now=now)


async def hear_complaint(tx: Tx, event: ComplaintChanged, now: datetime) -> None:
    """Tell what the trade says that was complained of."""
    found = await complaints.get(tx, event.seller_id, event.complaint_no, now=now)
    await actions.tell_of_trade(tx, found.seller_id, found.trade_no, now=now)


async def hear_remit(tx: Tx, event: RemitMade, now: datetime) -> None:
    """A shop sends money to somebody."""
    await actions.hear_payment(tx, event.seller_id, event.payee_id, now=now)


async def hear_sent(tx: Tx, event: SellerPaid, now: datetime) -> None:
    """Somebody who has a shop pays a person from their own balance."""
    await actions.hear_payment(tx, event.seller_id, event.payee_id, now=now)


async def hear_consent(tx: Tx, event: ConsentSaid, _now: datetime) -> None:
    """Collect the past of who agreed."""
    if event.purpose == "standing" and event.given:
        await jobs.after(tx, CollectSales(event.person_id), timedelta(0), once=f"collect_sales:{event.person_id}")


async def count(db: Database, job: CountSales, now: datetime) -> None:
    """Do the job of a day."""
    await actions.tell_of_day(db, job.seller_id, job.day, now=now)


async def collect(db: Database, job: CollectSales, now: datetime) -> None:
    """Do the job."""
    await actions.tell_of_past(db, job.seller_id, now=now)
