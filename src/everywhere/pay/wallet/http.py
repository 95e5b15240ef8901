"""The wallet of the person who asks: balances, statement, top-ups."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, SkipValidation

from everywhere.kernel import paging
from everywhere.kernel.database import ReadTx
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.command import IdempotencyKey
from everywhere.kernel.paging import Page
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.ledger.types import Mark, Purpose, Which
from everywhere.pay.wallet import actions
from everywhere.pay.wallet.types import Line
from everywhere.people import actions as people
from everywhere.people.http import FaceWire, Who
from everywhere.people.types import Person

Posting = NamedDependency[SkipValidation[Poster]]
CounterpartyKind = Literal["person", "deal", "community", "operator"]
_KINDS: dict[Purpose, CounterpartyKind] = {
    "wallet": "person",
    "escrow": "deal",
    "fees": "community",
    "cash": "operator",
    "clearing": "operator",
    "unclaimed": "operator",
}


class HoldingWire(msgspec.Struct):
    """What you have in one currency: to spend, and held in escrow for your deals under way."""

    currency: str
    available: wire.AmountWire
    held: wire.AmountWire


class WalletView(msgspec.Struct):
    """Your money."""

    balances: list[HoldingWire]


class CounterpartyWire(msgspec.Struct):
    """The other side: a person, with their face; the escrow of a deal; the operator, when money came in from outside."""

    kind: CounterpartyKind
    person: FaceWire | None = None


class StatementLine(msgspec.Struct, kw_only=True):
    """A line of your statement. `amount` is negative for what went out; `ref` is the deal that it belongs to, if any.

    `balance_after` is there in the whole statement; a part of it and the answer to a top-up or payment leave it out.
    """

    id: UUID
    at: datetime
    direction: Literal["in", "out"]
    amount: wire.AmountWire
    purpose: str
    counterparty: CounterpartyWire
    ref: UUID | None
    note: str
    balance_after: wire.AmountWire | None


class TopUpDraft(wire.Input, frozen=True):
    """How much to put in."""

    amount: wire.MoneyWire


@get("/api/wallet", tags=["wallet"])
async def read_wallet(who: Who, db: given.Db) -> WalletView:
    """What you have."""
    async with db.snapshot() as tx:
        found = await actions.holdings(tx, who.person_id)
    return WalletView(
        [HoldingWire(each.available.currency, wire.AmountWire.of(each.available), wire.AmountWire.of(each.held)) for each in found]
    )


@get("/api/wallet/transfers", tags=["wallet"])
async def list_transfers(
    who: Who,
    db: given.Db,
    currency: FromQuery[wire.Currency] = "CNY",
    which: FromQuery[Which | None] = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[StatementLine]:
    """What moved your balance in a currency, newest first: all, or what came `in`, went `out`, or was `held` and let go by deals."""
    after = paging.decode(cursor, Mark)
    async with db.snapshot() as tx:
        if which is None:
            found = await actions.statement(tx, who.person_id, currency, after=after, limit=limit + 1)
        else:
            found = await actions.lines_of(tx, who.person_id, currency, which, after=after, limit=limit + 1)
        page, following = paging.cut(found, limit, _mark)
        return Page(await views(tx, page), following)


@post("/api/wallet/top-ups", status_code=201, tags=["wallet"])
async def top_up(
    *,
    data: JSONBody[TopUpDraft],
    who: Who,
    db: given.Db,
    poster: Posting,
    clock: given.Clock,
    settings: given.Settings,
    idempotency_key: IdempotencyKey = None,
) -> StatementLine:
    """Put money into your wallet. The demo makes it from nothing; elsewhere money comes in through a provider."""
    line = await actions.top_up(
        db, poster, who.person_id, data.amount.money(), key=idempotency_key, is_demo=settings.demo, now=clock()
    )
    async with db.read() as tx:
        return (await views(tx, [line]))[0]


HANDLERS: list[Any] = [read_wallet, list_transfers, top_up]


def _mark(line: Line) -> Mark:
    before = 0 if line.balance_after is None else line.balance_after.minor - line.movement.signed_minor
    return Mark(line.movement.seq, before)


async def views(tx: ReadTx, lines: list[Line]) -> list[StatementLine]:
    """Lines of a statement, with the faces of the people in them."""
    others = await people.faces(tx, [line.movement.other_owner_id for line in lines if line.movement.other_purpose == "wallet"])
    return [_view(line, others.get(line.movement.other_owner_id)) for line in lines]


def _view(line: Line, other: Person | None) -> StatementLine:
    movement = line.movement
    return StatementLine(
        id=movement.id,
        at=movement.at,
        direction="in" if movement.signed_minor > 0 else "out",
        amount=wire.AmountWire(movement.signed_minor, movement.currency),
        purpose=movement.purpose,
        counterparty=CounterpartyWire(_KINDS[movement.other_purpose], None if other is None else FaceWire.of(other)),
        ref=movement.ref,
        note=line.note,
        balance_after=None if line.balance_after is None else wire.AmountWire.of(line.balance_after),
    )
