"""Inputs at every border, against the whole product: never a 5xx, always a known code, and a refusal changes nothing.

Drawn from a seed, so that a failure comes again; `make fuzz` draws more (EVERYWHERE_FUZZ_EXAMPLES, EVERYWHERE_FUZZ_SEED).
"""

import base64
import json
import os
import random
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from everywhere.kernel import catalogue
from support.world import Phone, World, sign_in

EXAMPLES = int(os.environ.get("EVERYWHERE_FUZZ_EXAMPLES", "30"))
SEED = int(os.environ.get("EVERYWHERE_FUZZ_SEED", "1"))
AT = {"lat": 31.2304, "lon": 121.4737}
# What a refused request may leave behind: that it was tried.
TRACES = {"rate", "viewpoint", "last_write", "session", "sign_in_code"}
TEXTS = [
    *("", " ", "\t\n", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\ufeff", "\u202eabc", "\u2066a\u2069", "a\u0301", "\u00e1", "\u200b"),
    *("ﬁ", "Å", "Å", "한글", "👩‍👩‍👧‍👦", "𝟘", "\U0010ffff", "🏳️‍🌈" * 30, "阿" * 121, "a" * 5000, "́" * 400),
    *("'; DROP TABLE person; --", "${7*7}", "{{7*7}}", "../../etc/passwd", "<script>", "%00", "%s%n", "\\", "\r\nX-A: b", "null", "NaN"),
]  # fmt: skip
NUMBERS = [
    *(0, -0.0, 1, -1, 0.1, 1e-320, 5e-324, 1e308, 1e309, -1e309, float("nan"), float("inf"), 2**31 - 1, 2**31, 2**53, 2**53 + 1),
    *(2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**30, 10**4299, "1", "1e3", True, None, [], {}),
]  # fmt: skip
LATS = [90, -90, 90.0000001, 89.9999999, -89.9999999, 0, -0.0, 180, 1e-300, float("nan"), float("inf"), 31.2304]
LONS = [180, -180, 180.0000001, 179.9999999, -179.9999999, 0, 360, -360, 121.4737, float("-inf"), 1e308]


@dataclass
class Attempt:
    """One request."""

    method: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    headers: dict[str, Any] = field(default_factory=dict)


Draw = Callable[[random.Random, dict[str, str]], Attempt]


def body(value: Any) -> bytes:
    """JSON as a careless client writes it: NaN, Infinity and lone surrogates included."""
    return json.dumps(value).encode()


def text(chance: random.Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(TEXTS)
    return "".join(chr(chance.choice((chance.randrange(0x250), chance.randrange(0x110000)))) for _ in range(chance.randrange(200)))


def token(chance: random.Random, ids: dict[str, str]) -> Attempt:
    good = ids["token"]
    bad = [
        *(good[:-1], good + "A", good.swapcase(), good[::-1], "", "A" * 10_000, "..", "e30.e30.e30", good.replace(good[3], "é")),
        "".join(chance.choices(string.printable.strip(), k=len(good))),
    ]
    scheme = chance.choice(("Bearer ", "bearer ", "Bearer  ", "Basic ", "", "Bearer\t"))
    return Attempt(
        "GET", chance.choice(("/api/me", "/api/wallet")), headers={"Authorization": (scheme + chance.choice(bad)).encode()}
    )


def cursor(chance: random.Random, ids: dict[str, str]) -> Attempt:
    inside = [chance.choice(NUMBERS[:20]), text(chance), chance.choice((ids["need_id"], "x", None))][: chance.randrange(4)]
    raw = [
        *(text(chance).encode("utf-8", "surrogatepass"), base64.urlsafe_b64encode(body(inside)), base64.b64encode(b"\xff" * 40)),
        base64.urlsafe_b64encode(b"[" * 300),
    ]
    lists = [
        "/api/me/needs",
        "/api/inbox",
        "/api/deals",
        "/api/threads",
        "/api/wallet/transfers",
        f"/api/people/{ids['person_id']}/reviews",
    ]
    near = {"near": "31.2304,121.4737", "sort": chance.choice(("distance", "best"))}
    path = chance.choice([*lists, "/api/offers"])
    return Attempt(
        "GET", path, {**(near if path == "/api/offers" else {}), "cursor": chance.choice(raw).decode("utf-8", "replace")}
    )


def key(chance: random.Random, ids: dict[str, str]) -> Attempt:
    keys = ["", " ", "a b", "\x7f", "é", "a" * 201, "a" * 100_000, "same", "same", text(chance)]
    amount = {"minor": chance.choice((1, 2, 0, -1)), "currency": "CNY"}
    said = chance.choice(keys).encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"").replace(b"\x00", b"")
    return Attempt("POST", "/api/wallet/top-ups", body=body({"amount": amount}), headers={"Idempotency-Key": said})


def words(chance: random.Random, ids: dict[str, str]) -> Attempt:
    said = text(chance)
    need = {"category": "errands", "title": "A", "at": AT, "when": {"now": True}, "fee": None}
    attempts = [
        *(("PATCH", "/api/me", {chance.choice(("name", "bio", said[:30])): said}), ("POST", "/api/needs", {**need, "title": said})),
        *(("POST", "/api/needs", {**need, "text": said}), ("POST", "/api/needs", {**need, "category": said})),
        ("POST", f"/api/needs/{ids['need_id']}/messages", {"text": said, "with": ids["person_id"]}),
        *(("POST", "/api/sign-in/code", {"email": said}), ("POST", "/api/sign-in", {"phone": said, "code": said})),
        ("POST", "/api/reports", {"subject_kind": "need", "subject_id": ids["need_id"], "reason": "other", "text": said}),
    ]
    method, path, value = chance.choice(attempts)
    return Attempt(method, path, body=body(value))


def geometry(chance: random.Random, ids: dict[str, str]) -> Attempt:
    lat, lon = chance.choice(LATS), chance.choice(LONS)
    said = chance.choice(
        (f"{lat},{lon}", f"{lat:.15f},{lon:.15f}", f"{lat};{lon}", f"{lon},{lat}", f" {lat},{lon}", "１,２", text(chance))
    )
    radius_m = chance.choice((0, 1, 99, 100, 20_000, 20_001, -1, 1e308, "NaN", "inf", 10**40, ""))
    return chance.choice(
        (
            Attempt("GET", "/api/offers", {"near": said, "radius_m": radius_m}),
            Attempt("GET", "/api/nearby", {"at": said, "radius_m": radius_m, "kind": chance.choice(("needs", "offers", "shops"))}),
            Attempt("GET", "/api/coverage", {"at": said, "category": "errands"}),
            Attempt("GET", "/api/communities", {"at": said}),
            Attempt("PUT", "/api/me/availability", body=body({"available": True, "at": {"lat": lat, "lon": lon}})),
            Attempt(
                "POST",
                "/api/needs",
                body=body(
                    {"category": "errands", "title": "A", "at": {"lat": lat, "lon": lon}, "when": {"now": True}, "fee": None}
                ),
            ),
        )
    )


def number(chance: random.Random, ids: dict[str, str]) -> Attempt:
    value = chance.choice(NUMBERS)
    price = {"kind": "fixed", "amount": {"minor": value, "currency": "CNY"}}
    offer = {"category": "errands", "title": "A", "at": AT, "radius_m": 1000, "price": price}
    attempts = [
        *(("POST", "/api/wallet/top-ups", {"amount": {"minor": value, "currency": "CNY"}}), ("POST", "/api/offers", offer)),
        ("POST", "/api/wallet/payments", {"to": ids["person_id"], "amount": {"minor": value, "currency": "CNY"}}),
        ("POST", "/api/offers", {**offer, "price": {"kind": "talk", "amount": None}, "radius_m": value}),
        ("POST", f"/api/needs/{ids['need_id']}/bids", {"fee": {"minor": value, "currency": "CNY"}, "minutes": value}),
        ("PUT", "/api/me/availability", {"available": value, "at": AT}),
    ]
    if chance.random() < 0.3:
        return Attempt("GET", "/api/inbox", {"limit": str(value)[:400]})
    method, path, sent = chance.choice(attempts)
    return Attempt(method, path, body=body(sent))


def header(chance: random.Random, ids: dict[str, str]) -> Attempt:
    odd = text(chance).encode("utf-8", "surrogatepass").replace(b"\r", b"").replace(b"\n", b"").replace(b"\x00", b"")
    name = chance.choice(
        (
            "If-Match",
            "If-None-Match",
            "Accept-Language",
            "Accept",
            "Content-Type",
            "Content-Encoding",
            "Cookie",
            "Last-Event-ID",
            "X-Forwarded-For",
            "Origin",
            "Range",
        )
    )
    values = [
        odd,
        b"*",
        b'W/"1"',
        b'"' + b"9" * 400 + b'"',
        b"zh;q=nan,en;q=1e999",
        b"multipart/form-data",
        b"application/json; charset=utf-16",
        b"gzip",
        b"a=b;" * 2000,
    ]
    method, path = chance.choice((("PATCH", "/api/me"), ("GET", f"/api/needs/{ids['need_id']}"), ("POST", "/api/pictures")))
    return Attempt(method, path, body=None if method == "GET" else body({"bio": "b"}), headers={name: chance.choice(values)})


def shape(chance: random.Random, ids: dict[str, str]) -> Attempt:
    deep = b"[" * chance.choice((10, 3000)) + b"]" * 10
    raw = [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        deep,
        b'{"a":' * 2000,
        b"null",
        b"[]",
        b'""',
        b'{"name":"a","name":"b"}',
        b"1" * 100_000,
    ]
    paths = [
        ("POST", "/api/needs"),
        ("PATCH", "/api/me"),
        ("POST", "/api/wallet/payments"),
        ("PUT", "/api/me/availability"),
        ("POST", "/api/sign-in"),
    ]
    method, path = chance.choice(paths)
    odd_path = f"/api/needs/{text(chance)[:50]!r}".replace("\\", "%5C").replace("?", "").replace("#", "")
    if chance.random() < 0.2:
        return Attempt("GET", odd_path.encode("ascii", "ignore").decode())
    return Attempt(method, path, body=chance.choice(raw))


async def fingerprint(world: World) -> dict[str, str]:
    """A digest of every table but those that only say what was tried."""
    names = [row[0] for row in await world.db.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    parts = [
        f"SELECT '{name}', md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {name} AS t"  # noqa: S608 - the database's own names
        for name in names
        if name not in TRACES
    ]
    return dict(await world.db.pool.fetch(" UNION ALL ".join(parts)))


async def seeded(world: World) -> tuple[Phone, dict[str, str]]:
    an, bo = await sign_in(world, "an@example.org"), await sign_in(world, "bo@example.org")
    draft = {"category": "errands", "title": "Bread", "at": AT, "when": {"now": True}, "fee": None}
    need = await an("POST", "/api/needs", draft, expect=201)
    return an, {"token": an.token, "need_id": need["id"], "person_id": bo.person_id}


@pytest.mark.once
@pytest.mark.parametrize("draw", [token, cursor, key, words, geometry, number, header, shape])
async def test_odd_input_is_refused_by_a_known_code_and_changes_nothing(world: World, draw: Draw):
    phone, ids = await seeded(world)
    chance = random.Random(f"{SEED} {draw.__name__}")
    statuses: set[int] = set()
    before = await fingerprint(world)
    for _ in range(EXAMPLES):
        attempt = draw(chance, ids)
        headers = {"Authorization": f"Bearer {phone.token}", "Content-Type": "application/json", **attempt.headers}
        await world.db.pool.execute("DELETE FROM rate; DELETE FROM viewpoint; DELETE FROM sign_in_code")
        answer = await world.client.request(
            attempt.method, attempt.path, params=attempt.params, content=attempt.body, headers=headers
        )
        world.client.cookies.clear()
        after = await fingerprint(world)
        statuses.add(answer.status_code)
        assert answer.status_code < 500, (attempt, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"].startswith("application/problem+json"), attempt
            assert answer.json()["code"] in catalogue.errors(), (attempt, answer.text)
            assert {name for name in after if after[name] != before[name]} == set(), (attempt, answer.text)
        before = after
    assert any(status >= 400 for status in statuses)
