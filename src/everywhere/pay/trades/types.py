"""Trades: orders of merchants that somebody pays, and where their money is."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

import msgspec

from everywhere.kernel import ids
from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Event

Stage = Literal["waiting", "paid", "finished", "closed"]
"""Waits for its buyer; paid and refundable; paid and past refunding; over without money left in it."""
Holding = Literal["none", "held", "frozen", "released"]
"""Of an escrowed trade: its money waits for the seller's word; is shared out; is the seller's. `none`: paid straight to the seller."""
SoldState = Literal["paid", "refunded", "held"]
"""Of what a seller was paid: none of it was given back; some of it, or all, was; it waits for the seller's word."""
Channel = Literal["precreate", "page", "wap", "app"]


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a trade is for, beside its amount; none of it changes."""

    subject: str
    body: str = ""
    product: str = ""
    notify_url: str = ""
    return_url: str = ""
    quit_url: str = ""
    """Where a phone's browser goes back to whose owner does not pay."""
    passback: str = ""
    expires_in_s: int | None = None
    """Counted from when the trade begins to exist; `expires_at` wins over it."""
    expires_at: datetime | None = None
    settle_days: int | None = None
    """Held in escrow, for so many days at most."""
    auth_no: str = ""
    """Paid from this reservation."""
    auth_app_id: str = ""
    sign_type: str = ""
    charset: str = ""
    extra: dict[str, Any] = msgspec.field(default_factory=dict)
    """What the merchant gets back as it came: store_id, terminal_id, operator_id, goods_detail."""


@dataclass(frozen=True, slots=True)
class Key:
    """How a merchant knows an order: by the number that its app gave it."""

    seller_id: UUID
    app_id: str
    out_trade_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An order as an app asks for it; where it names the buyer, nobody else may pay."""

    key: Key
    amount: Money
    terms: Terms
    digest: bytes
    buyer_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Trade:
    """A trade as it stands; sums are in the minor unit of `currency`."""

    seller_id: UUID
    trade_no: str
    app_id: str
    out_trade_no: str
    amount_minor: int
    currency: str
    digest: bytes
    terms: dict[str, Any]
    stage: Stage = "waiting"
    buyer_id: UUID | None = None
    held_minor: int = 0
    holding: Holding = "none"
    refunded_minor: int = 0
    shared_minor: int = 0
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None = None
    ended_at: datetime | None = None
    settles_at: datetime | None = None
    finishes_at: datetime | None = None
    version: int = 1

    @cached_property
    def id(self) -> UUID:
        """What the ledger knows it by."""
        return ids.derived_id("trade", self.seller_id, self.trade_no)

    @cached_property
    def said(self) -> Terms:
        """Its terms."""
        return msgspec.convert(self.terms, Terms)

    def money(self, minor: int) -> Money:
        """An amount in this trade's currency."""
        return Money(minor, self.currency)

    @property
    def amount(self) -> Money:
        """What the buyer pays."""
        return self.money(self.amount_minor)

    @property
    def refundable_minor(self) -> int:
        """What can still be given back."""
        return self.amount_minor - self.refunded_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What an app wants to be paid and nobody has begun to pay: no trade yet."""

    seller_id: UUID
    app_id: str
    out_trade_no: str
    channel: Channel
    code: str
    amount_minor: int
    currency: str
    digest: bytes
    terms: dict[str, Any]
    expires_at: datetime
    created_at: datetime
    closed_at: datetime | None = None

    @property
    def key(self) -> Key:
        """How the merchant knows it."""
        return Key(self.seller_id, self.app_id, self.out_trade_no)

    @property
    def amount(self) -> Money:
        """What the buyer is to pay."""
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldWanted:
    """Which of what they were paid a seller wants to see: in which span of time, in which state, with which words or number."""

    since: datetime
    until: datetime
    state: SoldState | None = None
    words: str = ""


class TradeUnknown(Refusal):
    """The merchant has no such trade; of an order that nobody has begun to pay there is none yet."""


class TradeDiffers(Refusal):
    """The order's number was used for another order."""


class TradePaid(Refusal):
    """The trade is paid already."""


class TradeClosed(Refusal):
    """The trade, or the order before it became one, is closed."""


class TradeFinished(Refusal):
    """The trade is past refunding."""


class TradeAtAnotherStage(Refusal):
    """It cannot be done to a trade at this stage."""


class TradeOfAnother(Refusal):
    """Another person is to pay this trade."""


class TradeExpiresInThePast(Refusal):
    """The time by which the trade is to be paid has passed."""


class CancelTooLate(Refusal):
    """A trade can be cancelled within 24 hours."""


class SellerShortOfFunds(Refusal):
    """The merchant has less than is to be given back or shared."""


class TradeHappened(Event, frozen=True):
    """Something happened to a trade; `version` is what it made of it."""

    seller_id: UUID
    trade_no: str
    version: int


class TradeAwaitsBuyer(TradeHappened, frozen=True):
    """The buyer must confirm it in their app."""


class TradeWasPaid(TradeHappened, frozen=True):
    """The buyer has paid."""


class TradeWasRefunded(TradeHappened, frozen=True):
    """Some of it, or all, was given back: the refund of this number."""

    out_request_no: str


class TradeWasClosed(TradeHappened, frozen=True):
    """It is over and nobody paid."""


class TradeWasFinished(TradeHappened, frozen=True):
    """It is past refunding."""


class TradeWasSettled(TradeHappened, frozen=True):
    """What was held of it was released, or shares of it were given."""

    out_request_no: str
