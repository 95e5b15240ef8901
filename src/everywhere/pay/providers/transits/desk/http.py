"""Money in and out as operators see it."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.command import IdempotencyKey
from everywhere.kernel.paging import Page
from everywhere.pay.providers.transits import http as transits
from everywhere.pay.providers.transits.desk import actions
from everywhere.people.http import Operator


class OpenTransitView(msgspec.Struct):
    """For operators: whose transit is under way."""

    person_id: UUID
    transit: transits.TransitView


class DeskWord(wire.Input, frozen=True):
    """Whether the cash changed hands."""

    is_done: bool


@get("/api/pay/transits", tags=["operators"])
async def list_open(operator: Operator, db: given.Db) -> Page[OpenTransitView]:  # noqa: ARG001 - to ask for it is the check
    """For operators: money under way, the oldest first; at most 100."""
    async with db.read() as tx:
        found = await actions.still_open(tx)
    return Page([OpenTransitView(each.person_id, transits.TransitView.of(each)) for each in found])


@post("/api/pay/transits/{person_id:uuid}/{transit_id:uuid}/reversal", status_code=201, tags=["operators"])
async def take_back(
    *,
    person_id: FromPath[UUID],
    transit_id: FromPath[UUID],
    data: JSONBody[transits.UndoDraft],
    operator: Operator,  # noqa: ARG001 - to ask for it is the check
    db: given.Db,
    providers: transits.Providers,
    clock: given.Clock,
    idempotency_key: IdempotencyKey = None,
) -> transits.TransitView:
    """For operators: take a payout, or a part of it, back into the wallet that it left, where the provider can."""
    return await transits.undone(db, providers, person_id, transit_id, "reversal", data, idempotency_key, now=clock())


@post("/api/pay/transits/{person_id:uuid}/{transit_id:uuid}/cash", status_code=200, tags=["operators"])
async def say_of_cash(
    *,
    person_id: FromPath[UUID],
    transit_id: FromPath[UUID],
    data: JSONBody[DeskWord],
    operator: Operator,
    command: given.Command,
) -> Response[transits.TransitView]:
    """For operators: say whether cash was taken in or handed out at the desk."""

    async def said(tx: Tx) -> transits.TransitView:
        done = await actions.say_of_cash(tx, person_id, transit_id, is_done=data.is_done, now=command.now)
        return transits.TransitView.of(done)

    return await command.run(operator.person_id, said)


HANDLERS: list[Any] = [list_open, take_back, say_of_cash]
