"""Batch assignment: when several needs wait at once, who is asked first by whom, for the most good of all together.

Nearest-first lets the first need take the helper that the second needed more. The assignment of greatest total
utility is found by shortest augmenting paths (R. Jonker and A. Volgenant, Computing 38, 1987): for n needs and m
helpers in O(n²m), the inner loop over helpers in numpy, each connected part of them by itself.

When to settle is decided from what is known at the time, without a window: a pair waits for a better one until one of
the two is about to leave (who knows when people leave does best to match them last: Akbarpour, Li and Gharan, Journal
of Political Economy 128, 2020). Whoever stays is spared as far as others will come for them before they leave.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_LEAST_SHARE = 1e-3

Need = TypeVar("Need", bound=Hashable)
Helper = TypeVar("Helper", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One side of those who wait, one an index."""

    leaves: NDArray[np.bool_]
    """Who is about to leave."""
    chance: NDArray[np.float64]
    """How likely somebody else comes for them before they leave."""

    @property
    def kept(self) -> NDArray[np.float64]:
        """What share of a pair they would still get by waiting: nothing for those who leave."""
        return np.where(self.leaves, 0.0, self.chance)


def assign(needs: Sequence[Need], helpers: Sequence[Helper], utility: Callable[[Need, Helper], float | None]) -> dict[Need, Helper]:
    """Give each need at most one helper and each helper at most one need, so that the sum of utilities is greatest.

    `utility` answers how good a pair is, finite and at least 0; None, where they cannot be brought together. A need
    that is better left out for the others' sake is not in the answer.
    """
    if not needs or not helpers:
        return {}
    gain = np.array([[_gain(utility(need, helper)) for helper in helpers] for need in needs])
    return {needs[row]: helpers[column] for row, column in assigned(gain)}


def assigned(gain: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The pairs (row, column) of greatest total gain; a negative gain says that a pair cannot be."""
    found = []
    for rows, columns in parts(gain >= 0):
        found += [(int(rows[row]), int(columns[column])) for row, column in _assigned_in(gain[np.ix_(rows, columns)])]
    return sorted(found)


def parts(possible: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The rows and columns of each connected part of a table; who has no pair is in none.

    What happens in one part changes nothing in another, and most of what waits in a city is far apart.
    """
    rows, columns = np.nonzero(possible)
    label = np.arange(possible.shape[0])
    while True:
        of_column = np.full(possible.shape[1], len(label))
        np.minimum.at(of_column, columns, label[rows])
        lower = label.copy()
        np.minimum.at(lower, rows, of_column[columns])
        if (lower == label).all():
            break
        label = lower
    for each in np.unique(label[rows]):
        yield np.flatnonzero(label == each), np.flatnonzero(of_column == each)


def _assigned_in(gain: NDArray[np.float64]) -> list[tuple[int, int]]:
    row_count, column_count = gain.shape
    if row_count > column_count:
        return [(row, column) for column, row in _assigned_in(gain.T)]
    # A column of its own for every row: to stay alone is worth nothing, and always possible.
    padded = np.hstack([np.maximum(gain, 0.0), np.zeros((row_count, row_count))])
    return [(row, column) for row, column in enumerate(least_cost(-padded)) if column < column_count and gain[row, column] >= 0]


def settled(gain: NDArray[np.float64], needs: Waiting, helpers: Waiting, typical: float) -> list[tuple[int, int]]:
    """The pairs (need, helper) to settle now, of the best assignment of all who wait; the others may still find better.

    `gain`: what each pair is worth, negative where it cannot be; `typical`: what pairs are worth on average.
    """
    worth = worth_now(gain, needs, helpers, typical)
    return [(row, column) for row, column in assigned(worth) if needs.leaves[row] or helpers.leaves[column]]


def worth_now(gain: NDArray[np.float64], needs: Waiting, helpers: Waiting, typical: float) -> NDArray[np.float64]:
    """What each pair wins beyond what its two would keep by waiting; negative where it cannot be.

    As an assignment is the best there is, no way to serve the same people, greedily or other, wins more of it.
    """
    # The scarcer side is who others come for: its share of what a pair is worth is what waiting keeps for it.
    helpers_share = len(needs.leaves) / (len(needs.leaves) + len(helpers.leaves))
    kept = typical * ((1 - helpers_share) * needs.kept[:, None] + helpers_share * helpers.kept[None, :])
    # Sparing somebody is never worth more than a pair: whom nobody else can help is still helped.
    return np.where(gain < 0, gain, np.maximum(gain - kept, _LEAST_SHARE * gain))


def chance_of_another(came: int, waited_s: float, left_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely another partner comes within `left_s`, when in `waited_s` of all who waited so far `came` did (Poisson)."""
    return 1 - np.exp(-came / max(waited_s, 1.0) * np.maximum(left_s, 0.0))


def least_cost(cost: NDArray[np.float64]) -> list[int]:
    """The column of each row in the assignment of least total cost. There must be at least as many columns as rows."""
    row_count, column_count = cost.shape
    if not row_count:
        return []
    # Whoever is alone in wanting their cheapest column has it; only the others need paths of exchanges.
    cheapest = cost.argmin(axis=1)
    row_price = cost.min(axis=1)
    column_price = np.zeros(column_count)
    row_of = np.full(column_count, -1)
    taken, first = np.unique(cheapest, return_index=True)
    row_of[taken] = first
    for row in np.setdiff1d(np.arange(row_count), first).tolist():
        _augment(cost, row, row_of, row_price, column_price)
    chosen = [-1] * row_count
    for column in np.flatnonzero(row_of >= 0):
        chosen[row_of[column]] = int(column)
    return chosen


def _augment(
    cost: NDArray[np.float64],
    start: int,
    row_of: NDArray[np.int64],
    row_price: NDArray[np.float64],
    column_price: NDArray[np.float64],
) -> None:
    """Bring one more row in along the cheapest path of exchanges, and keep the prices such that no column is underpaid."""
    shortest = np.full(len(row_of), np.inf)
    came_from = np.full(len(row_of), -1)
    done = np.zeros(len(row_of), dtype=bool)
    row, so_far = start, 0.0
    while True:
        through = so_far + cost[row] - row_price[row] - column_price
        better = ~done & (through < shortest)
        shortest[better] = through[better]
        came_from[better] = row
        column = int(np.argmin(np.where(done, np.inf, shortest)))
        so_far = float(shortest[column])
        done[column] = True
        if row_of[column] < 0:
            break
        row = int(row_of[column])
    passed = done.copy()
    passed[column] = False
    row_price[start] += so_far
    row_price[row_of[passed]] += so_far - shortest[passed]
    column_price[passed] -= so_far - shortest[passed]
    while True:
        row = int(came_from[column])
        before = -1 if row == start else int(np.flatnonzero(row_of == row)[0])
        row_of[column] = row
        if before < 0:
            return
        row_of[before] = -1
        column = before


def _gain(utility: float | None) -> float:
    return -1.0 if utility is None else utility
