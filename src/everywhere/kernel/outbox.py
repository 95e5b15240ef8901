"""Upward talk: an event is written in the transaction that made it true, and told to its hearers after the commit."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import asyncpg
import msgspec
import structlog

from everywhere.kernel.clock import Clock
from everywhere.kernel.database import AWAY, Database, ReadTx, Tx
from everywhere.kernel.errors import snake_case
from everywhere.kernel.query import value, write, write_rows

log = structlog.get_logger(__name__)

BATCH_MAX = 200
POLL_S = 0.1
ATTEMPTS_MAX = 8
BACKOFF_MAX_S = 300
LIVE_CHANNEL = "everywhere_live"
OUTBOX_CHANNEL = "everywhere_outbox"
RING_S = 0.01
LOCK_LOOK_S = 1.0
# One number for "everywhere relays this outbox": one relay at a time, whatever number of servers there are.
_ADVISORY_LOCK = 7_336_002


class Event(msgspec.Struct, frozen=True):
    """Something that happened; its fields are what a hearer needs to look the rest up."""

    kinds: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        Event.kinds[snake_case(cls.__name__)] = cls


Hearer = Callable[[Tx, Any, datetime], Awaitable[None]]
"""Hears one event in the relay's transaction: what it writes commits exactly once, together with the event's end."""


@dataclass(frozen=True, slots=True)
class Waiting:
    seq: int
    kind: str
    body: Any
    attempts: int


INSERT = write("INSERT INTO outbox (kind, body) VALUES (:kind, :body)")

TAKE = write_rows(
    Waiting,
    """
    DELETE FROM outbox
     WHERE seq IN (SELECT seq FROM outbox WHERE not_before <= now() ORDER BY seq LIMIT :batch_max FOR UPDATE SKIP LOCKED)
    RETURNING seq, kind, body, attempts""",
)

PUT_BACK = write(
    """
    INSERT INTO outbox (kind, body, attempts, not_before)
    VALUES (:kind, :body, :attempts, now() + :backoff_s * interval '1 second')"""
)

BURY = write("INSERT INTO outbox_dead (seq, kind, body, error) VALUES (:seq, :kind, :body, :error)")

COUNT_WAITING = value(int, "SELECT count(*) FROM outbox")

COUNT_DEAD = value(int, "SELECT count(*) FROM outbox_dead")


async def emit(tx: Tx, event: Event) -> None:
    """Write `event` in `tx`: it is heard if and only if `tx` commits."""
    await INSERT(tx, kind=snake_case(type(event).__name__), body=msgspec.to_builtins(event))
    tx.emitted = True


async def emit_all(tx: Tx, events: Sequence[Event]) -> None:
    """`emit` for many at once."""
    await INSERT.many(tx, [{"kind": snake_case(type(event).__name__), "body": msgspec.to_builtins(event)} for event in events])
    tx.emitted = True


async def waiting_count(tx: ReadTx) -> int:
    """How many events no hearer has heard yet."""
    return await COUNT_WAITING(tx) or 0


async def dead_count(tx: ReadTx) -> int:
    """How many events were given up after `ATTEMPTS_MAX` failures; an operator looks at `outbox_dead`."""
    return await COUNT_DEAD(tx) or 0


class Relay:
    """Reads the outbox in order and tells each event to its hearers; of all relays on a database one works, the others wait."""

    def __init__(self, db: Database, hearers: Mapping[type[Event], Sequence[Hearer]], clock: Clock) -> None:
        self._db = db
        self._hearers = hearers
        self._clock = clock
        self._alarm = asyncio.Event()
        db.on_emitted = self._alarm.set

    async def run(self) -> None:
        """Relay until cancelled; a lost database is tried again every second."""
        while True:
            try:
                await self._run_with_lock()
            except (*AWAY, asyncpg.PostgresError, TimeoutError):
                log.warning("relay_lost_database", exc_info=True)
            await asyncio.sleep(1)

    async def ring(self) -> None:
        """Wake the relay of another process when this one's commands wrote events, until cancelled.

        Beside their transactions, and for many of them at once: a NOTIFY inside would serialise commits.
        """
        while True:
            await self._alarm.wait()
            self._alarm.clear()
            await self._db.pool.execute("SELECT pg_notify($1, '')", OUTBOX_CHANNEL)
            await asyncio.sleep(RING_S)

    async def drain(self) -> int:
        """Tell everything that waits now, and return how many events that was."""
        told = 0
        while batch := await self.tell_batch():
            told += batch
        return told

    async def tell_batch(self) -> int:
        """Tell up to `BATCH_MAX` events in one transaction and return how many were taken."""
        async with self._db.write() as tx:
            batch = sorted(await TAKE(tx, batch_max=BATCH_MAX), key=lambda waiting: waiting.seq)
            if not await self._told_at_once(tx, batch):
                for waiting in batch:
                    await self._tell(tx, waiting)
        if batch:
            # NOTIFY inside a durable transaction would serialise commits, so it goes alone, once a batch.
            await self._db.pool.execute("SELECT pg_notify($1, '')", LIVE_CHANNEL)
        return len(batch)

    async def _run_with_lock(self) -> None:
        connection = await asyncpg.connect(self._db.url)
        try:
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _ADVISORY_LOCK):
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOCK_LOOK_S):
                        await self.ring()
            await connection.add_listener(OUTBOX_CHANNEL, lambda *_: self._alarm.set())
            while not connection.is_closed():  # the lock goes with it, and another relay may hold it then
                self._alarm.clear()
                if await self.tell_batch() == 0:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(POLL_S):
                            await self._alarm.wait()
        finally:
            await connection.close(timeout=2)

    async def _told_at_once(self, tx: Tx, batch: Sequence[Waiting]) -> bool:
        # Nearly always nothing fails. A savepoint for each event would double the round trips, and from 65 on in one
        # transaction it makes every snapshot of the server look them up.
        try:
            async with tx.savepoint():
                for waiting in batch:
                    await self._let_hear(tx, waiting)
        except AWAY:  # says nothing about the event, which keeps its attempts
            raise
        except Exception:  # noqa: BLE001 - whatever it was, it comes again when each event is told alone, and is logged there
            return False
        return True

    async def _let_hear(self, tx: Tx, waiting: Waiting) -> None:
        event = msgspec.convert(waiting.body, Event.kinds[waiting.kind])
        for hear in self._hearers.get(type(event), ()):
            await hear(tx, event, self._clock())

    async def _tell(self, tx: Tx, waiting: Waiting) -> None:
        try:
            async with tx.savepoint():  # one bad event does not take the batch along
                await self._let_hear(tx, waiting)
        except AWAY:  # says nothing about the event, which keeps its attempts
            raise
        except Exception as error:
            log.exception("hearer_failed", kind=waiting.kind, seq=waiting.seq, attempts=waiting.attempts + 1)
            await self._put_back(tx, waiting, error)

    async def _put_back(self, tx: Tx, waiting: Waiting, error: Exception) -> None:
        attempts = waiting.attempts + 1
        if attempts >= ATTEMPTS_MAX:
            await BURY(tx, seq=waiting.seq, kind=waiting.kind, body=waiting.body, error=repr(error)[:2000])
            return
        backoff_s = min(2.0**attempts, BACKOFF_MAX_S)
        await PUT_BACK(tx, kind=waiting.kind, body=waiting.body, attempts=attempts, backoff_s=backoff_s)
