"""A scorecard for the benchmark: monotone bins, weight of evidence, points by a logistic regression; numpy and nothing else.

A number is cut into twenty quantiles, neighbours of which are pooled until the rate of bad cases rises or falls all the way (pool
adjacent violators; whichever way tells more). A category is a bin of its own, rare ones together. What a bin weighs is the
logarithm of its odds over everybody's (weight of evidence, Good 1950; Siddiqi, "Credit Risk Scorecards", 2006), drawn
towards nought where it holds few cases. Slopes are drawn as the cases themselves choose. Every point of a case leads to one bin of one column.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
QUANTILES = 20
RARE = 0.02
SMOOTHING = 10.0
INNER_FOLDS = 4
PULLS: tuple[tuple[float, bool], ...] = ((1.0, False), (5.0, False), (20.0, True), (60.0, True))
"""How strongly slopes are drawn, and whether to the one that all would share or to nought; the cases choose."""


@dataclass(frozen=True, slots=True)
class Column:
    """Inner edges of a number's bins, or a category's known values; and what each bin weighs, the last being all others."""

    edges: Floats | None
    values: NDArray[np.str_] | None
    weights: Floats

    def apply(self, column: NDArray[np.generic]) -> Floats:
        """The weight of evidence of each case."""
        if self.edges is not None:
            cut: Floats = self.weights[np.searchsorted(self.edges, column.astype(np.float64), side="right")]
            return cut
        known = self.values if self.values is not None else np.zeros(0, np.str_)
        text = column.astype(np.str_)
        at = np.minimum(np.searchsorted(known, text), max(0, len(known) - 1))
        found: Floats = np.where(known[at] == text, self.weights[at], self.weights[-1])
        return found


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Bins of each column, and by how much each column's weight counts."""

    columns: list[Column]
    slopes: Floats

    def score(self, table: list[NDArray[np.generic]]) -> Floats:
        """How much speaks for a bad case, in log odds."""
        weights = np.stack([bins.apply(column) for bins, column in zip(self.columns, table, strict=True)], axis=1)
        odds: Floats = self.slopes[0] + weights @ self.slopes[1:]
        return odds


def fitted(table: list[NDArray[np.generic]], bad: NDArray[np.bool_]) -> Scorecard:
    """A scorecard of these cases; how strongly slopes are drawn is what foretells best among the cases themselves."""
    columns, weights = _binned(table, bad)
    return Scorecard(columns, logistic(weights, bad, *_pull(table, bad)))


def _binned(table: list[NDArray[np.generic]], bad: NDArray[np.bool_]) -> tuple[list[Column], Floats]:
    columns = [binned(column, bad) for column in table]
    return columns, np.stack([bins.apply(column) for bins, column in zip(columns, table, strict=True)], axis=1)


def _pull(table: list[NDArray[np.generic]], bad: NDArray[np.bool_]) -> tuple[float, bool]:
    """By the area over cases that neither bins nor slopes have seen."""
    fold = np.empty(len(bad), np.int64)
    rng = np.random.default_rng(0)
    for kind in (False, True):
        members = rng.permutation(np.flatnonzero(bad == kind))
        fold[members] = np.arange(len(members)) % INNER_FOLDS
    told = np.zeros(len(PULLS))
    for number in range(INNER_FOLDS):
        seen = fold != number
        columns, weights = _binned([column[seen] for column in table], bad[seen])
        hidden = [column[~seen] for column in table]
        for at, pull in enumerate(PULLS):
            made = Scorecard(columns, logistic(weights, bad[seen], *pull))
            told[at] += area(made.score(hidden), bad[~seen])
    return PULLS[int(np.argmax(told))]


def binned(column: NDArray[np.generic], bad: NDArray[np.bool_]) -> Column:
    """The bins of one column."""
    if column.dtype.kind in "OUS":
        return _categories(column.astype(np.str_), bad)
    number = column.astype(np.float64)
    edges = np.unique(np.quantile(number, np.linspace(0, 1, QUANTILES + 1)[1:-1]))
    best: Column | None = None
    most = -1.0
    for rising in (True, False):
        kept = pooled(np.searchsorted(edges, number, side="right"), bad, len(edges) + 1, rising=rising)
        found = edges[kept]
        bins = np.searchsorted(found, number, side="right")
        weights, told = evidence(bins, bad, len(found) + 1)
        if told > most:
            best, most = Column(found, None, weights), told
    if best is None:
        raise ValueError("a column without cases")
    return best


def pooled(bins: NDArray[np.int64], bad: NDArray[np.bool_], count: int, *, rising: bool) -> NDArray[np.int64]:
    """Which inner edges stay once neighbours that break the order of the rates are pooled."""
    cases = np.bincount(bins, minlength=count).astype(float)
    bads = np.bincount(bins[bad], minlength=count).astype(float)
    blocks: list[tuple[float, float, int]] = []
    for at in range(count):
        block = (cases[at], bads[at], at)
        while blocks and (_breaks(blocks[-1], block, rising=rising) or min(blocks[-1][0], block[0]) < RARE * len(bad)):
            before = blocks.pop()
            block = (before[0] + block[0], before[1] + block[1], block[2])
        blocks.append(block)
    return np.array([last for _, _, last in blocks[:-1]], np.int64)


def _breaks(before: tuple[float, float, int], after: tuple[float, float, int], *, rising: bool) -> bool:
    rates = [bads / cases if cases else 0.0 for cases, bads, _ in (before, after)]
    return rates[0] >= rates[1] if rising else rates[0] <= rates[1]


def evidence(bins: NDArray[np.int64], bad: NDArray[np.bool_], count: int) -> tuple[Floats, float]:
    """The weight of evidence of each bin, and how much the bins tell together (information value)."""
    rate = bad.mean()
    cases = np.bincount(bins, minlength=count)
    bads = np.bincount(bins[bad], minlength=count) + SMOOTHING * rate
    goods = cases - np.bincount(bins[bad], minlength=count) + SMOOTHING * (1 - rate)
    weights = np.log(bads / goods) - np.log(rate / (1 - rate))
    told = float(((bads / bads.sum() - goods / goods.sum()) * weights).sum())
    return weights, told


def logistic(weights: Floats, bad: NDArray[np.bool_], ridge: float, is_shared: bool = False) -> Floats:  # noqa: FBT001, FBT002 - as PULLS has it
    """The slopes, the constant first, drawn to nought, or to the slope that all would share: then a column of which the cases say
    little counts like the others, not like nothing.
    """
    towards = np.zeros(weights.shape[1])
    if is_shared:
        towards += _newton(weights.sum(axis=1, keepdims=True), bad, np.zeros(1), 0.0)[1]
    return _newton(weights, bad, towards, ridge)


def _newton(weights: Floats, bad: NDArray[np.bool_], towards: Floats, ridge: float) -> Floats:
    design = np.column_stack([np.ones(len(bad)), weights])
    pull = np.diag(np.concatenate([[0.0], np.full(weights.shape[1], ridge)]))
    goal = np.concatenate([[0.0], towards])
    slopes = goal.copy()
    for _ in range(25):
        chance = 1 / (1 + np.exp(-(design @ slopes)))
        gradient = design.T @ (bad - chance) - pull @ (slopes - goal)
        step = np.linalg.solve((design * (chance * (1 - chance))[:, None]).T @ design + pull, gradient)
        slopes = slopes + step
        if np.abs(step).max() < 1e-8:
            break
    return slopes


def area(score: Floats, bad: NDArray[np.bool_]) -> float:
    """The area under the ROC curve: how often a bad case scores above a good one, ties counting half."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    bads = int(bad.sum())
    return float((rank[bad].sum() - bads * (bads + 1) / 2) / (bads * (len(bad) - bads)))


def distance(score: Floats, bad: NDArray[np.bool_]) -> float:
    """Kolmogorov and Smirnov's: the largest gap between the two cumulated shares."""
    order = np.argsort(score, kind="stable")
    ends = np.append(score[order][1:] != score[order][:-1], True)
    shares = np.cumsum(bad[order]) / bad.sum() - np.cumsum(~bad[order]) / (~bad).sum()
    return float(np.abs(shares[ends]).max())


def _categories(text: NDArray[np.str_], bad: NDArray[np.bool_]) -> Column:
    values, inverse, counts = np.unique(text, return_inverse=True, return_counts=True)
    frequent = counts >= RARE * len(text)
    bins = np.where(frequent[inverse], (np.cumsum(frequent) - 1)[inverse], frequent.sum())
    weights, _ = evidence(bins, bad, int(frequent.sum()) + 1)
    return Column(None, values[frequent], weights)
