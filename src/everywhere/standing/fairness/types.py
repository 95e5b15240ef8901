"""Whether standing treats groups of people alike: who stands where, and how many of each group pass a gate."""

from dataclasses import dataclass
from typing import Literal

By = Literal["community", "language", "tenure"]
"""Neighbourhood, language, and how long ago somebody came. Nothing else is known about people that would make groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some people's scores: their quartiles, and how many reach the gate."""

    name: str
    people: int
    low: int
    median: int
    high: int
    passing: int

    @property
    def rate(self) -> float:
        """The share that reaches the gate."""
        return self.passing / self.people


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups side by side. `ratio` is the lowest pass rate over the highest, None where fewer than two groups can be compared."""

    by: By
    groups: list[Group]
    least: str
    ratio: float | None

    @property
    def is_fair(self) -> bool:
        """Whether the four-fifths rule is kept; nothing to compare breaks no rule."""
        return self.ratio is None or self.ratio >= FOUR_FIFTHS


FOUR_FIFTHS = 0.8
"""A group's pass rate over the best group's (US Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D)."""
