"""What people do with offers and with their switch, and what other domains ask of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from everywhere.help.categories import actions as categories
from everywhere.help.categories.types import Decision
from everywhere.help.offers import rules, store
from everywhere.help.offers.types import (
    Availability,
    AvailabilityChanged,
    Changes,
    Draft,
    Offer,
    OfferChanged,
    OfferClosed,
    OfferHeldBack,
    OfferId,
    OfferPosted,
    Price,
    Stage,
    Switch,
)
from everywhere.kernel import files, ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import City, Community, Point
from everywhere.standing.gates import actions as gates
from everywhere.standing.gates.types import Job

is_within_hours = rules.is_within_hours
EXPORT_MAX = 10_000


async def post(tx: Tx, who: Person, draft: Draft, *, now: datetime) -> Offer:
    """Put an offer on the map, or before somebody who reads it first.

    Raises UnknownCategory, CategoryOff, AnswersDoNotFit, OutsideCities, TooManyOffers, UnknownPicture, CommunityNotNear,
    MembershipNeeded, PriceNeeded, WrongCurrency, FeeBelowFloor, StandingTooLow and HoursOverlap.
    """
    await store.lock_helpers(tx, [who.person_id])
    city = await places.city_at(tx, draft.at)
    category = await categories.get(tx, draft.category)
    categories.must_fit(category, draft.answers)
    await files.must_be_mine(tx, who.person_id, draft.picture_ids)
    await _must_serve(tx, who, draft.community_ids, city, now)
    _must_be_lawful(city, draft.price)
    job = Job(None if draft.price.amount is None else draft.price.amount.minor, is_held=True)
    served: list[UUID | None] = [*draft.community_ids] or [None]
    for community_id in served:
        await gates.must_pass(tx, who, "offer", categories.gated(category), community_id, job, now=now)
    rules.must_have_room(await store.count_live(tx, await people.regions_of(tx, who.person_id), who.person_id))
    shown = await places.blur(tx, who.person_id, draft.at, now=now)
    helper = (await store.availability_of(tx, [who.person_id])).get(who.person_id)
    offer = rules.posted(
        draft,
        offer_id=OfferId(ids.placed_id(shown.region, now=now)),
        helper_id=who.person_id,
        city=city,
        shown=shown,
        is_available=rules.is_reached(helper, draft.radius_m, _distance_m(helper, draft.at)),
        now=now,
    )
    if categories.suspicion(category, *rules.words(offer)):
        offer = rules.held_back(offer)
    await store.insert(tx, offer)
    await people.been_in(tx, who.person_id, offer.region)
    await outbox.emit(tx, OfferPosted(offer.id) if offer.stage == "open" else OfferHeldBack(offer.id))
    return offer


async def get(tx: ReadTx, offer_id: UUID) -> Offer:
    """One offer, whoever asks. Raises NotFound."""
    offer = await store.read(tx, offer_id)
    if offer is None:
        raise NotFound
    return offer


async def seen(tx: ReadTx, viewer: Person | None, offer_id: UUID) -> Offer:
    """One offer as far as somebody may read it. Raises NotFound, for an offer of somebody blocked too."""
    offer = await get(tx, offer_id)
    viewer_id = None if viewer is None else viewer.person_id
    if not rules.is_seen_by(offer, viewer_id, is_operator=viewer is not None and viewer.role == "operator"):
        raise NotFound
    if viewer is not None and viewer.role != "operator":
        await people.must_be_unblocked(tx, viewer.person_id, offer.helper_id)
    return offer


async def mine(tx: ReadTx, who: Person, *, stage: Stage | None, before: UUID | None, limit: int) -> list[Offer]:
    """A person's own offers, newest first."""
    regions = await people.regions_of(tx, who.person_id)
    return await store.of_helper(tx, regions, who.person_id, stage=stage, before=before, limit=limit)


async def edit(tx: Tx, who: Person, offer_id: UUID, changes: Changes, *, must_match: Callable[[int], None], now: datetime) -> Offer:
    """Change an offer. `must_match` is given the present version and may refuse it."""
    await store.lock_helpers(tx, [who.person_id])
    offer = rules.owned(await store.lock(tx, offer_id), who.person_id)
    must_match(offer.version)
    edited = rules.edited(offer, changes, now=now)
    category = await categories.get(tx, offer.category)
    categories.must_fit(category, edited.answers)
    city = await places.city(tx, offer.city)
    await files.must_be_mine(tx, who.person_id, changes.get("picture_ids", []))
    await _must_serve(tx, who, changes.get("community_ids", []), city, now)
    _must_be_lawful(city, changes.get("price", offer.price))
    if rules.words(edited) != rules.words(offer) and categories.suspicion(category, *rules.words(edited)):
        edited = rules.held_back(edited)
    helper = (await store.availability_of(tx, [who.person_id])).get(who.person_id)
    edited = rules.reached(edited, rules.is_reached(helper, edited.radius_m, _distance_m(helper, edited.exact)))
    await store.save(tx, edited)
    await outbox.emit(tx, OfferChanged(offer.id) if edited.stage == offer.stage else OfferHeldBack(offer.id))
    return edited


async def pause(tx: Tx, who: Person, offer_id: UUID, *, now: datetime) -> Offer:
    """Take an offer off the map for a while."""
    offer = rules.owned(await store.lock(tx, offer_id), who.person_id)
    return await _moved(tx, offer, rules.paused(offer, now=now))


async def resume(tx: Tx, who: Person, offer_id: UUID, *, now: datetime) -> Offer:
    """Put a paused offer back on the map."""
    offer = rules.owned(await store.lock(tx, offer_id), who.person_id)
    return await _moved(tx, offer, rules.resumed(offer, now=now))


async def withdraw(tx: Tx, who: Person, offer_id: UUID, *, must_match: Callable[[int], None], now: datetime) -> Offer:
    """Take an offer back for good. Once is as good as twice."""
    offer = rules.owned(await store.lock(tx, offer_id), who.person_id)
    if offer.stage == "withdrawn":
        return offer
    must_match(offer.version)
    return await _moved(tx, offer, rules.withdrawn(offer, now=now))


async def screen(tx: Tx, offer_id: UUID, decision: Decision, *, now: datetime) -> Offer:
    """Let an offer that was held back go live, or remove one; for operators. Raises NotFound and OfferNotOpen."""
    offer = await _locked(tx, offer_id)
    return await _moved(tx, offer, rules.screened(offer, decision, now=now))


async def lock_open(tx: Tx, offer_id: UUID) -> Offer:
    """An open offer, locked until the transaction ends. Raises NotFound and OfferNotOpen."""
    offer = await _locked(tx, offer_id)
    rules.must_be(offer, "open")
    return offer


def is_open_now(offer: Offer, city: City, *, now: datetime) -> bool:
    """Whether somebody could come now: the offer is open, its helper is on and near, and it is within the hours."""
    return (
        offer.stage == "open" and offer.is_available and rules.is_within_hours(offer.hours, now.astimezone(ZoneInfo(city.timezone)))
    )


async def availability_of(tx: ReadTx, person_ids: Sequence[UUID]) -> dict[UUID, Availability]:
    """The switches of people by id; who was never on is not there."""
    return await store.availability_of(tx, person_ids)


async def set_availability(tx: Tx, switches: Sequence[Switch], *, now: datetime) -> dict[UUID, Availability]:
    """Switch helpers on, move them, switch them off, and answer how they stand; one switch a person. What nobody would notice is not written."""
    await store.lock_helpers(tx, [switch.person_id for switch in switches])
    before = await store.availability_of(tx, [switch.person_id for switch in switches])
    after = [changed for switch in switches if (changed := _switched(before.get(switch.person_id), switch, now)) is not None]
    if not after:
        return before
    await store.set_availability(tx, after)
    flipped = await _flip_offers(tx, after)
    await places.note_presences(tx, {each.person_id: each.point for each in after if each.point is not None}, now=now)
    was_on = {person_id for person_id, was in before.items() if was.is_available}
    noticed = [each.person_id for each in after if each.person_id in flipped or (each.person_id in was_on) != each.is_available]
    if noticed:
        await outbox.emit_all(tx, [AvailabilityChanged(person_id) for person_id in noticed])
    return before | {each.person_id: each for each in after}


async def export(tx: ReadTx, person_id: UUID) -> list[Offer]:
    """Everything that a person ever offered."""
    regions = await people.regions_of(tx, person_id)
    return await store.of_helper(tx, regions, person_id, stage=None, before=None, limit=EXPORT_MAX)


async def forget_person(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Take back what a person who is gone still offers, and take the words out of what they ever offered."""
    await store.lock_helpers(tx, [person_id])
    regions = await people.regions_of(tx, person_id)
    for offer in await store.lock_live_of(tx, regions, [person_id]):
        await _moved(tx, offer, rules.withdrawn(offer, now=now))
    await store.scrub(tx, regions, person_id)


def _switched(before: Availability | None, switch: Switch, now: datetime) -> Availability | None:
    moved_m = _distance_m(before, switch.at) if switch.at is not None else None
    return rules.switched(before, switch, moved_m=moved_m, now=now)


def _distance_m(helper: Availability | None, to: Point) -> float | None:
    return None if helper is None or helper.point is None else places.distance_m(helper.point, to)


async def _flip_offers(tx: Tx, helpers: Sequence[Availability]) -> set[UUID]:
    """Turn the offers around that a helper has come into or out of reach of; returns whose there are."""
    been = await people.regions_of_each(tx, [helper.person_id for helper in helpers])
    turning = await store.turning(tx, helpers, been)
    await store.flip(tx, turning)
    return {offer.helper_id for offer in turning}


async def _must_serve(tx: ReadTx, who: Person, community_ids: Sequence[UUID], city: City, now: datetime) -> None:
    if not community_ids:
        return
    named: list[Community] = await places.communities_named(tx, community_ids)
    member_of: set[UUID] = {each.community_id for each in await places.memberships(tx, who.person_id, now=now)}
    rules.must_serve(named, community_ids, city=city, member_of=member_of)


def _must_be_lawful(city: City, price: Price) -> None:
    places.must_meet_floor(city, price.amount, rules.lawful_minutes(price), path="price.amount")


async def _moved(tx: Tx, before: Offer, after: Offer) -> Offer:
    if after is before:
        return before
    await store.save(tx, after)
    await outbox.emit(tx, OfferPosted(after.id) if after.stage == "open" else OfferClosed(after.id, after.stage))
    return after


async def _locked(tx: Tx, offer_id: UUID) -> Offer:
    offer = await store.lock(tx, offer_id)
    if offer is None:
        raise NotFound
    return offer
