"""The clock of a dispute: an operator is asked when the two do not agree, or when begun work is never delivered."""

from datetime import datetime
from uuid import UUID

from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import DealHappened
from everywhere.help.disputes import actions
from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.jobs import Job


class Escalate(Job, frozen=True):
    """Ask an operator, if the deal still waits for its two."""

    deal_id: UUID


async def escalate(db: Database, job: Escalate, now: datetime) -> None:
    """Do it; what happened since has moved the deal's deadline."""
    await db.transact(lambda tx: actions.escalate(tx, job.deal_id, now=now))


async def watch(tx: Tx, event: DealHappened, now: datetime) -> None:
    """Come back when the two have had their time."""
    deal = await deals.get(tx, event.deal_id)
    if deal.deadline_at is not None and deal.deadline_does == "escalate":
        once = f"escalate:{deal.id}:{deal.deadline_at.isoformat()}"
        await jobs.later(tx, Escalate(deal.id), at=deal.deadline_at, now=now, once=once)
