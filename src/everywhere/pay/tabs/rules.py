"""When a tab may be opened, and what becomes of it.

open → paid
↓ ↘    ↑
↓  due → unpaid (15 days)
↓   ↓
closed (the seller lets it go; or never asked within 90 days)
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from everywhere.kernel.money import Money
from everywhere.pay.agreements.types import Agreement, AgreementNotNormal
from everywhere.pay.tabs.types import (
    NotACreditAgreement,
    OwesAlready,
    PayerNotScored,
    StandingNotReached,
    Tab,
    TabDiffers,
    TabIsDue,
    TabOver,
    TabTooLarge,
    TooManyTabs,
    Used,
)
from everywhere.pay.trades.types import Trade

OPEN_FOR = timedelta(days=90)
OPEN_MAX = 20
"""So many tabs may be open or due at once; the next waits for one of them."""
TRIES_EVERY = timedelta(hours=24)


def must_open(agreement: Agreement, *, score: int | None, going: int, due: int) -> None:
    """Raise unless the payer may use now and pay after; `going` and `due` count their tabs with any seller.

    NotACreditAgreement, AgreementNotNormal, PayerNotScored, StandingNotReached, OwesAlready, TooManyTabs.
    """
    least = agreement.said.least_score
    if least is None:
        raise NotACreditAgreement
    if agreement.stage != "normal":
        raise AgreementNotNormal(stage=agreement.stage)
    if score is None:
        raise PayerNotScored
    if score < least:
        raise StandingNotReached  # by how much is the payer's to know
    if due:
        raise OwesAlready
    if going >= OPEN_MAX:
        raise TooManyTabs


def limit_of(agreement: Agreement, amount: Money | None) -> int:
    """The most that a tab may come to. Raises TabTooLarge."""
    most = agreement.said.single_max_minor
    if amount is not None and amount.minor > most:
        raise TabTooLarge(path="order_amount", limit_minor=most)
    return most if amount is None else amount.minor


def as_of(tab: Tab, now: datetime) -> Tab:
    """The tab as it stands at this moment, whether or not anybody has come round to write that its time is over."""
    if tab.stage == "open" and now >= tab.expires_at:
        return stepped(tab, stage="closed", ended_at=tab.expires_at)
    return tab


def must_be_chargeable(tab: Tab, amount: Money, *, out_trade_no: str, asked_before: Trade | None) -> None:
    """Raise TabOver, TabTooLarge, TabDiffers. One that is due may be asked for again by the same number: that is a try."""
    if tab.stage not in ("open", "due"):
        raise TabOver(stage=tab.stage)
    if asked_before is not None and asked_before.out_trade_no != out_trade_no:
        raise TabDiffers
    if amount.minor > tab.limit_minor:
        raise TabTooLarge(path="total_amount", limit_minor=tab.limit_minor)


def paid(tab: Tab, trade_no: str, *, now: datetime) -> Tab:
    """Paid by this trade."""
    return stepped(tab, stage="paid", trade_no=trade_no, next_try_at=None, ended_at=now)


def due(tab: Tab, trade_no: str, *, now: datetime) -> Tab:
    """Waiting for its payer since this moment, or still; it is tried again in a day."""
    return stepped(tab, stage="due", trade_no=trade_no, due_at=tab.due_at or now, next_try_at=now + TRIES_EVERY)


def let_go(tab: Tab, *, is_fulfilled: bool, now: datetime) -> Tab:
    """Over by its seller's word; one that is over stays as it is. Raises TabOver, TabIsDue."""
    if tab.stage == "paid" and not is_fulfilled:
        raise TabOver(stage=tab.stage)
    if tab.stage == "due" and is_fulfilled:
        raise TabIsDue
    return stepped(tab, stage="closed", next_try_at=None, ended_at=now) if tab.stage in ("open", "due") else tab


def by_trade(tab: Tab, trade: Trade) -> Tab:
    """What a due tab becomes by its trade: paid by hand, never paid in time, or let go by its seller."""
    if tab.stage != "due" or trade.stage == "waiting":
        return tab
    ended = {"next_try_at": None, "ended_at": trade.paid_at or trade.ended_at}
    if trade.paid_at is not None:
        return stepped(tab, stage="paid", **ended)
    is_late = trade.ended_at is not None and trade.ended_at >= trade.expires_at
    return stepped(tab, stage="unpaid" if is_late else "closed", **ended)


def used(tab: Tab, asked: Trade | None) -> Used:
    """What its payer sees: what was paid by hand is paid, whether or not anybody has heard of it."""
    return Used(tab if asked is None else by_trade(tab, asked), asked)


def stepped(tab: Tab, **changes: Any) -> Tab:
    """The tab's next version."""
    return replace(tab, version=tab.version + 1, **changes)
