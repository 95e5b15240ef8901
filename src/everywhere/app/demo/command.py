"""`everywhere seed`."""

import asyncio

import click

from everywhere.app import reference_data
from everywhere.app.demo.seeding import seed as fill
from everywhere.kernel import embedded, migrations
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import connect
from everywhere.kernel.settings import Settings
from everywhere.pay.ledger import actions as ledger


@click.command()
def seed() -> None:
    """Fill the installation with the demo: generated people of Shanghai; a second run changes nothing."""
    settings = Settings()
    is_new = asyncio.run(_seed(embedded.url_of(settings), settings.ledger_shards))
    click.echo("the demo is there" if is_new else "the demo was there already; nothing was changed")


async def _seed(url: str, ledger_shards: int | None) -> bool:
    await migrations.migrate(url)
    db = await connect(url, pool_max=2)
    try:
        await reference_data.load(db)
        await db.transact(lambda tx: ledger.adopt_layout(tx, ledger_shards))
        return await fill(db, system_clock)
    finally:
        async with asyncio.timeout(10):
            await db.pool.close()
