"""What the cashier page stands on: whose a bill is, a passkey in place of the password, the signed way back, codes to be paid by."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from barcode.charsets import code128
from soft_webauthn import SoftWebauthnDevice

from everywhere.pay.openapi.wire.signing import rules as signing
from support.openapi import Developer, developer
from support.passkeys import registered, shown_for
from support.world import Phone, World, running, sign_in

pytestmark = pytest.mark.once

PASSWORD = "246802"
ORIGIN = "http://localhost:8000"
BACK = "https://shop.example/back?table=7"


def yuan(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "CNY"}


@pytest.fixture
async def world(database_url: str):
    async with running(database_url, public_url=ORIGIN) as made:
        yield made


@pytest.fixture
async def shop(world: World) -> Developer:
    return await developer(world)


@pytest.fixture
async def buyer(world: World) -> Phone:
    made = await sign_in(world, "buyer@example.org")
    await made("POST", "/api/wallet/top-ups", {"amount": yuan(300_000)}, expect=201)
    return made


async def opened(shop: Developer, method: str = "page", *, amount: str = "300.00", **params: str) -> str:
    """The code of an order that a browser was sent to the cashier page with."""
    content = {"out_trade_no": f"o-{method}", "total_amount": amount, "subject": "Tea for two", **params}
    answer = await shop.send(shop.signed(f"alipay.trade.{method}.pay", content, return_url=BACK))
    assert answer.status_code == 302, answer.text
    return answer.headers["location"].rpartition("/")[2]


async def paying(phone: Phone, code: str, device: SoftWebauthnDevice, **said: Any) -> Any:
    """The body of a payment that is confirmed by the passkey of `device`."""
    asked = await phone("POST", f"/api/me/pay/codes/{code}/passkey", said, expect=200)
    return {**said, "passkey": shown_for(device, asked, ORIGIN)}


@pytest.mark.parametrize("method", ["page", "wap"])
async def test_who_paid_goes_back_to_the_shop_with_the_payments_numbers_signed(
    world: World, shop: Developer, buyer: Phone, method: str
):
    code = await opened(shop, method, amount="3.00")
    nowhere = (await world.client.get(f"/api/pay/codes/{code}/return")).json()
    await buyer("POST", f"/api/me/pay/codes/{code}/pay", {}, expect=200)

    url = (await world.client.get(f"/api/pay/codes/{code}/return")).json()["url"]

    assert nowhere == {"url": None}
    assert url.startswith(f"{BACK}&")
    said = dict(parse_qsl(urlsplit(url).query))
    assert said.pop("table") == "7"
    string = "&".join(f"{name}={value}" for name, value in sorted(said.items()) if name not in ("sign", "sign_type"))
    assert signing.is_signed(shop.platform_key, string.encode(), said["sign"], "RSA2")
    trade = await shop.call("alipay.trade.query", {"out_trade_no": f"o-{method}"})
    assert (said["trade_no"], said["out_trade_no"]) == (trade["trade_no"], trade["out_trade_no"])
    assert (said["method"], said["total_amount"]) == (f"alipay.trade.{method}.pay.return", "3.00")
    assert "trade_status" not in said


async def test_a_printed_code_leads_nowhere_back(world: World, shop: Developer, buyer: Phone):
    made = await shop.call(
        "alipay.trade.precreate", {"out_trade_no": "p1", "total_amount": "1.00", "subject": "x"}, return_url=BACK
    )
    code = made["qr_code"].rpartition("/")[2]
    await buyer("POST", f"/api/me/pay/codes/{code}/pay", {}, expect=200)

    assert (await world.client.get(f"/api/pay/codes/{code}/return")).json() == {"url": None}


@pytest.mark.parametrize("name", ["return_url", "quit_url"])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://[::1", "https://]shop.example/"])
async def test_a_browser_is_sent_to_web_addresses_only(shop: Developer, name: str, address: str):
    content = {"out_trade_no": "o1", "total_amount": "1.00", "subject": "x", name: address}

    answer = await shop.send(shop.signed("alipay.trade.wap.pay", content))

    assert (answer.status_code, "ACQ.INVALID_PARAMETER" in answer.text) == (200, True)


async def test_a_bill_says_to_each_whose_it_is(world: World, shop: Developer, buyer: Phone):
    code = await opened(shop, "wap", amount="3.00", quit_url="https://shop.example/cart")
    path = f"/api/pay/codes/{code}"
    before = await buyer("GET", path, expect=200)
    await buyer("POST", f"/api/me/pay/codes/{code}/pay", {}, expect=200)
    other = await sign_in(world, "other@example.org")

    told = [(await who("GET", path, expect=200))["payer"] for who in (buyer, other)]

    assert (before["payer"], before["stage"], before["quit_url"]) == ("anybody", "waiting", "https://shop.example/cart")
    assert before["free_of_check"] == yuan(20_000)
    assert told == ["you", "another"]
    assert (await world.client.get(path)).json()["payer"] == "another"
    assert (await other("POST", f"/api/me/pay/codes/{code}/pay", {})).json()["code"] == "trade_paid"


async def test_a_large_payment_is_confirmed_by_a_passkey_once_and_for_this_amount_to_this_shop_only(
    world: World, shop: Developer, buyer: Phone
):
    device = await registered(buyer, ORIGIN)
    code, other = await opened(shop), await opened(shop, "wap", amount="301.00")
    path = f"/api/me/pay/codes/{code}/pay"
    assert (await buyer("POST", path, {})).json()["code"] == "payment_password_needed"
    elsewhere = await paying(buyer, other, device)
    unseen = {"passkey": shown_for(device, await buyer("POST", f"{path[:-3]}passkey", {}, expect=200), ORIGIN, is_seen=False)}
    stranger = await sign_in(world, "stranger@example.org")
    await registered(stranger, ORIGIN)
    theirs = await paying(stranger, code, await registered(stranger, ORIGIN))

    refused = [(await buyer("POST", path, body)).json()["code"] for body in (elsewhere, elsewhere, unseen, theirs)]
    said = await paying(buyer, code, device)
    paid = await buyer("POST", path, said, expect=200)
    again = await buyer("POST", path, said)

    assert refused == ["passkey_refused"] * 4
    assert (paid["stage"], again.json()["code"]) == ("paid", "passkey_refused")
    assert (await buyer("GET", "/api/me/pay", expect=200))["has_passkey"] is True
    assert (await buyer("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"] == 270_000
    nobody = await sign_in(world, "nobody@example.org")
    assert (await nobody("POST", f"/api/me/pay/codes/{other}/passkey", {})).json()["code"] == "no_passkey"
    assert (await world.client.post("/api/sign-in/passkey", json=said["passkey"])).json()["code"] == "passkey_refused"


async def test_of_a_counters_code_the_passkey_signs_the_amount_that_was_typed(world: World, shop: Developer, buyer: Phone):
    await shop.phone("PUT", "/api/me/pay/merchant", {"name": "Tea house"}, expect=200)
    code = (await shop.phone("POST", "/api/me/pay/shop-codes", {"label": "Counter 1"}, expect=201))["code"]
    device = await registered(buyer, ORIGIN)
    said = await paying(buyer, code, device, amount=yuan(30_000))

    more = await buyer("POST", f"/api/me/pay/codes/{code}/pay", {**said, "amount": yuan(40_000)})
    right = await buyer("POST", f"/api/me/pay/codes/{code}/pay", await paying(buyer, code, device, amount=yuan(30_000)))

    assert (more.json()["code"], right.status_code) == ("passkey_refused", 200)
    assert (await buyer("POST", f"/api/me/pay/codes/{code}/passkey", {})).json()["code"] == "code_unknown"


async def test_what_a_seller_charged_is_confirmed_by_a_passkey_too(world: World, shop: Developer, buyer: Phone):
    device = await registered(buyer, ORIGIN)
    auth_code = (await buyer("GET", "/api/me/pay/code", expect=200))["code"]
    content = {"out_trade_no": "c1", "total_amount": "300.00", "subject": "x", "scene": "bar_code", "auth_code": auth_code}
    assert (await shop.call("alipay.trade.pay", content))["code"] == "10003"
    await world.settle()
    [waiting] = (await buyer("GET", "/api/me/pay/receipts?awaits=true", expect=200))["items"]
    path = f"/api/me/pay/receipts/{waiting['id']}"
    asked = await buyer("POST", f"{path}/passkey", expect=200)

    paid = await buyer("POST", f"{path}/pay", {"passkey": shown_for(device, asked, ORIGIN)}, expect=200)

    assert (paid["stage"], paid["amount"]) == ("paid", yuan(30_000))


async def test_a_forgotten_password_is_set_anew_by_a_code_and_large_payments_wait_for_a_day(
    world: World, shop: Developer, buyer: Phone
):
    await buyer("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    large, small = await opened(shop, amount="1000.01"), await opened(shop, "wap", amount="999.00")
    reset = {"password": "975313", "email": "buyer@example.org", "code": "000000"}
    for body, code in [
        ({**reset, "email": "other@example.org"}, "not_your_handle"),
        ({**reset, "code": "111111"}, "code_wrong"),
        ({**reset, "password": "111111"}, "payment_password_too_simple"),
        ({**reset, "phone": "13800000001"}, "one_handle_needed"),
    ]:
        assert (await buyer("POST", "/api/me/pay/password/reset", body)).json()["code"] == code
    await buyer("POST", "/api/me/pay/password/reset", reset, expect=204)
    await world.settle()

    old = await buyer("POST", f"/api/me/pay/codes/{small}/pay", {"password": PASSWORD})
    too_soon = await buyer("POST", f"/api/me/pay/codes/{large}/pay", {"password": "975313"})
    paid = await buyer("POST", f"/api/me/pay/codes/{small}/pay", {"password": "975313"})
    world.clock.advance(hours=24)
    later = await buyer("POST", f"/api/me/pay/codes/{large}/pay", {"password": "975313"})

    assert [each.json().get("code") for each in (old, too_soon)] == ["payment_password_wrong", "payment_looks_risky"]
    assert (paid.status_code, later.json()["code"]) == (
        200,
        "pay_limit_reached",
    )  # the tier's limit, and no longer the fresh password
    notices = (await buyer("GET", "/api/inbox", expect=200))["items"]
    assert "payment_password_reset" in [each["kind"] for each in notices]


async def test_a_locked_password_is_opened_by_setting_it_anew(world: World, buyer: Phone):
    await buyer("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    for _ in range(5):
        await buyer("PUT", "/api/me/pay/password", {"password": "975313", "current": "112233"})
    reset = {"password": "975313", "email": "buyer@example.org", "code": "000000"}

    await buyer("POST", "/api/me/pay/password/reset", reset, expect=204)

    await buyer("PUT", "/api/me/pay/password", {"password": "246802", "current": "975313"}, expect=204)


async def test_somebody_is_paid_by_a_code_of_their_own_until_they_renew_it(world: World, buyer: Phone):
    lin = await sign_in(world, "lin@example.org")
    code = await lin("GET", "/api/me/pay/receive-code", expect=200)
    same = await lin("GET", "/api/me/pay/receive-code", expect=200)
    face = await buyer("GET", f"/api/pay/receive-codes/{code['code']}", expect=200)
    fresh = await lin("POST", "/api/me/pay/receive-code", expect=201)

    assert (code, face["id"]) == (same, lin.person_id)
    assert code["url"] == f"{ORIGIN}/r/{code['code']}"
    assert fresh["code"] != code["code"]
    assert (await buyer("GET", f"/api/pay/receive-codes/{code['code']}")).json()["code"] == "code_unknown"
    await lin("POST", "/api/me/erase", expect=200)
    await world.settle()
    assert (await buyer("GET", f"/api/pay/receive-codes/{fresh['code']}")).json()["code"] == "code_unknown"


async def test_my_payment_code_comes_as_qr_and_as_bars_that_a_counters_reader_reads(buyer: Phone):
    mine = await buyer("GET", "/api/me/pay/code", expect=200)

    assert mine["picture"].startswith("<?xml")
    assert digits_of(mine["bars"], mine["bars_wide"]) == mine["code"]


def digits_of(path: str, wide: int) -> str:
    """What a reader makes of bars in Code 128's set C: eleven modules a pair of digits, a start, a check sum, a stop of thirteen."""
    modules = ["0"] * wide
    for run in path.strip("Mz").split("zM"):
        at, _, rest = run.partition(" 0h")
        modules[int(at) : int(at) + int(rest.partition("v")[0])] = "1" * int(rest.partition("v")[0])
    text = "".join(modules)
    symbols = [text[place : place + 11] for place in range(0, wide - 13, 11)]
    values = [code128.CODES.index(symbol) for symbol in symbols]
    assert values[0] == 105
    assert (values[0] + sum(place * value for place, value in enumerate(values[1:-1], 1))) % 103 == values[-1]
    return "".join(f"{value:02d}" for value in values[1:-1])
