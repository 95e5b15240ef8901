"""Transits: money on its way in or out through a provider."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Event
from everywhere.pay.providers.outside.types import Kind, Order, ProviderName

Stage = Literal["intended", "waiting", "done", "failed"]
"""Written down; known to the provider, and under way; moved; not moved, and never will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transit:
    """One movement of money between a wallet and the world outside."""

    person_id: UUID
    id: UUID
    provider: ProviderName
    kind: Kind
    amount_minor: int
    currency: str
    stage: Stage = "intended"
    of_id: UUID | None = None
    group_id: UUID | None = None
    account: str = ""
    ref: str = ""
    report_ref: str = ""
    next_url: str = ""
    fee_minor: int | None = None
    reason: str = ""
    looks: int = 0
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    booked_on: date | None = None

    @property
    def amount(self) -> Money:
        """How much goes in or out, in its currency."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_over(self) -> bool:
        """Whether it is known what became of it."""
        return self.stage in ("done", "failed")

    @property
    def comes_in(self) -> bool:
        """Whether it brings money into the wallet."""
        return self.kind in ("charge", "reversal", "chargeback_return")

    def order(self, of_ref: str = "") -> Order:
        """What the provider is asked for."""
        return Order(
            person_id=self.person_id,
            id=self.id,
            kind=self.kind,
            amount=self.amount,
            group="" if self.group_id is None else self.group_id.hex,
            account=self.account,
            of_ref=of_ref,
            ref=self.ref,
            expires_at=self.expires_at,
        )


@dataclass(frozen=True, slots=True)
class OutsideAccount:
    """Where a person is paid at a provider."""

    person_id: UUID
    provider: ProviderName
    account: str
    is_ready: bool
    sends_released: bool


class TransitDue(Event, frozen=True):
    """A transit is to be carried on, for the `number`th time by itself, or since the provider called (-1)."""

    person_id: UUID
    id: UUID
    number: int
    at: datetime
    wait_s: float | None = None
    """How long until then when this was said (`jobs.wait_for`)."""


class MoneyReleased(Event, frozen=True):
    """Money of a deal has come into somebody's wallet, and may go out at once where they want that."""

    person_id: UUID
    group_id: UUID
    minor: int
    currency: str


class ProviderNotOffered(Refusal):
    """Nobody here works with that provider."""


class ProviderCannot(Refusal):
    """The provider does not do that, or not in that currency."""


class NoOutsideAccount(Refusal):
    """There is nowhere to pay the person out to, or the provider has not yet said yes to it."""


class NothingToUndo(Refusal):
    """What is to be given or taken back was never moved, or has been already; `left_minor` says how much is left."""


class TransitIsOver(Refusal):
    """It is known what became of it, and that does not change."""


class ProviderSilent(Refusal):
    """The provider could not be asked."""

    retry_after_s = 30


class ProviderDeclined(Refusal):
    """The provider refused; `reason` is its word."""
