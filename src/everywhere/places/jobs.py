"""What places do beside: traces that are too old go, and those of a person who is gone."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.people.types import PersonErased
from everywhere.places import actions


async def forget_erased(tx: Tx, event: PersonErased, _now: datetime) -> None:
    """Drop the memberships and traces of a person who is gone."""
    await actions.forget_person(tx, event.person_id)


async def forget_old(db: Database, now: datetime) -> None:
    """Drop traces that blur nothing and limit nothing any more."""
    await db.transact(lambda tx: actions.forget_old(tx, now=now))
