"""What the installation says about itself: health, metrics, and the meaning of each error code."""

from typing import Any

import msgspec
import prometheus_client
from litestar import MediaType, Request, Response, get
from litestar.params import FromPath

from everywhere.kernel import catalogue, migrations
from everywhere.kernel.errors import NotFound, Overloaded
from everywhere.kernel.http import given, openapi
from everywhere.kernel.query import value
from everywhere.kernel.replica import Replicated

MIGRATIONS_DONE = value(int, "SELECT count(*) FROM schema_migration")


class Health(msgspec.Struct, omit_defaults=True):
    """`ok`, or the answer is a problem. Where there is a read replica: how old its answers may be; while that is too old, the primary answers."""

    status: str
    replica_behind_s: float | None = None


class ErrorPage(msgspec.Struct):
    """What an error code means, in both languages."""

    code: str
    status: int
    text: dict[str, str]
    remedy: dict[str, str]


class MapSettings(msgspec.Struct):
    """The map to draw: the address of a MapLibre style, or null for the one that the app brings; whether it is in GCJ-02."""

    style: str | None
    is_gcj02: bool


class PublicSettings(msgspec.Struct):
    """What a client must know before anybody signs in. In a demo the sign-in code is 000000."""

    is_demo: bool
    map: MapSettings


@get("/api/health", tags=["system"])
async def health(db: given.Db) -> Health:
    """Whether the database answers and its schema is that of this code."""
    async with db.read(newest=True) as tx:
        if (await MIGRATIONS_DONE(tx) or 0) < len(migrations.known()):
            raise Overloaded
    return Health("ok", round(db.replica.behind_s, 2) if isinstance(db, Replicated) else None)


@get("/api/settings", tags=["system"])
async def read_settings(settings: given.Settings) -> PublicSettings:
    """What a client must know of this installation before anybody signs in."""
    return PublicSettings(settings.demo, MapSettings(settings.map_style or None, settings.map_gcj02))


@get("/metrics", media_type=MediaType.TEXT, tags=["system"], include_in_schema=False)
async def metrics() -> Response[bytes]:
    """Figures for Prometheus."""
    return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)


@get("/api/errors/{code:str}", tags=["system"])
async def explain_error(code: FromPath[str]) -> ErrorPage:
    """What an error code means and what to do about it."""
    text = catalogue.errors().get(code)
    if text is None:
        raise NotFound
    return ErrorPage(text.code, text.status, text.text, text.remedy)


@get("/api/openapi.json", include_in_schema=False, sync_to_thread=True)
def contract(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The API's own description (OpenAPI 3.1); its making takes a while, the first time."""
    return openapi.contract_of(request)


HANDLERS = [health, read_settings, metrics, explain_error, contract]
