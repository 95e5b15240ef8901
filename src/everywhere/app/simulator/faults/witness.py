"""Witnesses: listeners that hold an event stream through every fault, and compare what they heard with what was said."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import asyncpg

from everywhere.app.simulator import stream
from everywhere.app.simulator.character import Character
from everywhere.app.simulator.phone import Phone
from everywhere.app.simulator.report import Check
from everywhere.app.simulator.stream import Heard
from everywhere.notify.types import person_topic

COUNT = 6
CAUGHT_UP_WITHIN_S = 20.0
SAID = "SELECT seq FROM live_event WHERE topic = $1 AND seq > $2 ORDER BY seq"


class Witness:
    """Listens to one person's events, from the first `ready` on."""

    def __init__(self, who: Character) -> None:
        self.topic = person_topic(UUID(who.id))
        self.heard: list[int] = []
        self.begins: int | None = None
        self.resets = 0
        self._phone = Phone(who.scene.network, who.number, who.plan.language, 0)
        self._phone.token = who.phone.token

    async def listen(self) -> None:
        """Until cancelled."""
        await stream.listen(self._phone, "", self._hear)

    def _hear(self, event: Heard) -> None:
        if event.kind == "reset":
            self.resets += 1
        elif event.kind != "ready":
            self.heard.append(int(event.id))
        elif self.begins is None:
            self.begins = int(event.id)

    async def compare(self, connection: "asyncpg.Connection[asyncpg.Record]") -> tuple[int, str]:
        """How many events were said to them, and what is wrong with what they heard; empty if nothing."""
        if self.begins is None:
            return 0, f"{self.topic} never began"
        for _ in range(round(CAUGHT_UP_WITHIN_S / 0.1)):
            said = [row["seq"] for row in await connection.fetch(SAID, self.topic, self.begins)]
            if self.heard[-1:] == said[-1:]:
                break
            await asyncio.sleep(0.1)
        if self.resets:
            return len(said), f"{self.topic} was told to start afresh"
        missed, added = sorted(set(said) - set(self.heard)), sorted(set(self.heard) - set(said))
        if missed or added:
            return len(said), f"{self.topic} missed {missed[:5]} and heard {added[:5]} besides"
        return len(said), "" if self.heard == said else f"{self.topic} heard them in another order"


@contextlib.asynccontextmanager
async def listening(people: Sequence[Character]) -> AsyncIterator[list[Witness]]:
    """Witnesses for the first of these people that have come in."""
    witnesses = [Witness(who) for who in people if who.phone.token][:COUNT]
    tasks = [asyncio.create_task(witness.listen()) for witness in witnesses]
    try:
        yield witnesses
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def check(url: str, witnesses: Sequence[Witness]) -> Check:
    """Whether every witness heard everything, once and in order."""
    connection = await asyncpg.connect(url)
    try:
        found = [await witness.compare(connection) for witness in witnesses]
    finally:
        await connection.close()
    faults = [fault for _, fault in found if fault]
    detail = f"{sum(count for count, _ in found)} events of {len(witnesses)} people"
    return Check("streams resumed without a gap", not faults and bool(witnesses), "; ".join([detail, *faults[:3]]))
