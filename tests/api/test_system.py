import pytest

from support.world import World

pytestmark = pytest.mark.once


async def test_health_says_ok_when_database_and_schema_are_there(world: World):
    response = await world.client.get("/api/health")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_an_unknown_path_is_a_problem_with_a_code(world: World):
    response = await world.client.get("/api/nothing-here", headers={"Accept-Language": "en"})

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.json()["code"] == "not_found"


async def test_the_settings_say_what_a_client_must_know_before_anybody_signs_in(world: World):
    response = await world.client.get("/api/settings")

    assert response.json() == {"is_demo": True, "map": {"style": None, "is_gcj02": False}}
