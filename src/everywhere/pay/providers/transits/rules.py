"""Decide about transits: what may be asked for, what a provider's word makes of one, when to ask again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from everywhere.kernel import ids
from everywhere.kernel.money import Money
from everywhere.pay.ledger.types import Transfer, pending, post, posted, void
from everywhere.pay.providers.outside.types import Kind, Provider, Told, clearing_of
from everywhere.pay.providers.transits.types import (
    NoOutsideAccount,
    NothingToUndo,
    OutsideAccount,
    ProviderCannot,
    Transit,
    TransitIsOver,
)
from everywhere.pay.wallet.types import account_of

CHARGE_LASTS = timedelta(hours=24)
"""How long somebody may take to pay; Stripe's pages end then."""
BEGUN_WITHIN = timedelta(hours=20)
"""How long one is begun again under its key: Stripe forgets keys after 24 hours. Afterwards it is only looked for."""
BY_CALL = -1
_PAUSES = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
_PAUSE_MAX = timedelta(hours=1)
ZONE = ZoneInfo("Asia/Shanghai")
_PURPOSES: dict[Kind, str] = {
    "charge": "top_up",
    "payout": "withdrawal",
    "refund": "top_up_refund",
    "reversal": "withdrawal_reversal",
    "chargeback": "chargeback",
    "chargeback_return": "chargeback_return",
}
Step = Literal["begin", "look", "abandon"]


def must_offer(provider: Provider, kind: Kind, currency: str) -> None:
    """Raise ProviderCannot."""
    if kind not in provider.kinds or (provider.currencies is not None and currency not in provider.currencies):
        raise ProviderCannot(path="provider", kind=kind, currency=currency)


def must_offer_payouts(provider: Provider) -> None:
    """Raise ProviderCannot for one that pays nobody out."""
    if "payout" not in provider.kinds:
        raise ProviderCannot(path="provider", kind="payout", currency="")


def is_same(before: Transit, asked: Transit) -> bool:
    """Whether that was asked for before."""
    return all(
        getattr(before, name) == getattr(asked, name)
        for name in ("provider", "kind", "amount_minor", "currency", "of_id", "group_id")
    )


def account_in(found: OutsideAccount | None) -> str:
    """Where a payout goes. Raises NoOutsideAccount."""
    if found is None or not found.is_ready:
        raise NoOutsideAccount(path="provider")
    return found.account


def is_change(before: OutsideAccount | None, *, identity: str, sends_released: bool) -> bool:
    """Whether somebody wants to be paid elsewhere than now, or at once where they did not."""
    if before is None or not before.account:
        return True
    return identity not in ("", before.account) or (sends_released and not before.sends_released)


def must_be_undoable(transit: Transit, kind: Kind, amount: Money, undone: Sequence[Transit]) -> None:
    """Raise NothingToUndo unless so much of it is left to give or take back."""
    undoes = "charge" if kind == "refund" else "payout"
    spent_minor = sum(
        -each.amount_minor if each.kind == "chargeback_return" else each.amount_minor for each in undone if each.stage != "failed"
    )
    left_minor = transit.amount_minor - spent_minor if (transit.kind, transit.stage) == (undoes, "done") else 0
    if amount.currency != transit.currency or amount.minor > left_minor:
        raise NothingToUndo(path="amount", left_minor=left_minor)


def must_have_ended_so(transit: Transit, *, is_done: bool) -> None:
    """Raise TransitIsOver where it ended otherwise."""
    if (transit.stage == "done") != is_done:
        raise TransitIsOver(stage=transit.stage)


def step_of(transit: Transit, *, now: datetime) -> Step:
    """What to ask the provider next."""
    if transit.stage == "intended":
        return "begin" if now < transit.created_at + BEGUN_WITHIN else "look"
    return "abandon" if transit.kind == "charge" and now >= transit.expires_at else "look"


def after(transit: Transit, told: Told | None, *, now: datetime) -> Transit:
    """The transit once the provider has said this of it, or nothing."""
    looked = replace(transit, looks=transit.looks + 1)
    if told is None:
        return looked
    known = replace(
        looked,
        ref=told.ref or transit.ref,
        report_ref=told.report_ref or transit.report_ref,
        next_url=told.next_url or transit.next_url,
        fee_minor=transit.fee_minor if told.fee_minor is None else told.fee_minor,
    )
    match told.state:
        case "done" if told.amount != transit.amount:
            # Neither side's figure may be booked: an operator finds it as a break.
            return replace(known, stage="failed", reason="amount_differs", ended_at=now)
        case "done":
            return replace(known, stage="done", next_url="", ended_at=now, booked_on=now.astimezone(ZONE).date())
        case "failed" | "unknown":
            return replace(known, stage="failed", next_url="", reason=told.reason or told.state, ended_at=now)
        case "waiting":
            return replace(known, stage="waiting")


def looks_again_at(transit: Transit, *, now: datetime) -> datetime:
    """When the provider is asked next: soon at first, then every hour, and just when a charge ends."""
    again = now + (_PAUSES[transit.looks - 1] if transit.looks <= len(_PAUSES) else _PAUSE_MAX)
    return min(again, transit.expires_at) if transit.kind == "charge" and transit.expires_at > now else again


def reserved(transit: Transit) -> Transfer:
    """What is held back in the wallet while a transit goes out."""
    wallet = account_of(transit.person_id, transit.currency)
    clearing = clearing_of(transit.provider, transit.currency, beside=transit.person_id)
    return pending(_id(transit, "hold"), wallet, clearing, transit.amount, purpose=_PURPOSES[transit.kind], ref=transit.id)


def settled(transit: Transit) -> list[Transfer]:
    """What the ledger does at a transit's end."""
    if transit.comes_in:
        wallet = account_of(transit.person_id, transit.currency)
        clearing = clearing_of(transit.provider, transit.currency, beside=transit.person_id)
        arrival = posted(_id(transit, "in"), clearing, wallet, transit.amount, purpose=_PURPOSES[transit.kind], ref=transit.id)
        return [arrival] if transit.stage == "done" else []
    held = reserved(transit)
    return [post(_id(transit, "out"), held) if transit.stage == "done" else void(_id(transit, "back"), held)]


def transit_id(person_id: UUID, key: str | None) -> UUID:
    """The id of what a person asks for: with the same Idempotency-Key the same for ever, without one a new one."""
    return ids.new_id() if key is None else ids.derived_id("transit", person_id, key)


def _id(transit: Transit, step: str) -> UUID:
    return ids.derived_id("transit", transit.person_id, transit.id, step)
