"""Recorded demand of other places, as needs and helpers on a plane: what was asked, who could have helped, and when."""

import csv
import functools
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from everywhere.help.matching.ranking import rules as ranking

PLANE_FILE = "gmission_everysender.csv.gz"
TAXI_FILE = "taxi_tobm_real.csv.gz"
TAXI_FROM_S, TAXI_TO_S = 17 * 3600, 18 * 3600
TAXI_WEST_M, TAXI_SOUTH_M, TAXI_SIDE_M = 1000, 2500, 3000
"""The busiest hour in the busiest square of three kilometres; the whole day would take an hour to play."""
_PLANE_RADIUS_M = 5000
"""The radius 1 on the anonymised plane counts as so many metres: the fourth ring of an instant wave."""


@dataclass(frozen=True, slots=True)
class Side:
    """All needs, or all helpers, of an instance, one an index. Metres, seconds; `order` is the place in the order of arrival."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    begins: NDArray[np.float64]
    ends: NDArray[np.float64]
    order: NDArray[np.int64]
    worth: NDArray[np.float64]
    """A need's reward; the probability that a helper succeeds."""

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Instance:
    """Who could be brought together, and what each pair is worth."""

    name: str
    needs: Side
    helpers: Side
    radius_m: NDArray[np.float64]
    capacity: NDArray[np.int64]
    cost_per_m: float = field(default=0.0)
    """What a metre takes off a pair's worth, where the data names no rewards."""

    @functools.cached_property
    def distance_m(self) -> NDArray[np.float64]:
        """Metres between each need and each helper."""
        return np.hypot(self.needs.x[:, None] - self.helpers.x, self.needs.y[:, None] - self.helpers.y)

    @functools.cached_property
    def utility(self) -> NDArray[np.float64]:
        """The worth of each pair, whether or not it is allowed."""
        return np.outer(self.needs.worth, self.helpers.worth) - self.cost_per_m * self.distance_m

    @functools.cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """Whether a pair is within the helper's radius and both are there at one time."""
        needs, helpers = self.needs, self.helpers
        together = (needs.begins[:, None] < helpers.ends) & (helpers.begins < needs.ends[:, None])
        return together & (self.distance_m <= self.radius_m + 1e-6)

    def of(self, need: int, helper: int) -> float | None:
        """The worth of one pair, None where it is not allowed: what the batch rule asks."""
        return float(self.utility[need, helper]) if self.allowed[need, helper] else None


@dataclass(frozen=True, slots=True)
class Match:
    """A need and a helper, brought together at a moment; None in a play that knows only the order of arrival."""

    need: int
    helper: int
    at: float | None = None


def total(instance: Instance, matches: Iterable[Match]) -> float:
    """The utility of valid matches. Raises AssertionError at the first that breaks a rule."""
    matches = list(matches)
    if found := faults(instance, matches):
        raise AssertionError(f"{instance.name}: {found[0]}")
    return float(sum(instance.utility[match.need, match.helper] for match in matches))


def faults(instance: Instance, matches: Sequence[Match]) -> list[str]:
    """What is wrong with an assignment: a need twice, a helper beyond capacity, too far, or not there at the time."""
    found = [f"need {need} has {count} helpers" for need, count in Counter(match.need for match in matches).items() if count > 1]
    for helper, count in Counter(match.helper for match in matches).items():
        if count > instance.capacity[helper]:
            found.append(f"helper {helper} has {count} needs and room for {instance.capacity[helper]}")
    for match in matches:
        found += _faults(instance, match)
    return found


def _faults(instance: Instance, match: Match) -> list[str]:
    need, helper = match.need, match.helper
    begins = max(instance.needs.begins[need], instance.helpers.begins[helper])
    ends = min(instance.needs.ends[need], instance.helpers.ends[helper])
    found = []
    if instance.distance_m[need, helper] > instance.radius_m[helper] + 1e-6:
        found.append(f"need {need} lies outside helper {helper}'s radius")
    if begins >= ends:
        found.append(f"need {need} and helper {helper} are never there together")
    elif match.at is not None and not begins <= match.at < ends:
        found.append(f"need {need} and helper {helper} are not both there at {match.at:.1f} s")
    return found


def planes(folder: Path) -> list[Instance]:
    """The instances of gMission and EverySender, ten orders of arrival each."""
    kept: defaultdict[tuple[str, str], list[Mapping[str, str]]] = defaultdict(list)
    for line in _lines(folder / PLANE_FILE):
        kept[line["dataset"], line["instance"]].append(line)
    return [_plane(f"{name} {number}", lines) for (name, number), lines in kept.items()]


def taxi(folder: Path) -> Instance:
    """The taxi rides of one hour in one square; each ride is worth what a need is to the product's waves, scaled to 1."""
    lines = [line for line in _lines(folder / TAXI_FILE) if _is_in_sample(line)]
    tasks = [line for line in lines if line["kind"] == "task"]
    workers = [line for line in lines if line["kind"] == "worker"]
    return Instance(
        "taxi_tobm",
        _side(tasks, "x_m", "y_m", "begin_s", "duration_s"),
        _side(workers, "x_m", "y_m", "begin_s", "duration_s"),
        _column(workers, "radius_m"),
        np.ones(len(workers), dtype=np.int64),
        cost_per_m=ranking.COST_PER_M / 10,
    )


def _plane(name: str, lines: Sequence[Mapping[str, str]]) -> Instance:
    tasks = [line for line in lines if line["kind"] == "task"]
    workers = [line for line in lines if line["kind"] == "worker"]
    return Instance(
        name,
        _side(tasks, "x", "y", "begin_time", "duration", worth="reward", unit_m=_PLANE_RADIUS_M),
        _side(workers, "x", "y", "begin_time", "duration", worth="success_prob", unit_m=_PLANE_RADIUS_M),
        _column(workers, "radius") * _PLANE_RADIUS_M,
        _column(workers, "capacity").astype(np.int64),
    )


def _side(
    lines: Sequence[Mapping[str, str]], x: str, y: str, begins: str, lasts: str, *, worth: str = "", unit_m: float = 1.0
) -> Side:
    begin = _column(lines, begins)
    return Side(
        _column(lines, x) * unit_m,
        _column(lines, y) * unit_m,
        begin,
        begin + _column(lines, lasts),
        _column(lines, "seq").astype(np.int64) if worth else np.arange(len(lines)),
        _column(lines, worth) if worth else np.ones(len(lines)),
    )


def _column(lines: Sequence[Mapping[str, str]], name: str) -> NDArray[np.float64]:
    return np.array([float(line[name]) for line in lines])


def _lines(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def _is_in_sample(line: Mapping[str, str]) -> bool:
    east_m, north_m = float(line["x_m"]) - TAXI_WEST_M, float(line["y_m"]) - TAXI_SOUTH_M
    is_there = 0 <= east_m < TAXI_SIDE_M and 0 <= north_m < TAXI_SIDE_M
    return is_there and TAXI_FROM_S <= float(line["begin_s"]) < TAXI_TO_S
