"""A change of the formula, played over everybody's history before anybody feels it: who moves, by how much, and why."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.standing.formula.types import Band, Dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The numbers of a formula that are to change; None keeps what is."""

    weights: dict[Dimension, float] | None = None
    prior_kept: float | None = None
    prior_broken: float | None = None
    caution: float | None = None
    half_life_days: int | None = None
    broken_counts: float | None = None
    peace: float | None = None
    other_role: float | None = None
    other_category: float | None = None
    tenure_half_days: int | None = None


@dataclass(frozen=True, slots=True)
class Mover:
    """Somebody who would move, and by how many points in each dimension."""

    person_id: UUID
    before: int
    after: int
    by_dimension: dict[Dimension, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Everybody at one time in the past or now, by what was known then, under both formulas."""

    at: datetime
    people: int
    median_before: int
    median_after: int
    rising: int
    """How many rise by at least `MOVES_FROM` points."""
    falling: int
    most_up: int
    most_down: int
    bands: dict[tuple[Band, Band], int]
    """How many go from one band to another; those who stay are left out."""
    why_up: dict[Dimension, float]
    """Points that those who rise gain in each dimension, on average."""
    why_down: dict[Dimension, float]


@dataclass(frozen=True, slots=True)
class Replay:
    """A change over history: the moments, the latest last, and who would move most now."""

    version: int
    moments: list[Moment]
    movers: list[Mover] = field(default_factory=list)


class FormulaNotSound(Refusal):
    """The changed formula would break a promise of every formula."""
