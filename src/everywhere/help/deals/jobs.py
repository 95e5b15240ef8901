"""What follows a step of a deal: both hear of it, its need is closed or opened again, and its deadline is watched."""

from datetime import datetime
from uuid import UUID

from everywhere.help.deals import actions
from everywhere.help.deals.types import Deal, DealHappened
from everywhere.help.needs import actions as needs
from everywhere.help.needs.types import NeedNotOpen
from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.jobs import Job
from everywhere.notify import actions as notify
from everywhere.notify.types import person_topic
from everywhere.pay.escrow import actions as escrow
from everywhere.pay.providers.transits import actions as transits
from everywhere.people.types import PersonErased


class MeetDeadline(Job, frozen=True):
    """Do what a deal said would happen by itself."""

    deal_id: UUID


async def meet_deadline(db: Database, job: MeetDeadline, now: datetime) -> None:
    """Do it, if the deal still waits for it; what happened since has moved its deadline."""
    await db.transact(lambda tx: actions.meet_deadline(tx, job.deal_id, now=now))


async def watch_deadline(tx: Tx, event: DealHappened, now: datetime) -> None:
    """Come back when the deal's deadline passes."""
    deal = await actions.get(tx, event.deal_id)
    if deal.deadline_at is not None and deal.deadline_does in ("cancel", "complete"):
        once = f"deadline:{deal.id}:{deal.deadline_at.isoformat()}"
        await jobs.later(tx, MeetDeadline(event.deal_id), at=deal.deadline_at, now=now, once=once)


async def tell_both(tx: Tx, event: DealHappened, now: datetime) -> None:
    """Put what happened into both inboxes and onto both screens."""
    deal = await actions.get(tx, event.deal_id)
    happening = await actions.happening(tx, event.deal_id, event.version)
    if happening is None:
        return
    facts = {"title": deal.title, "fee": deal.price, "stage": deal.stage, **happening.facts}
    changed = {"deal_id": deal.id, "version": event.version, "stage": deal.stage, "kind": happening.kind}
    for person_id in (deal.asker_id, deal.helper_id):
        await notify.tell(tx, person_id, f"deal_{happening.kind}", facts, subject_kind="deal", subject_id=deal.id, now=now)
        await notify.show(tx, person_topic(person_id), "deal_changed", changed, now=now)


async def settle_need(tx: Tx, event: DealHappened, now: datetime) -> None:
    """Open the need again when its helper went before the start, else close it: its deal is over."""
    deal = await actions.get(tx, event.deal_id)
    if deal.need_id is None:
        return
    try:
        await (needs.reopen if _helper_went(deal) else needs.close)(tx, deal.need_id, now=now)
    except NeedNotOpen:
        return  # an operator removed it, or this was heard before


async def send_released(tx: Tx, event: DealHappened, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """Let what this step paid to the helper leave by their provider, where they want that."""
    deal = await actions.get(tx, event.deal_id)
    paid = await escrow.released(tx, deal.id, deal.currency, payer_id=deal.asker_id, leg=event.version)
    await transits.hear_of_release(tx, deal.helper_id, paid, group_id=deal.id)


async def part_with(tx: Tx, event: PersonErased, now: datetime) -> None:
    """End what somebody who is gone had agreed."""
    await actions.part_with(tx, event.person_id, now=now)


def _helper_went(deal: Deal) -> bool:
    return deal.stage == "cancelled" and deal.started_at is None and deal.cancelled_by == deal.helper_id
