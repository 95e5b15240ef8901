"""The emulator's database: seeded once, copied for use, and copied anew whenever somebody wants to begin again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import msgspec
from litestar.datastructures import State

from everywhere.app import lifetime, reference_data
from everywhere.app.emulator import cast
from everywhere.app.emulator.cast import Keys
from everywhere.kernel import embedded, migrations, secrets
from everywhere.kernel.clock import Clock
from everywhere.kernel.database import connect
from everywhere.kernel.jobs import Doer, Job
from everywhere.kernel.settings import Settings
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.openapi.notifications import jobs as notifications
from everywhere.pay.openapi.notifications.jobs import Carrier
from everywhere.pay.openapi.platform.actions import Platform

_KEYS = "emulator.json"
_SEEDED, _PLAYED = "emulator_seeded", "emulator"
_QUIET_WITHIN_S = 10


class Installation:
    """One embedded server in the data folder, with what was seeded and what is played with."""

    def __init__(self, settings: Settings, clock: Clock, *, is_lasting: bool) -> None:
        self._settings = settings
        self._clock = clock
        self._is_lasting = is_lasting
        self._root = ""
        self._living: AsyncExitStack | None = None
        self._enter: Callable[[], contextlib.AbstractAsyncContextManager[None]] | None = None
        self._resetting = asyncio.Lock()
        self._open = asyncio.Event()
        self._inside = 0
        self.state = State()

    @property
    def url(self) -> str:
        """The database that is played with."""
        return _with_database(self._root, _PLAYED)

    async def prepare(self) -> Keys:
        """Start the server and, the first time in this folder, fill it; answers the keys that were made then."""
        self._root = await asyncio.to_thread(embedded.start, self._settings.data / "postgres")
        file = self._settings.data / _KEYS
        if not file.exists():
            if not self._is_lasting:
                await self._hurry()
            keys = await self._seed()
            write_private(file, msgspec.json.format(msgspec.json.encode(keys), indent=2))
            await self._copy()
        return msgspec.json.decode(file.read_bytes(), type=Keys)

    def opening(self, carry: Carrier, began: Callable[[State], None]) -> lifetime.Opening:
        """What `create_app` opens: the product on the database that is played with; `began` is called whenever it begins."""

        @contextlib.asynccontextmanager
        async def opened(state: State, settings: Settings, url: str, clock: Clock, *, background: bool) -> AsyncIterator[None]:
            self.state = state

            def otherwise(state: State) -> Mapping[type[Job], Doer]:
                return {notifications.SendNotification: notifications.sender(settings, state.platform, carry)}

            self._enter = lambda: lifetime.opened(state, settings, url, clock, background=background, otherwise=otherwise)
            await self._begin(began)
            try:
                yield
            finally:
                await self._end()

        self._began = began
        return opened

    async def reset(self) -> None:
        """Throw away everything since the seeding; calls that come meanwhile wait."""
        async with self._resetting:
            self._open.clear()
            try:
                await self._until_quiet()
                self.state.hub.shut()
                await self._end()
                await self._copy()
            finally:
                await self._begin(self._began)

    @contextlib.asynccontextmanager
    async def used(self) -> AsyncIterator[None]:
        """While something is done with the database: it is not replaced meanwhile."""
        await self._open.wait()
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def _begin(self, began: Callable[[State], None]) -> None:
        if self._enter is None:
            raise RuntimeError("it was never opened")
        self._living = AsyncExitStack()
        await self._living.enter_async_context(self._enter())
        began(self.state)
        self._open.set()

    async def _end(self) -> None:
        if self._living is not None:
            await self._living.aclose()
            self._living = None

    async def _until_quiet(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_QUIET_WITHIN_S):
                while self._inside:
                    await asyncio.sleep(0.01)

    async def _seed(self) -> Keys:
        await self._run(f"DROP DATABASE IF EXISTS {_SEEDED} WITH (FORCE)", f"CREATE DATABASE {_SEEDED}")
        url = _with_database(self._root, _SEEDED)
        await migrations.migrate(url)
        db = await connect(url, pool_max=4)
        poster = Poster(db, self._clock)
        try:
            await reference_data.load(db)
            await db.transact(lambda tx: ledger.adopt_layout(tx, None))
            return await cast.seed(db, poster, Platform(db, secrets.of(self._settings), self._clock), self._clock)
        finally:
            await poster.close()
            await db.close()

    async def _copy(self) -> None:
        await self._run(
            f"DROP DATABASE IF EXISTS {_PLAYED} WITH (FORCE)",
            f"CREATE DATABASE {_PLAYED} TEMPLATE {_SEEDED}",
        )

    async def _hurry(self) -> None:
        # The folder goes with the process, so nobody need wait for the disk.
        await self._run(*(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "synchronous_commit", "full_page_writes")))
        await self._run("SELECT pg_reload_conf()")

    async def _run(self, *statements: str) -> None:
        connection = await asyncpg.connect(self._root)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner reads."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(0o600)
    fresh.write_bytes(content)
    fresh.replace(file)


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
