"""When there is something to tell: a deal is over, reviews are revealed, somebody agrees to be scored."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from everywhere.help.promises import actions
from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.people.consents.types import ConsentSaid


class OfDeal(Protocol):
    """An event about a deal."""

    @property
    def deal_id(self) -> UUID:
        """Which deal."""
        ...


class CollectPromises(jobs.Job, frozen=True):
    """Go through what somebody did before they agreed to be scored."""

    person_id: UUID


async def hear_of_deal(tx: Tx, event: OfDeal, now: datetime) -> None:
    """Tell what the deal says now."""
    await actions.tell_of_deal(tx, event.deal_id, now=now)


async def hear_consent(tx: Tx, event: ConsentSaid, _now: datetime) -> None:
    """Collect the past of who agreed."""
    if event.purpose == "standing" and event.given:
        await jobs.after(tx, CollectPromises(event.person_id), timedelta(0), once=f"collect_promises:{event.person_id}")


async def collect(db: Database, job: CollectPromises, now: datetime) -> None:
    """Do the job."""
    await db.transact(lambda tx: actions.tell_of_past(tx, job.person_id, now=now))
