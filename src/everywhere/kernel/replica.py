"""A read replica: when it may answer a reader, and what to do when it cannot.

Two promises. Nobody reads what is older than the bound: the primary's position is marked every `LOOK_S`, and the replica is
as fresh as the last mark that it has replayed, measured by one clock. And nobody misses what they did or were told: what a
person can know of is a position in the primary's log and in the live events, and until the replica has passed both, that
person reads from the primary. Whatever goes wrong with the replica, the primary answers instead.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from prometheus_client import Counter, Gauge

from everywhere.kernel.database import Database, ReadTx, Tx, break_off, open_pool
from everywhere.kernel.query import row, value, write

log = structlog.get_logger(__name__)

LOOK_S = 0.5
KEPT_HOURS = 1
_GLANCE_S = 0.02
"""How soon the replica may be asked again how far it is, for the sake of one reader."""
_ACQUIRE_TIMEOUT_S = 1.0
_MARKS_MAX = 1000
_AWAY = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InternalClientError)
_FAILED = (*_AWAY, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What the primary may still answer: the replica is away, dropped rows that were being read, or has not got a migration yet."""
BEHIND_S = Gauge("everywhere_replica_behind_seconds", "How old what the read replica answers may be.")
READS = Counter("everywhere_reads_total", "Reads of requests that may go to the replica, by who answered.", ["by"])


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody is: in the log (bytes), and in the live events."""

    lsn: int
    live_seq: int


# What a person did is known by the note that their last request left, and what they were told by the event itself.
KNOWN_TO = row(
    Place,
    """
    SELECT coalesce((SELECT (lsn - '0/0')::bigint FROM last_write WHERE person_id = :person_id), 0) AS lsn,
           coalesce((SELECT max(seq) FROM live_event WHERE topic = :topic), 0) AS live_seq""",
)

REPLAYED = row(
    Place,
    """
    SELECT coalesce((pg_last_wal_replay_lsn() - '0/0')::bigint, 0) AS lsn,
           coalesce((SELECT max(seq) FROM live_event), 0) AS live_seq""",
)

POSITION = value(int, "SELECT (pg_current_wal_flush_lsn() - '0/0')::bigint")

# Unlogged and so without waiting for the disk. A crash empties it: then no replica is trusted until it has passed a
# mark from after the crash, and so everything from before.
NOTE = write(
    """
    INSERT INTO last_write AS l (person_id, lsn) VALUES (:person_id, pg_current_wal_insert_lsn())
    ON CONFLICT (person_id) DO UPDATE SET lsn = greatest(l.lsn, excluded.lsn), at = now()"""
)

FORGET = write("DELETE FROM last_write WHERE at < now() - :hours * interval '1 hour'")


@dataclass(slots=True)
class Asking:
    """One request that may be answered by a replica, and who asks once that is known."""

    reads_only: bool
    has_token: bool
    person_id: UUID | None = None
    knows: Place | None = None


ASKING: ContextVar[Asking | None] = ContextVar("asking", default=None)
"""Set for the time of a request, by `kernel.http.freshness`; what nobody asked for reads from the primary."""


async def recognised(tx: ReadTx, person_id: UUID) -> None:
    """Note who asks, and how much they know. `tx` must be the primary's."""
    asking = ASKING.get()
    if asking is None:
        return
    asking.person_id = person_id
    if asking.reads_only:
        asking.knows = await KNOWN_TO(tx, person_id=person_id, topic=f"person:{person_id}")


async def note(tx: Tx, person_id: UUID) -> None:
    """Note that the person did something that was committed before now."""
    await NOTE(tx, person_id=person_id)


async def forget_old(tx: Tx) -> None:
    """Drop notes that every replica passed long ago."""
    await FORGET(tx, hours=KEPT_HOURS)


class Replica:
    """One streaming replica, as one process sees it."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", *, stale_max_s: float) -> None:
        self.pool = pool
        self._stale_max_s = stale_max_s
        self._marks: deque[tuple[float, int]] = deque(maxlen=_MARKS_MAX)
        self._fresh_at = time.monotonic() - 1e6
        self._suspected_at = self._fresh_at
        self._place = Place(0, 0)
        self._glanced_at = self._fresh_at
        self._glancing = asyncio.Lock()

    @property
    def behind_s(self) -> float:
        """How old what it answers may be, in seconds; never too small, and growing while nobody knows."""
        return time.monotonic() - self._fresh_at

    @property
    def is_fit(self) -> bool:
        """Whether it is within the bound, and nothing spoke against it since."""
        return self._suspected_at < self._fresh_at and self.behind_s <= self._stale_max_s

    async def may_answer(self, asking: Asking) -> bool:
        """Whether what this request reads may come from the replica."""
        if not asking.reads_only or not self.is_fit or (asking.has_token and asking.knows is None):
            return False
        if asking.knows is not None and not self._has_passed(asking.knows):
            await self._glance()
        return self.is_fit and (asking.knows is None or self._has_passed(asking.knows))

    def suspect(self) -> None:
        """Trust it no more until it has passed a mark from after now."""
        self._suspected_at = time.monotonic()
        self._marks.clear()

    async def watch(self, primary_url: str) -> None:
        """Measure how far behind it is until cancelled; a lost primary or replica is tried again."""
        while True:
            try:
                await self._measure(primary_url)
            except _FAILED as error:
                log.warning("replica_not_measured", error=repr(error))
            self.suspect()
            BEHIND_S.set(self.behind_s)
            await asyncio.sleep(LOOK_S)

    async def _measure(self, primary_url: str) -> None:
        primary = await asyncpg.connect(primary_url, timeout=5, command_timeout=5)
        # A primary that crashed has forgotten the notes, so nobody is answered from here until all is measured anew.
        primary.add_termination_listener(lambda _: self.suspect())
        try:
            while not primary.is_closed():
                marked_at = time.monotonic()
                self._marks.append((marked_at, await POSITION(ReadTx(primary)) or 0))
                await self._look()
                BEHIND_S.set(self.behind_s)
                await asyncio.sleep(LOOK_S)
        finally:
            await primary.close(timeout=2)

    async def _glance(self) -> None:
        async with self._glancing:
            if time.monotonic() - self._glanced_at < _GLANCE_S:
                return
            try:
                await self._look()
            except _FAILED:
                self.suspect()

    async def _look(self) -> None:
        async with self.pool.acquire(timeout=_ACQUIRE_TIMEOUT_S) as connection:
            place = await REPLAYED(ReadTx(connection))
        self._glanced_at = time.monotonic()
        if place is not None:
            self._place = place
        while self._marks and self._marks[0][1] <= self._place.lsn:
            self._fresh_at, _ = self._marks.popleft()

    def _has_passed(self, known: Place) -> bool:
        return known.lsn <= self._place.lsn and known.live_seq <= self._place.live_seq


class FallingBack:
    """Looks like a connection to a reader: asks the replica, and the primary whatever the replica cannot answer.

    Each statement stands for itself, so one can be asked again elsewhere.
    """

    def __init__(self, replica: Replica, primary: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._replica = replica
        self._primary = primary

    async def fetch(self, sql: str, *values: Any) -> Any:
        """Rows."""
        return await self._ask("fetch", sql, values)

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        """A row, or None."""
        return await self._ask("fetchrow", sql, values)

    async def fetchval(self, sql: str, *values: Any) -> Any:
        """A value, or None."""
        return await self._ask("fetchval", sql, values)

    async def _ask(self, how: str, sql: str, values: tuple[Any, ...]) -> Any:
        try:
            async with self._replica.pool.acquire(timeout=_ACQUIRE_TIMEOUT_S) as connection:
                try:
                    found = await getattr(connection, how)(sql, *values)
                except BaseException:
                    await break_off(connection)
                    raise
        except _FAILED as error:
            log.info("replica_could_not_answer", error=repr(error))
            if isinstance(error, _AWAY):
                self._replica.suspect()
            READS.labels("primary_after_replica").inc()
            return await getattr(self._primary, how)(sql, *values)
        READS.labels("replica").inc()
        return found


class Replicated(Database):
    """A primary with a replica that answers what it may. Snapshots and writes stay with the primary."""

    def __init__(self, primary: Database, replica: Replica) -> None:
        super().__init__(primary.pool, primary.url)
        self.replica = replica

    @asynccontextmanager
    async def read(self, *, newest: bool = False) -> AsyncIterator[ReadTx]:
        """Like `Database.read`; a request that only reads may be answered by the replica."""
        asking = ASKING.get()
        if asking is not None and not newest and await self.replica.may_answer(asking):
            yield ReadTx(FallingBack(self.replica, self.pool))
            return
        READS.labels("primary").inc()
        async with super().read() as tx:
            yield tx

    async def watch(self) -> None:
        """Measure how far behind the replica is, until cancelled."""
        await self.replica.watch(self.url)

    async def close(self) -> None:
        """Close both pools."""
        self.replica.pool.terminate()
        await super().close()


async def connect(primary: Database, url: str, *, pool_max: int, stale_max_s: float) -> Replicated:
    """Put a replica beside a primary. It need not run: it is tried again and again, and the primary answers until it does."""
    pool = await open_pool(url, pool_min=0, pool_max=pool_max, settings={"default_transaction_read_only": "on"}, timeout_s=5)
    return Replicated(primary, Replica(pool, stale_max_s=stale_max_s))


async def faults(primary: Database, url: str, *, stale_max_s: float) -> list[str]:
    """What keeps the replica at `url` from answering within the bound, in words; it is given that long to prove itself."""
    looked = await connect(primary, url, pool_max=2, stale_max_s=stale_max_s)
    watch = asyncio.create_task(looked.watch())
    try:
        ends = time.monotonic() + max(stale_max_s, 2 * LOOK_S)
        while not looked.replica.is_fit and time.monotonic() < ends:
            await asyncio.sleep(0.05)
    finally:
        watch.cancel()
        looked.replica.pool.terminate()
    if looked.replica.is_fit:
        return []
    return [f"it is away, no standby of this database, or more than {stale_max_s:g} s behind; the primary answers in its place"]
