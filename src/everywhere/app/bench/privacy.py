"""`everywhere bench privacy`: where an attacker believes every helper of the demo city to be, and how far that is from the truth.

The city is attacked twice: as it is, and with every helper living at the far side of the cell that they are shown in. Whatever one estimator believes in both is wrong by half the way between the two homes at
least once, whoever wrote the estimator; so the worse of the two errors is what counts. An estimate can still be near
somebody who lives in the middle of their cell: so can one that was never told anything, and the share of those is
printed beside the guess.
"""

import asyncio
import contextlib
import dataclasses
import os
import random
import socket
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import aiohttp
import asyncpg
import h3.api.basic_int as h3
import numpy as np

from everywhere.app.bench import figures, privacy_estimate, privacy_probes
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.privacy_probes import Attacker, Heard, Shown, Times
from everywhere.app.bench.server import fresh_server
from everywhere.app.demo import cast
from everywhere.kernel.clock import system_clock
from everywhere.places import rules as places
from everywhere.places.types import Point

VIEWS = 40
SAMPLE = 6
TIMED = 24
TIME_BAR = 0.25
"""Four times the chance spread of a correlation of 288 pairs."""
STARTED_WITHIN_S = 120
_SEED = 11
_TIME = "time to answer"


@dataclass(frozen=True)
class Victim:
    """A helper of the demo, one of their offers as it is shown, and where they live in this world."""

    email: str
    shown: Shown
    home: Point
    cell: int
    is_on: bool

    @property
    def half_cell_m(self) -> float:
        """Half the way from the centre of the shown cell to its corners."""
        return places.cell_radius_m(self.cell) / 2


World = dict[str, dict[str, Point]]
"""Probe → offer → where the attacker believes the helper to be."""


async def measure(rounds: int) -> Result:
    """Attack the demo city twice and compare; one round is all there is, for nothing but the timing is left to chance, and of that there is much."""
    del rounds
    async with fresh_server() as url:
        async with _serving(url) as attacker:
            victims = await _victims(attacker)
            first, early = await _attack(attacker, victims)
        moved = await _moved(url, victims)
        async with _serving(url) as attacker:
            await _switch_on(attacker, moved)
            second, late = await _attack(attacker, moved)
    found = [figure for probe in first for figure in _figures(probe, first[probe], second[probe], victims, moved)]
    found.append(
        Figure(
            f"{_TIME}: correlation with who lives how near",
            told_by_time(early, late, victims, moved),
            "",
            bar=TIME_BAR,
            bar_is="at most",
        )
    )
    return Result("privacy", system_clock(), figures.machine(), 1, found, _notes(first, victims))


def _figures(
    probe: str, first: Mapping[str, Point], second: Mapping[str, Point], victims: Mapping[str, Victim], moved: Mapping[str, Victim]
) -> list[Figure]:
    """The worse of the two errors: at its least as a multiple of half a cell, for cells are of different sizes; and in metres."""
    errors_m = {
        each: max(places.distance_m(point, victims[each].home), places.distance_m(second[each], moved[each].home))
        for each, point in first.items()
        if each in second
    }
    halves_m = [victims[each].half_cell_m for each in errors_m]
    name = f"{probe}, {len(errors_m)} offers"
    least = min(error_m / half_m for error_m, half_m in zip(errors_m.values(), halves_m, strict=True))
    median = Figure(
        f"{name}: median error", statistics.median(errors_m.values()), "m", statistics.median(halves_m), "m half a cell"
    )
    # Times differ from one attack to the next by chance, and so does what is made of them: the least of many errors says nothing there.
    return [median] if probe == _TIME else [Figure(f"{name}: least error ÷ half a cell", least, "×", bar=1.0), median]


def told_by_time(early: Times, late: Times, victims: Mapping[str, Victim], moved: Mapping[str, Victim]) -> float:
    """How far what an answer took longer in the second attack goes with how much farther the helper lived then: 0 not at all, 1 wholly.

    Spearman's rank correlation over all viewpoints, without its sign: an attacker does not care which way it goes.
    """
    longer, farther = [], []
    for each, times in early.items():
        for view in times:
            longer.append(late[each][view] - times[view])
            farther.append(places.distance_m(view, moved[each].home) - places.distance_m(view, victims[each].home))
    ranks = [np.argsort(np.argsort(values)) for values in (longer, farther)]
    return abs(float(np.corrcoef(ranks[0], ranks[1])[0, 1]))


def _notes(first: World, victims: Mapping[str, Victim]) -> list[str]:
    halves = sorted(victim.half_cell_m for victim in victims.values())
    guessed = {each: victim.shown.at for each, victim in victims.items()}
    lucky = {
        probe: _near(believed, victims) for probe, believed in [("the middle of the cell, told nothing", guessed), *first.items()]
    }
    return [
        f"Every offer of the demo city was attacked ({len(victims)}); bookings and changes a sample of {SAMPLE}, timing of {TIMED}.",
        "Time is judged by its correlation: the same places asked in both attacks, each at its quickest of several rounds.",
        f"Half a cell is {halves[0]:.0f} to {halves[-1]:.0f} m.",
        "An error is the worse of two: with the helper at home, and living at the far side of the cell.",
        "Within half a cell of where they live, by chance or not: "
        + "; ".join(f"{probe} {share:.0%}" for probe, share in lucky.items())
        + ".",
    ]


def _near(believed: Mapping[str, Point], victims: Mapping[str, Victim]) -> float:
    return statistics.mean(
        places.distance_m(point, victims[each].home) < victims[each].half_cell_m for each, point in believed.items()
    )


async def _attack(attacker: Attacker, victims: Mapping[str, Victim]) -> tuple[World, Times]:
    """Every probe from the same places, what is made of its answers, and how long they took."""
    chance = random.Random(_SEED)  # noqa: S311 - seeded, so that the two attacks ask the same
    known = {each: victim.shown for each, victim in victims.items()}
    targets = [known[each] for each in _sample(victims, SAMPLE)]
    homes = {victims[target.id].email: (target, victims[target.id].home) for target in targets}
    views = [
        privacy_estimate.moved(shown.at, chance.gauss(0, 1500), chance.gauss(0, 1500))
        for shown in chance.sample(list(known.values()), VIEWS)
    ]
    heard: dict[str, Heard] = await privacy_probes.lists(attacker, views, known, chance)
    heard["edges of service areas"] = await privacy_probes.bookings(attacker, targets)
    heard |= await privacy_probes.changes(attacker, homes, chance)
    times = await privacy_probes.timings(attacker, [known[each] for each in _sample(victims, TIMED)], chance)
    heard[_TIME] = privacy_probes.nearer(times)
    everything = Heard(list)
    for probe, rings in heard.items():
        for each, found in rings.items() if probe != _TIME else ():
            everything[each] += found
    believed = {
        probe: _believed(rings, victims) for probe, rings in {**heard, "all but time together": everything}.items() if rings
    }
    return believed, times


def _sample(victims: Mapping[str, Victim], count: int) -> list[str]:
    """Offers of so many helpers, of different ones."""
    by_helper = {victim.email: each for each, victim in victims.items()}
    return random.Random(_SEED).sample(sorted(by_helper.values()), min(count, len(by_helper)))  # noqa: S311 - as above


def _believed(heard: Heard, victims: Mapping[str, Victim]) -> dict[str, Point]:
    reach = {each: 2.5 * victims[each].half_cell_m for each in heard if each in victims}
    return {each: privacy_estimate.estimate(heard[each], victims[each].shown.at, reach_m) for each, reach_m in reach.items()}


async def _victims(attacker: Attacker) -> dict[str, Victim]:
    """Everybody who offers help, with the truth that only they are told."""
    planned = cast.plan()
    found = {}
    for number in sorted({offer.helper for offer in planned.offers}):
        person = planned.people[number]
        email = cast.handle_of(person).removeprefix("email:")
        _, page = await attacker.ask("GET", "/api/me/offers", token=await attacker.sign_in(email), params={"limit": 100})
        for item in page["items"]:
            shown = Shown(item["id"], item["category"], Point(**item["at"]), item["radius_m"])
            if item["stage"] == "open":
                found[item["id"]] = Victim(
                    email, shown, Point(person.lat, person.lon), int(item["cell"], 16), person.is_switched_on
                )
    return found


async def _moved(url: str, victims: Mapping[str, Victim]) -> dict[str, Victim]:
    """Let everybody have posted what they offer from the far side of their cell; nothing else is changed."""
    moved = {each: dataclasses.replace(victim, home=_far_side(victim)) for each, victim in victims.items()}
    connection = await asyncpg.connect(url)
    rows = [(UUID(each), victim.home.lat, victim.home.lon) for each, victim in moved.items()]
    await connection.executemany("UPDATE offer SET exact_lat = $2, exact_lon = $3 WHERE id = $1", rows)
    await connection.close()
    return moved


async def _switch_on(attacker: Attacker, victims: Mapping[str, Victim]) -> None:
    """Let whoever was switched on be so at the new home, by their own request."""
    for email, home in {victim.email: victim.home for victim in victims.values() if victim.is_on}.items():
        await privacy_probes.switch(attacker, await attacker.sign_in(email), home, is_on=True)


def _far_side(victim: Victim) -> Point:
    """The point of the shown cell that is farthest from home, of a grid, a little inside."""
    reach = victim.half_cell_m * 2
    steps = [reach * step / 20 for step in range(-19, 20)]
    grid = [privacy_estimate.moved(victim.shown.at, north, east) for north in steps for east in steps]
    inside = [point for point in grid if places.cell_at(point, h3.get_resolution(victim.cell)) == victim.cell]
    return max(inside, key=lambda point: places.distance_m(point, victim.home))


@contextlib.asynccontextmanager
async def _serving(url: str) -> AsyncIterator[Attacker]:
    """Somebody with many accounts at `everywhere serve`, with the demo's people, on the database at `url`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    base = f"http://127.0.0.1:{port}"
    settings = {"DATABASE_URL": url, "PORT": str(port), "DEMO": "1", "REQUESTS_PER_MINUTE": "1000000"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("EVERYWHERE_")}
    environment = {**inherited, **{f"EVERYWHERE_{name}": value for name, value in settings.items()}}
    with tempfile.TemporaryFile() as said:
        server = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "everywhere.app.cli", "serve", env=environment, stdout=said, stderr=said
        )
        try:
            await _healthy(base, server)
            async with aiohttp.ClientSession(base) as session:
                yield Attacker(session)
        finally:
            if server.returncode is None:
                server.terminate()
            await server.wait()


async def _healthy(base: str, server: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(STARTED_WITHIN_S), aiohttp.ClientSession(base) as session:
        while server.returncode is None:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get("/api/health") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.2)
    raise RuntimeError("the server did not start")
