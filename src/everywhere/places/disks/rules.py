"""The cells around a point, nearest first: their centres lie ready as points of the unit sphere, so that a look takes a few sums."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from everywhere.kernel.ids import REGION_RESOLUTION, Region
from everywhere.places import rules as places
from everywhere.places.types import Cell, Point

STEP_M = 2_000
"""Circles differ from search to search; few disks serve them all."""
# Far more than what rounding adds to a distance, far less than anybody could tell.
_HAIR_M = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Disk:
    """Cells by their numbers, their centres on the unit sphere, how much farther each counts than it is, and their regions."""

    cells: NDArray[np.int64]
    centres: NDArray[np.float64]
    hairs_m: NDArray[np.float64]
    regions: list[Region]


class Near(NamedTuple):
    """Cells, nearest first, how far the centre of each is in metres, and every region that one of them is in, with few others."""

    cells: list[int]
    distances_m: list[float]
    regions: list[Region]


def cells_within(point: Point, radius_m: float) -> Near:
    """Every cell whose centre is within `radius_m`, in any resolution that is shown.

    No two are equally far: a cell has the centre of the middle one of its children, and counts as a hair farther.
    """
    disk = _disk(places.cell_at(point), math.ceil(radius_m / STEP_M))
    away = disk.centres - _on_sphere(point)
    distances = 2 * places.EARTH_RADIUS_M * np.arcsin(np.sqrt(np.einsum("ij,ij->i", away, away)) / 2) + disk.hairs_m
    order = distances.argsort(kind="stable")
    near = distances[order]
    near = near[: int(near.searchsorted(radius_m, side="right"))]
    while (same := near[1:] <= near[:-1]).any():
        near[1:][same] = np.nextafter(near[:-1][same], np.inf)
    return Near(disk.cells[order[: len(near)]].tolist(), near.tolist(), disk.regions)


@lru_cache(maxsize=4096)
def _disk(home: Cell, steps: int) -> Disk:
    """The cells whose centres may be within so many times `STEP_M` of a point in `home`."""
    middle, reach_m = places.cell_centre(home), STEP_M * steps + places.cell_radius_m(home)
    found: list[tuple[int, Point, float]] = []
    for number, resolution in enumerate(places.SHOWN_RESOLUTIONS):
        # A cell of the next resolution has a seventh of the area.
        apart_m = places.NEIGHBOUR_MIN_M / math.sqrt(7) ** (resolution - REGION_RESOLUTION)
        around = h3.grid_disk(places.cell_at(middle, resolution), 1 + math.ceil(STEP_M * steps / apart_m))
        for cell in around:
            centre = places.cell_centre(cell)
            if places.distance_m(middle, centre) <= reach_m:
                found.append((cell, centre, number * _HAIR_M))
    cells, centres, hairs_m = zip(*found, strict=True)
    regions = sorted({places.region_of_cell(cell) for cell in cells})
    return Disk(np.array(cells, dtype=np.int64), np.array([*map(_on_sphere, centres)]), np.array(hairs_m), regions)


def _on_sphere(point: Point) -> tuple[float, float, float]:
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
