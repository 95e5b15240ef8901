"""A statement that was prepared and never ran, because its reader went away or gave a wrong value, leaves nothing open behind it."""

import asyncio
import contextlib

import asyncpg
import pytest

from everywhere.kernel.database import Database, connect

BEGUN = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() AND xact_start IS NOT NULL"


async def wrong_value(db: Database) -> None:
    async with db.read() as tx:
        await tx.connection.fetchval("SELECT $1::int", "seven")


async def gone_after_preparing(db: Database) -> None:
    async with db.read() as tx:
        await tx.connection.prepare("SELECT count(*) FROM person")
        raise asyncio.CancelledError


@pytest.mark.parametrize("reader", [wrong_value, gone_after_preparing])
async def test_the_next_snapshot_on_that_connection_is_a_snapshot(db: Database, reader):
    one = await connect(db.url, pool_max=1)
    with contextlib.suppress(asyncpg.DataError, asyncio.CancelledError):
        await reader(one)

    assert await db.pool.fetchval(BEGUN) == 0
    async with one.snapshot() as tx:
        assert await tx.connection.fetchval("SHOW transaction_isolation") == "repeatable read"
    await one.close()
