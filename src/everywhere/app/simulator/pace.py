"""The pace of a story: how fast simulated seconds pass beside real ones, and when they wait."""

import time

WAITS_ABOVE = 32


class Pace:
    """Tells simulated seconds; `speed` of them pass in a real one.

    While the server has more than `waits_above` requests before it, the clock waits until it has worked off three in four: else
    a second's delay of a busy machine would be a minute's delay in the story, and people would give up on each other for it.
    """

    def __init__(self, speed: float, waits_above: int = WAITS_ABOVE) -> None:
        self.speed = speed
        self._waits_above = waits_above
        self._goes_on_below = max(2, waits_above // 4)
        self.waited_s = 0.0
        """How many real seconds the clock has waited for the server."""
        self._in_flight = 0
        self._is_held = False
        self.restart()

    def restart(self) -> None:
        """Begin again at zero."""
        self._before_s = 0.0
        self._since = time.monotonic()
        self._waits = False
        self.waited_s = 0.0

    @property
    def now_s(self) -> float:
        """Simulated seconds since the start."""
        return self._before_s + (0.0 if self._waits else (time.monotonic() - self._since) * self.speed)

    def real_s(self, simulated_s: float) -> float:
        """How long so many simulated seconds take while the clock does not wait."""
        return simulated_s / self.speed

    def sent(self) -> None:
        """A request is before the server."""
        self._in_flight += 1
        if self._in_flight > self._waits_above:
            self._wait()

    def answered(self) -> None:
        """It no longer is."""
        self._in_flight -= 1
        if self._in_flight < self._goes_on_below and not self._is_held:
            self._go_on()

    def hold(self) -> None:
        """Let the clock wait whatever is before the server, until `release`: there is no server just now."""
        self._is_held = True
        self._wait()

    def release(self) -> None:
        """Let the clock go on when the server has worked off what is before it."""
        self._is_held = False
        if self._in_flight < self._goes_on_below:
            self._go_on()

    def _wait(self) -> None:
        if not self._waits:
            self._before_s = self.now_s
            self._since, self._waits = time.monotonic(), True

    def _go_on(self) -> None:
        if self._waits:
            self.waited_s += time.monotonic() - self._since
            self._since, self._waits = time.monotonic(), False
