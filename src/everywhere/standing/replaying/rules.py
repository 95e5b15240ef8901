"""A changed formula, and what it does to people who were scored by another."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import DIMENSIONS, Columns, Dimension, Floats, Formula, Result
from everywhere.standing.replaying.types import Changes, FormulaNotSound, Moment, Mover

MOVES_FROM = 10
"""Fewer points than that nobody notices."""
MOVERS_MAX = 20


def changed(formula: Formula, changes: Changes) -> Formula:
    """The formula with these changes, as the version after it. Raises FormulaNotSound."""
    kept, broken = formula.prior
    made = replace(
        formula,
        version=formula.version + 1,
        weights=formula.weights if changes.weights is None else {**formula.weights, **changes.weights},
        prior=(_or(changes.prior_kept, kept), _or(changes.prior_broken, broken)),
        caution=_or(changes.caution, formula.caution),
        half_life=_days(changes.half_life_days, formula.half_life),
        broken_counts=_or(changes.broken_counts, formula.broken_counts),
        peace=_or(changes.peace, formula.peace),
        other_role=_or(changes.other_role, formula.other_role),
        other_category=_or(changes.other_category, formula.other_category),
        tenure_half=_days(changes.tenure_half_days, formula.tenure_half),
    )
    must_be_sound(made)
    return made


def must_be_sound(formula: Formula) -> None:
    """Raise FormulaNotSound where scores could leave their range, or a kept promise could lower one."""
    if abs(sum(formula.weights.values()) - 1) > 1e-9 or min(formula.weights.values()) < 0:
        raise FormulaNotSound(reason="weights")
    if min(formula.prior) < formula.caution**2 or min(formula.prior) <= 0:
        raise FormulaNotSound(reason="prior")
    if min(formula.caution, formula.broken_counts, formula.peace, formula.other_role, formula.other_category) < 0:
        raise FormulaNotSound(reason="a negative number")
    if min(formula.half_life, formula.tenure_half) < timedelta(days=1):
        raise FormulaNotSound(reason="days")


class Counting:
    """Counts one moment, some people after others; keeps two small numbers a person."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._before: list[NDArray[np.int16]] = []
        self._after: list[NDArray[np.int16]] = []
        self._gained = {"up": np.zeros(len(DIMENSIONS)), "down": np.zeros(len(DIMENSIONS))}

    def add(self, before: Result, after: Result, gained: Floats) -> None:
        """People scored by both; `gained` are points of shape (dimensions, people)."""
        self._before.append(before.score.astype(np.int16))
        self._after.append(after.score.astype(np.int16))
        moved = after.score - before.score
        self._gained["up"] += gained[:, moved >= MOVES_FROM].sum(axis=1)
        self._gained["down"] += gained[:, moved <= -MOVES_FROM].sum(axis=1)

    def told(self) -> Moment | None:
        """What was counted; None where nobody was."""
        if not sum(len(part) for part in self._before):
            return None
        before, after = np.concatenate(self._before).astype(int), np.concatenate(self._after).astype(int)
        moved = after - before
        rising, falling = int((moved >= MOVES_FROM).sum()), int((moved <= -MOVES_FROM).sum())
        return Moment(
            at=self._at,
            people=len(moved),
            median_before=int(np.median(before)),
            median_after=int(np.median(after)),
            rising=rising,
            falling=falling,
            most_up=max(0, int(moved.max())),
            most_down=min(0, int(moved.min())),
            bands=_bands(before, after),
            why_up=_by_dimension(self._gained["up"] / max(1, rising)),
            why_down=_by_dimension(self._gained["down"] / max(1, falling)),
        )


def known_by(columns: Columns, at: datetime) -> Columns:
    """The facts that had happened by then."""
    then = columns.at_s <= at.timestamp()
    parts: dict[str, Any] = {name: getattr(columns, name)[then] for name in Columns.__slots__}
    return Columns(**parts)


def gained(before: Result, after: Result, old: Formula, new: Formula) -> Floats:
    """Points that each dimension gives more under the new formula, of shape (dimensions, people)."""
    weights = np.array([[old.weights[name], new.weights[name]] for name in DIMENSIONS])
    points: Floats = formulas.SPAN * (weights[:, 1:] * after.reached - weights[:, :1] * before.reached)
    return points


def movers(person_ids: list[UUID], before: Result, after: Result, points: Floats) -> list[Mover]:
    """Who of these moves most, the most first."""
    moved = np.abs(after.score - before.score)
    most = np.argsort(-moved, kind="stable")[:MOVERS_MAX]
    return [
        Mover(person_ids[at], int(before.score[at]), int(after.score[at]), _by_dimension(points[:, at]))
        for at in most.tolist()
        if moved[at]
    ]


def foremost(found: list[Mover]) -> list[Mover]:
    """The few who move most of all that were found."""
    return sorted(found, key=lambda mover: (-abs(mover.after - mover.before), mover.person_id))[:MOVERS_MAX]


def _bands(before: NDArray[np.int64], after: NDArray[np.int64]) -> dict[Any, int]:
    pairs, counts = np.unique(np.stack([before, after]), axis=1, return_counts=True)
    found: dict[Any, int] = {}
    for (one, other), count in zip(pairs.T.tolist(), counts.tolist(), strict=True):
        way = formulas.band_of(one), formulas.band_of(other)
        if way[0] != way[1]:
            found[way] = found.get(way, 0) + count
    return found


def _by_dimension(points: Floats) -> dict[Dimension, float]:
    return {name: round(float(points[at]), 2) for at, name in enumerate(DIMENSIONS)}


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _days(days: int | None, otherwise: timedelta) -> timedelta:
    return otherwise if days is None else timedelta(days=days)
