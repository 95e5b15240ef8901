"""Opening a program."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import post
from litestar.params import FromPath

from everywhere.kernel.http import given
from everywhere.mini.opening import actions
from everywhere.mini.opening.types import Opened
from everywhere.people.http import Viewer


class OpenedView(msgspec.Struct):
    """An open program: where its frame is, what it is called and looks like, and the token by which it calls the gateway.

    `web_origins` are those whose pages it may show in a `web-view`.
    """

    token: str
    app_id: str
    name: str
    frame: str
    app: dict[str, Any]
    pages: list[str]
    web_origins: list[str]
    expires_at: datetime

    @classmethod
    def of(cls, opened: Opened) -> "OpenedView":
        """From the domain's."""
        return cls(
            opened.token,
            opened.app_id,
            opened.name,
            opened.frame,
            opened.app,
            opened.pages,
            opened.web_origins,
            opened.expires_at,
        )


@post("/api/mini/{app_id:str}/openings", status_code=201, tags=["mini-programs"])
async def open_program(
    app_id: FromPath[str], viewer: Viewer, db: given.Db, clock: given.Clock, settings: given.Settings
) -> OpenedView:
    """Open a mini-program, signed in or not. No Idempotency-Key: the token is kept nowhere in clear, and each opening has its own."""
    return OpenedView.of(await db.transact(lambda tx: actions.open_program(tx, viewer, app_id, settings, now=clock())))


HANDLERS: list[Any] = [open_program]
