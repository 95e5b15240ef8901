"""Agreements: a payer lets a seller charge them without being asked each time, within limits that they said yes to."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

import msgspec

from everywhere.kernel import ids
from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Event

Stage = Literal["offered", "normal", "ended"]
"""Waits for the payer's yes; may be charged; over, by either side's word or by time."""
Unit = Literal["day", "month"]


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """Charged once in every `length` days or months, the first time on `first_on` or later."""

    unit: Unit
    length: int
    first_on: date
    total_max_minor: int | None = None
    count_max: int | None = None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What the payer says yes to, and where the app is told; none of it changes."""

    product: str
    scene: str = ""
    service: str = ""
    """The app's own number of what it offers, which it gets back."""
    single_max_minor: int
    month_max_minor: int | None = None
    """In a calendar month in Shanghai; None for one with a rhythm."""
    rhythm: Rhythm | None = None
    least_score: int | None = None
    """Of one by which the payer may use now and pay after: the standing that it takes, 350 to 950."""
    lasts_months: int | None = None
    lasts_days: int | None = None
    """How long it is good once it is signed; without both, until somebody ends it."""
    logon: str = ""
    """The app's own name of the payer's account there, which the app gets back."""
    notify_url: str = ""
    return_url: str = ""
    auth_app_id: str = ""
    sign_type: str = ""
    charset: str = ""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """An agreement as it stands; amounts in CNY's minor unit."""

    seller_id: UUID
    agreement_no: str
    app_id: str
    external_no: str
    code: str
    stage: Stage = "offered"
    payer_id: UUID | None = None
    terms: dict[str, Any]
    digest: bytes
    next_on: date | None = None
    """Of one with a rhythm: the first day on which it may be charged next."""
    paid_minor: int = 0
    paid_count: int = 0
    month: int = 0
    month_minor: int = 0
    paid_at: datetime | None = None
    created_at: datetime
    offer_ends_at: datetime
    signed_at: datetime | None = None
    valid_until: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1

    @cached_property
    def id(self) -> UUID:
        """What notices and notifications know it by."""
        return ids.derived_id("agreement", self.seller_id, self.agreement_no)

    @cached_property
    def said(self) -> Terms:
        """Its terms."""
        return msgspec.convert(self.terms, Terms)


@dataclass(frozen=True, slots=True)
class Limit:
    """How much may be charged at once, in a month or in all, and how often."""

    single: Money
    month: Money | None
    total: Money | None
    count_max: int | None


class AgreementUnknown(Refusal):
    """There is no such agreement."""


class AgreementMalformed(Refusal):
    """A period, an amount or a time that no agreement has."""


class AgreementDiffers(Refusal):
    """The number was used for an agreement about something else."""


class AgreementSigned(Refusal):
    """The payer has said yes already."""


class AgreementNotNormal(Refusal):
    """Nobody has said yes yet, or it has ended."""


class AgreementOfAnother(Refusal):
    """Somebody else has said yes to it."""


class ChargeTooLarge(Refusal):
    """More than the payer lets be charged at once."""


class ChargedTooMuch(Refusal):
    """More than the payer lets be charged in a month, or in all."""


class ChargedTooOften(Refusal):
    """As often as the payer lets be charged in all."""


class ChargedTooEarly(Refusal):
    """Before the day from which it may be charged next."""


class AgreementHappened(Event, frozen=True):
    """Something happened to an agreement."""

    seller_id: UUID
    agreement_no: str


class AgreementWasSigned(AgreementHappened, frozen=True):
    """The payer has said yes."""


class AgreementWasEnded(AgreementHappened, frozen=True):
    """It is over; by its payer or by its seller."""

    by_payer: bool


class AgreementWasUsed(AgreementHappened, frozen=True):
    """The payer was charged by it: this trade."""

    trade_no: str
