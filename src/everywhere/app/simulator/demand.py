"""Where, when, how long and for how much people ask: read from open data sets, or made up where none is given.

`DemandError` names a file that is none of the known kinds. Known by their columns, compressed or not:

- Cainiao's Shanghai points (`loc, lon, lat, pickups, dropoffs, courier_start`): pickups say which neighbourhoods are busy, points
  with drop-offs are where people are.
- gMission and EverySender (`dataset, instance, seq, begin_time, …, reward, success_prob`): arrival order, windows, rewards of
  tasks and the success of workers. Their plane has no geography.
- taxi_tobm (`begin_s, kind, x_m, y_m, duration_s, radius_m`): the rhythm of a city's day, and how long people wait.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from everywhere.app.demo import grounds
from everywhere.app.demo.dice import Dice

CAINIAO = {"lon", "lat", "pickups", "dropoffs"}
CROWDSOURCING = {"dataset", "begin_time", "reward", "success_prob", "duration"}
TAXI = {"begin_s", "kind", "duration_s"}
SPOTS_PER_COMMUNITY = 120
Record = dict[str, str]


class DemandError(Exception):
    """The file or folder given as demand holds nothing that is known here."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point where people are, and how busy it is."""

    lat: float
    lon: float
    people: float
    trade: float


@dataclass(frozen=True, slots=True)
class Demand:
    """What was read. An empty list: nothing known about it, the story makes it up."""

    source: str
    spots: list[Spot] = field(default_factory=list)
    arrivals_s: list[float] = field(default_factory=list)
    """Seconds of the day at which somebody asked, sorted."""
    patience_s: list[float] = field(default_factory=list)
    """How long an asker waits."""
    rewards: list[float] = field(default_factory=list)
    """Rewards in units of the source, in arrival order."""
    reliabilities: list[float] = field(default_factory=list)
    """Shares of success of workers."""

    def merged(self, other: "Demand") -> "Demand":
        """Both together."""
        return Demand(
            f"{self.source}, {other.source}" if self.source else other.source,
            self.spots + other.spots,
            sorted(self.arrivals_s + other.arrivals_s),
            self.patience_s + other.patience_s,
            self.rewards + other.rewards,
            self.reliabilities + other.reliabilities,
        )


def read(path: Path) -> Demand:
    """The demand of a file, or of every known file of a folder. Raises DemandError when there is none."""
    files = sorted(path.glob("*.csv*")) if path.is_dir() else [path]
    found = Demand("")
    for file in files:
        part = _read_file(file)
        if part is not None:
            found = found.merged(part)
    if not found.source:
        raise DemandError(f"{path}: neither Cainiao points, nor gMission/EverySender, nor taxi_tobm")
    return found


def made_up(city: str) -> Demand:
    """Spots in the communities that ship with the product, some busier than others. Raises DemandError where none are shipped."""
    dice = Dice(0)  # the same ground for every story
    spots = []
    for ground in grounds.shipped(city):
        rng = dice.stream("spots", ground.name_zh)
        for _ in range(SPOTS_PER_COMMUNITY):
            lat, lon = ground.point(rng)
            spots.append(Spot(lat, lon, people=rng.randint(1, 9), trade=rng.randint(0, 5)))
    if not spots:
        raise DemandError(f"no communities of {city} are shipped; say where with --data")
    return Demand(f"generated places in the communities of {city}", spots)


def rhythm(demand: Demand, hours: float, count: int, dice: Dice) -> list[float]:
    """`count` moments in seconds from the start, sorted: like the busiest `hours` of the source's day, else evenly at random."""
    span_s = hours * 3600
    window = _busiest(demand.arrivals_s, span_s)
    if not window:
        return sorted(dice.between(0, span_s, "arrival", n) for n in range(count))
    return sorted(dice.pick(window, "arrival", n) for n in range(count))


def _busiest(arrivals_s: list[float], span_s: float) -> list[float]:
    """The arrivals of the fullest window of `span_s`, counted from its start."""
    best_from, best_to, left = 0, 0, 0
    for right, moment in enumerate(arrivals_s):
        while moment - arrivals_s[left] >= span_s:
            left += 1
        if right + 1 - left > best_to - best_from:
            best_from, best_to = left, right + 1
    return [moment - arrivals_s[best_from] for moment in arrivals_s[best_from:best_to]]


def _read_file(file: Path) -> Demand | None:
    try:
        table = csv.DictReader(io.StringIO(_text(file), newline=""))
        columns = set(table.fieldnames or ())
        if columns >= CAINIAO:
            return _cainiao(file.name, table)
        if columns >= CROWDSOURCING:
            return _crowdsourcing(file.name, table)
        if columns >= TAXI:
            return _taxi(file.name, table)
    except (OSError, ValueError, TypeError, EOFError, zlib.error, csv.Error) as error:
        raise DemandError(f"{file}: {error}") from error
    return None


def _text(file: Path) -> str:
    raw = file.read_bytes()
    return (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode("utf-8")


def _cainiao(name: str, table: Iterable[Record]) -> Demand:
    return Demand(
        name,
        spots=[Spot(float(r["lat"]), float(r["lon"]), float(r["dropoffs"]), float(r["pickups"])) for r in table if _is_used(r)],
    )


def _is_used(record: Record) -> bool:
    return int(record["pickups"]) > 0 or int(record["dropoffs"]) > 0


def _crowdsourcing(name: str, table: Iterable[Record]) -> Demand:
    """The first arrival order of each data set; the others hold the same people in another order."""
    rewards: list[float] = []
    patience_s: list[float] = []
    reliabilities: list[float] = []
    for record in _first_instances(table):
        if record["kind"] == "task":
            rewards.append(float(record["reward"]))
            patience_s.append(float(record["duration"]))
        else:
            reliabilities.append(float(record["success_prob"]))
    return Demand(name, patience_s=patience_s, rewards=rewards, reliabilities=reliabilities)


def _first_instances(table: Iterable[Record]) -> Iterator[Record]:
    first = [record for record in table if record["instance"] == "0"]
    return iter(sorted(first, key=lambda record: (record["dataset"], int(record["seq"]))))


def _taxi(name: str, table: Iterable[Record]) -> Demand:
    tasks = [record for record in table if record["kind"] == "task"]
    return Demand(
        name,
        arrivals_s=sorted(float(record["begin_s"]) for record in tasks),
        patience_s=[float(record["duration_s"]) for record in tasks[:1000]],  # one constant there; enough to weigh it
    )
