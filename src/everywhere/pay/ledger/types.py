"""Nouns of the ledger: accounts, transfers between two of them, and what became of a transfer."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal, NamedTuple, NewType
from uuid import UUID

from msgspec import Meta

from everywhere.kernel import ids
from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import MINOR_MAX, Money

Shard = NewType("Shard", int)
AccountId = NewType("AccountId", UUID)
TransferId = NewType("TransferId", UUID)

Purpose = Literal["wallet", "escrow", "fees", "cash", "clearing", "unclaimed"]
"""What an account is for: a person's balance, a deal's held money, what a community or the operator earns, money in the
bank or at a provider, money on its way between two shards, money that neither its payee nor its payer could take."""
Bound = Literal["liability", "asset", "none"]
"""A liability is owed to its owner and never below zero; an asset is ours and never below zero; `none` goes either way."""
Kind = Literal["posted", "pending", "post", "void"]
"""Moves at once; reserves; moves what is reserved, or part of it; gives it back."""
Code = Literal[
    "ok",
    "exists",
    "exists_different",
    "insufficient_funds",
    "account_missing",
    "account_closed",
    "currency_differs",
    "pending_missing",
    "pending_resolved",
    "pending_expired",
    "pending_exceeded",
    "chain_failed",
    "chain_differs",
]
"""What became of a transfer. `exists`: the very same was posted before. `chain_failed`: another of its chain was refused."""
DONE: tuple[Code, ...] = ("ok", "exists")

SEQ_MAX = 2**63 - 1
SHARDS_MAX = 1_024
OPERATOR_ID = ids.derived_id("operator")
"""Who owns the accounts of the installation itself."""


@dataclass(slots=True)
class Layout:
    """Into how many shards the ledger of this process is split: all money of an owner is in one of them."""

    shards: int = 1


layout = Layout()
"""Set once, when the process has met its database (`actions.adopt_layout`)."""


def shard_of(owner_id: UUID) -> Shard:
    """The part of the ledger in which an owner's accounts are."""
    return Shard(owner_id.int % layout.shards)


_BY_OWNER = Shard(-1)


@dataclass(frozen=True, slots=True)
class Account:
    """Which account: everything about it that never changes, known without looking it up."""

    owner_id: UUID
    purpose: Purpose
    currency: str
    bound: Bound
    held_for: UUID | None = None
    """Of an escrow account: whose money waits in it."""
    shard: Shard = _BY_OWNER
    """The part of the ledger that it is in: its owner's, unless it has to be beside somebody else's money."""
    id: AccountId = field(init=False)
    """Derived: one owner has one account of a purpose and currency in a shard."""

    def __post_init__(self) -> None:
        account_id = AccountId(ids.derived_id("account", self.owner_id, self.purpose, self.currency))
        object.__setattr__(self, "id", account_id)
        if self.shard == _BY_OWNER:
            object.__setattr__(self, "shard", shard_of(self.owner_id))


class InsufficientFunds(Refusal):
    """The account has less than is to be taken from it."""


class TransferRefused(Refusal):
    """The ledger does not post this; `code` in the facts says why."""


class LayoutDiffers(Exception):
    """The ledger was laid out in another number of shards than is asked for, and holds accounts."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account holds, seen from its owner: credits less debits."""

    owner_id: UUID
    purpose: Purpose
    currency: str
    available_minor: int
    """What can be taken out now."""
    reserved_minor: int
    """What pendings hold back."""

    @property
    def available(self) -> Money:
        """What can be taken out now, with its currency."""
        return Money(self.available_minor, self.currency)

    @property
    def posted_minor(self) -> int:
        """What is in it, whether reserved or not."""
        return self.available_minor + self.reserved_minor


@dataclass(frozen=True, slots=True)
class Movement:
    """A transfer as one of its two accounts sees it."""

    id: TransferId
    seq: int
    purpose: str
    signed_minor: int
    """Positive: came in."""
    currency: str
    other_purpose: Purpose
    other_owner_id: UUID
    ref: UUID | None
    input_hash: bytes
    at: datetime


Which = Literal["in", "out", "held"]
"""Some of what moves an account: what came in, what went out, or what went to and came from escrow."""


class Mark(NamedTuple):
    """A place in an account's history: behind the movement with this seq, before which the balance was this."""

    seq: Annotated[int, Meta(ge=1, le=SEQ_MAX)]
    balance_minor: Annotated[int, Meta(ge=-SEQ_MAX, le=SEQ_MAX)]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The two sides of money that goes from one shard into another."""

    payer: Account
    payee: Account


@dataclass(frozen=True, slots=True)
class Transfer:
    """One movement of money, or a step of it. The same id with the same fields is the same transfer, for ever."""

    id: TransferId
    shard: Shard
    kind: Kind
    purpose: str
    debit_id: AccountId | None = None
    credit_id: AccountId | None = None
    amount: Money | None = None
    pending_id: TransferId | None = None
    expires_at: datetime | None = None
    ref: UUID | None = None
    """What it is about: a deal, for instance."""
    request: str = ""
    """More of the request behind it that a repeat must equal."""
    crossing: Crossing | None = None
    """Of the first leg of money that goes into another shard."""

    input_hash: bytes = field(init=False)
    """What tells a repeat from another transfer under the same id."""

    def __post_init__(self) -> None:
        uuids = [each and each.int for each in (self.debit_id, self.credit_id, self.pending_id, self.ref)]
        if self.crossing is not None:
            uuids.append(self.crossing.payee.id.int)
        expiry = self.expires_at and self.expires_at.timestamp()
        # What people write comes last: nothing that it says can be taken for another field.
        said = f"{self.kind}|{self.purpose}|{self.amount and self.amount.minor}|{self.amount and self.amount.currency}|{uuids}|{expiry}|{self.request}"
        object.__setattr__(self, "input_hash", hashlib.blake2b(said.encode(), digest_size=16).digest())


def posted(
    transfer_id: UUID, debit: Account, credit: Account, amount: Money, *, purpose: str, ref: UUID | None = None, request: str = ""
) -> Transfer:
    """Money that moves at once from `debit` to `credit`; between shards its second leg follows (`pay.ledger.crossing`)."""
    _must_differ(debit, credit)
    if debit.shard != credit.shard and credit.bound == "asset":
        # So nothing but an account that ended can keep money from arriving.
        raise ValueError("what covers money is in the shard of that money")
    into, crossing = (credit, None) if debit.shard == credit.shard else (clearing_of(debit, credit), Crossing(debit, credit))
    return Transfer(
        TransferId(transfer_id),
        debit.shard,
        "posted",
        purpose,
        debit.id,
        into.id,
        _sound(amount),
        ref=ref,
        request=request,
        crossing=crossing,
    )


def clearing_of(here: Account, there: Account) -> Account:
    """The account in the shard of `here` for money that is on its way to or from the shard of `there`."""
    owner_id = ids.derived_id("clearing", here.shard, there.shard)
    return Account(owner_id, "clearing", here.currency, "none", shard=here.shard)


def pending(
    transfer_id: UUID,
    debit: Account,
    credit: Account,
    amount: Money,
    *,
    purpose: str,
    ref: UUID | None = None,
    expires_at: datetime | None = None,
) -> Transfer:
    """Money that is reserved in `debit` for `credit` of the same shard, until it is posted or given back."""
    _must_differ(debit, credit)
    if debit.shard != credit.shard:
        raise ValueError("money is reserved within a shard: hold it in an account there, then post it across")
    return Transfer(
        TransferId(transfer_id),
        debit.shard,
        "pending",
        purpose,
        debit.id,
        credit.id,
        _sound(amount),
        expires_at=expires_at,
        ref=ref,
    )


def post(transfer_id: UUID, of: Transfer, amount: Money | None = None) -> Transfer:
    """Move what `of` reserved, or `amount` of it; the rest is given back."""
    part = None if amount is None else _sound(amount)
    return Transfer(TransferId(transfer_id), of.shard, "post", of.purpose, amount=part, pending_id=of.id, ref=of.ref)


def void(transfer_id: UUID, of: Transfer) -> Transfer:
    """Give back what `of` reserved."""
    return Transfer(TransferId(transfer_id), of.shard, "void", of.purpose, pending_id=of.id, ref=of.ref)


def _must_differ(debit: Account, credit: Account) -> None:
    if (debit.shard, debit.id) == (credit.shard, credit.id):
        raise ValueError("a transfer is between two accounts")


def _sound(amount: Money) -> Money:
    if not 0 < amount.minor <= MINOR_MAX:
        raise ValueError(f"{amount.minor} is no amount of a transfer")
    return amount
