"""What lives as long as a server or a worker: connections, and the work beside the requests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import structlog
from litestar.datastructures import State

from everywhere.app import reference_data, wiring
from everywhere.help.matching.browse.actions import Browsing
from everywhere.help.matching.cards import http as cards
from everywhere.help.offers.availability.actions import Switchboard
from everywhere.kernel import jobs, migrations, replica, secrets
from everywhere.kernel.clock import Clock
from everywhere.kernel.database import Database, connect
from everywhere.kernel.hub import Hub
from everywhere.kernel.outbox import Relay
from everywhere.kernel.replica import Replicated
from everywhere.kernel.settings import Settings
from everywhere.mini.gateway.actions import Outside
from everywhere.mini.opening import actions as opening
from everywhere.mini.sockets.actions import Sockets
from everywhere.pay.codes import actions as codes
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.openapi.gateway import http as gateway
from everywhere.pay.openapi.gateway.refusals.actions import Refusals
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.providers import actions as providers
from everywhere.pay.trades.paying.actions import Till
from everywhere.people.sessions import actions as sessions

log = structlog.get_logger(__name__)

_PAUSE_S = 1.0
_CLOSED_WITHIN_S = 10


class Opening(Protocol):
    """Opens what lives as long as a server, as `opened` does."""

    def __call__(
        self, state: State, settings: Settings, url: str, clock: Clock, *, background: bool
    ) -> AbstractAsyncContextManager[None]:
        """Open it; it is closed when the block ends."""
        ...


Doing = Callable[[State], Mapping[type[jobs.Job], jobs.Doer]]
"""Who does some jobs in another way."""


@contextlib.asynccontextmanager
async def opened(
    state: State, settings: Settings, url: str, clock: Clock, *, background: bool, otherwise: Doing = lambda _: {}
) -> AsyncIterator[None]:
    """Migrate, connect, start what runs beside the requests; stop and close it in the end. Raises CannotMigrate, LayoutDiffers, CustodyNotSaid."""
    state.providers = providers.offered(settings, clock)
    await migrations.migrate(url)
    db = await _connected(settings, url)
    await reference_data.load(db)
    await db.transact(lambda tx: ledger.adopt_layout(tx, settings.ledger_shards))
    state.db = db
    state.secrets = secrets.of(settings)
    state.relay = Relay(db, wiring.HEARERS, clock)
    state.hub = Hub(db, lambda tx, guests: sessions.live_among(tx, guests, now=clock()))
    state.poster = Poster(db, clock)
    state.till = Till(db, clock, codes_key=state.secrets.key(codes.KEY_PURPOSE), is_guarded=settings.pay_guard)
    state.platform = Platform(db, state.secrets, clock)
    state.refusals = Refusals(gateway.METHODS, state.platform, settings.public_url, clock)
    state.switchboard = Switchboard(db, clock)
    state.browsing = Browsing(db, cards.keep)
    state.sockets = Sockets(db, frames=opening.frames(settings), private_allowed=settings.emulator)
    state.outside = Outside(db, frames=opening.frames(settings), private_allowed=settings.emulator)
    work: list[Callable[[], Awaitable[None]]] = [state.hub.run, state.hub.keep_beating]
    if isinstance(db, Replicated):
        work.append(db.watch)
    if background:
        work += [
            state.relay.run,
            lambda: jobs.run(db, {**wiring.doers(settings, state.platform), **otherwise(state)}, wiring.SCHEDULES, clock),
        ]
    else:
        work.append(state.relay.ring)
    tasks = [asyncio.create_task(_for_ever(each)) for each in work]
    try:
        yield
    finally:
        await _closed(state, db, tasks)


async def _closed(state: State, db: Database, tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(state.poster.close(), state.till.close(), state.switchboard.close())
    async with asyncio.timeout(_CLOSED_WITHIN_S):
        await db.close()


async def _connected(settings: Settings, url: str) -> Database:
    primary = await connect(url, pool_max=settings.database_pool_max)
    if settings.read_database_url is None:
        return primary
    return await replica.connect(
        primary, settings.read_database_url, pool_max=settings.database_pool_max, stale_max_s=settings.read_stale_max_s
    )


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    """Begin again whenever it ends: what runs beside the requests must outlive a lost database and any fault of its own."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("background_work_failed")
        await asyncio.sleep(_PAUSE_S)
