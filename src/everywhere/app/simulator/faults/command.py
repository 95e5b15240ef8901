"""`everywhere simulate --chaos`: one hour or many."""

import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import click
import msgspec

from everywhere.app.bench import figures
from everywhere.app.simulator.faults import hour, summary
from everywhere.app.simulator.faults.hour import ChaosReport
from everywhere.app.simulator.faults.installation import NeverWell
from everywhere.app.simulator.run import ServerSilent
from everywhere.app.simulator.story import Story


def play(stories: Callable[[int], Story], seeds: range, *, speed: float, json_file: Path | None) -> None:
    """Play an hour for each seed, print each and what they say together, keep that as JSON; exit 1 when anything is not true."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started and mounted goes
    told: list[ChaosReport] = []
    for seed in seeds:
        try:
            told.append(asyncio.run(hour.play(stories(seed), speed=speed, run_id=f"chaos{seed}")))
        except (NeverWell, ServerSilent) as error:
            raise click.ClickException(f"seed {seed}: {error}") from error
        for line in hour.lines(told[-1]):
            click.echo(line)
        click.echo()
    result = summary.result(told)
    if len(told) > 1:
        click.echo(figures.table(result))
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
    sys.exit(0 if all(each.is_good for each in told) else 1)
