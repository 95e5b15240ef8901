"""`everywhere seed`."""

import asyncio

import click

from everywhere.app import reference_data
from everywhere.app.demo.seeding import seed as fill
from everywhere.kernel import embedded, migrations
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import connect
from everywhere.kernel.settings import Settings


@click.command()
def seed() -> None:
    """Fill the installation with the demo: generated people of Shanghai; a second run changes nothing."""
    is_new = asyncio.run(_seed(embedded.url_of(Settings())))
    click.echo("the demo is there" if is_new else "the demo was there already; nothing was changed")


async def _seed(url: str) -> bool:
    await migrations.migrate(url)
    db = await connect(url, pool_max=2)
    try:
        await reference_data.load(db)
        return await fill(db, system_clock)
    finally:
        await asyncio.wait_for(db.pool.close(), 10)
