"""An instance played by those who decide for everybody: greedily at each arrival, in batches, and by who knew all before."""

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from everywhere.app.bench.instances import Instance, Match
from everywhere.help.matching.batch import rules as batch

By = Literal["clock", "order"]
"""`clock`: all arrive when the data says and leave in time. `order`: all arrive in the recorded order, and who arrived stays."""


def optimum(instance: Instance) -> list[Match]:
    """The best assignment there is, for one who knew everything before: each connected part of the instance solved exactly."""
    everybody = np.arange(len(instance.needs))
    places = np.repeat(np.arange(len(instance.helpers)), instance.capacity)
    return [Match(need, int(places[place])) for need, place in batch.assigned(gains(instance, everybody, places))]


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


def _assigned(instance: Instance, needs: set[int], room: dict[int, int]) -> list[tuple[int, int]]:
    rows = np.array(sorted(needs), dtype=np.int64)
    columns = np.array(sorted(helper for helper, left in room.items() if left > 0), dtype=np.int64)
    if not len(rows) or not len(columns):
        return []
    places = np.repeat(columns, [room[helper] for helper in columns.tolist()])
    return [(int(rows[row]), int(places[column])) for row, column in batch.assigned(gains(instance, rows, places))]


def gains(instance: Instance, needs: NDArray[np.int64], helpers: NDArray[np.int64]) -> NDArray[np.float64]:
    """What the batch rule asks: the worth of each pair of these, -1 where it is not allowed."""
    table = np.ix_(needs, helpers)
    return np.where(instance.allowed[table], instance.utility[table], -1.0)


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
