"""The clock of appeals, and telling how they ended."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.notify import actions as notify
from everywhere.people.types import PersonErased
from everywhere.standing.appeals import actions
from everywhere.standing.appeals.types import AppealEnded, AppealMade


class LapseAppeal(jobs.Job, frozen=True):
    """Believe a person, if nobody decided."""

    person_id: UUID
    appeal_id: UUID


async def watch(tx: Tx, event: AppealMade, now: datetime) -> None:
    """Come back when the time to decide is up."""
    appeal = await actions.get(tx, event.person_id, event.appeal_id)
    job = LapseAppeal(event.person_id, event.appeal_id)
    await jobs.later(tx, job, at=appeal.due_at, now=now, once=f"lapse_appeal:{event.appeal_id}")


async def lapse(db: Database, job: LapseAppeal, now: datetime) -> None:
    """Do the job."""
    await db.transact(lambda tx: actions.lapse(tx, job.person_id, job.appeal_id, now=now))


async def tell(tx: Tx, event: AppealEnded, now: datetime) -> None:
    """Tell the person how it ended."""
    appeal = await actions.get(tx, event.person_id, event.appeal_id)
    kind = "appeal_refused" if appeal.stage == "refused" else "appeal_granted"
    facts = {"appeal_id": appeal.id, "note": appeal.note or actions.LAPSED}
    await notify.tell(tx, appeal.person_id, kind, facts, subject_kind="person", subject_id=appeal.person_id, now=now)


async def forget_erased(tx: Tx, event: PersonErased, _now: datetime) -> None:
    """Drop the appeals of a person who is gone."""
    await actions.forget(tx, event.person_id)
