"""What is done about codes beside requests."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.pay.codes import actions
from everywhere.people.types import PersonErased


async def forget_spent(db: Database, now: datetime) -> None:
    """Drop payment codes that were used and have ended."""
    await db.transact(lambda tx: actions.forget_spent(tx, now=now))


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """Let nobody be paid by the code of somebody who is gone."""
    await actions.forget_person(tx, event.person_id)
