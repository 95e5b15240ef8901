"""Deals by HTTP: the list and the card, timers that can be seen, and everything that is none of one's business."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from support.deals import agreed, balance, delivered, money, need_draft, stepped, with_money
from support.queries import counted
from support.world import Phone, World, sign_in

STEPS: dict[str, Any] = {
    "fund": {},
    "start": {},
    "deliver": {"note": "done"},
    "complete": {},
    "cash": {},
    "cancel": {"reason": "weather"},
    "dispute": {"reason": "not_done"},
    "dispute/evidence": {"text": "look"},
    "dispute/proposals": {"to_helper": money(0)},
    "dispute/accept": {"version": 1},
    "top-ups": {"amount": money(100)},
    "releases": {"amount": money(100)},
    "tip": {"amount": money(100)},
}


@pytest.fixture
async def asker(world: World) -> Phone:
    return await with_money(await sign_in(world, "asker@example.org"))


@pytest.fixture
async def helper(world: World) -> Phone:
    return await sign_in(world, "helper@example.org")


@pytest.fixture
async def stranger(world: World) -> Phone:
    return await with_money(await sign_in(world, "stranger@example.org"))


async def picture(world: World) -> list[Any]:
    """Everything that a refused request must leave as it was."""
    tables = ("deal", "deal_event", "top_up", "dispute", "dispute_evidence", "ledger_transfer")
    return [await world.db.pool.fetch(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]  # noqa: S608 - names from above


def in_hours(world: World, hours: float) -> dict[str, str]:
    """A window of two hours that begins so far ahead."""
    starts_at = world.clock() + timedelta(hours=hours)
    return {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=2)).isoformat()}


async def test_others_deals_are_not_there_and_nothing_changes(world: World, asker: Phone, helper: Phone, stranger: Phone):
    deal = await delivered(asker, helper)
    before = await picture(world)

    for step, body in STEPS.items():
        answer = await stranger("POST", f"/api/deals/{deal['id']}/{step}", body)
        assert (step, answer.status_code, answer.json()["code"]) == (step, 404, "not_found")
        unknown = await stranger("POST", f"/api/deals/{uuid4()}/{step}", body)
        assert (unknown.status_code, unknown.json()) == (answer.status_code, answer.json())
    for path in ("", "/cancellation?reason=weather", "/dispute", "/top-ups"):
        assert (await stranger("GET", f"/api/deals/{deal['id']}{path}")).status_code == 404
    assert (await stranger("GET", "/api/deals", expect=200))["items"] == []
    assert await picture(world) == before


async def test_nobody_who_is_not_signed_in_gets_anywhere(world: World, asker: Phone, helper: Phone):
    deal = await agreed(asker, helper)
    for step, body in STEPS.items():
        assert (await world.client.post(f"/api/deals/{deal['id']}/{step}", json=body)).status_code == 401
    assert (await world.client.get(f"/api/deals/{deal['id']}")).status_code == 401


async def test_a_step_of_the_other_side_or_out_of_turn_changes_nothing(world: World, asker: Phone, helper: Phone):
    deal = await agreed(asker, helper)
    before = await picture(world)
    refused = {
        (phone.person_id == asker.person_id, step): (await phone("POST", f"/api/deals/{deal['id']}/{step}", body)).status_code
        for phone, step, body in [
            (helper, "fund", {}),
            (asker, "start", {}),
            (helper, "start", {}),
            (asker, "deliver", {}),
            (helper, "deliver", {}),
            (asker, "complete", {}),
            (helper, "complete", {}),
            (helper, "cash", {}),
            (asker, "tip", {"amount": money(100)}),
            (asker, "dispute", {"reason": "not_done"}),
        ]
    }

    assert refused == {
        (False, "fund"): 403,
        (True, "start"): 403,
        (False, "start"): 409,
        (True, "deliver"): 403,
        (False, "deliver"): 409,
        (True, "complete"): 409,
        (False, "complete"): 403,
        (False, "cash"): 409,
        (True, "tip"): 409,
        (True, "dispute"): 409,
    }
    assert await picture(world) == before


async def test_funding_twice_holds_once_with_or_without_a_key(world: World, asker: Phone, helper: Phone):
    deal = await agreed(asker, helper)
    first = await asker("POST", f"/api/deals/{deal['id']}/fund", {}, headers={"Idempotency-Key": "f"}, expect=200)
    assert await asker("POST", f"/api/deals/{deal['id']}/fund", {}, headers={"Idempotency-Key": "f"}, expect=200) == first
    assert (await stepped(asker, deal, "fund"))["version"] == first["version"]

    assert await balance(asker) == 95_000
    assert await world.db.pool.fetchval("SELECT count(*) FROM ledger_transfer WHERE purpose = 'hold'") == 1


async def test_who_cannot_pay_is_told_and_stays_agreed(world: World, helper: Phone, stranger: Phone):
    deal = await agreed(stranger, helper, fee=100_001)
    before = await picture(world)
    refused = await stranger("POST", f"/api/deals/{deal['id']}/fund", {})

    assert (refused.status_code, refused.json()["code"]) == (422, "insufficient_funds")
    assert await picture(world) == before


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("releases", {"amount": money(0)}),
        ("releases", {"amount": money(-5)}),
        ("releases", {"amount": money(10**13)}),
        ("releases", {"amount": money(5000)}),
        ("releases", {"amount": money(100, "EUR")}),
        ("top-ups", {"amount": money(-5), "reason": ""}),
        ("top-ups", {"amount": money(100, "EUR"), "reason": ""}),
        ("top-ups", {"amount": money(100), "reason": "\x00"}),
        ("cancel", {"reason": "bored"}),
        ("cancel", {"reason": "cannot_make_it"}),
        ("cancel", {"reason": "not_funded"}),
        ("cancel", {"reason": "other_side_absent"}),
        ("cancel", {}),
        ("dispute", {"reason": "bored"}),
        ("dispute", {"reason": "not_delivered"}),
        ("dispute", {"reason": "not_done", "picture_ids": [str(uuid4())]}),
        ("dispute", {"reason": "not_done", "picture_ids": [str(uuid4())] * 9}),
    ],
)
async def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    world: World, asker: Phone, helper: Phone, step: str, body: dict[str, Any]
):
    deal = await agreed(asker, helper, when=in_hours(world, 0.5))
    await stepped(asker, deal, "fund")
    before = await picture(world)
    refused = await asker("POST", f"/api/deals/{deal['id']}/{step}", body)

    assert refused.status_code in (400, 422), refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert await picture(world) == before


async def test_the_list_knows_sides_stages_and_pages_in_a_constant_number_of_queries(world: World, asker: Phone, helper: Phone):
    deals = []
    for number in range(3):
        deals.append(await agreed(asker, helper, title=f"Need {number}"))
        world.clock.advance(seconds=1)
    await stepped(asker, deals[0], "fund")
    page = await asker("GET", "/api/deals?limit=2", expect=200)
    rest = await asker("GET", f"/api/deals?limit=2&cursor={page['next']}", expect=200)

    assert [deal["title"] for deal in [*page["items"], *rest["items"]]] == ["Need 2", "Need 1", "Need 0"]
    assert (await asker("GET", "/api/deals?role=helper", expect=200))["items"] == []
    assert [deal["title"] for deal in (await helper("GET", "/api/deals?role=helper&stage=funded", expect=200))["items"]] == [
        "Need 0"
    ]
    for bad in ("role=both", "stage=gone", "limit=0", "limit=101", "cursor=abc"):
        assert (await asker("GET", f"/api/deals?{bad}")).status_code == 400
    async with counted(world) as few:
        await asker("GET", "/api/deals?limit=1", expect=200)
    async with counted(world) as many:
        await asker("GET", "/api/deals?limit=3", expect=200)
    assert len(few) == len(many) > 0


async def test_the_exact_place_is_for_the_two_and_for_the_helper_only_until_it_is_over(asker: Phone, helper: Phone):
    deal = await agreed(asker, helper)
    path = f"/api/deals/{deal['id']}"
    assert (await helper("GET", path, expect=200))["place"]["at"] == need_draft()["at"]
    await asker("POST", f"{path}/cancel", {"reason": "changed_mind"}, expect=200)

    assert (await helper("GET", path, expect=200))["place"] is None
    assert (await asker("GET", path, expect=200))["place"]["note"] == "Building 3, door 301"


async def test_a_deal_that_nobody_pays_ends_by_itself_and_without_fault(world: World, asker: Phone, helper: Phone):
    deal = await agreed(asker, helper, when=in_hours(world, 48))
    deadline = datetime.fromisoformat(deal["deadline"]["at"])
    assert (deadline - world.clock(), deal["deadline"]["does"]) == (timedelta(hours=24), "cancel")
    await world.settle()
    await world.pass_time(hours=23, minutes=59)
    assert (await asker("GET", f"/api/deals/{deal['id']}", expect=200))["stage"] == "agreed"
    await world.pass_time(minutes=1)

    ended = await asker("GET", f"/api/deals/{deal['id']}", expect=200)
    assert (ended["stage"], ended["cancel_reason"], ended["cancelled_by"]) == ("cancelled", "not_funded", "nobody")


async def test_money_comes_back_when_nobody_starts(world: World, asker: Phone, helper: Phone):
    deal = await agreed(asker, helper, when=in_hours(world, 1))
    funded = await stepped(asker, deal, "fund")
    assert datetime.fromisoformat(funded["deadline"]["at"]) == datetime.fromisoformat(deal["ends_at"]) + timedelta(hours=24)
    await world.settle()
    await world.pass_time(hours=27)

    ended = await asker("GET", f"/api/deals/{deal['id']}", expect=200)
    assert (ended["stage"], ended["cancel_reason"], await balance(asker)) == ("cancelled", "not_started", 100_000)


async def test_silence_after_the_delivery_completes_the_deal(world: World, asker: Phone, helper: Phone):
    deal = await delivered(asker, helper)
    await world.settle()
    deadline = datetime.fromisoformat(deal["deadline"]["at"])
    assert deadline - world.clock() in (timedelta(hours=48), timedelta(hours=72))
    await world.pass_time(seconds=(deadline - world.clock()).total_seconds() - 60)
    assert (await asker("GET", f"/api/deals/{deal['id']}", expect=200))["stage"] == "delivered"
    await world.pass_time(minutes=1)

    assert (await asker("GET", f"/api/deals/{deal['id']}", expect=200))["stage"] == "completed"
    assert await balance(helper) == 5000


async def test_work_that_is_begun_and_never_delivered_goes_to_an_operator(world: World, asker: Phone, helper: Phone):
    deal = await agreed(asker, helper)
    await stepped(asker, deal, "fund")
    started = await stepped(helper, deal, "start")
    assert started["deadline"]["does"] == "escalate"
    await world.settle()
    await world.pass_time(hours=75)

    seen = await asker("GET", f"/api/deals/{deal['id']}/dispute", expect=200)
    assert (seen["stage"], seen["opened_by"], seen["reason"], seen["is_escalated"]) == ("disputed", "nobody", "not_delivered", True)
    lines = (await asker("GET", f"/api/deals/{deal['id']}", expect=200))["time_line"]
    assert [(line["kind"], line["by"]) for line in lines[-2:]] == [("disputed", "nobody"), ("escalated", "nobody")]


async def test_a_community_takes_the_commission_that_the_deal_says(world: World, asker: Phone, helper: Phone):
    await world.db.pool.execute("UPDATE community SET commission_bps = 1000")
    community = await world.db.pool.fetchrow("SELECT (west + east) / 2 AS lon, (south + north) / 2 AS lat FROM community LIMIT 1")
    deal = await delivered(asker, helper, at={"lat": community["lat"], "lon": community["lon"]})
    done = await stepped(asker, deal, "complete")

    assert done["money"]["commission_bps"] == 1000
    assert await balance(helper) == 4500
    assert await world.db.pool.fetchval("SELECT sum(amount_minor) FROM ledger_transfer WHERE purpose = 'commission'") == 500
