"""What puts one offer before another, and the reasons that a reader is given for it."""

from dataclasses import dataclass
from typing import Literal

ReasonCode = Literal[
    "near",
    "stars",
    "newcomer",
    "answers",
    "price_below",
    "price_usual",
    "price_above",
    "price_talk",
    "fee_below",
    "fee_usual",
    "fee_above",
    "fee_open",
    "open_now",
    "wanted_now",
    "rested",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, and the numbers that its sentence holds, as sorted pairs so that a reason can be a key."""

    code: ReasonCode
    facts: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, code: ReasonCode, **facts: float) -> "Reason":
        """A reason with its numbers."""
        return cls(code, tuple(sorted(facts.items())))


@dataclass(frozen=True, slots=True)
class Record:
    """What a helper has done so far: reviews that are revealed, invitations that were not declined, deals that were completed;
    and the standing of who agreed to have one.
    """

    stars_sum: int = 0
    stars_count: int = 0
    asked: int = 0
    answered: int = 0
    completed: int = 0
    standing: int | None = None
    is_back: bool = False
    """Left broken promises behind before, so there is no newcomer's room."""


@dataclass(frozen=True, slots=True)
class Blend:
    """The numbers of `rules.score` that SQL needs to compute the same score."""

    price_weight: float
    cost_per_m: float
    prior_merit: float
    prior_standing: int
