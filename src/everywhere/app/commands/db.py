"""`everywhere db migrate` and `everywhere db distribute`."""

import asyncio

import asyncpg
import click

from everywhere.app import distribution
from everywhere.kernel import embedded, migrations
from everywhere.kernel.database import ReadTx
from everywhere.kernel.settings import Settings


@click.group()
def db() -> None:
    """The database: migrate, distribute."""


@db.command()
def migrate() -> None:
    """Bring the database to the schema of this version; a second run changes nothing."""
    try:
        done = asyncio.run(migrations.migrate(embedded.url_of(Settings()), say=click.echo))
    except migrations.CannotMigrate as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(done)} applied; the schema is at version {migrations.known()[-1].version}")


@db.command()
@click.option("--sql", "--dry-run", "only_print", is_flag=True, help="Print the statements and change nothing; needs no Citus.")
@click.option(
    "--shards",
    type=click.IntRange(1, 1024),
    default=distribution.SHARDS_DEFAULT,
    show_default=True,
    help="Pieces of each group of tables; several times as many as there will ever be nodes.",
)
def distribute(*, only_print: bool, shards: int) -> None:
    """Spread a migrated database over the nodes of a Citus cluster. Stop every server and worker first."""
    try:
        asyncio.run(_distribute(embedded.url_of(Settings()), only_print=only_print, shards=shards))
    except (distribution.NotDistributable, OSError, asyncpg.PostgresError) as error:
        raise click.ClickException(str(error)) from error


async def _distribute(url: str, *, only_print: bool, shards: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        if only_print:
            for statement in await distribution.statements(ReadTx(connection), shards=shards):
                click.echo(f"{statement};")
            return
        async for statement in distribution.distribute(connection, shards=shards):
            click.echo(f"{statement};")
    finally:
        await connection.close()
