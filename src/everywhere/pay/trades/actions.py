"""Begin, find and end trades. Who pays them is in `paying`, who gives back in `refunds`, what is held in `settling`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from secrets import SystemRandom
from uuid import UUID

from everywhere.kernel import ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.pay.escrow.types import account_of as escrow_of
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import Account, InsufficientFunds, Transfer
from everywhere.pay.trades import rules, store
from everywhere.pay.trades.types import (
    Draft,
    Key,
    SellerShortOfFunds,
    SoldWanted,
    Trade,
    TradeHappened,
    TradeUnknown,
    TradeWasClosed,
    TradeWasFinished,
)

_CHANCE = SystemRandom()
SWEPT_MAX = 500
TRADES_OF_BILL_MAX = 100_000
_END_OF_TIME = (datetime.max.replace(tzinfo=UTC), "")


def new_number(now: datetime, *, kind: str = "22001") -> str:
    """Twenty-eight digits that nobody has."""
    return rules.number(now, _CHANCE, kind=kind)


async def begin(tx: Tx, draft: Draft, *, now: datetime) -> Trade:
    """The trade of an order: a new one, or the one that there is and waits.

    Raises TradeDiffers, TradePaid, TradeClosed, TradeOfAnother, TradeExpiresInThePast.
    """
    trade = rules.begun(draft, new_number(now), now=now)
    if await store.insert(tx, trade):
        return trade
    return rules.repeated(await by_key(tx, draft.key, now=now), draft)


async def by_key(tx: ReadTx, key: Key, *, now: datetime) -> Trade:
    """A trade by the number that its app gave it. Raises TradeUnknown."""
    return _as_of(await store.read_by_key(tx, key), now)


async def find(tx: ReadTx, seller_id: UUID, app_id: str, *, trade_no: str, out_trade_no: str, now: datetime) -> Trade:
    """A trade of this app by either number; ours counts where both are given. Raises TradeUnknown, another app's trades alike."""
    if not trade_no:
        return await by_key(tx, Key(seller_id, app_id, out_trade_no), now=now)
    trade = _as_of(await store.read(tx, seller_id, trade_no), now)
    if trade.app_id != app_id:
        raise TradeUnknown
    return trade


async def get(tx: ReadTx, seller_id: UUID, trade_no: str, *, now: datetime) -> Trade:
    """A seller's trade, whichever app asked for it. Raises TradeUnknown."""
    return _as_of(await store.read(tx, seller_id, trade_no), now)


async def lock(tx: Tx, trade: Trade, *, now: datetime) -> Trade:
    """The trade, for this transaction alone, as it stands now. Raises TradeUnknown."""
    return _as_of(await store.lock(tx, trade.seller_id, trade.trade_no), now)


async def read_some(tx: ReadTx, numbers: Sequence[tuple[UUID, str]], *, now: datetime) -> dict[UUID, Trade]:
    """Trades by seller and number, as they stand now, by their ids."""
    found = await store.read_some(tx, sorted({seller_id for seller_id, _ in numbers}), [trade_no for _, trade_no in numbers])
    return {each.id: rules.as_of(each, now) for each in found}


async def save(tx: Tx, trades: Sequence[Trade], *events: TradeHappened) -> None:
    """Write the next versions of trades whose locks are held, and tell who listens."""
    await store.save(tx, trades)
    await outbox.emit_all(tx, events)


async def save_unchanged(tx: Tx, trades: Sequence[Trade], *events: TradeHappened) -> bool:
    """`save` for trades that were only read; False where one of them was changed meanwhile, and then give the transaction up."""
    await outbox.emit_all(tx, events)
    return await store.save(tx, trades, unchanged=True)


async def close(tx: Tx, trade: Trade, *, now: datetime) -> Trade:
    """Close a trade that nobody paid. Raises TradeAtAnotherStage, also for one that is closed."""
    after = rules.closed(await lock(tx, trade, now=now), now=now)
    await save(tx, [after], TradeWasClosed(after.seller_id, after.trade_no, after.version))
    return after


async def move(tx: Tx, transfers: Sequence[Transfer], *accounts: Account, now: datetime) -> None:
    """Move money of a trade, all or nothing, whatever shards it is in. Raises SellerShortOfFunds; what is held is there.

    Last in a transaction: the ledger's accounts stay locked until it ends.
    """
    await ledger.open_accounts(tx, *accounts, now=now)
    for shard in sorted({each.shard for each in transfers}):
        try:
            await ledger.post(tx, [each for each in transfers if each.shard == shard], now=now)
        except InsufficientFunds as short:
            raise SellerShortOfFunds from short


async def write_expired(tx: Tx, trade: Trade, *, now: datetime) -> None:
    """Write what time has made of a trade, if nobody did."""
    before = await store.lock(tx, trade.seller_id, trade.trade_no)
    if before is None or (after := rules.as_of(before, now)) == before:
        return
    told = TradeWasClosed if after.stage == "closed" else TradeWasFinished
    await save(tx, [after], told(after.seller_id, after.trade_no, after.version))


async def expired(tx: ReadTx, *, now: datetime) -> list[Trade]:
    """Some trades whose time to be paid, or to be refunded, is over, and nobody has written that yet."""
    waiting = await store.expired(tx, now=now, limit=SWEPT_MAX)
    return waiting + await store.finishing(tx, now=now, limit=SWEPT_MAX)


async def settling(tx: ReadTx, *, now: datetime) -> list[Trade]:
    """Some trades whose money is to be released by itself."""
    return await store.settling(tx, now=now, limit=SWEPT_MAX)


async def paid_between(tx: ReadTx, seller_id: UUID, since: datetime, until: datetime) -> list[Trade]:
    """What a seller was paid in a span of time, oldest first."""
    return await store.paid_between(tx, seller_id, since, until, limit=TRADES_OF_BILL_MAX)


async def sold(
    tx: ReadTx, seller_id: UUID, wanted: SoldWanted, *, before: tuple[datetime, str] | None, limit: int, now: datetime
) -> list[Trade]:
    """What a seller was paid, newest first; one more than `limit`, to see whether there are more."""
    found = await store.sold(tx, seller_id, wanted, before=before or _END_OF_TIME, limit=limit + 1)
    return [rules.as_of(each, now) for each in found]


async def faults(tx: ReadTx) -> list[str]:
    """What is wrong with the money of escrowed trades, in words: each says what its escrow account holds."""
    found = []
    for each in await store.held(tx):
        trade_id = ids.derived_id("trade", each.seller_id, each.trade_no)
        escrow = await ledger.balance(tx, escrow_of(trade_id, each.currency, payer_id=each.buyer_id))
        if escrow.minor != each.held_minor:
            found.append(f"trade {each.trade_no} says that {each.held_minor} is held, its escrow has {escrow.minor}")
    return found


def _as_of(trade: Trade | None, now: datetime) -> Trade:
    if trade is None:
        raise TradeUnknown
    return rules.as_of(trade, now)
