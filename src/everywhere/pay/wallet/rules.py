"""What may be paid, how much at once, and under which id."""

from collections.abc import Iterable
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.money import Money
from everywhere.pay.wallet.types import AmountOutOfBounds, CurrencyNotUsed, PayingYourself

MOVED_MIN_MINOR = 1
MOVED_MAX_MINOR = 5_000_000
"""The most that one top-up or payment moves: 50,000.00."""


def must_be_movable(amount: Money) -> None:
    """Raise AmountOutOfBounds for what is too little or too much at once."""
    if not MOVED_MIN_MINOR <= amount.minor <= MOVED_MAX_MINOR:
        raise AmountOutOfBounds(path="amount.minor", min=MOVED_MIN_MINOR, max=MOVED_MAX_MINOR)


def must_be_two(payer_id: UUID, payee_id: UUID) -> None:
    """Raise PayingYourself."""
    if payer_id == payee_id:
        raise PayingYourself(path="to")


def transfer_id(person_id: UUID, key: str | None) -> UUID:
    """The id of what a person asks for: with the same Idempotency-Key the same for ever, without one a new one."""
    return ids.new_id() if key is None else ids.derived_id("wallet", person_id, key)


def must_be_used(currency: str, used: Iterable[str]) -> None:
    """Raise CurrencyNotUsed for a currency of no open city."""
    if currency not in used:
        raise CurrencyNotUsed(path="amount.currency", currency=currency)
