"""Paying other people."""

from typing import Any
from uuid import UUID

from litestar import post
from litestar.params import JSONBody

from everywhere.kernel.http import given, wire
from everywhere.kernel.http.command import IdempotencyKey
from everywhere.pay.guard.http import Asking, WordDraft, watch_of
from everywhere.pay.sending import actions
from everywhere.pay.sending.actions import Sending
from everywhere.pay.wallet.http import StatementLine, views
from everywhere.people.http import Who
from everywhere.people.passkeys.http import PasskeyOptions, site_of


class PayeeDraft(wire.Input, frozen=True):
    """Whom to pay, and how much."""

    to: UUID
    amount: wire.MoneyWire


class PaymentDraft(WordDraft, frozen=True, kw_only=True):
    """Whom to pay, how much, a few words; and where the amount asks for it, the payment password or a passkey."""

    to: UUID
    amount: wire.MoneyWire
    note: wire.Text = ""


@post("/api/wallet/payments", status_code=201, tags=["wallet"])
async def pay(
    *,
    data: JSONBody[PaymentDraft],
    request: Asking,
    who: Who,
    db: given.Db,
    clock: given.Clock,
    settings: given.Settings,
    secrets: given.Secrets,
    idempotency_key: IdempotencyKey = None,
) -> StatementLine:
    """Pay another person from your balance, at once and for good. Over ¥200 it asks for the payment password or a passkey."""
    note = wire.tidied(data.note)
    asked = Sending(payer=who, payee_id=data.to, amount=data.amount.money(), note=note, key=idempotency_key)
    line = await actions.pay(db, asked, data.word(settings, request), watch=watch_of(settings, secrets), now=clock())
    async with db.read() as tx:
        return (await views(tx, [line]))[0]


@post("/api/wallet/payments/passkey", status_code=200, tags=["wallet"])
async def passkey_options_sending(
    data: JSONBody[PayeeDraft], who: Who, db: given.Db, clock: given.Clock, settings: given.Settings
) -> PasskeyOptions:
    """Begin to confirm a payment to a person by a passkey: its answer is good for them and this amount only."""
    asked = Sending(payer=who, payee_id=data.to, amount=data.amount.money())
    return PasskeyOptions.of(await actions.ask_for_passkey(db, asked, site=site_of(settings), now=clock()))


HANDLERS: list[Any] = [pay, passkey_options_sending]
