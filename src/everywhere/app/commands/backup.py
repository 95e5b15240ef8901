"""`everywhere backup` and `everywhere restore`."""

import asyncio
import sys
from pathlib import Path

import click
import msgspec

from everywhere.app import backup as backups
from everywhere.app.backup import Proof
from everywhere.kernel import embedded
from everywhere.kernel.settings import Settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database to FILE while people go on, and FILE.proof beside it."""
    try:
        proof = asyncio.run(backups.backup(embedded.url_of(Settings()), file))
    except backups.BackupFailed as error:
        raise click.ClickException(str(error)) from error
    rows = sum(table.rows for table in proof.tables.values())
    click.echo(f"{file}: {file.stat().st_size:,} bytes, {rows:,} rows of one instant")
    click.echo(f"ledger sha256 {proof.ledger_sha256}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Load FILE into the empty database of EVERYWHERE_DATABASE_URL or EVERYWHERE_DATA, and prove that it is what was backed up."""
    url = embedded.url_of(Settings())
    try:
        asyncio.run(backups.restore(url, file))
    except (backups.NotEmpty, backups.BackupFailed) as error:
        raise click.ClickException(str(error)) from error
    proof = asyncio.run(backups.prove(url))
    for name, table in proof.tables.items():
        click.echo(f"{table.rows:>10,}  {table.digest}  {name}")
    click.echo(f"ledger sha256 {proof.ledger_sha256}")
    faults = [*_differences(proof, backups.proof_of(file)), *asyncio.run(backups.faults_of(url))]
    click.echo("\n".join(faults) or "every table is what was backed up, and the doctor found nothing")
    sys.exit(1 if faults else 0)


def _differences(proof: Proof, file: Path) -> list[str]:
    if not file.exists():
        return [f"{file} is missing: nothing says what was backed up"]
    kept = msgspec.json.decode(file.read_bytes(), type=Proof)
    return [f"{name} is not what was backed up" for name in proof.differences(kept)]
