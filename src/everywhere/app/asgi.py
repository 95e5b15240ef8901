"""The server: settings in, an ASGI application out."""

import contextlib
import importlib.util
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp

from everywhere import __version__
from everywhere.app import doors, frames, lifetime, system, web
from everywhere.kernel.clock import Clock, system_clock
from everywhere.kernel.http import command, injection, problems
from everywhere.kernel.http.body import StrictRequest
from everywhere.kernel.http.express import Express
from everywhere.kernel.http.freshness import Freshness
from everywhere.kernel.http.gate import Gate
from everywhere.kernel.http.openapi import Application, ContractFile, ContractPage
from everywhere.kernel.settings import Settings
from everywhere.pay.openapi.gateway import http as gateway

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def _assets_of(package: str) -> Path:
    # Only its files are served: to load its code, which draws pages by a library of templates, would be for nothing.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent / "static"


DOCS_ASSETS = _assets_of("swagger_ui")


@dataclass(frozen=True, slots=True)
class Extension:
    """What a program that is made of this product adds to it, such as the emulator."""

    handlers: Sequence[Any] = ()
    dependencies: Mapping[str, Provide] = field(default_factory=dict)
    inside: Callable[[ASGIApp], ASGIApp] = lambda app: app
    """Put around everything that the gate lets in."""
    opened: lifetime.Opening = lifetime.opened
    """What lives as long as the server."""


PLAIN = Extension()


def create_app(
    settings: Settings,
    *,
    url: str,
    clock: Clock = system_clock,
    background: bool | None = None,
    around: Sequence[Lifespan] = (),
    extension: Extension = PLAIN,
) -> Application:
    """The whole product on the database at `url`.

    `background` says whether relay and worker run inside; the settings by default. `around` is entered before anything starts and left
    when everything has ended.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        works = settings.worker if background is None else background
        async with extension.opened(app.state, settings, url, clock, background=works):
            yield

    state = State({"settings": settings, "clock": clock})
    app = Application(
        route_handlers=[*_handlers(), *extension.handlers],
        dependencies={**_dependencies(state), **extension.dependencies},
        exception_handlers=problems.HANDLERS,
        lifespan=[*around, lifespan],
        state=state,
        openapi_config=_openapi_config(),
        request_class=StrictRequest,
        compression_config=CompressionConfig(backend="gzip", minimum_size=1000, exclude=["/api/live"]),
        logging_config=None,
        request_max_body_size=settings.body_max_bytes,
    )
    injection.in_turn(app)
    # Around the whole application and not among its middleware, which a path without a route never passes.
    app.asgi_handler = _gate(app, settings, extension)
    return app


def _gate(app: Litestar, settings: Settings, extension: Extension) -> Gate:
    inner = Freshness(Express(app, web.Web(app.asgi_handler, settings, web.built())))
    return Gate(frames.Frames(extension.inside(inner), settings, app.state), settings, voices=gateway.voices(app.state))


def _handlers() -> list[Any]:
    assets = create_static_files_router("/api/docs-assets", directories=[DOCS_ASSETS], include_in_schema=False)
    return [*system.HANDLERS, *doors.HANDLERS, assets]


def _dependencies(state: State) -> dict[str, Provide]:
    names = ["db", "clock", "settings", "hub", "secrets", "poster", "till", "providers", "browsing", "switchboard"]
    names += ["outside", "sockets"]
    return {
        **{name: _from_state(state, name) for name in names},
        "command": Provide(command.provide_command),
        **doors.DEPENDENCIES,
    }


def _from_state(state: State, name: str) -> Provide:
    # Without parameters, which Litestar would fill and check for every request.
    return Provide(lambda: state[name], sync_to_thread=False)


def _openapi_config() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Everywhere",
        version=__version__,
        description="Ask people near you for help, lend a hand, agree a fee; the money is held until the work is done.",
        path="/api/docs",
        use_handler_docstrings=True,
        render_plugins=[
            ContractFile(),
            ContractPage(
                path="/",
                favicon='<link rel="icon" href="/api/docs-assets/favicon-32x32.png">',
                js_url="/api/docs-assets/swagger-ui-bundle.js",
                css_url="/api/docs-assets/swagger-ui.css",
                standalone_preset_js_url="/api/docs-assets/swagger-ui-standalone-preset.js",
            ),
        ],
    )
