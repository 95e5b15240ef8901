"""The pace of a story: how fast simulated seconds pass beside real ones."""

import asyncio
import time


class Pace:
    """Tells and waits in simulated seconds; `speed` of them pass in a real one."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._started = time.monotonic()

    def restart(self) -> None:
        """Begin again at zero."""
        self._started = time.monotonic()

    @property
    def now_s(self) -> float:
        """Simulated seconds since the start."""
        return (time.monotonic() - self._started) * self.speed

    async def until(self, moment_s: float) -> None:
        """Wait for a moment; one that has passed does not wait."""
        await asyncio.sleep(max(0.0, (moment_s - self.now_s) / self.speed))

    def real_s(self, simulated_s: float) -> float:
        """How long so many simulated seconds take."""
        return simulated_s / self.speed
