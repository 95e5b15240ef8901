"""What several chaos hours say together, in the form of a benchmark's result."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.simulator.faults.hour import ChaosReport


def result(hours: Sequence[ChaosReport]) -> Result:
    """The figures of these hours (at least one): how many were true to the end, and what they went through."""
    faults = sum((told.faults for told in hours), Counter[str]())
    checks = [check for told in hours for check in (*told.story.invariants, *told.invariants)]
    found = [
        Figure(
            f"chaos hours in which everything was true, of {len(hours)}",
            sum(told.is_good for told in hours),
            "hours",
            bar=len(hours),
        ),
        Figure(
            "invariants that did not hold", sum(not check.holds for check in checks), f"of {len(checks)}", bar=0, bar_is="at most"
        ),
        Figure(
            "unexpected answers", sum(sum(told.story.unexpected_errors.values()) for told in hours), "", bar=0, bar_is="at most"
        ),
        Figure("faults", faults.total(), ""),
        *(Figure(f"faults: {name}", count, "") for name, count in faults.most_common()),
        Figure("longest absence after a fault", max((told.away_max_s for told in hours), default=0.0), "s"),
        Figure("requests answered", sum(told.story.requests for told in hours), ""),
        Figure("requests sent again by phones", sum(told.story.troubles.get("connection failed", 0) for told in hours), ""),
        Figure("commands repeated on purpose", sum(told.repeats.get("repeated", 0) for told in hours), ""),
        Figure("deal steps out of order", sum(told.repeats.get("out of order", 0) for told in hours), ""),
        Figure("deals", sum(sum(told.story.deals.values()) for told in hours), ""),
        Figure("sales of shops", sum(sum(told.story.sales.values()) for told in hours), ""),
        Figure("notifications heard", sum(told.story.told for told in hours), ""),
        Figure("money moved by deals", sum(_moved_minor(told) for told in hours) / 100, "CNY"),
    ]
    seeds = f"Sums over {len(hours)} simulated hours of {hours[0].story.people} people; each line is `everywhere simulate --chaos --seed N`."
    return Result("chaos", datetime.now(UTC), figures.machine(), 1, found, [seeds, *(_note(told) for told in hours)])


def _moved_minor(told: ChaosReport) -> int:
    money = told.story.money
    return money.released_minor + money.refunded_minor + money.tipped_minor


def _note(told: ChaosReport) -> str:
    checks = [*told.story.invariants, *told.invariants]
    failed = [check.name for check in checks if not check.holds]
    truth = f"all {len(checks)} invariants true" if not failed else f"FALSE: {', '.join(failed)}"
    unexpected = f"; unexpected: {', '.join(told.story.unexpected_errors)}" if told.story.unexpected_errors else ""
    impossible = f"; not possible here: {', '.join(told.not_possible)}" if told.not_possible else ""
    deals, sales, requests = sum(told.story.deals.values()), sum(told.story.sales.values()), told.story.requests
    return (
        f"seed {told.story.seed}: {told.faults.total()} faults (plan {told.plan_digest}), {requests:,} requests, "
        f"{deals} deals, {sales} sales; {truth}{unexpected}{impossible}"
    )
