# ruff: noqa: S608 - what is put into a query is a part of this file
"""Codes that were used, and codes that sellers show."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, value, write, write_rows
from everywhere.pay.codes.types import ReceiveCode, ShownCode, Spent

SPEND = write_rows(
    Spent,
    """
    INSERT INTO spent_code (code, used_for, at)
    SELECT t.code, t.used_for, :now FROM unnest(:codes::text[], :used_for::uuid[]) AS t (code, used_for) ORDER BY t.code
    ON CONFLICT (code) DO NOTHING
    RETURNING code, used_for""",
)

SPENT = rows(Spent, "SELECT code, used_for FROM spent_code WHERE code = ANY(:codes::text[])")

FORGET_SPENT = write("DELETE FROM spent_code WHERE at < :before")

_SHOWN = "code, kind, seller_id, app_id, out_no, label, created_at, ended_at"

SHOW = write(
    f"""
    INSERT INTO shown_code ({_SHOWN}) VALUES (:code, :kind, :seller_id, :app_id, :out_no, :label, :created_at, :ended_at)
    ON CONFLICT (code) DO NOTHING"""
)

SHOWN = row(ShownCode, f"SELECT {_SHOWN} FROM shown_code WHERE code = :code")

SHOPS_OF = rows(
    ShownCode,
    f"""
    SELECT {_SHOWN} FROM shown_code
     WHERE seller_id = :seller_id AND kind = 'shop' AND ended_at IS NULL ORDER BY created_at LIMIT :limit""",
)

COUNT_SHOPS = value(int, "SELECT count(*) FROM shown_code WHERE seller_id = :seller_id AND kind = 'shop' AND ended_at IS NULL")

RECEIVE_OF = value(str, "SELECT code FROM receive_code WHERE person_id = :person_id")

RECEIVER = value(UUID, "SELECT person_id FROM receive_code WHERE code = :code")

CLAIM_RECEIVE = write("INSERT INTO receive_code (code, person_id) VALUES (:code, :person_id) ON CONFLICT (person_id) DO NOTHING")

DROP_RECEIVE = write("DELETE FROM receive_code WHERE person_id = :person_id")

END = write(
    "UPDATE shown_code SET ended_at = :now WHERE code = :code AND seller_id = :seller_id AND kind = 'shop' AND ended_at IS NULL"
)


async def spend(tx: Tx, uses: Mapping[str, UUID], *, now: datetime) -> dict[str, UUID]:
    """Note what each code is used for, unless it was used before; answers what each is used for."""
    won = await SPEND(tx, codes=list(uses), used_for=list(uses.values()), now=now)
    lost = list(uses.keys() - {each.code for each in won})
    before = await SPENT(tx, codes=lost) if lost else []
    return {each.code: each.used_for for each in [*won, *before]}


async def spent(tx: ReadTx, codes: Sequence[str]) -> set[str]:
    """Those of the codes that were used."""
    return {each.code for each in await SPENT(tx, codes=list(codes))}


async def forget_spent(tx: Tx, *, before: datetime) -> int:
    """Drop codes that nobody can show any more; returns how many."""
    return await FORGET_SPENT(tx, before=before)


async def show(tx: Tx, code: ShownCode) -> None:
    """Write a seller's code, once."""
    await SHOW(tx, **{name: getattr(code, name) for name in SHOW.statement.names})


async def shown(tx: ReadTx, code: str) -> ShownCode | None:
    """What a code stands for."""
    return await SHOWN(tx, code=code)


async def shops_of(tx: ReadTx, seller_id: UUID, *, limit: int) -> list[ShownCode]:
    """The codes of a seller's shop, oldest first."""
    return await SHOPS_OF(tx, seller_id=seller_id, limit=limit)


async def count_shops(tx: ReadTx, seller_id: UUID) -> int:
    """How many codes a seller's shop has."""
    return await COUNT_SHOPS(tx, seller_id=seller_id) or 0


async def end(tx: Tx, seller_id: UUID, code: str, *, now: datetime) -> bool:
    """Let a shop's code stand for nothing any more; says whether it did."""
    return await END(tx, code=code, seller_id=seller_id, now=now) == 1


async def receive_of(tx: ReadTx, person_id: UUID) -> str | None:
    """A person's receive code, if they have one."""
    return await RECEIVE_OF(tx, person_id=person_id)


async def receiver(tx: ReadTx, code: str) -> UUID | None:
    """Whose receive code this is."""
    return await RECEIVER(tx, code=code)


async def claim_receive(tx: Tx, code: ReceiveCode) -> None:
    """Give a receive code to somebody who has none."""
    await CLAIM_RECEIVE(tx, code=code.code, person_id=code.person_id)


async def drop_receive(tx: Tx, person_id: UUID) -> None:
    """Take a person's receive code away: it stands for nobody."""
    await DROP_RECEIVE(tx, person_id=person_id)
