"""How many requests are worked on at once: fewer when they take long, so that whoever is let in is answered soon."""

import statistics

TARGET_S = 0.25
"""Half of the requests should be answered within this; the slowest hundredth takes three or four times as long."""
LEAST = 8
WINDOW_S = 0.1
SAMPLES_MIN = 8


class Room:
    """A number of places that shrinks by a fifth while the median is above `TARGET_S`, and grows by a tenth while it is below and they are full.

    The median, since a single slow request or a lock that a few wait for says nothing about the others. (Additive and
    multiplicative steps as in TCP's AIMD; the signal is time spent inside, as in CoDel, RFC 8289.)
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.places = most
        self.inside = 0
        self._was_full = False
        self._took_s: list[float] = []
        self._window_began = 0.0

    def is_full(self, *, extra: float = 1.0) -> bool:
        """Whether nobody else fits in; who matters most may have `extra` times the places."""
        full = self.inside >= self.places * extra
        self._was_full = self._was_full or full
        return full

    def enter(self) -> None:
        """Take a place."""
        self.inside += 1

    def leave(self, took_s: float, now: float) -> None:
        """Give the place back after so many seconds, at `now` of a steady clock."""
        self.inside -= 1
        self._took_s.append(took_s)
        if now - self._window_began >= WINDOW_S and len(self._took_s) >= SAMPLES_MIN:
            self._adapt(statistics.median(self._took_s))
            self._took_s, self._was_full, self._window_began = [], False, now

    def _adapt(self, median_s: float) -> None:
        if median_s > TARGET_S:
            self.places = max(min(LEAST, self.most), int(min(self.places, self.inside + LEAST) * 0.8))
        elif self._was_full:
            self.places = min(self.most, self.places + max(1, self.places // 10))
