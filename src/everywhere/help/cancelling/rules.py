"""Who pays what when a deal is called off.

The asker who calls off late pays a share of the price, by the category's policy and by how long before the window it
happens; the share stands in `SHARES_BPS`. Besides:

- Within 5 minutes of the agreement, and before the work is started, calling off is free (grace).
- Weather, illness and danger cost nothing before the work is started. Once it is under way the share is pay for work
  that was done, not a fine, so it is due whatever the reason.
- An asker whose helper has not come 15 minutes into the window pays nothing.
- A helper who calls off is never paid, and keeps only what was released early.
- When a deadline passes and nobody acted, everything that is held goes back.

What was released early counts towards the share; nothing that left escrow is ever taken back.
"""

from datetime import datetime, timedelta
from typing import assert_never

from everywhere.help.cancelling.types import By, Case, Outcome, Policy, Reason, Side, Term, When, Why
from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import Money

GRACE = timedelta(minutes=5)
ABSENT_AFTER = timedelta(minutes=15)
A_DAY = timedelta(hours=24)
HOURS = timedelta(hours=2)

WHENS: tuple[When, ...] = ("a_day_ahead", "hours_ahead", "short_notice", "under_way")
SHARES_BPS: dict[Policy, dict[When, int]] = {
    "flexible": {"a_day_ahead": 0, "hours_ahead": 0, "short_notice": 1000, "under_way": 5000},
    "fair": {"a_day_ahead": 0, "hours_ahead": 2000, "short_notice": 5000, "under_way": 7500},
    "strict": {"a_day_ahead": 2000, "hours_ahead": 5000, "short_notice": 8000, "under_way": 10_000},
}
EXEMPT: frozenset[Reason] = frozenset({"weather", "illness", "unsafe"})
_OF_BOTH: frozenset[Reason] = EXEMPT | {"changed_mind", "other_side_absent"}
REASONS: dict[By, frozenset[Reason]] = {
    "asker": _OF_BOTH | {"no_longer_needed", "found_someone_else"},
    "helper": _OF_BOTH | {"cannot_make_it", "not_as_described"},
    "nobody": frozenset({"not_funded", "not_started", "not_delivered", "person_left"}),
}


class ReasonDoesNotFit(Refusal):
    """One side of a deal cannot call it off for this reason."""


class NotAbsentYet(Refusal):
    """The other side may still come: 15 minutes of the window must have passed."""


def outcome(case: Case, *, now: datetime) -> Outcome:
    """Who gets what of what is held. Raises ReasonDoesNotFit, NotAbsentYet."""
    must_fit(case, now=now)
    why, share_bps = _rule(case, now)
    due, _ = case.price.split_bps(share_bps)
    to_helper = Money(min(max(0, due.minor - case.released.minor), case.held.minor), case.held.currency)
    return Outcome(to_helper, case.held - to_helper, why)


def must_fit(case: Case, *, now: datetime) -> None:
    """Raise unless this side may call off for this reason now."""
    if case.reason not in REASONS[case.by]:
        raise ReasonDoesNotFit(path="reason", reason=case.reason, by=case.by, reasons=sorted(REASONS[case.by]))
    if case.reason == "other_side_absent" and now < case.starts_at + ABSENT_AFTER:
        raise NotAbsentYet(path="reason", absent_from=case.starts_at + ABSENT_AFTER)


def when(case: Case, *, now: datetime) -> When:
    """How late it is."""
    if case.is_under_way:
        return "under_way"
    ahead = case.starts_at - now
    return "a_day_ahead" if ahead >= A_DAY else "hours_ahead" if ahead >= HOURS else "short_notice"


def terms(policy: Policy, price: Money) -> list[Term]:
    """The policy in numbers, for both to see before they agree."""
    return [Term(each, *price.split_bps(SHARES_BPS[policy][each])) for each in WHENS]


def reasons(side: Side) -> list[Reason]:
    """What a side may name, in a stable order."""
    return sorted(REASONS[side])


def _rule(case: Case, now: datetime) -> tuple[Why, int]:
    if case.held.minor == 0:
        return "nothing_held", 0
    match case.by:
        case "nobody":
            return "no_fault", 0
        case "helper":
            return "helper_left", 0
        case "asker":
            why = None if case.is_under_way else _why_free(case, now)
            return (why, 0) if why else ("policy", SHARES_BPS[case.policy][when(case, now=now)])
        case _:
            assert_never(case.by)


def _why_free(case: Case, now: datetime) -> Why | None:
    if now < case.agreed_at + GRACE:
        return "grace"
    if case.reason in EXEMPT:
        return "exempt"
    return "other_side_absent" if case.reason == "other_side_absent" else None
