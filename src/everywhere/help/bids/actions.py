"""Bids: place, book, counter, accept, decline, withdraw.

Locks go in one order: the need or offer, the bid, the deal, the ledger's accounts.
"""

from datetime import datetime
from uuid import UUID

from everywhere.help.bids import rules, store
from everywhere.help.bids.rules import can
from everywhere.help.bids.types import (
    AlreadyBid,
    Bid,
    BidCountered,
    BidDeclined,
    BidExpired,
    BidId,
    BidLost,
    BidMoved,
    BidPlaced,
    BidVersion,
    BidWithdrawn,
    Booking,
    OwnNeed,
    OwnOffer,
    Proposal,
    Spot,
    Stage,
)
from everywhere.help.cancelling.types import Side
from everywhere.help.categories import actions as categories
from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Deal
from everywhere.help.needs import actions as needs
from everywhere.help.needs.types import Need, NeedNotOpen
from everywhere.help.offers import actions as offers
from everywhere.help.offers.types import Offer
from everywhere.kernel import ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.standing.gates import actions as gates
from everywhere.standing.gates.types import Doing, Job

__all__ = ["can"]


async def place(tx: Tx, who: Person, need_id: UUID, proposal: Proposal, *, now: datetime) -> Bid:
    """Answer a need. Raises NotFound, OwnNeed, NeedNotOpen, StandingTooLow, AlreadyBid, and what `rules.on_need` raises."""
    seen = await needs.seen(tx, who, need_id)
    if seen.asker_id == who.person_id:
        raise OwnNeed
    need = await needs.lock_open(tx, need_id, now=now)
    await _must_be_first(tx, await store.lock_open_on_need(tx, need.id, who.person_id), now=now)
    bid = rules.on_need(
        need,
        proposal,
        bid_id=BidId(ids.placed_id(need.region, now=now)),
        helper_id=who.person_id,
        city=await places.city(tx, need.city),
        now=now,
    )
    await _must_pass(tx, who, bid, now=now)
    await needs.note_first_bid(tx, need.id, now=now)
    return await _placed(tx, who, bid)


async def book(tx: Tx, who: Person, offer_id: UUID, booking: Booking, *, now: datetime) -> Bid:
    """Ask for an offer's help. Raises NotFound, OwnOffer, OfferNotOpen, StandingTooLow, OutsideCities, AlreadyBid, and what `rules.on_offer` raises."""
    seen = await offers.seen(tx, who, offer_id)
    if seen.helper_id == who.person_id:
        raise OwnOffer
    offer = await offers.lock_open(tx, offer_id)
    await _must_be_first(tx, await store.lock_open_on_offer(tx, offer.id, who.person_id), now=now)
    community = await places.community_at(tx, booking.at)
    spot = Spot(
        city=await places.city_at(tx, booking.at),
        community_id=None if community is None else community.id,
        shown=await places.blur(tx, who.person_id, booking.at, now=now),
    )
    bid = rules.on_offer(
        offer,
        booking,
        spot,
        bid_id=BidId(ids.placed_id(offer.region, now=now)),
        asker_id=who.person_id,
        typical_minutes=(await categories.get(tx, offer.category)).typical_minutes,
        now=now,
    )
    await _must_pass(tx, who, bid, now=now)
    return await _placed(tx, who, bid)


async def counter(tx: Tx, who: Person, bid_id: UUID, proposal: Proposal, *, version: int, now: datetime) -> Bid:
    """Write the next version, by either side; only the present version can be answered (VersionMoved). Raises StandingTooLow."""
    bid = await mine(tx, who, bid_id)
    if bid.stage != "open":
        rules.must(bid, who.person_id, "counter", now=now)
    subject = await _lock_subject(tx, bid, now=now)
    bid = await _locked(tx, bid_id)
    countered = rules.countered(
        bid,
        proposal,
        by=who.person_id,
        version=version,
        city=await places.city(tx, bid.city),
        last_chance=subject.expires_at if isinstance(subject, Need) else None,
        now=now,
    )
    await _must_pass(tx, who, countered, now=now)
    await store.save(tx, countered)
    await store.add_version(tx, countered)
    await _emit(tx, BidCountered, countered, who.person_id)
    return countered


async def accept(tx: Tx, who: Person, bid_id: UUID, *, version: int, now: datetime) -> Deal:
    """Say yes to the present version: a deal, exactly once, whoever else says yes to whatever at the same moment.

    Every other open bid on the need is lost. A repeat answers the same deal.
    Raises NotFound, NeedNotOpen, OfferNotOpen, BidNotOpen, VersionMoved, OwnProposal, StandingTooLow.
    """
    bid = await mine(tx, who, bid_id)
    if rules.is_accepted_by(bid, by=who.person_id, version=version):
        return await deals.of_bid(tx, bid.id)
    try:
        subject = await _lock_subject(tx, bid, now=now)
    except NeedNotOpen:
        # Whoever was first held the need's lock until now: perhaps it was this very person, twice.
        bid = await _locked(tx, bid_id)
        if rules.is_accepted_by(bid, by=who.person_id, version=version):
            return await deals.of_bid(tx, bid.id)
        raise
    bid = await _locked(tx, bid_id)
    if rules.is_accepted_by(bid, by=who.person_id, version=version):
        return await deals.of_bid(tx, bid.id)
    accepted = rules.accepted(bid, by=who.person_id, version=version, now=now)
    await _must_pass(tx, who, accepted, now=now)
    await store.save(tx, accepted)
    if accepted.need_id is not None:
        await lose_all(tx, accepted.need_id, now=now)
    deposit_minor = await _deposit_minor(tx, accepted, now=now)
    signed = rules.agreement(accepted, scope=subject.text, by=who.person_id, deposit_minor=deposit_minor)
    return await deals.agree(tx, signed, now=now)


async def decline(tx: Tx, who: Person, bid_id: UUID, *, reason: str = "", now: datetime) -> Bid:
    """Say no; that costs nobody anything. A repeat changes nothing."""
    await mine(tx, who, bid_id)
    bid = await _locked(tx, bid_id)
    if bid.stage == "declined":
        return bid
    rules.must(bid, who.person_id, "decline", now=now)
    declined = rules.moved(bid, "declined", now=now)
    await store.save(tx, declined)
    await _emit(tx, BidDeclined, declined, who.person_id, reason)
    return declined


async def withdraw(tx: Tx, who: Person, bid_id: UUID, *, now: datetime) -> Bid:
    """Take back what one began. A repeat changes nothing."""
    await mine(tx, who, bid_id)
    bid = await _locked(tx, bid_id)
    if bid.stage == "withdrawn" and who.person_id == bid.bidder_id:
        return bid
    rules.must(bid, who.person_id, "withdraw", now=now)
    return await _moved(tx, bid, "withdrawn", BidWithdrawn, who.person_id, now=now)


async def expire(tx: Tx, bid_id: UUID, *, now: datetime) -> None:
    """Let a bid that nobody answered in time expire; one that was answered stays as it is."""
    bid = await store.lock(tx, bid_id)
    if bid is not None and bid.stage == "open" and bid.expires_at <= now:
        await _moved(tx, bid, "expired", BidExpired, None, now=now)


async def lose_all(tx: Tx, subject_id: UUID, *, now: datetime) -> None:
    """Every open bid on a need or offer is lost: it was agreed with somebody else, or is gone."""
    for bid in await store.lose_on(tx, subject_id, now=now):
        await _emit(tx, BidLost, bid, None)


async def part_with(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """End every open bid of somebody who is gone, and take their words and exact places out of the others."""
    for bid in await store.lock_open_of(tx, person_id):
        await _moved(tx, bid, "withdrawn", BidWithdrawn, person_id, now=now)
    await store.scrub(tx, person_id)


async def get(tx: ReadTx, bid_id: UUID) -> Bid:
    """A bid, for jobs. Raises NotFound."""
    bid = await store.read(tx, bid_id)
    if bid is None:
        raise NotFound
    return bid


async def mine(tx: ReadTx, who: Person, bid_id: UUID) -> Bid:
    """A bid of which this person is one of the two, neither having blocked the other. Raises NotFound."""
    bid = await get(tx, bid_id)
    if bid.side_of(who.person_id) is None:
        raise NotFound
    await people.must_be_unblocked(tx, bid.asker_id, bid.helper_id)
    return bid


async def versions(tx: ReadTx, bid: Bid) -> list[BidVersion]:
    """Every version of a bid, first to last."""
    return await store.versions(tx, bid.id)


async def on_need(tx: ReadTx, who: Person, need_id: UUID, *, before: BidId | None, limit: int) -> list[Bid]:
    """The bids on a need, newest first: its asker sees all, a helper their own. One more than `limit` where there are more."""
    await needs.seen(tx, who, need_id)
    return await _on_subject(tx, who, need_id, before=before, limit=limit)


async def on_offer(tx: ReadTx, who: Person, offer_id: UUID, *, before: BidId | None, limit: int) -> list[Bid]:
    """The bookings of an offer, newest first: its helper sees all, an asker their own. One more than `limit` where there are more."""
    await offers.seen(tx, who, offer_id)
    return await _on_subject(tx, who, offer_id, before=before, limit=limit)


async def of_person(
    tx: ReadTx, who: Person, *, side: Side | None, stage: Stage | None, before: BidId | None, limit: int
) -> list[Bid]:
    """A person's bids and bookings, and those on what is theirs, newest first; one more than `limit` where there are more."""
    regions = await people.regions_of(tx, who.person_id)
    hidden = await people.blocked_ids(tx, who.person_id)
    return await store.of_person(tx, who.person_id, regions, side=side, stage=stage, hidden=hidden, before=before, limit=limit + 1)


async def _on_subject(tx: ReadTx, who: Person, subject_id: UUID, *, before: BidId | None, limit: int) -> list[Bid]:
    hidden = await people.blocked_ids(tx, who.person_id)
    return await store.on_subject(tx, subject_id, who.person_id, hidden=hidden, before=before, limit=limit + 1)


async def _lock_subject(tx: Tx, bid: Bid, *, now: datetime) -> Need | Offer:
    if bid.need_id is not None:
        return await needs.lock_open(tx, bid.need_id, now=now)
    if bid.offer_id is not None:
        return await offers.lock_open(tx, bid.offer_id)
    raise NotFound


async def _must_pass(tx: Tx, who: Person, bid: Bid, *, now: datetime) -> None:
    """At each word said, so that nobody grows past a newcomer's job by bargaining."""
    kind = categories.gated(await categories.get(tx, bid.category))
    job = Job(bid.fee_minor, is_held=bid.payment == "balance")
    doing: Doing = "ask" if who.person_id == bid.asker_id else "offer"
    await gates.must_pass(tx, who, doing, kind, bid.community_id, job, now=now)


async def _deposit_minor(tx: Tx, bid: Bid, *, now: datetime) -> int:
    """What the asker puts down beside the price, as the gate says when the two agree."""
    kind = categories.gated(await categories.get(tx, bid.category))
    job = Job(bid.fee_minor, is_held=bid.payment == "balance")
    return (await gates.passage(tx, bid.asker_id, "ask", kind, bid.community_id, job, now=now)).deposit_minor


async def _must_be_first(tx: Tx, present: Bid | None, *, now: datetime) -> None:
    if present is None:
        return
    if present.expires_at > now:
        raise AlreadyBid(bid_id=present.id)
    await _moved(tx, present, "expired", BidExpired, None, now=now)


async def _placed(tx: Tx, who: Person, bid: Bid) -> Bid:
    await store.insert(tx, bid)
    await people.been_in(tx, who.person_id, bid.region)
    await _emit(tx, BidPlaced, bid, who.person_id)
    return bid


async def _locked(tx: Tx, bid_id: UUID) -> Bid:
    bid = await store.lock(tx, bid_id)
    if bid is None:
        raise NotFound
    return bid


async def _moved(tx: Tx, bid: Bid, stage: Stage, kind: type[BidMoved], by_id: UUID | None, *, now: datetime) -> Bid:
    moved = rules.moved(bid, stage, now=now)
    await store.save(tx, moved)
    await _emit(tx, kind, moved, by_id)
    return moved


async def _emit(tx: Tx, kind: type[BidMoved], bid: Bid, by_id: UUID | None, *more: str) -> None:
    await outbox.emit(tx, kind(bid.id, bid.need_id, bid.offer_id, bid.asker_id, bid.helper_id, by_id, *more))
