"""What openings do by the clock, and when they hear of others."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.mini.opening import actions
from everywhere.people.types import PersonErased


async def forget_erased(tx: Tx, event: PersonErased, _now: datetime) -> None:
    """Close everything that a person has open who is gone."""
    await actions.forget_of(tx, event.person_id)


async def forget_old(db: Database, now: datetime) -> None:
    """Drop openings that have ended."""
    await db.transact(lambda tx: actions.forget_old(tx, now=now))
