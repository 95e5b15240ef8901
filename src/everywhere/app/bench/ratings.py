"""Recorded ratings between people as evidence: the product's review correction and standing, and the peers of the literature.

*Fairness and goodness* is Kumar et al., "Edge Weight Prediction in Weighted Signed Networks", 2016, iterated as published.
"""

import csv
import gzip
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from everywhere.app.bench import scorecard
from everywhere.standing.credence import rules as credence
from everywhere.standing.evidence.types import KINDS
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import Columns, Floats

ROUNDS = 100
RATING_MAX = 10.0
ANCHORS = 0.02
"""Who came first vouches for the place, as members of a community do; so large a share of people."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Who rated whom, from -10 to 10, and when; people are counted from 0."""

    names: NDArray[np.int64]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    rating: Floats
    at_s: Floats

    @property
    def people(self) -> int:
        """How many there are."""
        return len(self.names)

    def only(self, kept: NDArray[np.bool_]) -> "Ratings":
        """The same people, with these ratings alone."""
        return Ratings(self.names, self.source[kept], self.target[kept], self.rating[kept], self.at_s[kept])


def read(file: Path) -> Ratings:
    """Ratings as SNAP keeps them: source, target, rating, unix time."""
    with gzip.open(file, "rt", encoding="utf-8") as text:
        lines = np.array([[float(cell) for cell in line] for line in csv.reader(text) if line[0].isdigit()])
    names, numbers = np.unique(lines[:, :2].astype(np.int64), return_inverse=True)
    source, target = numbers.reshape(-1, 2).T
    return Ratings(names, source, target, lines[:, 2], lines[:, 3])


def fairness_goodness(known: Ratings) -> tuple[Floats, Floats]:
    """Fairness of each as a rater, 0 to 1, and goodness as rated, -1 to 1."""
    weight = known.rating / RATING_MAX
    given = np.maximum(1, np.bincount(known.source, minlength=known.people))
    got = np.maximum(1, np.bincount(known.target, minlength=known.people))
    fairness, goodness = np.ones(known.people), np.ones(known.people)
    for _ in range(ROUNDS):
        after = np.bincount(known.target, fairness[known.source] * weight, known.people) / got
        off = np.abs(weight - after[known.target])
        fairer = 1 - np.bincount(known.source, off, known.people) / given / 2
        moved = max(np.abs(after - goodness).max(), np.abs(fairer - fairness).max())
        fairness, goodness = fairer, after
        if moved < 1e-6:
            break
    return fairness, goodness


def expected(known: Ratings, asked: Ratings) -> Floats:
    """How well each of `asked` is expected to be rated: three columns, weighed by a logistic regression on what is known.

    How the rated one was rated by others, each rating corrected for how harsh its writer is; how harsh this writer is with
    others; and how the rated one rated the writer. A known rating is never among what it is compared with.
    """
    seen, signs = _columns(known, known, is_known=True), known.rating < 0
    slopes = scorecard.logistic(seen, signs, ridge=1.0)
    unknown = _columns(known, asked, is_known=False)
    found: Floats = -(slopes[0] + unknown @ slopes[1:])
    return found


def standing(known: Ratings) -> Floats:
    """The product's score of each when they were last rated, ratings being reviews: with credence walked from who came first, and harshness."""
    value = as_review(known.rating)
    first_s = np.full(known.people, np.inf)
    np.minimum.at(first_s, known.source, known.at_s)
    anchors = first_s <= np.quantile(first_s[np.isfinite(first_s)], ANCHORS)
    graph = credence.graph_of(known.source.astype(np.int32), known.target.astype(np.int32), known.rating / RATING_MAX, known.people)
    believed = credence.credences(graph, known.people, anchors)
    given = np.bincount(known.source, minlength=known.people).astype(np.float64)
    harsh = formulas.harshness_of(given, np.bincount(known.source, value, known.people).astype(np.float64))
    facts, now_s = len(known.rating), float(known.at_s.max())
    last_s = np.zeros(known.people)
    np.maximum.at(last_s, known.target, known.at_s)
    columns = Columns(
        person=known.target,
        kind=np.full(facts, KINDS.index("review")),
        role=np.ones(facts, np.int64),
        value=value,
        weight=np.ones(facts),
        at_s=known.at_s + now_s - last_s[known.target],
        by=known.source.astype(np.uint64) + np.uint64(1),
        credence=believed[known.source],
        harshness=harsh[known.source],
    )
    return formulas.score(columns, known.people, datetime.fromtimestamp(now_s, UTC)).exact


def as_review(rating: Floats) -> Floats:
    """A rating as stars: there the usual word for a good trade is +1, so every good rating is four stars or more, every bad one two or less."""
    share = np.abs(rating) / RATING_MAX
    return np.where(rating > 0, 0.75 + 0.25 * share, 0.25 - 0.25 * share)


def mean_got(known: Ratings) -> Floats:
    """The mean rating that each got; 0 without any."""
    return np.bincount(known.target, known.rating, known.people) / np.maximum(1, np.bincount(known.target, minlength=known.people))


def page_rank(known: Ratings) -> Floats:
    """PageRank (Brin and Page, 1998) over the good ratings."""
    good = known.only(known.rating > 0)
    given = np.bincount(good.source, good.rating, good.people)
    rank = np.full(good.people, 1 / good.people)
    for _ in range(ROUNDS):
        flow = rank[good.source] * good.rating / given[good.source]
        moved = np.bincount(good.target, flow, good.people)
        rank = 0.15 / good.people + 0.85 * (moved + rank[given == 0].sum() / good.people)
    return rank


def _columns(known: Ratings, asked: Ratings, *, is_known: bool) -> Floats:
    value = (known.rating / RATING_MAX + 1) / 2
    own = (asked.rating / RATING_MAX + 1) / 2 if is_known else np.zeros(len(asked.rating))
    less = 1.0 if is_known else 0.0
    given = np.bincount(known.source, minlength=known.people).astype(float)
    given_sum = np.bincount(known.source, value, known.people)
    usual = float(value.mean())
    prior = formulas.CURRENT.harshness_prior
    harsh = (given_sum - given * usual) / (given + prior)
    corrected = value - harsh[known.source]
    got = np.bincount(known.target, minlength=known.people).astype(float)
    got_sum = np.bincount(known.target, corrected, known.people)
    own_corrected = (own - harsh[asked.source]) * less
    good = (got_sum[asked.target] - own_corrected + 2 * usual) / (got[asked.target] - less + 2)
    mood = (given_sum[asked.source] - own - (given[asked.source] - less) * usual) / (given[asked.source] - less + prior)
    key = known.source * known.people + known.target
    order = np.argsort(key)
    back = asked.target * known.people + asked.source
    at = np.minimum(np.searchsorted(key[order], back), len(key) - 1)
    is_there = key[order][at] == back
    answer = np.where(is_there, known.rating[order][at], 0.0) / RATING_MAX
    return np.column_stack([good - usual, mood, answer, is_there, np.log1p(got[asked.target] - less)])


def labels(file: Path, known: Ratings) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Who is labelled, and whether as a fraud (-1) rather than benign (1)."""
    at = {int(name): number for number, name in enumerate(known.names)}
    with gzip.open(file, "rt", encoding="utf-8") as text:
        found = [(at[int(name)], int(label) < 0) for name, label in csv.reader(text) if name.isdigit() and int(name) in at]
    return np.array([number for number, _ in found]), np.array([is_fraud for _, is_fraud in found])


def without_labelling(known: Ratings, who: NDArray[np.int64], is_fraud: NDArray[np.bool_]) -> Ratings:
    """The ratings but for those of the benign about anybody labelled."""
    labelled, benign = np.zeros(known.people, np.bool_), np.zeros(known.people, np.bool_)
    labelled[who] = True
    benign[who[~is_fraud]] = True
    return known.only(~(benign[known.source] & labelled[known.target]))
