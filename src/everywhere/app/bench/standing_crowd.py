"""A million people with twenty million facts: how long it takes to score everybody again, and one person after a deal."""

import asyncio
import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from uuid import UUID

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.server import fresh_server, migrated, run_in_order
from everywhere.kernel import ids
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database, connect
from everywhere.standing.credence import actions as credence
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import Fact, Role
from everywhere.standing.scores import actions as scores

PEOPLE = 1_000_000
FACTS_EACH = 20
LOADED_AT_ONCE = 10_000
LOADERS = 3
UPDATES = 300
_PERSON = "('00000000-0000-7000-8000-' || lpad(to_hex({}), 12, '0'))::uuid"
# Most deals go well and every third fact is a review; some people deal far more than others, as they do.
_LOAD = f"""
    INSERT INTO standing_fact (person_id, id, kind, role, category, value, weight, by_id, receipt_kind, receipt_id, at, heard_at)
    SELECT {_PERSON.format("n")}, gen_random_uuid(), kind, CASE WHEN luck < 0.5 THEN 'asker' ELSE 'helper' END, 'carry',
           CASE kind WHEN 'kept' THEN 1 WHEN 'kept_late' THEN 0.75 WHEN 'review' THEN 1 - luck * luck * 0.6
                     WHEN 'dispute' THEN luck ELSE 0 END,
           1, {_PERSON.format("(power(random(), 1.5) * $3)::bigint")}, 'deal', gen_random_uuid(),
           $4::timestamptz - luck * interval '900 days', $4
      FROM generate_series($1::bigint, $2::bigint - 1) AS n,
           LATERAL (SELECT random() AS luck, (ARRAY['kept', 'kept', 'kept', 'kept', 'kept', 'kept_late', 'review', 'review', 'review',
                           CASE WHEN random() < 0.5 THEN 'called_off' ELSE 'dispute' END])[1 + floor(random() * 10)::int] AS kind
                      FROM generate_series(1, $5::int - 1)
                     WHERE n IS NOT NULL) AS happened
     UNION ALL
    SELECT {_PERSON.format("n")}, gen_random_uuid(), CASE WHEN n % 5 = 0 THEN 'verified_place' ELSE 'verified_phone' END, 'asker', '',
           1, 1, NULL, 'handle', gen_random_uuid(), $4::timestamptz - interval '900 days', $4
      FROM generate_series($1::bigint, $2::bigint - 1) AS n"""  # noqa: S608 - how this file writes a person's id

_AGREE = "INSERT INTO consent (person_id, id, purpose, given, wording_version, at) VALUES ($1, $2, 'standing', true, 1, $3)"


async def measure(_rounds: int, people: int) -> Result:
    """Load so many people, score everybody in a process of its own, then both sides of one deal after another. One round."""
    now = system_clock()
    async with fresh_server() as url, migrated(url, pool_max=LOADERS + 1) as db:
        await _load(db, people, now)
        facts = await _patiently(db, "SELECT count(*) FROM standing_fact")
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
            witnesses_s, scores_s, memory_gib = await asyncio.get_running_loop().run_in_executor(apart, _recompute, url, now)
        updates_ms = sorted([await _update(db, number, people, now) for number in range(UPDATES)])
    whole = [
        Figure("everybody scored again", witnesses_s + scores_s, "s", bar=600, bar_is="at most"),
        Figure("of it: witnesses, over the graph of all deals", witnesses_s, "s"),
        Figure("of it: scores, overall and in three roles", scores_s, "s"),
        Figure("memory of the process that scores, at most", memory_gib, "GiB", bar=4, bar_is="at most"),
    ]
    one = [
        Figure("after one deal, both sides scored: p50", figures.median(updates_ms), "ms", bar=50, bar_is="at most"),
        Figure("after one deal, both sides scored: p99", updates_ms[int(0.99 * (UPDATES - 1))], "ms"),
    ]
    said = f"{people:,} people with {facts:,} facts; {UPDATES} deals one after another, each in a transaction of its own."
    return Result("standing-crowd", now, figures.machine(), 1, [*whole, *one], [said])


async def _load(db: Database, people: int, now: datetime) -> None:
    begins = iter(range(0, people, LOADED_AT_ONCE))

    async def some() -> None:
        for begin in begins:
            async with db.pool.acquire() as connection, connection.transaction():
                await connection.execute("SET LOCAL synchronous_commit = off; SET LOCAL statement_timeout = 0")
                end = min(people, begin + LOADED_AT_ONCE)
                await connection.execute(_LOAD, begin, end, people - 1, now, FACTS_EACH, timeout=1800)

    await asyncio.gather(*(some() for _ in range(LOADERS)))
    await _patiently(db, "VACUUM ANALYZE standing_fact")


async def _patiently(db: Database, sql: str) -> int | None:
    async with db.pool.acquire() as connection:
        await connection.execute("SET statement_timeout = 0")
        found: int | None = await connection.fetchval(sql, timeout=1800)
        await connection.execute("RESET statement_timeout")
        return found


def _recompute(url: str, now: datetime) -> tuple[float, float, float]:
    async def both() -> tuple[float, float]:
        db = await connect(url, pool_max=2)
        began = time.perf_counter()
        await credence.recount(db, now=now)
        between = time.perf_counter()
        await scores.rescore_everybody(db, now=now)
        ended = time.perf_counter()
        await db.close()
        return between - began, ended - between

    witnesses_s, scores_s = run_in_order(both())
    return witnesses_s, scores_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


async def _update(db: Database, number: int, people: int, now: datetime) -> float:
    """Milliseconds of all that follows a deal: both sides' facts are kept, both are scored again, in one transaction."""
    sides: list[tuple[Role, UUID]] = [
        ("asker", _person(number * 7919 % people)),
        ("helper", _person((number * 104_729 + 1) % people)),
    ]
    for _, person_id in sides:
        await db.pool.execute(_AGREE, person_id, ids.new_id(), now)
    began = time.perf_counter()
    async with db.write() as tx:
        await evidence.hear(tx, [_kept(role, who, sides[1 - at][1], now) for at, (role, who) in enumerate(sides)], now=now)
        for _, person_id in sides:
            await scores.rescore(tx, person_id, now=now)
    return 1000 * (time.perf_counter() - began)


def _kept(role: Role, person_id: UUID, by_id: UUID, now: datetime) -> Fact:
    return Fact(
        person_id=person_id,
        id=evidence.fact_id(person_id, "bench", ids.new_id()),
        kind="kept",
        role=role,
        category="carry",
        value=1.0,
        weight=1.0,
        by_id=by_id,
        receipt_kind="deal",
        receipt_id=ids.new_id(),
        at=now,
    )


def _person(number: int) -> UUID:
    return UUID(f"00000000-0000-7000-8000-{number:012x}")
