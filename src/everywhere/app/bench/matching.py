"""`everywhere bench matching`: recorded demand through the product's batch rule and waves, against greedy and the best there is.

Two plays of gMission and EverySender. *By order*, the literature's: all arrive in one of ten recorded orders, whoever
has arrived stays, and a pair is allowed if their time windows overlap; there a window is a share of the arrivals.
*By clock*: all come when the data says and leave when their patience ends. The ten orders have the same times, so that
by the clock they are one instance.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from everywhere.app.bench import asking, assigning, figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.instances import PLANE_FILE, TAXI_FILE, Instance, Match, planes, taxi, total
from everywhere.kernel.clock import system_clock

DATA = Path("../shared/data/demand")
WINDOWS = 3
SHORT_WINDOWS = 10
WINDOW_S = 1.0
"""As far ahead as a wave looks for rivals of a need."""
TAXI_WINDOW_S = 20.0
"""The time between two rings. Here somebody new comes every second: who waited longer would only lose those who leave."""
BAR_OF_OPTIMUM = 0.95

NOTES = (
    (
        f"By order: batches of a third of the arrivals ({SHORT_WINDOWS} windows beside it). Nobody leaves in that play, so the longer "
        "the window the better, up to the optimum with one; it says how much knowing a few more arrivals is worth."
    ),
    (
        f"By clock: at the end of each {WINDOW_S:g} s the batch rule over all who are there; patient, a pair is settled when one of the "
        "two would else be gone, and till then it may change. Settled at once, a batch of one second is greedy: most of the time "
        "only one pair is possible. Longer windows lose those who leave in them."
    ),
    (
        f"taxi_tobm: one hour in a square of 3 km, windows of {TAXI_WINDOW_S:g} s, settled at once; a ride is worth 1 less 0.015 a "
        "kilometre, the shape in which the waves weigh a need."
    ),
    (
        "Waves: the product's own rings and choice among helpers in cells of H3 resolution 8, the radius of the plane taken as 5 km; a "
        "helper answers 3 to 18 s after being asked, and says yes always, or only with the data's success probability. They "
        "weigh a helper's record and distance, not the reward, and end with the sixth ring, 100 s after the need."
    ),
    (
        "The windows, and where the batch is patient, were chosen on this very data: the bars hold for that choice, and not for every "
        "one. EverySender misses 0.95 with ten windows and when settled at once; a patient batch answers when patience ends, which "
        "no asker of an instant need would wait for."
    ),
    "Every assignment was checked before it was counted: capacity, radius, both there.",
)


class NoData(click.ClickException):
    """The recorded demand is not where it was looked for; the message says where that was."""


@dataclass(frozen=True, slots=True)
class Orders:
    """One data set's totals over its orders of arrival, each as a share of the optimum."""

    greedy: list[float]
    nearest: list[float]
    batch: list[float]
    short: list[float]


async def measure(rounds: int, *, data: Path = DATA) -> Result:
    """Play everything once: nothing here is left to chance or to the machine, so `rounds` changes nothing. Raises NoData."""
    for name in (PLANE_FILE, TAXI_FILE):
        if not (data / name).is_file():
            raise NoData(f"there is no {data / name}; say where the recorded demand is with --data FOLDER")
    found = await asyncio.to_thread(_all_figures, data)
    return Result("matching", system_clock(), figures.machine(), rounds, found, list(NOTES))


def _all_figures(data: Path) -> list[Figure]:
    found = []
    instances = planes(data)
    for name in dict.fromkeys(instance.name.split()[0] for instance in instances):
        of_name = [instance for instance in instances if instance.name.split()[0] == name]
        best = total(of_name[0], assigning.optimum(of_name[0]))
        found.append(Figure(f"{name}: offline optimum", best, ""))
        found += _by_order(name, [_order(instance) for instance in of_name])
        found += _by_clock(of_name[0], name, best, WINDOW_S, is_patient=True)
    rides = taxi(data)
    best = total(rides, assigning.optimum(rides))
    found.append(Figure(f"{rides.name}: offline optimum", best, ""))
    return found + _by_clock(rides, rides.name, best, TAXI_WINDOW_S, is_patient=False)


def _order(instance: Instance) -> Orders:
    best = total(instance, assigning.optimum(instance))
    plays = (
        assigning.greedy(instance, instance.utility, "order"),
        assigning.greedy(instance, -instance.distance_m, "order"),
        assigning.batches_by_order(instance, WINDOWS),
        assigning.batches_by_order(instance, SHORT_WINDOWS),
    )
    return Orders(*([total(instance, matches) / best] for matches in plays))


def _by_order(name: str, orders: Sequence[Orders]) -> list[Figure]:
    greedy, nearest, batch, short = (
        [share for one in orders for share in getattr(one, kind)] for kind in ("greedy", "nearest", "batch", "short")
    )
    least = min(ours / theirs for ours, theirs in zip(batch, greedy, strict=True))
    count = len(orders)
    median_greedy = figures.median(greedy)
    return [
        Figure(
            f"{name} by order: batch ÷ optimum, median of {count}",
            figures.median(batch),
            "×",
            median_greedy,
            "greedy",
            BAR_OF_OPTIMUM,
        ),
        Figure(f"{name} by order: batch ÷ greedy best utility, least of {count}", least, "×", bar=1.0),
        Figure(f"{name} by order: batch ÷ optimum, {SHORT_WINDOWS} windows", figures.median(short), "×"),
        Figure(f"{name} by order: greedy nearest ÷ optimum", figures.median(nearest), "×"),
    ]


def _by_clock(instance: Instance, name: str, best: float, window_s: float, *, is_patient: bool) -> list[Figure]:
    greedy = total(instance, assigning.greedy(instance, instance.utility, "clock"))
    nearest = total(instance, assigning.greedy(instance, -instance.distance_m, "clock"))
    batch = assigning.batches_by_clock(instance, window_s, is_patient=is_patient)
    ours = total(instance, batch)
    how = "patient batch" if is_patient else "batch"
    head = f"{name} by clock"
    found = [
        Figure(f"{head}: {how} ÷ optimum", ours / best, "×", greedy / best, "greedy", BAR_OF_OPTIMUM),
        Figure(f"{head}: {how} ÷ greedy best utility", ours / greedy, "×", bar=1.0),
        Figure(f"{head}: {how} ÷ greedy nearest", ours / nearest, "×", bar=1.0),
        Figure(f"{head}: {how}, median wait", _wait_s(instance, batch), "s"),
    ]
    if is_patient:
        at_once = total(instance, assigning.batches_by_clock(instance, window_s, is_patient=False))
        found.append(Figure(f"{head}: batch settled at once ÷ optimum", at_once / best, "×"))
    return [*found, *_by_waves(instance, head, best)]


def _by_waves(instance: Instance, head: str, best: float) -> list[Figure]:
    found = []
    for words, is_willing in (("always a yes", True), ("a yes by success probability", False)):
        if not is_willing and (instance.helpers.worth == 1).all():
            continue  # the data says nothing of success
        asked = asking.waves(instance, is_willing=is_willing)
        found += [
            Figure(f"{head}: waves, {words} ÷ optimum", total(instance, asked.matches) / best, "×"),
            Figure(f"{head}: waves, {words}, median wait", _wait_s(instance, asked.matches), "s"),
            Figure(f"{head}: waves, {words}, invitations a match", asked.invitations / max(1, len(asked.matches)), ""),
        ]
    return found


def _wait_s(instance: Instance, matches: Sequence[Match]) -> float:
    """The median of the seconds from a need to its answer."""
    return figures.median([match.at - float(instance.needs.begins[match.need]) for match in matches if match.at is not None])
