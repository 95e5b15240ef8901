"""Reservations: money that a payer lets an app hold back in their own balance, to pay from later or to give free."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Event

Stage = Literal["init", "authorized", "finished", "closed"]
"""Waits for the payer; money is held back; all of it was paid or given free; nobody agreed."""
StepKind = Literal["reserve", "give_back", "pay"]


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """A reservation as it stands; `rest_minor` is held back now."""

    seller_id: UUID
    auth_no: str
    app_id: str
    out_order_no: str
    out_request_no: str
    stage: Stage = "init"
    code: str = ""
    payer_id: UUID | None = None
    amount_minor: int
    rest_minor: int = 0
    paid_minor: int = 0
    currency: str
    digest: bytes
    terms: dict[str, Any]
    leg: int = 0
    """The number of the ledger's pending that holds the rest back: a smaller rest is another pending."""
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    @cached_property
    def id(self) -> UUID:
        """What the ledger knows it by."""
        return ids.derived_id("reservation", self.seller_id, self.auth_no)

    def money(self, minor: int) -> Money:
        """An amount in its currency."""
        return Money(minor, self.currency)

    @property
    def title(self) -> str:
        """What it is for."""
        return str(self.terms.get("title", ""))


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done to a reservation, once, under the app's number."""

    seller_id: UUID
    auth_no: str
    out_request_no: str
    kind: StepKind
    operation_id: str
    amount_minor: int
    remark: str
    at: datetime


class ReservationUnknown(Refusal):
    """There is no such reservation."""


class ReservationDiffers(Refusal):
    """The number was used for another reservation, or another step of it."""


class ReservationOver(Refusal):
    """The reservation is finished or closed."""


class ReservationNotAgreed(Refusal):
    """The payer has not agreed yet."""


class ReservationTooSmall(Refusal):
    """More than what is held back."""


class ReservationOfAnother(Refusal):
    """Somebody else is to agree."""


class ReservationHappened(Event, frozen=True):
    """Something was done to a reservation: the step of this kind and number."""

    seller_id: UUID
    auth_no: str
    kind: StepKind
    out_request_no: str


class ReservationAwaitsPayer(Event, frozen=True):
    """The payer must agree in their app."""

    seller_id: UUID
    auth_no: str
