# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""Complaints, by seller."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, rows, value, write
from everywhere.pay.complaints.types import Complaint, Side, Word

_COLUMNS = """
    seller_id, complaint_no, trade_no, app_id, buyer_id, reason, text, stage, due_at, refund_minor, opened_at, changed_at, ended_at, version"""
_WORD = "seller_id, complaint_no, id, side, kind, text, at"

INSERT = write(
    f"""
    INSERT INTO complaint ({_COLUMNS})
    VALUES (:seller_id, :complaint_no, :trade_no, :app_id, :buyer_id, :reason, :text, :stage, :due_at, :refund_minor, :opened_at, :changed_at,
            :ended_at, :version)
    ON CONFLICT (seller_id, trade_no) DO NOTHING"""
)

READ = row(Complaint, f"SELECT {_COLUMNS} FROM complaint WHERE seller_id = :seller_id AND complaint_no = :complaint_no")

OF_TRADE = row(Complaint, f"SELECT {_COLUMNS} FROM complaint WHERE seller_id = :seller_id AND trade_no = :trade_no")

LOCK = lock_row(
    Complaint, f"SELECT {_COLUMNS} FROM complaint WHERE seller_id = :seller_id AND complaint_no = :complaint_no FOR UPDATE"
)

SAVE = write(
    """
    UPDATE complaint
       SET stage = :stage, due_at = :due_at, refund_minor = :refund_minor, changed_at = :changed_at, ended_at = :ended_at, version = :version
     WHERE seller_id = :seller_id AND complaint_no = :complaint_no"""
)

OF_SELLER = rows(
    Complaint,
    f"""
    SELECT {_COLUMNS} FROM complaint
     WHERE seller_id = :seller_id AND (:app_id::text IS NULL OR app_id = :app_id)
       AND (:since::timestamptz IS NULL OR opened_at >= :since) AND (:until::timestamptz IS NULL OR opened_at < :until)
     ORDER BY opened_at DESC, complaint_no DESC LIMIT :limit""",
)

OF_BUYER = rows(Complaint, f"SELECT {_COLUMNS} FROM complaint WHERE buyer_id = :buyer_id ORDER BY opened_at DESC LIMIT :limit")

SCRUB = write("UPDATE complaint SET text = '' WHERE buyer_id = :person_id")

SCRUB_WORDS = write(
    """
    UPDATE complaint_word w SET text = ''
      FROM complaint c
     WHERE c.seller_id = w.seller_id AND c.complaint_no = w.complaint_no
       AND ((c.buyer_id = :person_id AND w.side = 'buyer') OR (c.seller_id = :person_id AND w.side = 'seller'))"""
)

FOR_OPERATORS = rows(
    Complaint,
    f"""
    SELECT {_COLUMNS} FROM complaint
     WHERE stage = 'operator' AND (:after_at::timestamptz IS NULL OR (opened_at, complaint_no) > (:after_at::timestamptz, :after_no::text))
     ORDER BY opened_at, complaint_no LIMIT :limit""",
)

DUE = rows(Complaint, f"SELECT {_COLUMNS} FROM complaint WHERE due_at <= :now ORDER BY due_at LIMIT :limit")

ADD_WORD = write(f"INSERT INTO complaint_word ({_WORD}) VALUES (:seller_id, :complaint_no, :id, :side, :kind, :text, :at)")

WORDS = rows(
    Word,
    f"SELECT {_WORD} FROM complaint_word WHERE seller_id = :seller_id AND complaint_no = :complaint_no ORDER BY id LIMIT :limit",
)

WORDS_OF_SOME = rows(
    Word,
    f"""
    SELECT {_WORD} FROM complaint_word
     WHERE seller_id = ANY(:seller_ids::uuid[]) AND complaint_no = ANY(:numbers::text[])
     ORDER BY id""",
)

COUNT_WORDS = value(
    int, "SELECT count(*) FROM complaint_word WHERE seller_id = :seller_id AND complaint_no = :complaint_no AND side = :side"
)


async def insert(tx: Tx, complaint: Complaint) -> bool:
    """Write a new complaint; False where there is one of the trade."""
    return await INSERT(tx, **{name: getattr(complaint, name) for name in INSERT.statement.names}) == 1


async def read(tx: ReadTx, seller_id: UUID, complaint_no: str) -> Complaint | None:
    """A complaint by number."""
    return await READ(tx, seller_id=seller_id, complaint_no=complaint_no)


async def of_trade(tx: ReadTx, seller_id: UUID, trade_no: str) -> Complaint | None:
    """The complaint of a trade."""
    return await OF_TRADE(tx, seller_id=seller_id, trade_no=trade_no)


async def lock(tx: Tx, seller_id: UUID, complaint_no: str) -> Complaint | None:
    """A complaint, for this transaction alone."""
    return await LOCK(tx, seller_id=seller_id, complaint_no=complaint_no)


async def save(tx: Tx, complaint: Complaint) -> None:
    """Write the next version of a complaint whose lock is held."""
    await SAVE(tx, **{name: getattr(complaint, name) for name in SAVE.statement.names})


async def of_seller(
    tx: ReadTx, seller_id: UUID, *, app_id: str | None, since: datetime | None, until: datetime | None, limit: int
) -> list[Complaint]:
    """What a seller's buyers complain of, the newest first; of one app's trades only, where one is given."""
    return await OF_SELLER(tx, seller_id=seller_id, app_id=app_id, since=since, until=until, limit=limit)


async def of_buyer(tx: ReadTx, buyer_id: UUID, *, limit: int) -> list[Complaint]:
    """What a person complained of, the newest first."""
    return await OF_BUYER(tx, buyer_id=buyer_id, limit=limit)


async def scrub(tx: Tx, person_id: UUID) -> None:
    """Take out what an erased person said, as a buyer and as a seller."""
    await SCRUB_WORDS(tx, person_id=person_id)
    await SCRUB(tx, person_id=person_id)


async def for_operators(tx: ReadTx, *, after: tuple[datetime, str] | None, limit: int) -> list[Complaint]:
    """What waits for an operator, the oldest first."""
    at, number = after or (None, None)
    return await FOR_OPERATORS(tx, after_at=at, after_no=number, limit=limit)


async def due(tx: ReadTx, *, now: datetime, limit: int) -> list[Complaint]:
    """Some whose turn was let pass."""
    return await DUE(tx, now=now, limit=limit)


async def add_word(tx: Tx, word: Word) -> None:
    """Write what somebody said."""
    await ADD_WORD(tx, **{name: getattr(word, name) for name in ADD_WORD.statement.names})


async def words(tx: ReadTx, seller_id: UUID, complaint_no: str, *, limit: int) -> list[Word]:
    """What was said, oldest first."""
    return await WORDS(tx, seller_id=seller_id, complaint_no=complaint_no, limit=limit)


async def words_of_some(tx: ReadTx, numbers: Sequence[tuple[UUID, str]]) -> list[Word]:
    """What was said in complaints by seller and number, oldest first."""
    sellers = sorted({seller_id for seller_id, _ in numbers})
    return await WORDS_OF_SOME(tx, seller_ids=sellers, numbers=[number for _, number in numbers])


async def count_words(tx: ReadTx, seller_id: UUID, complaint_no: str, side: Side) -> int:
    """How much one side has said."""
    return await COUNT_WORDS(tx, seller_id=seller_id, complaint_no=complaint_no, side=side) or 0
