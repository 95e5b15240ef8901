"""What every provider of money from outside must be able to do, and the words for asking one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.money import Money
from everywhere.pay.ledger.types import Account, shard_of

ProviderName = Literal["stripe", "alipay", "cash"]
Kind = Literal["charge", "payout", "refund", "reversal", "chargeback", "chargeback_return"]
"""In: somebody is charged for their wallet. Out: a wallet is paid out; a charge is given back. In again: a payout is taken back.
Out and in again without anybody asking here: a payer's bank takes a charge back, and gives it up.
"""
State = Literal["waiting", "done", "failed", "unknown"]
"""Under way; moved; will never move; the provider has never heard of it."""


@dataclass(frozen=True, slots=True)
class Order:
    """One movement of money that a provider is asked for. The same `key` is the same movement, for ever."""

    person_id: UUID
    id: UUID
    kind: Kind
    amount: Money
    group: str
    """What belongs together at the provider: a deal's number; empty where there is none."""
    account: str
    """Of a payout: where it goes."""
    of_ref: str
    """Of a refund or reversal: what the provider's report calls the movement that it undoes."""
    ref: str
    """What the provider calls it; empty until the provider has said so."""
    expires_at: datetime

    @property
    def key(self) -> str:
        """64 characters that name it at the provider, and by which it is found again here."""
        return f"{self.person_id.hex}{self.id.hex}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider says of an order."""

    state: State
    ref: str = ""
    report_ref: str = ""
    """What its report will call it."""
    next_url: str = ""
    """Where the person goes on, to pay."""
    amount: Money | None = None
    """What was moved, where it was."""
    fee_minor: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Connected:
    """Where somebody is paid at a provider, and where they have to go first."""

    account: str
    is_ready: bool
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """What a payer's bank has done to a charge by now, which was made here under `key`."""

    ref: str
    key: str
    amount: Money
    fee_minor: int
    is_taken: bool
    is_returned: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What a provider's message is about: orders as person and id, disputes by the provider's number; and what to answer."""

    about: list[tuple[UUID, UUID]]
    answer: str = ""
    disputes: tuple[str, ...] = ()


class Unreachable(Exception):
    """The provider did not answer, or not with an answer: what became of the order is unknown, and it is asked again."""


class Declined(Exception):
    """The provider refused: nothing was moved under this key, nor ever will be."""


class NotFromProvider(Exception):
    """What came in the provider's name was not signed by it."""


class Provider(Protocol):
    """Money in and out. Every verb but `hear` calls outside, so none is called inside a transaction; each may be called again."""

    @property
    def name(self) -> ProviderName:
        """Under which it is known here."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """What it can do."""

    @property
    def currencies(self) -> frozenset[str] | None:
        """What it counts in; None for every currency."""

    async def begin(self, order: Order) -> Told:
        """Ask for it, once for its key. Raises Unreachable, Declined."""

    async def look(self, order: Order) -> Told:
        """What became of it. Raises Unreachable."""

    async def abandon(self, order: Order) -> Told:
        """See that a charge that nobody paid cannot be paid any more; says what became of it. Raises Unreachable."""

    async def connect(self, person_id: UUID, identity: str, account: str) -> Connected:
        """Where the person is paid: who they say they are there, or an account that is made for them. Raises Unreachable, Declined."""

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """What a message is about. Raises NotFromProvider."""

    async def dispute(self, number: str) -> Dispute | None:
        """What became of a dispute; None for one about what was not made here, or where there are none. Raises Unreachable."""


def clearing_of(provider: str, currency: str, *, beside: UUID) -> Account:
    """Money of people in this one's shard that is at the provider, and not yet in the books of a closed day."""
    return Account(ids.derived_id("provider", provider), "cash", currency, "none", shard=shard_of(beside))


def bank_of(provider: str, currency: str, *, beside: UUID) -> Account:
    """What the provider's reports have confirmed that it holds for the operator."""
    return Account(ids.derived_id("bank", provider), "cash", currency, "none", shard=shard_of(beside))


def costs_of(provider: str, currency: str, *, beside: UUID) -> Account:
    """What the provider has kept for itself."""
    return Account(ids.derived_id("costs", provider), "fees", currency, "none", shard=shard_of(beside))


def named(key: str) -> tuple[UUID, UUID]:
    """Person and id of an order by its key. Raises ValueError for what is no key."""
    return UUID(hex=key[:32]), UUID(hex=key[32:])
