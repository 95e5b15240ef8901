"""Stripe's protocol in a test: bearer keys, forms with brackets, idempotency keys, errors in its words, signed webhooks.

It keeps money: what people paid is on the platform's balance, transfers take from it, and nothing can be moved twice.
"""

import hashlib
import hmac
import itertools
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.test_utils import TestServer

KEY = "sk_test_everywhere"
SECRET = "whsec_everywhere"
FEE_BPS = 290
_PART = re.compile(r"\[([^\]]*)\]")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refused(Exception):
    """An answer that is an error, in Stripe's words."""

    def __init__(self, status: int, kind: str, code: str) -> None:
        super().__init__(code)
        self.status, self.kind, self.code = status, kind, code


def form(body: str) -> dict[str, Any]:
    """`a[b][0][c]=1` as nested dictionaries."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body)):
        head, *parts = [name.partition("[")[0], *_PART.findall(name)]
        inner = found
        for before, after in zip([head, *parts], parts, strict=False):
            inner = inner.setdefault(before, {})
            assert isinstance(inner, dict), f"{name} is said twice"
            assert after or before == "expand", "lists are numbered"
        inner[parts[-1] if parts else head] = value
    return found


@dataclass
class StripeDouble:
    """A Stripe of this test's own; `url` is where it answers."""

    url: str = ""
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    balance_minor: int = 0
    keys: dict[str, tuple[str, int, dict[str, Any]]] = field(default_factory=dict)
    drop: str = ""
    """`before`: hang up before anything is done; `after`: do it and hang up. Once."""
    calls: list[str] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def of_kind(self, prefix: str) -> list[dict[str, Any]]:
        """What was made of a kind: `cs`, `tr`, `trr`, `re`, `acct`."""
        return [each for number, each in self.made.items() if number.startswith(f"{prefix}_")]

    def pay(self, session: dict[str, Any]) -> None:
        """Somebody pays on the page."""
        assert session["status"] == "open", session["status"]
        amount = session["amount_total"]
        session.update(status="complete", payment_status="paid", url=None)
        balance = {"id": self._new("txn"), "object": "balance_transaction", "fee": amount * FEE_BPS // 10_000}
        charge = {"id": self._new("ch"), "object": "charge", "amount": amount, "refunded": 0, "balance_transaction": balance}
        charge["metadata"] = session["metadata"]  # Stripe copies what the payment is marked with
        self.made[charge["id"]] = charge
        session["payment_intent"] = {"id": self._new("pi"), "object": "payment_intent", "latest_charge": charge}
        self.balance_minor += amount

    def dispute(self, charge: dict[str, Any], *, fee: int = 1500) -> dict[str, Any]:
        """The payer's bank takes a charge back; Stripe keeps a fee for it."""
        taken = {"id": self._new("txn"), "object": "balance_transaction", "amount": -charge["amount"], "fee": fee}
        self.balance_minor -= charge["amount"]
        number = self._new("dp")
        return self._keep(
            number,
            "dispute",
            {},
            charge=charge,
            amount=charge["amount"],
            currency="cny",
            status="lost",
            balance_transactions=[taken],
        )

    def give_up(self, dispute: dict[str, Any]) -> None:
        """The bank gives it up."""
        back = {"id": self._new("txn"), "object": "balance_transaction", "amount": dispute["amount"], "fee": 0}
        dispute["balance_transactions"].append(back)
        dispute["status"] = "won"
        self.balance_minor += dispute["amount"]

    def event(self, kind: str, about: dict[str, Any], *, secret: str = SECRET) -> tuple[dict[str, str], bytes]:
        """A webhook: its headers and body."""
        body = json.dumps({"id": self._new("evt"), "object": "event", "type": kind, "data": {"object": about}}).encode()
        at = int(time.time())
        mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        return {"Stripe-Signature": f"t={at},v1={mac}", "Content-Type": "application/json"}, body

    def report(self) -> str:
        """The day's movements in the columns of Stripe's itemised report of balance changes."""
        head = "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id"
        rows = [_row(each) for each in self.made.values()]
        rows += [row for each in self.of_kind("dp") for row in _rows_of_dispute(each)]
        return "\n".join([head, *(row for row in rows if row)]) + "\n"

    async def serve(self) -> TestServer:
        """Answer on a free port."""
        app = web.Application(middlewares=[self._around])
        app.add_routes(
            [
                web.post("/v1/checkout/sessions", self._open_session),
                web.get("/v1/checkout/sessions/{id}", self._one),
                web.post("/v1/checkout/sessions/{id}/expire", self._expire),
                web.post("/v1/transfers", self._transfer),
                web.get("/v1/transfers", self._listed("tr", "transfer_group")),
                web.post("/v1/transfers/{of}/reversals", self._reverse),
                web.get("/v1/transfers/{of}/reversals", self._listed("trr", "")),
                web.post("/v1/refunds", self._refund),
                web.get("/v1/refunds", self._listed("re", "charge")),
                web.get("/v1/refunds/{id}", self._one),
                web.get("/v1/disputes/{id}", self._one),
                web.post("/v1/accounts", self._account),
                web.get("/v1/accounts/{id}", self._one),
                web.post("/v1/account_links", self._link),
            ]
        )
        server = TestServer(app)
        await server.start_server()
        self.url = str(server.make_url("")).rstrip("/")
        return server

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        text = await request.text()
        self.calls.append(f"{request.method} {request.path}")
        if self._drops("before"):
            return _hung_up(request)
        try:
            self._must_be_known(request)
            status, said = await self._once(request, text, handler)
        except Refused as refused:
            status, said = refused.status, {"error": {"type": refused.kind, "code": refused.code, "message": refused.code}}
        if self._drops("after"):
            return _hung_up(request)
        return web.json_response(said, status=status, headers={"Request-Id": self._new("req")})

    async def _once(self, request: web.Request, text: str, handle: Any) -> tuple[int, dict[str, Any]]:
        """The first answer again for the same key; another request under it is refused."""
        if request.method == "GET":
            return 200, await handle(request)
        assert request.content_type == "application/x-www-form-urlencoded"
        request["form"], key, asked = form(text), request.headers.get("Idempotency-Key"), f"{request.path}|{text}"
        if key in self.keys:
            before, status, said = self.keys[key]
            if before != asked:
                raise Refused(400, "idempotency_error", "idempotency_key_in_use")
            return status, said
        said = await handle(request)
        if key:
            self.keys[key] = (asked, 200, json.loads(json.dumps(said)))
        return 200, said

    def _must_be_known(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            raise Refused(401, "invalid_request_error", "api_key_invalid")

    def _drops(self, when: str) -> bool:
        drops = self.drop == when
        self.drop = "" if drops else self.drop
        return drops

    async def _open_session(self, request: web.Request) -> dict[str, Any]:
        asked = request["form"]
        assert asked["mode"] == "payment"
        assert int(asked["expires_at"]) <= time.time() + 25 * 3600 * 1000
        item = asked["line_items"]["0"]
        price = item["price_data"]
        number = self._new("cs")
        return self._keep(
            number,
            "checkout.session",
            asked,
            status="open",
            payment_status="unpaid",
            amount_total=int(price["unit_amount"]) * int(item["quantity"]),
            currency=price["currency"],
            url=f"{self.url}/pay/{number}",
            payment_intent=None,
        )

    async def _expire(self, request: web.Request) -> dict[str, Any]:
        session = self._found(request.match_info["id"])
        if session["status"] != "open":
            raise Refused(400, "invalid_request_error", "checkout_session_not_open")
        session.update(status="expired", url=None)
        return session

    async def _transfer(self, request: web.Request) -> dict[str, Any]:
        asked = request["form"]
        account, minor = self._found(asked["destination"]), int(asked["amount"])
        if account["capabilities"]["transfers"] != "active":
            raise Refused(400, "invalid_request_error", "insufficient_capabilities_for_transfer")
        if minor > self.balance_minor:
            raise Refused(400, "invalid_request_error", "balance_insufficient")
        self.balance_minor -= minor
        return self._keep(
            self._new("tr"),
            "transfer",
            asked,
            amount=minor,
            currency=asked["currency"],
            transfer_group=asked["transfer_group"],
            left=minor,
        )

    async def _reverse(self, request: web.Request) -> dict[str, Any]:
        asked, of = request["form"], self._found(request.match_info["of"])
        minor = int(asked["amount"])
        if minor > of["left"]:
            raise Refused(400, "invalid_request_error", "transfer_reversal_amount_too_large")
        of["left"] -= minor
        self.balance_minor += minor
        return self._keep(self._new("trr"), "transfer_reversal", asked, amount=minor, currency=of["currency"], of=of["id"])

    async def _refund(self, request: web.Request) -> dict[str, Any]:
        asked = request["form"]
        charge, minor = self._found(asked["charge"]), int(asked["amount"])
        if minor > charge["amount"] - charge["refunded"]:
            raise Refused(400, "invalid_request_error", "charge_already_refunded")
        charge["refunded"] += minor
        self.balance_minor -= minor
        return self._keep(self._new("re"), "refund", asked, amount=minor, currency="cny", status="succeeded", charge=charge["id"])

    async def _account(self, request: web.Request) -> dict[str, Any]:
        assert request["form"]["type"] == "express"
        return self._keep(self._new("acct"), "account", request["form"], capabilities={"transfers": "inactive"})

    async def _link(self, request: web.Request) -> dict[str, Any]:
        account = self._found(request["form"]["account"])
        return {"object": "account_link", "url": f"{self.url}/setup/{account['id']}", "created": 1, "expires_at": 2}

    async def _one(self, request: web.Request) -> dict[str, Any]:
        return self._found(request.match_info["id"])

    def _listed(self, prefix: str, by: str) -> Any:
        async def listed(request: web.Request) -> dict[str, Any]:
            of = request.match_info.get("of")
            found = [each for each in self.of_kind(prefix) if (each["of"] == of if of else each[by] == request.query[by])]
            return {"object": "list", "data": found, "has_more": False, "url": request.path}

        return listed

    def _keep(self, number: str, kind: str, asked: dict[str, Any], **fields: Any) -> dict[str, Any]:
        self.made[number] = {"id": number, "object": kind, "metadata": asked.get("metadata", {}), **fields}
        return self.made[number]

    def _found(self, number: str) -> dict[str, Any]:
        if number not in self.made:
            raise Refused(404, "invalid_request_error", "resource_missing")
        return self.made[number]

    def _new(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):06d}"


def _hung_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _rows_of_dispute(dispute: dict[str, Any]) -> list[str]:
    rows = []
    for moved in dispute["balance_transactions"]:
        category = "dispute" if moved["amount"] < 0 else "dispute_reversal"
        amounts = ",".join(f"{minor / 100:.2f}" for minor in (moved["amount"], moved["fee"], moved["amount"] - moved["fee"]))
        rows.append(f"{moved['id']},2026-11-22 08:00:00,cny,{amounts},{category},{dispute['id']}")
    return rows


def _row(each: dict[str, Any]) -> str:
    signs = {
        "charge": (1, "charge"),
        "transfer": (-1, "transfer"),
        "transfer_reversal": (1, "transfer_reversal"),
        "refund": (-1, "refund"),
    }
    if each["object"] not in signs:
        return ""
    sign, category = signs[each["object"]]
    fee = each["balance_transaction"]["fee"] if each["object"] == "charge" else 0
    gross = sign * each["amount"]
    amounts = ",".join(f"{minor / 100:.2f}" for minor in (gross, fee, gross - fee))
    return f"txn_of_{each['id']},2026-11-22 08:00:00,cny,{amounts},{category},{each['id']}"
