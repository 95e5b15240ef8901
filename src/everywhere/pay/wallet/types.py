"""Nouns of the wallet: the accounts behind it, what it refuses, a line of its statement."""

from dataclasses import dataclass
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import Money
from everywhere.pay.ledger.types import OPERATOR_ID, Account, Movement, shard_of


def account_of(person_id: UUID, currency: str) -> Account:
    """A person's balance."""
    return Account(person_id, "wallet", currency, "liability")


def cash_of(currency: str, *, beside: UUID) -> Account:
    """What the operator took in for people of this one's shard: everything in wallets and escrow is covered by it."""
    return Account(OPERATOR_ID, "cash", currency, "asset", shard=shard_of(beside))


@dataclass(frozen=True, slots=True)
class Holding:
    """What a person has in one currency: to spend, and held in escrow for deals under way."""

    available: Money
    held: Money


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the statement: the movement, what was written with it, and the balance after it."""

    movement: Movement
    note: str
    balance_after: Money | None


class TopUpUnavailable(Refusal):
    """Nobody takes money in for this installation, so none can be put into a wallet."""


class AmountOutOfBounds(Refusal):
    """Too little or too much to move at once."""


class PayingYourself(Refusal):
    """The payer and the payee are the same person."""


class CurrencyNotUsed(Refusal):
    """No open city uses this currency."""
