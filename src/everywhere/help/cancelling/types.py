"""Calling a deal off: who does it, why, when, and what it costs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from everywhere.kernel.money import Money

Policy = Literal["flexible", "fair", "strict"]
Side = Literal["asker", "helper"]
By = Literal["asker", "helper", "nobody"]
"""Who calls it off; nobody: a deadline passed."""

Reason = Literal[
    "changed_mind",
    "no_longer_needed",
    "found_someone_else",
    "cannot_make_it",
    "not_as_described",
    "other_side_absent",
    "weather",
    "illness",
    "unsafe",
    "not_funded",
    "not_started",
    "not_delivered",
    "person_left",
]

When = Literal["a_day_ahead", "hours_ahead", "short_notice", "under_way"]
"""At least 24 hours before the window begins; at least 2 hours; less; or after the work was started."""

Why = Literal["nothing_held", "grace", "exempt", "other_side_absent", "helper_left", "no_fault", "policy"]


@dataclass(frozen=True, slots=True)
class Case:
    """What the outcome of a cancellation depends on."""

    policy: Policy
    by: By
    reason: Reason
    is_under_way: bool
    agreed_at: datetime
    starts_at: datetime
    price: Money
    """The fee and what was agreed beside it."""
    released: Money
    """What the helper was already given early."""
    held: Money
    """What is in escrow."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who gets what of the money in escrow, and by which rule."""

    to_helper: Money
    to_asker: Money
    why: Why


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a policy in numbers: what the helper gets when the asker cancels then."""

    when: When
    to_helper: Money
    to_asker: Money
