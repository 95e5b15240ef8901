"""The emulator's own API, by which tests order faults, act as buyers and look at what happened. Nobody signs in to it."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from everywhere.app.emulator import store, wallets
from everywhere.app.emulator.cast import Keys, Someone
from everywhere.app.emulator.emulator import Emulator
from everywhere.app.emulator.faults import Fault, Order
from everywhere.app.emulator.store import NotificationRow, TradeRow
from everywhere.app.emulator.tape import Call
from everywhere.kernel.errors import NotFound
from everywhere.kernel.http import wire
from everywhere.kernel.money import Money
from everywhere.kernel.paging import Page
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.notifications import actions as notifications
from everywhere.people import actions as people

Emulating = NamedDependency[SkipValidation[Emulator]]
AHEAD_S_MAX = 400 * 86_400
"""About a year: what waits longest, a refund, is over then."""


class Payable(wire.Input, frozen=True, kw_only=True):
    """What to pay: a trade's number, or an order's code or the address in its QR code; a shop's code wants an amount in fen."""

    what: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
    amount_minor: wire.Minor | None = None


class Gift(wire.Input, frozen=True):
    """How much money to give, in fen."""

    amount_minor: wire.Minor


class Ahead(wire.Input, frozen=True):
    """By how many seconds the gateway's clock is ahead of this machine's; below zero, behind it."""

    ahead_s: Annotated[float, msgspec.Meta(ge=-AHEAD_S_MAX, le=AHEAD_S_MAX)]


class BuyerView(msgspec.Struct, kw_only=True):
    """A buyer and what they have, in fen. `token` signs requests to /api as them."""

    name: str
    number: str
    balance_minor: int
    token: str


class CodeView(msgspec.Struct):
    """A payment code, good for one payment within a minute."""

    code: str


class PaidView(msgspec.Struct):
    """A trade as it stands after a payment."""

    trade_no: str
    out_trade_no: str
    stage: str


class TradeView(msgspec.Struct, kw_only=True):
    """A trade; `buyer` is a seeded buyer's name."""

    trade_no: str
    out_trade_no: str
    app_id: str
    subject: str
    stage: str
    amount_minor: int
    refunded_minor: int
    buyer: str
    created_at: datetime
    paid_at: datetime | None


class ClockView(msgspec.Struct):
    """The gateway's time, and by how many seconds it is ahead."""

    now: datetime
    ahead_s: float


@get("/emulator/api/keys", include_in_schema=False)
async def read_keys(emulator: Emulating) -> Keys | None:
    """What `--keys` writes."""
    return emulator.keys


@get("/emulator/api/calls", include_in_schema=False)
async def list_calls(emulator: Emulating, limit: FromQuery[wire.Limit] = 50) -> Page[Call]:
    """The last calls of the gateway, the newest first."""
    return Page(list(emulator.tape.calls)[:limit])


@get("/emulator/api/trades", include_in_schema=False)
async def list_trades(emulator: Emulating, limit: FromQuery[wire.Limit] = 50) -> Page[TradeView]:
    """All trades, the newest first."""
    async with emulator.state.db.read(newest=True) as tx:
        return Page([_trade(emulator, each) for each in await store.trades(tx, limit=limit)])


@get("/emulator/api/notifications", include_in_schema=False)
async def list_notifications(emulator: Emulating, limit: FromQuery[wire.Limit] = 50) -> Page[NotificationRow]:
    """All notifications, the newest first, and what came of the last sending of each."""
    async with emulator.state.db.read(newest=True) as tx:
        return Page(await store.notifications(tx, limit=limit))


@post("/emulator/api/notifications/{app_id:str}/{notification_id:uuid}/resend", status_code=202, include_in_schema=False)
async def resend(app_id: FromPath[str], notification_id: FromPath[UUID], emulator: Emulating) -> None:
    """Send a notification once more, with the same `notify_id`."""
    db, now = emulator.state.db, emulator.clock()
    async with db.read(newest=True) as tx:
        app = await apps.read(tx, app_id)
        if app is None:
            raise NotFound
        owner = await people.face(tx, app.owner_id)
    await db.transact(lambda tx: notifications.resend(tx, owner, app_id, notification_id, now=now))


@get("/emulator/api/buyers", include_in_schema=False)
async def list_buyers(emulator: Emulating) -> Page[BuyerView]:
    """Who can pay."""
    return Page([await _buyer(emulator, each) for each in (emulator.keys.buyers if emulator.keys else [])])


@post("/emulator/api/buyers/{number:str}/code", status_code=200, include_in_schema=False)
async def show_code(number: FromPath[str], emulator: Emulating) -> CodeView:
    """A buyer shows a payment code."""
    return CodeView(emulator.codes.show(emulator.buyer(number).person_id, now=emulator.clock()))


@post("/emulator/api/buyers/{number:str}/scan", status_code=204, include_in_schema=False)
async def scan(number: FromPath[str], data: JSONBody[Payable], emulator: Emulating) -> None:
    """A buyer opens an order's code and does not pay yet: it is a trade from now on."""
    await wallets.scan(emulator.state, emulator.buyer(number).person_id, data.what)


@post("/emulator/api/buyers/{number:str}/pay", status_code=200, include_in_schema=False)
async def pay(number: FromPath[str], data: JSONBody[Payable], emulator: Emulating) -> PaidView:
    """A buyer pays, or confirms what they were asked to."""
    amount = None if data.amount_minor is None else Money(data.amount_minor, merchants.CURRENCY)
    paid = await wallets.pay(emulator.state, emulator.buyer(number).person_id, data.what, amount)
    return PaidView(paid.trade_no, paid.out_trade_no, paid.stage)


@post("/emulator/api/buyers/{number:str}/top-up", status_code=200, include_in_schema=False)
async def top_up(number: FromPath[str], data: JSONBody[Gift], emulator: Emulating) -> BuyerView:
    """Give a buyer money."""
    buyer = emulator.buyer(number)
    await wallets.top_up(emulator.state, buyer.person_id, Money(data.amount_minor, merchants.CURRENCY))
    return await _buyer(emulator, buyer)


@get("/emulator/api/faults", include_in_schema=False)
async def list_faults(emulator: Emulating) -> Page[Fault]:
    """Which faults stand."""
    return Page(emulator.faults.standing)


@post("/emulator/api/faults", status_code=201, include_in_schema=False)
async def order_fault(data: JSONBody[Order], emulator: Emulating) -> Fault:
    """Let something go wrong."""
    return emulator.faults.put(data)


@delete("/emulator/api/faults", status_code=204, include_in_schema=False)
async def clear_faults(emulator: Emulating) -> None:
    """Let nothing go wrong any more."""
    emulator.faults.clear()


@delete("/emulator/api/faults/{fault_id:int}", status_code=204, include_in_schema=False)
async def lift_fault(fault_id: FromPath[int], emulator: Emulating) -> None:
    """Let one of them happen no more."""
    if not emulator.faults.lift(fault_id):
        raise NotFound


@get("/emulator/api/clock", include_in_schema=False)
async def read_clock(emulator: Emulating) -> ClockView:
    """The gateway's time."""
    return ClockView(emulator.clock(), emulator.clock.ahead.total_seconds())


@put("/emulator/api/clock", include_in_schema=False)
async def set_clock(data: JSONBody[Ahead], emulator: Emulating) -> ClockView:
    """Put the gateway's clock forward or back: what waits for a time comes with it."""
    emulator.clock.ahead = timedelta(seconds=data.ahead_s)
    return ClockView(emulator.clock(), data.ahead_s)


@post("/emulator/api/reset", status_code=204, include_in_schema=False)
async def reset(emulator: Emulating) -> None:
    """Begin again, with the same keys and people."""
    await emulator.reset()


HANDLERS: list[Any] = [
    read_keys,
    list_calls,
    list_trades,
    list_notifications,
    resend,
    list_buyers,
    show_code,
    scan,
    pay,
    top_up,
    list_faults,
    order_fault,
    clear_faults,
    lift_fault,
    read_clock,
    set_clock,
    reset,
]


async def _buyer(emulator: Emulator, buyer: Someone) -> BuyerView:
    has = await wallets.balance(emulator.state, buyer.person_id)
    return BuyerView(name=buyer.name, number=buyer.number, balance_minor=has.minor, token=buyer.token)


def _trade(emulator: Emulator, found: TradeRow) -> TradeView:
    return TradeView(
        trade_no=found.trade_no,
        out_trade_no=found.out_trade_no,
        app_id=found.app_id,
        subject=found.subject,
        stage=found.stage,
        amount_minor=found.amount_minor,
        refunded_minor=found.refunded_minor,
        buyer=emulator.name_of(found.buyer_id),
        created_at=found.created_at,
        paid_at=found.paid_at,
    )
