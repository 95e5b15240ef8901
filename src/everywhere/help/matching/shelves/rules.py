"""The order of what stands on shelves. All offers in a cell are equally far, so a cell is a stack: by distance one takes from
the nearest stacks in the order of ids, by score from each stack the best first.
"""

from array import array
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.shelves.types import Look, Spot

LINE = np.dtype([("id", "V16"), ("helper", "V16"), ("merit", ">f8"), ("price", ">f8")])
"""A line. `price` is in the minor unit, negative for one by the hour, NaN for "let's talk"."""
_SIZE = LINE.itemsize
TOP = 101
"""So many of a stack are kept in order: a page of the longest kind, and one more."""
ORDERS_MAX = 4
"""For so many medians of a price; who looks from another place may be told of another."""
# Scores that differ by less are the same, so that adding a distance cannot change their order.
_DECIMALS = 9


class Stack:
    """The open offers of a category in a cell, by id."""

    __slots__ = ("_lines", "_orders")

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        self._orders: dict[tuple[float | None, int], tuple[array[float], array[int]]] = {}

    def __len__(self) -> int:
        return len(self._lines) // _SIZE

    def id_at(self, place: int) -> bytes:
        """The id of the offer there."""
        return self._lines[place * _SIZE : place * _SIZE + 16]

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

    def best(self, look: Look) -> Iterator[tuple[float, int]]:
        """(value, place): what each offer is worth but for its distance, most first, then by id.

        Only the first `TOP` where no more can be wanted.
        """
        if look.hidden or look.after is not None:
            return zip(*self._order(look), strict=True)
        key = (look.median_minor, look.typical_minutes)
        order = self._orders.get(key)
        if order is None:
            values, places = self._order(look)
            order = (array("d", values[:TOP].tobytes()), array("l", places[:TOP].tobytes()))
            if len(self._orders) >= ORDERS_MAX:
                self._orders.pop(next(iter(self._orders)))
            self._orders[key] = order
        return zip(*order, strict=True)

    def _order(self, look: Look) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        lines = np.frombuffer(self._lines, LINE)
        prices = price_parts(lines["price"].astype(np.float64), look.median_minor, look.typical_minutes)
        values = np.round(lines["merit"].astype(np.float64) + ranking.PRICE_WEIGHT * prices, _DECIMALS)
        places = np.argsort(-values, kind="stable")
        return values[places], places


def price_parts(prices: NDArray[np.float64], median_minor: float | None, typical_minutes: int) -> NDArray[np.float64]:
    """`ranking.price_part` of many lines' prices."""
    if median_minor is None:
        return np.full(len(prices), ranking.PRICE_NEUTRAL)
    for_a_job = np.where(prices < 0, -prices * (typical_minutes / 60), prices)
    parts = np.clip(0.5 + (median_minor - for_a_job) / median_minor, 0.0, 1.0)
    return np.where(np.isnan(prices), ranking.PRICE_NEUTRAL, parts)


def first(stacks: Iterable[tuple[float, Stack]], look: Look) -> list[Spot]:
    """The first `look.limit` offers of stacks that come nearest first, each with its distance."""
    return _best(stacks, look) if look.is_best else _nearest(stacks, look)


def _nearest(stacks: Iterable[tuple[float, Stack]], look: Look) -> list[Spot]:
    found: list[Spot] = []
    for distance_m, stack in stacks:
        if len(found) >= look.limit and distance_m > found[-1][0]:
            break
        place = 0
        if look.after is not None and distance_m <= look.after[0]:
            if distance_m < look.after[0]:
                continue
            place = stack.place_of(look.after[1])
            place += place < len(stack) and stack.id_at(place) == look.after[1]
        wanted = len(found) + look.limit
        while place < len(stack) and len(found) < wanted:
            if not look.hidden or stack.helper_at(place) not in look.hidden:
                found.append((distance_m, stack.id_at(place), distance_m))
            place += 1
    return sorted(found)[: look.limit]


def _best(stacks: Iterable[tuple[float, Stack]], look: Look) -> list[Spot]:
    found: list[Spot] = []
    worst = float("inf")
    for distance_m, stack in stacks:
        cost = ranking.COST_PER_M * distance_m
        if cost - ranking.SCORE_MAX > worst:
            break  # nothing so far away can be among them, however good it is
        wanted = len(found) + look.limit
        for value, place in stack.best(look):
            spot = (cost - value, stack.id_at(place), distance_m)
            if spot[0] > worst or len(found) >= wanted:
                break
            if look.after is not None and spot[:2] <= look.after:
                continue
            if not look.hidden or stack.helper_at(place) not in look.hidden:
                found.append(spot)
        if len(found) >= look.limit:
            found.sort()
            del found[look.limit :]
            worst = found[-1][0]
    return sorted(found)
