"""Statements and receipts to take along."""

import csv
import io
from datetime import date, timedelta

import pytest

from everywhere.pay.statements import rules
from everywhere.pay.statements.printing import actions as printing
from support.openapi import developer
from support.world import Phone, World, sign_in

SPAN = {"currency": "CNY"}


def yuan(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "CNY"}


def span(world: World, **changes: object) -> dict[str, object]:
    today = world.clock().astimezone(rules.ZONE).date()
    return {"since": str(today), "until": str(today), **SPAN, **changes}


async def rows(phone: Phone, of: str, params: dict[str, object]) -> list[list[str]]:
    response = await phone("GET", f"/api/me/pay/statements/{of}", params={**params, "form": "csv"})
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


async def test_a_statement_has_what_moved_between_two_days_and_its_balances_add_up(world: World):
    ann, bo = await sign_in(world, "ann@example.org"), await sign_in(world, "bo@example.org")
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(10_000)}, expect=201)
    world.clock.advance(hours=48)
    await ann("POST", "/api/wallet/payments", {"to": bo.person_id, "amount": yuan(2_500), "note": "=SUM(A1)"}, expect=201)
    await ann("POST", "/api/wallet/payments", {"to": bo.person_id, "amount": yuan(500), "note": "tea"}, expect=201)
    today = span(world)
    world.clock.advance(hours=48)
    await ann("POST", "/api/wallet/payments", {"to": bo.person_id, "amount": yuan(1)}, expect=201)

    found = await rows(ann, "wallet", today)
    facts = dict(row for row in found[: found.index([])])
    moved = found[found.index([]) + 2 :]

    assert [value for name, value in facts.items()][3:5] == ["100.00", "70.00"]
    assert [(row[3], row[4], row[5]) for row in moved] == [("'=SUM(A1)", "-25.00", "75.00"), ("tea", "-5.00", "70.00")]
    assert await rows(bo, "wallet", span(world, since="2020-01-01", until="2020-01-31")) != found


async def test_statements_are_ones_own_and_know_their_days(world: World):
    ann = await sign_in(world, "ann@example.org")
    day = date(2026, 1, 2)
    refusals = [
        ("wallet", {"since": str(day), "until": str(day - timedelta(days=1))}, 422, "span_backwards"),
        ("wallet", {"since": "yesterday", "until": str(day)}, 400, "malformed"),
        ("savings", {"since": str(day), "until": str(day)}, 400, "malformed"),
    ]
    for of, params, status, code in refusals:
        response = await ann("GET", f"/api/me/pay/statements/{of}", params=params)
        assert (response.status_code, response.json()["code"]) == (status, code), (of, params)
    nobody = await world.client.get("/api/me/pay/statements/wallet", params=span(world))
    assert nobody.status_code == 401


async def test_takings_have_a_statement_and_a_payment_a_receipt_as_pdf(world: World):
    dev = await developer(world)
    await dev.phone("PUT", "/api/me/pay/merchant", {"name": "小茶馆 Tea"}, expect=200)
    bo = await sign_in(world, "bo@example.org")
    await bo("POST", "/api/wallet/top-ups", {"amount": yuan(10_000)}, expect=201)
    order = {"out_trade_no": "o1", "total_amount": "12.50", "subject": "乌龙茶"}
    code = (await dev.call("alipay.trade.precreate", order))["qr_code"].rsplit("/", 1)[1]
    await bo("POST", f"/api/me/pay/codes/{code}/scan", {}, expect=200)
    paid = await bo("POST", f"/api/me/pay/codes/{code}/pay", {}, expect=200)
    await world.settle()

    takings = await rows(dev.phone, "takings", span(world))
    receipt = await bo("GET", f"/api/me/pay/receipts/{paid['id']}/pdf")
    statement = await dev.phone("GET", "/api/me/pay/statements/takings", params=span(world))

    assert [row[4:6] for row in takings[takings.index([]) + 2 :]] == [["12.50", "12.50"]]
    for each in (receipt, statement):
        assert each.headers["content-type"] == "application/pdf"
        assert each.content.startswith(b"%PDF-")
        assert b"NotoSansSC" in each.content  # its font is inside
    assert (await dev.phone("GET", f"/api/me/pay/receipts/{paid['id']}/pdf")).status_code == 404


@pytest.mark.once
def test_a_long_statement_goes_on_over_pages():
    row = [
        "2026-11-22 12:00:00",
        "充值",
        "林",
        "a note that is long enough to need more than one line of its cell",
        "1.00",
        "2.00",
        "x" * 36,
    ]

    def made(count: int) -> bytes:
        return printing.pdf(
            "余额对账单", [("户名", "林")], rules.columns("zh-CN"), [row] * count, made_at=rules.begins_at(date(2026, 1, 1))
        )

    assert b"/Count 1\n" in made(2)
    assert b"/Count 1\n" not in made(60)
