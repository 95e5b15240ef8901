"""What an app learns of a user's standing: nothing without both yeses, and by the brief method only whether it is enough."""

import pytest

from support.openapi import Developer, developer
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

TOKEN, SCORE, BRIEF = "alipay.system.oauth.token", "zhima.credit.score.get", "zhima.credit.score.brief.get"


@pytest.fixture
async def made(world: World) -> Developer:
    """Who has an app."""
    return await developer(world)


@pytest.fixture
async def user(world: World) -> Phone:
    """Whom the app asks about."""
    return await sign_in(world, "+8613800138000")


async def token_of(made: Developer, user: Phone, *scopes: str) -> str:
    draft = {"app_id": made.app_id, "scopes": ["auth_base", *scopes]}
    said = await user("POST", "/api/me/authorisations", draft, expect=201)
    sent = await made.send(made.signed(TOKEN, grant_type="authorization_code", code=said["code"]))
    return str(made.verified(sent, TOKEN)["access_token"])


async def test_a_score_is_told_to_an_app_that_the_user_allowed_it(made: Developer, user: Phone):
    await user("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
    own = (await user("GET", "/api/me/standing", expect=200))["score"]
    token = await token_of(made, user, "auth_score")
    told = await made.call(SCORE, {"transaction_id": "t1"}, auth_token=token)
    briefs = [
        await made.call(BRIEF, {"transaction_id": f"b{least}", "admittance_score": least}, auth_token=token)
        for least in (own, own + 1)
    ]

    assert (told["code"], told["zm_score"]) == ("10000", str(own))
    assert [brief["is_admittance"] for brief in briefs] == ["Y", "N"]
    assert all("zm_score" not in brief for brief in briefs)
    assert (await made.call(SCORE, {"transaction_id": "t1"}, auth_token=token))["biz_no"] == told["biz_no"] != briefs[0]["biz_no"]


async def test_without_the_scope_or_without_a_standing_nothing_is_told(made: Developer, user: Phone):
    token = await token_of(made, user, "auth_score")
    unscored = await made.call(SCORE, {"transaction_id": "t1"}, auth_token=token)
    unknown = await made.call(BRIEF, {"transaction_id": "t1", "admittance_score": 350}, auth_token=token)
    await user("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
    base = await token_of(made, user, "auth_user")
    refused = await made.call(BRIEF, {"transaction_id": "t2", "admittance_score": 600}, auth_token=base)

    assert (unscored["code"], unscored["sub_code"]) == ("40004", "CREDIT_AUTH_NOT_EXIST")
    assert (unknown["code"], unknown["is_admittance"]) == ("10000", "N/A")
    assert (refused["code"], refused["sub_code"]) == ("40006", "isv.insufficient-user-permissions")


async def test_what_is_asked_is_checked(made: Developer, user: Phone):
    token = await token_of(made, user, "auth_score")
    beyond = await made.call(BRIEF, {"transaction_id": "t1", "admittance_score": 1000}, auth_token=token)
    nameless = await made.call(SCORE, {}, auth_token=token)

    assert [each["sub_code"] for each in (beyond, nameless)] == ["isv.invalid-parameter"] * 2
