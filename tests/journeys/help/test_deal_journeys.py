"""From a need to money that changed hands, by HTTP, the way phones do it."""

import pytest

from everywhere.help.deals import actions as deals
from support.deals import AT, agreed, balance, delivered, money, need_draft, offer_draft, stepped, with_money
from support.world import Phone, World, sign_in


@pytest.fixture
async def asker(world: World) -> Phone:
    return await with_money(await sign_in(world, "asker@example.org"))


@pytest.fixture
async def helper(world: World) -> Phone:
    return await sign_in(world, "helper@example.org")


async def test_a_need_becomes_a_deal_by_counter_offers_and_ends_paid(world: World, asker: Phone, helper: Phone):
    need = await asker("POST", "/api/needs", need_draft(), expect=201)
    bid = await helper("POST", f"/api/needs/{need['id']}/bids", {"fee": money(8000), "note": "With my cart"}, expect=201)
    assert (bid["version"], bid["side"], bid["proposed_by"], bid["can"]) == (1, "helper", "helper", ["counter", "withdraw"])
    bid = await asker("POST", f"/api/bids/{bid['id']}/counter", {"version": 1, "fee": money(6000)}, expect=200)
    assert (bid["version"], bid["can"]) == (2, ["counter", "decline"])
    bid = await helper("POST", f"/api/bids/{bid['id']}/counter", {"version": 2, "fee": money(7000)}, expect=200)
    deal = await asker("POST", f"/api/bids/{bid['id']}/accept", {"version": 3}, expect=200)

    assert (deal["stage"], deal["fee"], deal["side"], deal["can"]) == ("agreed", money(7000), "asker", ["cancel", "fund"])
    assert deal["place"]["note"] == "Building 3, door 301"
    assert (await asker("GET", f"/api/needs/{need['id']}", expect=200))["stage"] == "agreed"

    funded = await stepped(asker, deal, "fund")
    assert (funded["stage"], funded["money"]["in_escrow"]) == ("funded", money(7000))
    assert await balance(asker) == 93_000
    assert (await stepped(helper, deal, "start"))["stage"] == "under_way"
    handed = await stepped(helper, deal, "deliver", {"note": "Left with your neighbour"})
    assert (handed["stage"], handed["delivery"]["note"]) == ("delivered", "Left with your neighbour")
    done = await stepped(asker, deal, "complete")

    assert (done["stage"], done["money"]["in_escrow"], done["money"]["released"]) == ("completed", money(0), money(7000))
    assert [line["kind"] for line in done["time_line"]] == ["agreed", "funded", "started", "delivered", "completed"]
    assert (await balance(asker), await balance(helper)) == (93_000, 7000)
    await world.settle()
    assert (await asker("GET", f"/api/needs/{need['id']}", expect=200))["stage"] == "closed"
    assert (await helper("GET", f"/api/deals/{deal['id']}", expect=200))["place"] is None


async def test_a_cash_deal_needs_no_money_and_both_words(asker: Phone, helper: Phone):
    deal = await agreed(asker, helper, payment="cash")
    assert (await asker("POST", f"/api/deals/{deal['id']}/fund", {})).status_code == 409
    await stepped(helper, deal, "start")
    await stepped(helper, deal, "deliver")
    half = await stepped(asker, deal, "complete")
    assert (half["stage"], half["cash_confirmed_by"]) == ("delivered", ["asker"])
    done = await stepped(helper, deal, "cash")

    assert (done["stage"], done["cash_confirmed_by"], done["money"]["held"]) == ("completed", ["asker", "helper"], money(0))
    assert (await balance(asker), await balance(helper)) == (100_000, 0)


async def test_an_offer_is_booked_at_a_place_and_a_time(world: World, asker: Phone, helper: Phone):
    offer = await helper("POST", "/api/offers", offer_draft(), expect=201)
    booking = {"fee": money(9000), "at": AT, "place_note": "Gate 2", "note": "A heavy one", "minutes": 60}
    bid = await asker("POST", f"/api/offers/{offer['id']}/bids", booking, expect=201)
    deal = await helper("POST", f"/api/bids/{bid['id']}/accept", {"version": 1}, expect=200)

    assert (deal["side"], deal["offer_id"], deal["need_id"], deal["place"]["note"]) == ("helper", offer["id"], None, "Gate 2")
    await stepped(asker, deal, "fund")
    await stepped(helper, deal, "start")
    await stepped(helper, deal, "deliver")
    assert (await stepped(asker, deal, "complete"))["stage"] == "completed"
    assert await balance(helper) == 9000


async def test_both_hear_of_every_step(world: World, asker: Phone, helper: Phone):
    deal = await delivered(asker, helper)
    await stepped(asker, deal, "complete")
    await world.settle()

    for phone in (asker, helper):
        notices = (await phone("GET", "/api/inbox?limit=100", expect=200))["items"]
        kinds = [notice["kind"] for notice in notices if notice["kind"].startswith("deal_")]
        assert kinds == ["deal_completed", "deal_delivered", "deal_started", "deal_funded", "deal_agreed"]
        assert all("{" not in notice["title"] + notice["body"] for notice in notices)
        live = await world.db.pool.fetch(
            "SELECT body FROM live_event WHERE kind = 'deal_changed' AND topic LIKE $1 ORDER BY seq", f"%{phone.person_id}"
        )
        assert [row["body"]["stage"] for row in live][-1] == "completed"


async def test_a_doctor_finds_money_that_is_not_where_the_deal_says(world: World, asker: Phone, helper: Phone):
    deal = await delivered(asker, helper)
    await world.db.pool.execute("UPDATE deal SET held_minor = held_minor + 1")

    async with world.db.read() as tx:
        assert await deals.faults(tx) == [f"deal {deal['id']} says that 5001 is held, its escrow has 5000"]
