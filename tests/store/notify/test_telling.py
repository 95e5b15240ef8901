"""What is told in one transaction is written together, and still reads as if it had been told one by one."""

import contextlib
from datetime import UTC, datetime
from uuid import UUID

from everywhere.kernel import ids
from everywhere.notify import actions as notify

NOW = datetime(2026, 3, 4, 4, tzinfo=UTC)
MEI, LI = ids.new_id(), ids.new_id()


async def tell(tx, person_id: UUID, number: int, *, fold: str | None = None) -> None:
    await notify.tell(tx, person_id, "number", {"n": number}, subject_kind="person", subject_id=LI, now=NOW, fold=fold)


async def numbers(db, person_id: UUID) -> list[int]:
    async with db.read() as tx:
        found = await notify.inbox(tx, person_id, before=None, unread_only=False, limit=50)
    return [notice.facts["n"] for notice in found]


async def shown(db) -> list[int]:
    return [row["n"] for row in await db.pool.fetch("SELECT body->'facts'->'n' AS n FROM live_event ORDER BY seq")]


async def test_of_notices_with_one_fold_the_last_stays_within_a_transaction_and_across(db):
    for start in (1, 10):
        async with db.write() as tx:
            await tell(tx, MEI, start, fold="thread")
            await tell(tx, LI, start + 1, fold="thread")
            await tell(tx, MEI, start + 2, fold="thread")
            await tell(tx, MEI, start + 3)

    assert await numbers(db, MEI) == [13, 12, 4]
    assert await numbers(db, LI) == [11]
    assert await shown(db) == [1, 2, 3, 4, 10, 11, 12, 13]


async def test_who_is_erased_loses_what_they_were_told_just_before(db):
    async with db.write() as tx:
        await tell(tx, MEI, 1)
        await tell(tx, LI, 2)
        await notify.forget_person(tx, MEI)

    assert (await numbers(db, MEI), await numbers(db, LI), await shown(db)) == ([], [2], [2])


async def test_a_savepoint_that_fails_takes_only_its_own_along(db):
    async with db.write() as tx:
        await tell(tx, MEI, 1)
        with contextlib.suppress(ZeroDivisionError):
            async with tx.savepoint():
                await tell(tx, MEI, 2)
                raise ZeroDivisionError
        await tell(tx, MEI, 3)

    assert await numbers(db, MEI) == [3, 1]
