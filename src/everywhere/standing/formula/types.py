"""The formula of standing: its dimensions, its numbers in versions, and what it makes of evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, get_args
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from everywhere.standing.evidence.types import Fact, Kind

Floats = NDArray[np.float64]
Dimension = Literal["promises", "disputes", "reviews", "verification", "tenure"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
Band = Literal["low", "fair", "good", "very_good", "excellent"]
SCORE_MIN, SCORE_MAX = 350, 950
AGAINST_BELOW = 0.5
"""A fact of less value speaks against somebody."""
BANDS: tuple[tuple[int, Band], ...] = ((700, "excellent"), (650, "very_good"), (600, "good"), (550, "fair"), (SCORE_MIN, "low"))
"""From which score on each band begins, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """The numbers of one version; `rules` says what each does and where it comes from."""

    version: int
    weights: Mapping[Dimension, float]
    """Of the 600 points between the least and the most; they sum to 1."""
    prior: tuple[float, float]
    """Imagined kept and broken promises of somebody of whom nothing is known."""
    caution: float
    """How many standard deviations below the mean the lower bound lies."""
    half_life: timedelta
    broken_counts: float
    """A broken promise counts so many times a kept one."""
    peace: float
    """What a deal without a dispute counts for dealing fairly."""
    other_role: float
    """What evidence of one role counts for another."""
    other_category: float
    """What evidence of one kind of help counts for another: who walks dogs well may be no plumber."""
    checks: Mapping[Kind, float]
    """What each verification gives of its dimension."""
    tenure_half: timedelta
    """After so long half of tenure's points are there."""
    harshness_prior: float
    """Imagined usual reviews of every reviewer."""
    usual_review: float
    """What reviews give on average, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What the other one of a deal is worth as a witness: how far they are believed, 0 to 1, by how much their reviews lie above the
    usual, -1 to 1, what remains of their credence where they speak against somebody, and as one of a shop's buyers, 0 to 1 each.
    """

    credence: float = 1.0
    harshness: float = 0.0
    candour: float = 1.0
    custom: float = 1.0

    def of(self, fact: Fact) -> float:
        """How far they are believed about a fact."""
        if fact.value < AGAINST_BELOW:
            return self.credence * self.candour
        return self.credence * self.custom if fact.role == "merchant" else self.credence


Believed = Mapping[UUID | None, Counterpart]


@dataclass(frozen=True, slots=True)
class Columns:
    """Facts of any number of people as columns; `person` counts people from 0. What a fact's counterpart is worth is in it."""

    person: NDArray[np.int64]
    kind: NDArray[np.int64]
    role: NDArray[np.int64]
    value: Floats
    weight: Floats
    at_s: Floats
    by: NDArray[np.uint64]
    """Who the other one was, as a number; 0 where there was none."""
    credence: Floats
    """How far the other one is believed, 0 to 1."""
    harshness: Floats
    """By how much the other one's reviews lie above the usual, -1 to 1."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What each fact adds, for and against, to each dimension that counts promises: shape (dimensions, facts)."""

    good: Floats
    bad: Floats


@dataclass(frozen=True, slots=True)
class Result:
    """Scores of some people. `reached` is the share of each dimension, 0 to 1, of shape (dimensions, people)."""

    score: NDArray[np.int64]
    exact: Floats
    reached: Floats


@dataclass(frozen=True, slots=True)
class Scored:
    """One person's score, its exact value, and the points of each dimension."""

    score: int
    exact: float
    points: dict[Dimension, float] = field(default_factory=dict)
