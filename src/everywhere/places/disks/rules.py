"""The cells around a point, nearest first: their centres lie ready as points of the unit sphere, so that a look takes a few sums."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, dist
from operator import itemgetter
from typing import Generic, NamedTuple, Protocol, TypeVar

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from everywhere.kernel.ids import REGION_RESOLUTION, Region
from everywhere.places import rules as places
from everywhere.places.types import Cell, Point


class Sized(Protocol):
    """Something that holds so many things."""

    def __len__(self) -> int: ...


T = TypeVar("T", bound=Sized)
STEP_M = 2_000
"""Circles differ from search to search; few disks serve them all."""
# Far more than what rounding adds to a distance, far less than anybody could tell.
_HAIR_M = 1e-6
_SLACK_M = 1.0
_DIAMETER_M = 2 * places.EARTH_RADIUS_M

Spot = tuple[float, float, float]
"""A point of the unit sphere."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Disk:
    """The cells whose centres may be within some distance of some points, by rising distance from the middle of them all: where
    each stands, how far from the middle, its number, its centre, and how much farther it counts than it is. No point is farther
    from the middle than `off_m`.
    """

    middle: Spot
    off_m: float
    places: dict[int, int]
    from_middle_m: list[float]
    numbers: NDArray[np.int64]
    centres: Floats
    hairs_m: Floats
    regions: list[Region]


class Near(NamedTuple):
    """Cells, nearest first, how far the centre of each is in metres, and every region that one of them is in, with few others."""

    cells: list[int]
    distances_m: list[float]
    regions: list[Region]


class Centres:
    """The centres of some cells of a disk."""

    __slots__ = ("_from_middle_m", "_hairs_m", "_off_m", "_spots")

    def __init__(self, disk: Disk, where: Sequence[int]) -> None:
        self._spots, self._hairs_m = disk.centres[where], disk.hairs_m[where]
        self._from_middle_m = np.array(disk.from_middle_m)[where]
        self._off_m = disk.off_m + _SLACK_M

    def away_m(self, point: Point) -> Floats:
        """How far each is, as `cells_within` has it but for what tells equal ones apart."""
        return _distances_m(self._spots, self._hairs_m, point)

    def bounds_m(self) -> tuple[Floats, Floats]:
        """How near and how far each may be for any of the disk's points."""
        return self._from_middle_m - self._off_m, self._from_middle_m + self._off_m


class Filled(Generic[T]):
    """What is in cells of a disk, for any number of looks until it changes."""

    __slots__ = ("_cells", "_disk", "_where", "things")

    def __init__(self, disk: Disk, things: Mapping[int, T]) -> None:
        self._disk = disk
        self._where = [place for cell, place in disk.places.items() if cell in things and len(things[cell])]
        self.things = [things[cell] for cell in disk.numbers[self._where].tolist()]
        spots, hairs_m = disk.centres[self._where].tolist(), disk.hairs_m[self._where].tolist()
        self._cells = [
            (disk.from_middle_m[place], (x, y, z), hair_m, len(thing), thing)
            for place, (x, y, z), hair_m, thing in zip(self._where, spots, hairs_m, self.things, strict=True)
        ]

    def centres(self, some: Sequence[int] | None = None) -> Centres:
        """Where `things` are, or those in some places of it."""
        return Centres(self._disk, self._where if some is None else [self._where[place] for place in some])

    def nearest(self, point: Point, radius_m: float, *, enough: int | None = None) -> list[tuple[float, T]]:
        """What is in cells of `cells_within`, nearest first, and how far it is.

        If `enough` is given, as much as holds so many, and whatever is nearer than that. One cell after
        another: the few that are near take less time than an array of all.
        """
        spot = _on_sphere(point)
        off_m = _DIAMETER_M * asin(dist(self._disk.middle, spot) / 2) + _SLACK_M
        found: list[tuple[float, T]] = []
        count, farthest_m = 0, 0.0
        wanted = math.inf if enough is None else enough
        for from_middle_m, centre, hair_m, size, thing in self._cells:
            if count >= wanted and from_middle_m - off_m > farthest_m:
                break
            distance_m = _DIAMETER_M * asin(dist(centre, spot) / 2) + hair_m
            if distance_m <= radius_m:
                found.append((distance_m, thing))
                count += size
                if distance_m > farthest_m:  # noqa: PLR1730 - a call takes longer
                    farthest_m = distance_m
        found.sort(key=itemgetter(0))
        for place in range(1, len(found)):
            if found[place][0] <= found[place - 1][0]:
                found[place] = (math.nextafter(found[place - 1][0], math.inf), found[place][1])
        return found


def cells_within(point: Point, radius_m: float) -> Near:
    """Every cell whose centre is within `radius_m`, in any resolution that is shown.

    No two are equally far: a cell has the centre of the middle one of its children, and counts as a hair farther.
    """
    disk = disk_around(point, radius_m)
    distances = _distances_m(disk.centres, disk.hairs_m, point)
    order = np.lexsort((disk.numbers, distances))
    near = distances[order]
    near = near[: int(near.searchsorted(radius_m, side="right"))]
    while (same := near[1:] <= near[:-1]).any():
        near[1:][same] = np.nextafter(near[:-1][same], np.inf)
    return Near(disk.numbers[order[: len(near)]].tolist(), near.tolist(), disk.regions)


def disk_around(point: Point, radius_m: float) -> Disk:
    """Cells enough for `cells_within`."""
    return _disk(places.cell_at(point), math.ceil(radius_m / STEP_M))


@lru_cache(maxsize=4096)
def _disk(home: Cell, steps: int) -> Disk:
    """The cells whose centres may be within so many times `STEP_M` of a point in `home`."""
    middle, off_m = places.cell_centre(home), places.cell_radius_m(home)
    reach_m = STEP_M * steps + off_m
    found: list[tuple[float, int, Spot, float]] = []
    for number, resolution in enumerate(places.SHOWN_RESOLUTIONS):
        # A cell of the next resolution has a seventh of the area.
        apart_m = places.NEIGHBOUR_MIN_M / math.sqrt(7) ** (resolution - REGION_RESOLUTION)
        for cell in h3.grid_disk(places.cell_at(middle, resolution), 1 + math.ceil(STEP_M * steps / apart_m)):
            from_middle_m = places.distance_m(middle, places.cell_centre(cell))
            if from_middle_m <= reach_m:
                found.append((from_middle_m, cell, _on_sphere(places.cell_centre(cell)), number * _HAIR_M))
    found.sort()
    from_middle, numbers, centres, hairs_m = zip(*found, strict=True)
    regions = sorted({places.region_of_cell(cell) for cell in numbers})
    return Disk(
        middle=_on_sphere(middle),
        off_m=off_m,
        places={cell: place for place, cell in enumerate(numbers)},
        from_middle_m=list(from_middle),
        numbers=np.array(numbers, dtype=np.int64),
        centres=np.array(centres),
        hairs_m=np.array(hairs_m),
        regions=regions,
    )


def _distances_m(centres: Floats, hairs_m: Floats, point: Point) -> Floats:
    """Of points of the unit sphere from a point, by chords: the same numbers as places.distance_m."""
    away = centres - np.array(_on_sphere(point))
    distances: Floats = _DIAMETER_M * np.arcsin(np.sqrt(np.vecdot(away, away)) / 2) + hairs_m
    return distances


def _on_sphere(point: Point) -> Spot:
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
