"""Complaints: from the buyer's receipt to the seller's answer, by app or by hand, and to an operator's word."""

from dataclasses import dataclass

import pytest

from everywhere.people import actions as people
from everywhere.people.sign_in import actions as sign_ins
from support.openapi import Developer, developer
from support.world import Phone, World, sign_in

COMPLAINT = "alipay.merchant.tradecomplain."


@dataclass
class Scene:
    """A shop whose buyer has paid ¥10 and complains, and somebody else with an app."""

    world: World
    shop: Developer
    buyer: Phone
    receipt: str
    number: str

    async def call(self, method: str, expect: str = "10000", by: Developer | None = None, **content: object) -> dict:
        asked = {"complain_event_id": self.number, **content}
        answer = await (by or self.shop).call(COMPLAINT + method, asked)
        assert answer.get("sub_code", answer["code"]) == expect, answer
        return answer

    async def feedback(self, expect: str = "10000", by: Developer | None = None) -> None:
        said = {"complain_event_id": self.number, "feedback_code": "04", "feedback_content": "another cup"}
        answer = await (by or self.shop).call(COMPLAINT + "feedback.submit", None, **said)
        assert answer.get("sub_code", answer["code"]) == expect, answer

    async def move(self, move: str, *, expect: int = 200, **more: str) -> dict:
        return await self.buyer("POST", f"{self.receipt}/moves", {"move": move, **more}, expect=expect)

    async def status(self) -> str:
        return (await self.call("query"))["status"]

    async def has(self) -> int:
        return (await self.buyer("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"]

    async def notices(self, of: Phone) -> list[str]:
        await self.world.settle()
        return [each["kind"] for each in (await of("GET", "/api/inbox", expect=200))["items"]]


@pytest.fixture
async def scene(world: World) -> Scene:
    shop, buyer = await developer(world), await sign_in(world, "buyer@example.org")
    await buyer("POST", "/api/wallet/top-ups", {"amount": {"minor": 5_000, "currency": "CNY"}}, expect=201)
    code = (await buyer("GET", "/api/me/pay/code", expect=200))["code"]
    order = {"out_trade_no": "c1", "total_amount": "10.00", "subject": "tea", "scene": "bar_code", "auth_code": code}
    await shop.call("alipay.trade.pay", order)
    await world.settle()
    [receipt] = (await buyer("GET", "/api/me/pay/receipts", expect=200))["items"]
    path = f"/api/me/pay/receipts/{receipt['id']}/complaint"
    await buyer("GET", path, expect=404)
    made = await buyer("POST", path, {"reason": "damaged", "text": "the cup is cold"}, expect=201)
    again = await buyer("POST", path, {"reason": "other", "text": "once more"}, expect=201)
    assert again["number"] == made["number"]
    return Scene(world, shop, buyer, path, made["number"])


async def test_a_complaint_is_answered_by_the_app_and_settled_by_the_buyer(scene: Scene):
    assert await scene.status() == "MERCHANT_PROCESSING"
    found = await scene.call("batchquery", status="MERCHANT_PROCESSING", begin_time="2020-01-01 00:00:00")
    assert [each["complain_event_id"] for each in found["trade_complain_infos"]] == [scene.number]
    await scene.call("reply.submit", reply_content="we are sorry")
    await scene.feedback()
    await scene.feedback("STATUS_CHANGED")
    mine = await scene.buyer("GET", scene.receipt, expect=200)
    assert [(each["side"], each["kind"]) for each in mine["words"]] == [("seller", "reply"), ("seller", "answer")]
    assert sorted(mine["can"]) == ["escalate", "reply", "settle", "withdraw"]

    await scene.move("settle")

    told = await scene.call("query")
    assert (told["status"], told["merchant_order_no"], told["trade_amount"]) == ("FINISHED", "c1", "10.00")
    assert [each["replier_role"] for each in told["reply_detail_infos"]] == ["MERCHANT", "MERCHANT"]
    assert (await scene.move("escalate", expect=409))["code"] == "complaint_past_this_step"
    await scene.call("reply.submit", "STATUS_CHANGED", reply_content="x")
    assert (await scene.call("batchquery", status="MERCHANT_PROCESSING"))["total_num"] == 0
    assert await scene.notices(scene.shop.phone) == ["complaint_moved", "complaint_made"]
    assert (await scene.notices(scene.buyer)).count("complaint_answered") == 2


async def test_an_operator_decides_and_the_money_goes_back(scene: Scene):
    await scene.call("supplement.submit", "STATUS_CHANGED", supplement_content="too early")
    scene.world.clock.advance(hours=72)
    assert await scene.status() == "PLATFORM_PROCESSING"
    await scene.world.pass_time(minutes=1)
    await scene.call("supplement.submit", supplement_content="it was hot")
    await scene.move("reply", text="it was not")
    operator = await sign_in(scene.world, "op@example.org")
    await operator("GET", "/api/pay/complaints", expect=403)
    await scene.world.db.transact(lambda tx: people.give_role(tx, sign_ins.handle_of(email="op@example.org"), "operator"))
    [open_one] = (await operator("GET", "/api/pay/complaints", expect=200))["items"]
    path = f"/api/pay/complaints/{open_one['seller_id']}/{scene.number}/decision"
    assert (await operator("POST", path, {"refund_minor": 1_001, "note": "too much"}, expect=422))["code"] == "refund_too_much"
    assert (await scene.status(), await scene.has()) == ("PLATFORM_PROCESSING", 4_000)

    decided = await operator("POST", path, {"refund_minor": 600, "note": "half a cup"}, expect=200)

    assert (decided["stage"], decided["refunded"]["minor"]) == ("decided", 600)
    assert (await scene.status(), await scene.has()) == ("PLATFORM_FINISH", 4_600)
    await operator("POST", path, {"refund_minor": 100, "note": "again"}, expect=409)
    assert await scene.has() == 4_600


@pytest.mark.once
async def test_the_seller_answers_by_hand_and_the_buyer_takes_it_back(scene: Scene):
    seller = scene.shop.phone
    [against] = (await seller("GET", "/api/me/pay/complaints", expect=200))["items"]
    assert (against["number"], against["subject"], against["can"]) == (scene.number, "tea", ["reply", "answer"])
    path = f"/api/me/pay/complaints/{scene.number}"
    await seller("POST", path + "/moves", {"move": "answer", "text": "another cup"}, expect=200)
    assert (await seller("GET", path, expect=200))["words"][0]["text"] == "another cup"
    await scene.move("withdraw", text="never mind")

    assert await scene.status() == "CANCELLED"
    await seller("POST", path + "/moves", {"move": "reply", "text": "thanks"}, expect=409)


async def test_nobody_else_sees_a_complaint_or_moves_it(scene: Scene):
    thief = await developer(scene.world, "thief@example.org", number=1)
    for method, content in (
        ("query", {}),
        ("reply.submit", {"reply_content": "x"}),
        ("supplement.submit", {"supplement_content": "x"}),
    ):
        await scene.call(method, "AUTHORITY_ILLEGAL", thief, **content)
    await scene.feedback("AUTHORITY_ILLEGAL", thief)
    assert (await scene.call("batchquery", by=thief))["total_num"] == 0
    path = f"/api/me/pay/complaints/{scene.number}"
    for somebody in (thief.phone, scene.buyer):
        await somebody("GET", path, expect=404)
        await somebody("POST", path + "/moves", {"move": "reply", "text": "x"}, expect=404)
    for somebody in (thief.phone, scene.shop.phone):
        await somebody("GET", scene.receipt, expect=404)
        await somebody("POST", f"{scene.receipt}/moves", {"move": "withdraw"}, expect=404)
        await somebody("POST", scene.receipt, {"reason": "other", "text": "x"}, expect=404)

    found = await scene.call("query")
    assert (found["status"], found.get("reply_detail_infos", [])) == ("MERCHANT_PROCESSING", [])


@pytest.mark.once
async def test_the_app_is_told_of_every_step_by_a_signed_message(scene: Scene):
    path = f"/api/me/apps/{scene.shop.app_id}"
    await scene.shop.phone("PATCH", path, {"notify_url": "https://tea.example.org/messages"}, expect=200)
    await scene.feedback()
    await scene.world.settle()

    log = (await scene.shop.phone("GET", f"{path}/notifications", expect=200))["items"]
    told = [await scene.shop.phone("GET", f"{path}/notifications/{each['id']}", expect=200) for each in log]
    said = [each["fields"] for each in told if each["fields"].get("msg_method") == COMPLAINT + "changed"]
    assert len(said) == 2
    assert all(f'"complain_event_id":"{scene.number}"' in each["biz_content"] for each in said)


@pytest.mark.once
async def test_what_cannot_be_taken_is_refused_and_nothing_is_said(scene: Scene):
    await scene.call("reply.submit", "PARAM_ILLEGAL", reply_content=" ")
    await scene.call("reply.submit", "PARAM_ILLEGAL", reply_content="look", reply_images="a.png")
    await scene.call("batchquery", "PARAM_ILLEGAL", status="NEW")
    answer = await scene.shop.call(
        COMPLAINT + "feedback.submit", None, complain_event_id=scene.number, feedback_code="99", feedback_content="x"
    )
    assert answer["sub_code"] == "PARAM_ILLEGAL"

    assert (await scene.buyer("GET", scene.receipt, expect=200))["words"] == []


@pytest.mark.once
async def test_what_an_erased_buyer_said_is_gone_and_the_complaint_stays(scene: Scene):
    await scene.move("reply", text="call me")
    code = (await scene.buyer("GET", "/api/me/pay/code", expect=200))["code"]
    order = {"out_trade_no": "c2", "total_amount": "40.00", "subject": "tea", "scene": "bar_code", "auth_code": code}
    await scene.shop.call("alipay.trade.pay", order)
    await scene.buyer("POST", "/api/me/erase", expect=200)
    await scene.world.settle()

    found = await scene.call("query")
    assert (found["content"], [each["content"] for each in found["reply_detail_infos"]]) == ("", [""])
