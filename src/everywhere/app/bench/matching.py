"""`everywhere bench matching`: recorded demand through the product's batch rule and waves, against greedy and the best there is.

Two plays of gMission and EverySender. *By order*, the literature's: all arrive in one of ten recorded orders, whoever
has arrived stays, and a pair is allowed if their time windows overlap; there a window is a share of the arrivals, chosen
on half of the orders and judged on the others. *By clock*: all come when the data says and leave when their patience
ends; the batch rule decides by itself until when to wait. The ten orders have the same times, so that by the clock they
are one instance. Last, small cities through the product on databases of their own.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

import click

from everywhere.app.bench import asking, assigning, city_figures, figures, side_by_side, waiting
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.instances import PLANE_FILE, TAXI_FILE, Instance, Match, planes, taxi, total
from everywhere.help.matching.waves.types import Matching
from everywhere.kernel.clock import system_clock

DATA = Path("../shared/data/demand")
WINDOWS = (20, 10, 5, 3, 2)
"""How many windows of equal size the arrivals may be cut into; the most that reach the bar on the orders that are tuned on."""
LEAD_S = 1.0
"""Who would be gone within it is about to leave: as far ahead as a wave looks for rivals of a need."""
LONG_LEAD_S = 20.0
"""The time between two rings of a wave."""
BAR_OF_OPTIMUM = 0.95

NOTES = (
    (
        "By order: the number of windows is the largest of "
        + ", ".join(map(str, WINDOWS))
        + " whose median on every second order reaches 0.95; it is judged on the other orders, and against greedy on all. Nobody "
        "leaves in that play, so the longer the window the better, up to the optimum with one."
    ),
    (
        f"By clock: nothing is chosen. A pair waits for a better one until one of the two is about to leave (within {LEAD_S:g} s); whoever "
        "stays is spared as far as others came for their side so far. Patience is known to the rule, as it is when a need expires or a "
        f"helper's hours end. The same with {LONG_LEAD_S:g} s stands beside it."
    ),
    (
        "A batch answers when patience ends, which no asker of an instant need would wait for: the waves' answer time stands beside it. "
        "Whoever must be answered at once has the share of greedy, and for gMission and EverySender no rule without foresight is known to us "
        "that answers at once and reaches 0.95 in both."
    ),
    "taxi_tobm: one hour in a square of 3 km; a ride is worth 1 less 0.015 a kilometre, the shape in which the waves weigh a need.",
    (
        "Waves: the product's own rings and choice among helpers in cells of H3 resolution 8, the radius of the plane taken as 5 km; a "
        "helper answers 3 to 18 s after being asked, and says yes always, or only with the data's success probability. They "
        "weigh a helper's record and distance, not the reward."
    ),
    "Every assignment was checked before it was counted: capacity, radius, both there.",
)


class NoData(click.ClickException):
    """The recorded demand is not where it was looked for; the message says where that was."""


async def measure(rounds: int, *, data: Path = DATA, city: bool = True) -> Result:
    """Play everything once: nothing here is left to chance or to the machine, so `rounds` changes nothing. Raises NoData."""
    for name in (PLANE_FILE, TAXI_FILE):
        if not (data / name).is_file():
            raise NoData(f"there is no {data / name}; say where the recorded demand is with --data FOLDER")
    names = dict.fromkeys(instance.name.split()[0] for instance in planes(data))
    recorded = {name: partial(_plane_figures, data, name) for name in names} | {"taxi_tobm": partial(_taxi_figures, data)}
    plays = {f"city, {matching}": partial(city_figures.played, matching) for matching in get_args(Matching)}
    judged = {f"city of seed {seed}": partial(city_figures.played, "waves", seed) for seed in city_figures.JUDGED_SEEDS}
    answers = await side_by_side.run({**plays, **judged, **recorded} if city else recorded)  # the longest first
    found: list[Figure] = [figure for name in recorded for figure in answers[name]]
    notes = list(NOTES)
    if city:
        compared = {matching: answers[f"city, {matching}"] for matching in get_args(Matching)}
        lived = city_figures.lived(compared, [answers[name] for name in judged])
        found += lived.figures
        notes += lived.notes
    return Result("matching", system_clock(), figures.machine(), rounds, found, notes)


def _plane_figures(data: Path, name: str) -> list[Figure]:
    instances = [instance for instance in planes(data) if instance.name.split()[0] == name]
    best = total(instances[0], assigning.optimum(instances[0]))
    return [
        Figure(f"{name}: offline optimum", best, ""),
        *_by_order(name, instances, best),
        *_by_clock(instances[0], name, best),
    ]


def _taxi_figures(data: Path) -> list[Figure]:
    rides = taxi(data)
    best = total(rides, assigning.optimum(rides))
    return [Figure(f"{rides.name}: offline optimum", best, ""), *_by_clock(rides, rides.name, best)]


def _by_order(name: str, orders: Sequence[Instance], best: float) -> list[Figure]:
    """All orders hold the same people at the same times, so that the optimum is one."""

    def shares(of: Sequence[Instance], windows: int) -> list[float]:
        return [total(order, assigning.batches_by_order(order, windows)) / best for order in of]

    tuned_on, judged = (orders[::2], orders[1::2]) if len(orders) > 1 else (orders, orders)
    windows, reached = chosen_windows(lambda count: figures.median(shares(tuned_on, count)))
    ours, of_judged = shares(orders, windows), slice(1, None, 2) if len(orders) > 1 else slice(None)
    greedy = [total(order, assigning.greedy(order, order.utility, "order")) / best for order in orders]
    nearest = [total(order, assigning.greedy(order, -order.distance_m, "order")) / best for order in orders]
    head = f"{name} by order"
    return [
        Figure(f"{head}: windows, chosen on {len(tuned_on)} orders", windows, ""),
        Figure(f"{head}: batch ÷ optimum, median of the orders chosen on", reached, "×"),
        Figure(
            f"{head}: batch ÷ optimum, median of {len(judged)} other orders",
            figures.median(ours[of_judged]),
            "×",
            figures.median(greedy[of_judged]),
            "greedy",
            BAR_OF_OPTIMUM,
        ),
        Figure(f"{head}: batch ÷ greedy best utility, least of all {len(orders)} orders", _least(ours, greedy), "×", bar=1.0),
        Figure(f"{head}: batch ÷ greedy nearest, least of all {len(orders)} orders", _least(ours, nearest), "×", bar=1.0),
        Figure(f"{head}: greedy nearest ÷ optimum", figures.median(nearest[of_judged]), "×"),
    ]


def _least(ours: Sequence[float], others: Sequence[float]) -> float:
    return min(batch / other for batch, other in zip(ours, others, strict=True))


def chosen_windows(share: Callable[[int], float]) -> tuple[int, float]:
    """The most windows, so the shortest wait, with which the batch reaches the bar, and the share that it reaches; else the fewest."""
    for windows in WINDOWS:
        reached = share(windows)
        if reached >= BAR_OF_OPTIMUM:
            break
    return windows, reached


def _by_clock(instance: Instance, name: str, best: float) -> list[Figure]:
    greedy = total(instance, assigning.greedy(instance, instance.utility, "clock"))
    nearest = total(instance, assigning.greedy(instance, -instance.distance_m, "clock"))
    batch = waiting.batch_by_clock(instance, LEAD_S)
    ours, late = total(instance, batch), total(instance, waiting.batch_by_clock(instance, LONG_LEAD_S))
    head = f"{name} by clock"
    return [
        Figure(f"{head}: batch ÷ optimum", ours / best, "×", greedy / best, "greedy", BAR_OF_OPTIMUM),
        Figure(f"{head}: batch ÷ greedy best utility", ours / greedy, "×", bar=1.0),
        Figure(f"{head}: batch ÷ greedy nearest", ours / nearest, "×", bar=1.0),
        Figure(f"{head}: batch, median wait", _wait_s(instance, batch), "s"),
        Figure(f"{head}: batch with {LONG_LEAD_S:g} s of lead ÷ optimum", late / best, "×"),
        *_by_waves(instance, head, best),
    ]


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
