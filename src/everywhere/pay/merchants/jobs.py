"""What merchants do when they hear of others."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.pay.merchants import actions
from everywhere.people.types import PersonErased


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """Take the name from an erased person's shop; what it sold stays with whoever bought it, as the law wants."""
    await actions.forget(tx, event.person_id)
