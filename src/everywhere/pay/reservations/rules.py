"""What may become of a reservation, and the transfers that make it so.

A pending of the ledger is resolved once, so a part that is paid or given free resolves it and reserves the rest anew, in one
chain: nobody can spend the rest in between.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.pay.escrow.types import account_of as escrow_of
from everywhere.pay.ledger.types import Account, Transfer, pending, post, void
from everywhere.pay.reservations.types import (
    Reservation,
    ReservationNotAgreed,
    ReservationOfAnother,
    ReservationOver,
    ReservationTooSmall,
)
from everywhere.pay.wallet.types import account_of as wallet_of

_PURPOSE = "reservation"


def as_of(reservation: Reservation, now: datetime) -> Reservation:
    """As it stands at this moment, whether or not anybody has written that its time is over."""
    if reservation.stage == "init" and now >= reservation.expires_at:
        return replace(reservation, stage="closed", ended_at=reservation.expires_at)
    return reservation


def must_be_open(reservation: Reservation) -> None:
    """Raise ReservationOver, ReservationNotAgreed."""
    if reservation.stage in ("finished", "closed"):
        raise ReservationOver(stage=reservation.stage)
    if reservation.stage == "init":
        raise ReservationNotAgreed


def agreed(reservation: Reservation, payer_id: UUID) -> Reservation:
    """With the payer's yes. Raises ReservationOver, ReservationOfAnother."""
    if reservation.stage != "init":
        raise ReservationOver(stage=reservation.stage)
    if reservation.payer_id not in (None, payer_id):
        raise ReservationOfAnother
    return replace(reservation, stage="authorized", payer_id=payer_id, rest_minor=reservation.amount_minor)


def lessened(reservation: Reservation, amount: Money, *, is_payment: bool, is_last: bool, now: datetime) -> Reservation:
    """With this much of it paid, or given free; after the last payment the rest is given free too.

    Raises ReservationOver, ReservationNotAgreed, ReservationTooSmall.
    """
    must_be_open(reservation)
    if amount.minor > reservation.rest_minor:
        raise ReservationTooSmall(rest_minor=reservation.rest_minor)
    rest_minor = 0 if is_last else reservation.rest_minor - amount.minor
    return replace(
        reservation,
        rest_minor=rest_minor,
        paid_minor=reservation.paid_minor + (amount.minor if is_payment else 0),
        stage="authorized" if rest_minor else "finished",
        ended_at=None if rest_minor else now,
        leg=reservation.leg + 1,
    )


def closed(reservation: Reservation, *, now: datetime) -> Reservation:
    """Given up before anybody agreed. Raises ReservationOver."""
    if reservation.stage != "init":
        raise ReservationOver(stage=reservation.stage)
    return replace(reservation, stage="closed", ended_at=now)


def account_of(reservation: Reservation) -> Account:
    """Where money passes from what is held back to whom it is paid: empty before and after each step."""
    return escrow_of(reservation.id, reservation.currency, payer_id=payer_of(reservation))


def payer_of(reservation: Reservation) -> UUID:
    """Whose money it is."""
    if reservation.payer_id is None:
        raise NotFound
    return reservation.payer_id


def held(reservation: Reservation) -> Transfer:
    """The pending that holds the rest back."""
    wallet = wallet_of(payer_of(reservation), reservation.currency)
    rest = reservation.money(reservation.rest_minor)
    return pending(_id(reservation, "hold"), wallet, account_of(reservation), rest, purpose=_PURPOSE, ref=reservation.id)


def given_free(before: Reservation, after: Reservation) -> list[Transfer]:
    """What holds less back from now on."""
    return [void(_id(before, "free"), held(before)), *([held(after)] if after.rest_minor else [])]


def taken(before: Reservation, after: Reservation, amount: Money, onward: Transfer) -> list[Transfer]:
    """What takes a payment out of it and sends it `onward`, and holds back what is left."""
    return [post(_id(before, "take"), held(before), amount), onward, *([held(after)] if after.rest_minor else [])]


def _id(reservation: Reservation, what: str) -> UUID:
    return ids.derived_id("reservation", reservation.id, what, reservation.leg)
