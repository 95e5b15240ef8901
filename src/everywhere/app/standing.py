"""What an operator asks of standing on the command line: whether it is fair, and what a changed formula would do."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from everywhere.kernel import embedded
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database, connect
from everywhere.kernel.settings import Settings
from everywhere.standing.evidence.types import Role
from everywhere.standing.fairness import actions as fairness
from everywhere.standing.fairness.types import Comparison
from everywhere.standing.formula.types import Dimension
from everywhere.standing.replaying import actions as replaying
from everywhere.standing.replaying.types import Changes, Moment, Mover, Replay


async def fair(settings: Settings, *, role: Role | None, gate: int) -> list[Comparison]:
    """The four-fifths rule over everybody who is scored on this installation."""
    async with _database(settings) as db, db.read() as tx:
        return await fairness.report(tx, role=role, gate=gate, now=system_clock())


async def replayed(settings: Settings, changes: Changes, *, months: int) -> Replay:
    """Who moves under a changed formula, over everybody's history. Raises FormulaNotSound."""
    async with _database(settings) as db:
        return await replaying.replay(db, changes, now=system_clock(), months=months)


def fairness_lines(found: Sequence[Comparison], gate: int) -> list[str]:
    """The report in words, a group a line."""
    lines = []
    for each in found:
        verdict = "nothing to compare" if each.ratio is None else f"{each.ratio:.2f} × the best, {each.least}"
        kept = "kept" if each.is_fair else "BROKEN"
        lines.append(f"by {each.by}: {verdict}; the four-fifths rule is {kept}")
        lines += [
            f"  {group.name}: {group.people:,} people, quartiles {group.low}/{group.median}/{group.high}, {group.rate:.0%} reach {gate}"
            for group in each.groups
        ]
    return lines


def replay_lines(found: Replay) -> list[str]:
    """The report in words, a moment a line, and who would move most."""
    return [
        f"version {found.version} as it would have been:",
        *(line for moment in found.moments for line in _moment_lines(moment)),
        *(["who would move most now:"] if found.movers else ["nobody would move now"]),
        *(_mover_line(mover) for mover in found.movers),
    ]


def _moment_lines(moment: Moment) -> list[str]:
    moves = f"{moment.rising:,} rise (at most {moment.most_up:+d}), {moment.falling:,} fall (at most {moment.most_down:+d})"
    lines = [f"  {moment.at:%Y-%m-%d}: {moment.people:,} people, median {moment.median_before} → {moment.median_after}; {moves}"]
    for count, words, why in (
        (moment.rising, "who rises gains", moment.why_up),
        (moment.falling, "who falls loses", moment.why_down),
    ):
        if count:
            lines.append(f"    {words}: {_why(why)}")
    if moment.bands:
        lines.append("    bands: " + ", ".join(f"{one} → {other} {count:,}" for (one, other), count in moment.bands.items()))
    return lines


def _mover_line(mover: Mover) -> str:
    return f"  {mover.person_id}: {mover.before} → {mover.after} ({_why(mover.by_dimension)})"


def _why(points: Mapping[Dimension, float]) -> str:
    told = [f"{name} {given:+.1f}" for name, given in points.items() if abs(given) >= 0.05]
    return ", ".join(told) or "nothing much"


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    db = await connect(embedded.url_of(settings), pool_max=2)
    try:
        yield db
    finally:
        await db.close()
