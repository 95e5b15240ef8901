import asyncio
from uuid import UUID, uuid4

import pytest

from everywhere.app import wiring
from everywhere.help.masking.actions import MASK
from everywhere.kernel import ids
from everywhere.people.types import PersonErased
from support.deals import agreed, need_draft, offer_draft, stepped, with_money
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

NUMBER = "138 0013 8000"


@pytest.fixture
async def mei(world: World) -> Phone:
    """Who asks."""
    return await with_money(await sign_in(world, "mei@example.org"))


@pytest.fixture
async def li(world: World) -> Phone:
    """Who helps."""
    return await sign_in(world, "li@example.org")


async def say(phone: Phone, path: str, text: str, **params: str) -> dict:
    return await phone("POST", f"{path}/messages", {"text": text}, params=params, expect=201)


async def heard(phone: Phone, path: str, **params: object) -> list[str]:
    return [item["text"] for item in (await phone("GET", f"{path}/messages", params=params, expect=200))["items"]]


async def posted(phone: Phone) -> str:
    return f"/api/needs/{(await phone('POST', '/api/needs', need_draft(), expect=201))['id']}"


async def counted(world: World) -> int:
    return await world.db.pool.fetchval("SELECT count(*) FROM message")


async def test_a_guest_asks_and_the_owner_answers_in_a_thread_of_their_own(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    wang = await sign_in(world, "wang@example.org")
    await say(li, need, "Is there a lift?")
    await say(wang, need, "How heavy is it?")
    await say(mei, need, "Yes, there is", **{"with": li.person_id})

    assert await heard(li, need) == ["Yes, there is", "Is there a lift?"]
    assert await heard(wang, need) == ["How heavy is it?"]
    assert await heard(mei, need, **{"with": wang.person_id}) == ["How heavy is it?"]
    threads = (await mei("GET", "/api/threads", expect=200))["items"]
    assert [(thread["other"]["id"], thread["last"]["text"]) for thread in threads] == [
        (li.person_id, "Yes, there is"),
        (wang.person_id, "How heavy is it?"),
    ]
    assert [thread["guest_id"] for thread in (await li("GET", "/api/threads", expect=200))["items"]] == [li.person_id]


async def test_talk_about_an_offer_and_in_a_deal_works_the_same(world: World, mei: Phone, li: Phone):
    offer = f"/api/offers/{(await li('POST', '/api/offers', offer_draft(), expect=201))['id']}"
    await say(mei, offer, "Do you carry pianos?")
    await say(li, offer, "Small ones", **{"with": mei.person_id})
    assert await heard(mei, offer) == ["Small ones", "Do you carry pianos?"]

    deal = f"/api/deals/{(await agreed(mei, li))['id']}"
    await say(mei, deal, "Door 301")
    await say(li, deal, "On my way")
    assert await heard(mei, deal) == await heard(li, deal) == ["On my way", "Door 301"]


async def test_contact_data_is_hidden_until_the_money_is_held(mei: Phone, li: Phone):
    need = await posted(mei)
    asked = await say(li, need, f"Call me: {NUMBER}")
    assert (asked["text"], asked["masked"]) == (f"Call me: {MASK}", True)
    assert "guarantee" in asked["hint"] or "托管" in asked["hint"]

    deal = await agreed(mei, li)
    path = f"/api/deals/{deal['id']}"
    assert (await say(li, path, NUMBER))["text"] == MASK
    await stepped(mei, deal, "fund")
    after = await say(li, path, NUMBER)

    assert (after["text"], after["masked"], after["hint"]) == (NUMBER, False, None)
    assert await heard(mei, path) == [NUMBER, MASK]


async def test_what_is_hidden_is_not_even_stored(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    await say(li, need, NUMBER)
    await world.settle()

    tables = await world.db.pool.fetch(
        "SELECT text FROM message UNION ALL SELECT facts::text FROM notice UNION ALL SELECT body::text FROM live_event"
    )
    assert not any("8000" in row["text"] for row in tables)


async def test_in_a_cash_deal_numbers_may_be_given_at_once(mei: Phone, li: Phone):
    deal = await agreed(mei, li, payment="cash")

    assert (await say(li, f"/api/deals/{deal['id']}", NUMBER))["text"] == NUMBER


async def test_everybody_reads_a_phrase_in_their_own_language(mei: Phone, li: Phone):
    need = await posted(mei)
    await li("PATCH", "/api/me", {"language": "en"}, expect=200)
    await mei("PATCH", "/api/me", {"language": "zh-CN"}, expect=200)
    phrases = (await li("GET", "/api/phrases", expect=200))["items"]
    assert {"code": "on_my_way", "text": "I am on my way."} in phrases

    sent = await li("POST", f"{need}/messages", {"phrase": "on_my_way"}, expect=201)

    assert (sent["phrase"], sent["text"]) == ("on_my_way", "I am on my way.")
    assert await heard(mei, need, **{"with": li.person_id}) == ["我出发了，在路上。"]


async def test_the_other_one_hears_of_it_in_one_notice_a_thread_until_it_is_read(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    await world.settle()
    before = (await mei("GET", "/api/inbox", expect=200))["unread"]
    for number in range(3):
        await say(li, need, f"Message {number}")
    await world.settle()

    inbox = await mei("GET", "/api/inbox", expect=200)
    assert inbox["unread"] == before + 1
    assert (inbox["items"][0]["kind"], inbox["items"][0]["facts"]["text"]) == ("message", "Message 2")
    live = await world.db.pool.fetchval(
        "SELECT count(*) FROM live_event WHERE kind = 'message' AND topic = $1", f"person:{mei.person_id}"
    )
    assert live == 3
    assert (await li("GET", "/api/inbox", expect=200))["unread"] == 0


async def test_pages_and_polling_miss_nothing(mei: Phone, li: Phone):
    need = await posted(mei)
    sent = [await say(li, need, f"{number}") for number in range(5)]

    first = await li("GET", f"{need}/messages", params={"limit": 2}, expect=200)
    second = await li("GET", f"{need}/messages", params={"limit": 3, "cursor": first["next"]}, expect=200)
    assert [item["text"] for item in first["items"] + second["items"]] == ["4", "3", "2", "1", "0"]
    assert second["next"] is None
    assert await heard(li, need, after=sent[1]["id"]) == ["2", "3", "4"]
    assert await heard(li, need, after=sent[1]["id"], limit=1) == ["2"]


async def test_messages_at_the_same_moment_are_in_one_order_for_both(world: World, mei: Phone, li: Phone):
    deal = await agreed(mei, li)
    path = f"/api/deals/{deal['id']}"
    await asyncio.gather(*(say(phone, path, f"{phone.person_id} {number}") for number in range(8) for phone in (mei, li)))

    rows = await world.db.pool.fetch("SELECT id, at FROM message ORDER BY id")
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert len({row["at"] for row in rows}) == 16
    assert await heard(mei, path, limit=100) == await heard(li, path, limit=100)


async def test_the_same_key_says_it_once(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    answers = [
        await li("POST", f"{need}/messages", {"text": "once"}, headers={"Idempotency-Key": "k"}, expect=201) for _ in range(2)
    ]

    assert answers[0] == answers[1]
    assert await counted(world) == 1


async def test_a_picture_of_ones_own_can_be_sent_and_no_other(world: World, mei: Phone, li: Phone):
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (10, 10)).save(out, "JPEG")
    picture = await li("POST", "/api/pictures", files={"file": ("a.jpg", out.getvalue())}, expect=201)
    need = await posted(mei)

    sent = await li("POST", f"{need}/messages", {"picture_ids": [picture["id"]]}, expect=201)
    assert sent["pictures"] == [picture["url"]]
    stolen = await mei("POST", f"{need}/messages?with={li.person_id}", {"picture_ids": [picture["id"]]})
    assert (stolen.status_code, stolen.json()["code"]) == (422, "unknown_picture")


async def test_whoever_is_blocked_either_way_finds_nothing(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    await say(li, need, "Hello")
    deal = f"/api/deals/{(await agreed(mei, li))['id']}"
    await say(li, deal, "Hello")
    count = await counted(world)
    await mei("PUT", f"/api/me/blocks/{li.person_id}", expect=204)

    for phone, path in [(li, need), (mei, f"{need}"), (li, deal), (mei, deal)]:
        params = {"with": li.person_id} if phone is mei and path == need else {}
        assert (await phone("GET", f"{path}/messages", params=params)).status_code == 404
        assert (await phone("POST", f"{path}/messages", {"text": "x"}, params=params)).status_code == 404
    assert (await mei("GET", "/api/threads", expect=200))["items"] == []
    assert await counted(world) == count


async def test_what_is_not_yours_to_read_looks_like_what_is_not_there(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    deal = f"/api/deals/{(await agreed(mei, li))['id']}"
    await say(li, deal, "secret")
    eve = await sign_in(world, "eve@example.org")
    region = ids.region_of(UUID(need.rsplit("/", 1)[1]))
    nothing = ids.placed_id(region, now=world.clock())
    doors = [
        (eve, deal, {}),
        (eve, need, {"with": li.person_id}),
        (mei, need, {"with": eve.person_id}),
        (mei, need, {"with": mei.person_id}),
        (mei, deal, {"with": eve.person_id}),
        *[(eve, f"/api/{kind}/{an_id}", {}) for kind in ("needs", "offers", "deals") for an_id in (nothing, uuid4())],
    ]
    for phone, path, params in doors:
        for method, body in [("GET", None), ("POST", {"text": "hello"})]:
            response = await phone(method, f"{path}/messages", body, params=params)
            assert (response.status_code, response.json()["code"]) == (404, "not_found"), (method, path, params)
    assert await counted(world) == 1


async def test_a_need_off_the_map_is_closed_to_new_words_and_old_ones_stay(mei: Phone, li: Phone, world: World):
    need = await posted(mei)
    await say(li, need, "Hello")
    await mei("DELETE", need)
    eve = await sign_in(world, "eve@example.org")

    refused = await li("POST", f"{need}/messages", {"text": "Still there?"})
    assert (refused.status_code, refused.json()["code"]) == (409, "thread_closed")
    assert await heard(li, need) == ["Hello"]
    assert (await eve("GET", f"{need}/messages")).status_code == 404


async def test_the_owner_must_say_with_whom(mei: Phone, li: Phone):
    need = await posted(mei)

    response = await mei("GET", f"{need}/messages")

    assert (response.status_code, response.json()["code"], response.json()["path"]) == (422, "partner_needed", "with")


NO_MESSAGES: list[tuple[object, int, str]] = [
    ({}, 422, "message_empty"),
    ({"text": "   \n "}, 422, "message_empty"),
    ({"text": "hello", "phrase": "done"}, 422, "phrase_stands_alone"),
    ({"phrase": "nonsense"}, 400, "malformed"),
    ({"text": "x" * 2001}, 400, "malformed"),
    ({"text": "a\0b"}, 400, "malformed"),
    ({"text": "\u202eevil"}, 400, "malformed"),
    ({"text": 5}, 400, "malformed"),
    ({"text": "a", "by_id": str(uuid4())}, 400, "malformed"),
    ({"picture_ids": [str(uuid4())]}, 422, "unknown_picture"),
    ({"picture_ids": [str(uuid4())] * 7}, 400, "malformed"),
    ([], 400, "malformed"),
    ("x", 400, "malformed"),
]


async def test_what_is_no_message_is_refused_and_nothing_is_kept(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    for body, status, code in NO_MESSAGES:
        response = await li("POST", f"{need}/messages", body)

        assert (response.status_code, response.json()["code"]) == (status, code), body
    assert await counted(world) == 0


async def test_markup_and_sql_are_words_like_any_other(mei: Phone, li: Phone):
    need = await posted(mei)
    text = "<script>alert('x')</script> '; DROP TABLE message; -- ${7*7} {name}"
    await say(li, need, text)

    assert await heard(li, need) == [text]


async def test_lists_refuse_what_they_cannot_read_and_strangers(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    for query in ("limit=0", "limit=101", "cursor=x", "after=x", "with=x"):
        assert (await li("GET", f"{need}/messages?{query}")).status_code == 400, query
    assert (await li("GET", "/api/threads?cursor=WzFd")).status_code == 400
    for path in (f"{need}/messages", "/api/threads"):
        assert (await world.client.get(path)).status_code == 401
    assert (await world.client.post(f"{need}/messages", json={"text": "x"})).status_code == 401


async def test_nobody_floods(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    answers = [(await li("POST", f"{need}/messages", {"phrase": "done"})).status_code for _ in range(42)]

    assert answers[:40] == [201] * 40
    assert answers[40:] == [429] * 2


async def test_what_an_erased_person_said_loses_its_words(world: World, mei: Phone, li: Phone):
    need = await posted(mei)
    await say(li, need, "My private words")
    await say(mei, need, "Mine stay", **{"with": li.person_id})
    async with world.db.write() as tx:
        for hear in wiring.HEARERS[PersonErased]:
            await hear(tx, PersonErased(UUID(li.person_id)), world.clock())

    assert await heard(mei, need, **{"with": li.person_id}) == ["Mine stay", ""]
