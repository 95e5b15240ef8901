"""Using first and paying after, through the gateway: by standing, with both yeses, and what becomes of it unpaid."""

from dataclasses import dataclass

import pytest

from everywhere.pay.tabs import jobs as tabs_jobs
from everywhere.pay.trades import jobs as trades_jobs
from support.openapi import Developer, developer
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

FAMILY = "zhima.credit.payafteruse."
PASSWORD = "246802"


@dataclass
class Scene:
    """A developer who sells, and somebody who may use first and pay after."""

    world: World
    shop: Developer
    payer: Phone

    async def call(self, method: str, content: dict, expect: str = "10000") -> dict:
        answer = await self.shop.call(method, content)
        assert answer.get("sub_code", answer["code"]) == expect, answer
        return answer

    async def sign(self, no: str, least: int = 350) -> str:
        """The number of an agreement that the payer has signed."""
        asked = {"out_agreement_no": no, "zm_service_id": "s1", "extra_param": f'{{"admittance_score": "{least}"}}'}
        response = await self.shop.send(self.shop.signed(FAMILY + "creditagreement.sign", asked))
        code = response.headers["location"].rpartition("/agreements/")[2]
        await self.payer("POST", f"/api/me/pay/agreements/codes/{code}/sign", {"password": PASSWORD}, expect=200)
        found = await self.call(FAMILY + "creditagreement.query", {"out_agreement_no": no})
        assert found["agreement_status"] == "NORMAL"
        return str(found["credit_agreement_id"])

    async def order(self, no: str, agreement: str, amount: str = "5.00", expect: str = "10000") -> str:
        asked = {"credit_agreement_id": agreement, "out_order_no": no, "subject": "power bank", "order_amount": amount}
        return str((await self.call(FAMILY + "creditbizorder.order", asked, expect)).get("credit_biz_order_id", ""))

    async def charge(self, tab: str, amount: str = "4.00", expect: str = "10000", **more: str) -> dict:
        order = {"out_trade_no": tab, "auth_code": tab, "scene": "ZHIMA_CREDIT_CODE", "product_code": "GENERAL_WITHHOLDING"}
        asked = {**order, "total_amount": amount, "subject": "power bank", "is_async_pay": True, **more}
        answer = await self.shop.call("alipay.trade.pay", asked)
        assert answer.get("sub_code", answer["code"]) == expect, answer
        return answer

    async def status(self, tab: str) -> str:
        return str((await self.call(FAMILY + "creditbizorder.query", {"credit_biz_order_id": tab}))["order_status"])

    async def stages(self) -> list[str]:
        return [each["stage"] for each in (await self.payer("GET", "/api/me/pay/tabs", expect=200))["items"]]

    async def facts(self) -> list[tuple[str, str]]:
        """What standing knows of the payer by this, with what it is proved by."""
        await self.world.settle()
        lines = (await self.payer("GET", "/api/me/standing", expect=200))["lines"]
        return [(each["kind"], each["receipt"]["kind"]) for each in lines if each["receipt"]["kind"] == "tab"]

    async def has(self) -> int:
        return (await self.payer("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"]

    async def top_up(self, minor: int) -> None:
        await self.payer("POST", "/api/wallet/top-ups", {"amount": {"minor": minor, "currency": "CNY"}}, expect=201)

    async def notices(self) -> list[str]:
        await self.world.settle()
        return [each["kind"] for each in (await self.payer("GET", "/api/inbox", expect=200))["items"]]


@pytest.fixture
async def scene(world: World) -> Scene:
    shop, payer = await developer(world), await sign_in(world, "payer@example.org")
    await payer("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    await payer("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
    await world.settle()
    return Scene(world, shop, payer)


async def test_who_reaches_it_uses_now_and_is_charged_after(scene: Scene):
    await scene.top_up(1_000)
    agreement = await scene.sign("a1")
    tab = await scene.order("o1", agreement)

    assert (await scene.order("o1", agreement), await scene.status(tab), await scene.has()) == (tab, "INIT", 1_000)
    await scene.order("o1", agreement, "6.00", expect="OUT_ORDER_NO_DUPLICATE")
    await scene.charge(tab, "5.01", expect="ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION")
    paid = await scene.charge(tab)
    found = await scene.call(FAMILY + "creditbizorder.query", {"out_order_no": "o1"})

    assert (found["order_status"], found["trade_no"], found["total_amount"]) == ("TRADE_FINISHED", paid["trade_no"], "5.00")
    assert (found["total_credit_pay_amount"], found["zm_service_id"], await scene.has()) == ("4.00", "s1", 600)
    await scene.charge(tab, expect="ACQ.TRADE_STATUS_ERROR")
    finish = {"credit_biz_order_id": tab, "is_fulfilled": "true", "out_request_no": "r1"}
    assert (await scene.call(FAMILY + "creditbizorder.finish", finish))["order_status"] == "TRADE_FINISHED"
    await scene.call(FAMILY + "creditbizorder.finish", {**finish, "is_fulfilled": "false"}, "CREDIT_ORDER_STATUS_ERROR")
    await scene.call("alipay.trade.refund", {"trade_no": paid["trade_no"], "refund_amount": "4.00"})
    assert (await scene.status(tab), await scene.has()) == ("TRADE_CLOSED", 1_000)
    assert sorted(await scene.notices()) == ["agreement_signed", "agreement_used", "tab_opened"]
    assert await scene.facts() == [("kept", "tab")]


async def test_it_takes_standing_and_two_yeses(scene: Scene):
    own = (await scene.payer("GET", "/api/me/standing", expect=200))["score"]
    reached, beyond = await scene.sign("a1", own), await scene.sign("a2", own + 1)
    mine = (await scene.payer("GET", "/api/me/pay/agreements", expect=200))["items"]
    assert sorted(each["least_score"] for each in mine) == [own, own + 1]

    await scene.order("o1", beyond, expect="CREDIT_SCORE_NOT_ENOUGH")
    await scene.order("o1", reached)
    await scene.payer("PUT", "/api/me/standing/sharing", {"is_scored": False}, expect=200)
    await scene.order("o2", reached, expect="CREDIT_AUTH_NOT_EXIST")
    await scene.call(FAMILY + "creditagreement.unsign", {"credit_agreement_id": reached})
    await scene.order("o3", reached, expect="CREDIT_AGREEMENT_STATUS_NOT_NORMAL")
    await scene.order("o4", "2" * 28, expect="CREDIT_AGREEMENT_NOT_EXIST")


async def test_a_credit_agreement_is_charged_for_what_was_used_alone(scene: Scene):
    await scene.top_up(1_000)
    agreement = await scene.sign("a1")
    order = {"out_trade_no": "t1", "total_amount": "1.00", "subject": "tea", "product_code": "GENERAL_WITHHOLDING"}

    await scene.call("alipay.trade.pay", {**order, "agreement_params": {"agreement_no": agreement}}, "ACQ.AGREEMENT_NOT_EXIST")
    await scene.charge("ZMCB" + "1" * 28, expect="ACQ.PAYMENT_AUTH_CODE_INVALID")

    assert await scene.has() == 1_000


async def test_what_cannot_be_paid_waits_and_is_tried_each_day(scene: Scene):
    agreement = await scene.sign("a1")
    tab = await scene.order("o1", agreement)
    waiting = await scene.charge(tab, expect="10003", timeout_express="1m")

    assert (await scene.stages(), await scene.status(tab)) == (["due"], "INIT")
    await scene.charge(tab, expect="10003")
    await scene.charge(tab, expect="ACQ.CONTEXT_INCONSISTENT", out_trade_no="another")
    await scene.order("o2", agreement, expect="EXIST_UNPAID_CREDIT_ORDER")
    await scene.call(
        FAMILY + "creditbizorder.finish", {"credit_biz_order_id": tab, "is_fulfilled": "true"}, "CREDIT_ORDER_STATUS_ERROR"
    )
    assert (await scene.notices()).count("tab_due") == 1
    await scene.top_up(1_000)
    scene.world.clock.advance(hours=25)
    await tabs_jobs.try_due(scene.world.db, scene.world.clock())

    assert (await scene.stages(), await scene.has(), await scene.status(tab)) == (["paid"], 600, "TRADE_FINISHED")
    assert (await scene.call("alipay.trade.query", {"trade_no": waiting["trade_no"]}))["trade_status"] == "TRADE_SUCCESS"


async def test_the_payer_pays_by_hand_what_is_due_though_they_ended_the_agreement(scene: Scene):
    agreement = await scene.sign("a1")
    tab = await scene.order("o1", agreement)
    await scene.top_up(1_000)
    await scene.payer("POST", f"/api/me/pay/agreements/{agreement}/end", expect=200)
    await scene.charge(tab, expect="10003")
    await scene.world.settle()
    [receipt] = (await scene.payer("GET", "/api/me/pay/receipts?awaits=true", expect=200))["items"]
    [due] = (await scene.payer("GET", "/api/me/pay/tabs", expect=200))["items"]
    assert (due["receipt"], due["amount"]["minor"], due["limit"]["minor"]) == (receipt["id"], 400, 500)
    assert due["due_at"] < due["late_from"] < due["unpaid_from"]
    scene.world.clock.advance(hours=1)

    await scene.payer("POST", f"/api/me/pay/receipts/{receipt['id']}/pay", {"password": PASSWORD}, expect=200)
    assert await scene.stages() == ["paid"], "though nobody has heard of it yet"
    await scene.world.settle()

    assert (await scene.stages(), await scene.has()) == (["paid"], 600)
    [paid] = (await scene.payer("GET", "/api/me/pay/tabs", expect=200))["items"]
    assert (paid["receipt"], paid["amount"]["minor"]) == (receipt["id"], 400)
    assert paid["due_at"] < paid["ended_at"] < paid["late_from"]
    standing = await scene.payer("GET", "/api/me/standing", expect=200)
    assert [each["receipt"]["id"] for each in standing["lines"] if each["receipt"]["kind"] == "tab"] == [paid["id"]]


async def test_what_is_never_paid_is_told_and_what_the_seller_lets_go_is_not_owed(scene: Scene):
    agreement = await scene.sign("a1")
    first, second = await scene.order("o1", agreement), await scene.order("o2", agreement)
    await scene.charge(first, expect="10003")
    off = {"credit_biz_order_id": first, "is_fulfilled": "false"}
    for _ in range(2):
        assert (await scene.call(FAMILY + "creditbizorder.finish", off))["order_status"] == "TRADE_CLOSED"
    await scene.charge(second, expect="10003")
    await scene.world.settle()
    scene.world.clock.advance(days=16)
    await tabs_jobs.try_due(scene.world.db, scene.world.clock())
    await trades_jobs.end_expired(scene.world.db, scene.world.clock())

    assert (await scene.notices()).count("tab_unpaid") == 1
    assert await scene.facts() == [("left_undone", "tab")]
    assert sorted(await scene.stages()) == ["closed", "unpaid"]
    await scene.order("o3", agreement)


async def test_what_is_asked_is_checked_and_another_app_knows_nothing(scene: Scene):
    agreement = await scene.sign("a1")
    tab = await scene.order("o1", agreement)
    other = await developer(scene.world, "other@example.org", number=1)
    stranger = Scene(scene.world, other, scene.payer)

    await stranger.call(FAMILY + "creditbizorder.query", {"credit_biz_order_id": tab}, "CREDIT_ORDER_NOT_EXIST")
    await stranger.order("o1", agreement, expect="CREDIT_AGREEMENT_NOT_EXIST")
    await scene.call(FAMILY + "creditbizorder.query", {}, "INVALID_PARAMETER")
    await scene.call(FAMILY + "creditbizorder.finish", {"credit_biz_order_id": tab, "is_fulfilled": "maybe"}, "INVALID_PARAMETER")
    await scene.order("o9", agreement, "1000.01", expect="ORDER_AMOUNT_EXCEED")
    for wrong in (
        {"extra_param": "no"},
        {"extra_param": '{"admittance_score": 951}'},
        {"out_agreement_no": ""},
        {"product_code": "X"},
    ):
        asked = {"out_agreement_no": "a2", **wrong}
        answer = await scene.shop.send(scene.shop.signed(FAMILY + "creditagreement.sign", asked))
        assert "INVALID_PARAMETER" in answer.text
