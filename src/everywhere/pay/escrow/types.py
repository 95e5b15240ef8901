"""Accounts of escrow: one for each deal, and those that earn commission."""

from uuid import UUID

from everywhere.pay.ledger.types import OPERATOR_ID, Account


def account_of(deal_id: UUID, currency: str, *, held_for: UUID | None = None) -> Account:
    """A deal's own account: it owes the deal's two sides what is in it, and ends at zero."""
    return Account(deal_id, "escrow", currency, "liability", held_for)


def fees_of(community_id: UUID | None, currency: str) -> Account:
    """What a community earns by commission; outside communities, what the operator earns."""
    return Account(community_id or OPERATOR_ID, "fees", currency, "liability")
