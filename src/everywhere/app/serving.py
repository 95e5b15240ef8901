"""Starting and ending: one server process, or one worker, on the database of the settings."""

import asyncio
import contextlib
import functools
import gc
import signal
import socket
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import click
import structlog
import uvicorn
from litestar import Litestar
from litestar.datastructures import State

from everywhere.app import asgi, demo, lifetime, reference_data
from everywhere.kernel import embedded, migrations
from everywhere.kernel.clock import Clock, system_clock
from everywhere.kernel.database import connect
from everywhere.kernel.http.connection import BACKLOG, FILES_FOR_OTHERS, Connection, bound, files_max
from everywhere.kernel.http.gate import Gate
from everywhere.kernel.settings import Settings
from everywhere.mini.sockets.types import MESSAGE_BYTES_MAX
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import LayoutDiffers

_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'everywhere'"
_LOOK_S = 2.0
TICKS_OF_A_LOOK = 20
_TICK_S = 0.1
# Longer than a proxy keeps a connection to its server (nginx: 60 s), else it may send a request on one that closes.
_KEPT_ALIVE_S = 75

log = structlog.get_logger(__name__)


def serve(settings: Settings, *, clock: Clock = system_clock) -> None:
    """Serve until a signal ends it; the embedded database is kept alive meanwhile and ends with its last user."""
    url = embedded.url_of(settings)
    asyncio.run(_prepare(settings, url))
    app = asgi.create_app(settings, url=url, clock=clock, around=[lambda _: database_kept(settings)])
    address = f"http://{settings.host}:{settings.port}"
    click.echo(f"Everywhere: {address}/ (the API: {address}/api/docs)", err=True)
    # The address by which people are counted comes from X-Forwarded-For where a proxy says it, and only there.
    _collect_seldom()
    Server(app, proxy_headers=True, forwarded_allow_ips=settings.trusted_proxies).run([bound(settings.host, settings.port)])


def _collect_seldom() -> None:
    # What is loaded by now stays, and need not be walked again; what thousands of streams hold is walked seldom. A full
    # walk stops everything for tens of milliseconds, and nearly all here is freed by its count of references.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


class Server(uvicorn.Server):
    """uvicorn, which lets slow clients go, and ends the event streams first when it stops: it would wait for them, and they for something to happen."""

    def __init__(self, app: Litestar, **options: Any) -> None:
        gate: Gate = app.asgi_handler  # type: ignore[assignment]  # what `create_app` put around it
        protocol: Any = functools.partial(Connection, gate=gate, connections_max=files_max() - FILES_FOR_OTHERS)
        super().__init__(
            uvicorn.Config(
                app,
                http=protocol,
                ws="websockets-sansio",
                ws_max_size=MESSAGE_BYTES_MAX,
                ws_per_message_deflate=False,
                loop="uvloop",
                log_config=None,
                access_log=False,
                server_header=False,
                backlog=BACKLOG,
                timeout_keep_alive=_KEPT_ALIVE_S,
                **{"timeout_graceful_shutdown": 5, **options},
            )
        )

    async def on_tick(self, counter: int) -> bool:
        """What is done ten times a second."""
        if counter % TICKS_OF_A_LOOK == 0:
            # Counted, not read from the clock: while this process was stopped or starved, nobody could be heard.
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.look(TICKS_OF_A_LOOK * _TICK_S)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then wait for the requests."""
        self.config.app.state.hub.shut()  # type: ignore[union-attr]  # always the application
        await super().shutdown(sockets)


async def _prepare(settings: Settings, url: str) -> None:
    """Bring the database to this version, and at a demo's first start fill it."""
    try:
        await migrations.migrate(url, say=lambda line: click.echo(line, err=True))
    except migrations.CannotMigrate as error:
        raise click.ClickException(str(error)) from error
    db = await connect(url, pool_max=2)
    try:
        await db.transact(lambda tx: ledger.adopt_layout(tx, settings.ledger_shards))
        if settings.demo and settings.demo_data:
            await reference_data.load(db)
            if await demo.seed(db, system_clock):
                click.echo("filled the database with the demo: generated people of Shanghai", err=True)
    except LayoutDiffers as differs:
        raise click.ClickException(str(differs)) from differs
    finally:
        async with asyncio.timeout(10):
            await db.pool.close()


async def work(settings: Settings, *, clock: Clock = system_clock) -> None:
    """Relay events and do jobs until a signal ends it."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    url = await asyncio.to_thread(embedded.url_of, settings)
    async with database_kept(settings), lifetime.opened(State(), settings, url, clock, background=True):
        await stopped.wait()


@contextlib.asynccontextmanager
async def database_kept(settings: Settings) -> AsyncIterator[None]:
    """Start the embedded database again whenever it dies; in the end stop it, unless another process of ours still uses it."""
    if settings.database_url is not None:
        yield
        return
    watch = asyncio.create_task(_watch(settings))
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        with contextlib.suppress(OSError, asyncpg.PostgresError):
            if await _others(embedded.url_of(settings)) == 0:
                await asyncio.to_thread(embedded.stop, settings.data / "postgres")


async def _watch(settings: Settings) -> None:
    while True:
        await asyncio.sleep(_LOOK_S)
        if not embedded.is_running(settings.data / "postgres"):
            log.warning("embedded_database_died")
            try:
                await asyncio.to_thread(embedded.url_of, settings)
            except Exception:  # it may come back once a full disk has room, and nobody else would start it then
                log.exception("embedded_database_does_not_start")


async def _others(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(_OTHERS))
    finally:
        await connection.close()
