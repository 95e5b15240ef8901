"""Release what an escrowed trade holds, and give shares of it to others; each request once, by its number."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.escrow.types import account_of as escrow_of
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import Account, Transfer, posted
from everywhere.pay.merchants.types import takings_of
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules as trade_rules
from everywhere.pay.trades.partners import actions as partners
from everywhere.pay.trades.settling import rules, store
from everywhere.pay.trades.settling.types import Kind, Settlement, Share
from everywhere.pay.trades.types import Trade, TradeWasSettled
from everywhere.pay.wallet.types import account_of as wallet_of

SETTLEMENTS_SHOWN = 200
SETTLE_NO_KIND = "00200"
_BY_TIME = "by-time"


async def confirm(tx: Tx, found: Trade, *, out_request_no: str, keeps_frozen: bool, now: datetime) -> tuple[Trade, Settlement]:
    """The seller has done their part: what is held is theirs, or waits 30 days for shares.

    Raises TradeAtAnotherStage, ReleasedAlready, NothingHeld, SettlementDiffers.
    """
    trade = await trades.lock(tx, found, now=now)
    digest = trade_rules.digest(trade.money(0), "release", keeps_frozen)
    if (before := await _asked_before(tx, trade, out_request_no, digest)) is not None:
        return trade, before
    after = rules.confirmed(trade, keeps_frozen=keeps_frozen, now=now)
    made = _settlement(trade, "release", out_request_no, digest, trade.held_minor, [], now=now)
    await _keep(tx, after, made)
    if not keeps_frozen:
        await _pay_out(tx, after, [_rest(trade, out_request_no)], now=now)
    return after, made


async def share(
    tx: Tx, found: Trade, shares: Sequence[Share], *, out_request_no: str, is_last: bool, now: datetime
) -> tuple[Trade, Settlement]:
    """Give shares of a trade to partners of its seller, at most five, all or none.

    Raises ShareMalformed, NotAPartner, ShareBeforeRelease, ShareTooMuch, TradeAtAnotherStage, SellerShortOfFunds, SettlementDiffers.
    """
    trade = await trades.lock(tx, found, now=now)
    digest = trade_rules.digest(trade.money(0), "share", *shares, is_last)
    if (before := await _asked_before(tx, trade, out_request_no, digest)) is not None:
        return trade, before
    await partners.must_be_partners(tx, trade.seller_id, shares)
    after = rules.shared(trade, shares, is_last=is_last)
    minor = sum(each.minor for each in shares)
    made = _settlement(trade, "share", out_request_no, digest, minor, shares, now=now)
    await _keep(tx, after, made)
    parts = [
        (_account(each, trade.currency), trade.money(each.minor), f"{out_request_no}-{place}") for place, each in enumerate(shares)
    ]
    if trade.held_minor > minor and after.held_minor == 0:
        parts.append((takings_of(trade.seller_id, trade.currency), trade.money(trade.held_minor - minor), f"{out_request_no}-rest"))
    await _pay_out(tx, after, parts, now=now, from_seller=trade.holding != "frozen")
    return after, made


async def release_due(tx: Tx, found: Trade, *, now: datetime) -> None:
    """Release what a trade holds once its time has come, if it still does."""
    trade = await trades.lock(tx, found, now=now)
    if trade.holding not in ("held", "frozen") or trade.settles_at is None or trade.settles_at > now:
        return
    made = _settlement(trade, "release", _BY_TIME, trade_rules.digest(trade.money(0), _BY_TIME), trade.held_minor, [], now=now)
    after = rules.released(trade)
    await _keep(tx, after, made)
    await _pay_out(tx, after, [_rest(trade, _BY_TIME)], now=now)


async def of_trade(tx: ReadTx, trade: Trade) -> list[Settlement]:
    """What was asked of a trade's money, oldest first."""
    return await store.of_trade(tx, trade.seller_id, trade.trade_no, limit=SETTLEMENTS_SHOWN)


Part = tuple[Account, Money, str]


async def _asked_before(tx: ReadTx, trade: Trade, out_request_no: str, digest: bytes) -> Settlement | None:
    before = await store.read(tx, trade.seller_id, trade.trade_no, out_request_no)
    if before is not None:
        rules.must_be_same(before, digest)
    return before


async def _keep(tx: Tx, after: Trade, made: Settlement) -> None:
    await store.insert(tx, made)
    await trades.save(tx, [after], TradeWasSettled(after.seller_id, after.trade_no, after.version, made.out_request_no))


async def _pay_out(tx: Tx, trade: Trade, parts: Sequence[Part], *, now: datetime, from_seller: bool = False) -> None:
    escrow = escrow_of(trade.id, trade.currency, payer_id=_buyer(trade))
    source = takings_of(trade.seller_id, trade.currency) if from_seller else escrow
    transfers = [_transfer(trade, source, *part) for part in parts if part[1].minor > 0]
    await trades.move(tx, transfers, *(account for account, _, _ in parts), now=now)
    if not from_seller:
        await ledger.close_if_zero(tx, escrow, now=now)


def _transfer(trade: Trade, source: Account, into: Account, amount: Money, leg: str) -> Transfer:
    return posted(ids.derived_id("trade_settle", trade.id, leg), source, into, amount, purpose="trade_settle", ref=trade.id)


def _rest(trade: Trade, leg: str) -> Part:
    return takings_of(trade.seller_id, trade.currency), trade.money(trade.held_minor), leg


def _account(share_: Share, currency: str) -> Account:
    return takings_of(share_.payee_id, currency) if share_.side == "merchant" else wallet_of(share_.payee_id, currency)


def _buyer(trade: Trade) -> UUID:
    if trade.buyer_id is None:
        raise LookupError(trade.trade_no)
    return trade.buyer_id


def _settlement(
    trade: Trade, kind: Kind, out_request_no: str, digest: bytes, minor: int, shares: Sequence[Share], *, now: datetime
) -> Settlement:
    settle_no = trades.new_number(now, kind=SETTLE_NO_KIND)
    told = msgspec.to_builtins(list(shares))
    return Settlement(trade.seller_id, trade.trade_no, out_request_no, kind, settle_no, digest, minor, told, now)


def shares_of(made: Settlement) -> list[Share]:
    """Who was given how much."""
    return msgspec.convert(made.shares, list[Share])
