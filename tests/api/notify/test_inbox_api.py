from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from everywhere.app import wiring
from everywhere.kernel import catalogue
from everywhere.kernel.catalogue import NoticeText
from everywhere.kernel.money import Money
from everywhere.notify import actions as notify
from everywhere.notify import jobs
from everywhere.people.types import PersonErased
from support.world import Phone, World, sign_in

GREETING = NoticeText("greeting", {"en": "Hello {name}", "zh": "你好，{name}"}, {"en": "It costs {fee}.", "zh": "费用 {fee}。"})


@pytest.fixture
async def mei(world: World) -> Phone:
    return await sign_in(world, "mei@example.org")


@pytest.fixture(autouse=True)
def greeting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "notices", lambda: {"greeting": GREETING})


async def tell(world: World, phone: Phone, *, fold: str | None = None, **facts: object) -> None:
    person_id = UUID(phone.person_id)
    async with world.db.write() as tx:
        await notify.tell(
            tx, person_id, "greeting", facts, subject_kind="person", subject_id=person_id, now=world.clock(), fold=fold
        )


async def test_notices_are_read_in_the_language_of_their_reader_newest_first(world: World, mei: Phone):
    await tell(world, mei, name="Li", fee=Money(1250, "CNY"))
    await tell(world, mei, name="Wang", fee=Money(5, "CNY"))

    await mei("PATCH", "/api/me", {"language": "en"}, expect=200)
    english = await mei("GET", "/api/inbox", expect=200)
    await mei("PATCH", "/api/me", {"language": "zh-CN"}, expect=200)
    chinese = await mei("GET", "/api/inbox", expect=200)

    assert [(item["title"], item["body"]) for item in english["items"]] == [
        ("Hello Wang", "It costs ¥0.05."),
        ("Hello Li", "It costs ¥12.50."),
    ]
    assert chinese["items"][1]["title"] == "你好，Li"
    assert chinese["items"][1]["facts"] == {"name": "Li", "fee": {"minor": 1250, "currency": "CNY"}}
    assert english["unread"] == 2


async def test_the_inbox_comes_in_pages_that_neither_skip_nor_repeat(world: World, mei: Phone):
    for number in range(5):
        await tell(world, mei, name=number)

    seen: list[int] = []
    cursor = None
    while True:
        page = await mei("GET", "/api/inbox", params={"limit": 2, **({"cursor": cursor} if cursor else {})}, expect=200)
        seen += [item["facts"]["name"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == [4, 3, 2, 1, 0]


async def test_reading_up_to_a_notice_leaves_the_newer_ones_unread(world: World, mei: Phone):
    for number in range(3):
        await tell(world, mei, name=number)
    items = (await mei("GET", "/api/inbox", expect=200))["items"]

    assert await mei("POST", "/api/inbox/read", {"up_to": items[1]["id"]}, expect=200) == {"unread": 1}
    unread = await mei("GET", "/api/inbox", params={"unread": True}, expect=200)
    assert [item["id"] for item in unread["items"]] == [items[0]["id"]]
    assert await mei("POST", "/api/inbox/read", {"ids": [items[0]["id"]]}, expect=200) == {"unread": 0}


async def test_an_unread_notice_with_the_same_fold_is_replaced_and_a_read_one_is_not(world: World, mei: Phone):
    for number in range(3):
        await tell(world, mei, name=number, fold="thread")
    await tell(world, mei, name="apart", fold="other thread")
    await mei("POST", "/api/inbox/read", {"up_to": str(UUID(int=2**128 - 1))}, expect=200)
    await tell(world, mei, name=3, fold="thread")

    items = (await mei("GET", "/api/inbox", expect=200))["items"]
    assert [item["facts"]["name"] for item in items] == [3, "apart", 2]


async def test_nobody_reads_or_marks_the_notices_of_another(world: World, mei: Phone):
    await tell(world, mei, name="secret")
    notice_id = (await mei("GET", "/api/inbox", expect=200))["items"][0]["id"]
    other = await sign_in(world, "other@example.org")

    assert (await other("GET", "/api/inbox", expect=200))["items"] == []
    assert await other("POST", "/api/inbox/read", {"ids": [notice_id]}, expect=200) == {"unread": 0}
    assert (await mei("GET", "/api/inbox", expect=200))["unread"] == 1


async def test_requests_that_make_no_sense_change_nothing(world: World, mei: Phone):
    await tell(world, mei, name="still unread")
    bad = [
        ("GET", "/api/inbox?limit=0", None),
        ("GET", "/api/inbox?limit=101", None),
        ("GET", "/api/inbox?cursor=nonsense", None),
        ("GET", "/api/inbox?cursor=WyJ4Il0", None),
        ("GET", "/api/inbox?unread=perhaps", None),
        ("POST", "/api/inbox/read", {"up_to": "x"}),
        ("POST", "/api/inbox/read", {"ids": ["\0"]}),
        ("POST", "/api/inbox/read", {"ids": [str(uuid4())] * 101}),
        ("POST", "/api/inbox/read", {"all": True}),
        ("POST", "/api/inbox/read", []),
    ]
    for method, path, body in bad:
        response = await mei(method, path, body)
        assert (response.status_code, response.json()["code"]) == (400, "malformed"), path

    assert (await mei("GET", "/api/inbox", expect=200))["unread"] == 1
    assert (await world.client.get("/api/inbox")).status_code == 401
    assert (await world.client.post("/api/inbox/read", json={})).status_code == 401


async def test_live_events_are_forgotten_after_a_day_and_notices_after_a_year(world: World, mei: Phone):
    await tell(world, mei, name="old")

    await jobs.forget_old(world.db, world.clock() + timedelta(hours=25))

    assert await world.db.pool.fetchval("SELECT count(*) FROM live_event") == 0
    assert await world.db.pool.fetchval("SELECT count(*) FROM notice") == 1
    await jobs.forget_old(world.db, world.clock() + timedelta(days=366))
    assert await world.db.pool.fetchval("SELECT count(*) FROM notice") == 0


async def test_when_a_person_is_erased_their_inbox_goes(world: World, mei: Phone):
    await tell(world, mei, name="private")

    async with world.db.write() as tx:
        for hear in wiring.HEARERS[PersonErased]:
            await hear(tx, PersonErased(UUID(mei.person_id)), world.clock())

    assert await world.db.pool.fetchval("SELECT (SELECT count(*) FROM notice) + (SELECT count(*) FROM live_event)") == 0


async def test_whatever_is_scheduled_runs_without_complaint(world: World):
    for schedule in wiring.SCHEDULES:
        await schedule.do(world.db, world.clock())
