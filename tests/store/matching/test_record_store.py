"""A helper's record is counted from its sources."""

from datetime import timedelta

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Record
from everywhere.help.matching.record import actions
from everywhere.kernel import ids
from support import neighbourhood as hood


async def test_a_record_counts_what_counts_and_nothing_else(db, clock):
    now = clock()
    helper, asker = await hood.people(db, 2, now=now)
    row = hood.offer(helper, hood.CENTRE, now=now)
    await hood.copy(db, "offer", [row])
    await db.pool.execute("INSERT INTO person_region (person_id, region) VALUES ($1, $2)", helper, row["region"])
    await hood.completed_deals(db, [5000, 6000], now=now)
    await db.pool.execute("UPDATE deal SET helper_id = $1", helper)
    await hood.copy(db, "invitation", [invitation(row, asked_ago_m, answer, now) for asked_ago_m, answer in (
        (5, None), (5, "bid"), (60, None), (60, "bid"), (60, "declined"), (60 * 24 * 91, "bid"),
    )])  # fmt: skip
    await hood.copy(db, "review", [review(row, asker, *facts, now=now) for facts in (
        (5, -1, 9, "helper"), (4, -1, 9, "helper"), (1, None, 9, "helper"), (1, 1, 9, "helper"), (1, -9, -1, "helper"), (1, -1, 9, "asker"),
    )])  # fmt: skip
    assert await actions.rebuild(db, now=now) == 1
    kept = await db.pool.fetchrow("SELECT * FROM helper_record")
    expected = Record(stars_sum=9, stars_count=2, asked=3, answered=2, completed=2)
    assert Record(*(kept[name] for name in ("stars_sum", "stars_count", "asked", "answered", "completed"))) == expected
    assert (kept["merit"], kept["standing"]) == (ranking.merit(expected), ranking.standing(expected))
    await actions.rebuild(db, now=now)
    assert await db.pool.fetchval("SELECT count(*) FROM helper_record") == 1


def invitation(row, asked_ago_m, answer, now):
    need_id = ids.placed_id(row["region"], now=now)
    facts = {"offer_id": row["id"], "wave": 1, "reasons": [], "asked_at": now - timedelta(minutes=asked_ago_m), "answer": answer}
    return {"region": row["region"], "need_id": need_id, "helper_id": row["helper_id"], **facts}


def review(row, by, stars, revealed_h, expires_h, role, *, now):
    return {
        "region": row["region"],
        "id": ids.placed_id(row["region"], now=now),
        "deal_id": ids.placed_id(row["region"], now=now),
        "by_id": by,
        "about_id": row["helper_id"],
        "about_role": role,
        "category": "plumber",
        "stars": stars,
        "answers": {},
        "text": "",
        "written_at": now,
        "revealed_at": None if revealed_h is None else now + timedelta(hours=revealed_h),
        "expires_at": now + timedelta(hours=expires_h),
    }
