"""A shop in standing: what it sold counts for its owner, is corrected by what becomes of it, and never says what anybody bought."""

import json
import random
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from everywhere.app import wiring
from everywhere.pay.remits import actions as remits
from everywhere.pay.trades.types import TradeWasFinished, TradeWasPaid, TradeWasRefunded
from everywhere.people import actions as people
from everywhere.standing.credence import actions as credence
from everywhere.standing.scores import actions as scores
from support.money import yuan as money
from support.shops import shop_owner, yuan
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

TRADES = "/api/me/pay/merchant/trades"
AGREED = {"is_scored": True, "shown": "score"}
COUNTING = """
    SELECT kind, weight, value, by_id FROM standing_fact f
     WHERE person_id = $1 AND receipt_kind = 'trade'
       AND NOT EXISTS (SELECT FROM standing_correction c WHERE c.person_id = f.person_id AND c.fact_id = f.id)
     ORDER BY kind, weight"""


@pytest.fixture
async def seller(world: World) -> Phone:
    made = await shop_owner(world)
    await made("PUT", "/api/me/standing/sharing", AGREED, expect=200)
    await world.settle()
    return made


@pytest.fixture
async def buyer(world: World) -> Phone:
    return await a_buyer(world, "buyer@example.org")


async def a_buyer(world: World, handle: str) -> Phone:
    made = await sign_in(world, handle)
    await made("POST", "/api/wallet/top-ups", {"amount": yuan(50_000)}, expect=201)
    return made


async def bought(world: World, seller: Phone, buyer: Phone, minor: int = 1000) -> str:
    """Pays at the counter; the number of the trade."""
    shop = await seller("POST", "/api/me/pay/shop-codes", {"label": "Counter"}, expect=201)
    paid = await buyer("POST", f"/api/me/pay/codes/{shop['code']}/pay", {"amount": yuan(minor)}, expect=200)
    await world.settle()
    return str(paid["trade_no"])


async def complained(world: World, buyer: Phone) -> dict[str, Any]:
    receipt = (await buyer("GET", "/api/me/pay/receipts", expect=200))["items"][0]
    said = {"reason": "damaged", "text": "the cup was broken"}
    made = await buyer("POST", f"/api/me/pay/receipts/{receipt['id']}/complaint", said, expect=201)
    await world.settle()
    return made


async def counting(world: World, seller: Phone) -> list[tuple[str, float]]:
    found = await world.db.pool.fetch(COUNTING, UUID(seller.person_id))
    return [(each["kind"], each["weight"]) for each in found]


async def standing(seller: Phone) -> dict[str, Any]:
    return await seller("GET", "/api/me/standing?role=merchant", expect=200)


async def test_a_sale_counts_after_a_week_leads_to_its_trade_and_says_nothing_of_its_buyer(
    world: World, seller: Phone, buyer: Phone
):
    await buyer("PUT", "/api/me/standing/sharing", AGREED, expect=200)
    trade_no = await bought(world, seller, buyer)
    before = (await standing(seller))["score"]
    assert await counting(world, seller) == []
    await world.pass_time(days=9)
    whole = await standing(seller)

    [line] = [each for each in whole["lines"] if each["receipt"]["kind"] == "trade"]
    assert (line["kind"], line["role"], line["category"]) == ("kept", "merchant", "")
    assert line["points"] > 0
    assert whole["score"] > before
    assert (await seller("GET", f"/api/me/standing/facts/{line['fact_id']}/trade", expect=200)) == {"trade_no": trade_no}
    await buyer("GET", f"/api/me/standing/facts/{line['fact_id']}/trade", expect=404)
    assert "Your shop kept its word × 1" in str(whole["reasons"])
    files = ZipFile(BytesIO((await seller("GET", "/api/me/export")).content))
    exported = json.loads(files.read("standing.json"))
    assert [fact["by_id"] for fact in exported["facts"] if fact["receipt_kind"] == "trade"] == [None]
    assert buyer.person_id not in files.read("standing.json").decode()
    assert (
        await world.db.pool.fetchval(
            "SELECT count(*) FROM standing_fact WHERE person_id = $1 AND by_id IS NOT NULL", buyer.person_id
        )
        == 0
    )
    face = await buyer("GET", f"/api/people/{seller.person_id}", expect=200)
    assert face["standing"]["score"] == (await seller("GET", "/api/me/standing", expect=200))["score"]


async def test_what_is_given_back_later_is_told_anew_whatever_is_heard_again(world: World, seller: Phone, buyer: Phone):
    trade_no = await bought(world, seller, buyer)
    await world.pass_time(days=9)
    assert await counting(world, seller) == [("kept", 0.25)]
    await seller("POST", f"{TRADES}/{trade_no}/refund", {"amount": yuan(400)}, expect=201)
    await world.settle()
    part = await counting(world, seller)
    events = [kind(UUID(seller.person_id), trade_no, version) for version, kind in ((2, TradeWasPaid), (4, TradeWasFinished))]
    events.append(TradeWasRefunded(UUID(seller.person_id), trade_no, 3, "owner"))
    for event in random.Random(3).sample(events * 3, 9):
        async with world.db.write() as tx:
            for hearer in wiring.HEARERS[type(event)]:
                await hearer(tx, event, world.clock())
    again = await counting(world, seller)
    await seller("POST", f"{TRADES}/{trade_no}/refund", {"amount": yuan(600)}, expect=201)
    await world.settle()

    assert part == again == [("kept", 0.15)]
    assert await counting(world, seller) == []
    assert await world.db.pool.fetchval("SELECT count(*) FROM standing_fact WHERE receipt_kind = 'trade'") == 2


async def test_a_complaint_that_is_upheld_is_a_dispute_lost_and_one_that_is_open_says_nothing_yet(
    world: World, seller: Phone, buyer: Phone
):
    await bought(world, seller, buyer)
    await world.pass_time(days=9)
    kept = (await standing(seller))["score"]
    made = await complained(world, buyer)
    assert await counting(world, seller) == []
    operator = await sign_in(world, "wang@example.org")
    async with world.db.write() as tx:
        await people.give_role(tx, "email:wang@example.org", "operator")
    await world.pass_time(hours=73)  # the shop says nothing
    decision = {"refund_minor": 1000, "note": "It was broken."}
    path = f"/api/pay/complaints/{seller.person_id}/{made['number']}/decision"
    await operator("POST", path, decision, expect=200)
    await world.settle()

    assert await counting(world, seller) == [("dispute", 0.25), ("left_undone", 0.25)]
    whole = await standing(seller)
    assert whole["score"] < kept
    codes = {each["code"] for each in whole["reasons"]}
    assert {"left_undone", "disputes_lost"} <= codes


async def test_who_agreed_later_is_gone_through_and_who_takes_it_back_keeps_nothing(world: World, buyer: Phone):
    owner = await shop_owner(world)
    await bought(world, owner, buyer)
    await world.pass_time(days=9)
    assert await counting(world, owner) == []
    await owner("PUT", "/api/me/standing/sharing", AGREED, expect=200)
    await world.settle()
    assert await counting(world, owner) == [("kept", 0.25)]
    await owner("PUT", "/api/me/standing/sharing", {"is_scored": False}, expect=200)
    await world.settle()

    assert await world.db.pool.fetchval("SELECT count(*) FROM standing_fact WHERE receipt_kind = 'trade'") == 0


async def test_of_who_agreed_to_words_that_name_no_shops_no_sale_counts(world: World, seller: Phone, buyer: Phone):
    await world.db.pool.execute("UPDATE consent SET wording_version = 1 WHERE purpose = 'standing'")
    await bought(world, seller, buyer)
    await world.pass_time(days=9)

    assert await counting(world, seller) == []


@pytest.mark.parametrize("way", ["sent", "remitted", "bought"])
async def test_nobody_is_praised_by_whom_they_pay(world: World, seller: Phone, buyer: Phone, way: str):
    await bought(world, seller, buyer)
    await world.pass_time(days=9)
    assert await counting(world, seller) == [("kept", 0.25)]
    match way:
        case "sent":
            await seller("POST", "/api/wallet/top-ups", {"amount": yuan(500)}, expect=201)
            await seller("POST", "/api/wallet/payments", {"to": buyer.person_id, "amount": yuan(500)}, expect=201)
            await world.settle()
            assert await counting(world, seller) == []
            await bought(world, seller, buyer)
            await world.pass_time(days=9)
            assert await counting(world, seller) == []
        case "remitted":
            async with world.db.write() as tx:
                await remits.send(
                    tx,
                    seller_id=UUID(seller.person_id),
                    app_id="a",
                    out_biz_no="1",
                    payee_id=UUID(buyer.person_id),
                    amount=money(500),
                    terms={},
                    now=world.clock(),
                )
            await world.settle()
            assert await counting(world, seller) == []
        case _:
            await buyer("PUT", "/api/me/pay/merchant", {"name": "Coffee"}, expect=200)
            await seller("POST", "/api/wallet/top-ups", {"amount": yuan(500)}, expect=201)
            await bought(world, buyer, seller, 500)
            assert await counting(world, seller) == []


async def test_a_shop_that_praises_itself_by_many_accounts_at_once_is_told_that_they_count_little(world: World, seller: Phone):
    for number in range(6):
        await bought(world, seller, await a_buyer(world, f"b{number}@example.org"))
    await world.pass_time(days=9)
    first = await standing(seller)
    await credence.recount(world.db, now=world.clock())
    await scores.rescore_everybody(world.db, now=world.clock())
    whole = await standing(seller)

    lines = [each for each in whole["lines"] if each["receipt"]["kind"] == "trade"]
    assert [each["is_of_crowd"] for each in lines] == [True] * 6
    assert all(0 < each["believed"] < 0.25 for each in lines)
    assert "sold_to_crowd" in {each["code"] for each in whole["reasons"]}
    assert whole["score"] < first["score"]
