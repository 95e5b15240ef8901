"""People of the market in tests: pure deals for rules, and the steps of a deal by HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from everywhere.help.deals.types import Deal, DealId
from everywhere.kernel.ids import Region
from support.world import Phone

AT = {"lat": 31.2304, "lon": 121.4737}
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""A Monday, nine in the morning in Shanghai."""
ASKER, HELPER = uuid4(), uuid4()


def a_deal(**changes: Any) -> Deal:
    """A balance deal of ¥100 between ASKER and HELPER that was just agreed for tomorrow at nine."""
    usual: dict[str, Any] = {
        "region": Region(599_685_771_850_416_127),
        "id": DealId(uuid4()),
        "need_id": uuid4(),
        "offer_id": None,
        "bid_id": uuid4(),
        "bid_version": 1,
        "asker_id": ASKER,
        "helper_id": HELPER,
        "community_id": None,
        "city": "shanghai",
        "category": "carry",
        "title": "Carry a sofa",
        "scope": "",
        "starts_at": NOW + timedelta(hours=24),
        "ends_at": NOW + timedelta(hours=26),
        "minutes": 60,
        "cell": 613_196_571_331_002_367,
        "lat": 31.23,
        "lon": 121.47,
        "exact_lat": 31.2304,
        "exact_lon": 121.4737,
        "exact_note": "",
        "fee_minor": 10_000,
        "currency": "CNY",
        "materials": "none",
        "cancellation_policy": "fair",
        "payment": "balance",
        "commission_bps": 0,
        "agreed_at": NOW,
        "deadline_at": NOW + timedelta(hours=24),
        "deadline_does": "cancel",
        "updated_at": NOW,
    }
    return Deal(**{**usual, **changes})


def need_draft(**changes: Any) -> dict[str, Any]:
    """What an asker posts: help at once, for ¥50 from the balance."""
    usual = {
        "category": "errands",
        "title": "Fetch a parcel",
        "text": "From the gate to the third floor.",
        "at": AT,
        "place_note": "Building 3, door 301",
        "when": {"now": True},
        "minutes": 30,
        "fee": money(5000),
    }
    return {**usual, **changes}


def money(minor: int, currency: str = "CNY") -> dict[str, Any]:
    """An amount as it travels."""
    return {"minor": minor, "currency": currency}


async def with_money(phone: Phone, minor: int = 100_000) -> Phone:
    """The same person with so much on the balance."""
    await phone("POST", "/api/wallet/top-ups", {"amount": money(minor)}, expect=201)
    return phone


async def balance(phone: Phone) -> int:
    """What a person can spend, in minor units."""
    wallet = await phone("GET", "/api/wallet", expect=200)
    return next((each["available"]["minor"] for each in wallet["balances"] if each["currency"] == "CNY"), 0)


async def agreed(asker: Phone, helper: Phone, *, fee: int = 5000, **need: Any) -> dict[str, Any]:
    """A deal on a fresh need, as the asker sees it."""
    posted = await asker("POST", "/api/needs", need_draft(**need), expect=201)
    bid = await helper("POST", f"/api/needs/{posted['id']}/bids", {"fee": money(fee)}, expect=201)
    deal: dict[str, Any] = await asker("POST", f"/api/bids/{bid['id']}/accept", {"version": bid["version"]}, expect=200)
    return deal


async def stepped(phone: Phone, deal: dict[str, Any], step: str, body: Any = None) -> dict[str, Any]:
    """The deal after one step."""
    after: dict[str, Any] = await phone("POST", f"/api/deals/{deal['id']}/{step}", body or {}, expect=200)
    return after


async def delivered(asker: Phone, helper: Phone, **need: Any) -> dict[str, Any]:
    """A deal that was funded, started and delivered."""
    deal = await agreed(asker, helper, **need)
    await stepped(asker, deal, "fund")
    await stepped(helper, deal, "start")
    return await stepped(helper, deal, "deliver", {"note": "At your door"})


def offer_draft(**changes: Any) -> dict[str, Any]:
    """What a helper posts: carrying things for a fixed price around the middle of Shanghai."""
    usual = {
        "category": "carry",
        "title": "I carry things",
        "text": "With a cart.",
        "at": AT,
        "radius_m": 3000,
        "price": {"kind": "fixed", "amount": money(9000)},
    }
    return {**usual, **changes}
