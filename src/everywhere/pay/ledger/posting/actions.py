"""Group commit: whoever wants to move money waits a moment, and all who wait are posted in one call and one commit.

Deal money moves in the deal's own transaction (`ledger.actions.post`); payments that stand alone come here. The batch
grows with the load by itself: while one commit is on its way to the disk, the next batch gathers.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import asyncpg
import structlog

from everywhere.kernel.clock import Clock
from everywhere.kernel.database import ACQUIRE_TIMEOUT_S, Database, Tx, break_off
from everywhere.kernel.errors import Overloaded
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import Code, Transfer, layout

log = structlog.get_logger(__name__)

BATCH_MAX = 1_000
"""Most transfers of one call."""
WAITING_MAX = 20_000
"""Most transfers that wait in one process; more are told to come again."""
FLIGHTS = 2
"""So many batches of a shard are on their way at once: while one is written to the disk, the next is worked on."""
BATCH_WHOLE = 64
"""So few go in one call: halved, they would cost a second commit and win little."""
UNIT_MAX = 100
"""Most transfers that are linked into one unit."""
GIVE_UP_S = 10.0
"""How long a batch is offered to a database that is away."""
CLOSE_S = 10.0
_BACKOFF_S = 0.05
_BACKOFF_MAX_S = 1.0

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection says whose server died under it
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
"""The outcome is unknown; the same ids ask for it."""
_CONTENDED = (
    asyncpg.UniqueViolationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
)
"""Somebody beside this batch was first: the next try sees what they did."""


@dataclass(slots=True, eq=False)
class _Unit:
    """Linked transfers, who waits for their codes, and what they are to be told."""

    transfers: Sequence[Transfer]
    codes: "asyncio.Future[list[Code]]"
    outcome: list[Code] | Exception | None = None

    def tell(self) -> None:
        if self.codes.done():  # the caller has gone
            return
        if isinstance(self.outcome, list):
            self.codes.set_result(self.outcome)
        else:
            self.codes.set_exception(self.outcome or Overloaded())


class Poster:
    """Posts for everybody in this process, one batch after another in each shard."""

    def __init__(self, db: Database, clock: Clock, *, waiting_max: int = WAITING_MAX, give_up_s: float = GIVE_UP_S) -> None:
        self._lanes = [_Lane(db, clock, waiting_max, give_up_s) for _ in range(layout.shards)]

    async def post(self, *transfers: Transfer) -> list[Code]:
        """Post linked transfers of one shard and answer their codes once they are committed; what crosses arrives soon after.

        Whoever gives up waiting and asks again with the same ids gets the same answer (`exists`). Raises Overloaded when
        too many wait or the database stays away; then the outcome may be unknown, and the same ids ask for it.
        """
        if not 1 <= len(transfers) <= UNIT_MAX:
            raise ValueError(f"a unit has 1 to {UNIT_MAX} transfers, not {len(transfers)}")
        return await self._lanes[ledger.shard_of_all(transfers)].post(transfers)

    @property
    def batches_count(self) -> int:
        """How many calls were committed so far."""
        return sum(lane.batches_count for lane in self._lanes)

    async def close(self) -> None:
        """Post what waits, take nothing more; after `CLOSE_S` what is left is told that the server is busy."""
        await asyncio.gather(*(lane.close() for lane in self._lanes))


class _Lane:
    """One shard's queue, and the batches of it that are on their way. A flight ends when nothing waits."""

    def __init__(self, db: Database, clock: Clock, waiting_max: int, give_up_s: float) -> None:
        self._db = db
        self._clock = clock
        self._waiting_max = waiting_max
        self._give_up_s = give_up_s
        self._waiting: deque[_Unit] = deque()
        self._waiting_count = 0
        self._flying_count = 0
        self._flying: list[list[_Unit]] = []
        self._flights: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self.batches_count = 0

    async def post(self, transfers: Sequence[Transfer]) -> list[Code]:
        if self._is_closed or self._waiting_count + len(transfers) > self._waiting_max:
            raise Overloaded
        unit = _Unit(transfers, asyncio.get_running_loop().create_future())
        self._waiting.append(unit)
        self._waiting_count += len(transfers)
        if not self._flying or (len(self._flying) < FLIGHTS and self._waiting_count > BATCH_WHOLE):
            self._start()
        return await unit.codes

    def _start(self) -> None:
        batch: list[_Unit] = []
        self._flying.append(batch)
        flight = asyncio.create_task(self._fly(batch))
        self._flights.add(flight)
        flight.add_done_callback(self._flights.discard)

    async def close(self) -> None:
        self._is_closed = True
        flights = set(self._flights)
        if flights:
            await asyncio.wait(flights, timeout=CLOSE_S)
        left = [*chain.from_iterable(self._flying), *self._waiting]
        for flight in flights:
            flight.cancel()
        for unit in left:
            unit.tell()

    async def _fly(self, batch: list[_Unit]) -> None:
        try:
            while self._waiting:
                batch[:] = self._take()
                size = sum(len(unit.transfers) for unit in batch)
                self._flying_count += size
                await self._settle(batch)
                self._flying_count -= size
                for unit in batch:
                    unit.tell()
                await asyncio.sleep(0)  # who is told may ask again at once, and is taken with the next batch
        finally:
            # At once, not when the task is known to be done: who comes in between starts a flight of their own.
            self._flying = [each for each in self._flying if each is not batch]

    def _take(self) -> list[_Unit]:
        # Of many, half: one half is told, asks again and is encoded while the database posts the other.
        most = min(max((self._waiting_count + self._flying_count + 1) // FLIGHTS, BATCH_WHOLE), BATCH_MAX)
        batch: list[_Unit] = []
        size = 0
        while self._waiting and (not batch or size + len(self._waiting[0].transfers) <= most):
            batch.append(self._waiting.popleft())
            size += len(batch[-1].transfers)
        self._waiting_count -= size
        return batch

    async def _settle(self, batch: list[_Unit]) -> None:
        """Post a batch and note each unit's outcome. What cannot be posted is split until the guilty unit stands alone."""
        try:
            outcomes = await self._post_persistently([unit.transfers for unit in batch])
        except _AWAY as error:
            log.warning("posting_gave_up", units=len(batch), error=repr(error))
        except Exception as error:
            if len(batch) > 1:
                middle = len(batch) // 2
                await self._settle(batch[:middle])
                await self._settle(batch[middle:])
            else:
                log.exception("posting_failed", transfer_id=batch[0].transfers[0].id)
                batch[0].outcome = Overloaded() if isinstance(error, _CONTENDED) else error
        else:
            for unit, codes in zip(batch, outcomes, strict=True):
                unit.outcome = codes

    async def _post_persistently(self, units: list[Sequence[Transfer]]) -> list[list[Code]]:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self._give_up_s
        backoff_s = _BACKOFF_S
        was_contended = False
        while True:
            try:
                return await self._post(units)
            except _CONTENDED:
                if was_contended:
                    raise
                was_contended = True
            except _AWAY:
                if loop.time() + backoff_s > give_up_at:
                    raise
                await asyncio.sleep(backoff_s)
                backoff_s = min(2 * backoff_s, _BACKOFF_MAX_S)

    async def _post(self, units: list[Sequence[Transfer]]) -> list[list[Code]]:
        if any(transfer.crossing for unit in units for transfer in unit):
            async with self._db.write() as tx:  # more than one statement: what carries the money on commits with it
                outcomes = await ledger.post_units(tx, units, now=self._clock())
            self.batches_count += 1
            return outcomes
        # One statement is its own transaction: one round trip, one commit. A free connection is had without a pause.
        async with asyncio.timeout(ACQUIRE_TIMEOUT_S):
            connection = await self._db.pool.acquire()
        try:
            outcomes = await ledger.post_units(Tx(connection), units, now=self._clock())
        except BaseException:
            await break_off(connection)
            raise
        finally:
            await self._db.pool.release(connection)
        self.batches_count += 1
        return outcomes
