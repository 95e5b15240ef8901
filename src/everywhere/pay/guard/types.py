"""What stands before a payment: a password, limits by how well the payer is known, and rules against fraud."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.outbox import Event

Tier = Literal[1, 2, 3]
"""How well somebody is known: by one handle; by a phone number and an e-mail address; by both and a passkey."""


@dataclass(frozen=True, slots=True)
class Password:
    """A person's payment password, hashed, and the wrong tries since the last right one.

    `reset_at`: when it was last set by somebody who did not know the one before.
    """

    person_id: UUID
    hash: str
    tries: int
    locked_until: datetime | None
    reset_at: datetime | None


@dataclass(frozen=True, slots=True)
class Spending:
    """What somebody paid to merchants: ever, in a calendar year, and how often within an hour."""

    person_id: UUID
    tier: Tier = 1
    ever_minor: int = 0
    year: int = 0
    year_minor: int = 0
    hour: datetime | None = None
    hour_count: int = 0


class PaymentPasswordNotSet(Refusal):
    """There is no payment password yet to confirm by."""


class PaymentPasswordNeeded(Refusal):
    """The payment must be confirmed by the payment password."""


class PaymentPasswordWrong(Refusal):
    """It is another password; `tries_left` says how often one may try again."""


class PaymentPasswordLocked(Refusal):
    """Too many wrong tries: it opens again at `until`."""


class PaymentPasswordTooSimple(Refusal):
    """Six equal digits, or six in a row."""


class BuyerIsSeller(Refusal):
    """Nobody pays their own shop."""


class PayLimitReached(Refusal):
    """More than somebody of this tier may pay in `period`."""


class PaysTooOften(Refusal):
    """More payments within an hour than anybody makes: `payments_max`."""


class PayeeTooNew(Refusal):
    """The first payment to a merchant, and a large one: more than `limit_minor`."""


class PayingInCircles(Refusal):
    """The two pay each other's shops: the seller paid the buyer's within the last day."""


class PaymentLooksRisky(Refusal):
    """A rule against fraud refuses it; `reason` says which."""


class NotYourHandle(Refusal):
    """The code was asked for a phone number or an e-mail address by which the person does not sign in."""


class PaymentPasswordReset(Event, frozen=True):
    """Somebody who is signed in and has one of the person's handles set another payment password."""

    person_id: UUID
