"""Batch assignment: when several needs wait at once, who is asked first by whom, for the most good of all together.

Nearest-first lets the first need take the helper that the second needed more. The assignment of greatest total
utility is found by shortest augmenting paths (R. Jonker and A. Volgenant, Computing 38, 1987): for n needs and m
helpers in O(n²m), the inner loop over helpers in numpy.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Need = TypeVar("Need", bound=Hashable)
Helper = TypeVar("Helper", bound=Hashable)


def assign(needs: Sequence[Need], helpers: Sequence[Helper], utility: Callable[[Need, Helper], float | None]) -> dict[Need, Helper]:
    """Give each need at most one helper and each helper at most one need, so that the sum of utilities is greatest.

    `utility` answers how good a pair is, finite and at least 0; None, where they cannot be brought together. A need
    that is better left out for the others' sake is not in the answer.
    """
    if not needs or not helpers:
        return {}
    gain = np.array([[_gain(utility(need, helper)) for helper in helpers] for need in needs])
    # A column of its own for every need: staying without a helper is worth nothing, and always possible.
    padded = np.hstack([np.maximum(gain, 0.0), np.zeros((len(needs), len(needs)))])
    chosen = least_cost(-padded)
    return {needs[row]: helpers[column] for row, column in enumerate(chosen) if column < len(helpers) and gain[row, column] >= 0}


def least_cost(cost: NDArray[np.float64]) -> list[int]:
    """The column of each row in the assignment of least total cost. There must be at least as many columns as rows."""
    row_count, column_count = cost.shape
    row_price = np.zeros(row_count)
    column_price = np.zeros(column_count)
    row_of = np.full(column_count, -1)
    for row in range(row_count):
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
