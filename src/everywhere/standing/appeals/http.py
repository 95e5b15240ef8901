"""Appeals over HTTP: for the person, and for the operators who decide."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from everywhere.kernel import paging
from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.people.http import Operator, Who
from everywhere.standing.appeals import actions
from everywhere.standing.appeals.types import Appeal, Stage


class AppealDraft(wire.Input, frozen=True, kw_only=True):
    """What is wrong: with one fact, by the id of its line, or with the score."""

    fact_id: UUID | None = None
    text: wire.Words


class AppealDecision(wire.Input, frozen=True, kw_only=True):
    """Whether the person is right, and why, which they read."""

    is_granted: bool
    note: wire.Words


class AppealView(msgspec.Struct, kw_only=True):
    """An appeal. A human decides until `due_at`; if nobody does, the fact counts no more."""

    id: UUID
    person_id: UUID
    fact_id: UUID | None
    text: str
    stage: Stage
    note: str
    made_at: datetime
    due_at: datetime
    decided_at: datetime | None

    @classmethod
    def of(cls, appeal: Appeal) -> "AppealView":
        """From the domain's appeal; who decided is not told."""
        return cls(**{name: getattr(appeal, name) for name in cls.__struct_fields__})


@post("/api/me/standing/appeals", status_code=201, tags=["standing"])
async def make(data: JSONBody[AppealDraft], who: Who, command: given.Command) -> Response[AppealView]:
    """Contest a line of your standing, or all of it; a human looks at it within seven days."""

    async def made(tx: Tx) -> AppealView:
        text = wire.tidied(data.text)
        return AppealView.of(await actions.make(tx, who, fact_id=data.fact_id, text=text, now=command.now))

    return await command.run(who.person_id, made, status=201)


@get("/api/me/standing/appeals", tags=["standing"])
async def list_mine(who: Who, db: given.Db) -> Page[AppealView]:
    """Your appeals, newest first."""
    async with db.read() as tx:
        return Page([AppealView.of(appeal) for appeal in await actions.of(tx, who)])


@get("/api/standing/appeals", tags=["standing"])
async def list_open(
    operator: Operator,  # noqa: ARG001 - to ask for it is the check
    db: given.Db,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[AppealView]:
    """Operators: open appeals, the most urgent first."""
    after = paging.decode(cursor, tuple[datetime, UUID])
    async with db.read() as tx:
        found = await actions.open_ones(tx, after=after, limit=limit)
    page, following = paging.cut(found, limit, lambda appeal: [appeal.due_at, appeal.id])
    return Page([AppealView.of(appeal) for appeal in page], following)


@post("/api/standing/appeals/{person_id:uuid}/{appeal_id:uuid}/decision", status_code=200, tags=["standing"])
async def decide(
    person_id: FromPath[UUID],
    appeal_id: FromPath[UUID],
    data: JSONBody[AppealDecision],
    operator: Operator,
    command: given.Command,
) -> Response[AppealView]:
    """Operators: decide an appeal that is not your own. A fact that was wrong counts no more, and the score is made again."""

    async def decided(tx: Tx) -> AppealView:
        note = wire.tidied(data.note)
        found = await actions.decide(tx, operator, person_id, appeal_id, is_granted=data.is_granted, note=note, now=command.now)
        return AppealView.of(found)

    return await command.run(operator.person_id, decided)


HANDLERS: list[Any] = [make, list_mine, list_open, decide]
