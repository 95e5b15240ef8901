"""Deals: the card that both signed, where it stands, and what happened on the way."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NewType
from uuid import UUID

from everywhere.help.cancelling.types import Policy, Reason, Side
from everywhere.kernel.errors import Refusal
from everywhere.kernel.ids import Region
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Event

DealId = NewType("DealId", UUID)

Stage = Literal["agreed", "funded", "under_way", "delivered", "completed", "cancelled", "disputed", "resolved"]
STAGES: tuple[Stage, ...] = ("agreed", "funded", "under_way", "delivered", "completed", "cancelled", "disputed", "resolved")
Payment = Literal["balance", "cash"]
Materials = Literal["none", "asker", "helper"]
Action = Literal["fund", "start", "deliver", "complete", "confirm_cash", "cancel", "dispute", "release", "top_up", "tip", "settle"]
"""What one of the two may do; settle: propose or accept a split of a disputed deal's money."""
Deadline = Literal["cancel", "complete", "escalate"]
"""What happens by itself when nobody acted in time."""
DepositStage = Literal["asked", "held", "returned", "taken", "not_held"]
"""What became of the asker's deposit: not_held is of a deal that ended before its money was held; taken, in part or whole."""
Kind = Literal[
    "agreed",
    "funded",
    "started",
    "delivered",
    "cash_confirmed",
    "completed",
    "cancelled",
    "disputed",
    "evidence_added",
    "split_proposed",
    "escalated",
    "resolved",
    "released",
    "top_up_proposed",
    "topped_up",
    "top_up_declined",
    "tipped",
]
"""A line of a deal's time line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What both said yes to; a bid becomes this, and this becomes a deal."""

    region: Region
    need_id: UUID | None
    offer_id: UUID | None
    bid_id: UUID
    bid_version: int
    asker_id: UUID
    helper_id: UUID
    accepted_by: UUID
    community_id: UUID | None
    city: str
    category: str
    title: str
    scope: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    cell: int
    lat: float
    lon: float
    exact_lat: float
    exact_lon: float
    exact_note: str
    fee: Money
    materials: Materials
    payment: Payment
    deposit_minor: int = 0
    """What the asker puts down beside the price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A deal as it stands; sums are in the minor unit of `currency`."""

    region: Region
    id: DealId
    need_id: UUID | None
    offer_id: UUID | None
    bid_id: UUID
    bid_version: int
    asker_id: UUID
    helper_id: UUID
    community_id: UUID | None
    city: str
    category: str
    title: str
    scope: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    cell: int
    lat: float
    lon: float
    exact_lat: float
    exact_lon: float
    exact_note: str
    fee_minor: int
    currency: str
    materials: Materials
    cancellation_policy: Policy
    payment: Payment
    commission_bps: int
    deposit_minor: int = 0
    deposit_id: UUID | None = None
    """Under which escrow holds it."""
    stage: Stage = "agreed"
    version: int = 1
    topped_up_minor: int = 0
    held_minor: int = 0
    released_minor: int = 0
    refunded_minor: int = 0
    tipped_minor: int = 0
    deposit_taken_minor: int = 0
    delivery_note: str = ""
    delivery_picture_ids: list[UUID] = field(default_factory=list)
    cancel_reason: Reason | None = None
    cancelled_by: UUID | None = None
    cash_confirmed_by_asker: bool = False
    cash_confirmed_by_helper: bool = False
    agreed_at: datetime
    deadline_at: datetime | None
    deadline_does: Deadline | None
    started_at: datetime | None = None
    delivered_at: datetime | None = None
    ended_at: datetime | None = None
    updated_at: datetime

    def money(self, minor: int) -> Money:
        """An amount in this deal's currency."""
        return Money(minor, self.currency)

    @property
    def fee(self) -> Money:
        """What was agreed in the beginning."""
        return self.money(self.fee_minor)

    @property
    def price(self) -> Money:
        """The fee and what was agreed beside it since."""
        return self.money(self.fee_minor + self.topped_up_minor)

    @property
    def in_escrow(self) -> Money:
        """What is held now."""
        return self.money(self.held_minor - self.released_minor - self.refunded_minor)

    @property
    def deposit(self) -> Money:
        """What the asker puts down beside the price, nothing where none is asked or it is waived."""
        return self.money(self.deposit_minor)

    @property
    def deposit_held(self) -> Money:
        """What is held of the deposit now: all of it while the price was held and the deal is not over."""
        return self.money(self.deposit_minor if self.deposit_stage == "held" else 0)

    @property
    def deposit_stage(self) -> DepositStage | None:
        """What became of the deposit; None where there is none."""
        if self.deposit_minor == 0:
            return None
        if not self.is_over:
            return "held" if self.held_minor > 0 else "asked"
        if self.held_minor == 0:
            return "not_held"
        return "taken" if self.deposit_taken_minor > 0 else "returned"

    @property
    def is_cash(self) -> bool:
        """Whether the money goes from hand to hand."""
        return self.payment == "cash"

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen to it any more, save a tip and reviews."""
        return self.stage in ("completed", "cancelled", "resolved")

    def side_of(self, person_id: UUID) -> Side | None:
        """Which of the two a person is, if one of them."""
        return "asker" if person_id == self.asker_id else "helper" if person_id == self.helper_id else None

    def other_than(self, person_id: UUID) -> UUID:
        """The other one of the two."""
        return self.helper_id if person_id == self.asker_id else self.asker_id


@dataclass(frozen=True, slots=True)
class DealEvent:
    """One line of a deal's time line; `by_id` is empty for what happened by itself."""

    version: int
    kind: Kind
    by_id: UUID | None
    facts: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class StrayEscrow:
    """A deal that says that other money is held for it than its escrow account holds."""

    deal_id: UUID
    said_minor: int
    held_minor: int


class DealPastThisStep(Refusal):
    """The deal does not stand where this could be done."""


class DealHappened(Event, frozen=True):
    """Something happened to a deal of these two; `version` is what it made of the deal, and names a line of its time line."""

    deal_id: UUID
    asker_id: UUID
    helper_id: UUID
    version: int


class DealAgreed(DealHappened, frozen=True):
    """Two agreed on a fee."""


class DealFunded(DealHappened, frozen=True):
    """The fee is in escrow."""


class DealStarted(DealHappened, frozen=True):
    """The helper is at work."""


class DealDelivered(DealHappened, frozen=True):
    """The helper says that it is done."""


class DealCompleted(DealHappened, frozen=True):
    """It is done and paid."""


class DealCancelled(DealHappened, frozen=True):
    """It was called off."""


class DealDisputed(DealHappened, frozen=True):
    """One of the two says that it is not as agreed."""


class DealResolved(DealHappened, frozen=True):
    """The dispute is over and the money shared out."""


class DealNoted(DealHappened, frozen=True):
    """Something happened that did not move the deal to another stage."""
