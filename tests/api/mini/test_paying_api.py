"""What a program hands over to be paid: found for its own merchant only, paid by its person at the usual door."""

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from everywhere.pay.openapi.wire.cipher import rules as cipher
from everywhere.pay.openapi.wire.signing import rules as signing
from support.mini import uploaded
from support.openapi import Developer, developer
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

ORDER = {"out_trade_no": "tea-1", "total_amount": "12.00", "subject": "Longjing"}


async def opened(dev: Developer, phone: Phone) -> str:
    """The token of this developer's program in somebody's hands."""
    path = f"/api/me/apps/{dev.app_id}"
    digest = (await uploaded(dev.phone, dev.app_id))["digest"]
    await dev.phone("PUT", f"{path}/program", {"digest": digest}, expect=200)
    return str((await phone("POST", f"/api/mini/{dev.app_id}/openings", expect=201))["token"])


async def asked(phone: Phone, token: str, **draft: str) -> Any:
    return (await phone("POST", "/api/mini/orders", draft, headers={"Mini-Opening": token})).json()


def order_string(dev: Developer, method: str = "alipay.trade.app.pay", **more: str) -> str:
    return urlencode(dev.signed(method, {**ORDER, **more}))


async def rich(world: World, handle: str) -> Phone:
    phone = await sign_in(world, handle)
    await phone("POST", "/api/wallet/top-ups", {"amount": {"minor": 5000, "currency": "CNY"}}, expect=201)
    return phone


async def test_a_trade_that_a_server_began_is_read_and_paid_by_a_code_that_stays_the_same(world: World):
    dev, an = await developer(world), await rich(world, "an@example.org")
    token = await opened(dev, an)
    trade_no = (await dev.call("alipay.trade.create", ORDER))["trade_no"]

    found = await asked(an, token, trade_no=trade_no)
    bill = await an("GET", f"/api/pay/codes/{found['code']}", expect=200)
    paid = await an("POST", f"/api/me/pay/codes/{found['code']}/pay", {}, expect=200)

    assert found == await asked(an, token, trade_no=trade_no)
    assert (found["kind"], bill["subject"], bill["amount"]["minor"], bill["payer"]) == ("trade", "Longjing", 1200, "anybody")
    assert (paid["trade_no"], paid["stage"]) == (trade_no, "paid")
    assert (await dev.call("alipay.trade.query", {"trade_no": trade_no}))["trade_status"] == "TRADE_SUCCESS"
    assert (await an("GET", f"/api/pay/codes/{found['code']}", expect=200))["payer"] == "you"


async def test_an_order_as_a_signed_string_is_opened_and_one_that_was_changed_is_not(world: World):
    dev, an = await developer(world), await rich(world, "an@example.org")
    token = await opened(dev, an)

    found = await asked(an, token, order=order_string(dev))
    held = await asked(
        an, token, order=urlencode(dev.signed("alipay.fund.auth.order.app.freeze", {
            "out_order_no": "room-1", "out_request_no": "room-1", "order_title": "Room", "amount": "20.00",
        }))
    )  # fmt: skip
    changed = await asked(an, token, order=order_string(dev).replace("12.00", "0.01"))

    assert (await an("GET", f"/api/pay/codes/{found['code']}", expect=200))["amount"]["minor"] == 1200
    assert held["kind"] == "reservation"
    assert (await an("GET", f"/api/pay/reservations/{held['code']}", expect=200))["amount"]["minor"] == 2000
    assert (changed["code"], changed["facts"]["reason"]) == ("order_unfit", "isv.invalid-signature")
    assert (await asked(an, token, order="method=alipay.trade.query"))["code"] == "order_unfit"
    assert (await asked(an, "0" * 32, order=order_string(dev)))["code"] == "opening_ended"


async def test_a_program_sells_for_its_own_merchant_only_and_what_it_tried_is_noted(world: World):
    dev, other = await developer(world), await developer(world, "other@example.org", number=1)
    an = await rich(world, "an@example.org")
    token = await opened(dev, an)
    theirs = (await other.call("alipay.trade.create", ORDER))["trade_no"]

    assert (await asked(an, token, trade_no=theirs))["code"] == "trade_unknown"
    assert (await asked(an, token, order=order_string(other)))["code"] == "order_of_another"
    notes = (await dev.phone("GET", f"/api/me/apps/{dev.app_id}/notes", expect=200))["items"]
    assert [note["kind"] for note in notes] == ["order_of_another", "trade_unknown"]


async def test_a_phone_number_is_told_to_the_programs_server_alone(world: World):
    dev, an = await developer(world), await sign_in(world, "+8613800000042")
    token = await opened(dev, an)
    headers = {"Mini-Opening": token}
    refused = await an("POST", "/api/mini/phone-number", headers=headers)
    key = (await dev.phone("POST", f"/api/me/apps/{dev.app_id}/aes-key", expect=201))["aes_key"]

    said = await an("POST", "/api/mini/phone-number", headers=headers, expect=200)

    assert refused.json()["code"] == "no_content_key"
    assert signing.is_signed(dev.platform_key, f'"{said["response"]}"'.encode(), said["sign"], "RSA2")
    told = json.loads(cipher.decrypted(base64.b64decode(key), said["response"]))
    assert told == {"code": "10000", "msg": "Success", "mobile": "13800000042", "countryCode": "86"}


async def test_what_the_page_around_a_program_kept_it_from_is_noted(world: World):
    dev, an = await developer(world), await sign_in(world, "an@example.org")
    headers = {"Mini-Opening": await opened(dev, an)}
    note = {"kind": "flood", "detail": "401 messages in a second"}

    assert (await an.client.post("/api/mini/notes", json=note, headers=headers)).status_code == 204
    assert (await an.client.post("/api/mini/notes", json={"kind": "praise"}, headers=headers)).status_code == 400
    (kept,) = (await dev.phone("GET", f"/api/me/apps/{dev.app_id}/notes", expect=200))["items"]
    assert (kept["kind"], kept["detail"]) == ("flood", note["detail"])
