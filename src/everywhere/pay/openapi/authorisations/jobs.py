"""What authorisations do when they hear of others, and with time."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.pay.openapi.authorisations import actions
from everywhere.people.types import PersonErased


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """End what somebody allowed who is gone."""
    await actions.forget_person(tx, event.person_id)


async def forget_old(db: Database, now: datetime) -> None:
    """Drop codes and tokens that have ended."""
    await db.transact(lambda tx: actions.forget_old(tx, now=now))
