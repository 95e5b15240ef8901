"""Group commit for switches: helpers who move send them all the time, and all that wait are written in one transaction.

Where so many wait that a second transaction would be full too, it goes beside the first, so that the database works on the
one while this process makes the other. What one person sends is written in its order: nobody is in both.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from uuid import UUID

from everywhere.help.offers import actions as offers
from everywhere.help.offers.types import Availability, Switch
from everywhere.kernel.clock import Clock
from everywhere.kernel.database import AWAY, Database
from everywhere.kernel.errors import Overloaded

BATCH_MAX = 200
"""Most switches of one transaction."""
LANES = 2
WAITING_MAX = 5_000
"""Most switches that wait in one process; more are told to come again."""
CLOSE_S = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    switch: Switch
    stands: "asyncio.Future[Availability | None]"


class Switchboard:
    """Switches for everybody in this process, in `LANES` transactions at a time at most. Their tasks live while something waits."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._waiting: deque[_Waiting] = deque()
        self._flying: dict[UUID, _Waiting] = {}
        self._lanes: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self.commits_count = 0

    async def switch(self, switch: Switch) -> Availability | None:
        """How the helper stands once this is committed; None for who was never on.

        Raises Overloaded when too many wait. An error of the database leaves open whether it was written; the same switch
        may be sent again.
        """
        if self._is_closed or len(self._waiting) >= WAITING_MAX:
            raise Overloaded
        waiting = _Waiting(switch, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if len(self._lanes) < (LANES if len(self._waiting) >= BATCH_MAX else 1):
            self._lanes.add(asyncio.create_task(self._work()))
        return await waiting.stands

    async def close(self) -> None:
        """Write what waits, take nothing more; after `CLOSE_S` what is left is told that the server is busy."""
        self._is_closed = True
        if not self._lanes:
            return
        _, late = await asyncio.wait(set(self._lanes), timeout=CLOSE_S)
        for lane in late:
            lane.cancel()
        self._tell([*self._flying.values(), *self._waiting], Overloaded())

    async def _work(self) -> None:
        try:
            await asyncio.sleep(0)  # whoever was read from the network in this turn comes along
            while batch := self._take():  # none where all that wait are on the other lane, which takes them next
                await self._write(batch)
                for waiting in batch:
                    del self._flying[waiting.switch.person_id]
                await asyncio.sleep(0)
        finally:
            self._lanes.discard(asyncio.current_task())

    def _take(self) -> list[_Waiting]:
        """The first that wait, one a person: what the same person sent later is written later."""
        batch: list[_Waiting] = []
        later: list[_Waiting] = []
        while self._waiting and len(batch) < BATCH_MAX:
            waiting = self._waiting.popleft()
            if self._flying.setdefault(waiting.switch.person_id, waiting) is waiting:
                batch.append(waiting)
            else:
                later.append(waiting)
        self._waiting.extendleft(reversed(later))
        return batch

    async def _write(self, batch: list[_Waiting]) -> None:
        """Write a batch and tell everybody. One that cannot be written is split until the guilty switch stands alone."""
        switches = [waiting.switch for waiting in batch]
        try:
            stand = await self._db.transact(lambda tx: offers.set_availability(tx, switches, now=self._clock()))
        except AWAY as error:
            self._tell(batch, error)
        except Exception as error:  # noqa: BLE001 - whoever is alone with it raises it
            if len(batch) == 1:
                self._tell(batch, error)
                return
            middle = len(batch) // 2
            await self._write(batch[:middle])
            await self._write(batch[middle:])
        else:
            self.commits_count += 1
            for waiting in batch:
                if not waiting.stands.done():  # the caller has gone
                    waiting.stands.set_result(stand.get(waiting.switch.person_id))

    def _tell(self, batch: list[_Waiting], error: Exception) -> None:
        for waiting in batch:
            if not waiting.stands.done():
                waiting.stands.set_exception(error)
