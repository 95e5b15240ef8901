"""Who speaks against many with something to gain by it is believed less against others, is told why, and can contest it."""

from uuid import UUID

import pytest

from everywhere.people import actions as people
from everywhere.standing.credence import actions as credence
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.scores import jobs as scores
from support.standing import a_fact
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once


async def sore_of(world: World, witness: Phone, targets: int) -> None:
    """So many people, scored, each with a poor review of somebody to whom they had just refused more money."""
    for number in range(targets):
        target = await sign_in(world, f"t{number}@example.org")
        await target("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
        changes = {"kind": "review", "value": 0.0, "weight": 0.25, "at": world.clock()}
        fact = a_fact(person_id=UUID(target.person_id), by_id=UUID(witness.person_id), **changes)
        async with world.db.write() as tx:
            await evidence.hear(tx, [fact], now=world.clock())


async def night(world: World) -> None:
    await world.settle()
    await scores.rescore_everybody(world.db, world.clock())
    await world.settle()


async def voice(phone: Phone) -> dict:
    return await phone("GET", "/api/me/standing/voice", expect=200)


async def kinds(phone: Phone) -> list[str]:
    return [notice["kind"] for notice in (await phone("GET", "/api/inbox", expect=200))["items"]]


async def believed(world: World, witness: Phone) -> float:
    who = UUID(witness.person_id)
    async with world.db.read() as tx:
        return (await credence.believed(tx, [who]))[who].candour


async def test_a_pattern_lowers_what_is_said_against_others_and_is_told_once(world: World):
    witness = await sign_in(world, "witness@example.org")
    await sore_of(world, witness, 4)
    await night(world)
    await night(world)
    found = await voice(witness)

    assert (found["spoken"], found["pressed"]) == (4, 4)
    assert found["weight"] < 0.5
    assert "of 4 people you reviewed or disputed with, 4 got a poor review" in found["text"]["en"]
    assert await believed(world, witness) == pytest.approx(found["weight"], abs=0.001)
    assert (await kinds(witness)).count("witness_doubted") == 1


async def test_two_such_reviews_cost_nothing_and_nobody_is_told(world: World):
    witness = await sign_in(world, "witness@example.org")
    await sore_of(world, witness, 2)
    await night(world)

    assert (await voice(witness))["weight"] == 1
    assert await kinds(witness) == []
    refused = await witness("POST", "/api/me/standing/appeals", {"fact_id": (await voice(witness))["contest_id"], "text": "Why?"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_scored")


async def test_who_contests_it_before_a_human_begins_anew(world: World):
    witness, wang = await sign_in(world, "witness@example.org"), await sign_in(world, "wang@example.org")
    async with world.db.write() as tx:
        await people.give_role(tx, "email:wang@example.org", "operator")
    await sore_of(world, witness, 4)
    await night(world)
    contest = {"fact_id": (await voice(witness))["contest_id"], "text": "They worked badly."}
    made = await witness("POST", "/api/me/standing/appeals", contest, expect=201)
    answer = {"is_granted": True, "note": "They did."}
    await wang("POST", f"/api/standing/appeals/{witness.person_id}/{made['id']}/decision", answer, expect=200)

    assert (await voice(witness))["weight"] == await believed(world, witness) == 1
    await night(world)
    assert (await voice(witness))["weight"] == 1
