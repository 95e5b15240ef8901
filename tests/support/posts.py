"""What people post in tests: drafts by HTTP, and pure needs and offers for rules."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from everywhere.help.needs.types import Need, NeedId
from everywhere.help.offers.types import Offer, OfferId
from everywhere.places import rules as places
from everywhere.places.types import City, CommunityId, Point

HERE = Point(31.2304, 121.4737)
AT = {"lat": HERE.lat, "lon": HERE.lon}
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""A Monday, nine in the morning in Shanghai."""
SHOWN = places.shown(HERE, [5, 5, 5])
SHANGHAI = City(
    code="shanghai",
    name_zh="上海",
    name_en="Shanghai",
    country="CN",
    currency="CNY",
    timezone="Asia/Shanghai",
    languages=["zh-CN"],
    lat=31.2,
    lon=121.4,
    west=120.8,
    south=30.6,
    east=122.0,
    north=31.9,
    floor_hourly_minor=2500,
    is_open=True,
)


def cny(minor: int) -> dict[str, Any]:
    """An amount of fen."""
    return {"minor": minor, "currency": "CNY"}


def need_draft(**changes: Any) -> dict[str, Any]:
    """A plumber, now, for ¥80."""
    usual = {"category": "plumber", "title": "The tap drips", "at": AT, "when": {"now": True}, "fee": cny(8000)}
    return {key: value for key, value in {**usual, **changes}.items() if value is not ...}


def offer_draft(**changes: Any) -> dict[str, Any]:
    """A plumber within 3 km for ¥60 an hour."""
    usual = {
        "category": "plumber",
        "title": "Taps and pipes",
        "at": AT,
        "radius_m": 3000,
        "price": {"kind": "hourly", "amount": cny(6000)},
    }
    return {key: value for key, value in {**usual, **changes}.items() if value is not ...}


def a_need(**changes: Any) -> Need:
    """An open need for tomorrow between nine and eleven."""
    usual: dict[str, Any] = {
        "region": SHOWN.region,
        "id": NeedId(uuid4()),
        "asker_id": uuid4(),
        "community_id": CommunityId(uuid4()),
        "city": "shanghai",
        "category": "plumber",
        "title": "The tap drips",
        "text": "",
        "answers": {},
        "picture_ids": [],
        "cell": SHOWN.cell,
        "lat": SHOWN.lat,
        "lon": SHOWN.lon,
        "lat_row": SHOWN.lat_row,
        "exact_lat": HERE.lat,
        "exact_lon": HERE.lon,
        "exact_note": "Third floor",
        "is_now": False,
        "starts_at": NOW + timedelta(hours=24),
        "ends_at": NOW + timedelta(hours=26),
        "minutes": 60,
        "fee_minor": 8000,
        "currency": "CNY",
        "materials": "none",
        "payment": "balance",
        "stage": "open",
        "first_bid_at": None,
        "deal_id": None,
        "opened_at": NOW,
        "expires_at": NOW + timedelta(hours=25),
        "created_at": NOW,
        "updated_at": NOW,
        "version": 1,
    }
    return Need(**{**usual, **changes})


def an_offer(**changes: Any) -> Offer:
    """An open offer at ¥60 an hour."""
    usual: dict[str, Any] = {
        "region": SHOWN.region,
        "id": OfferId(uuid4()),
        "helper_id": uuid4(),
        "city": "shanghai",
        "category": "plumber",
        "title": "Taps and pipes",
        "text": "",
        "answers": {},
        "picture_ids": [],
        "cell": SHOWN.cell,
        "lat": SHOWN.lat,
        "lon": SHOWN.lon,
        "lat_row": SHOWN.lat_row,
        "exact_lat": HERE.lat,
        "exact_lon": HERE.lon,
        "radius_m": 3000,
        "community_ids": [],
        "price_kind": "hourly",
        "price_minor": 6000,
        "currency": "CNY",
        "hours": [],
        "is_available": False,
        "stage": "open",
        "created_at": NOW,
        "updated_at": NOW,
        "version": 1,
    }
    return Offer(**{**usual, **changes})
