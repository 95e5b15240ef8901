"""When standing is made again: there is more evidence, somebody agreed or took it back, a day has passed."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.people.consents.types import ConsentSaid
from everywhere.people.types import HandlesChanged, PersonErased
from everywhere.standing.credence import actions as credence
from everywhere.standing.evidence.types import FactsChanged
from everywhere.standing.scores import actions


async def hear_facts_changed(tx: Tx, event: FactsChanged, now: datetime) -> None:
    """Count what is new."""
    await actions.rescore(tx, event.person_id, now=now)


async def hear_consent(tx: Tx, event: ConsentSaid, now: datetime) -> None:
    """Begin to score, or forget at once."""
    if event.purpose == "standing":
        await actions.rescore(tx, event.person_id, now=now)


async def hear_handles(tx: Tx, event: HandlesChanged, now: datetime) -> None:
    """A handle that was verified counts at once."""
    await actions.rescore(tx, event.person_id, now=now)


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:
    """Drop the standing of a person who is gone."""
    await actions.forget(tx, event.person_id, now=now)


async def rescore_everybody(db: Database, now: datetime) -> None:
    """Count witnesses and everybody again: evidence fades, and rings show in the graph of all deals alone."""
    await credence.recount(db, now=now)
    await actions.rescore_everybody(db, now=now)
