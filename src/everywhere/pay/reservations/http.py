"""Agreeing to reservations."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from everywhere.kernel.database import Database
from everywhere.kernel.http import given, wire
from everywhere.pay.codes.http import Code
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.http import PasswordText
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.reservations import actions
from everywhere.pay.reservations.types import Reservation, Stage
from everywhere.pay.trades.http import Paying
from everywhere.people.http import Who


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


class AgreeDraft(wire.Input, frozen=True):
    """Your yes, with the payment password where it is needed."""

    password: PasswordText | None = None


@get("/api/pay/reservations/{code:str}", tags=["pay"])
async def read_reservation(code: FromPath[Code], db: given.Db, clock: given.Clock) -> ReservationView:
    """What a code asks to hold back; looking begins nothing."""
    async with db.read() as tx:
        found = await actions.by_code(tx, code, now=clock())
    return await _view(db, found)


@post("/api/me/pay/reservations/{code:str}/agree", status_code=200, tags=["pay"])
async def agree(
    *,
    code: FromPath[Code],
    data: JSONBody[AgreeDraft],
    who: Who,
    db: given.Db,
    till: Paying,
    clock: given.Clock,
    secrets: given.Secrets,
) -> ReservationView:
    """Let a merchant hold this much back in your balance."""
    now, pepper = clock(), secrets.key(guard.PEPPER_PURPOSE)
    async with db.read(newest=True) as tx:
        found = await actions.by_code(tx, code, now=now)
    if till.is_guarded or data.password is not None:
        await guard.check_for(db, who.person_id, found.money(found.amount_minor), data.password, pepper=pepper, now=now)
    made = await db.transact(lambda tx: actions.agree(tx, found, who.person_id, is_guarded=till.is_guarded, now=now))
    return await _view(db, made)


HANDLERS: list[Any] = [read_reservation, agree]


async def _view(db: Database, found: Reservation) -> ReservationView:
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
        needs_password=guard.needs_password(amount),
    )
