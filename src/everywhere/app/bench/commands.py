"""`everywhere bench NAME`: measure, print, keep, and check against the bars."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click
import msgspec

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Result


def register(
    group: click.Group, name: str, words: str, measure: Callable[[int], Coroutine[Any, Any, Result]], *, rounds: int = 3
) -> None:
    """Add a benchmark to the command `everywhere bench`."""

    @group.command(name, help=words)
    @click.option("--check", is_flag=True, help="Exit 1 when a bar is missed, naming it.")
    @click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Keep the result here.")
    @click.option("--rounds", default=rounds, show_default=True, type=click.IntRange(1, 20), help="Rounds; the median counts.")
    def run(*, check: bool, file: Path | None, rounds: int) -> None:
        result = asyncio.run(measure(rounds))
        click.echo(figures.table(result))
        if file is not None:
            file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
        for figure in result.missed:
            click.echo(
                f"missed: {figure.name} is {figure.value:.3g} {figure.unit}, the bar is {figure.bar_is} {figure.bar:.3g}", err=True
            )
        sys.exit(1 if check and result.missed else 0)
