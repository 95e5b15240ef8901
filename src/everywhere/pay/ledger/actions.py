"""The only doors through which money moves: open an account, post transfers, close an account, ask, check."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.ledger import rules, store
from everywhere.pay.ledger.audit import actions as audit
from everywhere.pay.ledger.crossing import actions as crossing
from everywhere.pay.ledger.types import (
    SEQ_MAX,
    Account,
    Balance,
    Code,
    LayoutDiffers,
    Mark,
    Movement,
    Purpose,
    Shard,
    Transfer,
    Which,
    layout,
    shard_of,
)


async def adopt_layout(tx: Tx, wanted: int | None) -> None:
    """Let this process know into how many shards the ledger is split; a new ledger into `wanted`, or one.

    Call it before anything else here. Raises LayoutDiffers: where money is follows from the number, so it stays.
    """
    shards = await store.lay_out(tx, wanted or 1)
    if wanted not in (None, shards):
        raise LayoutDiffers(f"this ledger was laid out in {shards} shards, which cannot become {wanted}")
    layout.shards = shards


async def open_accounts(tx: Tx, *accounts: Account, now: datetime) -> None:
    """Open those that are not there yet; an account that is there stays as it is."""
    await store.open_accounts(tx, accounts, now=now)


async def post(tx: Tx, transfers: Sequence[Transfer], *, now: datetime) -> None:
    """Post linked transfers of one shard in the caller's transaction: all of them, or a refusal and none. A repeat changes nothing.

    What goes to another shard has left when this returns, and arrives soon after the commit. Their accounts stay locked
    until the transaction ends: make it the last thing that a transaction does, and do it in one call.
    Raises InsufficientFunds, IdempotencyMismatch (an id was used for another transfer), TransferRefused.
    """
    if transfers:
        (codes,) = await post_units(tx, [transfers], now=now)
        rules.must_be_done(codes)


async def post_units(tx: Tx, units: Sequence[Sequence[Transfer]], *, now: datetime) -> list[list[Code]]:
    """Post units of linked transfers of one shard, in order; each unit stands or falls alone, with a code for each transfer."""
    if not units:
        return []
    transfers = [each for unit in units for each in unit]
    shard = rules.shard_of_all(transfers)
    leaving = [each for each in transfers if each.crossing is not None]
    await crossing.prepare(tx, leaving, now=now)
    codes = await store.post(tx, shard, units, now=now)
    if leaving:
        await crossing.send(tx, [each for each, code in zip(transfers, codes, strict=True) if each.crossing and code == "ok"])
    of_unit = iter(codes)
    return [[next(of_unit) for _ in unit] for unit in units]


def must_be_done(codes: Sequence[Code]) -> None:
    """Raise what `post` would raise for these codes of one unit."""
    rules.must_be_done(codes)


async def close_if_zero(tx: Tx, account: Account, *, now: datetime) -> bool:
    """End an account that holds nothing, for good; says whether it ended now."""
    return await store.close_if_zero(tx, account, now=now)


async def void_expired(tx: Tx, *, shard: Shard, now: datetime, limit: int = 500) -> int:
    """Give back what expired pendings of a shard still reserve; returns how many there were."""
    found = await store.expired(tx, shard, now=now, limit=limit)
    voids = [Transfer(rules.void_id(each.id), shard, "void", each.purpose, pending_id=each.id, ref=each.ref) for each in found]
    await post_units(tx, [[void] for void in voids], now=now)
    return len(found)


async def balance(tx: ReadTx, account: Account) -> Money:
    """What can be taken out of an account; nothing where it was never opened."""
    found = await store.balance(tx, account)
    return Money(0, account.currency) if found is None else found.available


async def has_opened(tx: ReadTx, account: Account) -> bool:
    """Whether an account was opened."""
    return await store.balance(tx, account) is not None


async def balances_of(tx: ReadTx, owner_id: UUID, purpose: Purpose) -> list[Balance]:
    """An owner's accounts of one purpose, in the order of their currencies."""
    return await store.balances_of(tx, shard_of(owner_id), owner_id, purpose)


async def balances_held_for(tx: ReadTx, person_id: UUID) -> list[Balance]:
    """The open escrow accounts in which this person's money waits."""
    return await store.balances_held_for(tx, shard_of(person_id), person_id)


async def statement(tx: ReadTx, account: Account, *, after: Mark | None, limit: int) -> list[tuple[Movement, int]]:
    """What moved an account's balance, newest first, each with the balance after it; from behind `after`.

    The first page reads the balance and then the movements: give it a snapshot.
    """
    if after is None:
        newest = await store.balance(tx, account)
        after = Mark(SEQ_MAX, 0 if newest is None else newest.posted_minor)
    found = await store.movements(tx, account.shard, account.id, before=after.seq, limit=limit)
    return rules.with_balances(found, newest_minor=after.balance_minor)


async def movements_of(tx: ReadTx, account: Account, which: Which, *, after: Mark | None, limit: int) -> list[Movement]:
    """Some of what moved an account's balance, newest first; from behind `after`, whose balance says nothing here."""
    before = SEQ_MAX if after is None else after.seq
    return await store.movements_of(tx, account.shard, account.id, which, before=before, limit=limit)


async def movement(tx: ReadTx, account: Account, transfer_id: UUID) -> Movement | None:
    """One transfer as this account sees it, if it is one of its own."""
    return await store.movement(tx, account.shard, account.id, transfer_id)


async def was_posted(tx: ReadTx, transfer: Transfer) -> bool:
    """Whether this very transfer was posted. Raises IdempotencyMismatch when another was under its id."""
    stored = await store.input_hash(tx, transfer)
    if stored is not None:
        rules.must_be_same(stored, transfer)
    return stored is not None


shard_of_all = rules.shard_of_all
arrival_of = crossing.arrival_of
check = audit.check
faults = audit.faults
