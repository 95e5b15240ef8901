"""Agreeing to reservations."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from everywhere.kernel.database import Database
from everywhere.kernel.http import given, wire
from everywhere.kernel.settings import Settings
from everywhere.pay.codes.http import Code
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.http import Asking, WordDraft, watch_of
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.reservations import actions
from everywhere.pay.reservations.types import Reservation, Stage
from everywhere.people.http import Who
from everywhere.people.passkeys.http import PasskeyOptions, site_of


class ReservationView(msgspec.Struct, kw_only=True):
    """Money that a merchant asks to hold back in your balance, or holds back: `rest` of `amount`."""

    code: str
    merchant: str
    title: str
    amount: wire.AmountWire
    rest: wire.AmountWire
    stage: Stage
    expires_at: datetime
    needs_password: bool


@get("/api/pay/reservations/{code:str}", tags=["pay"])
async def read_reservation(code: FromPath[Code], db: given.Db, clock: given.Clock, settings: given.Settings) -> ReservationView:
    """What a code asks to hold back; looking begins nothing."""
    async with db.read() as tx:
        found = await actions.by_code(tx, code, now=clock())
    return await _view(db, found, settings)


@post("/api/me/pay/reservations/{code:str}/agree", status_code=200, tags=["pay"])
async def agree(
    *,
    code: FromPath[Code],
    data: JSONBody[WordDraft],
    request: Asking,
    who: Who,
    db: given.Db,
    clock: given.Clock,
    settings: given.Settings,
    secrets: given.Secrets,
) -> ReservationView:
    """Let a merchant hold this much back in your balance."""
    now, watch = clock(), watch_of(settings, secrets)
    async with db.read(newest=True) as tx:
        found = await actions.by_code(tx, code, now=now)
    made = await actions.confirm(db, found, who, data.word(settings, request), watch=watch, now=now)
    return await _view(db, made, settings)


@post("/api/me/pay/reservations/{code:str}/passkey", status_code=200, tags=["pay"])
async def passkey_options_reserving(
    code: FromPath[Code], who: Who, db: given.Db, clock: given.Clock, settings: given.Settings
) -> PasskeyOptions:
    """Begin to agree by a passkey: its answer is good for this reservation only."""
    return PasskeyOptions.of(await actions.ask_for_passkey(db, code, who, site=site_of(settings), now=clock()))


HANDLERS: list[Any] = [read_reservation, agree, passkey_options_reserving]


async def _view(db: Database, found: Reservation, settings: Settings) -> ReservationView:
    async with db.read() as tx:
        merchant = await merchants.of(tx, found.seller_id)
    amount = found.money(found.amount_minor)
    return ReservationView(
        code=found.code,
        merchant=merchant.name,
        title=found.title,
        amount=wire.AmountWire.of(amount),
        rest=wire.AmountWire.of(found.money(found.rest_minor)),
        stage=found.stage,
        expires_at=found.expires_at,
        needs_password=settings.pay_guard and guard.needs_word("reserve", amount),
    )
