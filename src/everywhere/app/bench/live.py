"""`everywhere bench live`: 2,000 open streams on one server, a message a second each: how late, and how much memory a stream.

Each message goes the product's whole way: a row of the outbox, the relay, a live event, the hub, the stream. The server
is `everywhere serve` with relay and worker inside; those who listen and who send are processes of their own.
"""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import msgspec

from everywhere.app.bench import figures, live_peers
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.live_listeners import Heard, Plan
from everywhere.app.bench.live_server import BenchShown, BenchTold
from everywhere.app.bench.served import served, signed_in
from everywhere.app.bench.server import fresh_server, migrated
from everywhere.kernel import outbox
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database
from everywhere.kernel.errors import snake_case
from everywhere.kernel.outbox import Event, Relay
from everywhere.notify.types import cell_topic
from everywhere.people.sessions.types import Token

STREAMS = 2_000
WARM_STREAMS = 100
PLACES = 100
"""So many places are looked at, each on the maps of `STREAMS / PLACES` people; each place shows something every second."""
TOLD_A_SECOND = 2_000
"""So many persons are told something every second, each alone: a notice in their inbox, and a message on their stream."""
BURST = 4_000
MEASURED_S = 8.0
SETTLED_S = 4.0
TICK_S = 0.05
P99_BAR_MS = 250.0
MEMORY_BAR_KB = 64.0
_LAT, _LON, _STEP = 31.0, 121.0, 0.12

Message = Callable[[int, float], Event]
"""The n-th message of a second, sent at a time."""


async def measure(rounds: int) -> Result:
    """Open all streams once, then send for some seconds to maps and to persons, `rounds` times each."""
    async with (
        fresh_server() as url,
        migrated(url, pool_max=8) as db,
        served(url, "everywhere.app.bench.live_server") as (port, server),
    ):
        tokens = await signed_in(db, STREAMS)
        async with _listening(
            Plan(port, [_request(number, token) for number, token in enumerate(tokens[:WARM_STREAMS])], "event: ready")
        ):
            pass
        await asyncio.sleep(2)
        empty_b = server.memory_info().rss
        plan = Plan(port, [_request(number, token) for number, token in enumerate(tokens)], "event: ready")
        async with _listening(plan) as client, _ringing(db):
            await asyncio.sleep(2)
            idle_b = server.memory_info().rss
            shown = [await _round(db, client, PLACES, lambda number, at: BenchShown(_topic(number), at)) for _ in range(rounds)]

            def to_person(number: int, at: float) -> BenchTold:
                return BenchTold(tokens[number % STREAMS].person_id, at)

            told = [await _round(db, client, TOLD_A_SECOND, to_person) for _ in range(rounds)]
            bursts = [await _burst(db, to_person) for _ in range(rounds)]
            full_b = server.memory_info().rss
            peers = [await live_peers.both(url, a_second=TOLD_A_SECOND, seconds=MEASURED_S / 2, burst=BURST) for _ in range(rounds)]
    memory = [("idle", (idle_b - empty_b) / STREAMS / 1000), ("after the messages", (full_b - empty_b) / STREAMS / 1000)]
    found = [*_figures(memory, shown, told, bursts), *_of_peers(peers)]
    return Result("live", system_clock(), figures.machine(), rounds, found, [_note(empty_b)])


def _figures(
    memory: Sequence[tuple[str, float]], shown: Sequence[Heard], told: Sequence[Heard], bursts: Sequence[float]
) -> list[Figure]:
    found = []
    for words, heard in (
        (f"{PLACES} places shown on {STREAMS:,} maps", shown),
        (f"{TOLD_A_SECOND:,} of {STREAMS:,} persons told", told),
    ):
        rate = figures.median([one.messages / MEASURED_S for one in heard])
        late = figures.median([one.p99_ms for one in heard])
        found += [
            Figure(f"{words}: messages/s heard", rate, "/s"),
            Figure(f"{words}: p50", figures.median([one.p50_ms for one in heard]), "ms"),
            Figure(f"{words}: p99", late, "ms", bar=P99_BAR_MS, bar_is="at most"),
        ]
    found.append(Figure(f"{BURST:,} persons told at once: told/s", figures.median(bursts), "/s"))
    found.append(Figure("streams lost", max(one.lost for one in [*shown, *told]), "", bar=0, bar_is="at most"))
    found += [Figure(f"server memory a stream, {words}", kb, "kB", bar=MEMORY_BAR_KB, bar_is="at most") for words, kb in memory]
    return found


def _of_peers(peers: Sequence[Mapping[str, tuple[Heard, float]]]) -> list[Figure]:
    found = []
    for name in peers[0]:
        found += [
            Figure(f"{name}: p99 of {TOLD_A_SECOND:,}/s", figures.median([one[name][0].p99_ms for one in peers]), "ms"),
            Figure(f"{name}: {BURST:,} at once", figures.median([one[name][1] for one in peers]), "/s"),
        ]
    return found


def _note(empty_b: int) -> str:
    return (
        f"The server without streams: {empty_b / 1e6:.0f} MB. Something that shows on a map is one event for all who look at it; what a "
        "person is told is an event of their own: a row of the outbox, a notice in the inbox, a row to resume from, and a message on "
        "their stream, 2,000 of each a second. The sender is another process, which wakes the relay as a server beside it would. The "
        f"peers keep nothing and end at one listener, in batches of up to {live_peers.BATCH} or of {TICK_S * 1000:.0f} ms; their p99 is what "
        "the way through PostgreSQL or Redis alone takes."
    )


async def _round(db: Database, client: asyncio.subprocess.Process, a_second: int, message: Message) -> Heard:
    sending = asyncio.create_task(_send(db, a_second, message))
    try:
        await asyncio.sleep(SETTLED_S)
        if client.stdin is None or client.stdout is None:
            raise RuntimeError("the listeners have no pipes")
        client.stdin.write(b"measure %g\n" % MEASURED_S)
        heard = msgspec.json.decode(await client.stdout.readline(), type=Heard)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    await _drained(db)
    return heard


async def _send(db: Database, a_second: int, message: Message) -> None:
    """Write so many messages a second, evenly spread, until cancelled."""
    began, sent = time.monotonic(), 0
    while True:
        upto = int((time.monotonic() - began) * a_second)
        now = time.time()
        events = [message(number, now) for number in range(sent, upto)]
        await _write(db, events)
        sent = upto
        await asyncio.sleep(TICK_S)


async def _burst(db: Database, message: Message) -> float:
    """How many messages a second the relay and its hearers take when there are always more."""
    await _write(db, [message(number, time.time()) for number in range(BURST)])
    began = time.perf_counter()
    await _drained(db)
    return BURST / (time.perf_counter() - began)


async def _write(db: Database, events: Sequence[Event]) -> None:
    if not events:
        return
    rows = [{"kind": snake_case(type(event).__name__), "body": msgspec.to_builtins(event)} for event in events]
    async with db.write() as tx:
        await outbox.INSERT.many(tx, rows)
        tx.emitted = True


@contextlib.asynccontextmanager
async def _ringing(db: Database) -> AsyncIterator[None]:
    """Wake the server's relay after writing, as every process does that serves beside it."""
    ringing = asyncio.create_task(Relay(db, {}, system_clock).ring())
    try:
        yield
    finally:
        ringing.cancel()
        await asyncio.gather(ringing, return_exceptions=True)


async def _drained(db: Database) -> None:
    for _ in range(600):
        async with db.read() as tx:
            if await outbox.waiting_count(tx) == 0:
                return
        await asyncio.sleep(0.1)


def _topic(place: int) -> str:
    return cell_topic(*_place(place))


def _place(number: int) -> tuple[float, float]:
    row, column = divmod(number % PLACES, 10)
    return _LAT + row * _STEP, _LON + column * _STEP


def _request(number: int, token: Token) -> str:
    lat, lon = _place(number)
    return (
        f"GET /api/live?watch={lat:.4f},{lon:.4f}&radius_m=100 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {token.text}\r\nAccept: text/event-stream\r\n\r\n"
    )


@contextlib.asynccontextmanager
async def _listening(plan: Plan) -> AsyncIterator[asyncio.subprocess.Process]:
    """Listeners whose streams are all open."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "everywhere.app.bench.live_listeners", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the listeners have no pipes")
        process.stdin.write(msgspec.json.encode(plan) + b"\n")
        if (said := await process.stdout.readline()) != b"ready\n":
            raise RuntimeError(f"the listeners could not open their streams: {said.decode()}")
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        if process.returncode is None:
            process.terminate()
        await process.wait()
