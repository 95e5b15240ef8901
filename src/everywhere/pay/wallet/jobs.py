"""What the wallet does when it hears of others."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.pay.wallet import actions
from everywhere.people.types import PersonErased


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """Erase an erased person's words; the ledger keeps the amounts, as the law wants."""
    await actions.forget_notes(tx, event.person_id)
