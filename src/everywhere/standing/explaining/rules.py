"""Taking a score apart: every point to a fact, facts to reasons, and what would raise it.

What a fact gives is its Aumann–Shapley price (Aumann and Shapley, "Values of Non-Atomic Games", 1974): its effect along
the way from no evidence to all of it, on which all evidence grows alike. Such prices sum to the whole, and facts that
count the same get the same.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from everywhere.standing.evidence.types import ROLES, SALE_WEIGHT, Fact, FactId, Kind, Role
from everywhere.standing.explaining.types import Explanation, Imagined, Line, Part, Reason, ReasonCode, Step, StepCode
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import DIMENSIONS, Believed, Columns, Floats, Formula, Scored

REASONS_MAX = 3
STEP_POINTS_MIN = 1
KEEP_MORE = 5
TRIED_MAX = 200
OF_CROWD_BELOW = 0.5
"""From five buyers on who came together; fewer need no word about it."""
WAIT = timedelta(days=180)
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(48)
_NOBODY = UUID(int=0)


def explained(facts: Sequence[Fact], now: datetime, formula: Formula, *, believed: Believed | None = None) -> Explanation:
    """A person's score taken apart."""
    scored = formulas.scored(facts, now, formula, believed=believed)
    first = formulas.scored([], now, formula).points
    most = formulas.most(formula)
    parts = [Part(name, scored.points[name], most[name], first[name]) for name in DIMENSIONS]
    lines = _lines(facts, now, formula, believed)
    return Explanation(
        scored,
        formulas.band_of(scored.score),
        formula.version,
        now,
        parts,
        lines,
        reasons(lines) or [Reason("nothing_yet", 0, 0.0)],
    )


def reasons(lines: Sequence[Line]) -> list[Reason]:
    """What moved the score most, largest first."""
    counts: dict[ReasonCode, int] = {}
    points: dict[ReasonCode, float] = {}
    for line in lines:
        for code, given in _reasons_of(line):
            counts[code] = counts.get(code, 0) + 1
            points[code] = points.get(code, 0.0) + given
    found = [Reason(code, counts[code], points[code]) for code in points if abs(points[code]) >= 0.5]
    return sorted(found, key=lambda reason: (-abs(reason.points), reason.code))[:REASONS_MAX]


def kept_to_reach(
    needed: int, facts: Sequence[Fact], now: datetime, formula: Formula, *, role: Role, believed: Believed | None = None
) -> int | None:
    """How many promises more, each kept in time with somebody else, lift a score to what is needed; None where `TRIED_MAX` do not."""

    def reaches(count: int) -> bool:
        return _with(facts, [Imagined("kept", role, count, 1.0)], now, formula, believed).score >= needed

    # A kept promise more never lowers a score, so the least count can be found by halving.
    return bisect_left(range(TRIED_MAX + 1), x=True, key=reaches) if reaches(TRIED_MAX) else None


def steps(
    facts: Sequence[Fact], now: datetime, formula: Formula, *, role: Role | None = None, believed: Believed | None = None
) -> list[Step]:
    """What would raise the score, the most first; something that would not is not there."""
    present = formulas.scored(facts, now, formula, believed=believed).score
    role = role or usual_role(facts)
    tried: list[tuple[StepCode, int, Scored]] = [
        ("keep_more", KEEP_MORE, _with(facts, [Imagined("kept", role, KEEP_MORE, 1.0)], now, formula, believed))
    ]
    for kind, code in _CHECKS:
        if not any(fact.kind == kind for fact in facts):
            tried.append((code, 1, _with(facts, [Imagined(kind, role, 1, 1.0)], now, formula, believed)))
    late = [fact for fact in facts if fact.kind == "kept_late"]
    if late:
        in_time = [replace(fact, kind="kept", value=1.0) if fact.kind == "kept_late" else fact for fact in facts]
        tried.append(("keep_in_time", len(late), formulas.scored(in_time, now, formula, believed=believed)))
    tried.append(("let_time_pass", WAIT.days, formulas.scored(facts, now + WAIT, formula, believed=believed)))
    found = [Step(code, count, after.score - present) for code, count, after in tried]
    return sorted((step for step in found if step.points >= STEP_POINTS_MIN), key=lambda step: (-step.points, step.code))


def usual_role(facts: Sequence[Fact]) -> Role:
    """In which role somebody keeps most promises; a helper where there is nothing to go by."""
    promised = [fact.role for fact in facts if fact.kind in formulas.PROMISES]
    found: Role = "helper"
    for role in ROLES:
        found = role if promised.count(role) > promised.count(found) else found
    return found


def what_if(
    facts: Sequence[Fact],
    now: datetime,
    formula: Formula,
    *,
    add: Sequence[Imagined],
    without: set[FactId],
    wait: timedelta,
    role: Role | None = None,
    category: str | None = None,
    believed: Believed | None = None,
) -> Explanation:
    """The score after so long, with more facts and without some, of all or for one role and kind of help."""
    kept = [fact for fact in facts if fact.id not in without]
    seen = formulas.seen_from([*kept, *imagined(add, now, category or "")], formula, role=role, category=category)
    return explained(seen, now + wait, formula, believed=believed)


def imagined(add: Sequence[Imagined], now: datetime, category: str = "") -> list[Fact]:
    """The facts that might happen, each with somebody else."""
    return [
        Fact(
            person_id=_NOBODY,
            id=FactId(UUID(int=(at << 32) + number + 1)),
            kind=each.kind,
            role=each.role,
            category=category,
            value=each.value,
            weight=SALE_WEIGHT if each.role == "merchant" else 1.0,
            by_id=None,
            receipt_kind="trade" if each.role == "merchant" else "deal",
            receipt_id=_NOBODY,
            at=now,
        )
        for at, each in enumerate(add)
        for number in range(each.count)
    ]


_CHECKS: tuple[tuple[Kind, StepCode], ...] = (
    ("verified_phone", "verify_phone"),
    ("verified_email", "verify_email"),
    ("verified_place", "join_community"),
)


def _with(facts: Sequence[Fact], add: Sequence[Imagined], now: datetime, formula: Formula, believed: Believed | None) -> Scored:
    return formulas.scored([*facts, *imagined(add, now)], now, formula, believed=believed)


def _lines(facts: Sequence[Fact], now: datetime, formula: Formula, believed: Believed | None) -> list[Line]:
    if not facts:
        return []
    columns = formulas.as_columns(facts, believed)
    given = np.zeros((len(DIMENSIONS), len(facts)))
    shares = formulas.shares_of(columns, formulas.worth_of(columns, now, formula), formula)
    for at, _ in enumerate(formulas.COUNTED):
        for_one, against_one = prices(float(shares.good[at].sum()), float(shares.bad[at].sum()), formula)
        given[at] = shares.good[at] * for_one + shares.bad[at] * against_one
    checks = formulas.check_shares(columns, formula)
    given[3] = checks / max(1.0, float(checks.sum()))
    given[4] = _tenure(columns, now, formula)
    given *= formulas.SPAN * np.array([[formula.weights[name]] for name in DIMENSIONS])
    return [
        Line(
            fact,
            float(given[:, at].sum()),
            {name: float(given[row, at]) for row, name in enumerate(DIMENSIONS) if given[row, at]},
            float(columns.credence[at]),
            _is_of_crowd(fact, believed or {}),
        )
        for at, fact in enumerate(facts)
    ]


def prices(good: float, bad: float, formula: Formula) -> tuple[float, float]:
    """What one kept and one broken promise move the lower bound by, on average from no evidence to so much."""
    way = (_NODES + 1) / 2
    for_ = formula.prior[0] + way * good
    against = formula.prior[1] + way * bad
    count = for_ + against
    deviation = np.sqrt(for_ * against / (count**2 * (count + 1)))
    by_for = against / count**2 - formula.caution * deviation / 2 * (1 / for_ - 2 / count - 1 / (count + 1))
    by_against = -for_ / count**2 - formula.caution * deviation / 2 * (1 / against - 2 / count - 1 / (count + 1))
    return float(by_for @ _NODE_WEIGHTS / 2), float(by_against @ _NODE_WEIGHTS / 2)


def _tenure(columns: Columns, now: datetime, formula: Formula) -> Floats:
    """All of it to the first promise that was kept; to all of them, where several are the first."""
    kept = formulas.is_of(columns, formulas.KEPT)
    if not kept.any():
        return np.zeros(len(columns.kind))
    first_s = columns.at_s[kept].min()
    firsts = kept & (columns.at_s == first_s)
    reached = 1 - 2 ** (-max(0.0, now.timestamp() - first_s) / formula.tenure_half.total_seconds())
    shares: Floats = firsts * reached / firsts.sum()
    return shares


def _reasons_of(line: Line) -> list[tuple[ReasonCode, float]]:
    tenure = line.by_dimension.get("tenure", 0.0)
    own = (_code(line), line.points - tenure)
    return [own, ("tenure", tenure)] if tenure else [own]


def _is_of_crowd(fact: Fact, believed: Believed) -> bool:
    return fact.receipt_kind == "trade" and fact.by_id in believed and believed[fact.by_id].custom < OF_CROWD_BELOW


def _code(line: Line) -> ReasonCode:
    fact, given = line.fact, line.points
    if fact.receipt_kind == "trade" and fact.kind == "kept":
        return "sold_to_crowd" if line.is_of_crowd else "sold"
    match fact.kind:
        case "dispute":
            return "disputes_won" if given >= 0 else "disputes_lost"
        case "review":
            return "praise" if given >= 0 else "criticism"
        case "verified_phone" | "verified_email" | "verified_place":
            return "verified"
        case "kept" | "kept_late" | "called_off" | "not_there" | "left_undone" | "elsewhere" | "returned":
            return fact.kind
