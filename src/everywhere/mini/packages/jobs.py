"""What packages do by the clock, and when they hear of others."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.mini.packages import actions
from everywhere.people.types import PersonErased


async def forget_erased(tx: Tx, event: PersonErased, _now: datetime) -> None:
    """Forget the programs of a developer who is gone."""
    await actions.forget_of(tx, event.person_id)


async def forget_files(db: Database, now: datetime) -> None:
    """Drop files that no package holds any more."""
    await db.transact(lambda tx: actions.forget_files(tx, now=now))
