"""How somebody spends their time: one thing after another, from an agenda that grows with what happens to them."""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Hashable

from everywhere.app.simulator.pace import Pace

Act = Callable[[], Awaitable[None]]


class Agenda:
    """What one person means to do and when, in simulated seconds. One pair of hands: acts never overlap."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._acts: list[tuple[float, int, Hashable, Act]] = []
        self._due: dict[Hashable, float] = {}
        self._order = itertools.count()
        self._changed = asyncio.Event()

    def at(self, moment_s: float, what: Hashable, act: Act) -> None:
        """Do `act` at a moment. Of several plans for the same `what` only the earliest is kept."""
        if moment_s < self._due.get(what, float("inf")):
            self._due[what] = moment_s
            heapq.heappush(self._acts, (moment_s, next(self._order), what, act))
            self._changed.set()

    def after(self, wait_s: float, what: Hashable, act: Act) -> None:
        """Do `act` in a while."""
        self.at(self._pace.now_s + wait_s, what, act)

    async def live(self, until_s: float) -> None:
        """Do everything that falls due, until a moment."""
        while (now_s := self._pace.now_s) < until_s:
            if self._acts and self._acts[0][0] <= now_s:
                moment_s, _, what, act = heapq.heappop(self._acts)
                if self._due.get(what) == moment_s:
                    del self._due[what]
                    await act()
                continue
            next_s = min(until_s, self._acts[0][0] if self._acts else until_s)
            self._changed.clear()
            try:
                async with asyncio.timeout(self._pace.real_s(next_s - now_s) + 0.001):
                    await self._changed.wait()
            except TimeoutError:
                continue
