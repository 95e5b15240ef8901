# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""Trades, by the numbers of both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, rows, write
from everywhere.pay.trades.types import Key, SoldWanted, Trade


@dataclass(frozen=True, slots=True)
class Held:
    seller_id: UUID
    trade_no: str
    buyer_id: UUID
    currency: str
    held_minor: int


_FIXED = "seller_id, trade_no, app_id, out_trade_no, amount_minor, currency, digest, terms, created_at, expires_at"
_MOVING = """
    stage, buyer_id, held_minor, holding, refunded_minor, shared_minor, paid_at, ended_at, settles_at, finishes_at, version"""
_COLUMNS = f"{_FIXED}, {_MOVING}"

INSERT = write(
    f"""
    INSERT INTO trade ({_FIXED}, stage, buyer_id)
    VALUES (:seller_id, :trade_no, :app_id, :out_trade_no, :amount_minor, :currency, :digest, :terms, :created_at, :expires_at, :stage,
            :buyer_id)
    ON CONFLICT (seller_id, app_id, out_trade_no) DO NOTHING"""
)

READ = row(Trade, f"SELECT {_COLUMNS} FROM trade WHERE seller_id = :seller_id AND trade_no = :trade_no")

READ_BY_KEY = row(
    Trade, f"SELECT {_COLUMNS} FROM trade WHERE seller_id = :seller_id AND app_id = :app_id AND out_trade_no = :out_trade_no"
)

LOCK = lock_row(Trade, f"SELECT {_COLUMNS} FROM trade WHERE seller_id = :seller_id AND trade_no = :trade_no FOR UPDATE")

READ_SOME = rows(
    Trade,
    f"SELECT {_COLUMNS} FROM trade WHERE seller_id = ANY(:seller_ids::uuid[]) AND trade_no = ANY(:trade_nos::text[])",
)

SAVE = write(
    """
    UPDATE trade t
       SET stage = s.stage, buyer_id = s.buyer_id, held_minor = s.held_minor, holding = s.holding,
           refunded_minor = s.refunded_minor, shared_minor = s.shared_minor, paid_at = s.paid_at, ended_at = s.ended_at,
           settles_at = s.settles_at, finishes_at = s.finishes_at, version = s.version
      FROM unnest(:seller_ids::uuid[], :trade_nos::text[], :stages::text[], :buyer_ids::uuid[], :held_minors::bigint[], :holdings::text[],
                  :refunded_minors::bigint[], :shared_minors::bigint[], :paid_ats::timestamptz[], :ended_ats::timestamptz[],
                  :settles_ats::timestamptz[], :finishes_ats::timestamptz[], :versions::integer[])
           AS s (seller_id, trade_no, stage, buyer_id, held_minor, holding, refunded_minor, shared_minor, paid_at, ended_at, settles_at,
                 finishes_at, version)
     WHERE t.seller_id = s.seller_id AND t.trade_no = s.trade_no AND (t.version = s.version - 1 OR NOT :unchanged::boolean)"""
)

# What a sweep finds is looked at again under its lock.
_DUE = f"SELECT {_COLUMNS} FROM trade WHERE"

EXPIRED = rows(Trade, f"{_DUE} stage = 'waiting' AND expires_at <= :now ORDER BY expires_at LIMIT :limit")

SETTLING = rows(Trade, f"{_DUE} holding IN ('held', 'frozen') AND settles_at <= :now ORDER BY settles_at LIMIT :limit")

FINISHING = rows(
    Trade, f"{_DUE} stage = 'paid' AND holding IN ('none', 'released') AND finishes_at <= :now ORDER BY finishes_at LIMIT :limit"
)

PAID_BETWEEN = rows(
    Trade,
    f"""
    SELECT {_COLUMNS} FROM trade
     WHERE seller_id = :seller_id AND paid_at >= :since AND paid_at < :until ORDER BY paid_at, trade_no LIMIT :limit""",
)


# Newest first along the index by when it was paid; whoever looks for words names a span of days, or waits.
SOLD = rows(
    Trade,
    f"""
    SELECT {_COLUMNS} FROM trade
     WHERE seller_id = :seller_id AND paid_at >= :since AND paid_at < :until AND (paid_at, trade_no) < (:before_at, :before_no)
       AND CASE :state WHEN 'paid' THEN refunded_minor = 0 WHEN 'refunded' THEN refunded_minor > 0
                       WHEN 'held' THEN holding IN ('held', 'frozen') ELSE true END
       AND (:words::text = '' OR strpos(lower(terms ->> 'subject'), lower(:words)) > 0 OR :words IN (trade_no, out_trade_no))
     ORDER BY paid_at DESC, trade_no DESC LIMIT :limit""",
)

# The doctor asks, and may take its time.
HELD = rows(
    Held,
    """
    SELECT seller_id, trade_no, buyer_id, currency, held_minor FROM trade
     WHERE buyer_id IS NOT NULL AND paid_at IS NOT NULL AND holding <> 'none'""",
)


async def sold(tx: ReadTx, seller_id: UUID, wanted: SoldWanted, *, before: tuple[datetime, str], limit: int) -> list[Trade]:
    """What a seller was paid, from before one of it, newest first."""
    return await SOLD(
        tx,
        seller_id=seller_id,
        since=wanted.since,
        until=wanted.until,
        state=wanted.state or "",
        words=wanted.words,
        before_at=before[0],
        before_no=before[1],
        limit=limit,
    )


async def insert(tx: Tx, trade: Trade) -> bool:
    """Write a new trade, unless its number is taken; says whether it did. Waits for another who writes it now."""
    return await INSERT(tx, **{name: getattr(trade, name) for name in INSERT.statement.names}) == 1


async def read(tx: ReadTx, seller_id: UUID, trade_no: str) -> Trade | None:
    """A seller's trade by its number."""
    return await READ(tx, seller_id=seller_id, trade_no=trade_no)


async def read_by_key(tx: ReadTx, key: Key) -> Trade | None:
    """A trade by the number that its app gave it."""
    return await READ_BY_KEY(tx, seller_id=key.seller_id, app_id=key.app_id, out_trade_no=key.out_trade_no)


async def lock(tx: Tx, seller_id: UUID, trade_no: str) -> Trade | None:
    """A seller's trade, for this transaction alone; what its buyer spends is locked before it, ledger accounts after it."""
    return await LOCK(tx, seller_id=seller_id, trade_no=trade_no)


async def read_some(tx: ReadTx, seller_ids: Sequence[UUID], trade_nos: Sequence[str]) -> list[Trade]:
    """Trades of some sellers by their numbers."""
    return await READ_SOME(tx, seller_ids=list(seller_ids), trade_nos=list(trade_nos))


async def save(tx: Tx, trades: Sequence[Trade], *, unchanged: bool = False) -> bool:
    """Write what can change of trades; says whether all were there and, if asked to, the version before."""
    count = await SAVE(
        tx,
        unchanged=unchanged,
        seller_ids=[each.seller_id for each in trades],
        trade_nos=[each.trade_no for each in trades],
        stages=[each.stage for each in trades],
        buyer_ids=[each.buyer_id for each in trades],
        held_minors=[each.held_minor for each in trades],
        holdings=[each.holding for each in trades],
        refunded_minors=[each.refunded_minor for each in trades],
        shared_minors=[each.shared_minor for each in trades],
        paid_ats=[each.paid_at for each in trades],
        ended_ats=[each.ended_at for each in trades],
        settles_ats=[each.settles_at for each in trades],
        finishes_ats=[each.finishes_at for each in trades],
        versions=[each.version for each in trades],
    )
    return count == len(trades)


async def expired(tx: ReadTx, *, now: datetime, limit: int) -> list[Trade]:
    """Trades that nobody paid in time."""
    return await EXPIRED(tx, now=now, limit=limit)


async def settling(tx: ReadTx, *, now: datetime, limit: int) -> list[Trade]:
    """Trades whose money is to be released by itself."""
    return await SETTLING(tx, now=now, limit=limit)


async def finishing(tx: ReadTx, *, now: datetime, limit: int) -> list[Trade]:
    """Trades that are past refunding."""
    return await FINISHING(tx, now=now, limit=limit)


async def paid_between(tx: ReadTx, seller_id: UUID, since: datetime, until: datetime, *, limit: int) -> list[Trade]:
    """What a seller was paid in a span of time, oldest first."""
    return await PAID_BETWEEN(tx, seller_id=seller_id, since=since, until=until, limit=limit)


async def held(tx: ReadTx) -> list[Held]:
    """What every escrowed trade says that it holds."""
    return await HELD(tx)
