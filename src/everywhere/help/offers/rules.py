"""What makes an offer whole, when it is open, and what a helper's switch does to it. Pure: facts and `now` in, a value or a refusal out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from everywhere.help.categories.types import Decision
from everywhere.help.offers.types import (
    LIVE_STAGES,
    Availability,
    Changes,
    CommunityNotNear,
    Draft,
    HoursOverlap,
    MembershipNeeded,
    Offer,
    OfferId,
    OfferNotOpen,
    Price,
    PriceNeeded,
    Stage,
    Switch,
    TooManyOffers,
)
from everywhere.kernel.errors import NotFound
from everywhere.places.types import City, Community, Shown

OFFERS_MAX = 20
MOVED_M = 100
"""A helper who moved less is where they were: it is not worth a write."""
SEEN_AGAIN = timedelta(minutes=10)
"""After so long a helper who did not move is written down again, so that matching knows they are still there."""


def must_have_room(offers: int) -> None:
    """Raise TooManyOffers for one who has as many offers as one may."""
    if offers >= OFFERS_MAX:
        raise TooManyOffers(limit=OFFERS_MAX)


def posted(
    draft: Draft, *, offer_id: OfferId, helper_id: UUID, city: City, shown: Shown, is_available: bool, now: datetime
) -> Offer:
    """The open offer that a draft makes. Raises PriceNeeded and HoursOverlap."""
    price = priced(draft.price)
    return Offer(
        region=shown.region,
        id=offer_id,
        helper_id=helper_id,
        city=city.code,
        category=draft.category,
        title=draft.title,
        text=draft.text,
        answers=draft.answers,
        picture_ids=draft.picture_ids,
        cell=shown.cell,
        lat=shown.lat,
        lon=shown.lon,
        lat_row=shown.lat_row,
        exact_lat=draft.at.lat,
        exact_lon=draft.at.lon,
        radius_m=draft.radius_m,
        community_ids=draft.community_ids,
        price_kind=price.kind,
        price_minor=None if price.amount is None else price.amount.minor,
        currency=city.currency,
        hours=in_order(draft.hours),
        is_available=is_available,
        stage="open",
        created_at=now,
        updated_at=now,
        version=1,
    )


def priced(price: Price) -> Price:
    """The price, when it has an amount where its kind has one. Raises PriceNeeded."""
    if (price.kind == "talk") != (price.amount is None):
        raise PriceNeeded(path="price.amount")
    return price


def lawful_minutes(price: Price) -> int:
    """The time to hold a price against: an hour for an hourly one; a fixed price says nothing of time before a booking does."""
    return 60 if price.kind == "hourly" else 0


def in_order(hours: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Spans of hours by day and time. Raises HoursOverlap for one that ends before it begins, and for two that overlap."""
    ordered = sorted(hours, key=lambda span: (span["day"], span["from"]))
    if any(span["from"] >= span["to"] for span in ordered):
        raise HoursOverlap(path="hours")
    if any(one["day"] == two["day"] and one["to"] > two["from"] for one, two in pairwise(ordered)):
        raise HoursOverlap(path="hours")
    return ordered


def must_serve(communities: Sequence[Community], wanted: Sequence[UUID], *, city: City, member_of: set[UUID]) -> None:
    """Let an offer name communities of its city that are open to all or that its helper belongs to.

    Raises CommunityNotNear and MembershipNeeded.
    """
    known: dict[UUID, Community] = {community.id: community for community in communities if community.city == city.code}
    for number, community_id in enumerate(wanted):
        community = known.get(community_id)
        if community is None:
            raise CommunityNotNear(path=f"community_ids.{number}")
        if community.kind != "open" and community_id not in member_of:
            raise MembershipNeeded(path=f"community_ids.{number}")


def owned(offer: Offer | None, by: UUID) -> Offer:
    """The offer, for its helper. Raises NotFound: to others it is not there."""
    if offer is None or offer.helper_id != by:
        raise NotFound
    return offer


def edited(offer: Offer, changes: Changes, *, now: datetime) -> Offer:
    """The offer with changes. Raises OfferNotOpen, PriceNeeded and HoursOverlap."""
    must_be(offer, *LIVE_STAGES)
    price = priced(changes.get("price", offer.price))
    changed = replace(
        offer,
        title=changes.get("title", offer.title),
        text=changes.get("text", offer.text),
        answers=changes.get("answers", offer.answers),
        picture_ids=changes.get("picture_ids", offer.picture_ids),
        radius_m=changes.get("radius_m", offer.radius_m),
        community_ids=changes.get("community_ids", offer.community_ids),
        price_kind=price.kind,
        price_minor=None if price.amount is None else price.amount.minor,
        hours=in_order(changes.get("hours", offer.hours)),
    )
    return _moved(changed, changed.stage, now)


def held_back(offer: Offer) -> Offer:
    """The offer, not shown until somebody has read it."""
    return replace(offer, stage="screened")


def words(offer: Offer) -> list[str]:
    """Everything in an offer that its helper wrote and others read."""
    return [offer.title, offer.text, *(answer for answer in offer.answers.values() if isinstance(answer, str))]


def screened(offer: Offer, decision: Decision, *, now: datetime) -> Offer:
    """The offer after somebody read it: open, or removed. Raises OfferNotOpen."""
    if decision == "remove":
        must_be(offer, *LIVE_STAGES)
        return _moved(offer, "removed", now)
    must_be(offer, "screened")
    return _moved(offer, "open", now)


def paused(offer: Offer, *, now: datetime) -> Offer:
    """The offer, off the map for a while; pausing twice changes nothing."""
    must_be(offer, "open", "paused")
    return offer if offer.stage == "paused" else _moved(offer, "paused", now)


def resumed(offer: Offer, *, now: datetime) -> Offer:
    """The offer, back on the map; resuming twice changes nothing."""
    must_be(offer, "open", "paused")
    return offer if offer.stage == "open" else _moved(offer, "open", now)


def withdrawn(offer: Offer, *, now: datetime) -> Offer:
    """The offer, taken back."""
    must_be(offer, *LIVE_STAGES)
    return _moved(offer, "withdrawn", now)


def must_be(offer: Offer, *stages: Stage) -> None:
    """Raise OfferNotOpen unless the offer is in one of these stages."""
    if offer.stage not in stages:
        raise OfferNotOpen(stage=offer.stage)


def is_seen_by(offer: Offer, viewer_id: UUID | None, *, is_operator: bool) -> bool:
    """Whether somebody may read the offer: its helper and operators always, others while it is on the map."""
    return is_operator or offer.helper_id == viewer_id or offer.stage == "open"


def is_within_hours(hours: Sequence[dict[str, Any]], local: datetime) -> bool:
    """Whether a city's local time is within an offer's hours; no hours are all hours."""
    minute = f"{local:%H:%M}"
    return not hours or any(span["day"] == local.isoweekday() and span["from"] <= minute < span["to"] for span in hours)


def is_reached(helper: Availability | None, radius_m: int, distance_m: float | None) -> bool:
    """Whether a helper is switched on and, as far as is known (`distance_m` to its centre), inside a service area."""
    return helper is not None and helper.is_available and (distance_m is None or distance_m <= radius_m)


def reached(offer: Offer, is_available: bool) -> Offer:  # noqa: FBT001 - a fact, not a mode
    """The offer with its helper near or not."""
    return replace(offer, is_available=is_available)


def switched(before: Availability | None, switch: Switch, *, moved_m: float | None, now: datetime) -> Availability | None:
    """Where a helper stands after a switch; None when that is not worth a write. `moved_m` is None where it is unknown.

    Whoever is off is nowhere: their last point is forgotten.
    """
    at = switch.at if switch.is_available else None
    quiet = (before.quiet_from_hour, before.quiet_to_hour) if before else (None, None)
    if switch.quiet_hours is not None:
        quiet = switch.quiet_hours if switch.quiet_hours[0] != switch.quiet_hours[1] else (None, None)
    after = Availability(
        switch.person_id, switch.is_available, at.lat if at else None, at.lon if at else None, quiet[0], quiet[1], now
    )
    if before is None or before.is_available != after.is_available or quiet != (before.quiet_from_hour, before.quiet_to_hour):
        return after
    if not after.is_available:
        return None
    stayed = moved_m <= MOVED_M if moved_m is not None else before.point == at
    return None if stayed and now - before.at < SEEN_AGAIN else after


def _moved(offer: Offer, stage: Stage, now: datetime) -> Offer:
    return replace(offer, stage=stage, updated_at=now, version=offer.version + 1)
