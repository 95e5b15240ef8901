"""A PostgreSQL of a benchmark's own: the embedded one in a folder that goes when the benchmark ends, as durable as in real use."""

import asyncio
import contextlib
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import uvloop

from everywhere.kernel import embedded, migrations
from everywhere.kernel.database import Database, connect

T = TypeVar("T")


def run_in_order(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` on the loop that serves; whoever ends this process by SIGTERM or SIGINT ends what it started too, and it exits with 128 + the signal."""
    ended_by: list[signal.Signals] = []

    async def main() -> T:
        doing = asyncio.ensure_future(work)

        def end(by: signal.Signals) -> None:
            if not ended_by:  # a second one would break off the tidying up
                ended_by.append(by)
                doing.cancel()

        for each in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(each, end, each)
        return await doing

    try:
        return uvloop.run(main())
    except asyncio.CancelledError:
        if not ended_by:
            raise
        sys.exit(128 + ended_by[0])


@contextlib.asynccontextmanager
async def fresh_server() -> AsyncIterator[str]:
    """The URL of an empty server."""
    with _open_folder() as folder:
        starting = asyncio.ensure_future(asyncio.to_thread(embedded.start, folder / "postgres"))
        try:
            yield await asyncio.shield(starting)
        finally:
            await asyncio.wait([starting])  # whoever is ended while it starts would find nothing to stop yet
            await asyncio.to_thread(embedded.stop, folder / "postgres")


@contextlib.contextmanager
def _open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="everywhere-bench-") as folder:
        Path(folder).chmod(0o755)  # the server runs as a user of its own where this one is root
        yield Path(folder)


@contextlib.asynccontextmanager
async def migrated(url: str, *, pool_max: int) -> AsyncIterator[Database]:
    """A pool on the migrated database at `url`."""
    await migrations.migrate(url)
    db = await connect(url, pool_max=pool_max)
    try:
        yield db
    finally:
        async with asyncio.timeout(10):
            await db.pool.close()
