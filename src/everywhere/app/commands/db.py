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
        done = asyncio.run(migrations.migrate(embedded.url_of(Settings()), say=click.echo))
    except migrations.CannotMigrate as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(done)} applied; the schema is at version {migrations.known()[-1].version}")
