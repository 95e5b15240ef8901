"""Nobody gets in where they do not belong, and nothing has moved afterwards: what the other tests of the Open API leave.

Beside these: another app's trade (`test_trade_methods_api`), a payment code that is used again (`test_trades`, `test_trade_methods_api`),
a tampered notification (`tests/openapi/test_emulator`), an old key, a downgrade to RSA and other bytes (`test_gateway_api`), addresses in
private networks (`test_notifications_api`, `test_apps_api`), private keys at rest (`test_apps_api`, `tests/rules/kernel/test_secrets`).
"""

from dataclasses import dataclass

import pytest

from everywhere.pay.openapi.wire.signing import rules as signing
from support.openapi import Developer, certified, developer, key_pair, request_of
from support.world import Phone, World, sign_in

TRADE = "alipay.trade."
AMOUNT = "10.00"
HAD_MINOR, PAID_MINOR = 100_000, 1_000


@dataclass
class Paid:
    """A shop whose buyer has paid, somebody else with an app, and the buyer."""

    world: World
    shop: Developer
    thief: Developer
    buyer: Phone
    trade_no: str
    auth_code: str

    async def nothing_moved(self) -> None:
        told = await self.shop.call(TRADE + "query", {"trade_no": self.trade_no})
        assert told["trade_status"] == "TRADE_SUCCESS"
        assert await has(self.buyer) == HAD_MINOR - PAID_MINOR
        assert (await self.shop.phone("GET", "/api/me/pay/merchant", expect=200))["takings"]["minor"] == PAID_MINOR


async def has(buyer: Phone) -> int:
    return (await buyer("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"]


@pytest.fixture
async def paid(world: World) -> Paid:
    shop, thief = await developer(world), await developer(world, "thief@example.org", number=1)
    buyer = await sign_in(world, "buyer@example.org")
    await buyer("POST", "/api/wallet/top-ups", {"amount": {"minor": HAD_MINOR, "currency": "CNY"}}, expect=201)
    code = (await buyer("GET", "/api/me/pay/code", expect=200))["code"]
    order = {"out_trade_no": "n1", "total_amount": AMOUNT, "subject": "tea", "scene": "bar_code", "auth_code": code}
    trade = await shop.call(TRADE + "pay", order)
    return Paid(world, shop, thief, buyer, trade["trade_no"], code)


async def test_another_merchant_can_neither_refund_nor_ask_about_a_refund(paid: Paid):
    refund = {"refund_amount": AMOUNT, "out_request_no": "r"}
    for named in ({"trade_no": paid.trade_no}, {"out_trade_no": "n1"}):
        assert (await paid.thief.call(TRADE + "refund", {**named, **refund}))["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    other = await paid.thief.call_v3("POST", "/v3/alipay/trade/refund", {"trade_no": paid.trade_no, **refund}, expect=400)

    assert other["code"] == "ACQ.TRADE_NOT_EXIST"
    await paid.nothing_moved()


async def test_a_payment_code_that_was_used_pays_nobody_else(paid: Paid):
    order = {"out_trade_no": "n2", "total_amount": AMOUNT, "subject": "tea", "scene": "bar_code", "auth_code": paid.auth_code}
    answers = [await each.call(TRADE + "pay", order) for each in (paid.shop, paid.thief)]

    assert {each["sub_code"] for each in answers} == {"ACQ.PAYMENT_AUTH_CODE_INVALID"}
    await paid.nothing_moved()


async def test_a_signature_is_good_for_the_bytes_that_were_signed_and_no_others(paid: Paid):
    signed = paid.shop.signed(TRADE + "query", {"trade_no": paid.trade_no})
    changes = (
        {"method": TRADE + "refund"},
        {"biz_content": f'{{"trade_no":"{paid.trade_no}","refund_amount":"{AMOUNT}"}}'},
        {"app_id": paid.thief.app_id},
        {"notify_url": "https://thief.example.org/"},
        {"app_auth_token": "x"},
    )
    for change in changes:
        response = await paid.shop.send({**signed, **change})
        assert "isv.invalid-signature" in response.text, change

    await paid.nothing_moved()


async def test_an_app_cannot_call_in_the_name_of_another_by_its_own_key(paid: Paid):
    paid.thief.app_id, own = paid.shop.app_id, paid.thief.app_id
    answer = await paid.thief.call(TRADE + "refund", {"trade_no": paid.trade_no, "refund_amount": AMOUNT})
    by_v3 = await paid.thief.call_v3("POST", "/v3/alipay/trade/refund", {"trade_no": paid.trade_no}, expect=401)
    paid.thief.app_id = own

    assert (answer["sub_code"], by_v3["code"]) == ("isv.invalid-signature", "invalid-signature")
    await paid.nothing_moved()


async def test_what_the_platform_signed_is_no_signature_of_an_app(paid: Paid):
    params = paid.shop.signed(TRADE + "refund", {"trade_no": paid.trade_no, "refund_amount": AMOUNT})
    string = "&".join(f"{name}={value}" for name, value in sorted(params.items()) if name != "sign")
    params["sign"] = await paid.world.app.state.platform.sign(string.encode(), "RSA2")

    assert "isv.invalid-signature" in (await paid.shop.send(params)).text
    await paid.nothing_moved()


async def test_v3_takes_no_sha1_even_from_an_app_that_may_use_it(paid: Paid):
    await paid.shop.phone("PATCH", f"/api/me/apps/{paid.shop.app_id}", {"sign_type": "RSA"}, expect=200)
    path, said = "/v3/alipay/trade/query", f"app_id={paid.shop.app_id},nonce=1,timestamp=2"
    sign = signing.signed(paid.shop.key, f"{said}\nPOST\n{path}\n{{}}\n".encode(), "RSA")
    header = {"authorization": f"ALIPAY-SHA256withRSA {said},sign={sign}"}

    answer = await paid.shop.client.post(path, content=b"{}", headers=header)

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid-signature")


async def test_a_certificate_that_was_replaced_is_refused_by_both_codecs(world: World):
    made, _ = await certified(world)
    old, made_key = dict(made.extra), made.key
    files = await made.phone("PUT", f"/api/me/apps/{made.app_id}/certificate", {"request": request_of(key_pair(1))}, expect=200)
    by_old = await made.call(TRADE + "query", {"out_trade_no": "x"})
    by_old_v3 = await made.call_v3("POST", "/v3/alipay/trade/query", {}, expect=401)
    made.extra["app_cert_sn"] = (await made.phone("GET", f"/api/me/apps/{made.app_id}", expect=200))["cert_sn"]
    by_new_name_and_old_key = await made.call(TRADE + "query", {"out_trade_no": "x"})

    assert (old != made.extra, made_key == made.key, bool(files)) == (True, True, True)
    assert (by_old["sub_code"], by_old_v3["code"]) == ("isv.cert-sn-mismatch", "cert-sn-mismatch")
    assert by_new_name_and_old_key["sub_code"] == "isv.invalid-signature"
