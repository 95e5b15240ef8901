"""The worker for real: what is enqueued in a transaction is done after it, again when it failed, and by another when a worker died."""

import asyncio
import contextlib
from datetime import datetime, timedelta

import asyncpg

from everywhere.kernel import jobs
from everywhere.kernel.clock import Clock, system_clock
from everywhere.kernel.database import Database


class RingTheBell(jobs.Job, frozen=True):
    """A job of these tests."""

    times: int


class Bell:
    """Counts how often it was rung; refuses as often as it is told to."""

    def __init__(self, refuses: int = 0) -> None:
        self.rung: list[int] = []
        self.refuses = refuses

    async def ring(self, _db: Database, job: RingTheBell, _now: object) -> None:
        if self.refuses:
            self.refuses -= 1
            raise RuntimeError("the rope broke")
        self.rung.append(job.times)

    async def wait(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.rung) < count:
                await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def working(db: Database, bell: Bell, clock: Clock = system_clock):
    worker = asyncio.create_task(jobs.run(db, {RingTheBell: bell.ring}, [], clock))
    try:
        yield
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def enqueue(db: Database, job: RingTheBell, *, in_s: float = 0, once: str | None = None) -> None:
    now = system_clock()
    async with db.write() as tx:
        await jobs.later(tx, job, at=now + timedelta(seconds=in_s), now=now, once=once)


async def test_what_was_committed_is_done_and_what_was_rolled_back_is_not(db: Database):
    bell = Bell()
    with contextlib.suppress(ZeroDivisionError):
        async with db.write() as tx:
            await jobs.later(tx, RingTheBell(1), at=system_clock(), now=system_clock())
            raise ZeroDivisionError
    await enqueue(db, RingTheBell(2))

    async with working(db, bell):
        await bell.wait(1)

    assert bell.rung == [2]


async def test_a_job_waits_for_its_time(db: Database):
    bell = Bell()
    await enqueue(db, RingTheBell(2), in_s=1.5)
    await enqueue(db, RingTheBell(1))

    async with working(db, bell):
        await bell.wait(2)

    assert bell.rung == [1, 2]


async def test_the_same_job_waits_once(db: Database):
    bell = Bell()
    for _ in range(3):
        await enqueue(db, RingTheBell(7), once="bell")

    async with working(db, bell):
        await bell.wait(1)
        await asyncio.sleep(0.5)

    assert bell.rung == [7]


async def test_a_job_that_failed_is_done_again(db: Database):
    bell = Bell(refuses=1)
    await enqueue(db, RingTheBell(3))

    async with working(db, bell):
        await bell.wait(1)

    assert bell.rung == [3]
    assert await db.pool.fetchval("SELECT count(*) FROM pgqueuer") == 0


async def test_a_job_that_comes_too_early_by_the_workers_clock_comes_again(db: Database):
    asked_at: list[datetime] = []
    due_at = system_clock()

    async def ring(_db: Database, _job: RingTheBell, now: datetime) -> None:
        asked_at.append(now)

    def slow_clock() -> datetime:
        return system_clock() - timedelta(seconds=1)

    await enqueue(db, RingTheBell(1))
    worker = asyncio.create_task(jobs.run(db, {RingTheBell: ring}, [], slow_clock))
    async with asyncio.timeout(20):
        while not asked_at:
            await asyncio.sleep(0.02)
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)

    assert len(asked_at) == 1
    assert asked_at[0] >= due_at


async def test_what_is_due_after_a_while_is_done_whatever_the_clock_of_the_worker_says(db: Database):
    bell = Bell()
    async with db.write() as tx:
        await jobs.after(tx, RingTheBell(2), timedelta(seconds=0.5))
        await jobs.after(tx, RingTheBell(1), timedelta(0))

    async with working(db, bell, clock=lambda: system_clock() - timedelta(hours=1)):
        await bell.wait(2)

    assert bell.rung == [1, 2]


async def test_a_job_that_finds_the_disk_full_stays_in_hand_until_there_is_room(db: Database):
    rung: list[int] = []
    await enqueue(db, RingTheBell(1))

    async def ring(_db: Database, job: RingTheBell, _now: object) -> None:
        rung.append(job.times)
        if len(rung) < 3:
            raise asyncpg.DiskFullError

    worker = asyncio.create_task(jobs.run(db, {RingTheBell: ring}, [], system_clock))
    async with asyncio.timeout(20):
        while await db.pool.fetchval("SELECT count(*) FROM pgqueuer"):
            await asyncio.sleep(0.02)
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)

    assert rung == [1, 1, 1]
    told = await db.pool.fetch("SELECT status FROM pgqueuer_log ORDER BY id")
    assert [row["status"] for row in told] == ["queued", "picked", "successful"]


NO_ROOM_TO_PUT_BACK = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full';
END;
$$;
CREATE TRIGGER no_room BEFORE UPDATE ON pgqueuer FOR EACH ROW
WHEN (old.status = 'picked' AND new.status <> 'picked') EXECUTE FUNCTION no_room();
"""


async def test_a_job_that_cannot_be_put_back_has_not_failed_and_is_done_once_its_worker_is_silent(db: Database):
    bell = Bell(refuses=1)
    await db.pool.execute(NO_ROOM_TO_PUT_BACK)
    async with working(db, bell):
        await enqueue(db, RingTheBell(1))
        async with asyncio.timeout(20):
            while bell.refuses:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.5)  # what became of it would be written by now
        await db.pool.execute("DROP TRIGGER no_room ON pgqueuer")
        await db.pool.execute("UPDATE pgqueuer SET heartbeat = now() - interval '1 hour'")
        await bell.wait(1)

    told = await db.pool.fetch("SELECT status FROM pgqueuer_log ORDER BY id")
    assert "failed" not in [row["status"] for row in told]
    assert bell.rung == [1]
