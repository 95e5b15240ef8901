"""The command `everywhere`."""

import asyncio
import sys
from pathlib import Path

import click

from everywhere import __version__
from everywhere.app import asgi, backup, doctor, operators
from everywhere.app.bench import commands as bench_commands
from everywhere.app.bench import ledger as bench_ledger
from everywhere.app.demo.command import seed
from everywhere.app.simulator.command import simulate
from everywhere.kernel import catalogue, log, migrations
from everywhere.kernel.errors import Refusal
from everywhere.kernel.settings import Settings
from everywhere.people.types import Role


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Everywhere: help between people who are near each other."""
    log.configure(Settings())


main.add_command(seed)
main.add_command(simulate)


@main.command()
def serve() -> None:
    """Serve the product; with EVERYWHERE_WORKER=1 (the default) this process does the background work too."""
    from everywhere.app import serving

    serving.serve(Settings())


@main.command()
def worker() -> None:
    """Do the background work only, beside servers that were started with EVERYWHERE_WORKER=0."""
    from everywhere.app import serving

    asyncio.run(serving.work(Settings()))


@main.group()
def db() -> None:
    """The database: migrate."""


@db.command()
def migrate() -> None:
    """Bring the database to the schema of this version; a second run changes nothing."""
    done = asyncio.run(migrations.migrate(asgi.database_url(Settings())))
    for migration in done:
        click.echo(f"applied {migration.version:04d} {migration.name}")
    click.echo(f"{len(done)} applied; the schema is at version {migrations.known()[-1].version}")


@main.command("doctor")
def doctor_command() -> None:
    """Say what is wrong with this installation; exit 1 when something is."""
    sys.exit(0 if asyncio.run(doctor.run(Settings())) else 1)


@main.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path) -> None:
    """Write the whole database to FILE while people go on, and print what it holds."""
    url = asgi.database_url(Settings())
    try:
        backup.backup(url, file)
    except backup.BackupFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {file.stat().st_size:,} bytes")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Load FILE into the empty database of EVERYWHERE_DATABASE_URL or EVERYWHERE_DATA, and print a proof."""
    url = asgi.database_url(Settings())
    try:
        asyncio.run(backup.restore(url, file))
    except (backup.NotEmpty, backup.BackupFailed) as error:
        raise click.ClickException(str(error)) from error
    proof = asyncio.run(backup.prove(url))
    for table, count in proof.rows.items():
        click.echo(f"{count:>10,}  {table}")
    click.echo(f"ledger sha256 {proof.ledger_sha256}")
    click.echo("the doctor found nothing" if not proof.faults else "\n".join(proof.faults))
    sys.exit(1 if proof.faults else 0)


@main.group()
def operator() -> None:
    """Who runs this installation: grant, revoke."""


@operator.command("grant")
@click.argument("handle")
def grant(handle: str) -> None:
    """Make the person with this phone number or e-mail address an operator; they must have signed in once."""
    _give_role(handle, "operator")


@operator.command("revoke")
@click.argument("handle")
def revoke(handle: str) -> None:
    """Make an operator a person like others again."""
    _give_role(handle, "person")


def _give_role(handle: str, role: Role) -> None:
    try:
        person = asyncio.run(operators.give_role(Settings(), handle, role))
    except Refusal as refusal:
        text = catalogue.errors()[refusal.code]
        raise click.ClickException(catalogue.say(text.text, "en", refusal.facts)) from refusal
    click.echo(f"{person.name} ({person.person_id}): {person.role}")


@main.group()
def bench() -> None:
    """Measure against peers on this machine; every figure with its bar."""


bench_commands.register(bench, "ledger", "Transfers a second against pgbench's TPC-B.", bench_ledger.measure)


if __name__ == "__main__":
    main()
