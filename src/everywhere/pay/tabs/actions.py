"""Open a tab, ask for what was used, try again, let it go."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec

from everywhere.kernel import outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import Money
from everywhere.pay.agreements import actions as agreements
from everywhere.pay.agreements import rules as agreement_rules
from everywhere.pay.agreements.types import Agreement, AgreementNotNormal, ChargedTooMuch
from everywhere.pay.guard.types import PayLimitReached, PaysTooOften
from everywhere.pay.ledger.types import InsufficientFunds
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.tabs import rules, store
from everywhere.pay.tabs.types import Tab, TabDiffers, TabEnded, TabFellDue, TabUnknown, TabWasOpened, Used
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules as trade_rules
from everywhere.pay.trades.types import Draft, Key, Trade

TABS_MAX = 200
TRIED_MAX = 500
_NO_KIND, _NO_HEAD = "00600", "ZMCB"
_CANNOT_PAY_NOW = (InsufficientFunds, PayLimitReached, PaysTooOften, ChargedTooMuch, AgreementNotNormal)
"""Why a tab waits for its payer; for any other reason the seller is told no. Who ends the agreement still owes what they used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A tab as an app asks for it; without an amount it may come to as much as the agreement lets be charged at once."""

    out_order_no: str
    subject: str
    category: str = ""
    amount: Money | None = None


async def open_by(tx: Tx, found: Agreement, order: Order, *, score: int | None, now: datetime) -> Tab:
    """Let a payer use now and pay after, if their standing at this moment reaches what they agreed to; the same again is the same.

    Raises TabDiffers, and what `rules.must_open` and `rules.limit_of` raise.
    """
    before = await store.read_by_order(tx, found.seller_id, found.app_id, order.out_order_no)
    digest = trade_rules.digest(Money(0, merchants.CURRENCY), found.agreement_no, order.subject, order.category, order.amount)
    if before is None:
        agreement = await agreements.lock(tx, found, now=now)
        made = await _made(tx, agreement, order, digest, score=score, now=now)
        if await store.insert(tx, made):
            await outbox.emit(tx, TabWasOpened(made.seller_id, made.tab_no, made.version))
            return made
        before = await store.read_by_order(tx, found.seller_id, found.app_id, order.out_order_no)
    if before is None or before.digest != digest:
        raise TabDiffers
    return rules.as_of(before, now)


async def charge(db: Database, found: Tab, draft: Draft, *, is_guarded: bool, now: datetime) -> Trade:
    """Ask for what was used; where the payer cannot pay now the trade answered waits for them, and is tried again each day.

    Raises TabOver, TabTooLarge, and what `agreements.charge` raises for what is not the payer's fault.
    """
    # How long it waits is ours to say: an hour would make a broken promise of a slow one.
    draft = replace(draft, terms=msgspec.structs.replace(draft.terms, expires_in_s=None, expires_at=None))
    try:
        return await db.transact(lambda tx: _charge(tx, found, draft, is_guarded=is_guarded, now=now))
    except _CANNOT_PAY_NOW:
        return await db.transact(lambda tx: _fall_due(tx, found, draft, now=now))


async def try_again(db: Database, found: Tab, *, now: datetime) -> None:
    """Charge a tab that is due, once more; what fails is tried the next day."""
    async with db.read(newest=True) as tx:
        trade = await trades.get(tx, found.seller_id, found.trade_no, now=now)
    draft = Draft(key=_key_of(trade), amount=trade.amount, terms=trade.said, digest=trade.digest, buyer_id=found.payer_id)
    try:
        await db.transact(lambda tx: _charge(tx, found, draft, is_guarded=True, now=now))
    except Refusal:
        await db.transact(lambda tx: _put_off(tx, found, now=now))


async def finish(tx: Tx, found: Tab, *, is_fulfilled: bool, now: datetime) -> Tab:
    """Let a tab go: nothing is owed. One that was paid stays paid. Raises TabOver, TabIsDue."""
    before = await lock(tx, found, now=now)
    after = rules.let_go(before, is_fulfilled=is_fulfilled, now=now)
    if after != before:
        await store.save(tx, after)
        await outbox.emit(tx, TabEnded(after.seller_id, after.tab_no, after.version))
        if before.trade_no:
            await trades.close(tx, await trades.get(tx, after.seller_id, after.trade_no, now=now), now=now)
    return after


async def hear_of_trade(tx: Tx, seller_id: UUID, trade_no: str, *, now: datetime) -> None:
    """A trade was paid by hand, or closed: what its tab becomes by that."""
    found = await store.due_by_trade(tx, seller_id, trade_no)
    if found is None:
        return
    before = await lock(tx, found, now=now)
    after = rules.by_trade(before, await trades.get(tx, seller_id, trade_no, now=now))
    if after != before:
        await store.save(tx, after)
        await outbox.emit(tx, TabEnded(after.seller_id, after.tab_no, after.version))


async def find(tx: ReadTx, seller_id: UUID, app_id: str, *, tab_no: str, out_order_no: str = "", now: datetime) -> Tab:
    """A tab of this app by either number; ours counts. Raises TabUnknown, another app's alike."""
    if tab_no:
        found = await store.read(tx, seller_id, tab_no)
    else:
        found = await store.read_by_order(tx, seller_id, app_id, out_order_no)
    if found is None or found.app_id != app_id:
        raise TabUnknown
    return rules.as_of(found, now)


async def get(tx: ReadTx, seller_id: UUID, tab_no: str, *, now: datetime) -> Tab:
    """A seller's tab. Raises TabUnknown."""
    found = await store.read(tx, seller_id, tab_no)
    if found is None:
        raise TabUnknown
    return rules.as_of(found, now)


async def of_payer(tx: ReadTx, payer_id: UUID, *, now: datetime) -> list[Tab]:
    """A person's tabs, the latest first; at most 200."""
    return [rules.as_of(each, now) for each in await store.of_payer(tx, payer_id, limit=TABS_MAX)]


async def used_by(tx: ReadTx, payer_id: UUID, *, now: datetime) -> list[Used]:
    """The same with what was asked for each, as it stands at this moment."""
    found = await of_payer(tx, payer_id, now=now)
    asked = await trades.read_some(tx, [(each.seller_id, each.trade_no) for each in found if each.trade_no], now=now)
    return [rules.used(each, asked.get(each.trade_id)) for each in found]


async def to_try(tx: ReadTx, *, now: datetime) -> list[Tab]:
    """Some tabs that are due and to be tried again."""
    return await store.to_try(tx, now=now, limit=TRIED_MAX)


async def lock(tx: Tx, found: Tab, *, now: datetime) -> Tab:
    """The tab, for this transaction alone, as it stands now. Raises TabUnknown."""
    locked = await store.lock(tx, found.seller_id, found.tab_no)
    if locked is None:
        raise TabUnknown
    return rules.as_of(locked, now)


async def _made(tx: ReadTx, agreement: Agreement, order: Order, digest: bytes, *, score: int | None, now: datetime) -> Tab:
    payer_id = agreement_rules.payer_of(agreement)
    due = await store.count(tx, payer_id, "due", now=now)
    going = due + await store.count(tx, payer_id, "open", now=now)
    rules.must_open(agreement, score=score, going=going, due=due)
    return Tab(
        seller_id=agreement.seller_id,
        tab_no=_NO_HEAD + trades.new_number(now, kind=_NO_KIND),
        app_id=agreement.app_id,
        out_order_no=order.out_order_no,
        agreement_no=agreement.agreement_no,
        payer_id=payer_id,
        subject=order.subject,
        category=order.category,
        limit_minor=rules.limit_of(agreement, order.amount),
        digest=digest,
        opened_at=now,
        expires_at=now + rules.OPEN_FOR,
    )


async def _charge(tx: Tx, found: Tab, draft: Draft, *, is_guarded: bool, now: datetime) -> Trade:
    before = await _lock_to_charge(tx, found, draft, now=now)
    agreement = await agreements.get(tx, before.seller_id, before.agreement_no, now=now)
    trade = await agreements.charge(tx, agreement, draft, is_guarded=is_guarded, now=now)
    after = rules.paid(before, trade.trade_no, now=now)
    await store.save(tx, after)
    await outbox.emit(tx, TabEnded(after.seller_id, after.tab_no, after.version))
    return trade


async def _fall_due(tx: Tx, found: Tab, draft: Draft, *, now: datetime) -> Trade:
    before = await _lock_to_charge(tx, found, draft, now=now)
    trade = await trades.begin(tx, replace(draft, buyer_id=before.payer_id), now=now)
    after = rules.due(before, trade.trade_no, now=now)
    await store.save(tx, after)
    if before.stage != "due":
        await outbox.emit(tx, TabFellDue(after.seller_id, after.tab_no, after.version))
    return trade


async def _lock_to_charge(tx: Tx, found: Tab, draft: Draft, *, now: datetime) -> Tab:
    before = await lock(tx, found, now=now)
    asked_before = await trades.get(tx, before.seller_id, before.trade_no, now=now) if before.trade_no else None
    rules.must_be_chargeable(before, draft.amount, out_trade_no=draft.key.out_trade_no, asked_before=asked_before)
    return before


async def _put_off(tx: Tx, found: Tab, *, now: datetime) -> None:
    before = await lock(tx, found, now=now)
    if before.stage == "due":
        await store.save(tx, rules.due(before, before.trade_no, now=now))


def _key_of(trade: Trade) -> Key:
    return Key(trade.seller_id, trade.app_id, trade.out_trade_no)
