"""Why a score is what it is: points that lead to receipts, reasons in words, and what would change it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from everywhere.standing.evidence.types import Fact, Kind, Role
from everywhere.standing.formula.types import Band, Dimension, Scored

ReasonCode = Literal[
    "kept",
    "kept_late",
    "called_off",
    "not_there",
    "left_undone",
    "disputes_won",
    "disputes_lost",
    "praise",
    "criticism",
    "verified",
    "elsewhere",
    "returned",
    "sold",
    "sold_to_crowd",
    "tenure",
    "nothing_yet",
]
StepCode = Literal["keep_more", "keep_in_time", "verify_phone", "verify_email", "join_community", "let_time_pass"]


@dataclass(frozen=True, slots=True)
class Line:
    """How many points one fact gives or takes, over all dimensions, and in each."""

    fact: Fact
    points: float
    by_dimension: dict[Dimension, float]
    believed: float = 1.0
    """How far its counterpart is believed, 0 to 1."""
    is_of_crowd: bool = False
    """Whether that is less because many of whom nothing else is known came to the shop at once."""


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension: its points, the most that it can give, and what somebody has there of whom nothing is known."""

    dimension: Dimension
    points: float
    most: float
    at_first: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that moved the score: how often it happened, and how many points it gives or takes."""

    code: ReasonCode
    count: int
    points: float


@dataclass(frozen=True, slots=True)
class Step:
    """Something that would raise the score, and by how many points."""

    code: StepCode
    count: int
    points: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score with all that it is made of: the parts sum to it, and the lines to what differs from the beginning."""

    scored: Scored
    band: Band
    formula: int
    at: datetime
    parts: list[Part]
    lines: list[Line]
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Imagined:
    """So many facts of a kind that might happen now."""

    kind: Kind
    role: Role
    count: int
    value: float
