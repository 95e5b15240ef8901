"""Work for later: timers and calls to the outside, on PgQueuer, committed with the data that they belong to.

PgQueuer notifies on every change of its queue, and a NOTIFY inside a command would serialise commits. So commands
emit events, and the events' hearers (which the relay runs, one batch at a time) call `later`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import asyncpg
import msgspec
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.errors import RetryRequested
from pgqueuer.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.models import Job as QueuedJob
from pgqueuer.models import Schedule as QueuedSchedule
from pgqueuer.models import TracebackRecord
from pgqueuer.queries import Queries

from everywhere.kernel.clock import Clock
from everywhere.kernel.database import AWAY, Database, Tx
from everywhere.kernel.errors import snake_case

log = structlog.get_logger(__name__)


ATTEMPTS_MAX = 12
BACKOFF_MAX = timedelta(minutes=10)
EARLY_LOOK_MAX = timedelta(minutes=10)
_DUE_AT = "due_at"
_AWAY_PAUSE_S = 1.0


class Job(msgspec.Struct, frozen=True):
    """A piece of work; running it twice must do no more than running it once."""

    kinds: ClassVar[dict[str, type["Job"]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        Job.kinds[snake_case(cls.__name__)] = cls


Doer = Callable[[Database, Any, datetime], Awaitable[None]]
"""Does one job; it opens its own transactions."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something done again and again: by one worker each time, at the minutes that `cron` names (UTC)."""

    name: str
    cron: str
    do: Callable[[Database, datetime], Awaitable[None]]


async def later(tx: Tx, job: Job, *, at: datetime, now: datetime, once: str | None = None) -> None:
    """Do `job` at or soon after `at`. While a job with the same `once` waits or runs, another is not added."""
    await _enqueue(tx, job, at - now, {_DUE_AT: at.isoformat()}, once)


async def after(tx: Tx, job: Job, wait: timedelta, *, once: str | None = None) -> None:
    """Do `job` in a while, by the database's clock alone.

    For a doer that does its work whenever it comes: nobody waits longer for it because our clock was ahead, and was put back.
    """
    await _enqueue(tx, job, wait, {}, once)


def wait_for(at: datetime, *, now: datetime, said_s: float | None) -> timedelta:
    """How long until `at`, which was so many seconds off when it was said: a clock that was put back since lets nobody wait longer."""
    return at - now if said_s is None else min(at - now, timedelta(seconds=said_s))


async def _enqueue(tx: Tx, job: Job, wait: timedelta, headers: dict[str, str], once: str | None) -> None:
    await Queries(AsyncpgDriver(tx.connection)).enqueue(
        [snake_case(type(job).__name__)],
        [msgspec.json.encode(job)],
        [0],
        execute_after=[max(wait, timedelta(0))],
        dedupe_key=[once],
        headers=[headers],
        on_conflict="skip",
    )


async def run(db: Database, doers: Mapping[type[Job], Doer], schedules: Sequence[Schedule], clock: Clock) -> None:
    """Do jobs as they fall due and what is scheduled, until cancelled. A job whose worker died is done again by another after 30 s."""
    connection = await asyncpg.connect(db.url)
    try:
        queue = PgQueuer(AsyncpgDriver(connection), queries=_Queries(AsyncpgDriver(connection)))
        for kind, doer in doers.items():
            _register(queue, db, kind, doer, clock)
        for schedule in schedules:
            _register_schedule(queue, db, schedule, clock)
        await queue.run(dequeue_timeout=timedelta(seconds=1), batch_size=20)
    finally:
        await connection.close(timeout=2)


class _Queries(Queries):
    async def retry_job(self, job: QueuedJob, delay: timedelta, traceback_record: TracebackRecord | None) -> None:
        """Put a job back; while the database is away it stays in this worker's name, and is done by another when that worker is silent."""
        try:
            await super().retry_job(job, delay, traceback_record)
        except AWAY:  # the queue would hold it as failed for good
            log.warning("job_left_to_others", kind=job.entrypoint, exc_info=True)


def _register(queue: PgQueuer, db: Database, kind: type[Job], doer: Doer, clock: Clock) -> None:
    async def do(queued: QueuedJob) -> None:
        now = clock()
        if (early := _due_at(queued, now) - now) > timedelta(0):
            raise RetryRequested(min(early, EARLY_LOOK_MAX), "its time has not come by the clock of this worker")
        job = msgspec.json.decode(queued.payload or b"{}", type=kind)
        while True:
            try:
                return await doer(db, job, clock())
            except AWAY:
                # It could not even be put back into the queue now: keep it in hand.
                if queue.shutdown.is_set():
                    raise RetryRequested(timedelta(seconds=_AWAY_PAUSE_S), "the database is away, and this worker ends") from None
                log.warning("job_waits_for_database", kind=queued.entrypoint, exc_info=True)
                await asyncio.sleep(_AWAY_PAUSE_S)

    # What failed to the end is held, and `everywhere doctor` says so.
    queue.entrypoint(snake_case(kind.__name__), on_failure="hold", executor_factory=_retrying)(do)


def _due_at(queued: QueuedJob, otherwise: datetime) -> datetime:
    # The queue counts by the database's clock, the doers decide by ours, and a clock that is put back makes them differ: a
    # doer that comes too early does nothing, and nobody would come again.
    said = (queued.headers or {}).get(_DUE_AT)
    return otherwise if said is None else datetime.fromisoformat(str(said))


def _retrying(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(parameters, max_attempts=ATTEMPTS_MAX, max_delay=BACKOFF_MAX)


def _register_schedule(queue: PgQueuer, db: Database, schedule: Schedule, clock: Clock) -> None:
    async def do(_: QueuedSchedule) -> None:
        await schedule.do(db, clock())

    queue.schedule(schedule.name, schedule.cron)(do)
