"""Top-ups, early releases and tips over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from everywhere.help.adjustments import actions
from everywhere.help.adjustments.types import Stage, TopUp, TopUpId
from everywhere.help.deals.http import DealView, after
from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.wire import AmountWire, MoneyWire
from everywhere.kernel.paging import Page
from everywhere.people.http import Who
from everywhere.people.types import Person


class TopUpView(msgspec.Struct):
    """More money for a deal: who asked, how much, why, and what the other side said."""

    id: TopUpId
    deal_id: UUID
    by_me: bool
    amount: AmountWire
    reason: str
    stage: Stage
    at: datetime
    answered_at: datetime | None


class TopUpDraft(wire.Input, frozen=True):
    """How much more, and what for."""

    amount: MoneyWire
    reason: wire.Text = ""


class Amount(wire.Input, frozen=True):
    """How much."""

    amount: MoneyWire


@get("/api/deals/{deal_id:uuid}/top-ups", tags=["deals"])
async def list_top_ups(deal_id: FromPath[UUID], who: Who, db: given.Db) -> Page[TopUpView]:
    """The top-ups of your deal, newest first; at most 50."""
    async with db.read() as tx:
        found = await actions.of_deal(tx, who, deal_id)
    return Page([_view(each, who) for each in found])


@post("/api/deals/{deal_id:uuid}/top-ups", status_code=201, tags=["deals"])
async def propose_top_up(
    deal_id: FromPath[UUID], data: JSONBody[TopUpDraft], who: Who, command: given.Command
) -> Response[TopUpView]:
    """Ask for a higher price in the middle; nothing moves until the other side accepts."""

    async def propose(tx: Tx) -> TopUpView:
        reason = wire.tidied(data.reason)
        return _view(await actions.propose(tx, who, deal_id, data.amount.money(), reason=reason, now=command.now), who)

    return await command.run(who.person_id, propose, status=201)


@post("/api/deals/{deal_id:uuid}/top-ups/{top_up_id:uuid}/accept", status_code=200, tags=["deals"])
async def accept_top_up(deal_id: FromPath[UUID], top_up_id: FromPath[UUID], who: Who, command: given.Command) -> Response[DealView]:
    """Agree to it: the difference joins the escrow from the asker's balance."""
    return await command.run(who.person_id, lambda tx: after(tx, who, actions.accept(tx, who, deal_id, top_up_id, now=command.now)))


@post("/api/deals/{deal_id:uuid}/top-ups/{top_up_id:uuid}/decline", status_code=200, tags=["deals"])
async def decline_top_up(
    deal_id: FromPath[UUID], top_up_id: FromPath[UUID], who: Who, command: given.Command
) -> Response[DealView]:
    """Leave the price as it is."""
    return await command.run(
        who.person_id, lambda tx: after(tx, who, actions.decline(tx, who, deal_id, top_up_id, now=command.now))
    )


@post("/api/deals/{deal_id:uuid}/releases", status_code=200, tags=["deals"])
async def release_early(deal_id: FromPath[UUID], data: JSONBody[Amount], who: Who, command: given.Command) -> Response[DealView]:
    """Give the helper a part of what is held now, as the asker; the rest goes when the deal is completed."""
    return await command.run(
        who.person_id, lambda tx: after(tx, who, actions.release(tx, who, deal_id, data.amount.money(), now=command.now))
    )


@post("/api/deals/{deal_id:uuid}/tip", status_code=200, tags=["deals"])
async def tip(deal_id: FromPath[UUID], data: JSONBody[Amount], who: Who, command: given.Command) -> Response[DealView]:
    """Thank the helper of a completed deal with up to the fee, straight to their balance."""
    return await command.run(
        who.person_id, lambda tx: after(tx, who, actions.tip(tx, who, deal_id, data.amount.money(), now=command.now))
    )


HANDLERS: list[Any] = [list_top_ups, propose_top_up, accept_top_up, decline_top_up, release_early, tip]


def _view(top_up: TopUp, who: Person) -> TopUpView:
    return TopUpView(
        id=top_up.id,
        deal_id=top_up.deal_id,
        by_me=top_up.proposed_by == who.person_id,
        amount=AmountWire.of(top_up.amount),
        reason=top_up.reason,
        stage=top_up.stage,
        at=top_up.at,
        answered_at=top_up.answered_at,
    )
