"""Neighbourhoods: the few places of a city where a story plays. Help needs density, so people live close to each other."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator.demand import Spot

PEOPLE_EACH = 70
NEIGHBOURHOODS_MAX = 12
RADIUS_M = 1_200
SPOTS_MIN = 8
_M_PER_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A busy point and the spots around it where people are."""

    lat: float
    lon: float
    spots: tuple[Spot, ...]


def neighbourhoods(spots: Sequence[Spot], people: int, dice: Dice) -> list[Neighbourhood]:
    """As many neighbourhoods as `people` fill, busy ones likelier than quiet ones, none within another.

    Raises ValueError when no spot has enough others around it.
    """
    wanted = min(NEIGHBOURHOODS_MAX, max(1, people // PEOPLE_EACH))
    near = _Near(spots)
    chosen: list[Neighbourhood] = []
    for centre in _by_weighted_lot(spots, dice):
        if all(distance_m(centre.lat, centre.lon, other.lat, other.lon) > 2 * RADIUS_M for other in chosen):
            around = near.within(centre)
            if len(around) >= SPOTS_MIN:
                chosen.append(Neighbourhood(centre.lat, centre.lon, around))
        if len(chosen) == wanted:
            return chosen
    if not chosen:
        raise ValueError(f"no spot has {SPOTS_MIN} others within {RADIUS_M} m")
    return chosen


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Metres between two near points, on a plane: good to a few in a thousand at a city's size."""
    north = (lat_b - lat_a) * _M_PER_DEGREE
    east = (lon_b - lon_a) * _M_PER_DEGREE * math.cos(math.radians(lat_a))
    return math.hypot(north, east)


def moved(lat: float, lon: float, *, metres: float, bearing: float) -> tuple[float, float]:
    """The point `metres` away in direction `bearing` (0 to 1 of a turn), rounded to about 0.1 m."""
    north = metres * math.cos(bearing * math.tau)
    east = metres * math.sin(bearing * math.tau)
    return round(lat + north / _M_PER_DEGREE, 6), round(lon + east / (_M_PER_DEGREE * math.cos(math.radians(lat))), 6)


def _by_weighted_lot(spots: Sequence[Spot], dice: Dice) -> list[Spot]:
    """The trading spots in an order of lots in which weight counts (Efraimidis and Spirakis, 2006)."""
    trading = [spot for spot in spots if spot.trade > 0] or list(spots)
    lots = [(dice.share("lot", number) ** (1 / max(spot.trade, 1e-9)), spot) for number, spot in enumerate(trading)]
    return [spot for _, spot in sorted(lots, key=lambda lot: -lot[0])]


class _Near:
    """Spots by square of a grid as wide as the radius, so that a neighbourhood reads nine squares."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self._squares: dict[tuple[int, int], list[Spot]] = defaultdict(list)
        for spot in spots:
            self._squares[self._square(spot.lat, spot.lon)].append(spot)

    def within(self, centre: Spot) -> tuple[Spot, ...]:
        row, column = self._square(centre.lat, centre.lon)
        around = [spot for r in (row - 1, row, row + 1) for c in (column - 1, column, column + 1) for spot in self._squares[r, c]]
        return tuple(spot for spot in around if distance_m(centre.lat, centre.lon, spot.lat, spot.lon) <= RADIUS_M)

    @staticmethod
    def _square(lat: float, lon: float) -> tuple[int, int]:
        # A degree of longitude is at most as long as one of latitude, so twice the step covers up to 60° north.
        step = RADIUS_M / _M_PER_DEGREE
        return math.floor(lat / step), math.floor(lon / (2 * step))
