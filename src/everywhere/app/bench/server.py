"""A PostgreSQL of a benchmark's own: the embedded one in a folder that goes when the benchmark ends, as durable as in real use."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from everywhere.kernel import embedded, migrations
from everywhere.kernel.database import Database, connect


@contextlib.asynccontextmanager
async def fresh_server() -> AsyncIterator[str]:
    """The URL of an empty server."""
    with _open_folder() as folder:
        try:
            yield await asyncio.to_thread(embedded.start, folder / "postgres")
        finally:
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
        await asyncio.wait_for(db.pool.close(), 10)
