"""Reservations, transfers and bills through the gateway."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from everywhere.pay.ledger import actions as ledger
from everywhere.pay.trades.rules import ZONE
from support.money import sound
from support.openapi import Developer, developer
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

AUTH, FUND, TRADE = "alipay.fund.auth.", "alipay.fund.", "alipay.trade."
PASSWORD = "246802"


@dataclass
class Scene:
    world: World
    shop: Developer
    payer: Phone
    number: str

    async def call(self, method: str, expect: str = "10000", **content: object) -> dict:
        answer = await self.shop.call(method, content)
        said = answer.get("sub_code", answer["code"])
        assert said == expect, answer
        return answer

    async def code(self) -> str:
        return (await self.payer("GET", "/api/me/pay/code", expect=200))["code"]

    async def freeze(self, no: str, amount: str, expect: str = "10000", **more: object) -> dict:
        content = {"out_order_no": no, "out_request_no": f"{no}-1", "order_title": "bike", "amount": amount, **more}
        return await self.call(f"{AUTH}order.freeze", expect, **{"auth_code": await self.code(), **content})

    async def pay(self, auth_no: str, no: str, amount: str, mode: str, expect: str = "10000") -> dict:
        content = {"auth_no": auth_no, "out_trade_no": no, "total_amount": amount, "subject": "ride", "auth_confirm_mode": mode}
        return await self.call(f"{TRADE}pay", expect, product_code="PRE_AUTH", **content)

    async def detail(self, auth_no: str, **more: object) -> dict:
        return await self.call(f"{AUTH}operation.detail.query", auth_no=auth_no, **more)

    async def balance(self) -> tuple[int, int]:
        (only,) = (await self.payer("GET", "/api/wallet", expect=200))["balances"]
        return only["available"]["minor"], only["held"]["minor"]

    async def takings(self) -> str:
        return (await self.call(f"{FUND}account.query"))["available_amount"]


@pytest.fixture
async def scene(world: World) -> Scene:
    shop, payer = await developer(world), await sign_in(world, "payer@example.org")
    await payer("POST", "/api/wallet/top-ups", {"amount": {"minor": 50_000, "currency": "CNY"}}, expect=201)
    await payer("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    me = await payer("GET", "/api/me/pay", expect=200)
    return Scene(world, shop, payer, me["number"])


async def test_what_is_reserved_is_paid_in_parts_and_the_rest_let_go(scene: Scene):
    made = await scene.freeze("f1", "100.00")
    assert (made["status"], made["payer_user_id"], len(made["auth_no"])) == ("SUCCESS", scene.number, 28)
    assert (await scene.freeze("f1", "100.00"))["auth_no"] == made["auth_no"]
    assert await scene.balance() == (40_000, 10_000)

    await scene.pay(made["auth_no"], "t1", "30.00", "NOT_COMPLETE")
    given = {"out_request_no": "u1", "amount": "20.00", "remark": "less"}
    first = await scene.call(f"{AUTH}order.unfreeze", auth_no=made["auth_no"], **given)
    again = await scene.call(f"{AUTH}order.unfreeze", auth_no=made["auth_no"], **given)
    assert first["operation_id"] == again["operation_id"]
    told = await scene.detail(made["auth_no"])
    assert (told["order_status"], told["rest_amount"], told["total_pay_amount"]) == ("AUTHORIZED", "50.00", "30.00")
    assert (await scene.balance(), await scene.takings()) == ((42_000, 5_000), "30.00")
    await scene.pay(made["auth_no"], "t2", "50.01", "COMPLETE", "ACQ.AUTH_AMOUNT_NOT_ENOUGH")
    await scene.call(f"{AUTH}order.unfreeze", "REQUEST_AMOUNT_EXCEED", auth_no=made["auth_no"], out_request_no="u2", amount="50.01")
    await scene.call(f"{AUTH}order.unfreeze", "UNIQUE_VIOLATION", auth_no=made["auth_no"], out_request_no="u1", amount="20.01")

    await scene.pay(made["auth_no"], "t2", "10.00", "COMPLETE")

    told = await scene.detail(made["auth_no"], out_request_no="u1")
    assert (told["order_status"], told["rest_amount"], told["operation_type"]) == ("FINISH", "0.00", "UNFREEZE")
    assert (await scene.balance(), await scene.takings()) == ((46_000, 0), "40.00")
    await scene.pay(made["auth_no"], "t3", "1.00", "COMPLETE", "ACQ.AUTH_NO_ERROR")
    await scene.call(f"{TRADE}refund", out_trade_no="t2", refund_amount="10.00")
    assert (await scene.balance(), await scene.takings()) == ((47_000, 0), "30.00")
    assert await sound(scene.world.db)


async def test_a_large_reservation_waits_for_the_payers_password(scene: Scene):
    made = await scene.freeze("f2", "300.00", "10003")
    await scene.world.settle()
    assert (made["status"], await scene.balance()) == ("INIT", (50_000, 0))
    inbox = (await scene.payer("GET", "/api/inbox", expect=200))["items"]
    (notice,) = [each for each in inbox if each["kind"] == "reservation_awaits_payer"]
    code = notice["facts"]["code"]
    path = f"/api/me/pay/reservations/{code}/agree"
    assert "300.00" in notice["title"]

    assert (await scene.payer("POST", path, {})).json()["code"] == "payment_password_needed"
    other = await sign_in(scene.world, "other@example.org")
    await other("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    assert (await other("POST", path, {"password": PASSWORD})).json()["code"] == "reservation_of_another"
    assert await scene.balance() == (50_000, 0)
    await scene.payer("POST", path, {"password": PASSWORD}, expect=200)

    assert await scene.balance() == (20_000, 30_000)
    assert (await scene.detail(made["auth_no"]))["order_status"] == "AUTHORIZED"


async def test_a_voucher_is_agreed_to_in_the_app_and_cancelled_by_the_shop(scene: Scene):
    content = {"out_order_no": "v1", "out_request_no": "v1-1", "order_title": "bike", "amount": "50.00"}
    voucher = await scene.call(f"{AUTH}order.voucher.create", **content)
    code = voucher["code_value"].rpartition("/")[2]
    looked = (await scene.world.client.get(f"/api/pay/reservations/{code}")).json()
    assert (looked["title"], looked["amount"]["minor"], looked["stage"]) == ("bike", 5_000, "init")
    await scene.payer("POST", f"/api/me/pay/reservations/{code}/agree", {}, expect=200)
    assert await scene.balance() == (45_000, 5_000)

    assert (await scene.call(f"{AUTH}operation.cancel", out_order_no="v1"))["action"] == "unfreeze"
    assert "action" not in await scene.call(f"{AUTH}operation.cancel", out_order_no="v1")
    gone = await scene.call(f"{AUTH}order.voucher.create", **{**content, "out_order_no": "v2", "out_request_no": "v2-1"})
    assert (await scene.call(f"{AUTH}operation.cancel", out_order_no="v2"))["action"] == "close"
    refused = await scene.payer("POST", f"/api/me/pay/reservations/{gone['code_value'].rpartition('/')[2]}/agree", {})

    assert (refused.status_code, refused.json()["code"]) == (409, "reservation_over")
    assert await scene.balance() == (50_000, 0)


async def test_reservations_that_cannot_be_are_refused_and_reserve_nothing(scene: Scene):
    await scene.freeze("f3", "100.00")
    used = await scene.code()
    await scene.freeze("f4", "1.00", auth_code=used)
    for change, expect in [
        ({"amount": "100.01"}, "UNIQUE_VIOLATION"),
        ({"out_order_no": "n", "auth_code": used}, "PAYMENT_AUTH_CODE_INVALID"),
        ({"out_order_no": "n", "auth_code": "280000000000000000"}, "PAYMENT_AUTH_CODE_INVALID"),
        ({"out_order_no": "n", "amount": "x"}, "ILLEGAL_ARGUMENT"),
        ({"out_order_no": "n", "pay_timeout": "99d"}, "ILLEGAL_ARGUMENT"),
        ({"out_order_no": ""}, "ILLEGAL_ARGUMENT"),
    ]:
        content = {"out_order_no": "f3", "out_request_no": "f3-1", "order_title": "bike", "amount": "100.00", **change}
        await scene.call(f"{AUTH}order.freeze", expect, **{"auth_code": await scene.code(), **content})
    poor = await sign_in(scene.world, "poor@example.org")
    code = (await poor("GET", "/api/me/pay/code", expect=200))["code"]
    await scene.freeze("f5", "10.00", "MONEY_NOT_ENOUGH", auth_code=code)
    thief = await developer(scene.world, "thief@example.org", number=1)
    stolen = await thief.call(f"{AUTH}order.unfreeze", {"out_order_no": "f3", "out_request_no": "x", "amount": "1.00"})

    assert stolen["sub_code"] == "AUTH_ORDER_NOT_EXIST"
    assert await scene.balance() == (39_900, 10_100)


async def test_a_transfer_goes_out_once_and_is_asked_about(scene: Scene):
    await scene.call(f"{TRADE}pay", out_trade_no="t", total_amount="80.00", subject="tea", auth_code=await scene.code())
    payee = {"identity": scene.number, "identity_type": "ALIPAY_USER_ID", "name": "x"}
    content = {"out_biz_no": "w1", "trans_amount": "30.00", "product_code": "TRANS_ACCOUNT_NO_PWD", "payee_info": payee}
    send = f"{FUND}trans.uni.transfer"

    first, again = await scene.call(send, **content), await scene.call(send, **content)

    assert (first["order_id"], first["status"]) == (again["order_id"], "SUCCESS")
    assert (await scene.balance(), await scene.takings()) == ((45_000, 0), "50.00")
    own = (await scene.shop.phone("GET", "/api/me/pay", expect=200))["number"]
    for change, expect in [
        ({"trans_amount": "30.01"}, "PAYMENT_INFO_INCONSISTENCY"),
        ({"out_biz_no": "w2", "trans_amount": "50.01"}, "PAYER_BALANCE_NOT_ENOUGH"),
        ({"out_biz_no": "w2", "payee_info": {**payee, "identity": own}}, "PAYER_PAYEE_CANNOT_SAME"),
        ({"out_biz_no": "w2", "payee_info": {**payee, "identity": "2088000000000000"}}, "PAYEE_NOT_EXIST"),
        ({"out_biz_no": "w2", "product_code": "OTHER"}, "INVALID_PARAMETER"),
    ]:
        await scene.call(send, expect, **{**content, **change})
    told = await scene.call(f"{FUND}trans.common.query", out_biz_no="w1")
    assert (told["status"], told["trans_amount"], told["receiver_user_id"]) == ("SUCCESS", "30.00", scene.number)
    await scene.call(f"{FUND}trans.common.query", "ORDER_NOT_EXIST", out_biz_no="w2")
    assert (await scene.balance(), await scene.takings()) == ((45_000, 0), "50.00")


async def test_a_bill_is_the_zip_that_accounting_programs_read(scene: Scene):
    await scene.call(
        f"{TRADE}pay", out_trade_no="b1", total_amount="80.00", subject="茶", auth_code=await scene.code(), store_id="S1"
    )
    await scene.call(f"{TRADE}refund", out_trade_no="b1", refund_amount="30.00", out_request_no="r1")
    day = scene.world.clock().astimezone(ZONE)
    bill = "alipay.data.dataservice.bill.downloadurl.query"
    asked = {"bill_type": "trade", "bill_date": f"{day:%Y-%m-%d}"}
    await scene.call(bill, "BILL_NOT_EXIST", **asked)
    scene.world.clock.advance(hours=33)

    url = (await scene.call(bill, **asked))["bill_download_url"]
    answer = await scene.world.client.get(httpx.URL(url).path)
    archive = zipfile.ZipFile(io.BytesIO(answer.content), metadata_encoding="gbk")
    seller = (await scene.shop.phone("GET", "/api/me/pay/merchant", expect=200))["number"]

    assert archive.namelist() == [f"{seller}_{day:%Y%m%d}_业务明细.csv", f"{seller}_{day:%Y%m%d}_业务明细(汇总).csv"]
    assert all(info.flag_bits & 0x800 == 0 for info in archive.infolist())
    lines = archive.read(archive.namelist()[0]).decode("gbk").split("\r\n")
    rows = list(csv.reader(lines[5 : next(n for n, line in enumerate(lines) if "业务明细列表结束" in line)]))
    assert len(lines[4].split(",")) == 25
    assert [len(row) for row in rows] == [25, 25]
    assert [(row[1].strip(), row[2], row[3], row[6], row[12], row[21].strip()) for row in rows] == [
        ("b1", "交易", "茶", "S1", "80.00", ""),
        ("b1", "退款", "茶", "S1", "-30.00", "r1"),
    ]
    assert "#交易合计：1笔，商家实收共80.00元，商家优惠共0.00元" in lines
    assert "#退款合计：1笔，商家实收退款共-30.00元，商家优惠退款共0.00元" in lines
    scene.world.clock.advance(seconds=30)
    assert (await scene.world.client.get(httpx.URL(url).path)).status_code == 404
    assert (await scene.world.client.get("/api/pay/bills/anything")).status_code == 404
    for change, expect in [
        ({"bill_type": "merchant_act"}, "TYPE_NOT_SUPPORTED"),
        ({"bill_date": "yesterday"}, "INVAILID_ARGUMENTS"),
        ({"bill_date": f"{day - timedelta(days=2):%Y-%m-%d}"}, "BILL_NOT_EXIST"),
    ]:
        await scene.call(bill, expect, **{**asked, **change})


@pytest.mark.once
async def test_the_bill_of_the_account_adds_up_to_its_balance(scene: Scene):
    await scene.call(f"{TRADE}pay", out_trade_no="s1", total_amount="80.00", subject="茶", auth_code=await scene.code())
    await scene.call(f"{TRADE}refund", out_trade_no="s1", refund_amount="30.00", out_request_no="r1")
    draw = {"amount": {"minor": 1_000, "currency": "CNY"}}
    await scene.shop.phone("POST", "/api/me/pay/merchant/draws", draw, expect=201)
    day = scene.world.clock().astimezone(ZONE)
    scene.world.clock.advance(hours=33)
    asked = {"bill_type": "signcustomer", "bill_date": f"{day:%Y-%m-%d}"}

    url = (await scene.call("alipay.data.dataservice.bill.downloadurl.query", **asked))["bill_download_url"]
    answer = await scene.world.client.get(httpx.URL(url).path)
    archive = zipfile.ZipFile(io.BytesIO(answer.content), metadata_encoding="gbk")

    assert [name.rpartition("_")[2] for name in archive.namelist()] == ["账务明细.csv", "账务明细(汇总).csv"]
    lines = archive.read(archive.namelist()[0]).decode("gbk").split("\r\n")
    rows = list(csv.reader(lines[5 : next(n for n, line in enumerate(lines) if "账务明细列表结束" in line)]))
    assert [len(row) for row in rows] == [len(lines[4].split(","))] * 3 == [12] * 3
    assert [(row[2].strip(), row[6], row[7], row[8], row[10]) for row in rows] == [
        ("s1", "80.00", "0.00", "80.00", "交易付款"),
        ("s1", "0.00", "-30.00", "50.00", "交易退款"),
        ("", "0.00", "-10.00", "40.00", "提现"),
    ]
    assert "#收入合计：1笔，共80.00元" in lines
    assert "#支出合计：2笔，共-40.00元" in lines
    assert "合计,1,80.00,2,-40.00,40.00" in archive.read(archive.namelist()[1]).decode("gbk")


async def test_the_ledger_holds_after_all_of_it(scene: Scene):
    made = await scene.freeze("z", "100.00")
    await scene.pay(made["auth_no"], "z1", "10.00", "NOT_COMPLETE")
    async with scene.world.db.snapshot() as tx:
        assert await ledger.check(tx) == []
