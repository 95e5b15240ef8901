"""The emulator, with each fault ordered: what the public SDKs, unmodified and with verification on, make of it."""

import contextlib
import itertools
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from support.emulator import Caller, Emulator, Shop
from support.sdks import Client, NotInstalled

pytestmark = [pytest.mark.once, pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.7", "::1"])]

TRADE = "alipay.trade."
WAYS = [
    ("alipay-sdk-python", "V2"),
    ("python-alipay-sdk", "V2"),
    ("alipay-sdk (Node)", "V2"),
    ("alipay-sdk (Node)", "V3"),
]
DELAY_MS = 400
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    made = Emulator(tmp_path_factory.mktemp("emulator"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def clients(running: Emulator) -> Iterator[dict[str, Client]]:
    names = {name for name, _ in WAYS if running.has_port_80 or name != "alipay-sdk-python"}
    try:
        made = {name: Client(name, running.configs()) for name in names}
    except NotInstalled as missing:
        pytest.skip(f"{missing} is not installed; make test installs it")
    yield made
    for client in made.values():
        client.close()


@pytest.fixture
def emulator(running: Emulator) -> Emulator:
    running.ask("DELETE", "/faults")
    running.ask("PUT", "/clock", {"ahead_s": 0})
    return running


@pytest.fixture(params=WAYS, ids=[f"{name} {codec}" for name, codec in WAYS])
def caller(request: pytest.FixtureRequest, clients: dict[str, Client]) -> Caller:
    name, codec = request.param
    if name not in clients:
        pytest.skip("port 80 is taken, and this SDK knows no other")
    return Caller(clients[name], codec)


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    yield made
    made.close()


def order(**more: Any) -> dict[str, Any]:
    return {"out_trade_no": f"e{next(numbers)}", "total_amount": "10.00", "subject": "茶", **more}


def created(emulator: Emulator, caller: Caller) -> dict[str, Any]:
    draft = order(buyer_id=emulator.buyer)
    return {**draft, **caller.call(TRADE + "create", draft)}


def status(caller: Caller, draft: dict[str, Any]) -> str:
    return str(caller.call(TRADE + "query", {"out_trade_no": draft["out_trade_no"]})["trade_status"])


def test_what_was_tampered_with_is_not_believed_and_what_comes_next_is(emulator: Emulator, caller: Caller):
    draft = created(emulator, caller)
    emulator.order("tamper", method=TRADE + "query")

    with pytest.raises(AssertionError):
        status(caller, draft)
    assert status(caller, draft) == "WAIT_BUYER_PAY"
    assert emulator.ask("GET", "/faults")["items"] == []


@pytest.mark.parametrize("carried_out", [True, False])
def test_of_a_busy_answer_nobody_knows_what_became_and_a_query_tells(emulator: Emulator, caller: Caller, *, carried_out: bool):
    emulator.order("busy", method=TRADE + "create", carried_out=carried_out)
    draft = order(buyer_id=emulator.buyer)

    if caller.codec == "V3":
        with pytest.raises(AssertionError, match="系统繁忙"):
            caller.call(TRADE + "create", draft)
    else:
        assert caller.call(TRADE + "create", draft)["code"] == "20000"
    assert is_there(caller, draft) == carried_out


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_lost_answer_is_an_error_and_a_query_tells(emulator: Emulator, caller: Caller, *, carried_out: bool):
    # As often as an SDK tries by itself.
    emulator.order("drop", method=TRADE + "create", carried_out=carried_out, times=0)
    draft = order(buyer_id=emulator.buyer)

    with pytest.raises(AssertionError):
        caller.call(TRADE + "create", draft)
    assert emulator.last_call()["why"] == "The answer was lost, as it was ordered."
    assert is_there(caller, draft) == carried_out


def is_there(caller: Caller, draft: dict[str, Any]) -> bool:
    named = {"out_trade_no": draft["out_trade_no"]}
    if caller.codec == "V2":
        return caller.call(TRADE + "query", named).get("sub_code") != "ACQ.TRADE_NOT_EXIST"
    with contextlib.suppress(AssertionError):  # by V3 what is not there is an error
        return bool(caller.call(TRADE + "query", named))
    return False


def test_an_answer_comes_late(emulator: Emulator, caller: Caller):
    draft = created(emulator, caller)
    emulator.order("delay", method=TRADE + "query", delay_ms=DELAY_MS)
    began = time.monotonic()

    assert status(caller, draft) == "WAIT_BUYER_PAY"
    assert time.monotonic() - began >= DELAY_MS / 1000


def test_a_request_that_arrives_twice_is_carried_out_once(emulator: Emulator, caller: Caller):
    draft = order(auth_code=emulator.code(), scene="bar_code")
    caller.call(TRADE + "pay", draft)
    emulator.order("duplicate", method=TRADE + "refund")
    refund = {"out_trade_no": draft["out_trade_no"], "refund_amount": "4.00", "out_request_no": "r"}

    told = caller.call(TRADE + "refund", refund)

    assert (told["refund_fee"], told["fund_change"]) == ("4.00", "N")


def test_the_first_answer_comes_after_the_second(emulator: Emulator, clients: dict[str, Client]):
    first, second = Caller(clients["python-alipay-sdk"], "V2"), Caller(clients["alipay-sdk (Node)"], "V2")
    draft = created(emulator, first)
    emulator.order("reorder", method=TRADE + "query", delay_ms=60_000)

    with ThreadPoolExecutor(2) as threads:
        early = threads.submit(status, first, draft)
        while emulator.ask("GET", "/faults")["items"]:  # until the first has come
            time.sleep(0.02)
        late = threads.submit(status, second, draft)
        assert {early.result(), late.result()} == {"WAIT_BUYER_PAY"}

    took_ms = [each["took_ms"] for each in emulator.ask("GET", "/calls?limit=2")["items"]]
    assert took_ms[0] > took_ms[1], "the newest that was answered was the one that came first"


def test_a_buyer_who_is_asked_confirms(emulator: Emulator, caller: Caller):
    emulator.order("ask")
    draft = order(auth_code=emulator.code(), scene="bar_code")

    told = caller.call(TRADE + "pay", draft)
    waiting = status(caller, draft)
    emulator.ask("POST", f"/buyers/{emulator.buyer}/pay", {"what": told["trade_no"]})

    assert told.get("code", "10003") == "10003"  # V3 has no code in what went well
    assert [waiting, status(caller, draft)] == ["WAIT_BUYER_PAY", "TRADE_SUCCESS"]


def test_a_gateway_whose_clock_is_ahead_ends_what_waits(emulator: Emulator, caller: Caller):
    draft = order(buyer_id=emulator.buyer, timeout_express="2m")
    caller.call(TRADE + "create", draft)
    before = status(caller, draft)
    emulator.ask("PUT", "/clock", {"ahead_s": 180})

    assert [before, status(caller, draft)] == ["WAIT_BUYER_PAY", "TRADE_CLOSED"]


def paid(emulator: Emulator, caller: Caller, shop: Shop) -> str:
    params = {"notify_url": shop.url}
    draft = order(auth_code=emulator.code(), scene="bar_code")
    caller.call(TRADE + "pay", draft, **params)
    return str(draft["out_trade_no"])


def test_a_notification_that_was_tampered_with_is_not_believed_and_comes_again_whole(
    emulator: Emulator, caller: Caller, shop: Shop
):
    emulator.order("tamper", where="notifications")
    number = paid(emulator, caller, shop)
    spoilt = shop.next()
    [listed] = [each for each in emulator.ask("GET", "/notifications")["items"] if each["subject"] == number]
    emulator.ask("POST", f"/notifications/{listed['app_id']}/{listed['id']}/resend")
    whole = shop.next()

    assert [caller.believes(spoilt), caller.believes(whole)] == [False, True]
    assert spoilt["notify_id"] == whole["notify_id"]


@pytest.fixture
def payer(clients: dict[str, Client]) -> Caller:
    return Caller(clients["python-alipay-sdk"], "V2")


def test_a_lost_notification_comes_again_by_the_schedule(emulator: Emulator, payer: Caller, shop: Shop):
    emulator.order("drop", where="notifications")
    number = paid(emulator, payer, shop)

    assert shop.next()["out_trade_no"] == number


def test_a_notification_comes_twice_with_one_id(emulator: Emulator, payer: Caller, shop: Shop):
    emulator.order("duplicate", where="notifications")
    paid(emulator, payer, shop)

    assert shop.next()["notify_id"] == shop.next()["notify_id"]


def test_the_first_notification_comes_after_the_second(emulator: Emulator, payer: Caller, shop: Shop):
    emulator.order("reorder", where="notifications", delay_ms=60_000)
    first = paid(emulator, payer, shop)
    while emulator.ask("GET", "/faults")["items"]:  # until the first is on its way
        time.sleep(0.02)
    second = paid(emulator, payer, shop)

    assert [shop.next()["out_trade_no"] for _ in range(2)] == [second, first]


def test_a_notification_comes_late(emulator: Emulator, payer: Caller, shop: Shop):
    emulator.order("delay", where="notifications", delay_ms=DELAY_MS)
    number = paid(emulator, payer, shop)

    assert shop.next()["out_trade_no"] == number


def test_a_buyer_pays_an_order_by_its_code_and_the_page_lists_it(emulator: Emulator, payer: Caller):
    draft = order()
    code = payer.call(TRADE + "precreate", draft)["qr_code"]
    before = payer.call(TRADE + "query", {"out_trade_no": draft["out_trade_no"]})["sub_code"]
    emulator.ask("POST", f"/buyers/{emulator.buyer}/scan", {"what": code})
    scanned = status(payer, draft)
    told = emulator.ask("POST", f"/buyers/{emulator.buyer}/pay", {"what": code})
    listed = emulator.ask("GET", "/trades?limit=1")["items"][0]

    assert [before, scanned, status(payer, draft)] == ["ACQ.TRADE_NOT_EXIST", "WAIT_BUYER_PAY", "TRADE_SUCCESS"]
    assert (told["stage"], listed["out_trade_no"], listed["buyer"]) == ("paid", draft["out_trade_no"], "Li Lei")


def test_a_buyer_without_money_is_refused_until_they_are_given_some(emulator: Emulator, payer: Caller):
    draft, poor = order(scene="bar_code"), emulator.keys["buyers"][2]["number"]
    refused = payer.call(TRADE + "pay", {**draft, "auth_code": emulator.code(2)})
    emulator.ask("POST", f"/buyers/{poor}/top-up", {"amount_minor": 1000})

    assert refused["sub_code"] == "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    assert payer.call(TRADE + "pay", {**draft, "auth_code": emulator.code(2)})["code"] == "10000"


def test_a_call_says_what_was_signed_and_why_it_failed(emulator: Emulator, payer: Caller, clients: dict[str, Client]):
    other = Client("python-alipay-sdk", emulator.configs(private_key=emulator.keys["certificate_app"]["app_private_key"]))
    try:
        Caller(other, "V2").call(TRADE + "query", {"out_trade_no": "x"})
    finally:
        other.close()
    failed = emulator.last_call()
    payer.call(TRADE + "query", {"out_trade_no": "x"})

    assert failed["sub_code"] == "isv.invalid-signature"
    assert failed["why"].startswith("It is signed with the key of the app")
    assert "&method=alipay.trade.query&" in failed["sign_string"]
    assert (emulator.last_call()["sub_code"], emulator.last_call()["fault"]) == ("ACQ.TRADE_NOT_EXIST", "")


def test_the_page_needs_no_build_and_lets_nothing_else_in(emulator: Emulator):
    page = httpx.get(emulator.keys["page"], trust_env=False)
    files = [httpx.get(f"{emulator.keys['page']}/{name}", trust_env=False) for name in ("page.js", "page.css", "page.py")]

    assert "default-src 'none'; script-src 'self'" in page.headers["content-security-policy"]
    assert [each.status_code for each in (page, *files)] == [200, 200, 200, 404]


def test_begin_again_and_everything_is_as_it_was(emulator: Emulator, payer: Caller):
    draft = order(auth_code=emulator.code(), scene="bar_code")
    payer.call(TRADE + "pay", draft)
    emulator.order("busy", times=0)
    emulator.ask("POST", "/reset")

    buyers = emulator.ask("GET", "/buyers")["items"]
    assert [each["balance_minor"] for each in buyers] == [1_000_000, 1_000_000, 0]
    assert [emulator.ask("GET", f"/{name}")["items"] for name in ("trades", "faults", "calls", "notifications")] == [[]] * 4
    assert payer.call(TRADE + "pay", {**draft, "auth_code": emulator.code()})["code"] == "10000"
