"""What is counted while a story plays: requests and how long they took, errors that were expected and that were not."""

import re
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass

import msgspec

_ID = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}(?=/|$)|(?<=/pay/codes)/[a-z0-9]+|(?<=/me/apps)/[0-9]+")
EXAMPLES_MAX = 20


class Latency(msgspec.Struct, frozen=True):
    """How long requests of one kind took, in milliseconds."""

    count: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Surprise:
    """An answer that nobody provoked and no race explains."""

    at_s: float
    person: int
    route: str
    code: str
    detail: str


class Tally:
    """Counts of one run."""

    def __init__(self) -> None:
        self.latencies_ms: defaultdict[str, array[float]] = defaultdict(lambda: array("f"))
        self.expected: Counter[str] = Counter()
        """Codes of refusals that were provoked, or that a lost race explains."""
        self.unexpected: Counter[str] = Counter()
        self.surprises: list[Surprise] = []
        self.troubles: Counter[str] = Counter()
        """What phones did to the network on purpose: `lost before`, `lost after`, `repeated`, `stream dropped`."""
        self.done: Counter[str] = Counter()
        """What people did, by verb."""

    def took(self, route: str, ms: float) -> None:
        """Count one request that was answered."""
        self.latencies_ms[route].append(ms)

    def surprise(self, surprise: Surprise) -> None:
        """Count an unexpected error, and keep the first ones whole."""
        self.unexpected[surprise.code] += 1
        if len(self.surprises) < EXAMPLES_MAX:
            self.surprises.append(surprise)

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return sum(len(times) for times in self.latencies_ms.values())

    def latency(self) -> Latency:
        """Of all requests together."""
        return measured([ms for times in self.latencies_ms.values() for ms in times])

    def by_route(self) -> dict[str, Latency]:
        """Of each kind of request, slowest p95 first."""
        kinds = {route: measured(list(times)) for route, times in self.latencies_ms.items()}
        return dict(sorted(kinds.items(), key=lambda kind: -kind[1].p95_ms))


def measured(times_ms: list[float]) -> Latency:
    """The quantiles of some durations (nearest rank); zeros where there are none."""
    ordered = sorted(times_ms)
    if not ordered:
        return Latency(0, 0.0, 0.0, 0.0)
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99)]
    return Latency(len(ordered), *(round(ms, 1) for ms in at))


def route_of(method: str, path: str) -> str:
    """The kind of a request: its method and its path without ids and query."""
    return f"{method} {_ID.sub('/{id}', path.split('?', 1)[0])}"
