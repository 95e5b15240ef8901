"""A provider's books, for operators."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from everywhere.kernel import paging
from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.pay.providers.outside.types import ProviderName
from everywhere.pay.providers.reconciling import actions
from everywhere.pay.providers.reconciling.types import Break, BreakKind, Day, Note
from everywhere.people.http import Operator

Reported = Literal["stripe", "alipay"]


class DayView(msgspec.Struct):
    """A day whose report was taken in; `seal` once it is closed, over its lines and the seal before it."""

    provider: ProviderName
    day: date
    imported_at: datetime
    closed_at: datetime | None
    seal: str | None

    @classmethod
    def of(cls, found: Day) -> "DayView":
        """From the domain's day."""
        return cls(
            found.provider, found.day, found.imported_at, found.closed_at, None if found.digest is None else found.digest.hex()
        )


class ImportView(msgspec.Struct):
    """How many lines were taken in, and how many are no business of this installation."""

    lines_count: int
    passed_over_count: int


class BreakView(msgspec.Struct):
    """Where report and books part: null where one of them says nothing. `note` is what an operator found out."""

    kind: BreakKind
    ref: str
    currency: str
    expected_minor: int | None
    reported_minor: int | None
    person_id: UUID | None
    transit_id: UUID | None
    note: str

    @classmethod
    def of(cls, found: Break) -> "BreakView":
        """From the domain's break."""
        return cls(**{name: getattr(found, name) for name in cls.__struct_fields__})


class BreakNote(wire.Input, frozen=True):
    """Which break, and what you found out about it."""

    kind: BreakKind
    ref: wire.Line
    note: wire.Words


@get("/api/pay/books/{provider:str}", tags=["operators"])
async def list_days(
    provider: FromPath[Reported],
    operator: Operator,  # noqa: ARG001 - to ask for it is the check
    db: given.Db,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[DayView]:
    """For operators: the days whose report was taken in, the newest first."""
    last = paging.decode(cursor, tuple[date])
    async with db.read() as tx:
        found = await actions.days(tx, provider, before=last[0] if last else None, limit=limit)
    page, following = paging.cut(found, limit, lambda each: [each.day])
    return Page([DayView.of(each) for each in page], following)


@put("/api/pay/books/{provider:str}/{day:date}/report", status_code=200, tags=["operators"])
async def take_in(
    provider: FromPath[Reported],
    day: FromPath[date],
    request: Request[Any, Any, Any],
    operator: Operator,  # noqa: ARG001 - to ask for it is the check
    db: given.Db,
    clock: given.Clock,
) -> ImportView:
    """For operators: take in the provider's report of a day, as it gives it: Stripe's CSV of balance changes, Alipay's ZIP."""
    report, now = await request.body(), clock()
    done = await db.transact(lambda tx: actions.take_in(tx, provider, day, report, now=now))
    return ImportView(done.lines_count, done.passed_over_count)


@get("/api/pay/books/{provider:str}/{day:date}/breaks", tags=["operators"])
async def list_breaks(
    provider: FromPath[Reported],
    day: FromPath[date],
    operator: Operator,  # noqa: ARG001 - to ask for it is the check
    db: given.Db,
) -> Page[BreakView]:
    """For operators: where a day's report and our books part."""
    async with db.snapshot() as tx:
        return Page([BreakView.of(each) for each in await actions.breaks(tx, provider, day)])


@post("/api/pay/books/{provider:str}/{day:date}/breaks", status_code=200, tags=["operators"])
async def explain(
    provider: FromPath[Reported], day: FromPath[date], data: JSONBody[BreakNote], operator: Operator, command: given.Command
) -> Response[Page[BreakView]]:
    """For operators: say what you found out about a break; a day closes when each has been looked into."""
    said = Note(data.kind, data.ref, wire.tidied(data.note))

    async def explained(tx: Tx) -> Page[BreakView]:
        found = await actions.explain(tx, provider, day, said, by_id=operator.person_id, now=command.now)
        return Page([BreakView.of(each) for each in found])

    return await command.run(operator.person_id, explained)


@post("/api/pay/books/{provider:str}/{day:date}/close", status_code=200, tags=["operators"])
async def close(provider: FromPath[Reported], day: FromPath[date], operator: Operator, command: given.Command) -> Response[DayView]:
    """For operators: close a day's books for good."""

    async def closed(tx: Tx) -> DayView:
        return DayView.of(await actions.close(tx, provider, day, by_id=operator.person_id, now=command.now))

    return await command.run(operator.person_id, closed)


HANDLERS: list[Any] = [list_days, take_in, list_breaks, explain, close]
