"""`everywhere simulate`."""

import asyncio
import functools
import sys
import time
from pathlib import Path

import click
import msgspec
from click.core import ParameterSource

from everywhere.app.simulator import demand, plot, report, run
from everywhere.app.simulator.faults import command as chaos
from everywhere.app.simulator.story import Story
from everywhere.kernel import embedded
from everywhere.kernel.settings import Settings

PEOPLE_PER_SHOP = 12
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@click.command()
@click.option("--city", default="shanghai", show_default=True, help="Code of the city in which the story plays.")
@click.option("--people", type=click.IntRange(2, 20_000), default=100, show_default=True, help="How many people.")
@click.option("--hours", type=click.FloatRange(0.05, 48), default=1.0, show_default=True, help="How long it plays, simulated.")
@click.option("--shops", type=click.IntRange(0, 500), help="How many shops take payments; by default one for each 12 people.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed tells the same story.")
@click.option("--speed", type=click.FloatRange(1, 600), default=60.0, show_default=True, help="Simulated seconds in a real one.")
@click.option("--data", type=click.Path(exists=True, path_type=Path), help="Real demand: a file, or a folder of them.")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The running server.")
@click.option("--database-url", help="Its database, to check the invariants there too; by default that of the settings.")
@click.option("--run-id", help="Tells this run's people from other runs'; by default from the time.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Keep the report as JSON.")
@click.option(
    "--chaos", "is_chaos", is_flag=True, help="On an installation of its own, with faults: everything is killed, cut, filled."
)
@click.option(
    "--runs", type=click.IntRange(1, 1000), default=1, show_default=True, help="With --chaos: so many seeds, from --seed on."
)
@click.pass_context
def simulate(
    context: click.Context,
    *,
    city: str,
    people: int,
    hours: float,
    shops: int | None,
    seed: int,
    speed: float,
    data: Path | None,
    url: str,
    database_url: str | None,
    run_id: str | None,
    json_file: Path | None,
    is_chaos: bool,
    runs: int,
) -> None:
    """Play people with phones against a running server, and report; exit 1 when an invariant broke or something unexpected happened."""
    planned = functools.partial(_planned, city, people, hours, people // PEOPLE_PER_SHOP if shops is None else shops, data)
    if is_chaos:
        _must_be_its_own(context)
        chaos.play(planned, range(seed, seed + runs), speed=speed, json_file=json_file)
    _play(planned(seed), run.Options(url, speed, run_id or _run_id(), database_url or _database_at_hand(Settings())), json_file)


def _must_be_its_own(context: click.Context) -> None:
    """Chaos kills servers and fills disks: never those of somebody else."""
    for name, option in (("url", "--url"), ("database_url", "--database-url"), ("run_id", "--run-id")):
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            raise click.UsageError(f"--chaos plays on an installation of its own: leave {option} away")


def _planned(city: str, people: int, hours: float, shops: int, data: Path | None, seed: int) -> Story:
    try:
        known = demand.read(data) if data is not None else demand.Demand("")
        if not known.spots:
            known = known.merged(demand.made_up(city))
        story = plot.plan(city=city, people=people, hours=hours, seed=seed, demand=known, shops=shops)
    except (demand.DemandError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"story {story.digest()}: {people} people, {len(story.needs)} needs, {len(story.bookings)} bookings, {len(story.sales)} sales over {hours:g} h",
        err=True,
    )
    return story


def _play(story: Story, options: run.Options, json_file: Path | None) -> None:
    try:
        written = asyncio.run(run.play(story, options))
    except run.ServerSilent as error:
        raise click.ClickException(f"{error}; start it with `make run` or `everywhere serve`") from error
    for line in report.lines(written):
        click.echo(line)
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(written), indent=2))
    sys.exit(0 if written.is_good else 1)


def _run_id() -> str:
    """The time in tenths of a second, short: two runs within it would share their people."""
    rest, digits = int(time.time() * 10), ""
    while rest:
        rest, digit = divmod(rest, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits


def _database_at_hand(settings: Settings) -> str | None:
    """The database of the settings; the embedded one only where it runs."""
    if settings.database_url is not None:
        return settings.database_url
    folder = settings.data / "postgres"
    return embedded.start(folder) if embedded.is_running(folder) else None
