"""Telling people that what they say of others counts less."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.notify import actions as notify
from everywhere.standing.credence import actions
from everywhere.standing.credence.types import WitnessDoubted


async def tell_doubted(tx: Tx, event: WitnessDoubted, now: datetime) -> None:
    """Say so, why, and that it can be contested."""
    voice = await actions.voice(tx, event.person_id)
    facts = {"spoken": voice.spoken, "pressed": voice.pressed}
    await notify.tell(tx, event.person_id, "witness_doubted", facts, subject_kind="person", subject_id=event.person_id, now=now)
