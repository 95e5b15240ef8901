"""Starting and ending: one server process, or one worker, on the database of the settings."""

import asyncio
import contextlib
import signal

import asyncpg
import click
import uvicorn
from litestar.datastructures import State

from everywhere.app import asgi
from everywhere.kernel import embedded
from everywhere.kernel.clock import system_clock
from everywhere.kernel.settings import Settings

_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'everywhere'"


def serve(settings: Settings) -> None:
    """Serve until a signal ends it; the embedded database ends with its last user."""
    app = asgi.create_app(settings, url=asgi.database_url(settings))
    click.echo(f"Everywhere: http://{settings.host}:{settings.port}/api/docs", err=True)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http="httptools",
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    stop_embedded_if_unused(settings)


async def work(settings: Settings) -> None:
    """Relay events and do jobs until a signal ends it."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with asgi.opened(State(), settings, asgi.database_url(settings), system_clock, background=True):
        await stopped.wait()
    await asyncio.to_thread(stop_embedded_if_unused, settings)


def stop_embedded_if_unused(settings: Settings) -> None:
    """Stop the embedded database unless another process of ours still uses it, or it was never started."""
    if settings.database_url is not None:
        return
    with contextlib.suppress(OSError, asyncpg.PostgresError):
        if asyncio.run(_others(asgi.database_url(settings))) == 0:
            embedded.stop(settings.data / "postgres")


async def _others(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(_OTHERS))
    finally:
        await connection.close()
