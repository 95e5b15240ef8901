"""After the storm: everything comes to rest; then the time passes at which what was promised for later falls due."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import asyncpg

from everywhere.app.simulator.faults import truth
from everywhere.app.simulator.faults.installation import Installation
from everywhere.app.simulator.report import Check

REST_WITHIN_S = 60.0
LATER = timedelta(days=9)
"""More than any timer of the product: a delivered deal completes after two days, reviews are revealed after seven."""
ROUNDS = 3
"""What falls due may set another timer: a deal that completes is reviewed."""

UNTOLD = "SELECT count(*) FROM outbox"
DUE = "SELECT count(*) FROM pgqueuer WHERE status = 'picked' OR status = 'queued' AND execute_after <= now()"
# A job whose worker was killed is taken by another when it has not been heard of for half a minute: let that be over.
FORSAKE = "UPDATE pgqueuer SET heartbeat = heartbeat - interval '1 minute' WHERE status = 'picked' AND heartbeat < now() - interval '5 seconds'"
FALL_DUE = "UPDATE pgqueuer SET execute_after = now() WHERE status = 'queued'"


async def rested(connection: "asyncpg.Connection[asyncpg.Record]") -> Check:
    """Wait until every event is heard and every due job is done."""
    began = time.monotonic()
    while True:
        untold, due = await connection.fetchval(UNTOLD), await connection.fetchval(DUE)
        took_s = time.monotonic() - began
        if not untold and not due:
            return Check("everything came to rest", holds=True, detail=f"after {took_s:.1f} s")
        if took_s > REST_WITHIN_S:
            return Check("everything came to rest", holds=False, detail=f"{untold} events and {due} jobs wait after {took_s:.0f} s")
        await connection.execute(FORSAKE)
        await asyncio.sleep(0.2)


async def later(installation: Installation) -> list[Check]:
    """Let days pass, so that every timer goes off, and look for what was forgotten. Nobody does anything meanwhile."""
    connection = await asyncpg.connect(installation.url)
    try:
        for number in range(1, ROUNDS + 1):
            installation.set_clock((number * LATER).total_seconds())
            await connection.execute(FALL_DUE)
            rest = await rested(connection)
            if not rest.holds:
                break
        clock = datetime.now(UTC) + ROUNDS * LATER
        found = [Check(f"in the end: {rest.name}", rest.holds, rest.detail)]
        for name, wrong in truth.LATE:
            count = await connection.fetchval(wrong, clock)
            found.append(Check(f"in the end: {name}", count == 0, f"{count} did"))
        told = await truth.checks(connection, are_streams_kept=False)
        return [*found, *(Check(f"in the end: {check.name}", check.holds, check.detail) for check in told)]
    finally:
        await connection.close()
