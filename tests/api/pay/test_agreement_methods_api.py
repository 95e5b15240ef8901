"""Agreements through the gateway: signed on our page, charged without asking, ended by either side."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest

from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.trades.rules import ZONE
from support.openapi import Developer, developer, public_of
from support.world import Phone, World, sign_in

AGREEMENT = "alipay.user.agreement."
PASSWORD = "246802"
PLAIN = {"personal_product_code": "GENERAL_WITHHOLDING_P", "sign_scene": "INDUSTRY|MEDIA", "external_logon_id": "lin@tea"}
CYCLE = {
    "personal_product_code": "CYCLE_PAY_AUTH_P",
    "product_code": "CYCLE_PAY_AUTH",
    "period_rule_params": {"period_type": "DAY", "period": 7, "execute_time": "2999-01-01", "single_amount": "5.00"},
}


@dataclass
class Scene:
    """A developer who sells, and somebody who may let them charge."""

    world: World
    shop: Developer
    payer: Phone
    number: str

    async def page(self, external_no: str, content: dict = PLAIN, **params: str) -> str:
        """Where the browser of a payer is sent."""
        asked = {**content, "external_agreement_no": external_no, "access_params": {"channel": "QRCODE"}}
        response = await self.shop.send(self.shop.signed(AGREEMENT + "page.sign", asked, **params))
        return response.headers.get("location", response.text)

    async def sign(self, external_no: str, content: dict = PLAIN, **params: str) -> str:
        """The code of an agreement that the payer has signed."""
        code = (await self.page(external_no, content, **params)).rpartition("/agreements/")[2]
        await self.payer("POST", f"/api/me/pay/agreements/codes/{code}/sign", {"password": PASSWORD}, expect=200)
        return code

    async def query(self, expect: str = "10000", **named: str) -> dict:
        return await self.call(AGREEMENT + "query", named, expect)

    async def call(self, method: str, content: dict, expect: str = "10000") -> dict:
        answer = await self.shop.call(method, content)
        assert answer.get("sub_code", answer["code"]) == expect, answer
        return answer

    async def charge(self, no: str, agreement_no: str, amount: str = "4.00", expect: str = "10000") -> dict:
        order = {"out_trade_no": no, "total_amount": amount, "subject": "tea", "product_code": "GENERAL_WITHHOLDING"}
        return await self.call("alipay.trade.pay", {**order, "agreement_params": {"agreement_no": agreement_no}}, expect)

    async def has(self) -> int:
        return (await self.payer("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"]

    async def notices(self) -> list[str]:
        await self.world.settle()
        return [each["kind"] for each in (await self.payer("GET", "/api/inbox", expect=200))["items"]]


@pytest.fixture
async def scene(world: World) -> Scene:
    shop, payer = await developer(world), await sign_in(world, "payer@example.org")
    await payer("POST", "/api/wallet/top-ups", {"amount": {"minor": 10_000, "currency": "CNY"}}, expect=201)
    await payer("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    return Scene(world, shop, payer, (await payer("GET", "/api/me/pay", expect=200))["number"])


async def test_an_agreement_is_signed_charged_and_ended(scene: Scene):
    page = await scene.page("e1")
    assert page.startswith("http://127.0.0.1:8000/agreements/")
    assert (await scene.query(external_agreement_no="e1"))["status"] == "TEMP"
    await scene.sign("e1")
    signed = await scene.query(external_agreement_no="e1")
    assert (signed["status"], signed["principal_id"], signed["single_quota"]) == ("NORMAL", scene.number, "1000.00")
    assert (signed["external_logon_id"], signed["invalid_time"]) == ("lin@tea", "2115-02-01 00:00:00")

    paid = await scene.charge("t1", signed["agreement_no"])

    assert (paid["buyer_user_id"], paid["receipt_amount"], await scene.has()) == (scene.number, "4.00", 9_600)
    await scene.charge("t1", signed["agreement_no"], expect="ACQ.TRADE_HAS_SUCCESS")
    assert (await scene.query(alipay_user_id=scene.number, **PLAIN))["agreement_no"] == signed["agreement_no"]
    for _ in range(2):
        await scene.call(AGREEMENT + "unsign", {"agreement_no": signed["agreement_no"]})
    assert (await scene.query(agreement_no=signed["agreement_no"]))["status"] == "STOP"
    await scene.charge("t2", signed["agreement_no"], expect="ACQ.AGREEMENT_STATUS_NOT_NORMAL")
    assert await scene.has() == 9_600
    assert sorted(await scene.notices()) == ["agreement_ended", "agreement_signed", "agreement_used"]


async def test_the_payer_sees_what_they_signed_and_ends_it_at_once(scene: Scene):
    await scene.sign("e1")
    mine = (await scene.payer("GET", "/api/me/pay/agreements", expect=200))["items"]
    assert [(each["merchant"], each["stage"], each["single"]["minor"], each["is_yours"]) for each in mine] == [
        ("Tea shop", "normal", 100_000, True)
    ]
    stranger = await sign_in(scene.world, "stranger@example.org")
    await stranger("POST", f"/api/me/pay/agreements/{mine[0]['number']}/end", expect=404)

    ended = await scene.payer("POST", f"/api/me/pay/agreements/{mine[0]['number']}/end", expect=200)

    assert ended["stage"] == "ended"
    await scene.charge("t1", mine[0]["number"], expect="ACQ.AGREEMENT_STATUS_NOT_NORMAL")
    assert (await stranger("GET", "/api/me/pay/agreements", expect=200))["items"] == []


@pytest.mark.once
async def test_only_the_payment_password_signs(scene: Scene):
    code = (await scene.page("e1")).rpartition("/")[2]
    path = f"/api/me/pay/agreements/codes/{code}/sign"
    assert (await scene.payer("POST", path, {}, expect=403))["code"] == "payment_password_needed"
    assert (await scene.payer("POST", path, {"password": "111222"}, expect=403))["code"] == "payment_password_wrong"
    assert (await scene.query(external_agreement_no="e1"))["status"] == "TEMP"

    await scene.sign("e1")

    other = await sign_in(scene.world, "other@example.org")
    await other("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    assert (await other("POST", path, {"password": PASSWORD}, expect=409))["code"] == "agreement_of_another"
    seller = scene.shop.phone
    await seller("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    mine = (await scene.page("e2")).rpartition("/")[2]
    refused = await seller("POST", f"/api/me/pay/agreements/codes/{mine}/sign", {"password": PASSWORD}, expect=422)
    assert refused["code"] == "buyer_is_seller"


async def test_a_rhythm_is_charged_on_its_day_and_may_be_put_off(scene: Scene):
    today = scene.world.clock().astimezone(ZONE).strftime("%Y-%m-%d")
    rule = {**CYCLE["period_rule_params"], "execute_time": today, "total_payments": 2}
    await scene.sign("c1", {**CYCLE, "period_rule_params": rule})
    agreement_no = (await scene.query(external_agreement_no="c1"))["agreement_no"]

    await scene.charge("c1", agreement_no, "5.01", expect="ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED")
    await scene.charge("c2", agreement_no, "5.00")
    await scene.charge("c3", agreement_no, "5.00", expect="ACQ.CYCLE_PAY_DATE_NOT_MATCH")
    planned = (await scene.query(agreement_no=agreement_no))["next_deduct_time"]
    put_off = {"agreement_no": agreement_no, "deduct_time": planned}
    assert (await scene.call(AGREEMENT + "executionplan.modify", put_off))["deduct_time"] == planned
    await scene.call(AGREEMENT + "executionplan.modify", {**put_off, "deduct_time": today}, "INVALID_PARAMETER")
    scene.world.clock.advance(days=8)
    await scene.charge("c4", agreement_no, "5.00")
    scene.world.clock.advance(days=8)
    await scene.charge("c5", agreement_no, "5.00", expect="ACQ.CYCLE_PAY_TOTAL_TIMES_EXCEED")

    assert await scene.has() == 9_000


@pytest.mark.once
async def test_an_agreement_is_no_blank_cheque(scene: Scene):
    await scene.sign("e1")
    agreement_no = (await scene.query(external_agreement_no="e1"))["agreement_no"]
    await scene.charge("b1", agreement_no, "1000.01", expect="ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION")
    await scene.charge("b2", agreement_no, "100.01", expect="ACQ.BUYER_BALANCE_NOT_ENOUGH")
    await scene.charge("b3", "2" * 28, expect="ACQ.AGREEMENT_NOT_EXIST")

    assert await scene.has() == 10_000
    for no in ("b1", "b2", "b3"):
        await scene.call("alipay.trade.query", {"out_trade_no": no}, "ACQ.TRADE_NOT_EXIST")


@pytest.mark.once
async def test_a_number_is_for_one_agreement(scene: Scene):
    first = await scene.page("e1")
    assert await scene.page("e1") == first
    assert "EXTERNAL_AGREEMENT_NO_DUPLICATE" in await scene.page("e1", {**PLAIN, "sign_scene": "OTHER"})
    await scene.sign("e1")
    assert "USER_AGREEMENT_EXIST" in await scene.page("e1")
    for wrong in ({"personal_product_code": "X"}, {**PLAIN, "sign_validity_period": "1y"}, {**CYCLE, "product_code": "X"}):
        assert "INVALID_PARAMETER" in await scene.page("e2", wrong)


async def test_the_app_is_told_and_the_browser_goes_back_signed(scene: Scene):
    back, told = "https://tea.example.org/back?table=7", "https://tea.example.org/told"
    code = await scene.sign("e1", return_url=back, notify_url=told)
    url = (await scene.payer("GET", f"/api/me/pay/agreements/codes/{code}/return", expect=200))["url"]
    fields = {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}
    sign, table = fields.pop("sign"), fields.pop("table")
    string = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name != "sign_type")
    assert signing.is_signed(scene.shop.platform_key, string.encode(), sign, "RSA2")
    assert (table, fields["method"], fields["status"]) == ("7", "alipay.user.agreement.page.sign.return", "NORMAL")
    stranger = await sign_in(scene.world, "stranger@example.org")
    await stranger("GET", f"/api/me/pay/agreements/codes/{code}/return", expect=404)

    await scene.call(AGREEMENT + "unsign", {"external_agreement_no": "e1"})
    await scene.world.settle()

    log = (await scene.shop.phone("GET", f"/api/me/apps/{scene.shop.app_id}/notifications", expect=200))["items"]
    assert [(each["subject"], each["url"]) for each in log] == [("e1", told)] * 2
    kinds = []
    for each in log:
        path = f"/api/me/apps/{scene.shop.app_id}/notifications/{each['id']}"
        said = (await scene.shop.phone("GET", path, expect=200))["fields"]
        kinds.append((said["notify_type"], said["status"], said["external_agreement_no"]))
    assert sorted(kinds) == [("dut_user_sign", "NORMAL", "e1"), ("dut_user_unsign", "UNSIGN", "e1")]


async def test_another_apps_agreement_is_not_there_for_anything(scene: Scene):
    await scene.sign("e1")
    agreement_no = (await scene.query(external_agreement_no="e1"))["agreement_no"]
    second = await scene.shop.phone("POST", "/api/me/apps", {"name": "Second"}, expect=201)
    thief = await developer(scene.world, "thief@example.org", number=1)
    own = Developer(scene.shop.phone, second["app_id"], scene.shop.platform_key, thief.key)
    await scene.shop.phone("PUT", f"/api/me/apps/{second['app_id']}/key", {"public_key": public_of(own.key)}, expect=200)
    order = {"out_trade_no": "x", "total_amount": "1.00", "subject": "x", "agreement_params": {"agreement_no": agreement_no}}
    for other in (thief, own):
        for named in ({"agreement_no": agreement_no}, {"external_agreement_no": "e1"}, {"alipay_user_id": scene.number, **PLAIN}):
            for method in ("query", "unsign"):
                assert (await other.call(AGREEMENT + method, named))["sub_code"] == "USER_AGREEMENT_NOT_EXIST"
        assert (await other.call("alipay.trade.pay", order))["sub_code"] == "ACQ.AGREEMENT_NOT_EXIST"

    assert (await scene.query(agreement_no=agreement_no))["status"] == "NORMAL"
    assert await scene.has() == 10_000


@pytest.mark.once
async def test_nobody_is_charged_who_has_erased_themselves(scene: Scene):
    await scene.sign("e1")
    agreement_no = (await scene.query(external_agreement_no="e1"))["agreement_no"]
    await scene.charge("t0", agreement_no, "100.00")
    await scene.payer("POST", "/api/me/erase", expect=200)
    await scene.world.settle()

    await scene.charge("t1", agreement_no, expect="ACQ.AGREEMENT_STATUS_NOT_NORMAL")
