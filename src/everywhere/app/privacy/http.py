"""Take everything along; be forgotten."""

import asyncio
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get, post

from everywhere.app.privacy import erasure, export
from everywhere.kernel import limits
from everywhere.kernel.http import given
from everywhere.people.http import Who
from everywhere.people.sessions import http as sessions

EXPORTS = limits.Rate("export", 10, 3600)


class Kept(msgspec.Struct):
    """Something that stays, and why, in both languages."""

    what: str
    why: dict[str, str]


class ErasureView(msgspec.Struct):
    """What erasing yourself would leave, without your name, and the codes of what is in the way of it now."""

    kept: list[Kept]
    in_the_way: list[erasure.Obstacle]


class Erased(msgspec.Struct):
    """You are gone; `kept` is what stays, without your name."""

    erased_at: datetime
    kept: list[Kept]


@get("/api/me/export", tags=["people"], media_type="application/zip")
async def export_me(who: Who, db: given.Db, clock: given.Clock) -> Response[bytes]:
    """Everything about you, as a zip with one JSON file for each subject."""
    now = clock()
    await limits.take(db, EXPORTS, str(who.person_id), now=now)
    async with db.snapshot() as tx:
        content = await export.everything(tx, who, now=now)
    raw = await asyncio.to_thread(export.zipped, content)
    name = f"everywhere-{now:%Y-%m-%d}.zip"
    return Response(raw, media_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@get("/api/me/erase", tags=["people"])
async def preview_erasure(who: Who, db: given.Db) -> ErasureView:
    """What erasing yourself would leave, and what you would have to do before; nothing is changed."""
    async with db.read() as tx:
        return ErasureView(_kept(), await erasure.in_the_way(tx, who))


@post("/api/me/erase", status_code=200, tags=["people"])
async def erase_me(who: Who, db: given.Db, clock: given.Clock, settings: given.Settings) -> Response[Erased]:
    """Erase yourself, for good. Finish or call off your deals and empty your wallet first."""
    now = clock()
    await db.transact(lambda tx: erasure.erase(tx, who, now=now))
    return Response(Erased(now, _kept()), cookies=sessions.no_cookies(settings))


HANDLERS: list[Any] = [export_me, preview_erasure, erase_me]


def _kept() -> list[Kept]:
    return [Kept(what, why) for what, why in erasure.KEPT.items()]
