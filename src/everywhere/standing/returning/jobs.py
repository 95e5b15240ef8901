"""When people are looked at again: they agree to be scored, their handles change, somebody left by a handle of theirs."""

from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from everywhere.kernel import jobs, secrets
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.jobs import Doer
from everywhere.kernel.settings import Settings
from everywhere.notify import actions as notify
from everywhere.people.consents.types import ConsentSaid
from everywhere.people.types import HandlesChanged
from everywhere.standing.returning import actions, store
from everywhere.standing.returning.types import HandlesMarked


class LookAgain(jobs.Job, frozen=True):
    """Mark somebody's handles, and see whether they come back."""

    person_id: UUID


async def hear_consent(tx: Tx, event: ConsentSaid, _now: datetime) -> None:
    """Somebody agreed to be scored."""
    if event.purpose == "standing" and event.given:
        await _soon(tx, event.person_id)


async def hear_handles(tx: Tx, event: HandlesChanged | HandlesMarked, _now: datetime) -> None:
    """Handles are others, or mean something else."""
    await _soon(tx, event.person_id)


def looker(settings: Settings) -> Doer:
    """Who does the job: the key never enters the database."""

    @cache
    def key() -> bytes:
        return secrets.of(settings).key(actions.KEY_PURPOSE)

    async def look(db: Database, job: LookAgain, now: datetime) -> None:
        await db.transact(lambda tx: _looked(tx, job.person_id, key(), now))

    return look


async def forget_old(db: Database, now: datetime) -> None:
    """Drop what was kept long enough."""
    async with db.write() as tx:
        await store.forget_old(tx, now=now)


async def _looked(tx: Tx, person_id: UUID, key: bytes, now: datetime) -> None:
    if await actions.look(tx, person_id, key=key, now=now):
        await notify.tell(tx, person_id, "standing_returned", {}, subject_kind="person", subject_id=person_id, now=now)


async def _soon(tx: Tx, person_id: UUID) -> None:
    await jobs.after(tx, LookAgain(person_id), timedelta(0))
