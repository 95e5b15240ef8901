"""How two people come to terms: versions, whose turn it is, and how long a bid waits."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, assert_never
from uuid import UUID

from everywhere.help.bids.types import (
    Action,
    Bid,
    BidId,
    BidNotOpen,
    Booking,
    OutsideServiceArea,
    OwnNeed,
    OwnOffer,
    OwnProposal,
    Proposal,
    Spot,
    Stage,
    TooManyVersions,
)
from everywhere.help.deals.types import Agreement
from everywhere.help.needs.types import Need, WindowInPast, WindowTooFar, WindowTooShort
from everywhere.help.offers.types import Offer
from everywhere.kernel.errors import NotAllowed, VersionMoved
from everywhere.places import actions as places
from everywhere.places.types import City, CommunityId

ANSWERED_WITHIN = timedelta(hours=24)
PLAN_AHEAD = timedelta(days=90)
LATE_START = timedelta(minutes=5)
"""A window may have begun so long ago: typing takes time."""
VERSIONS_MAX = 50
_WHERE = ("cell", "lat", "lon", "exact_lat", "exact_lon", "exact_note")


def on_need(need: Need, proposal: Proposal, *, bid_id: BidId, helper_id: UUID, city: City, now: datetime) -> Bid:
    """A helper's first version. Raises OwnNeed, WindowInPast, WindowTooFar, WindowTooShort, WrongCurrency, FeeBelowFloor."""
    if helper_id == need.asker_id:
        raise OwnNeed
    where: dict[str, Any] = {name: getattr(need, name) for name in _WHERE}
    first = _first_version(proposal, need.minutes, (need.starts_at, need.ends_at), by=helper_id, city=city, now=now)
    bid = Bid(
        **where,
        **first,
        region=need.region,
        id=bid_id,
        need_id=need.id,
        offer_id=None,
        asker_id=need.asker_id,
        helper_id=helper_id,
        category=need.category,
        title=need.title,
        payment=need.payment,
        materials=need.materials,
        community_id=need.community_id,
    )
    return replace(bid, expires_at=min(bid.expires_at, need.expires_at))


def on_offer(
    offer: Offer, booking: Booking, spot: Spot, *, bid_id: BidId, asker_id: UUID, typical_minutes: int, now: datetime
) -> Bid:
    """An asker's first version. Raises OwnOffer, OutsideServiceArea, and for window and fee what `on_need` raises."""
    if asker_id == offer.helper_id:
        raise OwnOffer
    if not _reaches(offer, booking, spot.community_id):
        raise OutsideServiceArea(path="at", radius_m=offer.radius_m)
    soon = (now, now + timedelta(minutes=booking.proposal.minutes or typical_minutes))
    first = _first_version(booking.proposal, typical_minutes, soon, by=asker_id, city=spot.city, now=now)
    return Bid(
        **first,
        region=offer.region,
        id=bid_id,
        need_id=None,
        offer_id=offer.id,
        asker_id=asker_id,
        helper_id=offer.helper_id,
        category=offer.category,
        title=offer.title,
        payment=booking.payment,
        materials=booking.materials,
        community_id=spot.community_id,
        cell=spot.shown.cell,
        lat=spot.shown.lat,
        lon=spot.shown.lon,
        exact_lat=booking.at.lat,
        exact_lon=booking.at.lon,
        exact_note=booking.place_note,
    )


def window(proposal: Proposal, starts_at: datetime, ends_at: datetime, minutes: int, *, now: datetime) -> tuple[datetime, datetime]:
    """When it is to be: what the proposal names, else what was said before; a start alone moves the window as it is."""
    if proposal.starts_at is None and proposal.ends_at is None:
        if ends_at - starts_at < timedelta(minutes=minutes):
            raise WindowTooShort(path="minutes", minutes=minutes)
        return starts_at, ends_at
    start = proposal.starts_at or starts_at
    if proposal.starts_at is not None and start < now - LATE_START:
        raise WindowInPast(path="starts_at")
    if start > now + PLAN_AHEAD:
        raise WindowTooFar(path="starts_at", days=PLAN_AHEAD.days)
    end = proposal.ends_at or start + max(ends_at - starts_at, timedelta(minutes=minutes))
    if end > now + PLAN_AHEAD:
        raise WindowTooFar(path="ends_at", days=PLAN_AHEAD.days)
    if end - start < timedelta(minutes=minutes) or end <= now:
        raise WindowTooShort(path="ends_at", minutes=minutes)
    return start.astimezone(UTC), end.astimezone(UTC)


def waits_until(ends_at: datetime, *, now: datetime) -> datetime:
    """How long a version waits for its answer: a day, or until its window is over."""
    return min(now + ANSWERED_WITHIN, ends_at)


def can(bid: Bid, person_id: UUID, *, now: datetime) -> frozenset[Action]:
    """What one of the two may do with the bid now."""
    if bid.stage != "open" or bid.expires_at <= now:
        return frozenset()
    answers: frozenset[Action] = frozenset() if person_id == bid.proposed_by else frozenset({"accept", "decline"})
    ends: frozenset[Action] = frozenset({"withdraw"}) if person_id == bid.bidder_id else frozenset({"decline"})
    return answers | ends | {"counter"}


def must(bid: Bid, person_id: UUID, action: Action, *, now: datetime) -> None:
    """Raise BidNotOpen, OwnProposal or NotAllowed for what this one of the two may not do now."""
    if bid.stage != "open" or bid.expires_at <= now:
        raise BidNotOpen(stage="expired" if bid.stage == "open" else bid.stage)
    if action in can(bid, person_id, now=now):
        return
    match action:
        case "accept" | "decline":
            raise OwnProposal(version=bid.version)
        case "withdraw" | "counter":
            raise NotAllowed
        case _:
            assert_never(action)


def must_be_at(bid: Bid, version: int) -> None:
    """Raise VersionMoved when another version was written since."""
    if version != bid.version:
        raise VersionMoved(version=bid.version)


def countered(
    bid: Bid, proposal: Proposal, *, by: UUID, version: int, city: City, last_chance: datetime | None, now: datetime
) -> Bid:
    """The bid at its next version, which the other may accept. `last_chance` is when its need expires."""
    must(bid, by, "counter", now=now)
    must_be_at(bid, version)
    if bid.version >= VERSIONS_MAX:
        raise TooManyVersions(limit=VERSIONS_MAX)
    minutes = proposal.minutes or bid.minutes
    starts_at, ends_at = window(proposal, bid.starts_at, bid.ends_at, minutes, now=now)
    places.must_meet_floor(city, proposal.fee, minutes)
    until = waits_until(ends_at, now=now)
    return replace(
        bid,
        version=bid.version + 1,
        proposed_by=by,
        fee_minor=proposal.fee.minor,
        starts_at=starts_at,
        ends_at=ends_at,
        minutes=minutes,
        note=proposal.note,
        expires_at=until if last_chance is None else min(until, last_chance),
        updated_at=now,
    )


def accepted(bid: Bid, *, by: UUID, version: int, now: datetime) -> Bid:
    """The bid, agreed at its present version. Raises BidNotOpen, VersionMoved, OwnProposal."""
    if bid.stage == "open":
        must_be_at(bid, version)
    must(bid, by, "accept", now=now)
    return moved(bid, "accepted", now=now)


def is_accepted_by(bid: Bid, *, by: UUID, version: int) -> bool:
    """Whether this person accepted this version already, so that doing it again answers the same deal."""
    return bid.stage == "accepted" and bid.version == version and bid.proposed_by != by


def moved(bid: Bid, stage: Stage, *, now: datetime) -> Bid:
    """The bid at another stage."""
    return replace(bid, stage=stage, updated_at=now)


def agreement(bid: Bid, *, scope: str, by: UUID, deposit_minor: int = 0) -> Agreement:
    """What both said yes to."""
    same: dict[str, Any] = {each.name: getattr(bid, each.name) for each in fields(Agreement) if hasattr(bid, each.name)}
    return Agreement(**same, bid_id=bid.id, bid_version=bid.version, accepted_by=by, scope=scope, deposit_minor=deposit_minor)


def _first_version(
    proposal: Proposal, usual_minutes: int, usual: tuple[datetime, datetime], *, by: UUID, city: City, now: datetime
) -> dict[str, Any]:
    minutes = proposal.minutes or usual_minutes
    starts_at, ends_at = window(proposal, *usual, minutes, now=now)
    places.must_meet_floor(city, proposal.fee, minutes)
    return {
        "city": city.code,
        "version": 1,
        "proposed_by": by,
        "fee_minor": proposal.fee.minor,
        "currency": proposal.fee.currency,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "minutes": minutes,
        "note": proposal.note,
        "stage": "open",
        "expires_at": waits_until(ends_at, now=now),
        "created_at": now,
        "updated_at": now,
    }


def _reaches(offer: Offer, booking: Booking, community_id: CommunityId | None) -> bool:
    if offer.community_ids:
        return community_id in offer.community_ids
    # Measured from the shown centre, with a cell's radius granted: a circle around the exact one would give it away to
    # whoever tries bookings along its edge.
    return places.distance_m(offer.shown.point, booking.at) <= offer.radius_m + places.cell_radius_m(offer.cell)
