"""`everywhere bench growing`: what a request of a living city costs each part, on one process and on four servers and two workers.

Time on the wall says nothing on a machine that clients, servers and database share. Time of the processor does: how much of
a core each part takes for a request, and so how many servers a core of the database feeds.
"""

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import asyncpg
import psutil

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.served import served
from everywhere.app.bench.server import fresh_server
from everywhere.app.simulator import demand, plot, run
from everywhere.app.simulator.faults.proxy import Proxy
from everywhere.app.simulator.report import Report
from everywhere.kernel import migrations
from everywhere.kernel.clock import system_clock

CITY, PEOPLE, HOURS, SPEED = "shanghai", 200, 0.5, 60.0
SERVERS, WORKERS = 4, 2
REST_S = 10.0
SPREAD_BAR = 1.5
"""Spread over six processes, a request may cost at most so many times what it costs in one."""
_PROGRAM = "everywhere.app.cli"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a story took: milliseconds of a core per request, of the processes that answer, those behind them, and the database.

    What all of them take of a core at rest, `rest_share`, is not in it.
    """

    story: Report
    rest_share: float
    servers_ms: float
    workers_ms: float
    database_ms: float

    @property
    def total_ms(self) -> float:
        """What a request costs in all."""
        return self.servers_ms + self.workers_ms + self.database_ms


async def measure(rounds: int) -> Result:
    """The same stories on one process and on many, in turns, each on a database of its own; medians over the rounds."""
    one, many = [], []
    for number in range(rounds):
        one.append(await _cost(1, 0, seed=number + 1))
        many.append(await _cost(SERVERS, WORKERS, seed=number + 1))
    return Result(
        "growing",
        system_clock(),
        figures.machine(),
        rounds,
        [*_costs("one process", one), *_costs(f"{SERVERS} servers, {WORKERS} workers", many), *_compared(one, many)],
        [
            f"{PEOPLE} people of the simulator for {HOURS:g} h at {SPEED:g} ×, signing in included; in one process the background work is the server's.",
            "The load is spread connection by connection; what spreads it is not counted, nor what the processes take at rest.",
        ],
    )


async def _cost(servers: int, workers: int, *, seed: int) -> Cost:
    story = plot.plan(city=CITY, people=PEOPLE, hours=HOURS, seed=seed, demand=demand.made_up(CITY))
    async with fresh_server() as url:
        await migrations.migrate(url)
        async with _fleet(url, servers, workers) as (ports, answering, behind):
            parts = (answering, behind, await _backends_of(url))
            proxy = Proxy(ports)
            async with proxy.running():
                rest = await _shares(parts)
                options = run.Options(f"http://127.0.0.1:{proxy.port}", SPEED, f"grow{seed}", url, is_quiet=True)
                before, began = [_seconds(part) for part in parts], time.monotonic()
                told = await run.play(story, options)
                took_s = time.monotonic() - began
                spent = [_seconds(part) - early - share * took_s for part, early, share in zip(parts, before, rest, strict=True)]
    return Cost(told, sum(rest), *(1000 * seconds / told.requests for seconds in spent))


async def _shares(parts: Sequence[Sequence[psutil.Process]]) -> list[float]:
    """Of a core, what each part takes while nobody asks for anything."""
    await asyncio.sleep(REST_S / 2)  # what starting left to do
    before, began = [_seconds(part) for part in parts], time.monotonic()
    await asyncio.sleep(REST_S)
    took_s = time.monotonic() - began
    return [(_seconds(part) - early) / took_s for part, early in zip(parts, before, strict=True)]


@contextlib.asynccontextmanager
async def _fleet(
    url: str, servers: int, workers: int
) -> AsyncIterator[tuple[list[int], list[psutil.Process], list[psutil.Process]]]:
    """The ports of so many servers, their processes, and those of the workers."""
    settings = {"DEMO": "1", "DEMO_DATA": "0", "WORKER": "0" if workers else "1"}
    async with contextlib.AsyncExitStack() as stack:
        answering = [await stack.enter_async_context(served(url, _PROGRAM, "serve", **settings)) for _ in range(servers)]
        behind = [await stack.enter_async_context(_worker(url)) for _ in range(workers)]
        yield [port for port, _ in answering], [process for _, process in answering], behind


@contextlib.asynccontextmanager
async def _worker(url: str) -> AsyncIterator[psutil.Process]:
    with tempfile.TemporaryDirectory(prefix="everywhere-bench-") as folder:
        environment = {**os.environ, "EVERYWHERE_DATABASE_URL": url, "EVERYWHERE_DATA": folder, "EVERYWHERE_DEMO": "1"}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            _PROGRAM,
            "worker",
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            await process.wait()


async def _backends_of(url: str) -> list[psutil.Process]:
    connection = await asyncpg.connect(url)
    try:
        postmaster = psutil.Process(await connection.fetchval("SELECT pg_backend_pid()")).parent()
    finally:
        await connection.close()
    return [] if postmaster is None else [postmaster]


def _seconds(processes: Sequence[psutil.Process]) -> float:
    """Seconds of a core that these took so far, with their children: those that live and those that have ended."""
    times = [process.cpu_times() for process in processes]
    children = [child.cpu_times() for process in processes for child in process.children(recursive=True)]
    ended = sum(each.children_user + each.children_system for each in times)
    return ended + sum(each.user + each.system for each in (*times, *children))


def _costs(name: str, costs: Sequence[Cost]) -> list[Figure]:
    return [
        Figure(f"{name}: at rest, of a core", 100 * figures.median([each.rest_share for each in costs]), "%"),
        Figure(f"{name}: servers, of a core", figures.median([each.servers_ms for each in costs]), "ms a request"),
        Figure(f"{name}: workers, of a core", figures.median([each.workers_ms for each in costs]), "ms a request"),
        Figure(f"{name}: database, of a core", figures.median([each.database_ms for each in costs]), "ms a request"),
        Figure(
            f"{name}: cores of servers that a core of the database feeds",
            figures.median([(each.servers_ms + each.workers_ms) / each.database_ms for each in costs]),
            "",
        ),
    ]


def _compared(one: Sequence[Cost], many: Sequence[Cost]) -> list[Figure]:
    told = [each.story for each in (*one, *many)]
    ratios = [spread.total_ms / alone.total_ms for spread, alone in zip(many, one, strict=True)]
    return [
        Figure("a request on many processes ÷ on one", figures.median(ratios), "×", bar=SPREAD_BAR, bar_is="at most"),
        Figure("requests answered", sum(each.requests for each in told), ""),
        Figure("unexpected answers", sum(sum(each.unexpected_errors.values()) for each in told), "", bar=0, bar_is="at most"),
        Figure(
            "invariants that did not hold",
            sum(not check.holds for each in told for check in each.invariants),
            "",
            bar=0,
            bar_is="at most",
        ),
    ]
