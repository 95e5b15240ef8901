"""The two ways to pay: a seller charges the code that a payer shows, or a payer confirms what they have open."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids, outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.pay.codes import actions as codes
from everywhere.pay.codes.types import CodeUnknown
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.types import Watch, Word
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules
from everywhere.pay.trades.intents import actions as intents
from everywhere.pay.trades.paying.actions import Till
from everywhere.pay.trades.paying.types import CodeNotPayable, Payment
from everywhere.pay.trades.receipts import actions as receipts
from everywhere.pay.trades.types import Draft, Trade, TradeAwaitsBuyer, TradeUnknown
from everywhere.pay.wallet.rules import must_be_movable
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.passkeys.types import Asked, Site
from everywhere.people.types import Person


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a payer says beside what they confirm: their word, the amount of a shop's code, and a key that makes it one."""

    word: Word
    amount: Money | None = None
    key: str | None = None


async def charge(db: Database, till: Till, draft: Draft, code: str, *, now: datetime) -> Trade:
    """Charge whoever shows this code. What needs their password waits for them: the trade answered is `waiting` then, and theirs.

    Raises CodeNotPayable, what `trades.begin` and `Till.pay` raise.
    """
    async with db.read(newest=True) as tx:
        await _must_not_be_over(tx, draft, now=now)  # who repeats what was paid is told so, though the code has ended
        payer_id = await till.payer_of(tx, code, now=now)
    guard.must_be_two(payer_id, draft.key.seller_id)
    trade = await db.transact(lambda tx: trades.begin(tx, draft, now=now))
    if till.asks(trade.amount):
        return await db.transact(lambda tx: _await_buyer(tx, trade, payer_id, code, now=now))
    return await till.pay(_payment(trade, payer_id, code))


async def ask_for_passkey(db: Database, code: str, who: Person, amount: Money | None, *, site: Site, now: datetime) -> Asked:
    """What the payer's browser needs to confirm by a passkey what a code asks for. Raises NoPasskey, CodeUnknown, TradeClosed."""
    async with db.read(newest=True) as tx:
        bill = await intents.bill_of(tx, code, now=now)
    asked = bill.amount or amount
    if asked is None:
        raise CodeUnknown
    about = guard.about(code, asked)
    return await db.transact(lambda tx: passkeys.ask_to_confirm(tx, who, about, site=site, now=now))


async def ask_for_passkey_awaiting(db: Database, trade_id: UUID, who: Person, *, site: Site, now: datetime) -> Asked:
    """The same for what a seller has charged. Raises NoPasskey, NotFound."""
    async with db.read(newest=True) as tx:
        receipt = await receipts.get(tx, who.person_id, trade_id)
    about = guard.about(str(trade_id), Money(receipt.amount_minor, receipt.currency))
    return await db.transact(lambda tx: passkeys.ask_to_confirm(tx, who, about, site=site, now=now))


async def confirm(db: Database, till: Till, code: str, payer: Person, said: Confirmation, *, watch: Watch, now: datetime) -> Trade:
    """Pay what a seller's code asks for; the same again answers the same payment.

    Raises what `intents.begin`, `guard.confirm` and `Till.pay` raise.
    """
    async with db.read(newest=True) as tx:
        bill = await intents.bill_of(tx, code, now=now)
    amount = bill.amount or said.amount
    if amount is not None:
        must_be_movable(amount)
        await guard.confirm(db, payer, "pay", amount, said.word, guard.about(code, amount), watch=watch, now=now)
    order = said.key or str(ids.new_id())
    trade = await db.transact(lambda tx: intents.begin(tx, code, payer.person_id, amount=said.amount, order=order, now=now))
    return await guard.as_known_now(db, payer, lambda: till.pay(_payment(trade, payer.person_id)))


async def confirm_awaiting(
    db: Database, till: Till, trade_id: UUID, payer: Person, word: Word, *, watch: Watch, now: datetime
) -> Trade:
    """Pay what a seller has charged by a code and what waits for the payer's word. Raises NotFound for others' payments."""
    async with db.read(newest=True) as tx:
        receipt = await receipts.get(tx, payer.person_id, trade_id)
        trade = await trades.get(tx, receipt.seller_id, receipt.trade_no, now=now)
    if trade.buyer_id != payer.person_id:
        raise NotFound
    about = guard.about(str(trade_id), trade.amount)
    await guard.confirm(db, payer, "pay", trade.amount, word, about, watch=watch, now=now)
    return await guard.as_known_now(db, payer, lambda: till.pay(_payment(trade, payer.person_id)))


async def _must_not_be_over(tx: ReadTx, draft: Draft, *, now: datetime) -> None:
    try:
        trade = await trades.by_key(tx, draft.key, now=now)
    except TradeUnknown:
        return
    rules.repeated(trade, draft)


async def _await_buyer(tx: Tx, found: Trade, payer_id: UUID, code: str, *, now: datetime) -> Trade:
    used = await codes.spend(tx, {code: found.id}, now=now)
    if used[code] != found.id:
        raise CodeNotPayable
    trade = await trades.lock(tx, found, now=now)
    rules.must_wait(trade, buyer_id=payer_id)
    if trade.buyer_id is not None:
        return trade
    after = rules.stepped(trade, buyer_id=payer_id)
    await trades.save(tx, [after])
    await outbox.emit(tx, TradeAwaitsBuyer(after.seller_id, after.trade_no, after.version))
    return after


def _payment(trade: Trade, payer_id: UUID, code: str = "") -> Payment:
    return Payment(trade.seller_id, trade.trade_no, trade.id, payer_id, code)
