"""The order of what stands on shelves. All offers in a cell are equally far, so a cell is a stack: by distance one takes from
the nearest stacks in the order of ids, by score from each stack the best first.
"""

import math
from array import array
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heapreplace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.shelves.types import Look, Spot
from everywhere.places.disks.rules import Centres, Disk, Filled

LINE = np.dtype([("id", "V16"), ("helper", "V16"), ("merit", ">f8"), ("price", ">f8")])
"""A line. `price` is in the minor unit, negative for one by the hour, NaN for "let's talk"."""
_SIZE = LINE.itemsize
_ID = 16
TOP = 101
"""So many of a stack are kept in order: a page of the longest kind, and one more."""
FRONT = 21
"""So many are asked for at most of what is kept for a cell: a page of the usual kind, and one more."""
ORDERS_MAX = 4
"""For so many medians of a price; who looks from another place may be told of another."""
Yardstick = tuple[float | None, int]
"""The median of the price for this kind of help around here, and how many minutes it takes."""
Order = tuple["array[float]", bytes]
"""The values, falling, and the ids of the first `TOP` of a stack."""
Floats = NDArray[np.float64]
_FARTHEST = float(np.finfo(np.float64).max)
# Scores that differ by less are the same, so that adding a distance cannot change their order.
_DECIMALS = 9


class Stack:
    """The open offers of a category in a cell, by id."""

    __slots__ = ("_lines", "_orders")

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        self._orders: dict[Yardstick, Order] = {}

    def __len__(self) -> int:
        return len(self._lines) // _SIZE

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stack) and self._lines == other._lines

    def __hash__(self) -> int:
        return hash(self._lines)

    def id_at(self, place: int) -> bytes:
        """The id of the offer there."""
        return self._lines[place * _SIZE : place * _SIZE + _ID]

    def helper_at(self, place: int) -> bytes:
        """Its helper's id."""
        return self._lines[place * _SIZE + 16 : place * _SIZE + 32]

    def place_of(self, offer_id: bytes) -> int:
        """Where the offer stands, or would stand."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.id_at(middle) < offer_id:
                low = middle + 1
            else:
                high = middle
        return low

    def without(self, offer_id: bytes) -> "Stack":
        """The stack when that offer is gone."""
        place = self.place_of(offer_id)
        if place == len(self) or self.id_at(place) != offer_id:
            return self
        return Stack(self._lines[: place * _SIZE] + self._lines[(place + 1) * _SIZE :])

    def having(self, line: bytes) -> "Stack":
        """The stack with this line in the place of the offer's former one, if there was any."""
        rest = self.without(line[:16])
        place = rest.place_of(line[:16]) * _SIZE
        return Stack(rest._lines[:place] + line + rest._lines[place:])  # noqa: SLF001 - another stack's

    def ids_from(self, place: int, wanted: int, hidden: frozenset[bytes]) -> list[bytes]:
        """At most so many ids from a place on, without those of hidden helpers."""
        lines = self._lines
        if not hidden:
            return [lines[at : at + _ID] for at in range(place * _SIZE, min((place + wanted) * _SIZE, len(lines)), _SIZE)]
        seen = (self.id_at(each) for each in range(place, len(self)) if self.helper_at(each) not in hidden)
        return list(islice(seen, wanted))

    def order(self, by: Yardstick) -> Order:
        """The first offers of a stack that holds some, if they come most worth first, then by id.

        What one is worth is so but for its distance, and what the others for this kind of help ask.
        """
        return self._orders.get(by) or self._sort(by)

    def ranked(self, number: int, by: Yardstick) -> tuple[float, bytes]:
        """The value and the id of the offer of this number in that order, from 0 on."""
        values, ids = self.order(by)
        if number < len(values):
            return values[number], ids[number * _ID : (number + 1) * _ID]
        all_values, places = self._order(by)  # so far behind nearly nobody looks
        return float(all_values[number]), self.id_at(int(places[number]))

    def _sort(self, by: Yardstick) -> Order:
        values, places = self._order(by)
        if len(self._orders) >= ORDERS_MAX:
            self._orders.pop(next(iter(self._orders)))
        order = array("d", values[:TOP].tobytes()), b"".join(map(self.id_at, places[:TOP].tolist()))
        self._orders[by] = order
        return order

    def _order(self, by: Yardstick) -> tuple[Floats, NDArray[np.int64]]:
        lines = np.frombuffer(self._lines, LINE)
        prices = price_parts(lines["price"].astype(np.float64), *by)
        values = np.round(lines["merit"].astype(np.float64) + ranking.PRICE_WEIGHT * prices, _DECIMALS)
        places = np.argsort(-values, kind="stable")
        return values[places], places


class Front:
    """Those of a surrounding's offers that can be among its first `FRONT`, wherever in the cell one looks from."""

    __slots__ = ("_centres", "_ids", "_is_cut", "_owners", "_values")

    def __init__(self, filled: Filled[Stack], by: Yardstick, radius_m: int) -> None:
        orders = [stack.order(by) for stack in filled.things]
        counts = [min(len(values), FRONT) for values, _ in orders]
        values = np.frombuffer(b"".join(values[:FRONT].tobytes() for values, _ in orders), np.float64)
        ids = np.frombuffer(b"".join(ids[: FRONT * _ID] for _, ids in orders), f"V{_ID}")
        owners = np.repeat(np.arange(len(orders)), counts)
        can_be = _can_be_first(filled.centres(), owners, values, radius_m)
        some, self._owners = np.unique(owners[can_be], return_inverse=True)
        self._values, self._ids = values[can_be], ids[can_be]
        self._centres = filled.centres(some.tolist())
        self._is_cut = bool((self._centres.bounds_m()[1] > radius_m).any())

    def first(self, look: Look) -> list[Spot]:
        """The first of them all: no more than `FRONT` are asked for."""
        away_m = self._centres.away_m(look.point)
        costs = ranking.COST_PER_M * away_m
        if self._is_cut:  # from here some may be outside the circle
            costs[away_m > look.radius_m] = math.inf
        ranks = costs[self._owners] - self._values
        some = (ranks <= _nth(ranks, look.limit)).nonzero()[0]
        spots = zip(ranks[some].tolist(), self._ids[some].tolist(), away_m[self._owners[some]].tolist(), strict=True)
        return sorted(spots)[: look.limit]


def _can_be_first(centres: Centres, owners: NDArray[np.int64], values: Floats, radius_m: int) -> NDArray[np.bool_]:
    """Which values are no worse from where they are nearest than the first `FRONT` from where those are farthest."""
    nearest_m, farthest_m = centres.bounds_m()
    best = (ranking.COST_PER_M * nearest_m)[owners] - values
    worst = np.where(farthest_m <= radius_m, ranking.COST_PER_M * farthest_m, math.inf)[owners] - values
    return (best <= _nth(worst, FRONT)) & (nearest_m <= radius_m)[owners]


def _nth(ranks: Floats, number: int) -> float:
    """The rank of this number from 1 on, and the largest float where fewer are in the circle."""
    if number > len(ranks):
        return _FARTHEST
    parted = ranks.copy()
    parted.partition(number - 1)  # `np.partition` looks at its arguments for as long as this takes
    return min(float(parted[number - 1]), _FARTHEST)


class Surroundings:
    """What stands around a cell, for all who look from it, until one of its stacks changes."""

    __slots__ = ("_filled", "_for", "_front")

    def __init__(self, disk: Disk, stacks: Mapping[int, Stack]) -> None:
        self._filled = Filled(disk, stacks)
        self._for: tuple[Yardstick, int] | None = None
        self._front: Front | None = None

    def first(self, look: Look) -> list[Spot]:
        """The first `look.limit` offers, each with its distance."""
        if not self._filled.things:
            return []
        if not look.is_best:
            # The nearest stacks are enough, unless some of what is in them is passed over.
            enough = None if look.hidden or look.after is not None else look.limit
            return _nearest(self._filled.nearest(look.point, look.radius_m, enough=enough), look)
        by = (look.median_minor, look.typical_minutes)
        if look.after is None and not look.hidden and look.limit <= FRONT:
            return self._front_for(by, look.radius_m).first(look)
        away_m = self._filled.centres().away_m(look.point)
        stacks = zip(away_m.tolist(), self._filled.things, strict=True)
        return _best([each for each in stacks if each[0] <= look.radius_m], look, by)

    def _front_for(self, by: Yardstick, radius_m: int) -> Front:
        if self._front is None or self._for != (by, radius_m):
            self._front, self._for = Front(self._filled, by, radius_m), (by, radius_m)
        return self._front


def price_parts(prices: NDArray[np.float64], median_minor: float | None, typical_minutes: int) -> NDArray[np.float64]:
    """`ranking.price_part` of many lines' prices."""
    if median_minor is None:
        return np.full(len(prices), ranking.PRICE_NEUTRAL)
    for_a_job = np.where(prices < 0, -prices * (typical_minutes / 60), prices)
    parts = np.clip(0.5 + (median_minor - for_a_job) / median_minor, 0.0, 1.0)
    return np.where(np.isnan(prices), ranking.PRICE_NEUTRAL, parts)


def _nearest(stacks: Iterable[tuple[float, Stack]], look: Look) -> list[Spot]:
    found: list[Spot] = []
    for distance_m, stack in stacks:
        place = 0
        if look.after is not None and distance_m <= look.after[0]:
            if distance_m < look.after[0]:
                continue
            place = stack.place_of(look.after[1])
            place += place < len(stack) and stack.id_at(place) == look.after[1]
        ids = stack.ids_from(place, look.limit - len(found), look.hidden)
        found += [(distance_m, offer_id, distance_m) for offer_id in ids]
        if len(found) >= look.limit:
            break
    return found


def _best(stacks: Iterable[tuple[float, Stack]], look: Look, by: Yardstick) -> list[Spot]:
    """Each stack gives its best first, and of what they give the best comes next."""
    coming = [_next(stack, 0, distance_m, by) for distance_m, stack in stacks]
    heapify(coming)
    found: list[Spot] = []
    while coming and len(found) < look.limit:
        rank, offer_id, distance_m, number, stack = coming[0]
        if number + 1 < len(stack):
            heapreplace(coming, _next(stack, number + 1, distance_m, by))
        else:
            heappop(coming)
        if look.after is not None and (rank, offer_id) <= look.after:
            continue
        if not look.hidden or stack.helper_at(stack.place_of(offer_id)) not in look.hidden:
            found.append((rank, offer_id, distance_m))
    return found


def _next(stack: Stack, number: int, distance_m: float, by: Yardstick) -> tuple[float, bytes, float, int, Stack]:
    value, offer_id = stack.ranked(number, by)
    return ranking.COST_PER_M * distance_m - value, offer_id, distance_m, number, stack
