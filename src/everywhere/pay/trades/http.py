"""Paying merchants: what a code asks for, paying it, and what was paid."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from everywhere.kernel import paging
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.command import IdempotencyKey
from everywhere.kernel.paging import Page
from everywhere.kernel.settings import Settings
from everywhere.pay.codes.http import Code
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.http import Asking, WordDraft, watch_of
from everywhere.pay.trades.charging import actions as charging
from everywhere.pay.trades.charging.actions import Confirmation
from everywhere.pay.trades.intents import actions as intents
from everywhere.pay.trades.intents.types import Bill
from everywhere.pay.trades.paying.actions import Till
from everywhere.pay.trades.receipts import actions as receipts
from everywhere.pay.trades.receipts.types import Receipt
from everywhere.pay.trades.types import Channel, Stage, Trade
from everywhere.people.http import Viewer, Who
from everywhere.people.passkeys.http import PasskeyOptions, site_of
from everywhere.people.types import Person

Payer = Literal["anybody", "you", "another"]
Paying = NamedDependency[SkipValidation[Till]]


class BillView(msgspec.Struct, kw_only=True):
    """What a code asks you to pay. Without an `amount` it is a shop's: you type it. `needs_password`: the payment password or a passkey
    must come along, as for any amount over `free_of_check`. `payer`: who alone may pay it, or has paid it. `quit_url`: where to go
    instead of paying.
    """

    code: str
    merchant: str
    subject: str
    amount: wire.AmountWire | None
    channel: Channel | None
    stage: Stage
    expires_at: datetime | None
    needs_password: bool
    free_of_check: wire.AmountWire | None
    payer: Payer
    quit_url: str

    @classmethod
    def of(cls, bill: Bill, viewer: Person | None, till: Till) -> "BillView":
        """From the domain's bill, for who looks at it."""
        is_mine = viewer is not None and bill.payer_id == viewer.person_id
        return cls(
            code=bill.code,
            merchant=bill.merchant_name,
            subject=bill.subject,
            amount=None if bill.amount is None else wire.AmountWire.of(bill.amount),
            channel=bill.channel,
            stage=bill.stage,
            expires_at=bill.expires_at,
            needs_password=bill.needs_password and till.is_guarded,
            free_of_check=wire.AmountWire.of(guard.FREE_OF_CHECK) if till.is_guarded else None,
            payer="anybody" if bill.payer_id is None else "you" if is_mine else "another",
            quit_url=bill.quit_url,
        )


class PayDraft(WordDraft, frozen=True, kw_only=True):
    """Your word: the amount where the code names none, and where it is needed your payment password or a passkey."""

    amount: wire.MoneyWire | None = None

    def said(self, settings: Settings, request: Asking, key: str | None) -> Confirmation:
        """As the domain's."""
        return Confirmation(self.word(settings, request), None if self.amount is None else self.amount.money(), key)


class AmountDraft(wire.Input, frozen=True):
    """The amount, where the code names none."""

    amount: wire.MoneyWire | None = None


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
async def read_bill(code: FromPath[Code], viewer: Viewer, db: given.Db, till: Paying, clock: given.Clock) -> BillView:
    """What a seller's code asks for; looking begins nothing."""
    async with db.read(newest=True) as tx:
        return BillView.of(await intents.bill_of(tx, code, now=clock()), viewer, till)


@post("/api/me/pay/codes/{code:str}/scan", status_code=200, tags=["pay"])
async def scan(code: FromPath[Code], who: Who, db: given.Db, till: Paying, clock: given.Clock) -> BillView:
    """Open a code that you scanned: its order is a trade from now on."""
    now = clock()
    await db.transact(lambda tx: intents.scan(tx, code, who.person_id, now=now))
    async with db.read(newest=True) as tx:
        return BillView.of(await intents.bill_of(tx, code, now=now), who, till)


@post("/api/me/pay/codes/{code:str}/passkey", status_code=200, tags=["pay"])
async def passkey_options(
    code: FromPath[Code], data: JSONBody[AmountDraft], who: Who, db: given.Db, clock: given.Clock, settings: given.Settings
) -> PasskeyOptions:
    """Begin to confirm by a passkey what a code asks for: its answer is good for this code and amount only."""
    amount = None if data.amount is None else data.amount.money()
    return PasskeyOptions.of(await charging.ask_for_passkey(db, code, who, amount, site=site_of(settings), now=clock()))


@post("/api/me/pay/codes/{code:str}/pay", status_code=200, tags=["pay"])
async def pay_code(
    *,
    code: FromPath[Code],
    data: JSONBody[PayDraft],
    request: Asking,
    who: Who,
    db: given.Db,
    till: Paying,
    clock: given.Clock,
    settings: given.Settings,
    secrets: given.Secrets,
    idempotency_key: IdempotencyKey = None,
) -> PaidView:
    """Pay what a code asks for, from your balance. Of a shop's code the Idempotency-Key names the payment."""
    said, watch = data.said(settings, request, idempotency_key), watch_of(settings, secrets)
    return PaidView.of(await charging.confirm(db, till, code, who, said, watch=watch, now=clock()))


@post("/api/me/pay/receipts/{trade_id:uuid}/pay", status_code=200, tags=["pay"])
async def pay_awaiting(
    *,
    trade_id: FromPath[UUID],
    data: JSONBody[WordDraft],
    request: Asking,
    who: Who,
    db: given.Db,
    till: Paying,
    clock: given.Clock,
    settings: given.Settings,
    secrets: given.Secrets,
) -> PaidView:
    """Confirm what a seller has charged by your payment code."""
    word, watch = data.word(settings, request), watch_of(settings, secrets)
    return PaidView.of(await charging.confirm_awaiting(db, till, trade_id, who, word, watch=watch, now=clock()))


@post("/api/me/pay/receipts/{trade_id:uuid}/passkey", status_code=200, tags=["pay"])
async def passkey_options_awaiting(
    trade_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock, settings: given.Settings
) -> PasskeyOptions:
    """Begin to confirm by a passkey what a seller has charged."""
    return PasskeyOptions.of(await charging.ask_for_passkey_awaiting(db, trade_id, who, site=site_of(settings), now=clock()))


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


HANDLERS: list[Any] = [
    read_bill,
    scan,
    passkey_options,
    pay_code,
    passkey_options_awaiting,
    pay_awaiting,
    list_receipts,
    read_receipt,
]
