"""What a deal becomes when money is added, released early or tipped."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from everywhere.help.adjustments.types import (
    CurrencyOfDeal,
    MoreThanHeld,
    Stage,
    TipTooLarge,
    TooManyTopUps,
    TopUp,
    TopUpAnswered,
)
from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Deal
from everywhere.kernel.money import Money

WAITING_MAX = 5


def must_fit(deal: Deal, amount: Money) -> None:
    """Raise CurrencyOfDeal for another money than the deal's."""
    if amount.currency != deal.currency:
        raise CurrencyOfDeal(path="amount.currency", currency=deal.currency)


def must_have_room(waiting: int) -> None:
    """Raise TooManyTopUps when enough of them wait for an answer."""
    if waiting >= WAITING_MAX:
        raise TooManyTopUps(limit=WAITING_MAX)


def answered(top_up: TopUp, stage: Stage, *, by: UUID, now: datetime) -> TopUp:
    """The top-up with the other side's answer."""
    if top_up.stage != "proposed" or by == top_up.proposed_by:
        raise TopUpAnswered(stage=top_up.stage)
    return replace(top_up, stage=stage, answered_at=now)


def is_repeat(top_up: TopUp, stage: Stage, *, by: UUID) -> bool:
    """Whether this person gave just this answer already."""
    return top_up.stage == stage and by != top_up.proposed_by


def topped_up(deal: Deal, amount: Money, *, now: datetime) -> Deal:
    """The deal at a higher price, and with the difference in escrow unless it is paid in cash."""
    return deals.stepped(
        deal,
        now=now,
        topped_up_minor=deal.topped_up_minor + amount.minor,
        held_minor=deal.held_minor + (0 if deal.is_cash else amount.minor),
    )


def released(deal: Deal, amount: Money, *, now: datetime) -> Deal:
    """The deal after a part of what is held went to the helper early."""
    must_fit(deal, amount)
    if amount.minor >= deal.in_escrow.minor:
        raise MoreThanHeld(path="amount", in_escrow=deal.in_escrow)
    return deals.stepped(deal, now=now, released_minor=deal.released_minor + amount.minor)


def tipped(deal: Deal, amount: Money, *, now: datetime) -> Deal:
    """The deal after a tip, which is no part of its price."""
    must_fit(deal, amount)
    if deal.tipped_minor + amount.minor > deal.fee_minor:
        raise TipTooLarge(path="amount", fee=deal.fee, tipped=deal.money(deal.tipped_minor))
    return deals.stepped(deal, now=now, tipped_minor=deal.tipped_minor + amount.minor)
