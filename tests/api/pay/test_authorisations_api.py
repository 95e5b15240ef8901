"""Authorisations by HTTP: what a person allows an app, what its tokens open, and what taking back ends."""

import pytest

from support.openapi import Developer, developer
from support.world import World, sign_in

pytestmark = pytest.mark.once

TOKEN, INFO = "alipay.system.oauth.token", "alipay.user.info.share"
APP_TOKEN, APP_QUERY = "alipay.open.auth.token.app", "alipay.open.auth.token.app.query"


async def token_of(made: Developer, code: str) -> dict[str, object]:
    sent = await made.send(made.signed(TOKEN, grant_type="authorization_code", code=code))
    return made.verified(sent, TOKEN)


async def test_a_code_gives_tokens_once_and_the_token_tells_who_the_user_is(world: World):
    made = await developer(world)
    user = await sign_in(world, "user@example.org")
    draft = {"app_id": made.app_id, "scopes": ["auth_base", "auth_user"]}
    said = await user("POST", "/api/me/authorisations", draft, expect=201)

    token = await token_of(made, said["code"])
    info = await made.call(INFO, auth_token=token["access_token"])
    again = await made.send(made.signed(TOKEN, grant_type="authorization_code", code=said["code"]))

    assert "code" not in token
    assert token["user_id"].startswith("2088")
    assert isinstance(token["expires_in"], int)
    assert (info["code"], info["user_id"], info["open_id"]) == ("10000", token["user_id"], token["open_id"])
    assert info["nick_name"]
    assert made.verified(again, node="error_response")["sub_code"] == "isv.code-invalid"


async def test_a_base_scope_tells_no_name_and_another_app_has_no_use_for_the_token(world: World):
    made, other = await developer(world), await developer(world, "other@example.org", number=1)
    user = await sign_in(world, "user@example.org")
    said = await user("POST", "/api/me/authorisations", {"app_id": made.app_id}, expect=201)
    stolen = await other.send(other.signed(TOKEN, grant_type="authorization_code", code=said["code"]))
    token = await token_of(made, said["code"])

    assert other.verified(stolen, node="error_response")["sub_code"] == "isv.code-invalid"
    assert (await made.call(INFO, auth_token=token["access_token"]))["sub_code"] == "isv.insufficient-user-permissions"
    assert (await other.call(INFO, auth_token=token["access_token"]))["sub_code"] == "aop.invalid-auth-token"


async def test_tokens_end_with_time_are_renewed_once_and_end_when_taken_back(world: World):
    made = await developer(world)
    user = await sign_in(world, "user@example.org")
    draft = {"app_id": made.app_id, "scopes": ["auth_user"]}
    first = await token_of(made, (await user("POST", "/api/me/authorisations", draft, expect=201))["code"])
    world.clock.advance(days=16)

    late = await made.call(INFO, auth_token=first["access_token"])
    renewal = made.signed(TOKEN, grant_type="refresh_token", refresh_token=first["refresh_token"])
    second = made.verified(await made.send(renewal), TOKEN)
    again = made.verified(await made.send(renewal), node="error_response")
    info = await made.call(INFO, auth_token=second["access_token"])
    user = await sign_in(world, "user@example.org")
    await user("DELETE", f"/api/me/authorisations/{made.app_id}/user", expect=204)
    after = await made.call(INFO, auth_token=second["access_token"])

    assert (late["code"], late["sub_code"]) == ("20001", "aop.auth-token-time-out")
    assert again["sub_code"] == "isv.refresh-token-invalid"
    assert info["code"] == "10000"
    assert after["sub_code"] == "aop.invalid-auth-token"
    assert (await user("GET", "/api/me/authorisations", expect=200))["items"] == []


async def test_a_merchants_token_lets_an_app_call_in_the_merchants_name(world: World):
    made = await developer(world)
    merchant = await sign_in(world, "merchant@example.org")
    draft = {"app_id": made.app_id, "kind": "merchant"}
    said = await merchant("POST", "/api/me/authorisations", draft, expect=201)

    token = await made.call(APP_TOKEN, {"grant_type": "authorization_code", "code": said["code"]})
    found = await made.call(APP_QUERY, {"app_auth_token": token["app_auth_token"]}, app_auth_token=token["app_auth_token"])
    by_v3 = await made.call_v3("GET", "/v3/alipay/open/auth/token/app/query", query={"app_auth_token": token["app_auth_token"]})
    wrong = await made.call(APP_QUERY, {"app_auth_token": "x"}, app_auth_token="nobody's")

    assert token["user_id"] == found["user_id"] == by_v3["user_id"]
    assert found["status"] == "valid"
    assert "code" not in by_v3
    assert (wrong["code"], wrong["sub_code"]) == ("20001", "aop.invalid-app-auth-token")


async def test_a_browser_is_sent_back_only_below_the_address_that_the_app_registered(world: World):
    made = await developer(world)
    path = f"/api/me/apps/{made.app_id}"
    await made.phone("PATCH", path, {"callback_url": "https://shop.example.org/back"}, expect=200)
    user = await sign_in(world, "user@example.org")
    draft = {"app_id": made.app_id, "state": "a b"}

    there = await user(
        "POST", "/api/me/authorisations", {**draft, "redirect_uri": "https://shop.example.org/back/x?y=1"}, expect=201
    )
    refused = [
        (await user("POST", "/api/me/authorisations", {**draft, "redirect_uri": uri})).status_code
        for uri in (
            "https://evil.example.org/back",
            "https://shop.example.org/backdoor",
            "http://shop.example.org/back",
            "https://[::1",
        )
    ]

    assert there["redirect_to"] == (f"https://shop.example.org/back/x?y=1&app_id={made.app_id}&auth_code={there['code']}&state=a+b")
    assert refused == [422] * 4
    assert len((await user("GET", "/api/me/authorisations", expect=200))["items"]) == 1
