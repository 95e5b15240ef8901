"""`everywhere db migrate`."""

import asyncio

import click

from everywhere.kernel import embedded, migrations
from everywhere.kernel.settings import Settings


@click.group()
def db() -> None:
    """The database: migrate."""


@db.command()
def migrate() -> None:
    """Bring the database to the schema of this version; a second run changes nothing."""
    try:
        done = asyncio.run(migrations.migrate(embedded.url_of(Settings())))
    except migrations.MigrationChanged as changed:
        raise click.ClickException(str(changed)) from changed
    for migration in done:
        click.echo(f"applied {migration.version:04d} {migration.name}")
    click.echo(f"{len(done)} applied; the schema is at version {migrations.known()[-1].version}")
