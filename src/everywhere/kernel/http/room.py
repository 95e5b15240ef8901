"""How many requests are worked on at once: fewer when they take long, so that whoever is let in is answered soon."""

import statistics

TARGET_S = 0.08
"""Half of the requests should be answered within this; under ten times the load the slowest hundredth takes eight times as long (`bench overload`)."""
LEAST = 16
WINDOW_S = 0.1
SAMPLES_MIN = 8


class Room:
    """A number of places that shrinks by a fifth while the median is above `TARGET_S`, and grows while it is below and they are full.

    The median, since a single slow request or a lock that a few wait for says nothing about the others; and two windows
    in a row, since a stall of the machine says nothing about the number inside. It never shrinks below the places that
    the answers of the last window fill for `TARGET_S` (Little's law), and grows to as many at once, or by a tenth.
    (Multiplicative steps as in TCP; the signal is time spent inside, as in CoDel, RFC 8289.)
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.places = most
        self.inside = 0
        self._inside_most = 0
        self._was_full = False
        self._was_slow = False
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
        self._inside_most = max(self._inside_most, self.inside)

    def leave(self, took_s: float, now: float) -> None:
        """Give the place back after so many seconds, at `now` of a steady clock."""
        self.inside -= 1
        self._took_s.append(took_s)
        passed_s = now - self._window_began
        if passed_s >= WINDOW_S and len(self._took_s) >= SAMPLES_MIN:
            self._adapt(statistics.median(self._took_s), int(len(self._took_s) / passed_s * TARGET_S))
            self._took_s, self._inside_most, self._was_full, self._window_began = [], self.inside, False, now

    def _adapt(self, median_s: float, needed: int) -> None:
        is_slow = median_s > TARGET_S
        if is_slow and self._was_slow:
            fewer = int(min(self.places, self._inside_most + LEAST) * 0.8)
            self.places = min(self.places, max(LEAST, needed, fewer))
        elif not is_slow and self._was_full:
            self.places = min(self.most, max(needed, self.places + max(1, self.places // 10)))
        self._was_slow = is_slow
