"""What apps do when they hear of others."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.pay.openapi.apps import actions
from everywhere.people.types import PersonErased


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:
    """Close the apps of a developer who is gone."""
    await actions.close_of(tx, event.person_id, now=now)
