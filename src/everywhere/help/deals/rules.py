"""The deal's state machine: who may do what at which stage, what it turns the deal into, and what happens by itself when.

    agreed → funded → under_way → delivered → completed      beside: cancelled, disputed → resolved

A cash deal is never funded: it starts straight from `agreed`, and is completed when both confirm the cash.
"""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from everywhere.help.cancelling import actions as cancelling
from everywhere.help.cancelling.types import By, Case, Outcome, Policy, Reason, Side
from everywhere.help.deals.types import (
    Action,
    Agreement,
    Deadline,
    Deal,
    DealId,
    DealPastThisStep,
    Stage,
)
from everywhere.kernel.errors import NotAllowed, Refusal, VersionMoved
from everywhere.kernel.money import Money
from everywhere.pay.escrow import types as escrow

FUNDED_WITHIN = timedelta(hours=24)
FUNDED_AT_LEAST = timedelta(minutes=15)
STARTED_WITHIN = timedelta(hours=24)
DELIVERED_WITHIN = timedelta(hours=72)
CONFIRMED_WITHIN = timedelta(hours=48)
CONFIRMED_WITHIN_OVER_WEEKEND = timedelta(hours=72)
EARLY_START = timedelta(hours=1)
SATURDAY = 6

ACTIONS_OF: dict[Side, frozenset[Action]] = {
    "asker": frozenset({"fund", "complete", "cancel", "dispute", "release", "top_up", "tip", "settle"}),
    "helper": frozenset({"start", "deliver", "confirm_cash", "cancel", "dispute", "top_up", "settle"}),
}


_TERMS = [each.name for each in fields(Agreement) if each.name not in ("fee", "accepted_by")]


class TooEarly(Refusal):
    """The work begins in a window that is still far off."""


def can(deal: Deal, side: Side) -> frozenset[Action]:
    """What a side may do with the deal as it stands."""
    return _open_at(deal) & ACTIONS_OF[side]


def must(deal: Deal, side: Side, action: Action) -> None:
    """Raise NotAllowed for what is the other side's to do, DealPastThisStep for what is not to be done at this stage."""
    if action not in ACTIONS_OF[side]:
        raise NotAllowed
    if action not in can(deal, side):
        raise DealPastThisStep(stage=deal.stage, version=deal.version, can=sorted(can(deal, side)))


def must_be_at(deal: Deal, version: int | None) -> None:
    """Raise VersionMoved when something happened since `version` was read."""
    if version is not None and version != deal.version:
        raise VersionMoved(version=deal.version)


def is_repeat(deal: Deal, side: Side, action: Action, *, by: Side | None = None) -> bool:
    """Whether this side did just this already, so that asking again is no error and changes nothing.

    `by` says who called the deal off, or opened its dispute.
    """
    match action:
        case "fund":
            done = deal.stage == "funded"
        case "start":
            done = deal.stage == "under_way"
        case "deliver":
            done = deal.stage == "delivered"
        case "complete":
            done = deal.stage == "completed" or (deal.stage == "delivered" and deal.cash_confirmed_by_asker)
        case "confirm_cash":
            done = deal.stage in ("delivered", "completed") and deal.cash_confirmed_by_helper
        case "cancel":
            done = deal.stage == "cancelled" and by == side
        case "dispute":
            done = deal.stage == "disputed" and by == side
        case "release" | "top_up" | "tip" | "settle":
            done = False
        case _:
            assert_never(action)
    return done and action in ACTIONS_OF[side]


def stepped(deal: Deal, *, now: datetime, **changes: Any) -> Deal:
    """The deal's next version."""
    return replace(deal, version=deal.version + 1, updated_at=now, **changes)


def agreed(agreement: Agreement, deal_id: DealId, *, policy: Policy, commission_bps: int, now: datetime) -> Deal:
    """The deal that an agreement makes; a cash deal waits for its start, another for its money."""
    waiting = waiting_for_start(agreement.ends_at) if agreement.payment == "cash" else waiting_for_funds(now, agreement.starts_at)
    terms: dict[str, Any] = {name: getattr(agreement, name) for name in _TERMS}
    return Deal(
        **terms,
        **waiting,
        id=deal_id,
        fee_minor=agreement.fee.minor,
        currency=agreement.fee.currency,
        cancellation_policy=policy,
        commission_bps=commission_bps,
        deposit_id=escrow.deposit_of(deal_id) if agreement.deposit_minor else None,
        agreed_at=now,
        updated_at=now,
    )


def funded(deal: Deal, *, now: datetime) -> Deal:
    """With the whole price in escrow, waiting for the work to start."""
    must(deal, "asker", "fund")
    return stepped(deal, now=now, stage="funded", held_minor=deal.price.minor, **waiting_for_start(deal.ends_at))


def started(deal: Deal, *, now: datetime) -> Deal:
    """With the helper at work. Raises TooEarly more than an hour before the window."""
    must(deal, "helper", "start")
    if now < deal.starts_at - EARLY_START:
        raise TooEarly(starts_from=deal.starts_at - EARLY_START)
    until = max(deal.ends_at, now + timedelta(minutes=deal.minutes)) + DELIVERED_WITHIN
    does: Deadline = "cancel" if deal.is_cash else "escalate"
    return stepped(deal, now=now, stage="under_way", started_at=now, deadline_at=until, deadline_does=does)


def delivered(deal: Deal, *, note: str, picture_ids: list[Any], zone: ZoneInfo, now: datetime) -> Deal:
    """With the work done, waiting for the asker's word."""
    must(deal, "helper", "deliver")
    return stepped(
        deal,
        now=now,
        stage="delivered",
        delivered_at=now,
        delivery_note=note,
        delivery_picture_ids=picture_ids,
        deadline_at=confirmed_until(now, zone),
        deadline_does="complete",
    )


def confirmed(deal: Deal, side: Side, *, now: datetime) -> Deal:
    """With one side's word that all is well: the asker's ends a deal with money in escrow, a cash deal needs both."""
    must(deal, side, "complete" if side == "asker" else "confirm_cash")
    by_asker = deal.cash_confirmed_by_asker or (deal.is_cash and side == "asker")
    by_helper = deal.cash_confirmed_by_helper or (deal.is_cash and side == "helper")
    said = replace(deal, cash_confirmed_by_asker=by_asker, cash_confirmed_by_helper=by_helper)
    if deal.is_cash and not (by_asker and by_helper):
        return stepped(said, now=now)
    return completed(said, now=now)


def completed(deal: Deal, *, now: datetime) -> Deal:
    """Done, with everything that was held on its way to the helper."""
    return ended(deal, "completed", to_helper=deal.in_escrow, now=now)


def ended(deal: Deal, stage: Stage, *, to_helper: Money, from_deposit_minor: int = 0, now: datetime) -> Deal:
    """Over: `to_helper` of what is held goes there and the rest back, so that nothing stays; so does `from_deposit_minor` of the deposit."""
    rest = deal.in_escrow - to_helper
    return stepped(
        deal,
        now=now,
        stage=stage,
        released_minor=deal.released_minor + to_helper.minor,
        refunded_minor=deal.refunded_minor + rest.minor,
        deposit_taken_minor=from_deposit_minor,
        deadline_at=None,
        deadline_does=None,
        ended_at=now,
    )


def deposit_let_go(deal: Deal) -> escrow.Deposit | None:
    """How the deposit of a deal that is over leaves escrow: to the helper what a dispute took, the rest back; None where none was held."""
    if deal.deposit_stage not in ("returned", "taken"):
        return None
    taken = deal.money(deal.deposit_taken_minor)
    return escrow.Deposit(to_payee=taken, to_payer=deal.deposit - taken)


def cancellation(deal: Deal, by: By, reason: Reason, *, now: datetime) -> Outcome:
    """Who would get what if the deal were called off now. Raises like `must`, and what the rules of cancelling raise."""
    if by != "nobody":
        must(deal, by, "cancel")
    case = Case(
        policy=deal.cancellation_policy,
        by=by,
        reason=reason,
        is_under_way=deal.stage == "under_way",
        agreed_at=deal.agreed_at,
        starts_at=deal.starts_at,
        price=deal.price,
        released=deal.money(deal.released_minor),
        held=deal.in_escrow,
    )
    return cancelling.outcome(case, now=now)


def why_nobody_acted(deal: Deal) -> Reason:
    """The reason for which a deal ends when its deadline passes."""
    if deal.stage == "under_way":
        return "not_delivered"
    return "not_funded" if deal.stage == "agreed" and not deal.is_cash else "not_started"


def waiting_for_funds(agreed_at: datetime, starts_at: datetime) -> dict[str, Any]:
    """The deadline of a deal that waits for its money: a day, or the window's start where that is sooner, yet 15 minutes at least."""
    until = min(agreed_at + FUNDED_WITHIN, max(starts_at, agreed_at + FUNDED_AT_LEAST))
    return {"deadline_at": until, "deadline_does": "cancel"}


def waiting_for_start(ends_at: datetime) -> dict[str, Any]:
    """The deadline of a deal that nobody starts: a day after its window."""
    return {"deadline_at": ends_at + STARTED_WITHIN, "deadline_does": "cancel"}


def confirmed_until(delivered_at: datetime, zone: ZoneInfo) -> datetime:
    """When a delivered deal completes by itself: 48 hours on, or 72 where a Saturday or Sunday of the city is among the 48."""
    until = delivered_at + CONFIRMED_WITHIN
    days = (until.astimezone(zone).date() - delivered_at.astimezone(zone).date()).days
    touched = (delivered_at.astimezone(zone).date() + timedelta(days=day) for day in range(days + 1))
    over_weekend = any(day.isoweekday() >= SATURDAY for day in touched)
    return delivered_at + (CONFIRMED_WITHIN_OVER_WEEKEND if over_weekend else CONFIRMED_WITHIN)


def _open_at(deal: Deal) -> frozenset[Action]:
    is_held = deal.in_escrow.minor > 0
    open_now: dict[Action, bool]
    match deal.stage:
        case "agreed":
            open_now = {"fund": not deal.is_cash, "start": deal.is_cash, "top_up": deal.is_cash, "cancel": True}
        case "funded":
            open_now = {"start": True, "cancel": True, "dispute": True, "release": is_held, "top_up": True}
        case "under_way":
            open_now = {"deliver": True, "cancel": True, "dispute": True, "release": is_held, "top_up": True}
        case "delivered":
            by_asker, by_helper = not deal.cash_confirmed_by_asker, deal.is_cash and not deal.cash_confirmed_by_helper
            open_now = {"complete": by_asker, "confirm_cash": by_helper, "dispute": True, "release": is_held}
        case "completed":
            open_now = {"tip": True}
        case "disputed":
            open_now = {"settle": True}
        case "cancelled" | "resolved":
            open_now = {}
        case _:
            assert_never(deal.stage)
    return frozenset(action for action, is_open in open_now.items() if is_open)
