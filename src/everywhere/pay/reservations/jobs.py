"""What follows a step of a reservation, and what time does to one."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.notify import actions as notify
from everywhere.pay.reservations import actions
from everywhere.pay.reservations.types import ReservationAwaitsPayer


async def ask_payer(tx: Tx, event: ReservationAwaitsPayer, now: datetime) -> None:
    """Ask the payer to agree; the code in the facts is what their app opens."""
    found = await actions.get(tx, event.seller_id, event.auth_no, now=now)
    if found.payer_id is None or found.stage != "init":
        return
    facts = {"title": found.title, "amount": found.money(found.amount_minor), "code": found.code}
    await notify.tell(tx, found.payer_id, "reservation_awaits_payer", facts, subject_kind="trade", subject_id=found.id, now=now)


async def end_expired(db: Database, now: datetime) -> None:
    """Close those to which nobody agreed in time."""
    async with db.read(newest=True) as tx:
        found = await actions.expired(tx, now=now)
    for each in found:
        await db.transact(lambda tx, each=each: actions.write_expired(tx, each, now=now))  # type: ignore[misc]
