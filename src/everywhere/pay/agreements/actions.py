"""Offer an agreement, say yes, charge by it, end it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from everywhere.kernel import outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.agreements import rules, store
from everywhere.pay.agreements.types import (
    Agreement,
    AgreementDiffers,
    AgreementSigned,
    AgreementUnknown,
    AgreementWasEnded,
    AgreementWasSigned,
    AgreementWasUsed,
    Limit,
    Terms,
)
from everywhere.pay.codes import actions as codes
from everywhere.pay.codes.types import CodeUnknown
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.types import Watch, Word
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.merchants.actions import CURRENCY
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules as trade_rules
from everywhere.pay.trades.paying.actions import transfer_of
from everywhere.pay.trades.types import Draft, Trade, TradeWasPaid
from everywhere.pay.wallet.types import account_of as wallet_of
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.passkeys.types import Asked, Site
from everywhere.people.types import Person

AGREEMENTS_MAX = 200
KEPT_FOR = timedelta(days=30)
_NO_KIND = "00500"


async def offer(tx: Tx, seller_id: UUID, app_id: str, external_no: str, terms: Terms, *, now: datetime) -> Agreement:
    """What a payer is asked to say yes to; the same number again is the same, its terms as they are said last.

    Raises AgreementMalformed, AgreementDiffers, AgreementSigned, NotAMerchant.
    """
    rules.must_be_sound(terms, now=now)
    await merchants.of(tx, seller_id)
    agreement_no = trades.new_number(now, kind=_NO_KIND)
    made = Agreement(
        seller_id=seller_id,
        agreement_no=agreement_no,
        app_id=app_id,
        external_no=external_no or agreement_no,
        code="",
        terms=msgspec.to_builtins(terms),
        digest=_digest(terms),
        created_at=now,
        offer_ends_at=now + rules.OFFERED_FOR,
    )
    before = await store.read_external(tx, seller_id, app_id, external_no) if external_no else None
    if before is None:
        code = await codes.show(tx, "agreement", seller_id=seller_id, app_id=app_id, out_no=agreement_no, now=now)
        made = replace(made, code=code)
        if await store.insert(tx, made):
            return made
        before = await store.read_external(tx, seller_id, app_id, external_no)
    return await _again(tx, before, made)


async def sign(tx: Tx, found: Agreement, payer_id: UUID, *, now: datetime) -> Agreement:
    """Say yes; who said it before has said it. Raises BuyerIsSeller, AgreementOfAnother, AgreementNotNormal."""
    guard.must_be_two(payer_id, found.seller_id)
    before = await lock(tx, found, now=now)
    if before.stage == "normal" and before.payer_id == payer_id:
        return before
    after = rules.signed(before, payer_id, now=now)
    await merchants.number_of(tx, payer_id)
    await store.save(tx, after)
    await outbox.emit(tx, AgreementWasSigned(after.seller_id, after.agreement_no))
    return after


async def confirm(db: Database, found: Agreement, payer: Person, word: Word, *, watch: Watch, now: datetime) -> Agreement:
    """`sign` by the payer's word; a passkey signs code and limit. Raises as `sign` and `guard.confirm` do."""
    limit = limit_of(found.said)
    most = limit.month or limit.total or limit.single  # what a stranger with a fresh password could take
    await guard.confirm(db, payer, "let_charge", most, word, _about(found), watch=watch, now=now)
    return await db.transact(lambda tx: sign(tx, found, payer.person_id, now=now))


async def ask_for_passkey(db: Database, code: str, who: Person, *, site: Site, now: datetime) -> Asked:
    """What the payer's browser needs to say yes by a passkey. Raises NoPasskey, CodeUnknown."""
    async with db.read(newest=True) as tx:
        about = _about(await by_code(tx, code, now=now))
    return await db.transact(lambda tx: passkeys.ask_to_confirm(tx, who, about, site=site, now=now))


async def charge(tx: Tx, found: Agreement, draft: Draft, *, is_guarded: bool, now: datetime) -> Trade:
    """Charge the payer for an order, without asking them; they are told.

    Raises what `trades.begin` and `rules.charged` raise, PayLimitReached, PaysTooOften, InsufficientFunds.
    """
    payer_id = rules.payer_of(found)
    spendings = await guard.hold_spending(tx, [payer_id])
    before = await lock(tx, found, now=now)
    # Locked, since one that was there before may be paid by hand at this moment.
    trade = await trades.lock(tx, await trades.begin(tx, replace(draft, buyer_id=payer_id), now=now), now=now)
    after = rules.charged(before, trade.amount, now=now)
    paid = trade_rules.paid(trade, payer_id, now=now)
    if is_guarded:
        await guard.save_spending(tx, [guard.spent(spendings[payer_id], trade.amount, is_new_payee=False, now=now)])
    await store.save(tx, after)
    await trades.save(tx, [paid], TradeWasPaid(paid.seller_id, paid.trade_no, paid.version))
    await outbox.emit(tx, AgreementWasUsed(after.seller_id, after.agreement_no, paid.trade_no))
    into, transfer = transfer_of(paid, payer_id)
    # A payer who never had money here has too little, and nothing is wrong.
    await ledger.open_accounts(tx, into, wallet_of(payer_id, CURRENCY), now=now)
    await ledger.post(tx, [transfer], now=now)
    return paid


async def end(tx: Tx, found: Agreement, *, by_payer: bool, now: datetime) -> Agreement:
    """Let nothing be charged any more; one that is over stays over. Raises AgreementNotNormal for one nobody said yes to."""
    before = await lock(tx, found, now=now)
    if before.stage == "ended" and before.signed_at is not None:
        return before
    after = rules.ended(before, now=now)
    await store.save(tx, after)
    await outbox.emit(tx, AgreementWasEnded(after.seller_id, after.agreement_no, by_payer=by_payer))
    return after


async def put_off(tx: Tx, found: Agreement, day: date, *, now: datetime) -> Agreement:
    """Let the next charge be later. Raises AgreementNotNormal, AgreementMalformed."""
    after = rules.put_off(await lock(tx, found, now=now), day)
    await store.save(tx, after)
    return after


async def find(tx: ReadTx, seller_id: UUID, app_id: str, *, agreement_no: str, external_no: str = "", now: datetime) -> Agreement:
    """An agreement of this app by either number; ours counts. Raises AgreementUnknown, another app's alike."""
    if agreement_no:
        found = await store.read(tx, seller_id, agreement_no)
    else:
        found = await store.read_external(tx, seller_id, app_id, external_no)
    if found is None or found.app_id != app_id:
        raise AgreementUnknown
    return rules.as_of(found, now)


async def latest(tx: ReadTx, seller_id: UUID, app_id: str, payer_id: UUID, *, product: str, scene: str, now: datetime) -> Agreement:
    """What a payer said yes to last and did not end. Raises AgreementUnknown."""
    found = await store.latest(tx, seller_id, app_id, payer_id, product=product, scene=scene)
    if found is None:
        raise AgreementUnknown
    return rules.as_of(found, now)


async def by_code(tx: ReadTx, code: str, *, now: datetime) -> Agreement:
    """What the page of a code asks to say yes to. Raises CodeUnknown."""
    shown = await codes.meaning_of(tx, code)
    found = await store.read(tx, shown.seller_id, shown.out_no) if shown.kind == "agreement" else None
    if found is None:
        raise CodeUnknown
    return rules.as_of(found, now)


async def get(tx: ReadTx, seller_id: UUID, agreement_no: str, *, now: datetime) -> Agreement:
    """A seller's agreement. Raises AgreementUnknown."""
    found = await store.read(tx, seller_id, agreement_no)
    if found is None:
        raise AgreementUnknown
    return rules.as_of(found, now)


async def of_payer(tx: ReadTx, payer_id: UUID, *, now: datetime) -> list[Agreement]:
    """What a person said yes to, the latest first; at most 200."""
    return [rules.as_of(each, now) for each in await store.of_payer(tx, payer_id, limit=AGREEMENTS_MAX)]


async def mine(tx: ReadTx, payer_id: UUID, agreement_no: str, *, now: datetime) -> Agreement:
    """One of them. Raises AgreementUnknown."""
    found = await store.of_payer_by_number(tx, payer_id, agreement_no)
    if found is None:
        raise AgreementUnknown
    return rules.as_of(found, now)


async def lock(tx: Tx, found: Agreement, *, now: datetime) -> Agreement:
    """The agreement, for this transaction alone, as it stands now. Raises AgreementUnknown."""
    locked = await store.lock(tx, found.seller_id, found.agreement_no)
    if locked is None:
        raise AgreementUnknown
    return rules.as_of(locked, now)


async def end_all(tx: Tx, payer_id: UUID, *, now: datetime) -> None:
    """End everything that somebody said yes to who is gone."""
    for each in await store.of_payer(tx, payer_id, limit=AGREEMENTS_MAX):
        if each.stage == "normal":
            await end(tx, each, by_payer=True, now=now)


async def forget(tx: Tx, *, now: datetime) -> None:
    """Drop offers to which nobody said yes, a month after they ended."""
    await store.forget(tx, before=now - KEPT_FOR)


def limit_of(terms: Terms) -> Limit:
    """How much an agreement lets be charged."""
    month, rhythm = terms.month_max_minor, terms.rhythm
    total = None if rhythm is None else rhythm.total_max_minor
    return Limit(
        Money(terms.single_max_minor, CURRENCY),
        None if month is None else Money(month, CURRENCY),
        None if total is None else Money(total, CURRENCY),
        None if rhythm is None else rhythm.count_max,
    )


async def _again(tx: Tx, before: Agreement | None, made: Agreement) -> Agreement:
    locked = None if before is None else await store.lock(tx, before.seller_id, before.agreement_no)
    if locked is None or locked.digest != made.digest:
        raise AgreementDiffers
    if locked.signed_at is not None:
        raise AgreementSigned
    again = replace(locked, terms=made.terms, offer_ends_at=made.offer_ends_at, stage="offered", ended_at=None)
    await store.offer_again(tx, again)
    return again


def _about(agreement: Agreement) -> bytes:
    return guard.about(agreement.code, limit_of(agreement.said).single)


def _digest(terms: Terms) -> bytes:
    amount = Money(terms.single_max_minor, CURRENCY)
    standing = [] if terms.least_score is None else [terms.least_score]
    return trade_rules.digest(
        amount, terms.product, terms.scene, terms.month_max_minor, terms.rhythm, terms.lasts_months, terms.lasts_days, *standing
    )
