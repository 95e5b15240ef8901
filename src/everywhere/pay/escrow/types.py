"""Accounts of escrow: one for each deal, and those that earn commission."""

from uuid import UUID

from everywhere.pay.ledger.types import OPERATOR_ID, Account, shard_of


def account_of(deal_id: UUID, currency: str, *, payer_id: UUID) -> Account:
    """A deal's own account: it owes the deal's two sides what is in it, and ends at zero.

    It is in the payer's shard, so that what is held is held at once, and given back at once.
    """
    return Account(deal_id, "escrow", currency, "liability", payer_id, shard_of(payer_id))


def fees_of(community_id: UUID | None, currency: str) -> Account:
    """What a community earns by commission; outside communities, what the operator earns."""
    return Account(community_id or OPERATOR_ID, "fees", currency, "liability")
