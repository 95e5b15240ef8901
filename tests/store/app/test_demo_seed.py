"""Seeding fills a database with a past whose money adds up, once."""

import time

import pytest

from everywhere.app import demo, wiring
from everywhere.app.demo import cast
from everywhere.kernel.database import Database
from support.clock import TestClock
from support.money import arrived

pytestmark = pytest.mark.once

COUNTS = """
SELECT (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM offer WHERE stage = 'open') AS offers,
       (SELECT count(*) FROM need WHERE stage = 'open') AS needs, (SELECT count(*) FROM deal) AS deals,
       (SELECT count(*) FROM review) AS reviews, (SELECT count(*) FROM ledger_transfer) AS transfers"""


RELEASED = """
    SELECT sum(amount_minor) FROM ledger_transfer t
     WHERE purpose = 'release' AND NOT EXISTS (SELECT FROM ledger_crossing x WHERE x.shard = t.shard AND x.transfer_id = t.id AND way = 'in')"""
IN_ACCOUNTS = "SELECT coalesce(sum(credits_posted - debits_posted), 0) FROM ledger_account WHERE purpose = $1"


async def test_seeding_makes_what_was_planned_soon_and_once(db: Database, clock: TestClock) -> None:
    began = time.process_time()
    assert await demo.seed(db, clock)
    assert time.process_time() - began < 8, (
        "a demo starts within ten seconds; here its own work is measured, for tests share their cores"
    )

    planned = cast.plan()
    counts = await db.pool.fetchrow(COUNTS)
    assert counts["people"] == len(planned.people)
    assert counts["offers"] == len(planned.offers)
    assert counts["needs"] == len(planned.needs)
    assert counts["deals"] == len(planned.deals)
    assert counts["reviews"] >= 900

    unanswered = "SELECT count(*) FROM need WHERE stage = 'expired' AND first_bid_at IS NULL"
    assert await db.pool.fetchval(unanswered) >= 50, "what is said of coverage must not be too good to be true"

    assert not await demo.seed(db, clock)
    assert await db.pool.fetchrow(COUNTS) == counts


async def test_the_past_adds_up(db: Database, clock: TestClock) -> None:
    await demo.seed(db, clock)
    await arrived(db)
    assert await db.pool.fetchval(IN_ACCOUNTS, "escrow") == 0
    taken_in = -await db.pool.fetchval(IN_ACCOUNTS, "cash")
    assert await db.pool.fetchval(IN_ACCOUNTS, "wallet") == taken_in > 0
    paid = await db.pool.fetchval(RELEASED)
    assert await db.pool.fetchval("SELECT sum(released_minor) FROM deal") == paid
    async with db.snapshot() as tx:
        assert [fault for _, look in wiring.INVARIANTS for fault in await look(tx)] == []
    in_small_cells = "SELECT count(*) FILTER (WHERE (cell >> 52) & 15 >= 7) * 1.0 / count(*) FROM offer"
    assert await db.pool.fetchval(in_small_cells) > 0.8
