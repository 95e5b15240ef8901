"""The command `everywhere`."""

import asyncio
import sys

import click

from everywhere import __version__
from everywhere.app import asgi
from everywhere.kernel import log, migrations
from everywhere.kernel.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Everywhere: help between people who are near each other."""
    log.configure(Settings())


@main.command()
def serve() -> None:
    """Serve the product; with EVERYWHERE_WORKER=1 (the default) this process does the background work too."""
    import uvicorn

    settings = Settings()
    app = asgi.create_app(settings, url=asgi.database_url(settings))
    click.echo(f"Everywhere on http://{settings.host}:{settings.port}/api/docs", err=True)
    uvicorn.run(
        app, host=settings.host, port=settings.port, http="httptools", loop="uvloop", log_config=None, access_log=False,
        timeout_graceful_shutdown=10, server_header=False,
    )


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


if __name__ == "__main__":
    sys.exit(main())
