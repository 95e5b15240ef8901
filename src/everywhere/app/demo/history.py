"""Rows of help that was given before the demo began: needs, bids, deals with their time lines, reviews."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from everywhere.app.demo.cast import CastDeal, CastOffer, CastReview
from everywhere.help.categories.types import Category
from everywhere.kernel import ids
from everywhere.kernel.money import Money
from everywhere.people.types import Person
from everywhere.places.types import Community, Point, Shown

Row = dict[str, Any]
Table = Literal["need", "bid", "bid_version", "deal", "deal_event", "review", "person_region"]
TABLES: tuple[Table, ...] = ("need", "bid", "bid_version", "deal", "deal_event", "review", "person_region")
CURRENCY = "CNY"
REVIEW_LASTS = timedelta(days=730)
FUNDED, STARTED, DELIVERED, COMPLETED, TIPPED = 2, 3, 4, 5, 6
"""The version of a deal at each step; a deal that was called off ended where others were started."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives: exactly, as others see it, and in which community."""

    exact: Point
    shown: Shown
    community: Community | None


@dataclass(frozen=True, slots=True)
class Past:
    """One deal with everybody and everything it needs, and the moments of its life."""

    cast: CastDeal
    asker: Person
    helper: Person
    place: Place
    offer: CastOffer
    offer_id: UUID
    category: Category
    now: datetime

    @property
    def agreed_at(self) -> datetime:
        """When both said yes."""
        return self.now - timedelta(days=self.cast.days_ago)

    @property
    def asked_at(self) -> datetime:
        """When the need or the booking came, some minutes before."""
        return self.agreed_at - timedelta(minutes=self.cast.first_answer_minutes + 4)

    @property
    def started_at(self) -> datetime:
        """When the helper came."""
        return self.agreed_at + timedelta(minutes=18)

    @property
    def delivered_at(self) -> datetime:
        """When the work was done."""
        return self.started_at + timedelta(minutes=self.cast.minutes)

    @property
    def ended_at(self) -> datetime:
        """When it was paid, or called off."""
        return self.delivered_at + timedelta(minutes=9) if self.is_done else self.agreed_at + timedelta(minutes=4)

    @property
    def is_done(self) -> bool:
        """Whether the help was given."""
        return self.cast.ending == "completed"

    @property
    def fee(self) -> Money:
        """What was agreed."""
        return Money(self.cast.fee_minor, CURRENCY)


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of one deal's things; a need only where one came first."""

    need_id: UUID | None
    bid_id: UUID
    deal_id: UUID


def ids_of(past: Past) -> Ids:
    """Fresh ids that carry the deal's region and its time."""
    region = past.place.shown.region
    need_id = ids.placed_id(region, now=past.asked_at) if past.cast.from_need else None
    return Ids(need_id, ids.placed_id(region, now=past.asked_at), ids.placed_id(region, now=past.agreed_at))


def rows_of(past: Past, known: Ids) -> dict[Table, list[Row]]:
    """Every row of one deal, by table."""
    return {
        "need": [_need(past, known)] if known.need_id else [],
        "bid": [_bid(past, known)],
        "bid_version": [_bid_version(past, known)],
        "deal": [_deal(past, known)],
        "deal_event": _events(past, known),
        "review": _reviews(past, known),
        "person_region": [{"person_id": who.person_id, "region": past.place.shown.region} for who in (past.asker, past.helper)],
    }


def _where(past: Past) -> Row:
    shown, exact = past.place.shown, past.place.exact
    return {
        "region": shown.region,
        "community_id": None if past.place.community is None else past.place.community.id,
        "city": "shanghai",
        "category": past.offer.category,
        "cell": shown.cell,
        "lat": shown.lat,
        "lon": shown.lon,
        "exact_lat": exact.lat,
        "exact_lon": exact.lon,
        "exact_note": "",
        "title": past.cast.title if past.cast.from_need else past.offer.title,
        "currency": CURRENCY,
        "materials": "none",
        "payment": "balance",
        "minutes": past.cast.minutes,
        "starts_at": past.agreed_at,
        "ends_at": past.agreed_at + timedelta(minutes=max(120, past.cast.minutes)),
        "fee_minor": past.cast.fee_minor,
        "asker_id": past.asker.person_id,
    }


def _need(past: Past, known: Ids) -> Row:
    return {
        **_where(past),
        "id": known.need_id,
        "text": "",
        "answers": {},
        "picture_ids": [],
        "lat_row": past.place.shown.lat_row,
        "is_now": True,
        "starts_at": past.asked_at,
        "stage": "closed" if past.is_done else "withdrawn",
        "first_bid_at": past.asked_at + timedelta(minutes=past.cast.first_answer_minutes),
        "deal_id": known.deal_id if past.is_done else None,
        "opened_at": past.asked_at,
        "expires_at": past.asked_at + timedelta(hours=2),
        "created_at": past.asked_at,
        "updated_at": past.ended_at,
        "version": 3,
    }


def _bid(past: Past, known: Ids) -> Row:
    bidder = past.helper if past.cast.from_need else past.asker
    at = past.asked_at + timedelta(minutes=past.cast.first_answer_minutes) if past.cast.from_need else past.asked_at
    return {
        **_where(past),
        "id": known.bid_id,
        "need_id": known.need_id,
        "offer_id": None if known.need_id else past.offer_id,
        "helper_id": past.helper.person_id,
        "version": 1,
        "proposed_by": bidder.person_id,
        "note": "",
        "stage": "accepted",
        "expires_at": at + timedelta(hours=2),
        "created_at": at,
        "updated_at": past.agreed_at,
    }


def _bid_version(past: Past, known: Ids) -> Row:
    bid = _bid(past, known)
    same = {
        name: bid[name] for name in ("region", "version", "proposed_by", "fee_minor", "starts_at", "ends_at", "minutes", "note")
    }
    return {**same, "bid_id": known.bid_id, "at": bid["created_at"]}


def _deal(past: Past, known: Ids) -> Row:
    fee, is_done = past.cast.fee_minor, past.is_done
    return {
        **_where(past),
        "id": known.deal_id,
        "need_id": known.need_id,
        "offer_id": None if known.need_id else past.offer_id,
        "bid_id": known.bid_id,
        "bid_version": 1,
        "helper_id": past.helper.person_id,
        "scope": "",
        "cancellation_policy": past.category.cancellation_policy,
        "commission_bps": 0,
        "stage": "completed" if is_done else "cancelled",
        "version": len(_events(past, known)),
        "topped_up_minor": 0,
        "held_minor": fee,
        "released_minor": fee if is_done else 0,
        "refunded_minor": 0 if is_done else fee,
        "tipped_minor": past.cast.tip_minor,
        "delivery_note": past.cast.delivery_note if is_done else "",
        "delivery_picture_ids": [],
        "cancel_reason": None if is_done else "no_longer_needed",
        "cancelled_by": None if is_done else past.asker.person_id,
        "cash_confirmed_by_asker": False,
        "cash_confirmed_by_helper": False,
        "agreed_at": past.agreed_at,
        "started_at": past.started_at if is_done else None,
        "delivered_at": past.delivered_at if is_done else None,
        "ended_at": past.ended_at,
        "updated_at": past.ended_at,
    }


def _events(past: Past, known: Ids) -> list[Row]:
    asker, helper, fee = past.asker.person_id, past.helper.person_id, past.fee
    steps: list[tuple[str, UUID, Row, datetime]] = [
        ("agreed", asker if past.cast.from_need else helper, {"fee": fee}, past.agreed_at),
        ("funded", asker, {"amount": fee}, past.agreed_at + timedelta(minutes=1)),
    ]
    if past.is_done:
        steps += [
            ("started", helper, {}, past.started_at),
            ("delivered", helper, {"note": past.cast.delivery_note, "pictures": 0}, past.delivered_at),
            ("completed", asker, {"to_helper": fee}, past.ended_at),
        ]
    else:
        shares = {"to_helper": Money(0, CURRENCY), "to_asker": fee}
        steps.append(("cancelled", asker, {"reason": "no_longer_needed", "why": "grace", **shares}, past.ended_at))
    if past.cast.tip_minor:
        steps.append(("tipped", asker, {"amount": Money(past.cast.tip_minor, CURRENCY)}, past.ended_at + timedelta(minutes=2)))
    return [
        {
            "region": past.place.shown.region,
            "deal_id": known.deal_id,
            "version": version,
            "kind": kind,
            "by_id": by_id,
            "facts": facts,
            "at": at,
        }
        for version, (kind, by_id, facts, at) in enumerate(steps, 1)
    ]


def _reviews(past: Past, known: Ids) -> list[Row]:
    said: list[tuple[CastReview | None, Person, Person, Literal["asker", "helper"], int]] = [
        (past.cast.by_asker, past.asker, past.helper, "helper", 40),
        (past.cast.by_helper, past.helper, past.asker, "asker", 95),
    ]
    is_both = past.cast.by_asker is not None and past.cast.by_helper is not None
    last = past.ended_at + (timedelta(minutes=95) if is_both else timedelta(days=7))
    return [
        {
            "region": past.place.shown.region,
            "id": ids.placed_id(past.place.shown.region, now=past.ended_at),
            "deal_id": known.deal_id,
            "by_id": by.person_id,
            "about_id": about.person_id,
            "about_role": role,
            "category": past.offer.category,
            "stars": review.stars,
            "answers": {
                question["code"]: review.stars >= 4 for question in past.category.review_questions if question["about"] == role
            },
            "text": review.text,
            "reply": "",
            "replied_at": None,
            "written_at": past.ended_at + timedelta(minutes=minutes),
            "revealed_at": last,
            "expires_at": past.ended_at + timedelta(minutes=minutes) + REVIEW_LASTS,
        }
        for review, by, about, role, minutes in said
        if review is not None and last <= past.now
    ]
