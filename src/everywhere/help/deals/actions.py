"""Deals: agreed, funded, worked on, delivered, completed, or called off; with the money that moves at each step."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

from everywhere.help.cancelling.types import By, Outcome, Reason, Side
from everywhere.help.categories import actions as categories
from everywhere.help.deals import rules, store
from everywhere.help.deals.rules import can, ended, is_repeat, must, stepped
from everywhere.help.deals.types import (
    Action,
    Agreement,
    Deal,
    DealAgreed,
    DealCancelled,
    DealCompleted,
    DealDelivered,
    DealDisputed,
    DealEvent,
    DealFunded,
    DealHappened,
    DealId,
    DealNoted,
    DealResolved,
    DealStarted,
    Kind,
    Stage,
)
from everywhere.help.needs import actions as needs
from everywhere.help.prices.actions import hourly_pay, price_band
from everywhere.kernel import files, ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.pay.escrow import actions as escrow
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places

__all__ = ["can", "ended", "hourly_pay", "is_repeat", "must", "price_band", "stepped"]

TIME_LINE_MAX = 200
FAULTS_SHOWN = 20
_EVENTS: dict[Kind, type[DealHappened]] = {
    "agreed": DealAgreed,
    "funded": DealFunded,
    "started": DealStarted,
    "delivered": DealDelivered,
    "completed": DealCompleted,
    "cancelled": DealCancelled,
    "disputed": DealDisputed,
    "resolved": DealResolved,
}


async def agree(tx: Tx, agreement: Agreement, *, now: datetime) -> Deal:
    """Make a deal of what both said yes to; the caller holds the need's and the bid's locks."""
    category = await categories.get(tx, agreement.category)
    deal = rules.agreed(
        agreement,
        DealId(ids.placed_id(agreement.region, now=now)),
        policy=category.cancellation_policy,
        commission_bps=await _commission_bps(tx, agreement.community_id),
        now=now,
    )
    await store.insert(tx, deal)
    if deal.need_id is not None:
        await needs.mark_agreed(tx, deal.need_id, deal.id, now=now)
    for person_id in (deal.asker_id, deal.helper_id):
        await people.been_in(tx, person_id, deal.region)
    facts = {"fee": deal.fee} | ({"deposit": deal.deposit} if deal.deposit_minor else {})
    await _tell(tx, deal, "agreed", agreement.accepted_by, facts)
    return deal


async def fund(tx: Tx, who: Person, deal_id: UUID, *, now: datetime) -> Deal:
    """Put the price, and what deposit is asked, into escrow from the asker's balance; a repeat holds nothing twice. Raises InsufficientFunds."""
    deal, side = await lock_mine(tx, who, deal_id)
    if is_repeat(deal, side, "fund"):
        return deal
    must(deal, side, "fund")
    after = rules.funded(deal, now=now)
    await record(tx, after, "funded", who.person_id, {"amount": deal.price})
    await escrow.hold(tx, deal.id, deal.asker_id, deal.price, leg=after.version, deposit=deal.deposit, now=now)
    return after


async def start(tx: Tx, who: Person, deal_id: UUID, *, now: datetime) -> Deal:
    """The helper begins; with money only once it is held. Raises TooEarly."""
    deal, side = await lock_mine(tx, who, deal_id)
    if is_repeat(deal, side, "start"):
        return deal
    must(deal, side, "start")
    return await record(tx, rules.started(deal, now=now), "started", who.person_id)


async def deliver(tx: Tx, who: Person, deal_id: UUID, *, note: str, picture_ids: list[UUID], now: datetime) -> Deal:
    """The helper says that it is done, with words and pictures of their own."""
    deal, side = await lock_mine(tx, who, deal_id)
    if is_repeat(deal, side, "deliver"):
        return deal
    must(deal, side, "deliver")
    await files.must_be_mine(tx, who.person_id, picture_ids)
    zone = ZoneInfo((await places.city(tx, deal.city)).timezone)
    after = rules.delivered(deal, note=note, picture_ids=picture_ids, zone=zone, now=now)
    return await record(tx, after, "delivered", who.person_id, {"note": note, "pictures": len(picture_ids)})


async def complete(tx: Tx, who: Person, deal_id: UUID, *, now: datetime) -> Deal:
    """The asker confirms: what is held goes to the helper. For cash: the asker confirms that it was paid."""
    return await _confirm(tx, who, deal_id, now=now, as_side="asker")


async def confirm_cash(tx: Tx, who: Person, deal_id: UUID, *, now: datetime) -> Deal:
    """The helper confirms that the cash came."""
    return await _confirm(tx, who, deal_id, now=now, as_side="helper")


async def preview(tx: ReadTx, who: Person, deal_id: UUID, reason: Reason, *, now: datetime) -> Outcome:
    """Who would pay what if this person called the deal off now for this reason."""
    deal = await mine(tx, who, deal_id)
    return rules.cancellation(deal, _side(deal, who), reason, now=now)


async def cancel(tx: Tx, who: Person, deal_id: UUID, reason: Reason, *, version: int | None = None, now: datetime) -> Deal:
    """Call it off; what is held is shared out by the category's policy. With `version`, only where nothing happened since."""
    deal, side = await lock_mine(tx, who, deal_id)
    if is_repeat(deal, side, "cancel", by=None if deal.cancelled_by is None else deal.side_of(deal.cancelled_by)):
        return deal
    rules.must_be_at(deal, version)
    return await _call_off(tx, deal, side, who.person_id, reason, now=now)


async def meet_deadline(tx: Tx, deal_id: UUID, *, now: datetime) -> None:
    """Do what was said to happen by itself, if the deal still waits for it."""
    deal = await store.lock(tx, deal_id)
    if deal is None or deal.deadline_at is None or deal.deadline_at > now:
        return
    match deal.deadline_does:
        case "cancel":
            await _call_off(tx, deal, "nobody", None, rules.why_nobody_acted(deal), now=now)
        case "complete":
            await _complete(tx, rules.completed(deal, now=now), None, paid=deal.in_escrow, now=now)
        case "escalate" | None:  # disputes have a job of their own
            return
        case _:
            assert_never(deal.deadline_does)


async def part_with(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Call off whatever somebody who is gone had agreed and nobody has begun, all money back; and forget where they lived."""
    for deal in await store.lock_unbegun_of(tx, person_id):
        await _call_off(tx, deal, "nobody", person_id, "person_left", now=now)
    await store.forget_place(tx, person_id)


async def mine(tx: ReadTx, who: Person, deal_id: UUID) -> Deal:
    """A deal of this person's. Raises NotFound for others' and unknown ones alike."""
    deal = await store.read(tx, deal_id)
    if deal is None or deal.side_of(who.person_id) is None:
        raise NotFound
    return deal


async def lock_mine(tx: Tx, who: Person, deal_id: UUID) -> tuple[Deal, Side]:
    """A deal of this person's and which side they are, for this transaction alone. Raises NotFound like `mine`."""
    deal = await store.lock(tx, deal_id)
    if deal is None or deal.side_of(who.person_id) is None:
        raise NotFound
    return deal, _side(deal, who)


async def get(tx: ReadTx, deal_id: UUID) -> Deal:
    """A deal, for jobs and operators. Raises NotFound."""
    deal = await store.read(tx, deal_id)
    if deal is None:
        raise NotFound
    return deal


async def lock(tx: Tx, deal_id: UUID) -> Deal:
    """A deal for this transaction alone, for jobs and operators. Raises NotFound."""
    deal = await store.lock(tx, deal_id)
    if deal is None:
        raise NotFound
    return deal


async def of_bid(tx: ReadTx, bid_id: UUID) -> Deal:
    """The deal that a bid became. Raises NotFound."""
    if (deal := await store.of_bid(tx, bid_id)) is None:
        raise NotFound
    return deal


async def of_person(
    tx: ReadTx, who: Person, *, side: Side | None, stage: Stage | None, before: DealId | None, limit: int
) -> list[Deal]:
    """A person's deals, newest first; one more than `limit` where there are more."""
    regions = await people.regions_of(tx, who.person_id)
    return await store.of_person(tx, who.person_id, regions, side=side, stage=stage, before=before, limit=limit + 1)


async def time_line(tx: ReadTx, deal_id: UUID) -> list[DealEvent]:
    """What happened to a deal, oldest first."""
    return await store.events(tx, deal_id, limit=TIME_LINE_MAX)


async def happening(tx: ReadTx, deal_id: UUID, version: int) -> DealEvent | None:
    """What made a version of a deal."""
    return await store.event(tx, deal_id, version)


async def faults(tx: ReadTx) -> list[str]:
    """What is wrong with the money of deals, in words; the escrow of a deal that is over is empty."""
    strays = await store.stray_escrows(tx, limit=FAULTS_SHOWN)
    return [f"deal {each.deal_id} says that {each.said_minor} is held, its escrow has {each.held_minor}" for each in strays]


async def record(tx: Tx, deal: Deal, kind: Kind, by_id: UUID | None, facts: Mapping[str, Any] | None = None) -> Deal:
    """Save a deal's next version with its line of the time line, and tell who listens."""
    await store.save(tx, deal)
    await _tell(tx, deal, kind, by_id, facts or {})
    return deal


async def share_out(tx: Tx, deal: Deal, *, to_helper: Money, to_asker: Money, now: datetime) -> None:
    """Move money out of a deal's escrow, as its present version says; the commission comes off the helper's part.

    With the deal over its deposit goes back, less what its dispute took. Last in a transaction: the ledger's accounts stay locked until it ends.
    """
    deposit = rules.deposit_let_go(deal)
    if to_helper.minor + to_asker.minor == 0 and deposit is None:
        return
    await escrow.split(
        tx,
        deal.id,
        payee_id=deal.helper_id,
        to_payee=to_helper,
        payer_id=deal.asker_id,
        to_payer=to_asker,
        leg=deal.version,
        commission_bps=deal.commission_bps,
        community_id=deal.community_id,
        deposit=deposit,
        now=now,
    )


async def _confirm(tx: Tx, who: Person, deal_id: UUID, *, as_side: Side, now: datetime) -> Deal:
    deal, side = await lock_mine(tx, who, deal_id)
    action: Action = "complete" if as_side == "asker" else "confirm_cash"
    if is_repeat(deal, side, action):
        return deal
    must(deal, side, action)
    after = rules.confirmed(deal, side, now=now)
    if after.stage == "completed":
        return await _complete(tx, after, who.person_id, paid=deal.in_escrow, now=now)
    return await record(tx, after, "cash_confirmed", who.person_id)


async def _complete(tx: Tx, after: Deal, by_id: UUID | None, *, paid: Money, now: datetime) -> Deal:
    await record(tx, after, "completed", by_id, {"to_helper": paid})
    await share_out(tx, after, to_helper=paid, to_asker=after.money(0), now=now)
    return after


async def _call_off(tx: Tx, deal: Deal, by: By, by_id: UUID | None, reason: Reason, *, now: datetime) -> Deal:
    outcome = rules.cancellation(deal, by, reason, now=now)
    after = ended(deal, "cancelled", to_helper=outcome.to_helper, now=now)
    after = replace(after, cancel_reason=reason, cancelled_by=by_id)
    shares = {"to_helper": outcome.to_helper, "to_asker": outcome.to_asker}
    await record(tx, after, "cancelled", by_id, {"reason": reason, "why": outcome.why, **shares})
    await share_out(tx, after, **shares, now=now)
    return after


async def _tell(tx: Tx, deal: Deal, kind: Kind, by_id: UUID | None, facts: Mapping[str, Any]) -> None:
    await store.add_event(tx, deal, kind, by_id, dict(facts))
    await outbox.emit(tx, _EVENTS.get(kind, DealNoted)(deal.id, deal.asker_id, deal.helper_id, deal.version))


async def _commission_bps(tx: ReadTx, community_id: UUID | None) -> int:
    if community_id is None:
        return 0
    try:
        return (await places.community(tx, community_id)).commission_bps
    except NotFound:  # the community was closed since; its commission with it
        return 0


def _side(deal: Deal, who: Person) -> Side:
    return "asker" if who.person_id == deal.asker_id else "helper"
