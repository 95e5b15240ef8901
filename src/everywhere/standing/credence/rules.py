"""Whom to believe: a short walk of trust over the graph of deals, from people whose place was checked.

A ring of accounts that praise each other deals much among itself and little with others, so trust that walks along deals
for a few steps hardly gets in, however many accounts it has (Cao et al., "Aiding the Detection of Fake Accounts in Large
Scale Social Online Services", 2012: early-terminated power iteration, ranks divided by degree). Deals are weighted by how
well they went: what went badly between two takes from what binds them. The effect is on weight alone: nobody is shut out.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everywhere.standing.formula.types import Floats

CREDENCE_MIN = 0.1
NEW_CREDENCE = 0.5
"""Of somebody whom the walk has not seen yet."""
BOND_MAX = 3.0
"""A pair that deals again and again is bound no closer than this."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Pairs of people, counted from 0, and how closely good deals bind them; each pair once."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    bond: Floats


def graph_of(one: NDArray[np.int32], other: NDArray[np.int32], good: Floats, people: int) -> Graph:
    """The graph of what happened between pairs, any number of times and from either side; `good` is below 0 for what went badly."""
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other)
    key = low * people + high
    order = np.argsort(key, kind="stable")
    key, good = key[order], good[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, np.int64)
    bond = np.minimum(BOND_MAX, np.add.reduceat(good, starts)) if len(starts) else np.zeros(0)
    pair = key[starts]
    binds = (bond > 0) & (pair // people != pair % people)
    pair = pair[binds]
    return Graph((pair // people).astype(np.int32), (pair % people).astype(np.int32), bond[binds])


def credences(graph: Graph, people: int, anchors: NDArray[np.bool_]) -> Floats:
    """How far each is believed, 0.1 to 1; without anchors everybody whole, and who never dealt like who is new."""
    degree = np.bincount(graph.one, graph.bond, people) + np.bincount(graph.other, graph.bond, people)
    there = degree > 0
    if not (anchors & there).any():
        return np.where(there, 1.0, NEW_CREDENCE)
    trust = (anchors & there) * degree
    trust *= degree.sum() / trust.sum()
    for _ in range(steps(people)):
        given = trust / np.where(there, degree, 1.0)
        trust = np.bincount(graph.other, given[graph.one] * graph.bond, people)
        trust += np.bincount(graph.one, given[graph.other] * graph.bond, people)
    # 1 is what everybody would have once trust had spread evenly, rings included.
    rank = trust / np.where(there, degree, 1.0)
    return np.where(there, np.clip(rank, CREDENCE_MIN, 1.0), NEW_CREDENCE)


def steps(people: int) -> int:
    """So long is the walk: long enough to cross an honest crowd, too short to seep into a ring. Even, for deals have two sides."""
    return 2 * max(1, math.ceil(math.log2(max(2, people)) / 2))
