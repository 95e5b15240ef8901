"""The ledger's tables; the locks are inside `ledger_post_batch` (schema), which takes accounts in the order of their ids."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, value, write, write_value
from everywhere.pay.ledger.types import Account, AccountId, Balance, Code, Movement, Shard, Transfer, TransferId, Which

POST = write_value(
    list,
    """
    SELECT ledger_post_batch(
        :shard::smallint, :now::timestamptz, :ids::uuid[], :units::integer[], :kinds::text[], :debits::uuid[], :credits::uuid[],
        :amounts::bigint[], :currencies::text[], :pendings::uuid[], :expiries::timestamptz[], :purposes::text[], :refs::uuid[],
        :chains::uuid[], :hashes::bytea[])""",
)

OPEN = write(
    """
    INSERT INTO ledger_account (shard, id, owner_id, purpose, currency, bound, held_for, opened_at)
    SELECT :shard::smallint, t.id, t.owner_id, t.purpose, t.currency, t.bound, t.held_for, :now
      FROM unnest(:ids::uuid[], :owner_ids::uuid[], :purposes::text[], :currencies::text[], :bounds::text[], :held_fors::uuid[])
        AS t (id, owner_id, purpose, currency, bound, held_for)
     WHERE NOT EXISTS (SELECT FROM ledger_account a WHERE a.shard = :shard AND a.id = t.id)
     ORDER BY t.id
    ON CONFLICT DO NOTHING"""
)

CLOSE_IF_ZERO = write(
    """
    UPDATE ledger_account SET closed_at = :now, version = version + 1
     WHERE shard = :shard AND id = :id AND closed_at IS NULL
       AND debits_posted = credits_posted AND debits_pending = 0 AND credits_pending = 0"""
)

_BALANCE = """
    SELECT owner_id, purpose, currency, credits_posted - debits_posted - debits_pending AS available_minor,
           debits_pending AS reserved_minor
      FROM ledger_account"""

BALANCE = row(Balance, _BALANCE + " WHERE shard = :shard AND id = :id")

BALANCES_OF = rows(Balance, _BALANCE + " WHERE shard = :shard AND owner_id = :owner_id AND purpose = :purpose ORDER BY currency")

BALANCES_HELD_FOR = rows(
    Balance, _BALANCE + " WHERE shard = :shard AND held_for = :person_id AND closed_at IS NULL ORDER BY owner_id"
)

INPUT_HASH = value(bytes, "SELECT input_hash FROM ledger_transfer WHERE shard = :shard AND id = :id")

# Whoever is at the other end of a crossing is shown instead of the clearing account before it.
_SIDE = """
    SELECT t.id, t.seq, t.purpose, {sign} t.amount_minor AS signed_minor, t.currency,
           coalesce(x.far_purpose, other.purpose) AS other_purpose, coalesce(x.far_owner_id, other.owner_id) AS other_owner_id,
           t.ref, t.input_hash, t.at
      FROM ledger_transfer t JOIN ledger_account other ON other.shard = t.shard AND other.id = t.{other}_id
      LEFT JOIN ledger_crossing x ON x.shard = t.shard AND x.transfer_id = t.id
     WHERE t.shard = :shard AND t.{own}_id = :account_id"""
_OUT = _SIDE.format(sign="-", own="debit", other="credit")
_IN = _SIDE.format(sign="", own="credit", other="debit")
# Each side is cut before the two are merged, so a long history costs no more than a page.
_BEFORE = " AND t.seq < :before AND t.kind IN ('posted', 'post') ORDER BY t.seq DESC LIMIT :limit"

MOVEMENTS = rows(Movement, f"({_OUT}{_BEFORE}) UNION ALL ({_IN}{_BEFORE}) ORDER BY seq DESC LIMIT :limit")

_WITH_ESCROW = " AND coalesce(x.far_purpose, other.purpose) = 'escrow'"
MOVEMENTS_IN = rows(Movement, f"{_IN}{_BEFORE}")
MOVEMENTS_OUT = rows(Movement, f"{_OUT}{_BEFORE}")
MOVEMENTS_HELD = rows(
    Movement, f"({_OUT}{_WITH_ESCROW}{_BEFORE}) UNION ALL ({_IN}{_WITH_ESCROW}{_BEFORE}) ORDER BY seq DESC LIMIT :limit"
)
_MOVEMENTS_OF = {"in": MOVEMENTS_IN, "out": MOVEMENTS_OUT, "held": MOVEMENTS_HELD}

MOVEMENT = row(Movement, f"{_OUT} AND t.id = :id UNION ALL {_IN} AND t.id = :id")


@dataclass(frozen=True, slots=True)
class Expired:
    id: TransferId
    purpose: str
    ref: UUID | None


EXPIRED = rows(
    Expired,
    """
    SELECT id, purpose, ref FROM ledger_transfer p
     WHERE shard = :shard AND expires_at <= :now
       AND NOT EXISTS (SELECT FROM ledger_transfer r WHERE r.shard = p.shard AND r.pending_id = p.id)
     ORDER BY expires_at LIMIT :limit""",
)


async def post(tx: Tx, shard: Shard, units: Sequence[Sequence[Transfer]], *, now: datetime) -> list[Code]:
    """Post units of linked transfers, all in one shard, in one call; a code for each transfer in their order."""
    batch = [each for unit in units for each in unit]
    codes = await POST(
        tx,
        shard=shard,
        now=now,
        units=[number for number, unit in enumerate(units) for _ in unit],
        chains=_column(unit[0].id if len(unit) > 1 else None for unit in units for _ in unit),
        ids=[each.id for each in batch],
        kinds=[each.kind for each in batch],
        debits=[each.debit_id for each in batch],
        credits=[each.credit_id for each in batch],
        amounts=[each.amount and each.amount.minor for each in batch],
        currencies=[each.amount and each.amount.currency for each in batch],
        pendings=_column(each.pending_id for each in batch),
        expiries=_column(each.expires_at for each in batch),
        purposes=[each.purpose for each in batch],
        refs=_column(each.ref for each in batch),
        hashes=[each.input_hash for each in batch],
    )
    return cast("list[Code]", codes)


def _column(values: Iterable[object]) -> list[object] | None:
    # Most batches have nothing in most of these; NULL is unnested to as many, and costs nothing to send.
    column = list(values)
    return column if any(column) else None


async def open_accounts(tx: Tx, accounts: Iterable[Account], *, now: datetime) -> None:
    """Open those that are not there yet, shard by shard and in the order of their ids."""
    by_shard: defaultdict[Shard, dict[AccountId, Account]] = defaultdict(dict)
    for account in accounts:
        by_shard[account.shard][account.id] = account
    for shard, here in sorted(by_shard.items()):
        await OPEN(
            tx,
            shard=shard,
            now=now,
            ids=list(here),
            owner_ids=[account.owner_id for account in here.values()],
            purposes=[account.purpose for account in here.values()],
            currencies=[account.currency for account in here.values()],
            bounds=[account.bound for account in here.values()],
            held_fors=[account.held_for for account in here.values()],
        )


async def close_if_zero(tx: Tx, account: Account, *, now: datetime) -> bool:
    """Close an account if nothing is in it; says whether it did."""
    return await CLOSE_IF_ZERO(tx, shard=account.shard, id=account.id, now=now) == 1


async def balance(tx: ReadTx, account: Account) -> Balance | None:
    """What is in an account, if it was opened."""
    return await BALANCE(tx, shard=account.shard, id=account.id)


async def balances_of(tx: ReadTx, shard: Shard, owner_id: UUID, purpose: str) -> list[Balance]:
    """An owner's accounts of one purpose, in every currency."""
    return await BALANCES_OF(tx, shard=shard, owner_id=owner_id, purpose=purpose)


async def balances_held_for(tx: ReadTx, shard: Shard, person_id: UUID) -> list[Balance]:
    """The open escrow accounts in which this person's money waits."""
    return await BALANCES_HELD_FOR(tx, shard=shard, person_id=person_id)


async def input_hash(tx: ReadTx, transfer: Transfer) -> bytes | None:
    """The hash of the transfer that was posted under this id, if one was."""
    return await INPUT_HASH(tx, shard=transfer.shard, id=transfer.id)


async def movements(tx: ReadTx, shard: Shard, account_id: AccountId, *, before: int, limit: int) -> list[Movement]:
    """What moved an account's posted balance, newest first, from behind seq `before`."""
    return await MOVEMENTS(tx, shard=shard, account_id=account_id, before=before, limit=limit)


async def movements_of(tx: ReadTx, shard: Shard, account_id: AccountId, which: Which, *, before: int, limit: int) -> list[Movement]:
    """Some of what moved an account's posted balance, newest first, from behind seq `before`."""
    return await _MOVEMENTS_OF[which](tx, shard=shard, account_id=account_id, before=before, limit=limit)


async def movement(tx: ReadTx, shard: Shard, account_id: AccountId, transfer_id: UUID) -> Movement | None:
    """One transfer as this account sees it."""
    return await MOVEMENT(tx, shard=shard, account_id=account_id, id=transfer_id)


async def expired(tx: ReadTx, shard: Shard, *, now: datetime, limit: int) -> list[Expired]:
    """Pendings past their time that nothing has resolved."""
    return await EXPIRED(tx, shard=shard, now=now, limit=limit)


# The first to meet an empty ledger lays it out; what is there stays.
LAY_OUT = write("INSERT INTO ledger_layout (shards) VALUES (:shards) ON CONFLICT DO NOTHING")

SHARDS = value(int, "SELECT shards FROM ledger_layout")


async def lay_out(tx: Tx, shards: int) -> int:
    """Lay out a ledger that is not laid out yet; answers in how many shards it is."""
    await LAY_OUT(tx, shards=shards)
    return await SHARDS(tx) or shards
