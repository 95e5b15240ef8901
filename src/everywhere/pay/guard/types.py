"""What stands before a payment: a password, limits by how well the payer is known, and rules against fraud."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.outbox import Event
from everywhere.people.passkeys.types import Answer, Site

Tier = Literal[1, 2, 3]
"""How well somebody is known: by one handle; by a phone number and an e-mail address; by both and a passkey."""

Act = Literal["pay", "send", "reserve", "withdraw", "name_account", "let_charge"]
"""By what money leaves a balance: to a shop; to another person; held back for a shop; to an account outside, or by saying which; by whom they let charge them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A payer's yes: the payment password, or what a passkey signed for the pages of `site`; neither where none is needed.

    `origin`: the network address from which it was said.
    """

    password: str | None = None
    passkey: Answer | None = None
    site: Site | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """How payments are watched here: an emulator does not, and believes every payer."""

    is_on: bool
    pepper: bytes


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
    """What somebody paid to merchants and people: ever, in a calendar year, and how often within an hour."""

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
    """The first payment to a merchant or a person, and a large one: more than `limit_minor`."""


class PayerTooNew(Refusal):
    """More than somebody pays on the first day of their account: `limit_minor` in all."""


class PayeePaidTooOften(Refusal):
    """The payee was paid more often, or more, than a person is: `payments_max` within an hour, `limit_minor` within a day."""


class ShopTooNew(Refusal):
    """A shop that opened within a day takes no more than `limit_minor` in that day."""


class TooManyPayFromHere(Refusal):
    """More payments by new accounts from one network address than a household makes."""


class PayingInCircles(Refusal):
    """The two pay each other's shops: the seller paid the buyer's within the last day."""


class PaymentLooksRisky(Refusal):
    """A rule against fraud refuses it; `reason` says which."""


class NotYourHandle(Refusal):
    """The code was asked for a phone number or an e-mail address by which the person does not sign in."""


class PaymentPasswordReset(Event, frozen=True):
    """Somebody who is signed in and has one of the person's handles set another payment password."""

    person_id: UUID
