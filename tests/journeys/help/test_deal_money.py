"""Where the money of a deal goes when it does not go straight: called off, shared out, added to, paid early, tipped."""

from datetime import timedelta
from typing import Any

import pytest

from everywhere.people import actions as people
from support.deals import agreed, balance, delivered, money, stepped, with_money
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.usefixtures("shards")


@pytest.fixture
async def asker(world: World) -> Phone:
    return await with_money(await sign_in(world, "asker@example.org"))


@pytest.fixture
async def helper(world: World) -> Phone:
    return await sign_in(world, "helper@example.org")


@pytest.fixture
async def operator(world: World) -> Phone:
    phone = await sign_in(world, "operator@example.org")
    async with world.db.write() as tx:
        await people.give_role(tx, "email:operator@example.org", "operator")
    return phone


@pytest.mark.parametrize(("policy", "to_helper"), [("flexible", 1000), ("fair", 5000), ("strict", 8000)])
async def test_calling_off_late_costs_what_was_shown_before(world: World, asker: Phone, helper: Phone, policy: str, to_helper: int):
    await world.db.pool.execute("UPDATE category SET cancellation_policy = $1 WHERE code = 'errands'", policy)
    starts_at = world.clock() + timedelta(hours=1)
    window = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=1)).isoformat()}
    deal = await agreed(asker, helper, fee=10_000, when=window)
    assert deal["cancellation"]["policy"] == policy
    assert deal["cancellation"]["terms"][2] == {
        "when": "short_notice",
        "to_helper": money(to_helper),
        "to_asker": money(10_000 - to_helper),
    }
    await stepped(asker, deal, "fund")
    await world.pass_time(minutes=6)

    preview = await asker("GET", f"/api/deals/{deal['id']}/cancellation?reason=changed_mind", expect=200)
    assert preview == {"to_helper": money(to_helper), "to_asker": money(10_000 - to_helper), "why": "policy"}
    ended = await stepped(asker, deal, "cancel", {"reason": "changed_mind"})

    assert (ended["stage"], ended["cancelled_by"], ended["cancel_reason"]) == ("cancelled", "asker", "changed_mind")
    assert (await balance(asker), await balance(helper)) == (100_000 - to_helper, to_helper)
    assert (await stepped(asker, deal, "cancel", {"reason": "changed_mind"}))["version"] == ended["version"]
    await world.settle()
    assert (await asker("GET", f"/api/needs/{deal['need_id']}", expect=200))["stage"] == "closed"


async def test_a_helper_who_goes_before_the_start_gives_the_need_back(world: World, asker: Phone, helper: Phone):
    deal = await agreed(asker, helper)
    await stepped(asker, deal, "fund")
    ended = await stepped(helper, deal, "cancel", {"reason": "illness"})
    await world.settle()

    assert (ended["stage"], ended["money"]["refunded"]) == ("cancelled", money(5000))
    assert (await balance(asker), await balance(helper)) == (100_000, 0)
    need = await asker("GET", f"/api/needs/{deal['need_id']}", expect=200)
    assert need["stage"] == "open"
    again = await helper("POST", f"/api/needs/{need['id']}/bids", {"fee": money(5000)}, expect=201)
    second = await asker("POST", f"/api/bids/{again['id']}/accept", {"version": 1}, expect=200)
    assert second["id"] != deal["id"]


async def test_a_cancellation_can_insist_on_the_version_that_was_read(asker: Phone, helper: Phone):
    deal = await agreed(asker, helper)
    await stepped(asker, deal, "fund")
    refused = await asker("POST", f"/api/deals/{deal['id']}/cancel", {"reason": "changed_mind", "version": deal["version"]})

    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]) == (409, "version_moved", {"version": 2})
    assert (await asker("GET", f"/api/deals/{deal['id']}", expect=200))["stage"] == "funded"


async def test_two_who_disagree_share_the_money_out_themselves(world: World, asker: Phone, helper: Phone):
    deal = await delivered(asker, helper, fee=9000)
    disputed = await stepped(asker, deal, "dispute", {"reason": "partly_done", "text": "Half of it is still here"})
    assert (disputed["stage"], disputed["deadline"]["does"], disputed["can"]) == ("disputed", "escalate", ["settle"])
    path = f"/api/deals/{deal['id']}/dispute"
    assert (await helper("POST", f"{path}/accept", {"version": 1})).json()["code"] == "nothing_proposed"
    await helper("POST", f"{path}/evidence", {"text": "I was told to leave it"}, expect=201)
    first = await asker("POST", f"{path}/proposals", {"to_helper": money(3000)}, expect=201)
    assert first["split"] == {
        "version": 1,
        "by": "asker",
        "to_helper": money(3000),
        "to_asker": money(6000),
        "from_deposit": money(0),
    }
    assert (await asker("POST", f"{path}/accept", {"version": 1})).json()["code"] == "own_split"
    await helper("POST", f"{path}/proposals", {"to_helper": money(4500)}, expect=201)
    assert (await asker("POST", f"{path}/accept", {"version": 1})).json()["facts"] == {"version": 2}
    done = await asker("POST", f"{path}/accept", {"version": 2}, expect=200)

    assert (done["stage"], done["money"]["in_escrow"]) == ("resolved", money(0))
    assert (await balance(asker), await balance(helper)) == (95_500, 4500)
    assert (await asker("POST", f"{path}/accept", {"version": 2}, expect=200))["version"] == done["version"]
    seen = await helper("GET", path, expect=200)
    assert [(line["by"], line["text"]) for line in seen["evidence"]] == [("helper", "I was told to leave it")]
    assert (seen["can"], seen["split"]["to_asker"]) == ([], money(4500))


async def test_an_operator_decides_what_the_two_cannot(world: World, asker: Phone, helper: Phone, operator: Phone):
    deal = await delivered(asker, helper, fee=9000)
    await stepped(helper, deal, "dispute", {"reason": "not_confirmed", "text": "She does not answer"})
    await world.settle()
    assert (await operator("GET", "/api/disputes", expect=200))["items"] == []
    await world.pass_time(hours=72)

    listed = (await operator("GET", "/api/disputes", expect=200))["items"]
    assert [(each["deal_id"], each["is_escalated"]) for each in listed] == [(deal["id"], True)]
    path = f"/api/deals/{deal['id']}/dispute/decision"
    for outsider in (asker, helper):
        assert (await outsider("POST", path, {"to_helper": money(0)})).status_code == 403
        assert (await outsider("GET", "/api/disputes")).status_code == 403
    too_much = await operator("POST", path, {"to_helper": money(9001)})
    assert (too_much.status_code, too_much.json()["code"]) == (422, "more_than_stake")
    decided = await operator("POST", path, {"to_helper": money(9000), "note": "The pictures show it"}, expect=200)

    assert (decided["stage"], decided["split"]["by"], decided["decision_note"]) == ("resolved", "operator", "The pictures show it")
    assert (await balance(asker), await balance(helper)) == (91_000, 9000)
    assert (await operator("POST", path, {"to_helper": money(0)})).status_code == 409


async def test_nobody_decides_in_their_own_cause(world: World, asker: Phone, operator: Phone):
    deal = await delivered(asker, operator)
    await stepped(asker, deal, "dispute", {"reason": "not_done"})

    refused = await operator("POST", f"/api/deals/{deal['id']}/dispute/decision", {"to_helper": money(5000)})
    assert (refused.status_code, await balance(operator)) == (403, 0)


async def test_the_price_rises_in_the_middle_when_both_say_so(world: World, asker: Phone, helper: Phone):
    deal = await agreed(asker, helper)
    await stepped(asker, deal, "fund")
    path = f"/api/deals/{deal['id']}/top-ups"
    asked = await helper("POST", path, {"amount": money(2000), "reason": "A second trip"}, expect=201)
    assert (asked["by_me"], asked["stage"]) == (True, "proposed")
    assert (await helper("POST", f"{path}/{asked['id']}/accept")).json()["code"] == "top_up_answered"
    after = await asker("POST", f"{path}/{asked['id']}/accept", expect=200)
    assert (after["money"]["price"], after["money"]["in_escrow"]) == (money(7000), money(7000))
    again = await asker("POST", f"{path}/{asked['id']}/accept", expect=200)
    assert (again["version"], await balance(asker)) == (after["version"], 93_000)

    world.clock.advance(seconds=1)
    declined = await helper("POST", path, {"amount": money(100), "reason": "Parking"}, expect=201)
    await asker("POST", f"{path}/{declined['id']}/decline", expect=200)
    assert [each["stage"] for each in (await helper("GET", path, expect=200))["items"]] == ["declined", "funded"]
    await stepped(helper, deal, "start")
    await stepped(helper, deal, "deliver")
    await stepped(asker, deal, "complete")
    assert await balance(helper) == 7000


async def test_a_top_up_that_the_asker_cannot_pay_moves_nothing_and_tells_no_balance(asker: Phone, helper: Phone):
    deal = await agreed(asker, helper)
    await stepped(asker, deal, "fund")
    path = f"/api/deals/{deal['id']}/top-ups"
    offered = await asker("POST", path, {"amount": money(1_000_000), "reason": "For everything"}, expect=201)
    refused = await helper("POST", f"{path}/{offered['id']}/accept")

    assert (refused.status_code, refused.json()["code"]) == (422, "top_up_not_covered")
    assert refused.json()["facts"] == {"amount": money(1_000_000)}
    assert (await asker("GET", path, expect=200))["items"][0]["stage"] == "proposed"
    assert await balance(asker) == 95_000


async def test_a_part_is_released_early_and_counts_when_it_is_called_off(world: World, asker: Phone, helper: Phone):
    deal = await agreed(asker, helper, fee=10_000)
    await stepped(asker, deal, "fund")
    early = await stepped(asker, deal, "releases", {"amount": money(4000)})
    assert (early["money"]["released"], early["money"]["in_escrow"]) == (money(4000), money(6000))
    too_much = await asker("POST", f"/api/deals/{deal['id']}/releases", {"amount": money(6000)})
    assert (too_much.status_code, too_much.json()["code"]) == (422, "more_than_held")
    assert (await helper("POST", f"/api/deals/{deal['id']}/releases", {"amount": money(1)})).status_code == 403
    ended = await stepped(helper, deal, "cancel", {"reason": "cannot_make_it"})

    assert (ended["money"]["released"], ended["money"]["refunded"]) == (money(4000), money(6000))
    assert (await balance(asker), await balance(helper)) == (96_000, 4000)


async def test_tips_come_to_no_more_than_the_fee(asker: Phone, helper: Phone):
    deal = await delivered(asker, helper)
    assert (await asker("POST", f"/api/deals/{deal['id']}/tip", {"amount": money(100)})).status_code == 409
    await stepped(asker, deal, "complete")
    await stepped(asker, deal, "tip", {"amount": money(3000)})
    too_much = await asker("POST", f"/api/deals/{deal['id']}/tip", {"amount": money(2001)})
    assert (too_much.status_code, too_much.json()["code"]) == (422, "tip_too_large")
    tipped: Any = await stepped(asker, deal, "tip", {"amount": money(2000)})

    assert (tipped["money"]["tipped"], await balance(asker), await balance(helper)) == (money(5000), 90_000, 10_000)
