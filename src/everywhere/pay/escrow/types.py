"""Accounts of escrow: one for each deal, and those that earn commission."""

from dataclasses import dataclass
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.money import Money
from everywhere.pay.ledger.types import OPERATOR_ID, Account, shard_of


@dataclass(frozen=True, slots=True)
class Deposit:
    """How the payer's deposit is let go, all of it; either part may be nothing."""

    to_payee: Money
    to_payer: Money


def deposit_of(deal_id: UUID) -> UUID:
    """Under which id a deal's deposit is held: in an account of its own, beside the one of the price."""
    return ids.derived_id("deposit", deal_id)


def account_of(deal_id: UUID, currency: str, *, payer_id: UUID) -> Account:
    """A deal's own account: it owes the deal's two sides what is in it, and ends at zero.

    It is in the payer's shard, so that what is held is held at once, and given back at once.
    """
    return Account(deal_id, "escrow", currency, "liability", payer_id, shard_of(payer_id))


def fees_of(community_id: UUID | None, currency: str) -> Account:
    """What a community earns by commission; outside communities, what the operator earns."""
    return Account(community_id or OPERATOR_ID, "fees", currency, "liability")
