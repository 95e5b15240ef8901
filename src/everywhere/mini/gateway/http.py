"""The one way out for programs: the page around a frame asks here, with the token of the opening."""

import asyncio
import base64
import binascii
from collections.abc import Coroutine
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, SkipValidation
from msgspec import Meta

from everywhere.kernel import limits
from everywhere.kernel.errors import Malformed
from everywhere.kernel.http import given, wire
from everywhere.kernel.limits import Rate
from everywhere.kernel.paging import Page
from everywhere.mini.gateway import actions, rules
from everywhere.mini.gateway.types import HEADERS_MAX, SENT_BYTES_MAX, TIMEOUT_MAX_S, Answer, Note, Verb, Wish
from everywhere.mini.opening import actions as opening
from everywhere.people.http import Who

CALLS = Rate("mini_call", limit=600, per_s=60)
NOTES = Rate("mini_note", limit=60, per_s=60)
Token = Annotated[
    str, HeaderParameter(name="Mini-Opening", min_length=20, max_length=100, description="The token of the opening that calls.")
]
Way = NamedDependency[SkipValidation[actions.Outside]]
HeaderName = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
HeaderValue = Annotated[str, Meta(max_length=4000, pattern=r"^[\t\x20-\x7e\u0080-\u00ff]*$")]


class CallDraft(wire.Input, frozen=True, kw_only=True):
    """A call of `my.request` and its kin. `body` is text, or base64 where `encoding` says so."""

    url: Annotated[str, Meta(min_length=8, max_length=2000)]
    method: Verb = "GET"
    headers: Annotated[dict[HeaderName, HeaderValue], Meta(max_length=HEADERS_MAX)] = msgspec.field(default_factory=dict)
    body: Annotated[str, Meta(max_length=SENT_BYTES_MAX * 4 // 3 + 4)] = ""
    encoding: Literal["utf-8", "base64"] = "utf-8"
    timeout_s: Annotated[float, Meta(gt=0, le=TIMEOUT_MAX_S)] = 30.0

    def wish(self) -> Wish:
        """As the domain knows it. Raises Malformed."""
        try:
            body = self.body.encode() if self.encoding == "utf-8" else base64.b64decode(self.body, validate=True)
        except (binascii.Error, UnicodeEncodeError) as error:
            raise Malformed(path="body", reason="it is not what `encoding` says") from error
        return Wish(self.url, self.method, self.headers, body, self.timeout_s)


class AnswerView(msgspec.Struct):
    """What the host answered; `body` in base64."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: str

    @classmethod
    def of(cls, answer: Answer) -> "AnswerView":
        """From the domain's."""
        return cls(answer.status, answer.headers, answer.cookies, base64.b64encode(answer.body).decode())


class NoteDraft(wire.Input, frozen=True, kw_only=True):
    """What the page around a program kept it from: it sent too much, answered no more, tried what its frame forbids, or asked for
    what its person does not allow.
    """

    kind: Literal["flood", "frozen", "blocked", "denied"]
    detail: Annotated[str, Meta(max_length=1000)] = ""


class NoteView(msgspec.Struct):
    """Something that your program tried and was not let do."""

    id: UUID
    at: datetime
    kind: str
    detail: str

    @classmethod
    def of(cls, note: Note) -> "NoteView":
        """From the domain's."""
        return cls(note.id, note.at, note.kind, note.detail)


@post("/api/mini/calls", status_code=200, tags=["mini-programs"])
async def call(
    data: JSONBody[CallDraft], token: Token, request: Request[Any, Any, Any], db: given.Db, clock: given.Clock, outside: Way
) -> AnswerView:
    """Call a host for an open program: by https, one of its listed domains, nothing in a private network.

    Redirects are followed within the same rules. Cookies stay here, a jar for each person and program.
    """
    now = clock()
    async with db.read() as tx:
        caller = await opening.recognise(tx, token, now=now)
    await limits.take(db, CALLS, f"{caller.app_id}:{caller.holder_id}", now=now)
    return AnswerView.of(await _while_heard(request, outside.call(caller, data.wish(), now=now)))


async def _while_heard(request: Request[Any, Any, Any], work: Coroutine[Any, Any, Answer]) -> Answer:
    """What the work comes to, unless its asker leaves first. Raises what the work raises, and NotReached to nobody."""
    done, gone = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({done, gone}, return_when=asyncio.FIRST_COMPLETED)
        if done.done():
            return done.result()
        raise rules.NotReached(reason="nobody waits for the answer")
    finally:
        done.cancel()
        gone.cancel()


async def _left(request: Request[Any, Any, Any]) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


@post("/api/mini/notes", status_code=204, tags=["mini-programs"])
async def add_note(data: JSONBody[NoteDraft], token: Token, db: given.Db, clock: given.Clock) -> None:
    """Write down what the page around an open program kept it from."""
    now = clock()
    async with db.read() as tx:
        caller = await opening.recognise(tx, token, now=now)
    await limits.take(db, NOTES, f"{caller.app_id}:{caller.holder_id}", now=now)
    await actions.note(db, caller, data.kind, data.detail, now=now)


@get("/api/me/apps/{app_id:str}/notes", tags=["mini-programs"])
async def list_notes(app_id: FromPath[str], who: Who, db: given.Db) -> Page[NoteView]:
    """What your program tried and was not let do, the latest first; at most 500 of the last 14 days."""
    async with db.read() as tx:
        return Page([NoteView.of(note) for note in await actions.notes(tx, who, app_id)])


HANDLERS: list[Any] = [call, add_note, list_notes]
