"""Forgetting what the kernel keeps for a while only."""

from datetime import datetime

from everywhere.kernel import changes, idempotency, limits, replica
from everywhere.kernel.database import Database
from everywhere.kernel.query import write

JOBS_KEPT_DAYS = 7

FORGET_JOBS = write("DELETE FROM pgqueuer_log WHERE created < now() - :days * interval '1 day'")


async def forget_old(db: Database, _now: datetime) -> None:
    """Drop first answers of repeated requests, counters of tries whose window is over, notes for replicas and copies, and the log of jobs."""
    async with db.write() as tx:
        await idempotency.forget_old(tx)
        await limits.FORGET(tx)
        await replica.forget_old(tx)
        await changes.forget_old(tx)
        await FORGET_JOBS(tx, days=JOBS_KEPT_DAYS)
