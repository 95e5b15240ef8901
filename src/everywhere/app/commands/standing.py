"""`everywhere standing fairness | replay`."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from everywhere.app import standing as standings
from everywhere.kernel import catalogue
from everywhere.kernel.errors import Refusal
from everywhere.kernel.settings import Settings
from everywhere.standing.evidence.types import ROLES, Role
from everywhere.standing.fairness.actions import GATE
from everywhere.standing.formula.types import DIMENSIONS, SCORE_MAX, SCORE_MIN
from everywhere.standing.replaying.http import ReplayView
from everywhere.standing.replaying.types import Changes


@click.group()
def standing() -> None:
    """Look after standing: whether it is fair, and what another formula would do."""


@standing.command()
@click.option("--gate", default=GATE, show_default=True, type=click.IntRange(SCORE_MIN, SCORE_MAX), help="Whose pass rates.")
@click.option("--role", type=click.Choice(ROLES), help="The score in one role; without it the whole.")
@click.option("--check", is_flag=True, help="Exit 1 where the four-fifths rule is broken.")
def fairness(*, gate: int, role: Role | None, check: bool) -> None:
    """How scores lie, and how many reach a gate, by community, language and tenure, in groups of at least 30 people."""
    found = asyncio.run(standings.fair(Settings(), role=role, gate=gate))
    click.echo("\n".join(standings.fairness_lines(found, gate)))
    sys.exit(1 if check and not all(each.is_fair for each in found) else 0)


@standing.command()
@click.option("--months", default=6, show_default=True, type=click.IntRange(0, 60), help="How far back.")
@click.option("--weight", "weights", multiple=True, type=(click.Choice(DIMENSIONS), float), help="Another weight of a dimension.")
@click.option("--prior-kept", type=float, help="Imagined kept promises of who is new.")
@click.option("--prior-broken", type=float, help="Imagined broken promises of who is new.")
@click.option("--caution", type=float, help="Standard deviations below the mean.")
@click.option("--half-life-days", type=int, help="After so long evidence counts half.")
@click.option("--broken-counts", type=float, help="A broken promise counts so many times a kept one.")
@click.option("--peace", type=float, help="What a deal without a dispute counts.")
@click.option("--other-role", type=float, help="What evidence of one role counts for another.")
@click.option("--tenure-half-days", type=int, help="After so long half of tenure's points are there.")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Keep the report here.")
def replay(*, months: int, weights: tuple[tuple[Any, float], ...], file: Path | None, **numbers: Any) -> None:
    """Play a change of the formula over everybody's history: who moves, by how much, and why. Nothing is changed."""
    changes = Changes(weights=dict(weights) or None, **numbers)
    try:
        found = asyncio.run(standings.replayed(Settings(), changes, months=months))
    except Refusal as refusal:
        text = catalogue.errors()[refusal.code]
        raise click.ClickException(catalogue.say(text.text, "en", refusal.facts)) from refusal
    click.echo("\n".join(standings.replay_lines(found)))
    if file is not None:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(ReplayView.of(found)), indent=2) + b"\n")
