"""`everywhere bench NAME`: measure, print, keep, and check against the bars."""

import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from everywhere.app.bench import (
    figures,
    growing,
    ledger,
    live,
    matching,
    mini,
    nearby,
    overload,
    pay,
    privacy,
    standing,
    standing_crowd,
    standing_fairness,
    web,
)
from everywhere.app.bench.figures import Result
from everywhere.app.bench.server import run_in_order


@click.group()
def bench() -> None:
    """Measure against peers on this machine; every figure with its bar."""


def _add(
    name: str,
    words: str,
    measure: Callable[..., Coroutine[Any, Any, Result]],
    *,
    rounds: int = 3,
    options: Sequence[click.Option] = (),
) -> None:
    @bench.command(name, help=words)
    @click.option("--check", is_flag=True, help="Exit 1 when a bar is missed, naming it.")
    @click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Keep the result here.")
    @click.option("--rounds", default=rounds, show_default=True, type=click.IntRange(1, 20), help="Rounds; the median counts.")
    def run(*, check: bool, file: Path | None, rounds: int, **own: Any) -> None:
        result = run_in_order(measure(rounds, **own))
        click.echo(figures.table(result))
        if file is not None:
            file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
        for missed in result.missed:
            click.echo(f"missed: {figures.missed_words(missed)}", err=True)
        sys.exit(1 if check and result.missed else 0)

    run.params.extend(options)


_add("ledger", "Transfers a second against pgbench's TPC-B.", ledger.measure)
_add("pay", "Payments of trades a second against one transaction for each; by the Open API, against RSA alone.", pay.measure)
_add("live", "Lateness and memory of 2,000 open streams.", live.measure)
_add("overload", "Ten times what the server can serve, and 10,000 idle streams: what those get who are let in.", overload.measure)
_add(
    "growing",
    "Requests a second and what each costs every part, with one, two and four servers behind nginx.",
    growing.measure,
    rounds=1,
)
_add("web", "The first load of the map on a phone in the middle, and 5,000 marks on it, in a real browser.", web.measure, rounds=5)
_add(
    "mini",
    "The engine of mini-programs: start, setData, the bridge, its size, and compiling whole libraries.",
    mini.measure,
    rounds=5,
)
_add("privacy", "Where an attacker believes every helper of the demo city to be, against the truth.", privacy.measure, rounds=1)
_add(
    "matching",
    "Utility of the batch rule and the waves on recorded demand.",
    matching.measure,
    rounds=1,
    options=[
        click.Option(
            ["--data"],
            default=matching.DATA,
            show_default=True,
            type=click.Path(file_okay=False, path_type=Path),
            help="Where the recorded demand is.",
        ),
        click.Option(
            ["--city/--no-city"], default=True, show_default=True, help="Play the small city too, which takes most of the time."
        ),
    ],
)
_add(
    "nearby",
    "Looking around among a million offers, against PostGIS, Redis and the bare framework.",
    nearby.measure,
    options=[
        click.Option(
            ["--offers"],
            default=nearby.OFFERS,
            show_default=True,
            type=click.IntRange(10_000),
            help="How many offers; fewer only to try it out. Growth is from a tenth to four times as many.",
        )
    ],
)
_add(
    "standing",
    "Scorecards, trust and fraud on recorded data against peers, and a town with cheats with and without standing.",
    standing.measure,
    rounds=5,
    options=[
        click.Option(
            ["--data"],
            default=standing.DATA,
            show_default=True,
            type=click.Path(file_okay=False, path_type=Path),
            help="Where the recorded credit and trust are.",
        )
    ],
)
_add(
    "standing-crowd",
    "A million people with twenty million facts: scoring everybody, and one after a deal.",
    standing_crowd.measure,
    rounds=1,
    options=[
        click.Option(["--people"], default=standing_crowd.PEOPLE, show_default=True, type=click.IntRange(1_000), help="How many.")
    ],
)
_add(
    "standing-fairness",
    "Whether honest people of every neighbourhood, language and tenure pass the gate alike, in a level and in a slanted town.",
    standing_fairness.measure,
    rounds=1,
)
