"""Around every request where there is a read replica: who asks, and after a command the note of how far they are."""

from http import HTTPMethod

import asyncpg
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from everywhere.kernel import replica
from everywhere.kernel.database import ACQUIRE_TIMEOUT_S, Tx
from everywhere.kernel.replica import Asking, Replicated

log = structlog.get_logger(__name__)

# The hub of this process decides from what it reads, so it reads where live events are written.
_STREAMS = "/api/live"
_READS_ONLY = (HTTPMethod.GET, HTTPMethod.HEAD)


class Freshness:
    """ASGI middleware: lets requests that only read read from the replica, and keeps everybody's own writes before their eyes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP or scope["path"] == _STREAMS or not isinstance(scope["app"].state.db, Replicated):
            await self._app(scope, receive, send)
            return
        asking = _asking(scope)
        mark = replica.ASKING.set(asking)
        try:
            await self._app(scope, receive, send if asking.reads_only else _noting(scope["app"].state.db, asking, send))
        finally:
            replica.ASKING.reset(mark)


def _asking(scope: HTTPScope) -> Asking:
    names = {name for name, _ in scope["headers"]}
    return Asking(reads_only=scope["method"] in _READS_ONLY, has_token=bool(names & {b"authorization", b"cookie"}))


def _noting(db: Replicated, asking: Asking, send: Send) -> Send:
    async def answer(message: Message) -> None:
        # Before the answer begins: whoever has it may ask another server the next moment.
        if message["type"] == "http.response.start" and asking.person_id is not None:
            try:
                async with db.pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                    await replica.note(Tx(connection), asking.person_id)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("write_not_noted", error=repr(error))
                db.replica.suspect()
        await send(message)

    return answer
