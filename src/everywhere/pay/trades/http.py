"""Paying merchants: what a code asks for, paying it, and what was paid."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from everywhere.kernel import paging
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.command import IdempotencyKey
from everywhere.kernel.paging import Page
from everywhere.pay.codes.http import Code
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.http import PasswordText
from everywhere.pay.trades.charging import actions as charging
from everywhere.pay.trades.charging.actions import Confirmation
from everywhere.pay.trades.intents import actions as intents
from everywhere.pay.trades.intents.types import Bill
from everywhere.pay.trades.paying.actions import Till
from everywhere.pay.trades.receipts import actions as receipts
from everywhere.pay.trades.receipts.types import Receipt
from everywhere.pay.trades.types import Channel, Stage, Trade
from everywhere.people.http import Who

Paying = NamedDependency[SkipValidation[Till]]


class BillView(msgspec.Struct, kw_only=True):
    """What a code asks you to pay. Without an `amount` it is a shop's: you type it. `needs_password`: the payment password must come along."""

    code: str
    merchant: str
    subject: str
    amount: wire.AmountWire | None
    channel: Channel | None
    stage: Stage
    expires_at: datetime | None
    needs_password: bool

    @classmethod
    def of(cls, bill: Bill) -> "BillView":
        """From the domain's bill."""
        return cls(
            code=bill.code,
            merchant=bill.merchant_name,
            subject=bill.subject,
            amount=None if bill.amount is None else wire.AmountWire.of(bill.amount),
            channel=bill.channel,
            stage=bill.stage,
            expires_at=bill.expires_at,
            needs_password=bill.needs_password,
        )


class PayDraft(wire.Input, frozen=True):
    """Your word: the amount where the code names none, and your payment password where it is needed."""

    amount: wire.MoneyWire | None = None
    password: PasswordText | None = None


class PaidView(msgspec.Struct, kw_only=True):
    """A payment of yours to a merchant."""

    id: UUID
    trade_no: str
    stage: Stage
    subject: str
    amount: wire.AmountWire
    at: datetime | None

    @classmethod
    def of(cls, trade: Trade) -> "PaidView":
        """From the domain's trade."""
        return cls(
            id=trade.id,
            trade_no=trade.trade_no,
            stage=trade.stage,
            subject=trade.said.subject,
            amount=wire.AmountWire.of(trade.amount),
            at=trade.paid_at,
        )


class ReceiptView(msgspec.Struct, kw_only=True):
    """What you paid to a merchant, or have to confirm."""

    id: UUID
    trade_no: str
    merchant: str
    subject: str
    amount: wire.AmountWire
    refunded: wire.AmountWire
    awaits: bool
    at: datetime

    @classmethod
    def of(cls, receipt: Receipt) -> "ReceiptView":
        """From the domain's receipt."""
        return cls(
            id=receipt.trade_id,
            trade_no=receipt.trade_no,
            merchant=receipt.merchant_name,
            subject=receipt.subject,
            amount=wire.AmountWire(receipt.amount_minor, receipt.currency),
            refunded=wire.AmountWire(receipt.refunded_minor, receipt.currency),
            awaits=receipt.awaits,
            at=receipt.at,
        )


@get("/api/pay/codes/{code:str}", tags=["pay"])
async def read_bill(code: FromPath[Code], db: given.Db, clock: given.Clock) -> BillView:
    """What a seller's code asks for; looking begins nothing."""
    async with db.read() as tx:
        return BillView.of(await intents.bill_of(tx, code, now=clock()))


@post("/api/me/pay/codes/{code:str}/scan", status_code=200, tags=["pay"])
async def scan(code: FromPath[Code], who: Who, db: given.Db, clock: given.Clock) -> BillView:
    """Open a code that you scanned: its order is a trade from now on."""
    now = clock()
    await db.transact(lambda tx: intents.scan(tx, code, who.person_id, now=now))
    async with db.read(newest=True) as tx:
        return BillView.of(await intents.bill_of(tx, code, now=now))


@post("/api/me/pay/codes/{code:str}/pay", status_code=200, tags=["pay"])
async def pay_code(
    *,
    code: FromPath[Code],
    data: JSONBody[PayDraft],
    who: Who,
    db: given.Db,
    till: Paying,
    clock: given.Clock,
    secrets: given.Secrets,
    idempotency_key: IdempotencyKey = None,
) -> PaidView:
    """Pay what a code asks for, from your balance. Of a shop's code the Idempotency-Key names the payment."""
    said = Confirmation(None if data.amount is None else data.amount.money(), data.password, idempotency_key)
    pepper = secrets.key(guard.PEPPER_PURPOSE)
    return PaidView.of(await charging.confirm(db, till, code, who.person_id, said, pepper=pepper, now=clock()))


@post("/api/me/pay/receipts/{trade_id:uuid}/pay", status_code=200, tags=["pay"])
async def pay_awaiting(
    *,
    trade_id: FromPath[UUID],
    data: JSONBody[PayDraft],
    who: Who,
    db: given.Db,
    till: Paying,
    clock: given.Clock,
    secrets: given.Secrets,
) -> PaidView:
    """Confirm what a seller has charged by your payment code."""
    said, pepper = Confirmation(password=data.password), secrets.key(guard.PEPPER_PURPOSE)
    return PaidView.of(await charging.confirm_awaiting(db, till, trade_id, who.person_id, said, pepper=pepper, now=clock()))


@get("/api/me/pay/receipts", tags=["pay"])
async def list_receipts(
    *,
    who: Who,
    db: given.Db,
    awaits: FromQuery[bool] = False,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[ReceiptView]:
    """What you paid to merchants, newest first; with `awaits`, what waits for your word."""
    before = paging.decode(cursor, tuple[datetime, UUID])
    async with db.read() as tx:
        found = await receipts.of_person(tx, who.person_id, awaits=awaits, before=before, limit=limit)
    page, following = paging.cut(found, limit, lambda receipt: [receipt.at, receipt.trade_id])
    return Page([ReceiptView.of(each) for each in page], following)


@get("/api/me/pay/receipts/{trade_id:uuid}", tags=["pay"])
async def read_receipt(trade_id: FromPath[UUID], who: Who, db: given.Db) -> ReceiptView:
    """One payment of yours."""
    async with db.read() as tx:
        return ReceiptView.of(await receipts.get(tx, who.person_id, trade_id))


HANDLERS: list[Any] = [read_bill, scan, pay_code, pay_awaiting, list_receipts, read_receipt]
