"""`everywhere bench growing`: one, two and four servers behind nginx on one database: requests a second, and what each part takes for a request.

On a machine that clients, proxy, servers and database share, four servers answer no more than one and a half: requests a
second say where its cores end. Time of the processor tells an operator how many cores another server wants of the database.
"""

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil

from everywhere.app.bench import figures, overload
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.overload_clients import Clients, Load
from everywhere.app.bench.served import free_port, served, signed_in
from everywhere.app.bench.server import fresh_server, migrated
from everywhere.kernel.clock import system_clock

FLEETS = ((1, 0), (2, 2), (4, 2))
"""Servers and workers; without a worker the one server does the background work too."""
PEOPLE, AT_ONCE = 500, 16
"""As many at once as the fewest places that a busy server has: nobody is turned away."""
WARM_S, LOAD_S, REST_S = 6, 10, 5.0
SETTLED_SHARE, SETTLES_WITHIN_S = 0.3, 60
"""Every process loads its code, and every connection prepares its statements: that is over before anything is counted."""
SPREAD_BAR = 1.5
"""Spread over six processes, a request may cost at most so many times what it costs in one."""
_PROGRAM = "everywhere.app.cli"
_NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi; keepalive_requests 1000000;
    upstream everywhere {{ {servers} keepalive 64; keepalive_requests 1000000; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://everywhere; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }}
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a load took: milliseconds of a core per request of each part, and what one process of each kind takes of a core at rest."""

    requests_per_s: float
    not_accepted: int
    servers_ms: float
    workers_ms: float
    database_ms: float
    resting_server: float
    resting_worker: float

    @property
    def total_ms(self) -> float:
        """What a request costs in all; the proxy is not counted."""
        return self.servers_ms + self.workers_ms + self.database_ms


async def measure(rounds: int) -> Result:
    """Each fleet in turn, each on a database of its own, `rounds` times; medians. Raises FileNotFoundError without nginx."""
    if (nginx := shutil.which("nginx") or shutil.which("/usr/sbin/nginx")) is None:
        raise FileNotFoundError("nginx is not here: apt-get install nginx-light")
    costs: dict[tuple[int, int], list[Cost]] = {fleet: [] for fleet in FLEETS}
    for _ in range(rounds):
        for fleet in FLEETS:
            costs[fleet].append(await _cost(nginx, *fleet))
    found = [figure for fleet in FLEETS for figure in _figures(fleet, costs[fleet])]
    notes = [
        f"{PEOPLE} signed-in people over {AT_ONCE} connections that send the next request when one was answered: seven of ten read an inbox, one a wallet, two change something.",
        f"{LOAD_S} s after {WARM_S} s that are not counted. Clients and nginx run on the same cores; their time is not counted, and they take it from the servers.",
    ]
    return Result("growing", system_clock(), figures.machine(), rounds, [*found, *_compared(costs)], notes)


async def _cost(nginx: str, servers: int, workers: int) -> Cost:
    async with fresh_server() as url, migrated(url, pool_max=4) as db:
        requests = [overload.request_of(number, token) for number, token in enumerate(await signed_in(db, PEOPLE))]
        async with _fleet(url, servers, workers) as (ports, answering, behind), _proxy(nginx, ports) as port:
            parts = (answering, behind, await _backends_of(url))
            await _settled(parts)
            async with overload.crowd(Clients(port, AT_ONCE, requests)) as crowd:
                await crowd.run(Load(0, WARM_S, at_once=AT_ONCE))
                before, began = [_seconds(part) for part in parts], time.monotonic()
                told = await crowd.run(Load(0, LOAD_S, at_once=AT_ONCE))
                took_s = time.monotonic() - began
                spent = [_seconds(part) - early for part, early in zip(parts, before, strict=True)]
            await _settled(parts)  # at rest only now: by then every worker has loaded, however busy the machine is
            rest = await _shares(parts, REST_S)
    accepted = sum(len(each.accepted_ms) for each in told)
    failed = sum(len(each.shed_ms) + each.broken + each.wrong for each in told)
    servers_ms, workers_ms, database_ms = (1000 * seconds / max(accepted, 1) for seconds in spent)
    resting_worker = rest[1] / workers if workers else 0.0
    return Cost(accepted / took_s, failed, servers_ms, workers_ms, database_ms, rest[0] / servers, resting_worker)


async def _settled(parts: Sequence[Sequence[psutil.Process]]) -> None:
    """Wait until everything has begun: a worker says to nobody when it has loaded."""
    for _ in range(SETTLES_WITHIN_S):
        if sum(await _shares(parts, 1.0)) < SETTLED_SHARE:
            return


async def _shares(parts: Sequence[Sequence[psutil.Process]], seconds: float) -> list[float]:
    """Of a core, what each part takes while nobody asks for anything."""
    before, began = [_seconds(part) for part in parts], time.monotonic()
    await asyncio.sleep(seconds)
    took_s = time.monotonic() - began
    return [(_seconds(part) - early) / took_s for part, early in zip(parts, before, strict=True)]


@contextlib.asynccontextmanager
async def _fleet(
    url: str, servers: int, workers: int
) -> AsyncIterator[tuple[list[int], list[psutil.Process], list[psutil.Process]]]:
    """The ports of so many servers, their processes, and those of the workers."""
    settings = {"DEMO": "1", "DEMO_DATA": "0", "WORKER": "0" if workers else "1", "REQUESTS_PER_MINUTE": "100000000"}
    async with contextlib.AsyncExitStack() as stack:
        answering = [await stack.enter_async_context(served(url, _PROGRAM, "serve", **settings)) for _ in range(servers)]
        behind = [await stack.enter_async_context(_worker(url)) for _ in range(workers)]
        yield [port for port, _ in answering], [process for _, process in answering], behind


@contextlib.asynccontextmanager
async def _worker(url: str) -> AsyncIterator[psutil.Process]:
    with tempfile.TemporaryDirectory(prefix="everywhere-bench-") as folder:
        own = {"EVERYWHERE_DATABASE_URL": url, "EVERYWHERE_DATA": folder, "EVERYWHERE_DEMO": "1"}
        async with _running(sys.executable, "-m", _PROGRAM, "worker", **own) as process:
            yield process


@contextlib.asynccontextmanager
async def _proxy(nginx: str, ports: Sequence[int]) -> AsyncIterator[int]:
    """The port of an nginx in front of these."""
    with tempfile.TemporaryDirectory(prefix="everywhere-bench-") as name:
        port = _configured(Path(name), ports)
        async with _running(nginx, "-p", name, "-c", f"{name}/nginx.conf"):
            yield port


def _configured(folder: Path, ports: Sequence[int]) -> int:
    """Say in `folder` how nginx spreads what comes in over these ports; the port where it does."""
    folder.chmod(0o755)  # its worker is a user of its own where this one is root
    port, servers = free_port(), " ".join(f"server 127.0.0.1:{each};" for each in ports)
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, port=port, servers=servers))
    return port


@contextlib.asynccontextmanager
async def _running(*command: str, **environment: str) -> AsyncIterator[psutil.Process]:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **environment}, stdout=quiet, stderr=quiet)
    try:
        yield psutil.Process(process.pid)
    finally:
        if process.returncode is None:
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


def _figures(fleet: tuple[int, int], costs: Sequence[Cost]) -> list[Figure]:
    servers, workers = fleet
    name = f"{servers} servers, {workers} workers" if workers else "one process"
    of = {
        "requests answered": ("/s", [each.requests_per_s for each in costs]),
        "servers, of a core": ("ms a request", [each.servers_ms for each in costs]),
        "workers, of a core": ("ms a request", [each.workers_ms for each in costs]),
        "database, of a core": ("ms a request", [each.database_ms for each in costs]),
        "a server at rest, of a core": ("%", [100 * each.resting_server for each in costs]),
        "a worker at rest, of a core": ("%", [100 * each.resting_worker for each in costs]),
        "cores of servers that a core of the database feeds": ("", [each.servers_ms / each.database_ms for each in costs]),
    }
    return [
        Figure(f"{name}: {what}", figures.median(values), unit)
        for what, (unit, values) in of.items()
        if workers or "worker" not in what
    ]


def _compared(costs: dict[tuple[int, int], list[Cost]]) -> list[Figure]:
    ratios = [many.total_ms / one.total_ms for one, many in zip(costs[FLEETS[0]], costs[FLEETS[-1]], strict=True)]
    return [
        Figure("a request on four servers ÷ on one", figures.median(ratios), "×", bar=SPREAD_BAR, bar_is="at most"),
        Figure(
            "turned away, broken or wrong",
            sum(each.not_accepted for every in costs.values() for each in every),
            "",
            bar=0,
            bar_is="at most",
        ),
    ]
