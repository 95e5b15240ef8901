"""An instance played by those who decide for everybody: greedily at each arrival, in batches, and by who knew all before."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from everywhere.app.bench.instances import Instance, Match
from everywhere.help.matching.batch import rules as batch

By = Literal["clock", "order"]
"""`clock`: all arrive when the data says and leave in time. `order`: all arrive in the recorded order, and who arrived stays."""


def optimum(instance: Instance) -> list[Match]:
    """The best assignment there is, for one who knew everything before: each connected part of the instance solved exactly."""
    return [
        Match(need, helper)
        for needs, helpers in _parts(instance)
        for need, (helper, _) in batch.assign(needs, _places(instance, helpers), lambda n, place: instance.of(n, place[0])).items()
    ]


def greedy(instance: Instance, liking: NDArray[np.float64], by: By) -> list[Match]:
    """Whoever arrives is brought together at once with whom they like best of those that wait."""
    free_needs = np.zeros(len(instance.needs), dtype=bool)
    room = np.zeros(len(instance.helpers), dtype=np.int64)
    matches = []
    for at, is_helper, one in _arrivals(instance, by):
        if is_helper:
            room[one] = instance.capacity[one]
        else:
            free_needs[one] = True
        while True:
            others = _waiting(instance, one, free_needs if is_helper else room > 0, at, is_helper=is_helper, by=by)
            if not len(others):
                break
            likings = liking[others, one] if is_helper else liking[one, others]
            other = int(others[np.argmax(likings)])
            need, helper = (other, one) if is_helper else (one, other)
            matches.append(Match(need, helper, at if by == "clock" else None))
            free_needs[need] = False
            room[helper] -= 1
            if not is_helper or room[one] <= 0:
                break
    return matches


def batches_by_order(instance: Instance, windows: int) -> list[Match]:
    """The arrivals in so many windows of equal size; at the end of each, the batch rule over all who wait, settled at once."""
    arrivals = list(_arrivals(instance, "order"))
    size = math.ceil(len(arrivals) / windows)
    needs: set[int] = set()
    room: dict[int, int] = {}
    matches: list[Match] = []
    for start in range(0, len(arrivals), size):
        for _, is_helper, one in arrivals[start : start + size]:
            if is_helper:
                room[one] = int(instance.capacity[one])
            else:
                needs.add(one)
        for need, helper in _assigned(instance, needs, room):
            matches.append(Match(need, helper))
            needs.remove(need)
            room[helper] -= 1
    return matches


def batches_by_clock(instance: Instance, window_s: float, *, is_patient: bool) -> list[Match]:
    """At the end of each window, the batch rule over all who are there.

    Patient: a pair is settled when one of the two would be gone by the end of the next window, and all others wait on.
    """
    free = set(range(len(instance.needs)))
    room = {helper: int(count) for helper, count in enumerate(instance.capacity)}
    first, last = _ticks(instance, window_s)
    due = _due(first, last, is_patient=is_patient)
    matches: list[Match] = []
    for tick in sorted(due):
        at = tick * window_s
        needs = {need for need in np.flatnonzero((first[0] <= tick) & (tick <= last[0])).tolist() if need in free}
        here = {helper: room[helper] for helper in np.flatnonzero((first[1] <= tick) & (tick <= last[1])).tolist()}
        for need, helper in _assigned(instance, needs, here):
            if is_patient and last[0][need] > tick and last[1][helper] > tick:
                continue
            matches.append(Match(need, helper, at))
            free.remove(need)
            room[helper] -= 1
    return matches


_Ticks = tuple[NDArray[np.int64], NDArray[np.int64]]


def _ticks(instance: Instance, window_s: float) -> tuple[_Ticks, _Ticks]:
    """The first and the last end of a window that needs and helpers see."""
    sides = (instance.needs, instance.helpers)
    first = [np.ceil(side.begins / window_s).astype(np.int64) for side in sides]
    last = [np.ceil(side.ends / window_s).astype(np.int64) - 1 for side in sides]
    return (first[0], first[1]), (last[0], last[1])


def _due(first: _Ticks, last: _Ticks, *, is_patient: bool) -> set[int]:
    """The windows at whose end something can be settled: who is new, or who is about to leave."""
    moments = last if is_patient else first
    return {int(tick) for side in moments for tick in side}


def _assigned(instance: Instance, needs: set[int], room: dict[int, int]) -> list[tuple[int, int]]:
    rows = np.array(sorted(needs), dtype=np.int64)
    columns = np.array(sorted(helper for helper, left in room.items() if left > 0), dtype=np.int64)
    if not len(rows) or not len(columns):
        return []
    allowed = instance.allowed[np.ix_(rows, columns)]
    rows, columns = rows[allowed.any(axis=1)], columns[allowed.any(axis=0)]
    places = [(int(helper), seat) for helper in columns for seat in range(room[int(helper)])]
    given = batch.assign(rows.tolist(), places, lambda need, place: instance.of(need, place[0]))
    return [(need, place[0]) for need, place in given.items()]


def _places(instance: Instance, helpers: Sequence[int]) -> list[tuple[int, int]]:
    return [(helper, seat) for helper in helpers for seat in range(int(instance.capacity[helper]))]


def _arrivals(instance: Instance, by: By) -> Iterator[tuple[float, bool, int]]:
    """(when, whether it is a helper, which one), in order; at one moment needs come before helpers."""
    sides = ((False, instance.needs), (True, instance.helpers))
    found = [
        (float(at), is_helper, one)
        for is_helper, side in sides
        for one, at in enumerate(side.begins if by == "clock" else side.order)
    ]
    return iter(sorted(found))


def _waiting(instance: Instance, one: int, free: NDArray[np.bool_], at: float, *, is_helper: bool, by: By) -> NDArray[np.int64]:
    allowed = instance.allowed[:, one] if is_helper else instance.allowed[one]
    found = free & allowed
    if by == "clock":
        found &= (instance.needs if is_helper else instance.helpers).ends > at
    return np.flatnonzero(found)


def _parts(instance: Instance) -> list[tuple[list[int], list[int]]]:
    """The connected parts of the graph of allowed pairs, each as its needs and its helpers."""
    label = np.arange(len(instance.needs))
    pairs = np.argwhere(instance.allowed)
    while len(pairs):
        of_helper = np.full(len(instance.helpers), len(label))
        np.minimum.at(of_helper, pairs[:, 1], label[pairs[:, 0]])
        lower = label.copy()
        np.minimum.at(lower, pairs[:, 0], of_helper[pairs[:, 1]])
        if (lower == label).all():
            break
        label = lower
    parts: defaultdict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for need, helper in pairs.tolist():
        needs, helpers = parts[int(label[need])]
        needs.add(need)
        helpers.add(helper)
    return [(sorted(needs), sorted(helpers)) for needs, helpers in parts.values()]
