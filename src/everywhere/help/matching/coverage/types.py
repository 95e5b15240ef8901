"""Honest coverage: how likely help is here and now, and what it usually costs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from everywhere.help.categories.types import Category
from everywhere.help.prices.types import PriceBand
from everywhere.kernel.money import Money
from everywhere.places.types import City, Shown

Advice = Literal["ask_now", "schedule", "night"]
"""ask_now: enough people are ready. schedule: it is thin here. night: at this hour nobody is asked for this."""
Lies = Literal["below_floor", "low", "usual", "high", "unknown"]
"""Where a fee lies: below the legal floor, below p25, within the band, above p75, or nothing to compare it with."""


@dataclass(frozen=True, slots=True)
class Ready:
    """How many helpers are ready within a distance; `is_few`: one or two, who are not told apart."""

    within_m: int
    count: int
    is_few: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A like need of the last weeks: its first answer came after `minutes`, or none had come by then and nothing is known further."""

    distance_m: float
    same_hours: bool
    minutes: float
    is_answered: bool
    ready: int | None = None
    """How many were ready near by when it began to be asked for; None, where nobody counted."""
    is_same_kind: bool = True
    is_night: bool = False
    """Whether it began at an hour at which nobody is asked for its category."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What like needs of the last weeks let one expect: those within so far, at this time of day or at any, and wider circles."""

    within_m: int
    same_hours: bool
    needs: int
    answered_share: float
    median_minutes: float | None


@dataclass(frozen=True, slots=True)
class Pay:
    """What a fee comes to by the hour with the way there and back, and where it lies."""

    fee: Money
    hourly: Money
    lies: Lies


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of help of one kind around a point; no `past` or `band` where too little happened to say."""

    city: City
    category: Category
    shown: Shown
    """What others would see of the viewer's place."""
    ready: list[Ready]
    past: Tally | None
    advice: Advice
    asks_again_at: datetime | None
    band: PriceBand | None
    travel_m: int
    pays: list[Pay]
    floor: Money
    fee: Pay | None
