"""`everywhere serve` and `everywhere worker`."""

import asyncio

import click

from everywhere.app import serving
from everywhere.kernel.migrations import CannotMigrate
from everywhere.kernel.settings import Settings


@click.command()
def serve() -> None:
    """Serve the product; with EVERYWHERE_WORKER=1 (the default) this process does the background work too."""
    serving.serve(Settings())


@click.command()
def worker() -> None:
    """Do the background work only, beside servers that were started with EVERYWHERE_WORKER=0."""
    try:
        asyncio.run(serving.work(Settings()))
    except CannotMigrate as error:
        raise click.ClickException(str(error)) from error
