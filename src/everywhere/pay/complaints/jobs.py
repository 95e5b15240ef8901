"""Telling both sides of a complaint, and what time does to one."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.notify import actions as notify
from everywhere.pay.complaints import actions
from everywhere.pay.complaints.types import ComplaintChanged
from everywhere.pay.trades import actions as trades
from everywhere.people.types import PersonErased


async def tell_sides(tx: Tx, event: ComplaintChanged, now: datetime) -> None:
    """Tell whoever did not do it; the buyer finds it at the receipt, the seller in their list."""
    found = await actions.get(tx, event.seller_id, event.complaint_no, now=now)
    trade = await trades.get(tx, found.seller_id, found.trade_no, now=now)
    facts = {"title": trade.said.subject, "amount": trade.amount, "stage": found.stage}
    if event.by != "buyer":
        kind = "complaint_answered" if event.by == "seller" else "complaint_moved"
        await notify.tell(tx, found.buyer_id, kind, facts, subject_kind="trade", subject_id=found.trade_id, now=now)
    if event.by != "seller":
        kind = "complaint_made" if event.version == 1 else "complaint_moved"
        await notify.tell(tx, found.seller_id, kind, facts, subject_kind="complaint", subject_id=found.id, now=now)


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """Take out what an erased person said."""
    await actions.forget_person(tx, event.person_id)


async def end_due(db: Database, now: datetime) -> None:
    """Let complaints go on in which somebody let their time pass."""
    async with db.read(newest=True) as tx:
        found = await actions.due(tx, now=now)
    for each in found:
        await db.transact(lambda tx, each=each: actions.write_due(tx, each, now=now))  # type: ignore[misc]
