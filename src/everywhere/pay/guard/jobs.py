"""What the guard does when it hears of others."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.pay.guard import actions
from everywhere.people.types import PersonErased


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """Drop an erased person's payment password."""
    await actions.forget(tx, event.person_id)
