"""What the page around a program asks when the program wants money, or a phone number: by the token of the opening."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from everywhere.kernel import limits
from everywhere.kernel.http import given, wire
from everywhere.kernel.limits import Rate
from everywhere.mini.gateway.http import Token
from everywhere.mini.opening import actions as opening
from everywhere.mini.paying import actions
from everywhere.mini.paying.types import ORDER_CHARACTERS_MAX, OrderKind
from everywhere.pay.openapi.gateway.http import Opened, Signing
from everywhere.people.http import Who

ORDERS = Rate("mini_order", limit=60, per_s=60)


class OrderDraft(wire.Input, frozen=True, kw_only=True):
    """What `my.tradePay` is given: `trade_no` of `alipay.trade.create`, or `order`, the signed string of `alipay.trade.app.pay` or of
    `alipay.fund.auth.order.app.freeze`, which counts where both are there.
    """

    trade_no: Annotated[str, Meta(max_length=64)] = ""
    order: Annotated[str, Meta(max_length=ORDER_CHARACTERS_MAX)] = ""


class OrderView(msgspec.Struct):
    """The code by which the order is read and paid: under `/api/pay/codes`, or where money is to be held back `/api/pay/reservations`."""

    kind: OrderKind
    code: str


class SealedView(msgspec.Struct):
    """What the program's own server decrypts with the app's key, once it has verified `sign` over `response` in quotation marks."""

    response: str
    sign: str
    sign_type: Literal["RSA2"] = "RSA2"
    encrypt_type: Literal["AES"] = "AES"
    charset: Literal["UTF-8"] = "UTF-8"


@post("/api/mini/orders", status_code=200, tags=["mini-programs"])
async def read_order(data: JSONBody[OrderDraft], token: Token, db: given.Db, clock: given.Clock, door: Opened) -> OrderView:
    """Find what an open program wants to be paid. It must be an order of its own merchant; looking pays nothing."""
    now = clock()
    async with db.read() as tx:
        caller = await opening.recognise(tx, token, now=now)
    await limits.take(db, ORDERS, f"{caller.app_id}:{caller.holder_id}", now=now)
    found = await actions.order(door, caller, trade_no=data.trade_no, text=data.order)
    return OrderView(found.kind, found.code)


@post("/api/mini/phone-number", status_code=200, tags=["mini-programs"])
async def tell_phone_number(token: Token, who: Who, db: given.Db, clock: given.Clock, platform: Signing) -> SealedView:
    """Your phone number for the server of an open program, encrypted under its app's key: the program itself cannot read it."""
    async with db.read() as tx:
        caller = await opening.recognise(tx, token, now=clock())
    sealed = await actions.phone_number(db, caller, who, platform)
    return SealedView(sealed.response, sealed.sign)


HANDLERS: list[Any] = [read_order, tell_phone_number]
