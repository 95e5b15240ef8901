"""Rows of needs that came to nothing, so that what is said of coverage is honest."""

from datetime import datetime, timedelta

from everywhere.app.demo.cast import CastMissed
from everywhere.app.demo.history import CURRENCY, Place, Row
from everywhere.kernel import ids
from everywhere.people.types import Person

OPEN_FOR = timedelta(hours=2)


def row_of(missed: CastMissed, asker: Person, place: Place, now: datetime) -> Row:
    """A need of the past that expired."""
    asked_at = now - timedelta(days=missed.days_ago)
    answered_after = missed.first_answer_minutes
    return {
        "region": place.shown.region,
        "id": ids.placed_id(place.shown.region, now=asked_at),
        "asker_id": asker.person_id,
        "community_id": None if place.community is None else place.community.id,
        "city": "shanghai",
        "category": missed.category,
        "title": missed.title,
        "text": "",
        "answers": {},
        "picture_ids": [],
        "cell": place.shown.cell,
        "lat": place.shown.lat,
        "lon": place.shown.lon,
        "lat_row": place.shown.lat_row,
        "exact_lat": place.exact.lat,
        "exact_lon": place.exact.lon,
        "exact_note": "",
        "is_now": True,
        "starts_at": asked_at,
        "ends_at": asked_at + OPEN_FOR,
        "minutes": missed.minutes,
        "fee_minor": missed.fee_minor,
        "currency": CURRENCY,
        "materials": "none",
        "payment": "balance",
        "stage": "expired",
        "first_bid_at": None if answered_after is None else asked_at + timedelta(minutes=answered_after),
        "deal_id": None,
        "opened_at": asked_at,
        "expires_at": asked_at + OPEN_FOR,
        "created_at": asked_at,
        "updated_at": asked_at + OPEN_FOR,
        "version": 2,
    }
