"""The gate: rates, room, and headers."""

import asyncio

import pytest

from everywhere.kernel.http.gate import Meter
from support.world import World, running

pytestmark = pytest.mark.once


def test_a_meter_lets_so_many_through_and_says_how_long_to_wait():
    meter = Meter()

    assert [meter.left_s("a", 2, 30.0), meter.left_s("a", 2, 31.0), meter.left_s("a", 2, 45.5)] == [None, None, 15]
    assert meter.left_s("b", 2, 45.5) is None
    assert meter.left_s("a", 2, 60.0) is None


async def test_past_the_rate_comes_429_with_retry_after(database_url: str):
    async with running(database_url, requests_per_minute_unsigned=3) as world:
        answers = [await world.client.get("/api/health") for _ in range(8)]

    assert {answer.status_code for answer in answers} == {200, 429}
    refused = answers[-1] if answers[-1].status_code == 429 else answers[3]
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_past_the_room_comes_503_and_nothing_is_broken_after(database_url: str):
    async with running(database_url, requests_in_flight_max=1) as world:
        answers = await asyncio.gather(*(world.client.get("/api/cities") for _ in range(20)))
        after = await world.client.get("/api/cities")

    assert {answer.status_code for answer in answers} == {200, 503}
    assert all(answer.headers["retry-after"] == "1" for answer in answers if answer.status_code == 503)
    assert after.status_code == 200


async def test_every_answer_has_a_request_id_and_careful_headers(world: World):
    for path in ("/api/health", "/api/nothing"):
        headers = (await world.client.get(path)).headers
        assert len(headers["x-request-id"]) == 16
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api/docs", "/api/docs-assets/swagger-ui-bundle.js", "/api/openapi.json", "/metrics"])
async def test_pages_about_the_api_are_served_without_the_internet(world: World, path: str):
    response = await world.client.get(path)

    assert response.status_code == 200
    assert "cdn.jsdelivr" not in response.text[:2000]


async def test_the_contract_is_the_same_wherever_it_is_read_and_names_every_problem(world: World):
    contract = (await world.client.get("/api/openapi.json")).json()

    assert (await world.client.get("/api/docs/openapi.json")).json() == contract
    assert contract["info"]["title"] in (page := (await world.client.get("/api/docs")).text)
    assert "#/components/schemas/Problem" in page
    assert all("422" in way["responses"] for ways in contract["paths"].values() for way in ways.values())


async def test_metrics_count_requests_by_route_and_status(world: World):
    await world.client.get("/api/errors/malformed")
    await world.client.get("/api/errors/no-such-code")

    page = (await world.client.get("/metrics")).text

    for status in (200, 404):
        assert f'everywhere_request_seconds_count{{method="GET",route="/api/errors/{{code}}",status="{status}"}}' in page
