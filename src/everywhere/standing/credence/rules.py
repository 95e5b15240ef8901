"""Whom to believe: a short walk of trust over the graph of deals, from people whose place was checked.

A ring of accounts that praise each other deals much among itself and little with others, so trust that walks along deals
for a few steps hardly gets in, however many accounts it has (Cao et al., "Aiding the Detection of Fake Accounts in Large
Scale Social Online Services", 2012: early-terminated power iteration, ranks divided by degree). Deals are weighted by how
well they went: what went badly between two takes from what binds them. The effect is on weight alone: nobody is shut out.

Each of a ring who deals honestly a few times opens a door for trust, and a ring of eight needs but a few. So a witness is believed
less, too, the more their deals lie among people who deal with each other: the overlap of both sides' circles over each deal (Jaccard),
beyond what chance makes of it in a small town, estimated by the least of 32 hashes of each circle (Broder, "On the Resemblance and
Containment of Documents", 1997). Each deal of a pair counts for it, a further one less than the one before: a ring lives by doing the
same again, and a few honest deals do not open it. Who showed that they belong to a place is spared: in a hamlet everybody deals with everybody.

Who speaks against many of those whom they spoke of, each time with something to gain by it, is believed less against anybody: poor reviews of
people to whom they had just lost a dispute, or who had refused them more money, and the lost disputes themselves. One such
thing says nothing, since honest people lose disputes as well; so the share is counted from its lower bound, and what lies below
`TOLERATED` costs nothing. Nothing that people write is read for it.

Purchases bind nobody to anybody in the walk: trust could be bought by them. Buyers of whom nothing else speaks, and who came to a shop
within a day of each other, are one voice that says less each time: `m` of them count as 1 + 1/2 + … + 1/m, as the same counterpart does.
So a shop that praises itself by a hundred accounts in one night gains what five buyers give, and one that is full every day gains that
every day. Who buys at several shops is counted where the fewest came with them.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everywhere.standing.evidence.types import KINDS
from everywhere.standing.formula.types import AGAINST_BELOW, Columns, Floats

CREDENCE_MIN = 0.1
NEW_CREDENCE = 0.5
"""Of somebody whom the walk has not seen yet."""
PRESSED_PRIOR = (1.0, 9.0)
"""Imagined people of whom a witness spoke with something to gain by it, and without."""
PRESSED_CAUTION = 1.2816
"""Standard deviations below the mean, as in the formula of standing."""
TOLERATED = 0.1
"""Up to this share, at its lower bound, it is bad luck."""
HASHES = 32
OPEN_PRIOR = 3.0
"""Imagined ties of everybody with people who know none of the others."""
CLOSED_TOLERATED = 0.22
"""Neighbours have neighbours in common; up to this share of ties inside a circle costs nothing."""
CROWD_S = 43_200.0
"""Unknown buyers who first came to a shop no longer before or after each other are a crowd: a day in all."""
BOND_MAX = 3.0
"""A pair that deals again and again is bound no closer than this."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Pairs of people, counted from 0, and how closely good deals bind them, for the walk; each pair once. `tie` is the same with what
    they did again and again, which says less each time.
    """

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    bond: Floats
    tie: Floats


def graph_of(one: NDArray[np.int32], other: NDArray[np.int32], good: Floats, people: int) -> Graph:
    """The graph of what happened between pairs, any number of times and from either side; `good` is below 0 for what went badly."""
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other)
    key = low * people + high
    order = np.argsort(key, kind="stable")
    key, good = key[order], good[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, np.int64)
    whole = np.add.reduceat(good, starts) if len(starts) else np.zeros(0)
    bond = np.minimum(BOND_MAX, whole)
    pair = key[starts]
    binds = (bond > 0) & (pair // people != pair % people)
    pair, bond = pair[binds], bond[binds]
    tie = bond * np.log2(1 + np.maximum(1.0, whole[binds] / BOND_MAX))
    return Graph((pair // people).astype(np.int32), (pair % people).astype(np.int32), bond, tie)


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


def openness(graph: Graph, numbers: NDArray[np.uint64], anchors: NDArray[np.bool_]) -> Floats:
    """What remains of each one's credence whose deals lie among people who deal with each other, 0.1 to 1.

    `numbers` tell people apart and stay theirs, so that an estimate does not change from night to night.
    """
    people = len(numbers)
    closed = graph.tie * _overlap(graph, numbers)
    ties, inside = (np.bincount(graph.one, part, people) + np.bincount(graph.other, part, people) for part in (graph.tie, closed))
    share = inside / (ties + OPEN_PRIOR)
    return np.where(anchors, 1.0, np.clip(((1 - share) / (1 - CLOSED_TOLERATED)) ** 8, CREDENCE_MIN, 1.0))


def _overlap(graph: Graph, numbers: NDArray[np.uint64]) -> Floats:
    """By how much the circles of each pair, themselves included, overlap beyond chance, 0 to 1."""
    # Pairs come in the order of their first; the other way round they are put in order once, which is most of the memory.
    order = np.argsort(graph.other, kind="stable")
    ways = [(graph.one, graph.other), (graph.other[order], graph.one[order])]
    del order
    begins = [np.flatnonzero(np.diff(ends, prepend=-1)) for ends, _ in ways]
    same = np.zeros(len(graph.one), np.int16)
    for salt in range(1, HASHES + 1):
        hashed = _hashed(numbers, salt)
        least = hashed.copy()
        for (ends, friends), at in zip(ways, begins, strict=True):
            if len(at):
                who = ends[at]
                least[who] = np.minimum(least[who], np.minimum.reduceat(hashed[friends], at))
        same += least[graph.one] == least[graph.other]
    circle = 1.0 + np.bincount(graph.one, minlength=len(numbers)) + np.bincount(graph.other, minlength=len(numbers))
    one, other = circle[graph.one], circle[graph.other]
    common = one * other / max(1, len(numbers))
    overlap: Floats = np.maximum(0.0, same / HASHES - common / (one + other - common))
    return overlap


def _hashed(numbers: NDArray[np.uint64], salt: int) -> NDArray[np.uint32]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014)."""
    mixed = numbers ^ np.uint64(salt * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(32)).astype(np.uint32)


def custom(shop: NDArray[np.int64], buyer: NDArray[np.int64], at_s: Floats, is_unknown: NDArray[np.bool_]) -> Floats:
    """What remains of the credence of each person as a buyer, 1 for all of it, by what shops sold to whom, any number of times.

    One more buyer in a crowd lowers what each of them is worth, and never what all of them are.
    """
    pair = shop * len(is_unknown) + buyer
    order = np.lexsort((at_s, pair))
    is_first = np.concatenate([[True], pair[order][1:] != pair[order][:-1]])
    first = order[is_first & is_unknown[buyer[order]]]
    worth = np.ones(len(is_unknown))
    if not len(first):
        return worth
    # Shops one after another on one line of time, too far apart to touch.
    since_s = at_s[first] - at_s[first].min()
    line = np.unique(shop[first], return_inverse=True)[1] * (since_s.max() + 2 * CROWD_S) + since_s
    came = np.sort(line)
    crowd = np.searchsorted(came, line + CROWD_S, "right") - np.searchsorted(came, line - CROWD_S)
    least = np.full(len(is_unknown), np.iinfo(np.int64).max)
    np.minimum.at(least, buyer[first], crowd)
    buyers = np.unique(buyer[first])
    worth[buyers] = np.cumsum(1 / np.arange(1, crowd.max() + 1))[least[buyers] - 1] / least[buyers]
    return worth


def candour(spoken: Floats, pressed: Floats) -> Floats:
    """What remains of what a witness says against others, 0.1 to 1, who spoke of so many, and against so many with something to gain.

    More such people never raise it, and more of whom they spoke without never lower it.
    """
    for_, against = pressed + PRESSED_PRIOR[0], spoken - pressed + PRESSED_PRIOR[1]
    mean = for_ / (for_ + against)
    bound = mean - PRESSED_CAUTION * np.sqrt(mean * (1 - mean) / (for_ + against + 1))
    return np.clip((TOLERATED / np.maximum(bound, TOLERATED)) ** 3, CREDENCE_MIN, 1.0)


def candour_of(spoken: int, pressed: int) -> float:
    """`candour` of one witness."""
    return float(candour(np.array([float(spoken)]), np.array([float(pressed)]))[0])


def spoken_of(columns: Columns, cleared_s: Floats) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Who said something of these people in reviews and disputes; of how many each; of how many against them with something to gain.

    `cleared_s`, a moment for each fact: what its witness said until then is not held against them.
    """
    reviewed, disputed = columns.kind == KINDS.index("review"), columns.kind == KINDS.index("dispute")
    sore = reviewed & (columns.value < AGAINST_BELOW) & (columns.weight < 1)
    pressed = (sore | (disputed & (columns.value > 0.5))) & (columns.at_s > cleared_s)
    said = (columns.by != 0) & (reviewed | disputed)
    by, which = np.unique(columns.by[said], return_inverse=True)
    people = int(columns.person[-1]) + 1 if len(columns.person) else 1
    pair, of = np.unique(which * people + columns.person[said], return_inverse=True)
    against = np.bincount(of, pressed[said], len(pair)) > 0
    who = pair // people
    return by, np.bincount(who, minlength=len(by)), np.bincount(who[against], minlength=len(by))


def steps(people: int) -> int:
    """So long is the walk: long enough to cross an honest crowd, too short to seep into a ring. Even, for deals have two sides."""
    return 2 * max(1, math.ceil(math.log2(max(2, people)) / 2))
