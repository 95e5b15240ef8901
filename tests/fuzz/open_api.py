"""The fuzz of the Open API, whose doors are in no OpenAPI page: calls that are signed, so that what stands behind the signature is met.

An app of its own, buyers with money and codes; each call takes a method of the table, fills its fields with what a shop would say,
spoils some of it, and goes by one of three ways. Drawn from a seed.
"""

import base64
import itertools
import json
import random
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx
import msgspec

from everywhere.pay.openapi.gateway.http import METHODS
from everywhere.pay.openapi.methods.actions import Method
from everywhere.pay.openapi.wire.types import MSG
from fuzz.test_odd_input import NUMBERS, TEXTS
from support.openapi import Developer, key_pair, public_of
from support.server import Someone

SLOW_S = 2.0
TRIES = 3
BUYERS = 8
CHINA = timezone(timedelta(hours=8))
UNKNOWN_ERROR = "20000"
WAYS = ("V2 form", "V2 address", "V3")
ENVELOPE = ("charset", "sign_type", "timestamp", "version", "format", "app_id", "method", "sign", "encrypt_type", "app_auth_token")
OFTEN = {"alipay.trade.pay": 4, "alipay.trade.refund": 2, "alipay.fund.auth.order.freeze": 2}
"""Methods that others need to have been called before."""
ODD_METHODS = ("", "alipay.trade", "alipay.trade.nothing", "alipay.marketing.campaign.cash.create", "a" * 300, "查询")


@dataclass
class Book:
    """Answers by door, and what should not have been answered."""

    answers: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slowest_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    found: list[str] = field(default_factory=list)

    def operations(self) -> dict[str, Any]:
        """As `whole_api` writes them down."""
        return {
            door: {"statuses": dict(counts), "slowest_s": round(self.slowest_s[door], 3)}
            for door, counts in sorted(self.answers.items())
        }


class Shop:
    """A seller with an app, people who pay, and the numbers that were given so far."""

    def __init__(self, url: str, number: int, chance: random.Random) -> None:
        self.chance = chance
        self.client = httpx.Client(base_url=url, timeout=30)
        self.seller = Someone(url, f"134{number:08d}")
        app = self.seller.post("/api/me/apps", {"name": "Fuzz"})
        self.seller.put(f"/api/me/apps/{app['app_id']}/key", {"public_key": public_of(key_pair())})
        self.app = Developer(None, app["app_id"], base64.b64decode(app["platform_public_key"]))  # type: ignore[arg-type]  # it calls by itself
        self.buyers = [Someone(url, f"135{number * 100 + each:08d}") for each in range(BUYERS)]
        for buyer in self.buyers:
            buyer.post("/api/wallet/top-ups", {"amount": {"minor": 50_000, "currency": "CNY"}})
        self.number = self.seller.put("/api/me/pay/merchant", {"name": "Fuzz"})["number"]
        self.numbers = [buyer.get("/api/me/pay")["number"] for buyer in self.buyers]
        self.given: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=12))
        """By field, what the gateway or we ourselves named lately."""
        self._orders = (f"f{number}-{each}" for each in itertools.count())

    def order(self) -> str:
        """A number of ours: mostly a new one, sometimes one that is known."""
        if self.given["out_trade_no"] and self.chance.random() < 0.2:
            return self.chance.choice(self.given["out_trade_no"])
        self.given["out_trade_no"].append(next(self._orders))
        return self.given["out_trade_no"][-1]

    def lately(self, name: str) -> str:
        """A number that was given for this."""
        return self.chance.choice(self.given[name]) if self.given[name] else "2026112222001400000000000000"

    def code(self) -> str:
        """What somebody shows at the till."""
        return str(self.chance.choice(self.buyers).get("/api/me/pay/code")["code"])

    def allowed(self, kind: str) -> str:
        """A code by which the app gets a token."""
        draft = {"app_id": self.app.app_id, "kind": kind, **({"scopes": ["auth_base", "auth_user"]} if kind == "user" else {})}
        return str(self.chance.choice(self.buyers).post("/api/me/authorisations", draft)["code"])

    def note(self, said: dict[str, Any]) -> None:
        """Keep what an answer names."""
        for name in (
            "trade_no",
            "auth_no",
            "operation_id",
            "settle_no",
            "order_id",
            "access_token",
            "app_auth_token",
            "refresh_token",
        ):
            if said.get(name):
                self.given[name].append(str(said[name]))


def sensible(shop: Shop, method: Method, name: str) -> Any:
    """What a shop would say in this field of this method."""
    chance = shop.chance
    cent = f"{chance.randrange(1, 900) / 100:.2f}"
    known: dict[str, Callable[[], Any]] = {
        "out_trade_no": shop.order
        if method.name.rsplit(".", 1)[1] in ("create", "precreate", "pay")
        else lambda: shop.lately(name),
        "out_order_no": shop.order,
        "out_request_no": lambda: f"r{chance.randrange(30)}",
        "out_biz_no": lambda: f"b{chance.randrange(400)}",
        **{each: (lambda: cent) for each in ("total_amount", "refund_amount", "amount", "trans_amount")},
        **{each: (lambda: chance.choice(("茶 {1/2", "bike", "wages"))) for each in ("subject", "order_title", "remark", "body")},
        "buyer_id": lambda: chance.choice(shop.numbers),
        "auth_code": shop.code,
        "scene": lambda: chance.choice(("bar_code", "bar_code", "wave_code")),
        "auth_code_type": lambda: "bar_code",
        "timeout_express": lambda: chance.choice(("5m", "1d", "90m")),
        "time_expire": lambda: (datetime.now(CHINA) + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S"),
        "settle_info": lambda: {
            "settle_detail_infos": [{"amount": cent, "trans_in_type": "defaultSettle"}],
            "settle_period_time": "7d",
        },
        "royalty_parameters": lambda: [
            {"trans_in": chance.choice(shop.numbers), "trans_in_type": "userId", "amount": cent, "desc": "share"}
        ],
        "extend_params": lambda: {"royalty_freeze": chance.choice(("true", "false"))},
        "payee_info": lambda: {"identity": chance.choice(shop.numbers), "identity_type": "ALIPAY_USER_ID"},
        "product_code": lambda: "TRANS_ACCOUNT_NO_PWD" if "trans" in method.name else chance.choice(("FACE_TO_FACE_PAYMENT", "")),
        "biz_scene": lambda: "DIRECT_TRANSFER",
        "seller_id": lambda: chance.choice((shop.number, *shop.numbers)),
        "payee_user_id": lambda: shop.number,
        "grant_type": lambda: chance.choice(("authorization_code", "authorization_code", "refresh_token")),
        "code": lambda: shop.allowed("merchant" if "app" in method.name else "user"),
        "auth_token": lambda: shop.lately("access_token"),
        "account_type": lambda: "ACCTRANS_ACCOUNT",
        "bill_type": lambda: chance.choice(("trade", "signcustomer")),
        "bill_date": lambda: (datetime.now(CHINA) - timedelta(days=chance.randrange(3))).strftime(
            chance.choice(("%Y-%m-%d", "%Y-%m"))
        ),
        "goods_detail": lambda: [{"goods_id": "1", "goods_name": "tea", "quantity": 1, "price": cent}],
        "query_options": lambda: ["trade_settle_info"],
        "notify_url": lambda: "http://127.0.0.1:9/notify",
        "operation_type": lambda: chance.choice(("FREEZE", "UNFREEZE", "PAY")),
    }
    return known.get(name, lambda: shop.lately(name))()


USUAL = {
    "out_trade_no", "total_amount", "subject", "auth_code", "scene", "refund_amount", "trade_no", "out_request_no", "out_order_no", "order_title",
    "amount", "auth_no", "out_biz_no", "trans_amount", "payee_info", "grant_type", "code", "auth_token", "app_auth_token", "royalty_parameters",
    "bill_type", "bill_date", "account_type", "product_code", "biz_scene", "operation_id", "auth_code_type",
}  # fmt: skip
"""Fields that are nearly always said; the others now and then."""


def content(shop: Shop, method: Method) -> Any:
    """What a method is asked: most of it sensible, in half of the calls something odd."""
    chance = shop.chance
    names = [each.encode_name for each in msgspec.structs.fields(method.asked)]
    said = {name: sensible(shop, method, name) for name in names if chance.random() < (0.93 if name in USUAL else 0.12)}
    if method.name == "alipay.trade.pay" and "total_amount" in said and chance.random() < 0.3:
        parts = [{"amount": said["total_amount"], "trans_in_type": "defaultSettle"}]
        said["settle_info"] = {"settle_detail_infos": parts, "settle_period_time": "7d"}
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2)) if names else 0):
        odd = [chance.choice(TEXTS), chance.choice(NUMBERS), [], {}, {"a": [None]}, [[]] * 3, "x" * 3000]
        said[chance.choice(names)] = chance.choice(odd)
    if chance.random() < 0.03:
        return chance.choice(
            ["", "{", "[]", "null", "1", '{"a":' * 500, "\x00", '{"out_trade_no":"a","out_trade_no":"b"}', "[" * 5000]
        )
    return said


def play(url: str, number: int, seed: int, *, calls: int) -> Book:
    """So many calls of every method in turn, by every way."""
    chance = random.Random(f"{seed} {number} open")
    shop, book = Shop(url, number, chance), Book()
    methods = [METHODS[name] for name in sorted(METHODS) for _ in range(OFTEN.get(name, 1))]
    for at in range(calls):
        if at % len(methods) == 0:
            chance.shuffle(methods)
        method, way = methods[at % len(methods)], chance.choice(WAYS)
        if way == "V3" and (method.route is None or method.kind != "answer"):
            way = "V2 form"
        call = _v3(shop, method) if way == "V3" else _v2(shop, method, by_form=way == "V2 form")
        door = f"{method.name} by {way}"
        try:
            book.answers[door][_asked(call, shop, method, way, book, door)] += 1
        except AssertionError as wrong:
            book.found.append(f"{door}, call {at}: {wrong}")
    return book


def _asked(call: httpx.Request, shop: Shop, method: Method, way: str, book: Book, door: str) -> str:
    """Send it; the code or status of the answer. Raises AssertionError for what should not be answered, or not so late."""
    for _ in range(TRIES):
        began = time.perf_counter()
        answer = shop.client.send(call)
        took_s = time.perf_counter() - began
        if took_s <= SLOW_S:
            break
        time.sleep(1)  # the machine may have been busy: once more, alone
    book.slowest_s[door] = max(book.slowest_s[door], took_s)
    assert took_s <= SLOW_S, f"answered after {took_s:.1f} s"
    return _judged_v3(shop, answer) if way == "V3" else _judged_v2(shop, method, answer)


def _v2(shop: Shop, method: Method, *, by_form: bool) -> httpx.Request:
    chance, said = shop.chance, content(shop, method)
    if method.is_flat and isinstance(said, dict):
        params = shop.app.signed(method.name, None, **{name: _text(value) for name, value in said.items()})
    else:
        token = {"auth_token": shop.lately("access_token")} if chance.random() < 0.2 else {}
        params = shop.app.signed(method.name, said, **token)
    if chance.random() < 0.1:
        params[chance.choice(ENVELOPE)] = chance.choice((_text(chance.choice(TEXTS)), _text(chance.choice(NUMBERS)), *ODD_METHODS))
    encoded = urlencode(params, errors="replace").encode()
    if by_form:
        return shop.client.build_request(
            "POST", "/gateway.do", content=encoded, headers={"content-type": "application/x-www-form-urlencoded"}
        )
    return shop.client.build_request("GET", f"/gateway.do?{encoded.decode()[:60_000]}")


def _v3(shop: Shop, method: Method) -> httpx.Request:
    assert method.route is not None
    (verb, path), said, chance = method.route, content(shop, method), shop.chance
    by_query = verb == "GET" and isinstance(said, dict)
    target = f"{path}?{urlencode({name: _text(value) for name, value in said.items()}, quote_via=quote_plus)}" if by_query else path
    body = "" if by_query else said if isinstance(said, str) else json.dumps(said)
    headers = shop.app.headers_v3(verb, target, body)
    if chance.random() < 0.1:
        headers["authorization"] = chance.choice(
            ("", "ALIPAY-SHA256withRSA", headers["authorization"][:-9], "ALIPAY-SM3 app_id=1,sign=x")
        )
    return shop.client.build_request(verb, target[:60_000], content=body.encode("utf-8", "replace"), headers=headers)


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode()


def _judged_v2(shop: Shop, method: Method, answer: httpx.Response) -> str:
    assert answer.status_code in ((200, 302) if method.kind == "page" else (200,)), f"{answer.status_code} {answer.text[:300]}"
    assert "isp.unknow-error" not in answer.text, answer.text[:300]
    raw = answer.content.decode(answer.headers["content-type"].partition("charset=")[2] or "utf-8")
    if method.kind == "page" and not raw.startswith("{"):
        return "page"
    node = next(iter(json.loads(raw)))
    said = shop.app.verified(answer, node=node)
    code = str(said.get("code", "10000" if method.is_bare else "none"))
    assert code in MSG, f"the code {code}"
    assert code != UNKNOWN_ERROR, said
    shop.note(said)
    return code


def _judged_v3(shop: Shop, answer: httpx.Response) -> str:
    assert answer.status_code == 200 or 400 <= answer.status_code < 500, f"{answer.status_code} {answer.text[:300]}"
    said = shop.app.verified_v3(answer)
    if answer.status_code != 200:
        assert set(said) >= {"code", "message"}, said
    elif isinstance(said, dict):
        shop.note(said)
    return str(answer.status_code)
