"""What an attacker makes of what was told: each answer is taken at its word, as a ring around some point in which somebody is."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from everywhere.places import rules as places
from everywhere.places.types import Point

_METRES_PER_DEGREE = 111_195.0
_STEPS = 101
_SLACK_M = 1.0


class Ring(NamedTuple):
    """Somebody seems to be between two distances from a point."""

    centre: Point
    low_m: float
    high_m: float


def bucket(view: Point, told_m: int) -> Ring:
    """What a distance that is told in buckets says."""
    return Ring(view, max((each for each in places.BUCKETS_M if each < told_m), default=0), told_m)


def side(view: Point, radius_m: float, *, is_inside: bool) -> Ring:
    """Within a circle, or outside it."""
    return Ring(view, 0, radius_m) if is_inside else Ring(view, radius_m, math.inf)


def estimate(rings: Sequence[Ring], around: Point, reach_m: float) -> Point:
    """The middle of the points that contradict the fewest rings, of a grid of 101 × 101 within `reach_m` of a point."""
    steps = np.linspace(-reach_m, reach_m, _STEPS)
    north, east = np.meshgrid(steps, steps, indexing="ij")
    lats = around.lat + north / _METRES_PER_DEGREE
    lons = around.lon + east / _east(around.lat)
    badness = np.zeros(north.shape)
    for ring in rings:
        away = np.hypot((lats - ring.centre.lat) * _METRES_PER_DEGREE, (lons - ring.centre.lon) * _east(ring.centre.lat))
        badness += (away < ring.low_m - _SLACK_M) | (away > ring.high_m + _SLACK_M)
    best = badness == badness.min()
    return Point(float(lats[best].mean()), float(lons[best].mean()))


def moved(point: Point, north_m: float, east_m: float) -> Point:
    """A point so many metres away; flat, which is exact enough within some kilometres."""
    return Point(point.lat + north_m / _METRES_PER_DEGREE, point.lon + east_m / _east(point.lat))


def _east(lat: float) -> float:
    return _METRES_PER_DEGREE * math.cos(math.radians(lat))
