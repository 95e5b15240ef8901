"""Everybody is answered for their own transfer, whatever happens to the batch it travelled in."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database
from everywhere.kernel.errors import Overloaded
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger import types
from everywhere.pay.ledger.posting import actions as posting
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.ledger.types import Transfer
from everywhere.pay.wallet.types import account_of
from support.money import has, rich, sound, yuan


def move(payer, payee, minor: int, *, purpose: str = "test") -> Transfer:
    return types.posted(uuid4(), account_of(payer, "CNY"), account_of(payee, "CNY"), yuan(minor), purpose=purpose)


async def people(db: Database, *minors: int):
    return [await rich(db, minor, now=system_clock()) for minor in minors]


async def test_a_thousand_callers_get_their_own_result_in_few_commits(db: Database):
    ann, bo, cy = await people(db, 3_000, 0, 10)
    poster = Poster(db, system_clock)
    repeated = move(ann, bo, 1)
    calls = [
        *(([move(ann, bo, 3)], ["ok"]) for _ in range(700)),
        *(([move(cy, bo, 11)], ["insufficient_funds"]) for _ in range(100)),
        *(([move(ann, uuid4(), 1)], ["account_missing"]) for _ in range(50)),
        *(([move(ann, cy, 1), move(cy, bo, 1)], ["ok", "ok"]) for _ in range(100)),
        *(([move(ann, bo, 1), move(cy, bo, 12)], ["chain_failed", "insufficient_funds"]) for _ in range(50)),
    ]

    answers = await asyncio.gather(*(poster.post(*unit) for unit, _ in calls), *(poster.post(repeated) for _ in range(20)))

    assert answers[:1000] == [expected for _, expected in calls]
    assert Counter(code for (code,) in answers[1000:]) == {"ok": 1, "exists": 19}
    assert poster.batches_count <= 3
    assert (await has(db, ann), await has(db, bo), await has(db, cy)) == (3_000 - 2_100 - 100 - 1, 2_201, 10)
    assert await sound(db)


async def test_a_transfer_that_cannot_be_stored_fails_alone(db: Database):
    ann, bo = await people(db, 100, 0)
    poster = Poster(db, system_clock)
    poison = move(ann, bo, 1, purpose="\0")

    answers = await asyncio.gather(
        *(poster.post(poison if number == 13 else move(ann, bo, 1)) for number in range(40)), return_exceptions=True
    )

    assert [number for number, answer in enumerate(answers) if answer != ["ok"]] == [13]
    assert isinstance(answers[13], Exception)
    assert (await has(db, ann), await has(db, bo)) == (61, 39)


@pytest.mark.parametrize("kind", ["posted", "pending"])
async def test_the_same_id_from_beside_is_told_apart(db: Database, kind: str):
    """Another connection holds the id, on other accounts, and commits while the batch waits for it."""
    ann, bo, cy, di = await people(db, 100, 0, 100, 0)
    make = {"posted": types.posted, "pending": types.pending}[kind]
    shared_id = uuid4()
    beside = make(shared_id, account_of(cy, "CNY"), account_of(di, "CNY"), yuan(1), purpose="beside")
    poster = Poster(db, system_clock)

    async with db.write() as tx:
        await ledger.post(tx, [beside], now=system_clock())
        mine = make(shared_id, account_of(ann, "CNY"), account_of(bo, "CNY"), yuan(1), purpose="mine")
        waiting = asyncio.gather(poster.post(mine), poster.post(move(ann, bo, 2)))
        await asyncio.sleep(0.2)
        assert not waiting.done()

    assert await waiting == [["exists_different"], ["ok"]]
    assert await has(db, bo) == 2


async def test_a_batch_that_waits_for_somebody_does_not_hold_up_the_next(db: Database):
    ann, bo, cy, di = await people(db, 100, 0, 100, 0)
    poster = Poster(db, system_clock)

    async with db.write() as tx:
        await ledger.post(tx, [move(ann, bo, 1)], now=system_clock())  # holds both accounts until it commits
        held = asyncio.gather(*(poster.post(move(ann, bo, 1)) for _ in range(posting.BATCH_WHOLE)))
        await asyncio.sleep(0)
        answers = await asyncio.gather(*(poster.post(move(cy, di, 1)) for _ in range(posting.BATCH_WHOLE + 1)))
        assert not held.done()

    assert answers == [["ok"]] * (posting.BATCH_WHOLE + 1)
    assert await held == [["ok"]] * posting.BATCH_WHOLE
    assert await sound(db)


async def test_who_comes_while_the_last_batch_ends_is_not_forgotten(db: Database):
    ann, bo = await people(db, 100, 0)
    poster = Poster(db, system_clock)

    async with asyncio.timeout(20):
        for turns in range(8):
            await poster.post(move(ann, bo, 1))
            for _ in range(turns):
                await asyncio.sleep(0)
            assert await poster.post(move(ann, bo, 1)) == ["ok"]


async def test_more_than_may_wait_are_told_to_come_again(db: Database):
    ann, bo = await people(db, 100, 0)
    poster = Poster(db, system_clock, waiting_max=10)

    answers = await asyncio.gather(*(poster.post(move(ann, bo, 1)) for _ in range(30)), return_exceptions=True)

    assert Counter(type(answer) for answer in answers) == {list: 10, Overloaded: 20}
    assert await has(db, bo) == 10


async def test_closing_posts_what_waits_and_takes_nothing_more(db: Database):
    ann, bo = await people(db, 100, 0)
    poster = Poster(db, system_clock)
    waiting = [asyncio.create_task(poster.post(move(ann, bo, 1))) for _ in range(50)]
    await asyncio.sleep(0)

    await poster.close()

    assert [task.result() for task in waiting] == [["ok"]] * 50
    with pytest.raises(Overloaded):
        await poster.post(move(ann, bo, 1))


async def test_who_goes_away_leaves_the_others_waiting_in_peace(db: Database):
    ann, bo = await people(db, 100, 0)
    poster = Poster(db, system_clock)
    tasks = [asyncio.create_task(poster.post(move(ann, bo, 1))) for _ in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()

    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert [answer for answer in answers if not isinstance(answer, asyncio.CancelledError)] == [["ok"]] * 20


async def test_a_database_that_stays_away_is_said_so_in_time(db: Database):
    ann, bo = await people(db, 100, 0)
    poster = Poster(db, system_clock, give_up_s=0.3)
    await db.pool.execute("ALTER TABLE ledger_transfer RENAME TO gone")  # a fault that is not the connection's is not retried
    with pytest.raises(Exception, match="ledger_transfer"):
        await poster.post(move(ann, bo, 1))
    await db.pool.close()

    with pytest.raises(Overloaded):
        await poster.post(move(ann, bo, 1))


@pytest.mark.parametrize("count", [0, posting.UNIT_MAX + 1])
async def test_a_unit_has_a_bounded_size(db: Database, count: int):
    ann, bo = uuid4(), uuid4()

    with pytest.raises(ValueError, match="a unit has"):
        await Poster(db, system_clock).post(*(move(ann, bo, 1) for _ in range(count)))
