"""What the gateway does by the clock, and when it hears of others."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.mini.gateway import actions
from everywhere.people.types import PersonErased


async def forget_erased(tx: Tx, event: PersonErased, _now: datetime) -> None:
    """Drop the cookies of a person who is gone."""
    await actions.forget_of(tx, event.person_id)


async def forget_old(db: Database, now: datetime) -> None:
    """Drop cookies and notes that are old."""
    await db.transact(lambda tx: actions.forget_old(tx, now=now))
