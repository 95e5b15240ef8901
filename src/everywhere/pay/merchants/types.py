"""Merchants: people as sellers, with an account for what they take; and the numbers by which the Open API knows everybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.errors import Refusal
from everywhere.pay.ledger.types import Account, shard_of

Number = NewType("Number", str)
"""Sixteen digits that begin with 2088; somebody has one as a payer and another as a merchant."""
Side = Literal["person", "merchant"]


@dataclass(frozen=True, slots=True)
class Merchant:
    """A person as a seller."""

    person_id: UUID
    number: str
    name: str
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """Whose a number is."""

    number: str
    person_id: UUID
    side: Side


class NotAMerchant(Refusal):
    """The person has not opened a merchant account."""


def takings_of(person_id: UUID, currency: str) -> Account:
    """What a person took as a merchant, apart from their own balance and in the same shard."""
    return Account(ids.derived_id("merchant", person_id), "wallet", currency, "liability", shard=shard_of(person_id))
