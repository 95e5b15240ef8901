from typing import Any

import pytest

from everywhere.people import jobs
from support.world import World, running, sign_in

pytestmark = pytest.mark.once

HERE = {"phone": "+8613800000001", "code": "000000"}


async def by_cookie(world: World, method: str, path: str, **options: Any) -> Any:
    return await world.client.request(method, path, **options)


async def test_a_token_ends_when_its_owner_signs_out(world: World):
    phone = await sign_in(world, "+8613800000001")
    other = await sign_in(world, "+8613800000001")

    assert (await phone("DELETE", "/api/session")).status_code == 204

    assert (await phone("GET", "/api/me")).json()["code"] == "sign_in_needed"
    assert (await phone("DELETE", "/api/session")).status_code == 401
    await other("GET", "/api/me", expect=200)


async def test_a_session_ends_after_thirty_days_of_rest_and_not_before(world: World):
    phone = await sign_in(world, "+8613800000001")
    for _ in range(3):
        world.clock.advance(days=29)
        await phone("GET", "/api/me", expect=200)

    world.clock.advance(days=30)

    await phone("GET", "/api/me", expect=401)


async def test_reading_notes_the_session_at_most_once_an_hour(world: World):
    phone = await sign_in(world, "+8613800000001")
    seen = "SELECT seen_at FROM session"
    at_first = await world.db.pool.fetchval(seen)
    world.clock.advance(minutes=59)
    await phone("GET", "/api/me", expect=200)
    within_the_hour = await world.db.pool.fetchval(seen)
    world.clock.advance(minutes=1)
    await phone("GET", "/api/me", expect=200)

    assert within_the_hour == at_first
    assert await world.db.pool.fetchval(seen) == world.clock()


async def test_one_sees_where_one_is_signed_in_and_ends_a_session_elsewhere(world: World):
    here = await sign_in(world, "+8613800000001")
    there = await sign_in(world, "+8613800000001")

    sessions = (await here("GET", "/api/me/sessions", expect=200))["items"]
    elsewhere = next(session for session in sessions if not session["current"])
    ended = await here("DELETE", f"/api/me/sessions/{elsewhere['id']}")

    assert [session["via"] for session in sessions] == ["code", "code"]
    assert sessions[0]["device"].startswith("python-httpx")
    assert ended.status_code == 204
    await there("GET", "/api/me", expect=401)
    assert len((await here("GET", "/api/me/sessions", expect=200))["items"]) == 1


async def test_other_peoples_sessions_are_not_there(world: World):
    mine = await sign_in(world, "+8613800000001")
    theirs = await sign_in(world, "+8613800000002")
    session = (await theirs("GET", "/api/me/sessions", expect=200))["items"][0]

    unknown = await mine("DELETE", "/api/me/sessions/01940000-0000-7000-8000-000000000000")
    foreign = await mine("DELETE", f"/api/me/sessions/{session['id']}")

    assert (foreign.status_code, foreign.json()["code"]) == (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    await theirs("GET", "/api/me", expect=200)


async def test_nobody_keeps_more_than_fifty_sessions(world: World):
    first = await sign_in(world, "+8613800000001")
    for _ in range(50):
        world.clock.advance(seconds=1)
        last = await world.client.post("/api/sign-in", json=HERE)

    assert await world.db.pool.fetchval("SELECT count(*) FROM session") == 50
    world.client.cookies.clear()
    await first("GET", "/api/me", expect=401)
    assert last.status_code == 200


STRANGE = [
    "Bearer x", "Bearer " + "A" * 64, "Bearer " + "A" * 63, "Bearer " + "A" * 10_000, "Bearer ../../etc/passwd", "Bearer ' OR 1=1 --",
    "Bearer \xff\xfe", "Bearer", "Bearer  ", "Basic bGk6d2Vp", "bearer\t", "",
]  # fmt: skip


async def test_a_token_that_opens_nothing_is_nobody(world: World):
    for authorization in STRANGE:
        answer = await world.client.get("/api/me", headers={"Authorization": authorization.encode("latin-1")})

        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed"), authorization


async def test_a_token_with_another_persons_id_opens_nothing(world: World):
    mine = await sign_in(world, "+8613800000001")
    theirs = await sign_in(world, "+8613800000002")
    spliced = theirs.token[:21] + mine.token[21:]

    answer = await world.client.get("/api/me", headers={"Authorization": f"Bearer {spliced}"})

    assert answer.status_code == 401


async def test_what_has_ended_is_forgotten(world: World):
    phone = await sign_in(world, "+8613800000001")
    await world.client.post("/api/sign-in/passkey/options")
    world.clock.advance(days=29)
    fresh = await sign_in(world, "+8613800000001")
    world.clock.advance(days=1)

    await jobs.forget_old(world.db, world.clock())

    kept = await world.db.pool.fetchrow(
        "SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM sign_in_code), (SELECT count(*) FROM passkey_challenge)"
    )
    assert tuple(kept) == (1, 0, 0)
    await phone("GET", "/api/me", expect=401)
    await fresh("GET", "/api/me", expect=200)


async def test_tokens_are_kept_as_hashes(world: World):
    phone = await sign_in(world, "+8613800000001")

    kept = await world.db.pool.fetchrow("SELECT session::text FROM session")

    assert phone.token not in kept[0]


async def test_a_browser_reads_with_its_cookie_and_writes_with_the_csrf_token_too(world: World):
    answer = await world.client.post("/api/sign-in", json=HERE)
    cookies = answer.headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("everywhere_session="))
    csrf = next(cookie for cookie in cookies if cookie.startswith("everywhere_csrf="))

    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(session.split("; "))
    assert "HttpOnly" not in csrf
    assert "Secure" not in session
    assert (await by_cookie(world, "GET", "/api/me")).status_code == 200
    missing = await by_cookie(world, "PATCH", "/api/me", json={"name": "Mallory"})
    wrong = await by_cookie(world, "PATCH", "/api/me", json={"name": "Mallory"}, headers={"X-CSRF-Token": "0" * 32})
    odd = await by_cookie(world, "PATCH", "/api/me", json={"name": "Mallory"}, headers={"X-CSRF-Token": b"\xe9\xff"})
    assert {(each.status_code, each.json()["code"]) for each in (missing, wrong, odd)} == {(403, "csrf_missing")}
    assert (await by_cookie(world, "GET", "/api/me")).json()["name"] != "Mallory"
    token = world.client.cookies["everywhere_csrf"]
    right = await by_cookie(world, "PATCH", "/api/me", json={"name": "Li"}, headers={"X-CSRF-Token": token})
    assert (right.status_code, right.json()["name"]) == (200, "Li")


async def test_the_csrf_token_of_one_session_fits_no_other(world: World):
    await world.client.post("/api/sign-in", json=HERE)
    old = world.client.cookies["everywhere_csrf"]
    await world.client.post("/api/sign-in", json=HERE)

    answer = await by_cookie(world, "DELETE", "/api/session", headers={"X-CSRF-Token": old})

    assert answer.status_code == 403


async def test_signing_out_takes_the_cookies_away(world: World):
    await world.client.post("/api/sign-in", json=HERE)
    csrf = world.client.cookies["everywhere_csrf"]

    answer = await by_cookie(world, "DELETE", "/api/session", headers={"X-CSRF-Token": csrf})

    assert answer.status_code == 204
    assert not world.client.cookies
    assert (await by_cookie(world, "GET", "/api/me")).status_code == 401


async def test_a_bearer_token_goes_before_the_cookie(world: World):
    phone = await sign_in(world, "+8613800000002")
    await world.client.post("/api/sign-in", json=HERE)

    changed = await phone("PATCH", "/api/me", {"name": "Program"}, expect=200)

    assert changed["id"] == phone.person_id


async def test_under_tls_cookies_belong_to_this_host_alone(database_url: str):
    async with running(database_url, public_url="https://help.example.org") as made:
        answer = await made.client.post("/api/sign-in", json=HERE)

        cookies = answer.headers.get_list("set-cookie")
        assert all(cookie.startswith("__Host-everywhere_") and "Secure" in cookie and "Domain" not in cookie for cookie in cookies)
        token = answer.json()["token"]
        read = await made.client.get("/api/me", headers={"Cookie": f"__Host-everywhere_session={token}"})
        assert read.status_code == 200
