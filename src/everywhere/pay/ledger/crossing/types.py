"""Nouns of money between shards: the event that carries it."""

from uuid import UUID

import msgspec

from everywhere.kernel.outbox import Event
from everywhere.pay.ledger.types import Bound, Purpose


class Side(msgspec.Struct, frozen=True):
    """One end of the way: everything that makes its account."""

    owner_id: UUID
    purpose: Purpose
    bound: Bound
    shard: int


class MoneySent(Event, frozen=True):
    """Money left the payer's shard and waits in its clearing account until it arrives in the payee's."""

    transfer_id: UUID
    payer: Side
    payee: Side
    minor: int
    currency: str
    purpose: str
    ref: UUID | None
    input_hash: bytes
    """Of the first leg: the second tells a repeat from another transfer as well as it does."""
