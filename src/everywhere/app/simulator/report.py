"""What a run has shown, for people and for programs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from everywhere.app.simulator.book import Book
from everywhere.app.simulator.pace import Pace
from everywhere.app.simulator.story import Story
from everywhere.app.simulator.tally import Latency, Surprise, Tally

SLOW_ROUTES = 6
Deal = dict[str, Any]


class Check(msgspec.Struct, frozen=True):
    """An invariant, whether it holds, and what was counted for it."""

    name: str
    holds: bool
    detail: str


class Money(msgspec.Struct, frozen=True):
    """Sums over the deals and wallets of the run, in the minor unit."""

    currency: str
    topped_up_minor: int
    held_minor: int
    released_minor: int
    refunded_minor: int
    tipped_minor: int
    still_held_minor: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run."""

    city: str
    seed: int
    run_id: str
    story_digest: str
    source: str
    people: int
    hours: float
    speed: float
    took_s: float
    waited_s: float
    """Real seconds in which the clock of the story waited for a busy server."""
    needs_planned: int
    needs_posted: int
    needs_answered: int
    first_answer_minutes: float | None
    done: dict[str, int]
    deals: dict[str, int]
    sales: dict[str, int] = {}
    """What shops sold, by what the platform says of it in the end."""
    told: int = 0
    """How often their servers were notified."""
    money: Money
    requests: int
    requests_per_s: float
    latency: Latency
    slowest_routes: dict[str, Latency]
    troubles: dict[str, int]
    expected_errors: dict[str, int]
    unexpected_errors: dict[str, int]
    surprises: list[Surprise]
    invariants: list[Check]

    @property
    def is_good(self) -> bool:
        """Whether every invariant holds and nothing unexpected happened."""
        return not self.unexpected_errors and all(check.holds for check in self.invariants)


def written(
    story: Story, book: Book, tally: Tally, deals: list[Deal], checks: list[Check], *, run_id: str, pace: Pace, took_s: float
) -> Report:
    """The report of a run that took `took_s` real seconds; `with_sales` adds what shops sold."""
    routes = tally.by_route()
    return Report(
        city=story.city,
        seed=story.seed,
        run_id=run_id,
        story_digest=story.digest(),
        source=story.source,
        people=len(story.people),
        hours=story.hours,
        speed=pace.speed,
        took_s=round(took_s, 1),
        waited_s=round(pace.waited_s, 1),
        needs_planned=len(story.needs),
        needs_posted=len(book.needs),
        needs_answered=len(book.answered),
        first_answer_minutes=book.first_answer_minutes,
        done=_sorted(tally.done),
        deals=_sorted(Counter(deal["stage"] for deal in deals)),
        money=_money(book, deals),
        requests=tally.requests,
        requests_per_s=round(tally.requests / max(took_s, 0.001), 1),
        latency=tally.latency(),
        slowest_routes=dict(list(routes.items())[:SLOW_ROUTES]),
        troubles=_sorted(tally.troubles),
        expected_errors=_sorted(tally.expected),
        unexpected_errors=_sorted(tally.unexpected),
        surprises=tally.surprises,
        invariants=checks,
    )


def with_sales(report: Report, sales: Counter[str], told: int) -> Report:
    """The report of a run in which shops sold, by what became of each sale."""
    return msgspec.structs.replace(report, sales=_sorted(sales), told=told)


def lines(report: Report) -> Iterator[str]:
    """The report as text."""
    money = report.money
    share = report.needs_answered / report.needs_posted if report.needs_posted else 0.0
    yield f"Everywhere simulation · {report.city} · seed {report.seed} · run {report.run_id} · story {report.story_digest}"
    yield f"{report.people} people · {report.hours:g} h at {report.speed:g}× · {report.took_s} s, of which {report.waited_s} s waiting for the server"
    yield report.source
    yield ""
    yield f"needs       {report.needs_posted} posted of {report.needs_planned} planned · {report.needs_answered} answered ({share:.0%})"
    if report.first_answer_minutes is not None:
        yield f"            first answer after {report.first_answer_minutes:g} simulated minutes (median)"
    yield f"deals       {sum(report.deals.values())}: {_counted(report.deals)}"
    if report.sales:
        yield f"sales       {sum(report.sales.values())}: {_counted(report.sales).lower()} · {report.told} notifications"
    yield f"people did  {_counted(report.done)}"
    yield f"money       moved {_yuan(money.released_minor + money.refunded_minor + money.tipped_minor, money.currency)}:"
    yield f"            released {_yuan(money.released_minor)} · refunded {_yuan(money.refunded_minor)} · tipped {_yuan(money.tipped_minor)}"
    yield f"            topped up {_yuan(money.topped_up_minor)} · still in escrow {_yuan(money.still_held_minor)}"
    yield f"requests    {report.requests} · {report.requests_per_s}/s · {_quantiles(report.latency)}"
    for route, latency in report.slowest_routes.items():
        yield f"            {latency.count:>6} × {route}: {_quantiles(latency)}"
    yield f"network     {_counted(report.troubles)}"
    yield f"expected    {_counted(report.expected_errors)}"
    yield f"unexpected  {_counted(report.unexpected_errors)}"
    for surprise in report.surprises:
        yield f"            {surprise.at_s:.0f} s, person {surprise.person}, {surprise.route}: {surprise.code} {surprise.detail}"
    yield ""
    for check in report.invariants:
        yield f"{'true ' if check.holds else 'FALSE'}  {check.name}: {check.detail}"


def _money(book: Book, deals: list[Deal]) -> Money:
    sums: Counter[str] = Counter()
    for deal in deals:
        for name in ("held", "released", "refunded", "tipped", "in_escrow"):
            sums[name] += deal["money"][name]["minor"]
    return Money(
        currency=deals[0]["fee"]["currency"] if deals else "CNY",
        topped_up_minor=book.topped_up_minor.total(),
        held_minor=sums["held"],
        released_minor=sums["released"],
        refunded_minor=sums["refunded"],
        tipped_minor=sums["tipped"],
        still_held_minor=sums["in_escrow"],
    )


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(counts.most_common())


def _counted(counts: dict[str, int]) -> str:
    return " · ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items()) or "none"


def _quantiles(latency: Latency) -> str:
    return f"p50 {latency.p50_ms:g} ms · p95 {latency.p95_ms:g} ms · p99 {latency.p99_ms:g} ms"


def _yuan(minor: int, currency: str = "") -> str:
    return f"{minor / 100:,.2f} {currency}".rstrip()
