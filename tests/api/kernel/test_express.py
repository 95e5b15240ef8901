"""Lists by the shorter way and by the framework's own: the same answers to the same questions, refusals too."""

import itertools

import pytest
from litestar import Litestar

from everywhere.kernel.http.express import Express
from support import neighbourhood as hood
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

NEAR = f"{hood.CENTRE.lat},{hood.CENTRE.lon}"
PLACES = ("31.2304,121.4737", "", "here", "31.2", "91,0", "0,181", "31.2304,121.4737,1", " 31.2304,121.4737", "31.2304%2C121.4737")
OF_ALL = (
    *("radius_m=300", "radius_m=20000", "radius_m=99", "radius_m=20001", "radius_m=near", "radius_m=", "radius_m=1e3", "radius_m=1&radius_m=500"),
    *("category=plumber", "category=nothing", "category=Plumber!", "category=", "category=a&category=plumber"),
    *("limit=1", "limit=100", "limit=0", "limit=101", "limit=x", "cursor=", "cursor=x", "cursor=WyJhIl0", f"cursor={'a' * 501}", "other=1"),
)  # fmt: skip
OF_ONE = {
    "/api/offers": (
        *("sort=best&category=plumber", "sort=worst", "open_now=true", "open_now=1&category=plumber", "open_now=maybe"),
        *("standing_min=600", "standing_min=1", "community_id=0", "community_id=01900000-0000-7000-8000-000000000000"),
    ),
    "/api/needs": ("fee_min=1&fee_max=9000", "fee_min=0", "fee_max=x", "community_id=0"),
    "/api/nearby": ("kind=needs", "kind=shops", "kind=all", "kind=needs&category=plumber"),
}
MANNERS = (
    {},
    {"Accept-Language": "en", "Accept-Encoding": "identity"},
    {"Accept-Language": "en", "Authorization": "Bearer nothing"},
    {"Cookie": "everywhere_session=nothing"},
)


@pytest.fixture
async def lin(world: World) -> Phone:
    rows = await hood.crowd(world.db, offers=60, now=world.clock())
    asker = rows[0]["helper_id"]
    await hood.copy(world.db, "need", [hood.need(asker, hood.CENTRE, now=world.clock()) for _ in range(3)])
    phone = await sign_in(world, "lin@example.org")
    await phone("PUT", f"/api/me/blocks/{rows[1]['helper_id']}")
    return phone


def express_of(app: Litestar) -> Express:
    layer = app.asgi_handler
    while not isinstance(layer, Express):
        layer = layer._app
    return layer


def questions() -> list[str]:
    asked = [f"{path}?{'at' if path == '/api/nearby' else 'near'}={at}" for path in OF_ONE for at in PLACES]
    for path, own in OF_ONE.items():
        asked += [f"{path}?{'at' if path == '/api/nearby' else 'near'}={NEAR}&{words}" for words in (*OF_ALL, *own)]
    return [*asked, *OF_ONE, f"/api/offers/?near={NEAR}"]


async def said(world: World, question: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    answer = await world.client.get(question, headers=headers)
    # Two ways to compress the same bytes may differ in length.
    own = {"x-request-id"} | ({"content-length"} if "content-encoding" in answer.headers else set())
    return answer.status_code, {name: value for name, value in answer.headers.items() if name not in own}, answer.content


async def test_the_shorter_way_says_what_the_frameworks_own_says(world: World, lin: Phone, monkeypatch: pytest.MonkeyPatch):
    manners = [*MANNERS, {"Authorization": f"Bearer {lin.token}"}]
    asked = [*itertools.product(questions(), manners[:2]), *itertools.product([f"/api/offers?near={NEAR}", "/api/nearby"], manners)]
    asked += [(f"{path}?{'at' if path == '/api/nearby' else 'near'}={NEAR}&category=plumber", manners[-1]) for path in OF_ONE]
    short = [await said(world, *each) for each in asked]
    monkeypatch.setattr(express_of(world.app), "_lines", {})
    long = [await said(world, *each) for each in asked]
    assert [(each, one) for each, one, other in zip(asked, short, long, strict=True) if one != other] == []
    assert {status for status, _, _ in short} >= {200, 400, 401}


async def test_the_next_page_is_the_same_by_either_way(world: World, lin: Phone, monkeypatch: pytest.MonkeyPatch):
    assert lin
    path = f"/api/offers?near={NEAR}&category=plumber&limit=2"
    first = (await world.client.get(path)).json()
    short = await said(world, f"{path}&cursor={first['next']}", {})
    monkeypatch.setattr(express_of(world.app), "_lines", {})
    assert short == await said(world, f"{path}&cursor={first['next']}", {})
    assert short[0] == 200
