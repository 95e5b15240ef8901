"""Telling evidence what trades and complaints say about who sold."""

from datetime import date, datetime
from uuid import UUID

from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.pay.complaints import actions as complaints
from everywhere.pay.complaints.types import Complaint
from everywhere.pay.remits import actions as remits
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules as trade_rules
from everywhere.pay.trades.partners import actions as partners
from everywhere.pay.trades.receipts import actions as receipts
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.pay.trades.types import SoldWanted, Trade
from everywhere.pay.wallet import actions as wallet
from everywhere.people.consents import actions as consents
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.selling import rules

COLLECTED_MAX = 1000
"""The newest trades that are gone through when somebody agrees to be scored."""


async def is_told(tx: ReadTx, person_id: UUID) -> bool:
    """Whether somebody agreed to be scored by words that name shops."""
    return await consents.wording_of(tx, person_id, "standing") >= rules.TOLD_FROM


async def tell_of_trade(tx: Tx, seller_id: UUID, trade_no: str, *, now: datetime) -> None:
    """Tell what a trade says now; as often as one likes, and whichever of its events came first."""
    if not await is_told(tx, seller_id):
        return
    # Locked, so that of two tellings at once the later one sees what the trade is by then.
    trade = await trades.lock(tx, await trades.get(tx, seller_id, trade_no, now=now), now=now)
    if trade.buyer_id is None or trade.paid_at is None:
        return
    complaint = await complaints.about(tx, seller_id, trade_no, now=now)
    conceded = 0 if complaint is None else await _given_back_since(tx, trade, complaint)
    is_circle = await pays(tx, seller_id, trade.buyer_id, trade.currency)
    promise = rules.promise_of(trade, complaint, is_circle=is_circle, now=now)
    dispute = rules.dispute_of(trade, complaint, conceded_minor=conceded)
    await evidence.restate(tx, seller_id, ("trade", trade.id), promise, now=now)
    await evidence.restate(tx, seller_id, ("complaint", trade.id), dispute, now=now)


async def hear_payment(tx: Tx, payer_id: UUID, payee_id: UUID, *, now: datetime) -> None:
    """Somebody pays somebody: what the payee bought of the payer speaks for the payer's shop no more."""
    if await is_told(tx, payer_id):
        await evidence.unsay_sales(tx, payer_id, payee_id, now=now)


async def tell_of_day(db: Database, seller_id: UUID, day: date, *, now: datetime) -> None:
    """Tell what a seller was paid on a day in Shanghai."""
    async with db.read(newest=True) as tx:
        found = await trades.paid_between(tx, seller_id, *trade_rules.local_day(day)) if await is_told(tx, seller_id) else []
    await _tell(db, found, now=now)


async def tell_of_past(db: Database, seller_id: UUID, *, now: datetime) -> None:
    """Tell what somebody sold before they agreed to be scored."""
    wanted = SoldWanted(since=datetime.min.replace(tzinfo=now.tzinfo), until=now)
    async with db.read(newest=True) as tx:
        found = await trades.sold(tx, seller_id, wanted, before=None, limit=COLLECTED_MAX, now=now)
    await _tell(db, found[:COLLECTED_MAX], now=now)


async def pays(tx: ReadTx, seller_id: UUID, buyer_id: UUID, currency: str) -> bool:
    """Whether a seller pays this buyer, too: sent them money, named them as one who is given shares, or bought of their shop."""
    return (
        await partners.is_one(tx, seller_id, buyer_id)
        or await remits.has_sent(tx, seller_id, buyer_id)
        or await receipts.has_paid(tx, seller_id, buyer_id)
        or await wallet.has_paid(tx, seller_id, buyer_id, currency)
    )


async def number_of(tx: ReadTx, person_id: UUID, fact_id: UUID) -> str:
    """The number of the trade of one's shop that a fact is of. Raises NotFound."""
    fact = await evidence.get(tx, person_id, fact_id)
    if fact.receipt_kind != "trade" or fact.by_id is None:
        raise NotFound
    return (await receipts.get(tx, fact.by_id, fact.receipt_id)).trade_no


async def _given_back_since(tx: ReadTx, trade: Trade, complaint: Complaint) -> int:
    return sum(each.amount_minor for each in await refunds.of_trade(tx, trade) if each.at >= complaint.opened_at)


async def _tell(db: Database, found: list[Trade], *, now: datetime) -> None:
    # One by one: a seller's till goes on meanwhile.
    for trade in found:
        await db.transact(lambda tx, trade=trade: tell_of_trade(tx, trade.seller_id, trade.trade_no, now=now))  # type: ignore[misc]
