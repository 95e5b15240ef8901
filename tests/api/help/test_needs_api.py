import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from everywhere.help.needs import actions as needs
from everywhere.help.needs.types import NeedNotOpen
from everywhere.people import actions as people
from support.posts import AT, cny, need_draft
from support.world import Phone, World, sign_in

NOWHERE = "01940000-0000-7000-8000-000000000000"


@pytest.fixture
async def li(world: World) -> Phone:
    return await sign_in(world, "li@example.org")


@pytest.fixture
async def wang(world: World) -> Phone:
    return await sign_in(world, "wang@example.org")


async def operator_of(world: World) -> Phone:
    phone = await sign_in(world, "op@example.org")
    await world.db.transact(lambda tx: people.give_role(tx, "email:op@example.org", "operator"))
    return phone


async def count(world: World) -> int:
    return await world.db.pool.fetchval("SELECT count(*) FROM need")


def later(world: World, **span: float) -> str:
    return (world.clock() + timedelta(**span)).isoformat()


async def test_a_need_is_posted_read_changed_and_taken_back(world: World, li: Phone, wang: Phone):
    posted = await li("POST", "/api/needs", need_draft(place_note="Third floor", answers={"problem": "tap"}), expect=201)
    path = f"/api/needs/{posted['id']}"

    assert (posted["stage"], posted["version"], posted["minutes"], posted["fee"]) == ("open", 1, 60, cny(8000))
    assert posted["mine"]["at"] == AT
    seen = await wang("GET", path, expect=200)
    assert seen == {**posted, "mine": None}
    assert seen["at"] != AT
    assert "Third floor" not in json.dumps(seen)
    assert (await world.client.get(path)).json() == seen

    changed = await li("PATCH", path, {"fee": None, "title": " The tap  runs "}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["fee"], changed.json()["title"]) == (None, "The tap  runs")
    assert [need["id"] for need in (await li("GET", "/api/me/needs", expect=200))["items"]] == [posted["id"]]
    assert (await wang("GET", "/api/me/needs", expect=200))["items"] == []

    await li("DELETE", path, expect=204)
    await li("DELETE", path, expect=204)
    assert (await li("GET", path, expect=200))["stage"] == "withdrawn"
    assert (await wang("GET", path)).status_code == 404
    assert (await li("PATCH", path, {"title": "Back"})).json()["code"] == "need_not_open"


async def test_what_cannot_be_read_is_refused_and_changes_nothing(world: World, li: Phone):
    broken = [
        {"title": ...}, {"category": ...}, {"at": ...}, {"when": ...},
        {"title": ""}, {"title": "   "}, {"title": "\0"}, {"title": "x" * 121}, {"title": "a\u202eb"}, {"title": 5}, {"title": None},
        {"text": "x" * 2001}, {"text": "a\0b"}, {"place_note": "x" * 301},
        {"category": "Plumber!"}, {"category": "x" * 41}, {"category": "'; DROP TABLE need; --"},
        {"at": {"lat": 91, "lon": 0}}, {"at": {"lat": 0, "lon": 180.1}}, {"at": [31, 121]}, {"at": {"lat": 31.2}}, {"at": None},
        {"at": {**AT, "alt": 4}},
        {"when": {}}, {"when": {"now": False}}, {"when": {"starts_at": later(world, hours=1)}}, {"when": {"now": True, "ends_at": later(world, hours=1)}},
        {"when": {"starts_at": "2026-13-01T00:00:00Z", "ends_at": "tomorrow"}}, {"when": {"starts_at": "2026-01-01T00:00:00", "ends_at": "2026-01-01T01:00:00"}},
        {"minutes": 0}, {"minutes": 10_081}, {"minutes": 1.5}, {"minutes": 10**30},
        {"fee": cny(0)}, {"fee": cny(-5)}, {"fee": cny(10**30)}, {"fee": {"minor": 10.5, "currency": "CNY"}}, {"fee": {"minor": 100, "currency": "yuan"}},
        {"fee": 80}, {"materials": "nobody"}, {"payment": "gold"}, {"answers": {"Problem": "tap"}}, {"answers": []}, {"answers": {"problem": {}}},
        {"answers": {"problem": "\0"}}, {"answers": {f"x{n}": 1 for n in range(41)}},
        {"picture_ids": [NOWHERE] * 10}, {"picture_ids": ["x"]}, {"surprise": 1},
    ]  # fmt: skip
    for changes in broken:
        response = await li("POST", "/api/needs", need_draft(**changes))
        assert (response.status_code, response.json()["code"]) == (400, "malformed"), (changes, response.text)
    for raw in ('{"title"', "[]", '"x"', "null", '{"at": {"lat": NaN}}', "[" * 5000, "\xff", ""):
        response = await li("POST", "/api/needs", content=raw, headers={"Content-Type": "application/json"})
        assert response.status_code == 400, (raw[:20], response.text)
    assert await count(world) == 0


async def test_what_the_rules_refuse_says_why_and_where_and_changes_nothing(world: World, li: Phone):
    hour = {"starts_at": later(world, hours=1), "ends_at": later(world, hours=1.5)}
    refused = [
        ({"category": "no_such_help"}, "unknown_category", "category"),
        ({"category": "borrow_money"}, "category_off", "category"),
        ({"at": {"lat": 0, "lon": 0}}, "outside_cities", "at"),
        ({"at": {"lat": 90, "lon": 180}}, "outside_cities", "at"),
        ({"at": {"lat": -90, "lon": -180}}, "outside_cities", "at"),
        ({"at": {"lat": 35.6895, "lon": 139.6917}}, "outside_cities", "at"),
        ({"answers": {"problem": "volcano"}}, "answers_do_not_fit", "answers.problem"),
        ({"answers": {"age": 5}}, "answers_do_not_fit", "answers"),
        ({"fee": cny(2499)}, "fee_below_floor", "fee"),
        ({"fee": cny(9999), "minutes": 240}, "fee_below_floor", "fee"),
        ({"fee": {"minor": 100_000, "currency": "USD"}}, "wrong_currency", "fee"),
        ({"when": hour}, "window_too_short", "when.ends_at"),
        ({"when": {"starts_at": later(world, hours=-1), "ends_at": later(world, hours=3)}}, "window_in_past", "when.starts_at"),
        ({"when": {"starts_at": "0001-01-01T00:00:00+14:00", "ends_at": "9999-12-31T23:59:59-12:00"}}, "window_in_past", "when.starts_at"),
        ({"when": {"starts_at": later(world, days=80), "ends_at": "9999-12-31T23:59:59-12:00"}}, "window_too_far", "when.ends_at"),
        ({"picture_ids": [NOWHERE]}, "unknown_picture", None),
    ]  # fmt: skip
    for changes, code, path in refused:
        problem = (await li("POST", "/api/needs", need_draft(**changes))).json()
        assert problem.get("code") == code, (changes, problem)
        assert problem["status"] in (404, 422)
        assert path is None or problem["path"] == path

    below = (await li("POST", "/api/needs", need_draft(fee=cny(3749), minutes=90))).json()
    assert below["facts"]["floor"] == cny(3750)
    await li("POST", "/api/needs", need_draft(fee=cny(3750), minutes=90), expect=201)
    assert await count(world) == 1


async def test_other_peoples_needs_look_like_none(world: World, li: Phone, wang: Phone):
    need = await li("POST", "/api/needs", need_draft(), expect=201)
    before = await world.db.pool.fetchrow("SELECT * FROM need")

    for need_id in (need["id"], NOWHERE, "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"):
        for method, path, body in [
            ("PATCH", f"/api/needs/{need_id}", {"title": "Mine now"}),
            ("DELETE", f"/api/needs/{need_id}", None),
        ]:
            response = await wang(method, path, body)
            assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert (await wang("POST", f"/api/needs/{need['id']}/screening", {"decision": "remove"})).json()["code"] == "not_allowed"
    for method, path in (("POST", "/api/needs"), ("PATCH", f"/api/needs/{need['id']}"), ("GET", "/api/me/needs")):
        response = await world.client.request(method, path, json=need_draft() if method == "POST" else {"title": "x"})
        assert (response.status_code, response.json()["code"]) == (401, "sign_in_needed")
    assert await world.db.pool.fetchrow("SELECT * FROM need") == before


async def test_blocked_people_do_not_see_each_others_needs(world: World, li: Phone, wang: Phone):
    need = await li("POST", "/api/needs", need_draft(), expect=201)
    await li("PUT", f"/api/me/blocks/{wang.person_id}")

    assert (await wang("GET", f"/api/needs/{need['id']}")).status_code == 404


async def test_of_many_who_change_the_same_version_one_does(world: World, li: Phone):
    need = await li("POST", "/api/needs", need_draft(), expect=201)
    path = f"/api/needs/{need['id']}"

    answers = await asyncio.gather(*(li("PATCH", path, {"title": f"Tap {n}"}, headers={"If-Match": '"1"'}) for n in range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"version_moved"}
    now = await li("GET", path, expect=200)
    assert (now["version"], now["title"]) == (2, next(a.json()["title"] for a in answers if a.status_code == 200))
    assert (await li("DELETE", path, headers={"If-Match": '"1"'})).status_code == 409
    await li("DELETE", path, headers={"If-Match": '"2"'}, expect=204)


async def test_changes_are_held_to_the_same_rules_and_refused_ones_change_nothing(world: World, li: Phone):
    need = await li("POST", "/api/needs", need_draft(), expect=201)
    path = f"/api/needs/{need['id']}"
    for changes, status in [
        ({"fee": cny(100)}, 422), ({"minutes": 600}, 422), ({"fee": {"minor": 9000, "currency": "USD"}}, 422), ({"answers": {"x": 1}}, 422),
        ({"when": {"starts_at": later(world, days=100), "ends_at": later(world, days=101)}}, 422), ({"at": AT}, 400), ({"stage": "closed"}, 400),
        ({"title": ""}, 400), ({"minutes": None}, 400), ({"when": {}}, 400), ({"picture_ids": [NOWHERE]}, 422),
    ]:  # fmt: skip
        assert (await li("PATCH", path, changes)).status_code == status, changes
    assert await li("GET", path, expect=200) == need

    window = {"starts_at": later(world, hours=5), "ends_at": later(world, hours=8)}
    moved = await li("PATCH", path, {"when": window, "minutes": 120, "fee": cny(5000)}, expect=200)
    assert moved["when"]["now"] is False
    assert moved["expires_at"] == (world.clock() + timedelta(hours=6)).isoformat().replace("+00:00", "Z")


async def test_the_same_idempotency_key_posts_once(world: World, li: Phone):
    headers = {"Idempotency-Key": "post-1"}

    answers = await asyncio.gather(*(li("POST", "/api/needs", need_draft(), headers=headers) for _ in range(4)))
    other = await li("POST", "/api/needs", need_draft(title="Another"), headers=headers)

    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert await count(world) == 1


async def test_twenty_open_needs_are_enough_however_fast_they_come(world: World, li: Phone):
    for number in range(17):
        await li("POST", "/api/needs", need_draft(title=f"Tap {number}"), expect=201)

    answers = await asyncio.gather(*(li("POST", "/api/needs", need_draft()) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"too_many_needs"}
    first, cursor = None, ""
    seen = []
    while cursor is not None:
        page = await li("GET", "/api/me/needs?limit=6" + (f"&cursor={cursor}" if cursor else ""), expect=200)
        seen += [need["id"] for need in page["items"]]
        first, cursor = first or page, page["next"]
    assert len(seen) == len(set(seen)) == 20
    await world.pass_time(hours=2)
    await li("POST", "/api/needs", need_draft(), expect=201)
    assert len((await li("GET", "/api/me/needs?stage=expired&limit=100", expect=200))["items"]) == 20
    assert (await li("GET", "/api/me/needs?stage=nonsense")).status_code == 400


async def test_a_need_expires_when_its_last_chance_is_over_and_its_asker_hears_of_it(world: World, li: Phone):
    need = await li("POST", "/api/needs", need_draft(), expect=201)
    await world.pass_time(minutes=119)
    assert (await li("GET", f"/api/needs/{need['id']}", expect=200))["stage"] == "open"

    await world.pass_time(minutes=1)

    assert (await li("GET", f"/api/needs/{need['id']}", expect=200))["stage"] == "expired"
    kinds = await world.db.pool.fetch("SELECT kind, facts FROM notice")
    assert [(row["kind"], row["facts"]) for row in kinds] == [("need_expired", {"title": "The tap drips"})]


async def test_moving_the_window_moves_the_timer(world: World, li: Phone):
    need = await li("POST", "/api/needs", need_draft(), expect=201)
    await world.settle()
    window = {"starts_at": later(world, hours=5), "ends_at": later(world, hours=8)}
    await li("PATCH", f"/api/needs/{need['id']}", {"when": window}, expect=200)

    await world.pass_time(hours=3)
    assert (await li("GET", f"/api/needs/{need['id']}", expect=200))["stage"] == "open"
    await world.pass_time(hours=4)
    assert (await li("GET", f"/api/needs/{need['id']}", expect=200))["stage"] == "expired"


async def test_maps_around_a_need_see_it_come_change_and_go_and_never_where_it_is(world: World, li: Phone):
    need = await li("POST", "/api/needs", need_draft(place_note="Third floor"), expect=201)
    await world.settle()
    await li("PATCH", f"/api/needs/{need['id']}", {"title": "The tap runs"}, expect=200)
    await world.settle()
    await li("DELETE", f"/api/needs/{need['id']}", expect=204)
    await world.settle()

    shown = await world.db.pool.fetch("SELECT kind, body, topic FROM live_event WHERE topic LIKE 'cell:%' ORDER BY seq")
    assert [row["kind"] for row in shown] == ["need_posted", "need_changed", "need_gone"]
    assert len({row["topic"] for row in shown}) == 1
    assert not any(
        str(secret) in json.dumps([row["body"] for row in shown]) for secret in (AT["lat"], AT["lon"], "Third", li.person_id)
    )


async def test_a_suspicious_post_waits_for_an_operator(world: World, li: Phone, wang: Phone):
    operator = await operator_of(world)
    posted = await li("POST", "/api/needs", need_draft(category="tutor", text="微信 cat12345"), expect=201)
    path = f"/api/needs/{posted['id']}"
    assert posted["stage"] == "screened"
    assert (await wang("GET", path)).status_code == 404
    assert (await operator("GET", path, expect=200))["text"] == "微信 cat12345"
    for decision in ({}, {"decision": "perhaps"}, {"decision": None}):
        assert (await operator("POST", f"{path}/screening", decision)).status_code == 400
    await world.settle()

    assert (await operator("POST", f"{path}/screening", {"decision": "approve"}, expect=200))["stage"] == "open"
    assert (await operator("POST", f"{path}/screening", {"decision": "approve"})).json()["code"] == "need_not_open"
    await wang("GET", path, expect=200)
    await operator("POST", f"{path}/screening", {"decision": "remove"}, expect=200)
    await world.settle()

    assert (await wang("GET", path)).status_code == 404
    kinds = [row["kind"] for row in await world.db.pool.fetch("SELECT kind FROM notice ORDER BY at, id")]
    assert kinds == ["need_held_back", "need_removed"]


async def test_words_that_become_suspicious_take_a_need_off_the_map(world: World, li: Phone, wang: Phone):
    need = await li("POST", "/api/needs", need_draft(), expect=201)
    edited = await li("PATCH", f"/api/needs/{need['id']}", {"text": "also some 毒品"}, expect=200)

    assert edited["stage"] == "screened"
    assert (await wang("GET", f"/api/needs/{need['id']}")).status_code == 404
    again = await li("PATCH", f"/api/needs/{need['id']}", {"text": "no more"}, expect=200)
    assert again["stage"] == "screened"


async def test_risky_categories_wait_whatever_they_say(world: World, li: Phone):
    assert (await li("POST", "/api/needs", need_draft(category="locksmith", title="Locked out"), expect=201))["stage"] == "screened"


async def test_people_who_are_gone_ask_for_nothing(world: World, li: Phone, wang: Phone):
    need = await li("POST", "/api/needs", need_draft(text="My secret", place_note="Third floor"), expect=201)
    await world.settle()
    await world.db.transact(lambda tx: people.erase(tx, li.person_id, now=world.clock()))
    await world.settle()

    row = await world.db.pool.fetchrow(
        "SELECT stage, title, text, exact_note, exact_lat = lat AND exact_lon = lon AS is_blurred FROM need"
    )
    assert tuple(row) == ("withdrawn", "–", "", "", True)
    assert (await wang("GET", f"/api/needs/{need['id']}")).status_code == 404


async def test_a_need_is_agreed_reopened_and_closed_through_its_door(world: World, li: Phone):
    need_id = UUID((await li("POST", "/api/needs", need_draft(), expect=201))["id"])
    deal_id = uuid4()

    async def agree(tx):
        await needs.lock_open(tx, need_id, now=world.clock())
        await needs.note_first_bid(tx, need_id, now=world.clock())
        return await needs.mark_agreed(tx, need_id, deal_id, now=world.clock())

    outcomes = await asyncio.gather(*(world.db.transact(agree) for _ in range(6)), return_exceptions=True)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert all(isinstance(outcome, NeedNotOpen) for outcome in outcomes if isinstance(outcome, Exception))
    assert (await li("DELETE", f"/api/needs/{need_id}")).json()["code"] == "need_not_open"
    assert (await li("GET", f"/api/needs/{need_id}", expect=200))["mine"]["deal_id"] == str(deal_id)
    await world.db.transact(lambda tx: needs.reopen(tx, need_id, now=world.clock()))
    assert (await li("GET", f"/api/needs/{need_id}", expect=200))["stage"] == "open"
    await world.db.transact(agree)
    await world.pass_time(hours=3)
    await world.db.transact(lambda tx: needs.close(tx, need_id, now=world.clock()))
    assert (await li("GET", f"/api/needs/{need_id}", expect=200))["stage"] == "closed"
