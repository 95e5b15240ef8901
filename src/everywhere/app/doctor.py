"""`everywhere doctor`: what is wrong with this installation, in one look."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import click

from everywhere.app import wiring
from everywhere.kernel import embedded, hub, migrations, outbox, replica
from everywhere.kernel.database import Database, ReadTx, connect
from everywhere.kernel.http import connection
from everywhere.kernel.query import value
from everywhere.kernel.settings import Settings

OLDEST_SUPPORTED = 15
QUEUE_LATE_MAX = timedelta(minutes=5)

SERVER_VERSION = value(int, "SELECT current_setting('server_version_num')::int / 10000")

LATE_JOBS = value(int, "SELECT count(*) FROM pgqueuer WHERE status = 'queued' AND execute_after < now() - :late_max::interval")


FAILED_JOBS = value(int, "SELECT count(*) FROM pgqueuer WHERE status = 'failed'")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at; `faults` is empty when it is well."""

    subject: str
    faults: list[str]


async def examine(db: Database) -> AsyncIterator[Line]:
    """Look at the database, the schema, the queues and every domain's invariants, in one snapshot."""
    async with db.snapshot() as tx:
        for subject, look in [*_KERNEL, *wiring.INVARIANTS]:
            yield Line(subject, await look(tx))


async def _server(tx: ReadTx) -> list[str]:
    version = await SERVER_VERSION(tx) or 0
    return [] if version >= OLDEST_SUPPORTED else [f"PostgreSQL {version} is older than {OLDEST_SUPPORTED}"]


async def _schema(tx: ReadTx) -> list[str]:
    done = await migrations.applied(tx.connection)
    missing = [migration for migration in migrations.known() if migration.version not in done]
    return [f"migration {migration.version:04d} {migration.name} is not applied" for migration in missing]


async def _events(tx: ReadTx) -> list[str]:
    dead = await outbox.dead_count(tx)
    return [f"{dead} events were given up; look at the table outbox_dead"] if dead else []


async def _jobs(tx: ReadTx) -> list[str]:
    late = await LATE_JOBS(tx, late_max=QUEUE_LATE_MAX)
    failed = await FAILED_JOBS(tx)
    return [
        *([f"{late} jobs are more than {QUEUE_LATE_MAX} late; does a worker run?"] if late else []),
        *([f"{failed} jobs failed to the end; `pgq failed` lists them, `pgq requeue` tries them again"] if failed else []),
    ]


def open_files() -> list[str]:
    """Whether this process may open a file for every stream."""
    found, wanted = connection.files_max(), hub.STREAMS_MAX + connection.FILES_FOR_OTHERS
    if found >= wanted:
        return []
    return [f"{found} for a process; {wanted} let it keep {hub.STREAMS_MAX} streams (ulimit -n, LimitNOFILE=)"]


_KERNEL: list[tuple[str, Callable[[ReadTx], Awaitable[list[str]]]]] = [
    ("PostgreSQL", _server),
    ("schema", _schema),
    ("events", _events),
    ("jobs", _jobs),
]


async def _lines(db: Database, settings: Settings) -> AsyncIterator[Line]:
    async for line in examine(db):
        yield line
    yield Line("open files", open_files())
    if settings.read_database_url is not None:
        yield Line("read replica", await replica.faults(db, settings.read_database_url, stale_max_s=settings.read_stale_max_s))


async def run(settings: Settings) -> bool:
    """Print what was found and return whether all is well."""
    try:
        db = await connect(embedded.url_of(settings), pool_max=2)
    except (OSError, asyncpg.PostgresError) as error:
        click.echo(f"✗ database: {error}")
        return False
    is_well = True
    async for line in _lines(db, settings):
        click.echo(f"{'✗' if line.faults else '✓'} {line.subject}")
        for fault in line.faults:
            click.echo(f"    {fault}")
        is_well = is_well and not line.faults
    async with asyncio.timeout(10):
        await db.pool.close()
    return is_well
