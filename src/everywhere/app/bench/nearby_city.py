"""The city of `everywhere bench nearby`: offers clustered as in a city, 200 categories by Zipf, and people who look around in it.

One seed makes one city: the first 100,000 offers of a million are not those of a smaller city, but lie alike.
"""

from dataclasses import dataclass
from functools import cached_property

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Record
from everywhere.places import rules as places
from everywhere.places.types import Point

CENTRE = Point(31.2304, 121.4737)
CATEGORIES = 200
RECORDS = 500
"""So many different records do helpers have; one in ten has none."""
OFFERS_EACH = 4
RADIUS_M = 3_000
PAGE = 20
OPEN_SHARE = 0.9
_CLUSTERS = 80
_CLUSTER_M = 1_500.0
_CITY_M = 15_000.0
_ALONE_SHARE = 0.2
_JITTER_M = 250.0
_LAT_M = 111_195.0
_LON_M = 95_100.0
_FIXED, _HOURLY, _TALK = 0, 1, 2

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """Somebody looks from here for offers of a category."""

    lat: float
    lon: float
    category: int


@dataclass(frozen=True)
class City:
    """Offers as columns. `cell_of` numbers the arrays that begin with `cell_`; as in the product only the centres of cells are shown."""

    cell_ids: list[int]
    cell_lats: Floats
    cell_lons: Floats
    cell_of: Ints
    category_of: Ints
    price_kind: Ints
    price_minor: Ints
    record_of: Ints
    """The number of the helper's record; -1 for who has none."""
    is_open: NDArray[np.bool_]
    records: list[Record]

    @property
    def size(self) -> int:
        """How many offers there are, open or not."""
        return len(self.cell_of)

    @cached_property
    def merits(self) -> Floats:
        """What each offer's helper brings to the score."""
        of_record = np.array([*map(ranking.merit, self.records), ranking.merit(Record())])
        return np.asarray(of_record[self.record_of])

    @cached_property
    def ends(self) -> Ints:
        """Where each category ends in `order`."""
        return np.cumsum(np.bincount(self.category_of, minlength=CATEGORIES))

    @cached_property
    def order(self) -> Ints:
        """The offers by category."""
        return np.argsort(self.category_of, kind="stable")

    def is_clear(self, view: View, *, margin_m: float) -> bool:
        """Whether nothing is so near the rim of the circle that engines which round differently may differ about it."""
        metres = distances_m(view.lat, view.lon, self.cell_lats, self.cell_lons)
        return bool(np.all(np.abs(metres - RADIUS_M) > margin_m))

    def answer(self, view: View, *, best: bool) -> Floats:
        """The ranks of the first page by brute force: metres, or scores turned round."""
        start = int(self.ends[view.category - 1]) if view.category else 0
        offers = self.order[start : int(self.ends[view.category])]
        offers = offers[self.is_open[offers]]
        cells = self.cell_of[offers]
        metres = distances_m(view.lat, view.lon, self.cell_lats[cells], self.cell_lons[cells])
        near = metres <= RADIUS_M
        ranks = metres[near]
        if best:
            ranks = -(self.merits[offers][near] + ranking.PRICE_WEIGHT * ranking.PRICE_NEUTRAL - ranking.COST_PER_M * ranks)
        return np.asarray(np.sort(ranks)[:PAGE])


def distances_m(lat: float, lon: float, lats: Floats, lons: Floats) -> Floats:
    """Great-circle distances in metres from a point: `places.distance_m` for many."""
    half_lat = np.sin(np.radians(lats - lat) / 2)
    half_lon = np.sin(np.radians(lons - lon) / 2)
    chord = half_lat**2 + np.cos(np.radians(lat)) * np.cos(np.radians(lats)) * half_lon**2
    return np.asarray(2 * places.EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, chord))))


def city(offers: int, *, seed: int = 7) -> City:
    """A city of so many offers. Each helper has about four, near each other."""
    rng = np.random.default_rng(seed)
    lats, lons = _points(offers, rng)
    cells = np.array(
        [h3.latlng_to_cell(lat, lon, 8) for lat, lon in zip(lats.tolist(), lons.tolist(), strict=True)], dtype=np.int64
    )
    known, cell_of = np.unique(np.sort(cells), return_inverse=True)  # sorted, so that a helper's offers are neighbours
    centres = np.array([h3.cell_to_latlng(int(cell)) for cell in known])
    weights = 1 / np.arange(1, CATEGORIES + 1)
    helpers = offers // OFFERS_EACH + 1
    record_of_helper = np.where(rng.random(helpers) < 0.1, -1, rng.integers(0, RECORDS, helpers))
    return City(
        cell_ids=[int(cell) for cell in known],
        cell_lats=centres[:, 0],
        cell_lons=centres[:, 1],
        cell_of=cell_of.astype(np.int64),
        category_of=rng.choice(CATEGORIES, offers, p=weights / weights.sum()),
        price_kind=rng.choice([_FIXED, _HOURLY, _TALK], offers, p=[0.5, 0.4, 0.1]),
        price_minor=rng.integers(20, 400, offers) * 100,
        record_of=record_of_helper[np.arange(offers) // OFFERS_EACH],
        is_open=rng.random(offers) < OPEN_SHARE,
        records=[_record(rng) for _ in range(RECORDS)],
    )


def views(of: City, count: int, *, seed: int, cells_max: int | None = None) -> list[View]:
    """People who look around where offers are, for kinds of help as often as they are offered; from at most so many cells."""
    rng = np.random.default_rng(seed)
    at = of.cell_of[rng.integers(0, of.size, count)]
    if cells_max is not None:
        at = rng.choice(np.unique(at)[rng.permutation(len(np.unique(at)))][:cells_max], count)
    kinds = of.category_of[rng.integers(0, of.size, count)]
    lats = of.cell_lats[at] + rng.uniform(-_JITTER_M, _JITTER_M, count) / _LAT_M
    lons = of.cell_lons[at] + rng.uniform(-_JITTER_M, _JITTER_M, count) / _LON_M
    return [View(round(float(a), 6), round(float(b), 6), int(kind)) for a, b, kind in zip(lats, lons, kinds, strict=True)]


def _points(count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    centres = rng.normal(0, _CITY_M / 2, (_CLUSTERS, 2))
    shares = rng.pareto(1.5, _CLUSTERS) + 0.2
    near = centres[rng.choice(_CLUSTERS, count, p=shares / shares.sum())] + rng.normal(0, _CLUSTER_M, (count, 2))
    anywhere = rng.uniform(-_CITY_M, _CITY_M, (count, 2))
    found = np.where(rng.random((count, 1)) < _ALONE_SHARE, anywhere, near)
    return CENTRE.lat + found[:, 0] / _LAT_M, CENTRE.lon + found[:, 1] / _LON_M


def _record(rng: np.random.Generator) -> Record:
    count, asked = int(rng.integers(0, 60)), int(rng.integers(0, 40))
    return Record(
        stars_sum=int(rng.integers(3 * count, 5 * count + 1)),
        stars_count=count,
        asked=asked,
        answered=int(rng.integers(0, asked + 1)),
        completed=count + int(rng.integers(0, 10)),
    )
