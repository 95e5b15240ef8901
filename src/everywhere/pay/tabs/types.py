"""Tabs: a payer uses first and pays after, because their standing reaches what the seller asks for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.errors import Refusal
from everywhere.kernel.outbox import Event
from everywhere.pay.trades.types import Trade

Stage = Literal["open", "due", "paid", "unpaid", "closed"]
"""Used and not asked for yet; asked for and not paid yet; paid; never paid; over without anything to pay."""
IN_TIME = timedelta(days=3)
"""So long what was asked for may wait and counts as paid at once: an empty wallet is no broken word."""


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A tab as it stands; amounts in CNY's minor unit."""

    seller_id: UUID
    tab_no: str
    app_id: str
    out_order_no: str
    agreement_no: str
    payer_id: UUID
    subject: str
    limit_minor: int
    """No more than this is asked for."""
    digest: bytes
    category: str = ""
    """The app's own word for what kind of use it is."""
    stage: Stage = "open"
    trade_no: str = ""
    """The payment that was asked for."""
    opened_at: datetime
    expires_at: datetime
    """By when the seller asks for the money, or never."""
    due_at: datetime | None = None
    """Since when it waits for the payer, who had too little when it was asked for."""
    next_try_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1

    @cached_property
    def id(self) -> UUID:
        """What receipts of standing know it by."""
        return ids.derived_id("tab", self.seller_id, self.tab_no)

    @cached_property
    def trade_id(self) -> UUID:
        """What the payment that was asked for is known by among receipts."""
        return ids.derived_id("trade", self.seller_id, self.trade_no)

    @cached_property
    def agreement_id(self) -> UUID:
        """What notices know its agreement by, which is where its payer finds it."""
        return ids.derived_id("agreement", self.seller_id, self.agreement_no)


@dataclass(frozen=True, slots=True)
class Used:
    """A tab as its payer sees it, with the payment that was asked for, once it was."""

    tab: Tab
    asked: Trade | None

    @property
    def receipt_id(self) -> UUID | None:
        """What was paid, or waits to be, among its payer's receipts; None where there is nothing to pay."""
        return self.tab.trade_id if self.tab.stage in ("due", "paid") else None

    @property
    def late_from(self) -> datetime | None:
        """After when it is paid late; None where it never waited."""
        return self.tab.due_at + IN_TIME if self.tab.due_at else None

    @property
    def unpaid_from(self) -> datetime | None:
        """From when on it is never paid; None where it never waited."""
        return self.asked.expires_at if self.tab.due_at and self.asked else None


class TabUnknown(Refusal):
    """There is no such tab."""


class TabDiffers(Refusal):
    """The number was used for another tab."""


class NotACreditAgreement(Refusal):
    """The agreement lets charge, but opens no tabs."""


class PayerNotScored(Refusal):
    """The payer did not agree to be scored."""


class StandingNotReached(Refusal):
    """The payer's standing does not reach what the seller asks for."""


class OwesAlready(Refusal):
    """The payer has a tab that is due, with this seller or another."""


class TooManyTabs(Refusal):
    """The payer has as many tabs as one may have."""


class TabTooLarge(Refusal):
    """More than the tab lets be asked for."""


class TabOver(Refusal):
    """It was paid for, or is over."""


class TabIsDue(Refusal):
    """It waits for its payer, and is fulfilled once they have paid."""


class TabHappened(Event, frozen=True):
    """Something happened to a tab."""

    seller_id: UUID
    tab_no: str
    version: int


class TabWasOpened(TabHappened, frozen=True):
    """It begins."""


class TabFellDue(TabHappened, frozen=True):
    """It was asked for and could not be paid."""


class TabEnded(TabHappened, frozen=True):
    """It was paid, or never will be, or is over."""
