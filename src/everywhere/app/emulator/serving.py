"""`everywhere pay emulate`: one process that is the whole emulator."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec
import uvicorn
import uvloop
from litestar import Litestar
from litestar.di import Provide
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from everywhere.app import asgi, serving
from everywhere.app.emulator import certificates, consent, http, page
from everywhere.app.emulator.cast import Keys
from everywhere.app.emulator.emulator import Emulator
from everywhere.app.emulator.installation import write_private
from everywhere.app.emulator.tap import HANG_UP
from everywhere.kernel import embedded
from everywhere.kernel.clock import system_clock
from everywhere.kernel.http.connection import Connection, bound
from everywhere.kernel.settings import Settings

_MANY = 10_000_000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says."""

    host: str
    port: int
    data: Path | None
    keys: Path | None
    intercept: Path | None
    tls_port: int
    public_url: str
    speed: float


def emulate(wishes: Wishes) -> None:
    """Serve until a signal ends it; a temporary folder goes with it."""
    with _folder(wishes.data) as folder:
        settings = _settings(wishes, folder)
        emulator = Emulator(settings, system_clock, is_lasting=wishes.data is not None)
        try:
            uvloop.run(_serve(wishes, settings, emulator))
        finally:
            embedded.stop(folder / "postgres")


def created(settings: Settings, emulator: Emulator) -> Litestar:
    """The product as an emulator; its database is prepared."""
    more = asgi.Extension(
        handlers=[*http.HANDLERS, *page.HANDLERS, *consent.HANDLERS],
        dependencies={"emulator": Provide(lambda: emulator, sync_to_thread=False)},
        inside=emulator.inside,
        opened=emulator.installation.opening(emulator.carrier, emulator.began),
    )
    return asgi.create_app(settings, url=emulator.installation.url, clock=emulator.clock, extension=more)


async def _serve(wishes: Wishes, settings: Settings, emulator: Emulator) -> None:
    emulator.keys = _addressed(await emulator.installation.prepare(), settings.public_url)
    app = created(settings, emulator)
    plain, listener = _Server(app), bound(settings.host, settings.port)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, setattr, plain, "should_exit", True)  # noqa: FBT003 - setattr takes no names
    ready = asyncio.create_task(_ready(plain, app, wishes, emulator.keys))
    await plain.serve(sockets=[listener])
    await ready


async def _ready(plain: "_Server", app: Litestar, wishes: Wishes, keys: Keys) -> None:
    """Serve by TLS too, where that is wished, and say how all is reached once it is."""
    tls, listener = None, None
    if wishes.intercept is not None:
        files = certificates.written(wishes.intercept, address=_reached_at(wishes.host), now=system_clock())
        listener = bound(wishes.host, wishes.tls_port)
        tls = _Server(app, lifespan="off", ssl_certfile=str(files.certificate), ssl_keyfile=str(files.key))
        plain.others.append(tls)
    while not plain.started:
        if plain.should_exit:
            return
        await asyncio.sleep(0.01)
    if wishes.keys is not None:
        write_private(wishes.keys, msgspec.json.format(msgspec.json.encode(keys), indent=2) + b"\n")
    _say(keys, wishes)
    if tls is not None and listener is not None:
        await tls.serve(sockets=[listener])


class _Server(serving.Server):
    """The product's own server, whose connections can be hung up on order, and which takes others with it when it ends."""

    def __init__(self, app: Litestar, **options: Any) -> None:
        super().__init__(app, **options)
        self.config.http = _hanging_up(self.config.http)
        self.others: list[uvicorn.Server] = []

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: uvicorn would die of the signal in the end, and the database would be left behind."""
        yield

    async def shutdown(self, sockets: Any = None) -> None:
        """End all."""
        for each in self.others:
            each.should_exit = True
        await super().shutdown(sockets)


def _hanging_up(protocol: Any) -> Any:
    class HangingUp(Connection):
        def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
            cycle.scope["state"][HANG_UP] = self.transport.abort
            super()._start_asgi_task(cycle, app)

    def made(**given: Any) -> Connection:
        return HangingUp(**protocol.keywords, **given)

    return made


def _settings(wishes: Wishes, folder: Path) -> Settings:
    return Settings(
        host=wishes.host,
        port=wishes.port,
        data=folder,
        database_url=None,
        read_database_url=None,
        ledger_shards=None,
        demo=True,
        demo_data=False,
        emulator=True,
        pay_guard=False,
        worker=True,
        notification_speed=wishes.speed,
        public_url=wishes.public_url or _url(_reached_at(wishes.host), wishes.port),
        requests_per_minute=_MANY,
        requests_per_minute_unsigned=_MANY,
        gateway_requests_per_minute=_MANY,
    )


def _reached_at(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "localhost") else host  # noqa: S104 - compared, not bound


def _url(host: str, port: int) -> str:
    return f"http://{host}" if port == 80 else f"http://{host}:{port}"


def _addressed(keys: Keys, url: str) -> Keys:
    keys.endpoint, keys.gateway, keys.page = url, f"{url}/gateway.do", f"{url}/emulator"
    return keys


def _say(keys: Keys, wishes: Wishes) -> None:
    click.echo(f"gateway             {keys.gateway}")
    click.echo(f"V3 endpoint         {keys.endpoint}")
    click.echo(f"page                {keys.page}")
    click.echo(f"app_id              {keys.app.app_id}")
    click.echo(f"app_private_key     {keys.app.app_private_key}")
    click.echo(f"alipay_public_key   {keys.app.alipay_public_key}")
    click.echo(f"seller              {keys.seller.number}  {keys.seller.name}")
    for buyer in keys.buyers:
        click.echo(f"buyer               {buyer.number}  {buyer.name}")
    if wishes.intercept is not None:
        folder = wishes.intercept
        click.echo(
            f"intercepting        TLS on port {wishes.tls_port}; trust {folder / 'ca.pem'}, add {folder / 'hosts'} to /etc/hosts"
        )
    if wishes.keys is not None:
        click.echo(f"all of this and the certificates as JSON: {wishes.keys}")


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="everywhere-emulator-") as folder:
        Path(folder).chmod(0o755)  # the database runs as a user of its own where this one is root
        yield Path(folder)
