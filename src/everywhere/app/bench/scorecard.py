"""A scorecard for the benchmark: monotone bins, weight of evidence, points by a logistic regression; numpy and nothing else.

A number is cut into twenty quantiles, or between all its values when it has no more; neighbours are pooled until the rate of bad
cases rises or falls all the way (pool adjacent violators; whichever way tells more). It may turn once, as codes of status do that begin
with "nothing owed", only if the turn foretells cases that it has not seen by the logarithm of their number more: the price of a
parameter (Schwarz 1978), which chance seldom pays. A category is a bin of its own, rare ones together. What a bin weighs is the
logarithm of its odds over everybody's (weight of evidence, Good 1950; Siddiqi, "Credit Risk Scorecards", 2006), drawn
towards nought where it holds few cases. Slopes are drawn as the cases themselves choose. Every point of a case leads to one bin of one column.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
QUANTILES = 20
RARE = 0.01
"""The share of cases that a bin holds at least."""
SMOOTHING = 10.0
INNER_FOLDS = 4
PULLS: tuple[tuple[float, bool], ...] = ((1.0, False), (5.0, False), (20.0, True), (60.0, True))
"""How strongly slopes are drawn, and whether to the one that all would share or to nought; the cases choose."""
Block = tuple[float, float, int]
"""Cases, bad ones, and the last of the bins that are pooled."""


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
    fold = _inner_folds(bad)
    told = np.zeros(len(PULLS))
    for number in range(INNER_FOLDS):
        seen = fold != number
        columns, weights = _binned([column[seen] for column in table], bad[seen])
        hidden = [column[~seen] for column in table]
        for at, pull in enumerate(PULLS):
            made = Scorecard(columns, logistic(weights, bad[seen], *pull))
            told[at] += area(made.score(hidden), bad[~seen])
    return PULLS[int(np.argmax(told))]


def _inner_folds(bad: NDArray[np.bool_]) -> NDArray[np.int64]:
    fold = np.empty(len(bad), np.int64)
    rng = np.random.default_rng(0)
    for kind in (False, True):
        members = rng.permutation(np.flatnonzero(bad == kind))
        fold[members] = np.arange(len(members)) % INNER_FOLDS
    return fold


def binned(column: NDArray[np.generic], bad: NDArray[np.bool_]) -> Column:
    """The bins of one column."""
    if column.dtype.kind in "OUS":
        return _categories(column.astype(np.str_), bad)
    number = column.astype(np.float64)
    values = np.unique(number)
    cuts = np.quantile(number, np.linspace(0, 1, QUANTILES + 1)[1:-1])
    edges = values[1:] if len(values) <= QUANTILES else np.unique(cuts)
    bins = np.searchsorted(edges, number, side="right")
    fold = _inner_folds(bad)
    parts = np.stack([_counted(bins[fold == each], bad[fold == each], len(edges) + 1) for each in range(INNER_FOLDS)])
    found = edges[[last for _, _, last in _believed(parts)[:-1]]]
    return Column(found, None, evidence(np.searchsorted(found, number, side="right"), bad, len(found) + 1))


def _counted(bins: NDArray[np.int64], bad: NDArray[np.bool_], count: int) -> Floats:
    return np.stack([np.bincount(bins, minlength=count), np.bincount(bins[bad], minlength=count)]).astype(np.float64)


def _believed(parts: Floats) -> list[Block]:
    """Straight, or with the turn that foretells most, if by so much more that it is believed. `parts`: cases and bad ones of each bin, by fold."""
    whole: Floats = parts.sum(axis=0)
    best, most = straight(whole), _foretold(parts, straight) + np.log(whole[0].sum())
    for rises_first in (True, False):
        turn = partial(turning, rises_first=rises_first)
        bent = turn(whole)
        if bent and (told := _foretold(parts, turn)) > most:
            best, most = bent, told
    return best


def _foretold(parts: Floats, shape: Callable[[Floats], list[Block]]) -> float:
    """The likelihood of each fold's cases, in logarithms, by the bins that the other folds make."""
    whole, told = parts.sum(axis=0), 0.0
    for hidden in parts:
        known = whole - hidden
        blocks = shape(known)
        if not blocks:
            return -np.inf
        usual = float(known[1].sum() / known[0].sum())
        chance = np.array([_rate(block, usual) for block in blocks])
        starts = [0, *(last + 1 for _, _, last in blocks[:-1])]
        cases, bads = np.add.reduceat(hidden, starts, axis=1)
        told += float((bads * np.log(chance) + (cases - bads) * np.log(1 - chance)).sum())
    return told


def straight(counts: Floats) -> list[Block]:
    """Bins pooled until the rate rises or falls all the way, whichever tells more."""
    return max((pooled(counts, counts, rising=rising) for rising in (True, False)), key=_told)


def turning(counts: Floats, *, rises_first: bool) -> list[Block]:
    """Bins pooled until the rate turns once, where that tells most; none where no turn leaves enough cases in every bin."""
    rare = RARE * counts[0].sum()
    best: list[Block] = []
    most = -np.inf
    for at in range(1, counts.shape[1]):
        after = pooled(counts[:, at:], counts, rising=not rises_first)
        blocks = [*pooled(counts[:, :at], counts, rising=rises_first), *((cases, bads, last + at) for cases, bads, last in after)]
        if min(cases for cases, _, _ in blocks) >= rare and (told := _told(blocks)) > most:
            best, most = blocks, told
    return best


def pooled(counts: Floats, among: Floats, *, rising: bool) -> list[Block]:
    """Neighbours pooled that break the order of what they will weigh, or hold too few of the cases that they are `among`."""
    everybody, bad = among.sum(axis=1).tolist()
    blocks: list[Block] = []
    for at, (cases, bads) in enumerate(counts.T.tolist()):
        block = (cases, bads, at)
        while blocks:
            before, after = (_rate(each, bad / everybody) for each in (blocks[-1], block))
            is_ordered = before < after if rising else before > after
            if is_ordered and min(blocks[-1][0], block[0]) >= RARE * everybody:
                break
            last = blocks.pop()
            block = (last[0] + block[0], last[1] + block[1], block[2])
        blocks.append(block)
    return blocks


def _rate(block: Block, usual: float) -> float:
    """How many of a block's cases are bad, drawn to the usual where it holds few."""
    return (block[1] + SMOOTHING * usual) / (block[0] + SMOOTHING)


def _told(blocks: list[Block]) -> float:
    """The likelihood of the cases by the rates of their own blocks, in logarithms."""
    return sum(part * math.log(part / cases) for cases, bads, _ in blocks for part in (bads, cases - bads) if part)


def evidence(bins: NDArray[np.int64], bad: NDArray[np.bool_], count: int) -> Floats:
    """The weight of evidence of each bin."""
    rate = bad.mean()
    bads = np.bincount(bins[bad], minlength=count)
    goods = np.bincount(bins, minlength=count) - bads
    weights: Floats = np.log((bads + SMOOTHING * rate) / (goods + SMOOTHING * (1 - rate))) - np.log(rate / (1 - rate))
    return weights


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
    return Column(None, values[frequent], evidence(bins, bad, int(frequent.sum()) + 1))
