"""What operators see of standing: whether it is fair, and what a changed formula would do."""

import pytest

from everywhere.people import actions as people
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once


@pytest.fixture
async def wang(world: World) -> Phone:
    """Who runs the installation."""
    phone = await sign_in(world, "wang@example.org")
    async with world.db.write() as tx:
        await people.give_role(tx, "email:wang@example.org", "operator")
    return phone


@pytest.fixture
async def crowd(world: World) -> list[str]:
    """Seventy people as nightly scoring left them: thirty speak English and stand at 620, forty Chinese at 680."""
    return [await _scored(world, number, *(("en", 620) if number < 30 else ("zh-CN", 680))) for number in range(70)]


async def _scored(world: World, number: int, language: str, score: int) -> str:
    person_id = f"00000000-0000-7000-8000-{number:012}"
    await world.db.pool.execute(
        "INSERT INTO person (person_id, name, language, created_at) VALUES ($1, $2, $3, $4)",
        person_id,
        f"p{number}",
        language,
        world.clock(),
    )
    await world.db.pool.execute(
        "INSERT INTO standing_score (person_id, score, as_asker, as_helper, as_merchant, facts, formula, scored_at)"
        " VALUES ($1, $2, $2, 700, $2, 9, 1, $3)",
        person_id,
        score,
        world.clock(),
    )
    return person_id


async def test_only_operators_look_after_standing(world: World):
    mei = await sign_in(world, "mei@example.org")

    assert (await mei("GET", "/api/standing/fairness")).status_code == 403
    assert (await mei("POST", "/api/standing/replays", {})).status_code == 403


@pytest.mark.usefixtures("crowd")
async def test_fairness_is_told_by_group(wang: Phone):
    told = {each["by"]: each for each in (await wang("GET", "/api/standing/fairness", expect=200))["items"]}

    assert told["language"]["groups"] == [
        {"name": "en", "people": 30, "low": 620, "median": 620, "high": 620, "passing": 0.0},
        {"name": "zh-CN", "people": 40, "low": 680, "median": 680, "high": 680, "passing": 1.0},
    ]
    assert (told["language"]["least"], told["language"]["ratio"], told["language"]["is_fair"]) == ("en", 0.0, False)
    assert (told["community"]["groups"], told["community"]["ratio"]) == ([], None)
    assert [group["name"] for group in told["tenure"]["groups"]] == ["under 3 months"]
    as_helper = await wang("GET", "/api/standing/fairness", params={"role": "helper", "gate": 690}, expect=200)
    assert [each["ratio"] for each in as_helper["items"]] == [None, 1.0, None]


async def test_a_change_of_the_formula_is_played_and_changes_nothing(world: World, wang: Phone):
    li = await sign_in(world, "+8613800138000")
    await li("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
    await world.settle()
    before = await world.db.pool.fetch("SELECT * FROM standing_score")
    weights = {"tenure": 0.275, "promises": 0.25}
    told = await wang("POST", "/api/standing/replays", {"weights": weights, "months": 1}, expect=200)

    assert told["version"] == 2
    assert [moment["people"] for moment in told["moments"]] == [1, 1]
    assert told["moments"][-1]["median_before"] == before[0]["score"]
    assert (told["moments"][-1]["falling"], told["moments"][-1]["why_down"]["tenure"]) == (1, 0.0)
    assert [mover["person_id"] for mover in told["movers"]] == [str(before[0]["person_id"])]
    assert await world.db.pool.fetch("SELECT * FROM standing_score") == before


async def test_a_formula_that_is_not_sound_is_refused_with_its_reason(wang: Phone):
    refused = await wang("POST", "/api/standing/replays", {"caution": 3.0})

    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]) == (422, "formula_not_sound", {"reason": "prior"})
