"""From evidence to a score between 350 and 950, for one person or a million at once.

    score = 350 + 600 · Σ weight(dimension) · reached(dimension)

*Promises, disputes, reviews* count what was for and against somebody, each fact by its weight, its age (half-life), how
far its counterpart is believed, and 1/k for the k-th of the same kind from the same counterpart. What is reached is the
lower bound of a Beta posterior, mean − caution · deviation (Jøsang and Ismail, "The Beta Reputation System", 2002; the
lower bound, so that few good deals do not beat many, after Miller, "How Not To Sort By Average Rating", 2009). What
speaks against counts more than what speaks for (Slovic, "Perceived Risk, Trust, and Democracy", 1993). A review is first
corrected for how harsh its writer is elsewhere (the baseline of Koren, "Factorization Meets the Neighborhood", 2008).
*Verification* adds up what was checked. *Tenure* grows from the first kept promise on.

More kept promises never lower a score: each raises what is for, lowers nothing, and the lower bound rises with it as
long as the prior holds at least caution² promises of either sort.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from everywhere.standing.evidence.types import KINDS, ROLES, Fact, Kind, Role
from everywhere.standing.formula.types import (
    BANDS,
    DIMENSIONS,
    SCORE_MAX,
    SCORE_MIN,
    Band,
    Believed,
    Columns,
    Dimension,
    Floats,
    Formula,
    Result,
    Scored,
    Shares,
)

FORMULAS: Mapping[int, Formula] = {
    1: Formula(
        version=1,
        weights={"promises": 0.45, "disputes": 0.20, "reviews": 0.20, "verification": 0.075, "tenure": 0.075},
        prior=(8.0, 4.0),
        caution=1.2816,
        half_life=timedelta(days=365),
        broken_counts=2.0,
        peace=0.5,
        other_role=0.5,
        other_category=0.25,
        checks={"verified_phone": 0.5, "verified_email": 0.25, "verified_place": 0.5},
        tenure_half=timedelta(days=365),
        harshness_prior=5.0,
        usual_review=0.825,
    )
}
"""Every version that ever made a score; a version never changes."""
CURRENT = FORMULAS[1]
KEPT: tuple[Kind, ...] = ("kept", "kept_late")
PROMISES: tuple[Kind, ...] = (*KEPT, "called_off", "not_there", "left_undone", "elsewhere", "returned")
CHECKS: tuple[Kind, ...] = ("verified_phone", "verified_email", "verified_place")
COUNTED: tuple[Dimension, ...] = DIMENSIONS[:3]
SPAN = SCORE_MAX - SCORE_MIN
_LOW_64 = (1 << 64) - 1


def scored(
    facts: Sequence[Fact], now: datetime, formula: Formula = CURRENT, *, believed: Believed | None = None, role: Role | None = None
) -> Scored:
    """One person's score, overall or in one role."""
    result = score(as_columns(facts, believed), 1, now, formula, role=role)
    return Scored(int(result.score[0]), float(result.exact[0]), points(result, 0, formula))


def seen_from(
    facts: Sequence[Fact], formula: Formula = CURRENT, *, role: Role | None = None, category: str | None = None
) -> list[Fact]:
    """The facts as they weigh for one role and one kind of help; what was checked weighs the same for all."""
    return [
        replace(
            fact,
            weight=fact.weight
            * (1.0 if role in (None, fact.role) else formula.other_role)
            * (1.0 if category in (None, fact.category) else formula.other_category),
        )
        for fact in facts
    ]


def as_columns(facts: Sequence[Fact], believed: Believed | None = None) -> Columns:
    """Facts of one person as columns; a counterpart of whom `believed` says nothing is believed whole, and as harsh as usual."""
    by = [fact.by_id for fact in facts]
    known = believed or {}
    return Columns(
        person=np.zeros(len(facts), np.int64),
        kind=np.array([KINDS.index(fact.kind) for fact in facts], np.int64),
        role=np.array([ROLES.index(fact.role) for fact in facts], np.int64),
        value=np.array([fact.value for fact in facts], np.float64),
        weight=np.array([fact.weight for fact in facts], np.float64),
        at_s=np.array([fact.at.timestamp() for fact in facts], np.float64),
        by=np.array([number_of(who) for who in by], np.uint64),
        credence=np.array([known[fact.by_id].of(fact) if fact.by_id in known else 1.0 for fact in facts], np.float64),
        harshness=np.array([known[who].harshness if who in known else 0.0 for who in by], np.float64),
    )


def number_of(who: UUID | None) -> int:
    """The random end of somebody's id, which tells people apart well enough to weigh what they say."""
    return 0 if who is None else who.int & _LOW_64


def score(columns: Columns, people: int, now: datetime, formula: Formula = CURRENT, *, role: Role | None = None) -> Result:
    """The scores of so many people at once, overall or in one role."""
    return scores(columns, people, now, formula, roles=[role])[0]


def scores(columns: Columns, people: int, now: datetime, formula: Formula, *, roles: Sequence[Role | None]) -> list[Result]:
    """`score` for several roles; what they share is computed once."""
    worth = worth_of(columns, now, formula)
    checks = np.minimum(1.0, np.bincount(columns.person, check_shares(columns, formula), people))
    tenure = _tenure(columns, people, now, formula)
    return [_result(columns, shares_of(columns, worth, formula, role=role), formula, checks, tenure) for role in roles]


def _result(columns: Columns, shares: Shares, formula: Formula, checks: Floats, tenure: Floats) -> Result:
    sums = [[_sums(columns, side[at], len(checks)) for side in (shares.good, shares.bad)] for at, _ in enumerate(COUNTED)]
    bounds = [lower_bound(formula.prior[0] + good, formula.prior[1] + bad, formula.caution) for good, bad in sums]
    reached = np.stack([*bounds, checks, tenure])
    exact = SCORE_MIN + SPAN * (_weights(formula) @ reached)
    return Result(np.rint(exact).astype(np.int64), exact, reached)


def _sums(columns: Columns, values: Floats, people: int) -> Floats:
    return np.bincount(columns.person, values, people).astype(np.float64)


def shares_of(columns: Columns, worth: Floats, formula: Formula, *, role: Role | None = None) -> Shares:
    """What each fact, worth so much, adds to promises, disputes and reviews, for and against."""
    value = _corrected(columns)
    if role is not None:
        worth = worth * np.where(columns.role == ROLES.index(role), 1.0, formula.other_role)
    promised, kept = is_of(columns, PROMISES), is_of(columns, KEPT)
    disputed, reviewed = is_of(columns, ("dispute",)), is_of(columns, ("review",))
    for_, against = worth * value, worth * (1 - value) * formula.broken_counts
    peace = worth * formula.peace
    return Shares(
        good=np.stack([for_ * promised, for_ * disputed + peace * kept, for_ * reviewed]),
        bad=np.stack([against * promised, against * disputed, worth * (1 - value) * reviewed]),
    )


def counts(columns: Columns, people: int) -> list[int]:
    """How many facts there are about each."""
    found: list[int] = np.bincount(columns.person, minlength=people).tolist()
    return found


def check_shares(columns: Columns, formula: Formula) -> Floats:
    """What each fact adds to verification."""
    given = np.array([formula.checks.get(kind, 0.0) for kind in KINDS])
    return given[columns.kind] * columns.value


def lower_bound(good: Floats, bad: Floats, caution: float) -> Floats:
    """The share of kept promises that one may count on, after so many kept and broken ones, the imagined included."""
    count = good + bad
    mean = good / count
    bound: Floats = mean - caution * np.sqrt(mean * (1 - mean) / (count + 1))
    return np.clip(bound, 0.0, 1.0)


def harshness_of(given: Floats, value_sum: Floats, formula: Formula = CURRENT) -> Floats:
    """By how much reviewers who gave so many reviews, worth so much together, lie above the usual; few reviews say little."""
    return (value_sum - given * formula.usual_review) / (given + formula.harshness_prior)


def band_of(score: int) -> Band:
    """The band that a score lies in."""
    return next(band for begins, band in BANDS if score >= begins)


def points(result: Result, person: int, formula: Formula) -> dict[Dimension, float]:
    """The points that each dimension gives to one person."""
    return {name: float(SPAN * formula.weights[name] * result.reached[at, person]) for at, name in enumerate(DIMENSIONS)}


def most(formula: Formula) -> dict[Dimension, float]:
    """The most points that each dimension can give."""
    return {name: SPAN * weight for name, weight in formula.weights.items()}


def is_of(columns: Columns, kinds: Sequence[Kind]) -> NDArray[np.bool_]:
    """Which facts are of one of these kinds."""
    wanted = np.array([kind in kinds for kind in KINDS])
    return wanted[columns.kind]


def _corrected(columns: Columns) -> Floats:
    reviewed = is_of(columns, ("review",))
    corrected: Floats = np.where(reviewed, np.clip(columns.value - columns.harshness, 0.0, 1.0), columns.value)
    return corrected


def worth_of(columns: Columns, now: datetime, formula: Formula) -> Floats:
    """What each fact is worth: by weight, age and credence, and by how often the same counterpart said the same kind of thing."""
    value = _corrected(columns)
    age_s = np.maximum(0.0, now.timestamp() - columns.at_s)
    fresh = columns.weight * columns.credence * np.exp2(-age_s / formula.half_life.total_seconds())
    classes = is_of(columns, ("dispute",)) * 1 + is_of(columns, ("review",)) * 2
    bucket = (classes * 2 + (value >= 0.5)) * len(ROLES) + columns.role
    # Of facts that weigh the same the better one comes first, so that their order of arrival decides nothing.
    order = np.lexsort((-value, -fresh, bucket, columns.by, columns.person))
    is_first = np.ones(len(order), np.bool_)
    same = [column[order][1:] == column[order][:-1] for column in (columns.person, columns.by, bucket)]
    is_first[1:] = ~(same[0] & same[1] & same[2])
    place = np.arange(len(order))
    rank = np.empty(len(order))
    rank[order] = place - np.maximum.accumulate(np.where(is_first, place, 0)) + 1
    worth: Floats = fresh / np.where(columns.by == 0, 1.0, rank)
    return worth


def _tenure(columns: Columns, people: int, now: datetime, formula: Formula) -> Floats:
    kept = is_of(columns, KEPT)
    first_s = np.full(people, now.timestamp())
    np.minimum.at(first_s, columns.person[kept], columns.at_s[kept])
    since_s = np.maximum(0.0, now.timestamp() - first_s)
    return 1 - np.exp2(-since_s / formula.tenure_half.total_seconds())


def _weights(formula: Formula) -> Floats:
    return np.array([formula.weights[name] for name in DIMENSIONS])
