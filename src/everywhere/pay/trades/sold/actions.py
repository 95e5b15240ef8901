"""What the owner of a shop does without a program of their own: look over what was paid, and give back."""

from datetime import date, datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.pay.trades.refunds.types import Refund
from everywhere.pay.trades.sold.types import Sale
from everywhere.pay.trades.types import SoldState, SoldWanted, Trade, TradeUnknown

_FIRST, _LAST = date(2000, 1, 1), date(2999, 12, 31)


def wanted(*, since: date | None, until: date | None, state: SoldState | None, words: str) -> SoldWanted:
    """What to look for on these days, the last one whole, as a clock in Shanghai counts them."""
    begin, _ = rules.local_day(max(since or _FIRST, _FIRST))
    _, end = rules.local_day(min(until or _LAST, _LAST))
    return SoldWanted(since=begin, until=end, state=state, words=words)


async def list_of(
    tx: ReadTx, seller_id: UUID, which: SoldWanted, *, before: tuple[datetime, str] | None, limit: int, now: datetime
) -> list[Trade]:
    """What a merchant was paid, newest first; one more than `limit`. Raises NotAMerchant."""
    await merchants.of(tx, seller_id)
    return await trades.sold(tx, seller_id, which, before=before, limit=limit, now=now)


async def get(tx: ReadTx, seller_id: UUID, trade_no: str, *, now: datetime) -> Sale:
    """One trade that a merchant was paid, with what they gave back of it. Raises TradeUnknown, for others' alike."""
    trade = await trades.get(tx, seller_id, trade_no, now=now)
    if trade.paid_at is None or trade.buyer_id is None:
        raise TradeUnknown
    return Sale(trade, await refunds.of_trade(tx, trade), await merchants.logon_of(tx, trade.buyer_id))


async def give_back(
    tx: Tx, seller_id: UUID, trade_no: str, amount: Money, *, number: str, reason: str, now: datetime
) -> tuple[Trade, Refund]:
    """Give back a part of a trade or all of it; the same number again is the same refund. Raises what `refunds.refund` raises."""
    found = await trades.get(tx, seller_id, trade_no, now=now)
    after, made, _ = await refunds.refund(tx, found, amount, out_request_no=number, reason=reason, now=now)
    return after, made
