"""GCJ-02, the shifted coordinates that maps in mainland China must use, to and from WGS-84.

The shift is the published approximation (a polynomial with sines on the Krasovsky 1940 ellipsoid) that every open
conversion uses; the way back has no formula and is found by iteration, to under a millimetre.
"""

import math

from everywhere.places.types import Point

_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_ORIGIN_LAT, _ORIGIN_LON = 35.0, 105.0
_ITERATIONS_MAX = 12
_CLOSE_DEGREES = 1e-10

_MAINLAND = (
    (79.4462, 42.8899, 96.3300, 49.2204),
    (109.6872, 39.3742, 135.0002, 54.1415),
    (73.1246, 29.5297, 124.143255, 42.8899),
    (82.9684, 26.7186, 97.0352, 29.5297),
    (97.0253, 20.414096, 124.367395, 29.5297),
    (107.975793, 17.871542, 111.744104, 20.414096),
)
"""Boxes (west, south, east, north) that cover the mainland, Hainan included."""
_NOT_MAINLAND = (
    (119.921265, 21.785006, 122.497559, 25.398623),
    (101.8652, 20.0988, 106.6650, 22.2840),
    (106.4525, 20.4878, 108.0510, 21.5422),
    (109.0323, 50.3257, 119.1270, 55.8175),
    (127.4568, 49.5574, 137.0227, 55.8175),
    (131.2662, 42.5692, 137.0227, 44.8922),
)
"""Boxes inside those that are not of it: Taiwan, Laos, Vietnam, Mongolia, Russia."""


def to_gcj02(point: Point) -> Point:
    """A WGS-84 point on a Chinese map; outside the mainland the same point."""
    if not is_shifted(point):
        return point
    lat_shift, lon_shift = _shift(point.lat, point.lon)
    return Point(point.lat + lat_shift, point.lon + lon_shift)


def from_gcj02(shifted: Point) -> Point:
    """The WGS-84 point of a point on a Chinese map: `to_gcj02` of it is `shifted` again, to under a millimetre.

    Outside the mainland the same point; within some hundred metres of its border both could be meant, and the mainland is.
    """
    lat, lon = shifted.lat, shifted.lon
    for _ in range(_ITERATIONS_MAX):
        # The shift changes slowly from place to place, so that each round leaves less than a hundredth of the error.
        lat_shift, lon_shift = _shift(lat, lon)
        lat_error, lon_error = shifted.lat - lat_shift - lat, shifted.lon - lon_shift - lon
        lat, lon = lat + lat_error, lon + lon_error
        if abs(lat_error) < _CLOSE_DEGREES and abs(lon_error) < _CLOSE_DEGREES:
            break
    found = Point(lat, lon)
    return found if _is_mainland(found, slack=_CLOSE_DEGREES * 10) else shifted


def is_shifted(point: Point) -> bool:
    """Whether Chinese maps shift this WGS-84 point: it is on the mainland, as far as boxes can tell."""
    return _is_mainland(point, slack=0)


def _is_mainland(point: Point, *, slack: float) -> bool:
    return _is_in(point, _MAINLAND, slack) and not _is_in(point, _NOT_MAINLAND, -slack)


def _is_in(point: Point, boxes: tuple[tuple[float, float, float, float], ...], slack: float) -> bool:
    return any(
        west - slack <= point.lon <= east + slack and south - slack <= point.lat <= north + slack
        for west, south, east, north in boxes
    )


def _shift(lat: float, lon: float) -> tuple[float, float]:
    y, x = lat - _ORIGIN_LAT, lon - _ORIGIN_LON
    root = math.sqrt(abs(x))
    ripple = 20 * math.sin(6 * math.pi * x) + 20 * math.sin(2 * math.pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (ripple + 20 * math.sin(math.pi * y) + 40 * math.sin(math.pi / 3 * y)) * 2 / 3
    north += (160 * math.sin(math.pi / 12 * y) + 320 * math.sin(math.pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (ripple + 20 * math.sin(math.pi * x) + 40 * math.sin(math.pi / 3 * x)) * 2 / 3
    east += (150 * math.sin(math.pi / 12 * x) + 300 * math.sin(math.pi / 30 * x)) * 2 / 3
    lat_rad = math.radians(lat)
    magic = 1 - _ECCENTRICITY_SQUARED * math.sin(lat_rad) ** 2
    meridian_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / magic**1.5
    parallel_m = _SEMI_MAJOR_M / math.sqrt(magic) * math.cos(lat_rad)
    return math.degrees(north / meridian_m), math.degrees(east / parallel_m) if parallel_m > 1 else 0.0
