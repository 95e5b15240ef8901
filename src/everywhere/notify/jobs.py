"""What happens beside: an erased person's inbox goes, and old notices are forgotten."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.notify import actions
from everywhere.people.types import PersonErased


async def forget_erased(tx: Tx, event: PersonErased, _now: datetime) -> None:
    """Drop the inbox of a person who is gone."""
    await actions.forget_person(tx, event.person_id)


async def forget_old(db: Database, now: datetime) -> None:
    """Drop what nobody can resume or reads any more."""
    async with db.write() as tx:
        await actions.forget_old(tx, now=now)
