"""SQL of marks: those of who is scored beside the person, what was left behind beside the mark and nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, write
from everywhere.standing.returning.types import Departure, Held, Left, Mark


@dataclass(frozen=True, slots=True)
class Holder:
    person_id: UUID


HELD = rows(Held, "SELECT mark, departure FROM standing_handle WHERE person_id = :person_id ORDER BY mark")

HOLD = write(
    """
    INSERT INTO standing_handle (person_id, mark, departure, kept_until)
    SELECT :person_id, mark, :departure, :kept_until FROM unnest(:marks::uuid[]) AS mark
    ON CONFLICT (person_id, mark) DO UPDATE SET kept_until = excluded.kept_until"""
)

LET_GO = write("DELETE FROM standing_handle WHERE person_id = :person_id AND mark = ANY(:marks::uuid[])")

# Over all people: a handle may be anybody's by now, and few are ever asked for.
HOLDERS = rows(
    Holder,
    """
    SELECT DISTINCT person_id FROM standing_handle
     WHERE mark = ANY(:marks::uuid[]) AND person_id <> :person_id AND kept_until IS NULL""",
)

LEFT = rows(
    Left,
    """
    SELECT DISTINCT departure, role, weight, at, kept_until FROM standing_mark
     WHERE mark = ANY(:marks::uuid[]) AND kept_until > :now
     ORDER BY at, departure""",
)

LEAVE = write(
    """
    INSERT INTO standing_mark (mark, departure, role, weight, at, kept_until)
    SELECT mark, :departure, :role, :weight, :at, :kept_until FROM unnest(:marks::uuid[]) AS mark
    ON CONFLICT (mark, departure) DO UPDATE
       SET role = excluded.role, weight = excluded.weight, at = excluded.at, kept_until = excluded.kept_until"""
)

FREE = write("DELETE FROM standing_mark WHERE mark = ANY(:marks::uuid[]) AND departure = :departure")

FORGET_LEFT = write("DELETE FROM standing_mark WHERE kept_until <= :now")

FORGET_HELD = write("DELETE FROM standing_handle WHERE kept_until <= :now")


async def held(tx: ReadTx, person_id: UUID) -> list[Held]:
    """A person's marks."""
    return await HELD(tx, person_id=person_id)


async def hold(tx: Tx, person_id: UUID, marks: Sequence[Mark], departure: Departure, *, until: datetime | None) -> None:
    """Keep a person's marks, for as long as they are scored or until then."""
    await HOLD(tx, person_id=person_id, marks=list(marks), departure=departure, kept_until=until)


async def let_go(tx: Tx, person_id: UUID, marks: Sequence[Mark]) -> None:
    """Drop some of a person's marks."""
    await LET_GO(tx, person_id=person_id, marks=list(marks))


async def holders(tx: ReadTx, marks: Sequence[Mark], *, but: UUID) -> list[UUID]:
    """Who else is scored and has these marks now."""
    return [holder.person_id for holder in await HOLDERS(tx, marks=list(marks), person_id=but)]


async def left(tx: ReadTx, marks: Sequence[Mark], *, now: datetime) -> list[Left]:
    """What was left behind by these marks and is still kept, each departure once."""
    return await LEFT(tx, marks=list(marks), now=now)


async def leave(tx: Tx, marks: Sequence[Mark], left: Left) -> None:
    """Leave something behind by these marks."""
    await LEAVE(
        tx,
        marks=list(marks),
        departure=left.departure,
        role=left.role,
        weight=left.weight,
        at=left.at,
        kept_until=left.kept_until,
    )


async def free(tx: Tx, marks: Sequence[Mark], departure: Departure) -> None:
    """Let these marks lead to this departure no more."""
    await FREE(tx, marks=list(marks), departure=departure)


async def forget_old(tx: Tx, *, now: datetime) -> None:
    """Drop what was kept long enough."""
    await FORGET_LEFT(tx, now=now)
    await FORGET_HELD(tx, now=now)
