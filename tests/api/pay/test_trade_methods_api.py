"""Trades through the gateway: what programs written for the real one depend on."""

import asyncio
from dataclasses import dataclass

import pytest

from everywhere.kernel.settings import Settings
from support.openapi import Developer, developer
from support.world import Phone, World, sign_in

PASSWORD = "246802"
TRADE = "alipay.trade."


@dataclass
class Scene:
    """A developer who sells, and somebody who pays."""

    world: World
    shop: Developer
    buyer: Phone
    number: str

    async def call(self, name: str, expect: str = "10000", **content: object) -> dict:
        answer = await self.shop.call(TRADE + name, content)
        said = answer["sub_code"] if "sub_code" in answer else answer["code"]
        assert said == expect, answer
        return answer

    async def create(self, no: str, amount: str = "10.00", expect: str = "10000", **more: object) -> dict:
        return await self.call("create", expect, out_trade_no=no, total_amount=amount, subject="茶 {", buyer_id=self.number, **more)

    async def code(self) -> str:
        return (await self.buyer("GET", "/api/me/pay/code", expect=200))["code"]

    async def has(self) -> int:
        return (await self.buyer("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"]

    async def takings(self) -> int:
        return (await self.shop.phone("GET", "/api/me/pay/merchant", expect=200))["takings"]["minor"]

    async def pay(self, no: str, amount: str = "10.00", expect: str = "10000", **more: object) -> dict:
        content = {"out_trade_no": no, "total_amount": amount, "subject": "tea", "scene": "bar_code", **more}
        return await self.call("pay", expect, **{"auth_code": await self.code(), **content})

    def code_in(self, url: str) -> str:
        assert url.startswith("http://127.0.0.1:8000/q/")
        return url.rpartition("/")[2]

    async def status(self, no: str) -> str:
        return (await self.call("query", out_trade_no=no))["trade_status"]


@pytest.fixture
async def scene(world: World) -> Scene:
    shop, buyer = await developer(world), await sign_in(world, "buyer@example.org")
    await buyer("POST", "/api/wallet/top-ups", {"amount": {"minor": 100_000, "currency": "CNY"}}, expect=201)
    await buyer("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    me = await buyer("GET", "/api/me/pay", expect=200)
    return Scene(world, shop, buyer, me["number"])


async def test_an_order_is_created_paid_in_the_app_and_queried(scene: Scene):
    made = await scene.create("o1")
    again = await scene.create("o1")
    assert (made["trade_no"], len(made["trade_no"]), made["trade_no"][:3]) == (again["trade_no"], 28, "202")
    assert await scene.status("o1") == "WAIT_BUYER_PAY"

    paid = await scene.pay("o1", subject="茶 {")

    assert (paid["buyer_user_id"], paid["buyer_logon_id"], paid["receipt_amount"]) == (scene.number, "buy***@example.org", "10.00")
    assert paid["fund_bill_list"] == [{"fund_channel": "ALIPAYACCOUNT", "amount": "10.00"}]
    told = await scene.call("query", trade_no=made["trade_no"])
    assert (told["trade_status"], told["total_amount"], told["subject"]) == ("TRADE_SUCCESS", "10.00", "茶 {")
    assert (await scene.has(), await scene.takings()) == (99_000, 1_000)
    for method, expect in [("create", "ACQ.TRADE_HAS_SUCCESS"), ("pay", "ACQ.TRADE_HAS_SUCCESS")]:
        await (scene.create("o1", expect=expect) if method == "create" else scene.pay("o1", subject="茶 {", expect=expect))


async def test_orders_that_differ_or_cannot_be_are_refused_with_the_codes_that_programs_know(scene: Scene):
    await scene.create("o1")
    refusals = [
        ({"total_amount": "10.01"}, "ACQ.CONTEXT_INCONSISTENT"),
        ({"subject": "other"}, "ACQ.CONTEXT_INCONSISTENT"),
        ({"out_trade_no": ""}, "ACQ.INVALID_PARAMETER"),
        ({"out_trade_no": "new", "total_amount": "0"}, "ACQ.INVALID_PARAMETER"),
        ({"out_trade_no": "new", "total_amount": "1.001"}, "ACQ.INVALID_PARAMETER"),
        ({"out_trade_no": "new", "total_amount": "-1"}, "ACQ.INVALID_PARAMETER"),
        ({"out_trade_no": "new", "total_amount": "100000000.01"}, "ACQ.TOTAL_FEE_EXCEED"),
        ({"out_trade_no": "new", "buyer_id": "2088000000000000"}, "ACQ.BUYER_NOT_EXIST"),
        ({"out_trade_no": "new", "seller_id": "2088000000000000"}, "ACQ.SELLER_NOT_EXIST"),
        ({"out_trade_no": "new", "timeout_express": "16d"}, "ACQ.INVALID_PARAMETER"),
        ({"out_trade_no": "new", "timeout_express": "1.5h"}, "ACQ.INVALID_PARAMETER"),
        ({"out_trade_no": "new", "time_expire": "2020-01-01 00:00"}, "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR"),
        ({"out_trade_no": "new", "time_expire": "tomorrow"}, "ACQ.INVALID_PARAMETER"),
    ]
    order = {"out_trade_no": "o1", "total_amount": "10.00", "subject": "茶 {", "buyer_id": scene.number}
    for change, code in refusals:
        await scene.call("create", code, **{**order, **change})

    assert await scene.world.db.pool.fetchval("SELECT count(*) FROM trade") == 1
    own = (await scene.shop.phone("GET", "/api/me/pay", expect=200))["number"]
    await scene.call("create", "ACQ.BUYER_SELLER_EQUAL", **{**order, "out_trade_no": "new", "buyer_id": own})


async def test_a_code_pays_once_and_what_is_no_code_pays_nothing(scene: Scene):
    code = await scene.code()
    await scene.pay("o1", auth_code=code)

    await scene.pay("o2", auth_code=code, expect="ACQ.PAYMENT_AUTH_CODE_INVALID")
    for bad in ("", "123", "280000000000000000", "31" + code[2:]):
        await scene.pay("o3", auth_code=bad, expect="ACQ.PAYMENT_AUTH_CODE_INVALID")
    late = await scene.code()
    scene.world.clock.advance(seconds=61)
    await scene.pay("o4", auth_code=late, expect="ACQ.PAYMENT_AUTH_CODE_INVALID")
    await scene.pay("o5", "990.01", expect="10003")
    await scene.pay("o6", "150.00")

    assert await scene.has() == 100_000 - 1_000 - 15_000
    own = (await scene.shop.phone("GET", "/api/me/pay/code", expect=200))["code"]
    await scene.pay("o7", auth_code=own, expect="ACQ.BUYER_SELLER_EQUAL")


async def test_a_large_amount_waits_for_the_password_and_is_paid_once_it_is_confirmed(scene: Scene):
    pending = await scene.pay("big", "300.00", expect="10003")
    await scene.world.settle()
    (waiting,) = (await scene.buyer("GET", "/api/me/pay/receipts", params={"awaits": True}, expect=200))["items"]
    assert (waiting["subject"], waiting["amount"]["minor"], waiting["trade_no"]) == ("tea", 30_000, pending["trade_no"])
    path = f"/api/me/pay/receipts/{waiting['id']}/pay"

    for body, code in [({}, "payment_password_needed"), ({"password": "111112"}, "payment_password_wrong")]:
        refused = await scene.buyer("POST", path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, code)
    other = await sign_in(scene.world, "other@example.org")
    assert (await other("POST", path, {"password": PASSWORD})).status_code == 404
    assert (await scene.has(), await scene.status("big")) == (100_000, "WAIT_BUYER_PAY")
    paid = await scene.buyer("POST", path, {"password": PASSWORD}, expect=200)

    assert (paid["stage"], await scene.status("big"), await scene.has()) == ("paid", "TRADE_SUCCESS", 70_000)
    await scene.world.settle()
    assert (await scene.buyer("GET", f"/api/me/pay/receipts/{waiting['id']}", expect=200))["awaits"] is False


async def test_a_qr_code_is_no_trade_until_it_is_scanned_and_spoilt_when_closed_before(scene: Scene):
    order = {"out_trade_no": "q1", "total_amount": "10.00", "subject": "tea"}
    code = scene.code_in((await scene.call("precreate", **order))["qr_code"])
    for method in ("query", "refund", "close"):
        await scene.call(method, "ACQ.TRADE_NOT_EXIST", out_trade_no="q1", refund_amount="1")
    gone = await scene.buyer("POST", f"/api/me/pay/codes/{code}/scan")
    assert (gone.status_code, gone.json()["code"]) == (409, "trade_closed")
    await scene.call("precreate", "ACQ.TRADE_HAS_CLOSE", **order)

    code = scene.code_in((await scene.call("precreate", **{**order, "out_trade_no": "q2"}))["qr_code"])
    looked = (await scene.world.client.get(f"/api/pay/codes/{code}")).json()
    assert (looked["merchant"], looked["subject"], looked["amount"]["minor"]) == ("Tea shop", "tea", 1_000)
    await scene.call("query", "ACQ.TRADE_NOT_EXIST", out_trade_no="q2")
    await scene.buyer("POST", f"/api/me/pay/codes/{code}/scan", expect=200)
    assert await scene.status("q2") == "WAIT_BUYER_PAY"
    await scene.buyer("POST", f"/api/me/pay/codes/{code}/pay", {}, expect=200)
    await scene.buyer("POST", f"/api/me/pay/codes/{code}/pay", {}, expect=200)
    assert (await scene.status("q2"), await scene.has()) == ("TRADE_SUCCESS", 99_000)
    picture = await scene.world.client.get(f"/api/pay/codes/{code}/picture", params={"kind": "png"})
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("channel", ["page", "wap"])
async def test_a_browser_is_led_to_the_cashier_and_the_trade_begins_in_its_time(scene: Scene, channel: str):
    content = {"out_trade_no": "p1", "total_amount": "10.00", "subject": "tea", "product_code": "FAST_INSTANT_TRADE_PAY"}
    response = await scene.shop.send(scene.shop.signed(f"{TRADE}{channel}.pay", content, return_url="https://shop.example/back"))
    code = scene.code_in(response.headers["location"])

    await scene.buyer("POST", f"/api/me/pay/codes/{code}/scan", expect=200)
    if channel == "page":
        assert await scene.status("p1") == "WAIT_BUYER_PAY"
    else:
        await scene.call("query", "ACQ.TRADE_NOT_EXIST", out_trade_no="p1")
    await scene.buyer("POST", f"/api/me/pay/codes/{code}/pay", {}, expect=200)

    assert await scene.status("p1") == "TRADE_SUCCESS"


async def test_refunds_in_parts_are_counted_up_and_each_number_moves_money_once(scene: Scene):
    await scene.pay("r1")

    first = await scene.call("refund", out_trade_no="r1", refund_amount="3.00", out_request_no="a")
    again = await scene.call("refund", out_trade_no="r1", refund_amount=3, out_request_no="a")
    assert [(each["refund_fee"], each["fund_change"]) for each in (first, again)] == [("3.00", "Y"), ("3.00", "N")]
    for amount, number, code in [
        ("4.00", "a", "ACQ.DISCORDANT_REPEAT_REQUEST"),
        ("3.00", "", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"),
        ("7.01", "b", "ACQ.REASON_TRADE_REFUND_FEE_ERR"),
    ]:
        refused = await scene.call("refund", code, out_trade_no="r1", refund_amount=amount, out_request_no=number)
        assert refused["refund_fee"] == "0.00"
    second = await scene.call("refund", out_trade_no="r1", refund_amount="2.5", out_request_no="b")
    assert second["refund_fee"] == "5.50"
    found = await scene.call("fastpay.refund.query", out_trade_no="r1", out_request_no="b")
    assert (found["refund_status"], found["refund_amount"], found["total_amount"]) == ("REFUND_SUCCESS", "2.50", "10.00")
    none = await scene.call("fastpay.refund.query", out_trade_no="r1", out_request_no="zzz")
    assert "refund_status" not in none
    assert await scene.status("r1") == "TRADE_SUCCESS"
    await scene.call("refund", out_trade_no="r1", refund_amount="4.50", out_request_no="c")
    assert (await scene.status("r1"), await scene.has(), await scene.takings()) == ("TRADE_CLOSED", 100_000, 0)


async def test_a_whole_refund_without_a_number_is_found_by_the_orders(scene: Scene):
    await scene.pay("r2")

    await scene.call("refund", out_trade_no="r2", refund_amount="10.00")

    assert (await scene.call("fastpay.refund.query", out_trade_no="r2", out_request_no="r2"))["refund_status"] == "REFUND_SUCCESS"


async def test_a_seller_who_drew_the_money_cannot_refund(scene: Scene):
    await scene.pay("r3")
    draw = {"amount": {"minor": 500, "currency": "CNY"}}
    await scene.shop.phone("POST", "/api/me/pay/merchant/draws", draw, expect=201)

    refused = await scene.call("refund", "ACQ.SELLER_BALANCE_NOT_ENOUGH", out_trade_no="r3", refund_amount="10.00")

    assert refused["refund_fee"] == "0.00"
    assert (await scene.has(), await scene.status("r3")) == (99_000, "TRADE_SUCCESS")


async def test_cancelling_says_what_it_did_and_may_be_repeated(scene: Scene):
    await scene.create("c1")
    await scene.pay("c2")
    actions = []
    for number in ("c1", "c1", "c2", "c2", "never"):
        answer = await scene.call("cancel", out_trade_no=number)
        actions.append((answer.get("action"), answer["retry_flag"]))

    assert actions == [("close", "N"), ("close", "N"), ("refund", "N"), ("refund", "N"), (None, "N")]
    assert (await scene.status("c1"), await scene.status("c2"), await scene.has()) == ("TRADE_CLOSED", "TRADE_CLOSED", 100_000)
    await scene.pay("c1", expect="ACQ.CONTEXT_INCONSISTENT")


async def test_only_a_trade_that_nobody_paid_can_be_closed(scene: Scene):
    await scene.create("k1")
    await scene.pay("k2")

    await scene.call("close", out_trade_no="k1")
    await scene.call("close", "ACQ.REASON_TRADE_STATUS_INVALID", out_trade_no="k2")
    await scene.create("k1", expect="ACQ.TRADE_HAS_CLOSE")

    assert await scene.status("k2") == "TRADE_SUCCESS"


async def test_time_closes_an_order_at_its_second(scene: Scene):
    await scene.create("t1", timeout_express="1m")
    scene.world.clock.advance(seconds=59)
    assert await scene.status("t1") == "WAIT_BUYER_PAY"
    scene.world.clock.advance(seconds=1)

    assert await scene.status("t1") == "TRADE_CLOSED"
    await scene.pay("t1", subject="茶 {", expect="ACQ.TRADE_HAS_CLOSE")


async def test_an_escrowed_trade_is_settled_shared_and_asked_about(scene: Scene):
    partner = await sign_in(scene.world, "partner@example.org")
    number = (await partner("GET", "/api/me/pay", expect=200))["number"]
    paid = await scene.pay("e1", settle_info={"settle_period_time": "7d"})
    by_no = {"trade_no": paid["trade_no"]}
    shares = [{"trans_in": number, "trans_in_type": "userId", "amount": "2.00", "desc": "for you"}]
    receivers = [{"type": "userId", "account": number}]
    await scene.call("royalty.relation.bind", out_request_no="b1", receiver_list=receivers)
    assert await scene.takings() == 0

    await scene.call("order.settle", "ACQ.ALLOC_REFUSE_BEFORE_SETTLE", **by_no, out_request_no="s0", royalty_parameters=shares)
    confirmed = await scene.call("settle.confirm", **by_no, out_request_no="f1", extend_params={"royalty_freeze": "true"})
    assert confirmed["settle_amount"] == "10.00"
    first = await scene.call("order.settle", **by_no, out_request_no="s1", royalty_parameters=shares)
    again = await scene.call("order.settle", **by_no, out_request_no="s1", royalty_parameters=shares)
    assert first["settle_no"] == again["settle_no"]
    await scene.call("order.settle", "ACQ.INVALID_PARAMETER", **by_no, out_request_no="s2", royalty_parameters=shares * 6)
    stranger = [{**shares[0], "trans_in": "2088000000000000"}]
    await scene.call("order.settle", "ACQ.ROYALTY_RECEIVER_INVALID", **by_no, out_request_no="s3", royalty_parameters=stranger)
    finish = {"royalty_finish": "true"}
    await scene.call("order.settle", **by_no, out_request_no="s4", royalty_parameters=shares, extend_params=finish)

    told = await scene.call("order.settle.query", **by_no, out_request_no="s1")
    assert [(each["trans_in"], each["amount"], each["state"]) for each in told["royalty_detail_list"]] == [
        (number, "2.00", "SUCCESS")
    ]
    balances = (await partner("GET", "/api/wallet", expect=200))["balances"]
    assert (balances[0]["available"]["minor"], await scene.takings()) == (400, 600)


async def test_another_apps_trade_is_not_there_for_anything(scene: Scene):
    paid = await scene.pay("x1")
    thief = await developer(scene.world, "thief@example.org", number=1)
    asked = {"out_request_no": "x", "refund_amount": "10.00"}
    for method in ("query", "refund", "close", "fastpay.refund.query", "settle.confirm"):
        for number in ({"trade_no": paid["trade_no"]}, {"out_trade_no": "x1"}):
            answer = await thief.call(TRADE + method, {**asked, **number})
            assert answer["sub_code"] in ("ACQ.TRADE_NOT_EXIST", "ACQ.INVALID_PARAMETER"), answer
    assert "action" not in await thief.call(f"{TRADE}cancel", {"trade_no": paid["trade_no"]})

    assert (await scene.status("x1"), await scene.has()) == ("TRADE_SUCCESS", 99_000)


async def test_v3_answers_the_same_without_an_envelope(scene: Scene):
    await scene.pay("v1")

    told = await scene.shop.call_v3("POST", "/v3/alipay/trade/query", {"out_trade_no": "v1"})
    refused = await scene.shop.call_v3("POST", "/v3/alipay/trade/query", {"out_trade_no": "v2"}, expect=400)

    assert (told["trade_status"], refused["code"]) == ("TRADE_SUCCESS", "ACQ.TRADE_NOT_EXIST")


async def test_payments_at_once_each_move_their_money(scene: Scene):
    codes = [await scene.code() for _ in range(6)]
    # There are ten codes in half a minute: of those not used yet, two may be the same.
    answers = await asyncio.gather(
        *(
            scene.shop.call(f"{TRADE}pay", {"out_trade_no": f"m{n}", "total_amount": "1.00", "subject": "tea", "auth_code": code})
            for n, code in enumerate(codes)
        )
    )

    paid = [each for each in answers if each["code"] == "10000"]
    assert len(paid) == len(set(codes))
    assert await scene.has() == 100_000 - 100 * len(paid)


def test_the_guard_is_on_by_default():
    assert Settings().pay_guard


async def told(world: World) -> list[dict[str, str]]:
    """What app servers are to be told, oldest first."""
    await world.app.state.relay.drain()
    rows = await world.db.pool.fetch("SELECT fields FROM open_notification ORDER BY created_at, id")
    return [row["fields"] for row in rows]


async def test_the_apps_server_is_told_of_payments_and_refunds_and_of_nothing_else(scene: Scene):
    to = {"notify_url": "https://shop.example/notify"}
    content = {"out_trade_no": "n1", "total_amount": "10.00", "subject": "茶", "passback_params": "a%3Db"}
    made = await scene.shop.call(f"{TRADE}create", {**content, "buyer_id": scene.number}, **to)
    assert await told(scene.world) == []
    await scene.pay("n1", subject="茶")
    scene.world.clock.advance(seconds=1)
    await scene.call("refund", out_trade_no="n1", refund_amount="4.00", out_request_no="r1")
    await scene.call("refund", out_trade_no="n1", refund_amount="4.00", out_request_no="r1")
    await scene.pay("n2")  # asked for no notification

    paid, refunded = sorted(await told(scene.world), key=lambda fields: fields.get("refund_fee", ""))

    assert (paid["trade_status"], paid["trade_no"], paid["total_amount"]) == ("TRADE_SUCCESS", made["trade_no"], "10.00")
    assert (paid["buyer_id"], paid["passback_params"], paid["out_trade_no"]) == (scene.number, "a%3Db", "n1")
    assert paid["fund_bill_list"] == '[{"amount":"10.00","fundChannel":"ALIPAYACCOUNT"}]'
    assert "gmt_refund" not in paid
    assert (refunded["trade_status"], refunded["refund_fee"], refunded["out_biz_no"]) == ("TRADE_SUCCESS", "4.00", "r1")
    assert all(value for fields in (paid, refunded) for value in fields.values())
