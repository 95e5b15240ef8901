"""`everywhere bench overload`: ten times what the server can serve, and ten thousand idle streams: what those get who are let in.

Requests are sent when they are due, whatever came back before (an open loop), and their time counts from then, so that a
server that stalls is charged for everybody who waits. The server is `everywhere serve` with relay and worker inside.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import msgspec

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.live_listeners import Plan
from everywhere.app.bench.overload_clients import Clients, Load, Second
from everywhere.app.bench.served import piped, served, signed_in
from everywhere.app.bench.server import fresh_server, migrated
from everywhere.kernel.clock import system_clock
from everywhere.people.sessions.types import Token

PEOPLE = 2_000
CONNECTIONS = 1_000
TIMES = 10
CAPACITY_AT_ONCE = 16
CAPACITY_S, CALM_S, OVERLOAD_S, AFTER_S = 5, 5, 15, 12
CALM_SHARE = 0.3
STREAMS = 10_000
STREAMS_OF_ONE = 5
P99_BAR_MS = 1000.0
RECOVERY_BAR_S = 10.0
IDLE_P99_BAR_MS = 250.0
MEMORY_BAR_KB = 64.0
_SETTLED_S = 3.0


@dataclass(frozen=True, slots=True)
class Played:
    """What one round found."""

    capacity: float
    calm: Sequence[Second]
    overload: Sequence[Second]
    after: Sequence[Second]


async def measure(rounds: int) -> Result:
    """What it can serve, then ten times that and the calm after it, `rounds` times; then a calm beside idle streams."""
    async with fresh_server() as url, migrated(url, pool_max=8) as db:
        tokens = await signed_in(db, PEOPLE)
        async with served(url, "everywhere.app.cli", "serve") as (port, server):
            resting_mib = server.memory_info().rss / 2**20
            async with crowd(
                Clients(port, CONNECTIONS, [request_of(number, token) for number, token in enumerate(tokens)])
            ) as sending:
                played = [await _round(sending) for _ in range(rounds)]
                capacity = figures.median([one.capacity for one in played])
                before_b = server.memory_info().rss
                async with _idle(port, tokens):
                    idle = await sending.run(Load(capacity * CALM_SHARE, CALM_S))
                    grown_b = server.memory_info().rss - before_b
    found = [*_overloaded(played), *_beside_idle(played, idle, grown_b / STREAMS / 1000)]
    found.append(Figure("server at rest, worker inside, before the first request", resting_mib, "MiB", bar=200, bar_is="at most"))
    return Result("overload", system_clock(), figures.machine(), rounds, found, [_note(played)])


class Crowd:
    """The clients, from here."""

    def __init__(self, to: asyncio.StreamWriter, said: asyncio.StreamReader) -> None:
        self._to = to
        self._said = said

    async def run(self, load: Load) -> list[Second]:
        """Send, and hear what came of it."""
        self._to.write(msgspec.json.encode(load) + b"\n")
        return msgspec.json.decode(await self._said.readline(), type=list[Second])


@contextlib.asynccontextmanager
async def crowd(clients: Clients) -> AsyncIterator[Crowd]:
    """Clients in a process of their own."""
    async with piped("everywhere.app.bench.overload_clients") as (to, said):
        to.write(msgspec.json.encode(clients) + b"\n")
        yield Crowd(to, said)


@contextlib.asynccontextmanager
async def _idle(port: int, tokens: Sequence[Token]) -> AsyncIterator[None]:
    """So many open streams on which nothing happens."""
    said = [
        f"GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token.text}\r\n\r\n"
        for token in tokens
        for _ in range(STREAMS_OF_ONE)
    ]
    async with piped("everywhere.app.bench.live_listeners") as (to, heard):
        to.write(msgspec.json.encode(Plan(port, said, "event: ready")) + b"\n")
        if (line := await heard.readline()) != b"ready\n":
            raise RuntimeError(f"the streams could not be opened: {line.decode()}")
        await asyncio.sleep(_SETTLED_S)
        yield


async def _round(crowd: Crowd) -> Played:
    served_ = await crowd.run(Load(0, CAPACITY_S, at_once=CAPACITY_AT_ONCE))
    capacity = sum(len(second.accepted_ms) for second in served_) / CAPACITY_S
    calm = await crowd.run(Load(capacity * CALM_SHARE, CALM_S))
    overload = await crowd.run(Load(capacity * TIMES, OVERLOAD_S))
    after = await crowd.run(Load(capacity * CALM_SHARE, AFTER_S))
    return Played(capacity, calm, overload, after)


def _overloaded(played: Sequence[Played]) -> list[Figure]:
    def median(of: Sequence[float]) -> float:
        return figures.median(of)

    accepted = [[ms for second in one.overload for ms in second.accepted_ms] for one in played]
    shed = [[ms for second in one.overload for ms in second.shed_ms] for one in played]
    seconds = [second for one in played for second in (*one.calm, *one.overload, *one.after)]
    times = f"{TIMES} × that"
    return [
        Figure("what it can serve", median([one.capacity for one in played]), "/s"),
        Figure(f"{CALM_SHARE:.0%} of that: p99", median([_p99(_all(one.calm)) for one in played]), "ms"),
        Figure(f"{times}: sent", median([(len(a) + len(s)) / OVERLOAD_S for a, s in zip(accepted, shed, strict=True)]), "/s"),
        Figure(f"{times}: accepted", median([len(each) / OVERLOAD_S for each in accepted]), "/s"),
        Figure(f"{times}: p50 of what is accepted", median([_p(each, 0.5) for each in accepted]), "ms"),
        Figure(
            f"{times}: p99 of what is accepted", median([_p99(each) for each in accepted]), "ms", bar=P99_BAR_MS, bar_is="at most"
        ),
        Figure(f"{times}: p99 of what is turned away", median([_p99(each) for each in shed]), "ms"),
        Figure("turned away without Retry-After", sum(one.without_retry_after for one in seconds), "", bar=0, bar_is="at most"),
        Figure("broken or answered with a fault", sum(one.broken + one.wrong for one in seconds), "", bar=0, bar_is="at most"),
        Figure("recovered after", median([_recovered_s(one) for one in played]), "s", bar=RECOVERY_BAR_S, bar_is="at most"),
    ]


def _beside_idle(played: Sequence[Played], idle: Sequence[Second], kb: float) -> list[Figure]:
    alone = figures.median([_p99(_all(one.calm)) for one in played])
    words = f"beside {STREAMS:,} idle streams"
    return [
        Figure(
            f"{words}: p99",
            _p99(_all(idle)),
            "ms",
            peer=alone,
            peer_name="without them",
            bar=IDLE_P99_BAR_MS,
            bar_is="at most",
        ),
        Figure(f"{words}: turned away", sum(len(second.shed_ms) for second in idle), "", bar=0, bar_is="at most"),
        Figure(f"{words}: server memory a stream", kb, "kB", bar=MEMORY_BAR_KB, bar_is="at most"),
    ]


def _recovered_s(one: Played) -> float:
    """The first second after the overload from which on nobody is turned away and nobody waits much longer than before it."""
    usual_ms = max(IDLE_P99_BAR_MS, 2 * _p99(_all(one.calm)))
    bad = [
        number for number, second in enumerate(one.after) if second.shed_ms or second.broken or _p99(second.accepted_ms) > usual_ms
    ]
    return float(bad[-1] + 1) if bad else 0.0


def _all(seconds: Sequence[Second]) -> list[float]:
    return [ms for second in seconds for ms in second.accepted_ms]


def _p99(values: Sequence[float]) -> float:
    return _p(values, 0.99)


def _p(values: Sequence[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)] if values else 0.0


def request_of(number: int, token: Token) -> str:
    """Seven of ten read their inbox, one their wallet, and two change something."""
    who = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token.text}\r\n"
    match number % 10:
        case 0:
            return f"GET /api/wallet HTTP/1.1\r\n{who}\r\n"
        case 1 | 2:
            return f'POST /api/inbox/read HTTP/1.1\r\n{who}Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{{"ids":[]}}'
        case _:
            return f"GET /api/inbox HTTP/1.1\r\n{who}\r\n"


def _note(played: Sequence[Played]) -> str:
    return (
        f"{PEOPLE:,} signed-in people over {CONNECTIONS:,} connections: seven requests of ten read an inbox, one a wallet, two change something. What the server can "
        f"serve is what {CAPACITY_AT_ONCE} connections get out of it, each sending the next request when one was answered. Time counts from "
        f"when a request was due. Rounds could serve {', '.join(f'{one.capacity:,.0f}' for one in played)}/s. The clients run on the same machine "
        "and take their share of it, the more the more they send."
    )
