"""Chance that does not depend on who came first: each throw is a function of the seed and of what it is thrown for."""

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_WHOLE = float(1 << 64)


class Dice:
    """Answers the same question about the same things in the same way, whenever and however often it is asked."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def share(self, *subject: object) -> float:
        """A number in [0, 1) that belongs to `subject`."""
        return int.from_bytes(self._digest(subject), "big") / _WHOLE

    def chance(self, probability: float, *subject: object) -> bool:
        """Whether something that happens with `probability` happens to `subject`."""
        return self.share(*subject) < probability

    def between(self, low: float, high: float, *subject: object) -> float:
        """A number in [low, high) that belongs to `subject`."""
        return low + (high - low) * self.share(*subject)

    def pick(self, choices: Sequence[T], *subject: object) -> T:
        """One of `choices`."""
        return choices[int(self.share(*subject) * len(choices))]

    def stream(self, *subject: object) -> random.Random:
        """A generator of its own for `subject`, where many throws are needed in a row."""
        return random.Random(self._digest(subject))

    def _digest(self, subject: tuple[object, ...]) -> bytes:
        text = "\x1f".join((str(self.seed), *map(str, subject)))
        return hashlib.blake2b(text.encode(), digest_size=8).digest()
