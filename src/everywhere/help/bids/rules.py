"""How two people come to terms: versions, whose turn it is, and how long a bid waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import assert_never
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
    Stage,
    TooManyVersions,
)
from everywhere.help.deals.types import Agreement
from everywhere.help.needs.types import Need, WindowInPast, WindowTooFar, WindowTooShort
from everywhere.help.offers.types import Offer
from everywhere.kernel.errors import NotAllowed, VersionMoved
from everywhere.places import actions as places
from everywhere.places.types import City, CommunityId, Shown

ANSWERED_WITHIN = timedelta(hours=24)
PLAN_AHEAD = timedelta(days=90)
LATE_START = timedelta(minutes=5)
"""A window may have begun so long ago: typing takes time."""
VERSIONS_MAX = 50


def on_need(need: Need, proposal: Proposal, *, bid_id: BidId, helper_id: UUID, city: City, now: datetime) -> Bid:
    """A helper's first version. Raises OwnNeed, WindowInPast, WindowTooFar, WindowTooShort, WrongCurrency, FeeBelowFloor."""
    if helper_id == need.asker_id:
        raise OwnNeed
    minutes = proposal.minutes or need.minutes
    starts_at, ends_at = window(proposal, need.starts_at, need.ends_at, minutes, now=now)
    places.must_meet_floor(city, proposal.fee, minutes)
    return Bid(
        region=need.region,
        id=bid_id,
        need_id=need.id,
        offer_id=None,
        asker_id=need.asker_id,
        helper_id=helper_id,
        city=need.city,
        category=need.category,
        title=need.title,
        version=1,
        proposed_by=helper_id,
        fee_minor=proposal.fee.minor,
        currency=proposal.fee.currency,
        starts_at=starts_at,
        ends_at=ends_at,
        minutes=minutes,
        note=proposal.note,
        payment=need.payment,
        materials=need.materials,
        community_id=need.community_id,
        cell=need.cell,
        lat=need.lat,
        lon=need.lon,
        exact_lat=need.exact_lat,
        exact_lon=need.exact_lon,
        exact_note=need.exact_note,
        stage="open",
        expires_at=min(waits_until(ends_at, now=now), need.expires_at),
        created_at=now,
        updated_at=now,
    )


def on_offer(
    offer: Offer,
    booking: Booking,
    *,
    bid_id: BidId,
    asker_id: UUID,
    city: City,
    community_id: CommunityId | None,
    shown: Shown,
    typical_minutes: int,
    now: datetime,
) -> Bid:
    """An asker's first version. Raises OwnOffer, OutsideServiceArea, and for window and fee what `on_need` raises."""
    if asker_id == offer.helper_id:
        raise OwnOffer
    if not _reaches(offer, booking, community_id):
        raise OutsideServiceArea(path="at", radius_m=offer.radius_m)
    proposal = booking.proposal
    minutes = proposal.minutes or typical_minutes
    starts_at, ends_at = window(proposal, now, now + timedelta(minutes=minutes), minutes, now=now)
    places.must_meet_floor(city, proposal.fee, minutes)
    return Bid(
        region=offer.region,
        id=bid_id,
        need_id=None,
        offer_id=offer.id,
        asker_id=asker_id,
        helper_id=offer.helper_id,
        city=city.code,
        category=offer.category,
        title=offer.title,
        version=1,
        proposed_by=asker_id,
        fee_minor=proposal.fee.minor,
        currency=proposal.fee.currency,
        starts_at=starts_at,
        ends_at=ends_at,
        minutes=minutes,
        note=proposal.note,
        payment=booking.payment,
        materials=booking.materials,
        community_id=community_id,
        cell=shown.cell,
        lat=shown.lat,
        lon=shown.lon,
        exact_lat=booking.at.lat,
        exact_lon=booking.at.lon,
        exact_note=booking.place_note,
        stage="open",
        expires_at=waits_until(ends_at, now=now),
        created_at=now,
        updated_at=now,
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


def agreement(bid: Bid, *, scope: str, by: UUID) -> Agreement:
    """What both said yes to."""
    return Agreement(
        region=bid.region,
        need_id=bid.need_id,
        offer_id=bid.offer_id,
        bid_id=bid.id,
        bid_version=bid.version,
        asker_id=bid.asker_id,
        helper_id=bid.helper_id,
        accepted_by=by,
        community_id=bid.community_id,
        city=bid.city,
        category=bid.category,
        title=bid.title,
        scope=scope,
        starts_at=bid.starts_at,
        ends_at=bid.ends_at,
        minutes=bid.minutes,
        cell=bid.cell,
        lat=bid.lat,
        lon=bid.lon,
        exact_lat=bid.exact_lat,
        exact_lon=bid.exact_lon,
        exact_note=bid.exact_note,
        fee=bid.fee,
        materials=bid.materials,
        payment=bid.payment,
    )


def _reaches(offer: Offer, booking: Booking, community_id: CommunityId | None) -> bool:
    if offer.community_ids:
        return community_id in offer.community_ids
    return places.distance_m(offer.exact, booking.at) <= offer.radius_m
