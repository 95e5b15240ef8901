"""What follows from a bid: the other side hears of it, and it expires unless it is answered."""

from datetime import datetime
from uuid import UUID

from everywhere.help.bids import actions
from everywhere.help.bids.types import (
    Bid,
    BidCountered,
    BidDeclined,
    BidLost,
    BidMoved,
    BidPlaced,
)
from everywhere.help.needs.types import NeedExpired, NeedRemoved, NeedWithdrawn
from everywhere.help.offers.types import OfferClosed
from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.errors import snake_case
from everywhere.kernel.jobs import Job
from everywhere.notify import actions as notify
from everywhere.notify.types import person_topic
from everywhere.people import actions as people
from everywhere.people.types import PersonErased


class ExpireBid(Job, frozen=True):
    """Let a bid that nobody answered expire."""

    bid_id: UUID


async def expire_bid(db: Database, job: ExpireBid, now: datetime) -> None:
    """Do it, if it is still open and its time is over."""
    await db.transact(lambda tx: actions.expire(tx, job.bid_id, now=now))


async def watch_expiry(tx: Tx, event: BidPlaced | BidCountered, now: datetime) -> None:
    """Come back when the present version has waited long enough."""
    bid = await actions.get(tx, event.bid_id)
    once = f"bid:{bid.id}:{bid.expires_at.isoformat()}"
    await jobs.later(tx, ExpireBid(bid.id), at=bid.expires_at, now=now, once=once)


async def tell(tx: Tx, event: BidMoved, now: datetime) -> None:
    """Tell the other side, or whoever waited for an answer; and show the change on both screens."""
    bid = await actions.get(tx, event.bid_id)
    kind = snake_case(type(event).__name__)
    names = await people.faces(tx, [bid.asker_id, bid.helper_id])
    reason = event.reason if isinstance(event, BidDeclined) else ""
    for person_id in _hear(bid, event):
        name = names[bid.other_than(person_id)].name
        facts = {"title": bid.title, "fee": bid.fee, "name": name, "version": bid.version, "reason": reason}
        await notify.tell(tx, person_id, kind, facts, subject_kind="bid", subject_id=bid.id, now=now)
    changed = {"bid_id": bid.id, "need_id": bid.need_id, "offer_id": bid.offer_id, "version": bid.version, "stage": bid.stage}
    for person_id in (bid.asker_id, bid.helper_id):
        await notify.show(tx, person_topic(person_id), "bid_changed", changed, now=now)


async def lose_on_need(tx: Tx, event: NeedWithdrawn | NeedExpired | NeedRemoved, now: datetime) -> None:
    """The need is gone, and every open bid with it."""
    await actions.lose_all(tx, event.need_id, now=now)


async def lose_on_offer(tx: Tx, event: OfferClosed, now: datetime) -> None:
    """The offer is gone, and every open booking with it; a pause is no end."""
    if event.stage != "paused":
        await actions.lose_all(tx, event.offer_id, now=now)


async def part_with(tx: Tx, event: PersonErased, now: datetime) -> None:
    """End the open bids of somebody who is gone."""
    await actions.part_with(tx, event.person_id, now=now)


def _hear(bid: Bid, event: BidMoved) -> list[UUID]:
    if event.by_id is not None:
        return [bid.other_than(event.by_id)]
    return [bid.bidder_id] if isinstance(event, BidLost) else [bid.asker_id, bid.helper_id]
