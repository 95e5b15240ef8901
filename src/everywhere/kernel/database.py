"""The database: a pool that hands out its warmest connection, and two kinds of transaction that do not mix."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import asyncpg
import msgspec

T = TypeVar("T")
ATTEMPTS_MAX = 3
RETRIED = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
AWAY = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection says whose server died under it
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InsufficientResourcesError,  # the disk is full
)
"""The database is gone or has no room, which says nothing about what was asked of it: later the same may work."""
ACQUIRE_TIMEOUT_S = 5.0
_SERVER_SETTINGS = {
    "application_name": "everywhere",
    "timezone": "UTC",
    "statement_timeout": "15000",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "30000",
}


class ReadTx:
    """A door to the database for reading."""

    def __init__(self, connection: Any) -> None:  # asyncpg's pool proxy and connection share no typed base
        self.connection = connection


class Tx(ReadTx):
    """A transaction that may write; what it wrote is there for others once its block ends."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.emitted = False
        """Whether an event was written, so that the relay is woken after the commit."""
        self._gathered: dict[Together, list[Any]] = {}

    def gather(self, write: "Together", row: object) -> None:
        """Let `write` write this row together with all others that it gets, in their order, before the transaction commits.

        Who reads or deletes such rows in the same transaction calls `flush` first.
        """
        self._gathered.setdefault(write, []).append(row)

    async def flush(self) -> None:
        """Write what was gathered so far."""
        gathered, self._gathered = self._gathered, {}
        for write, rows in gathered.items():
            await write(self, rows)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """All or nothing of what the block writes, what it gathers too."""
        await self.flush()
        try:
            async with self.connection.transaction():
                yield
                await self.flush()
        except BaseException:
            self._gathered.clear()
            raise


Together = Callable[[Tx, list[Any]], Awaitable[None]]
"""Writes many rows in one statement."""


class Database:
    """A pool of connections to one PostgreSQL."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", url: str) -> None:
        self.pool = pool
        self.url = url
        self.on_emitted: Callable[[], None] = lambda: None
        """Called after a commit that wrote events; the relay of this process puts its alarm clock here."""

    @asynccontextmanager
    async def read(self, *, newest: bool = False) -> AsyncIterator[ReadTx]:  # noqa: ARG002 - matters where there is a replica
        """For single statements: each sees what was committed when it began.

        Where there is a replica (`kernel.replica`), what others did may be missing for a moment, unless `newest` is asked for.
        """
        async with self.pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
            try:
                yield ReadTx(connection)
            except BaseException:
                await break_off(connection)
                raise

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[ReadTx]:
        """For several statements that must agree: all see the same instant."""
        async with (
            self.pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield ReadTx(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """One transaction: commits when the block ends, rolls back when it raises."""
        async with self.pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection, connection.transaction():
            tx = Tx(connection)
            yield tx
            await tx.flush()
        if tx.emitted:
            self.on_emitted()

    async def transact(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Run `work` in a transaction; on a deadlock or serialisation failure run it again, three times at most."""
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                async with self.write() as tx:
                    return await work(tx)
            except RETRIED:
                if attempt == ATTEMPTS_MAX:
                    raise
                await asyncio.sleep(random.uniform(0, 0.02 * attempt))  # noqa: S311 - jitter needs no secrecy
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Let every connection end what it does, then close it."""
        await self.pool.close()


async def break_off(connection: Any) -> None:
    """End what a reader may have begun on a connection outside a transaction and did not wait for; never raises.

    asyncpg prepares a statement without a Sync, which comes when it is run. Between the two the server is inside a
    transaction that nobody knows of: it would hold its snapshot, and the next `BEGIN ISOLATION LEVEL …` would be refused.
    """
    with suppress(*AWAY, asyncpg.PostgresError):
        await connection.execute("SELECT")


async def prepare_connection(connection: Any) -> None:
    """Make jsonb travel as plain Python values."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode_json, decoder=msgspec.json.decode)


async def connect(url: str, *, pool_max: int = 16) -> Database:
    """Open a pool. The database may still be starting: OSError or asyncpg.CannotConnectNowError then."""
    return Database(await open_pool(url, pool_min=1, pool_max=pool_max), url)


async def open_pool(
    url: str, *, pool_min: int, pool_max: int, settings: Mapping[str, str] | None = None, timeout_s: float = 30
) -> "asyncpg.Pool[asyncpg.Record]":
    """Connections as this product wants them: UTC, bounded waits, jsonb as plain values."""
    return await asyncpg.create_pool(
        url,
        min_size=pool_min,
        max_size=pool_max,
        init=prepare_connection,
        reset=_no_reset,
        max_inactive_connection_lifetime=300,
        server_settings={**_SERVER_SETTINGS, **(settings or {})},
        command_timeout=timeout_s,
    )


def _encode_json(value: Any) -> str:
    # Text is JSON already: PgQueuer writes its own, and no column of ours holds a bare string.
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


async def _no_reset(_connection: Any) -> None:
    # A reset is a round trip for every request. Nothing here outlives its transaction (SET LOCAL, transaction-level
    # locks; LISTEN has connections of its own), so there is nothing to reset.
    return
