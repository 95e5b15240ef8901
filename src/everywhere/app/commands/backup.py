"""`everywhere backup` and `everywhere restore`."""

import asyncio
import sys
from pathlib import Path

import click

from everywhere.app import backup as backups
from everywhere.kernel import embedded
from everywhere.kernel.settings import Settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database to FILE while people go on."""
    try:
        backups.backup(embedded.url_of(Settings()), file)
    except backups.BackupFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {file.stat().st_size:,} bytes")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Load FILE into the empty database of EVERYWHERE_DATABASE_URL or EVERYWHERE_DATA, and print a proof."""
    url = embedded.url_of(Settings())
    try:
        asyncio.run(backups.restore(url, file))
    except (backups.NotEmpty, backups.BackupFailed) as error:
        raise click.ClickException(str(error)) from error
    proof = asyncio.run(backups.prove(url))
    for table, count in proof.rows.items():
        click.echo(f"{count:>10,}  {table}")
    click.echo(f"ledger sha256 {proof.ledger_sha256}")
    click.echo("the doctor found nothing" if not proof.faults else "\n".join(proof.faults))
    sys.exit(1 if proof.faults else 0)
