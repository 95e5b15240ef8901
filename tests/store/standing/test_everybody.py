"""Everybody at once: the same scores as one by one, rings seen, pages whole."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import Database
from everywhere.kernel.query import REGISTRY
from everywhere.people.consents import actions as consents
from everywhere.standing.credence import actions as credence
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence import store
from everywhere.standing.evidence.types import Fact
from everywhere.standing.scores import actions as scores
from everywhere.standing.scores.types import WORDING_VERSION
from support.market import welcomed
from support.standing import a_fact

PEOPLE = 12


async def crowd(db: Database, now: datetime) -> list[UUID]:
    """People who agreed to be scored, with facts about each from the others."""
    chance = random.Random(5)
    people = []
    for number in range(PEOPLE):
        person = await welcomed(db, f"p{number}", now=now)
        async with db.write() as tx:
            await consents.say(tx, person, "standing", given=True, wording_version=WORDING_VERSION, now=now)
        people.append(person.person_id)
    async with db.write() as tx:
        for person_id in people:
            await evidence.check(tx, person_id, now=now)
            for _ in range(chance.randrange(9)):
                await store.add(tx, some_fact(chance, person_id, people, now), now=now)
    return people


def some_fact(chance: random.Random, person_id: UUID, people: list[UUID], now: datetime) -> Fact:
    kind, value = chance.choice([("kept", 1.0), ("kept_late", 0.75), ("called_off", 0.0), ("review", chance.random())])
    return replace(
        a_fact(person_id=person_id, kind=kind, value=value, role=chance.choice(["asker", "helper"])),
        by_id=chance.choice([each for each in people if each != person_id]),
        at=now - timedelta(days=chance.randrange(600)),
    )


async def kept(db: Database) -> dict[UUID, tuple[int, ...]]:
    found = await db.pool.fetch("SELECT * FROM standing_score")
    return {row["person_id"]: (row["score"], row["as_asker"], row["as_helper"], row["as_merchant"], row["facts"]) for row in found}


async def test_everybody_at_once_is_scored_as_one_by_one(db: Database, clock, monkeypatch):
    now = clock()
    people = await crowd(db, now)
    monkeypatch.setattr(credence, "PAGE_FACTS", 7)
    monkeypatch.setattr(credence, "SAVED_AT_ONCE", 5)
    assert await credence.recount(db, now=now) == PEOPLE
    assert await scores.rescore_everybody(db, now=now) == PEOPLE
    together = await kept(db)
    for person_id in people:
        async with db.write() as tx:
            await scores.rescore(tx, person_id, now=now)

    assert await kept(db) == together
    assert len(together) == PEOPLE


async def test_a_corrected_fact_counts_no_more_and_does_not_come_back(db: Database, clock):
    now = clock()
    person = await welcomed(db, "li", now=now)
    fact = a_fact(person_id=person.person_id, kind="left_undone", value=0.0, at=now)

    async def told(tx) -> int:
        await evidence.hear(tx, [fact], now=now)
        await scores.rescore(tx, person.person_id, now=now)
        return (await scores.of(tx, person.person_id)).score

    async with db.write() as tx:
        await consents.say(tx, person, "standing", given=True, wording_version=WORDING_VERSION, now=now)
        low = await told(tx)
        await evidence.correct(tx, person.person_id, fact.id, reason="It was another deal", by_id=ids.new_id(), now=now)
        right = await told(tx)
        await consents.say(tx, person, "standing", given=False, wording_version=WORDING_VERSION, now=now)
        await scores.rescore(tx, person.person_id, now=now)
        await consents.say(tx, person, "standing", given=True, wording_version=WORDING_VERSION, now=now)
        again = await told(tx)
    await scores.rescore_everybody(db, now=now)

    assert low < right == again == (await kept(db))[person.person_id][0]


async def test_a_fact_about_who_did_not_agree_is_not_kept(db: Database, clock):
    person = await welcomed(db, "li", now=clock())
    async with db.write() as tx:
        await evidence.hear(tx, [a_fact(person_id=person.person_id)], now=clock())

    assert await db.pool.fetchval("SELECT count(*) FROM standing_fact") == 0


def test_no_statement_changes_a_fact():
    assert [s.sql for s in REGISTRY if "UPDATE standing_fact" in s.sql or ("standing_fact" in s.sql and "DO UPDATE" in s.sql)] == []
