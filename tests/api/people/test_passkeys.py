from typing import Any
from uuid import UUID

import pytest
from soft_webauthn import SoftWebauthnDevice

from support import passkeys
from support.passkeys import b64, unb64
from support.world import Phone, World, running, sign_in

pytestmark = pytest.mark.once

ORIGIN = "http://localhost:8000"


@pytest.fixture
async def world(database_url: str):
    async with running(database_url, public_url=ORIGIN + "/") as made:
        yield made


@pytest.fixture
async def li(world: World) -> Phone:
    return await sign_in(world, "li@example.org")


async def made_by(device: SoftWebauthnDevice, phone: Phone, *, origin: str = ORIGIN) -> dict[str, Any]:
    return await passkeys.made_by(device, phone, origin=origin)


async def shown_by(device: SoftWebauthnDevice, world: World, *, origin: str = ORIGIN) -> dict[str, Any]:
    """The body that signs in by the passkey of `device`."""
    asked = (await world.client.post("/api/sign-in/passkey/options")).json()
    return passkeys.shown_for(device, asked, origin, is_seen=False)


async def registered(phone: Phone) -> SoftWebauthnDevice:
    return await passkeys.registered(phone, ORIGIN)


async def test_a_passkey_is_a_second_way_in(world: World, li: Phone):
    device = await registered(li)

    for _ in range(2):
        answer = await world.client.post("/api/sign-in/passkey", json=await shown_by(device, world))

        assert answer.status_code == 200, answer.text
        assert answer.json()["person"]["id"] == li.person_id
        assert "everywhere_session" in answer.headers["set-cookie"]
    world.client.cookies.clear()
    sessions = (await li("GET", "/api/me/sessions", expect=200))["items"]
    assert sorted(session["via"] for session in sessions) == ["code", "passkey", "passkey"]


async def test_one_sees_ones_passkeys_and_drops_them(world: World, li: Phone):
    device = await registered(li)
    await world.client.post("/api/sign-in/passkey", json=await shown_by(device, world))
    world.client.cookies.clear()

    listed = (await li("GET", "/api/me/passkeys", expect=200))["items"]
    dropped = await li("DELETE", f"/api/me/passkeys/{listed[0]['id']}")

    assert [(passkey["name"], passkey["used_at"] is not None) for passkey in listed] == [("My phone", True)]
    assert dropped.status_code == 204
    assert (await li("GET", "/api/me/passkeys", expect=200))["items"] == []
    refused = await world.client.post("/api/sign-in/passkey", json=await shown_by(device, world))
    assert (refused.status_code, refused.json()["code"]) == (401, "passkey_refused")


async def test_a_device_is_asked_for_a_key_that_it_does_not_have_yet(world: World, li: Phone):
    device = await registered(li)

    options = (await li("POST", "/api/me/passkeys/options", expect=200))["options"]

    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert [unb64(known["id"]) for known in options["excludeCredentials"]] == [device.credential_id]


async def test_an_answer_counts_once(world: World, li: Phone):
    device = SoftWebauthnDevice()
    body = await made_by(device, li)
    await li("POST", "/api/me/passkeys", body, expect=201)
    again = await li("POST", "/api/me/passkeys", body)
    shown = await shown_by(device, world)
    first = await world.client.post("/api/sign-in/passkey", json=shown)
    replayed = await world.client.post("/api/sign-in/passkey", json=shown)

    assert first.status_code == 200
    assert {(each.status_code, each.json()["path"]) for each in (again, replayed)} == {(401, "challenge_id")}


async def test_a_challenge_ends_after_five_minutes(world: World, li: Phone):
    device = await registered(li)
    shown = await shown_by(device, world)
    world.clock.advance(minutes=5)

    answer = await world.client.post("/api/sign-in/passkey", json=shown)

    assert (answer.status_code, answer.json()["code"]) == (401, "passkey_refused")


async def test_one_persons_challenge_registers_nothing_for_another(world: World, li: Phone):
    wang = await sign_in(world, "wang@example.org")
    body = await made_by(SoftWebauthnDevice(), li)

    assert (await wang("POST", "/api/me/passkeys", body)).status_code == 401
    assert (await wang("GET", "/api/me/passkeys", expect=200))["items"] == []


async def test_another_sites_page_proves_nothing(world: World, li: Phone):
    elsewhere = "https://everywhere.example.net"
    registering = await li("POST", "/api/me/passkeys", await made_by(SoftWebauthnDevice(), li, origin=elsewhere))
    device = await registered(li)
    signing_in = await world.client.post("/api/sign-in/passkey", json=await shown_by(device, world, origin=elsewhere))

    assert {(each.status_code, each.json()["code"]) for each in (registering, signing_in)} == {(401, "passkey_refused")}


async def test_a_key_that_was_copied_is_noticed(world: World, li: Phone):
    device = await registered(li)
    await world.client.post("/api/sign-in/passkey", json=await shown_by(device, world))
    device.sign_count = 0

    answer = await world.client.post("/api/sign-in/passkey", json=await shown_by(device, world))

    assert (answer.status_code, answer.json()["code"]) == (401, "passkey_refused")


async def test_a_passkey_cannot_speak_for_another_person(world: World, li: Phone):
    device = await registered(li)
    wang = await sign_in(world, "wang@example.org")
    await registered(wang)
    shown = await shown_by(device, world)
    shown["credential"]["response"]["userHandle"] = b64(UUID(wang.person_id).bytes)

    assert (await world.client.post("/api/sign-in/passkey", json=shown)).status_code == 401


async def test_answers_that_make_no_sense_are_refused(world: World, li: Phone):
    device = await registered(li)
    for name, value in [
        ("clientDataJSON", b64(b"{}")), ("clientDataJSON", b64(b"\x00")), ("authenticatorData", b64(b"x" * 37)), ("authenticatorData", "A"),
        ("signature", b64(b"\x30\x00")), ("userHandle", "AA"), ("userHandle", b64(b"\x00" * 16)),
    ]:  # fmt: skip
        shown = await shown_by(device, world)
        shown["credential"]["response"][name] = value
        answer = await world.client.post("/api/sign-in/passkey", json=shown)
        assert (answer.status_code, answer.json()["code"]) == (401, "passkey_refused"), (name, answer.text)
    made = await made_by(SoftWebauthnDevice(), li)
    made["credential"]["response"]["attestationObject"] = b64(b"\xa0")
    assert (await li("POST", "/api/me/passkeys", made)).status_code == 401
    for body in ({}, {**made, "credential": {}}, {**made, "challenge_id": "x"}, {**made, "name": "\x00"}, []):
        assert (await li("POST", "/api/me/passkeys", body)).status_code == 400
    assert len((await li("GET", "/api/me/passkeys", expect=200))["items"]) == 1


async def test_other_peoples_passkeys_are_not_there(world: World, li: Phone):
    await registered(li)
    passkey_id = (await li("GET", "/api/me/passkeys", expect=200))["items"][0]["id"]
    wang = await sign_in(world, "wang@example.org")

    answers = [await wang("DELETE", f"/api/me/passkeys/{each}") for each in (passkey_id, "unknown", "%00", "a" * 500, "é")]

    assert {answer.status_code for answer in answers} == {404}
    assert len((await li("GET", "/api/me/passkeys", expect=200))["items"]) == 1


async def test_nobody_keeps_more_than_twenty_passkeys(world: World, li: Phone):
    for _ in range(20):
        await registered(li)

    answer = await li("POST", "/api/me/passkeys", await made_by(SoftWebauthnDevice(), li))

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_passkeys")
