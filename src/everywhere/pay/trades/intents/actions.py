"""Orders before there is a trade: shown as a code or a page, and a trade once somebody begins to pay.

An order that its merchant closes before that is spoilt: to the merchant there is no such trade, and whoever scans its code
afterwards is told that it is closed.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.codes import actions as codes
from everywhere.pay.codes.types import CodeUnknown, ShownCode
from everywhere.pay.guard import actions as guard
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules
from everywhere.pay.trades.intents import store
from everywhere.pay.trades.intents.types import Bill
from everywhere.pay.trades.types import Channel, Draft, Intent, Key, Terms, Trade, TradeClosed, TradeUnknown

KEPT_FOR = timedelta(days=30)
_FIRST_AT_PASSWORD: tuple[Channel, ...] = ("wap", "app")
"""Channels whose trade begins when the buyer confirms, and not when they look."""


async def offer(tx: Tx, draft: Draft, channel: Channel, *, shown_for: timedelta | None = None, now: datetime) -> Intent:
    """An order to be paid by whoever opens its code; the same order again keeps its code.

    Raises TradeDiffers, TradePaid, TradeClosed, TradeExpiresInThePast.
    """
    rules.expiry(draft, now=now)
    expires_at = draft.terms.expires_at or now + (shown_for or (rules.SHOWN_FOR if channel == "precreate" else rules.WAITS_FOR))
    intent = Intent(
        seller_id=draft.key.seller_id,
        app_id=draft.key.app_id,
        out_trade_no=draft.key.out_trade_no,
        channel=channel,
        code="",
        amount_minor=draft.amount.minor,
        currency=draft.amount.currency,
        digest=draft.digest,
        terms=msgspec.to_builtins(draft.terms),
        expires_at=expires_at,
        created_at=now,
    )
    before = await store.lock(tx, draft.key)
    if before is None:
        await _must_be_free(tx, draft, now=now)
        code = await codes.show(tx, "order", seller_id=intent.seller_id, app_id=intent.app_id, out_no=intent.out_trade_no, now=now)
        if await store.insert(tx, intent := replace(intent, code=code)):
            return intent
        before = await store.lock(tx, draft.key)
    if before is None:
        raise TradeUnknown
    rules.must_be_same(before.digest, draft)
    if before.closed_at is not None:
        raise TradeClosed
    await _must_be_free(tx, draft, now=now)
    again = replace(before, channel=channel, terms=intent.terms, expires_at=expires_at)
    await store.save(tx, again)
    return again


async def meaning_of(tx: ReadTx, code: str, *, now: datetime) -> tuple[ShownCode, Intent | None, Trade | None]:
    """What a code stands for: a shop, or an order that may be a trade by now. Raises CodeUnknown, TradeClosed."""
    shown = await codes.meaning_of(tx, code)
    if shown.kind == "shop":
        return shown, None, None
    if shown.kind != "order":
        raise CodeUnknown
    key = Key(shown.seller_id, shown.app_id, shown.out_no)
    intent = await store.read(tx, key)
    try:
        return shown, intent, await trades.by_key(tx, key, now=now)
    except TradeUnknown:
        if intent is None:
            raise CodeUnknown from None
        _must_be_open(intent, now=now)
        return shown, intent, None


async def bill_of(tx: ReadTx, code: str, *, now: datetime) -> Bill:
    """What a code asks whoever scans it to pay. Raises CodeUnknown, TradeClosed."""
    shown, intent, trade = await meaning_of(tx, code, now=now)
    merchant = await merchants.of(tx, shown.seller_id)
    order = trade or intent
    if order is None:
        return Bill(code, merchant.name, shown.label, None, None, "waiting", None, needs_password=False, quit_url="", payer_id=None)
    terms = msgspec.convert(order.terms, Terms)
    return Bill(
        code,
        merchant.name,
        terms.subject,
        order.amount,
        None if intent is None else intent.channel,
        "waiting" if trade is None else trade.stage,
        order.expires_at,
        needs_password=guard.needs_word("pay", order.amount),
        quit_url=terms.quit_url,
        payer_id=None if trade is None else trade.buyer_id,
    )


async def show(tx: Tx, trade: Trade, *, now: datetime) -> str:
    """The code by which a trade is paid, the same each time; one that its app began itself gets it now."""
    intent = await store.read(tx, Key(trade.seller_id, trade.app_id, trade.out_trade_no))
    if intent is not None:
        return intent.code
    seller_id, app_id, out_no = trade.seller_id, trade.app_id, trade.out_trade_no
    return await codes.show(tx, "order", seller_id=seller_id, app_id=app_id, out_no=out_no, of=trade.id, now=now)


async def scan(tx: Tx, code: str, buyer_id: UUID, *, now: datetime) -> None:
    """Somebody has opened a code: an order that was shown as a code or a page is a trade from now on, for whoever pays first.

    Raises CodeUnknown, TradeClosed.
    """
    _, intent, trade = await meaning_of(tx, code, now=now)
    if intent is not None and trade is None and intent.channel not in _FIRST_AT_PASSWORD:
        guard.must_be_two(buyer_id, intent.seller_id)
        await _begin(tx, intent.key, now=now)


async def begin(tx: Tx, code: str, buyer_id: UUID, *, amount: Money | None, order: str, now: datetime) -> Trade:
    """The trade that this person is about to pay; of a shop's code a new one of `amount`, the same for the same `order`.

    Raises CodeUnknown, TradeClosed, TradeDiffers, and BuyerIsSeller before anything begins.
    """
    shown, intent, trade = await meaning_of(tx, code, now=now)
    guard.must_be_two(buyer_id, shown.seller_id)
    if trade is not None:
        return trade
    if intent is not None:
        return await _begin(tx, intent.key, now=now)
    if amount is None:
        raise CodeUnknown
    key = Key(shown.seller_id, "", f"{code}-{order}")
    terms = Terms(subject=shown.label, product="shop_code", expires_in_s=300)
    draft = Draft(key=key, amount=amount, terms=terms, digest=rules.digest(amount, buyer_id), buyer_id=buyer_id)
    try:
        found = await trades.by_key(tx, key, now=now)
    except TradeUnknown:
        return await trades.begin(tx, draft, now=now)
    rules.must_be_same(found.digest, draft)
    return found


async def trade_or_spoil(tx: Tx, key: Key, *, now: datetime) -> Trade | None:
    """The trade of an order; an order that nobody began to pay is closed before anybody does."""
    intent = await store.lock(tx, key)  # so that nobody begins in this very moment
    try:
        return await trades.by_key(tx, key, now=now)
    except TradeUnknown:
        if intent is not None and intent.closed_at is None:
            await store.save(tx, replace(intent, closed_at=now))
        return None


async def forget(tx: Tx, *, now: datetime) -> int:
    """Drop orders that nobody paid and that have long ended; returns how many."""
    return await store.forget(tx, before=now - KEPT_FOR)


async def _begin(tx: Tx, key: Key, *, now: datetime) -> Trade:
    intent = await store.lock(tx, key)  # so that it is not spoilt in this very moment
    if intent is None:
        raise CodeUnknown
    try:
        return await trades.by_key(tx, key, now=now)
    except TradeUnknown:
        _must_be_open(intent, now=now)
        return await trades.begin(tx, rules.draft_of(intent, buyer_id=None), now=now)


async def _must_be_free(tx: ReadTx, draft: Draft, *, now: datetime) -> None:
    try:
        trade = await trades.by_key(tx, draft.key, now=now)
    except TradeUnknown:
        return
    rules.repeated(trade, draft)


def _must_be_open(intent: Intent, *, now: datetime) -> None:
    if intent.closed_at is not None:
        raise TradeClosed
    if now >= intent.expires_at:
        raise CodeUnknown
