"""`everywhere simulate --chaos`: one hour or many."""

import asyncio
import shutil
import signal
import sys
import tempfile
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
    """Play an hour for each seed and print each; keep after every hour what they say together as JSON; exit 1 when anything is not true.

    The logs of an hour that is not good stay, and where is said.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started and mounted goes
    told: list[ChaosReport] = []
    for seed in seeds:
        told.append(_hour(stories(seed), speed))
        if json_file is not None:
            json_file.write_bytes(msgspec.json.format(msgspec.json.encode(summary.result(told)), indent=2) + b"\n")
    if len(told) > 1:
        click.echo(figures.table(summary.result(told)))
    sys.exit(0 if all(each.is_good for each in told) else 1)


def _hour(story: Story, speed: float) -> ChaosReport:
    logs = Path(tempfile.mkdtemp(prefix=f"everywhere-chaos-logs-{story.seed}-"))
    try:
        told = asyncio.run(hour.play(story, speed=speed, run_id=f"chaos{story.seed}", logs=logs))
    except (NeverWell, ServerSilent) as error:
        raise click.ClickException(f"seed {story.seed}: {error}; its logs are in {logs}") from error
    for line in hour.lines(told):
        click.echo(line)
    if told.is_good:
        shutil.rmtree(logs)
    else:
        click.echo(f"logs        {logs}")
    click.echo()
    return told
