"""Deposits by HTTP: asked by a gate, held beside the price, returned, taken by a dispute alone, waived from a standing on."""

import pytest

from everywhere.help.deals import actions as deals
from everywhere.people import actions as people
from support.deals import agreed, balance, delivered, money, stepped, with_money
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

ASKED = {"category": "charge_phone", "deposit_minor": 700}


@pytest.fixture
async def mei(world: World) -> Phone:
    """Who asks."""
    return await with_money(await sign_in(world, "mei@example.org"))


@pytest.fixture
async def li(world: World) -> Phone:
    """Who helps."""
    return await sign_in(world, "li@example.org")


@pytest.fixture
async def wang(world: World) -> Phone:
    """Who runs the installation."""
    phone = await sign_in(world, "wang@example.org")
    async with world.db.write() as tx:
        await people.give_role(tx, "email:wang@example.org", "operator")
    return phone


async def told(phone: Phone, **more: object) -> dict:
    """What the gate says about asking."""
    asked = {"category": "charge_phone", "fee_minor": 5000, **more}
    return (await phone("GET", "/api/me/standing/gates", params=asked, expect=200))["items"][0]


def deposit(deal: dict) -> tuple[int, str | None, int]:
    return deal["money"]["deposit"]["minor"], deal["money"]["deposit_stage"], deal["money"]["deposit_taken"]["minor"]


async def faults(world: World) -> list[str]:
    async with world.db.read() as tx:
        return await deals.faults(tx)


async def test_a_deposit_is_held_beside_the_price_and_comes_back(world: World, mei: Phone, li: Phone, wang: Phone):
    await wang("PUT", "/api/standing/gates", ASKED, expect=200)
    said = (await told(mei))["deposit"]
    deal = await agreed(mei, li, category="charge_phone")
    before = await balance(mei)
    funded = await stepped(mei, deal, "fund")
    held = await balance(mei)
    again = await stepped(mei, deal, "fund")
    for phone, step in ((li, "start"), (li, "deliver"), (mei, "complete")):
        done = await stepped(phone, deal, step)

    assert (said["minor"], said["waived_from"], said["is_waived"]) == (700, None, False)
    assert "\xa57.00" in said["text"]["en"]
    assert (deposit(deal), deposit(funded), deposit(again), deposit(done)) == (
        (700, "asked", 0),
        (700, "held", 0),
        (700, "held", 0),
        (700, "returned", 0),
    )
    assert (before - held, before - await balance(mei)) == (5700, 5000)
    assert await faults(world) == []


async def test_called_off_the_deposit_comes_back_whatever_it_costs(world: World, mei: Phone, li: Phone, wang: Phone):
    await wang("PUT", "/api/standing/gates", ASKED, expect=200)
    early, late = [await agreed(mei, li, category="charge_phone") for _ in range(2)]
    before = await balance(mei)
    await stepped(mei, late, "fund")
    ended = [await stepped(mei, deal, "cancel", {"reason": "changed_mind"}) for deal in (early, late)]

    paid = ended[1]["money"]["released"]["minor"]
    assert [deposit(deal) for deal in ended] == [(700, "not_held", 0), (700, "returned", 0)]
    assert before - await balance(mei) == paid
    assert await faults(world) == []


async def test_only_a_dispute_takes_from_a_deposit(world: World, mei: Phone, li: Phone, wang: Phone):
    await wang("PUT", "/api/standing/gates", ASKED, expect=200)
    deal = await delivered(mei, li, category="charge_phone")
    at, before = f"/api/deals/{deal['id']}/dispute", (await balance(mei), await balance(li))
    await li("POST", at, {"reason": "damage"}, expect=200)
    refused = await li("POST", f"{at}/proposals", {"to_helper": money(0), "from_deposit": money(701)})
    shown = await li("POST", f"{at}/proposals", {"to_helper": money(0), "from_deposit": money(300)}, expect=201)
    after = await mei("POST", f"{at}/accept", {"version": 1}, expect=200)

    assert (refused.json()["code"], refused.json()["path"]) == ("more_than_stake", "from_deposit")
    assert (shown["stake"]["minor"], shown["deposit"]["minor"], shown["split"]["from_deposit"]["minor"]) == (5000, 700, 300)
    assert deposit(after) == (700, "taken", 300)
    # The fee's commission does not touch it.
    assert (await balance(mei) - before[0], await balance(li) - before[1]) == (5400, 300)
    assert await faults(world) == []


async def test_an_operator_may_give_all_of_it(world: World, mei: Phone, li: Phone, wang: Phone):
    await wang("PUT", "/api/standing/gates", ASKED, expect=200)
    deal = await delivered(mei, li, category="charge_phone")
    before = await balance(li)
    await li("POST", f"/api/deals/{deal['id']}/dispute", {"reason": "damage"}, expect=200)
    decision = {"to_helper": money(0), "from_deposit": money(700)}
    await wang("POST", f"/api/deals/{deal['id']}/dispute/decision", decision, expect=200)

    assert await balance(li) - before == 700
    assert await faults(world) == []


async def test_it_is_waived_from_a_standing_on_of_those_who_agreed_to_be_scored(world: World, mei: Phone, li: Phone, wang: Phone):
    await wang("PUT", "/api/standing/gates", {**ASKED, "deposit_waived_from": 400}, expect=200)
    unscored = (await told(mei))["deposit"]
    first = await agreed(mei, li, category="charge_phone")
    await mei("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
    await world.settle()
    waived = (await told(mei))["deposit"]
    second = await agreed(mei, li, category="charge_phone")
    await wang("PUT", "/api/standing/gates", {**ASKED, "deposit_waived_from": 950}, expect=200)
    below = (await told(mei))["deposit"]

    assert [each["is_waived"] for each in (unscored, waived, below)] == [False, True, False]
    assert unscored["text"]["en"].endswith("you are not scored.")
    assert below["text"]["zh-CN"].startswith("发起方除报酬外另付押金")
    # What was agreed stays as it was agreed.
    assert (deposit(first), deposit(second)) == ((700, "asked", 0), (0, None, 0))
    assert deposit(await stepped(mei, first, "fund")) == (700, "held", 0)


async def test_price_and_deposit_are_held_together_or_not_at_all(world: World, li: Phone, wang: Phone):
    await wang("PUT", "/api/standing/gates", ASKED, expect=200)
    poor = await with_money(await sign_in(world, "poor@example.org"), 5699)
    deal = await agreed(poor, li, category="charge_phone")
    refused = await poor("POST", f"/api/deals/{deal['id']}/fund")

    assert refused.json()["code"] == "insufficient_funds"
    assert await balance(poor) == 5699
    assert await faults(world) == []


async def test_beside_cash_nothing_is_held(mei: Phone, li: Phone, wang: Phone):
    await wang("PUT", "/api/standing/gates", ASKED, expect=200)
    assert (await told(mei, payment="cash"))["deposit"] is None
    assert deposit(await agreed(mei, li, category="charge_phone", payment="cash")) == (0, None, 0)


async def test_a_bid_says_whose_gate_its_deal_passes(world: World, mei: Phone, li: Phone, wang: Phone):
    found = await world.db.pool.fetchrow("SELECT id, (west + east) / 2 AS lon, (south + north) / 2 AS lat FROM community LIMIT 1")
    await wang("PUT", "/api/standing/gates", {**ASKED, "community_id": str(found["id"])}, expect=200)
    deal = await agreed(mei, li, category="charge_phone", at={"lat": found["lat"], "lon": found["lon"]})
    [bid] = (await mei("GET", f"/api/needs/{deal['need_id']}/bids", expect=200))["items"]

    assert bid["community_id"] == str(found["id"])
    assert (await told(mei, community_id=bid["community_id"]))["deposit"]["minor"] == deposit(deal)[0] == 700
    assert (await told(mei))["deposit"] is None
