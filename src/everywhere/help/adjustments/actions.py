"""Ask for more money in the middle, release some of it early, give a tip."""

from datetime import datetime
from uuid import UUID

from everywhere.help.adjustments import rules, store
from everywhere.help.adjustments.types import Stage, TopUp, TopUpId, TopUpNotCovered
from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Deal
from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.pay.escrow import actions as escrow
from everywhere.pay.ledger.types import InsufficientFunds
from everywhere.pay.wallet import actions as wallet
from everywhere.people.types import Person

TOP_UPS_SHOWN = 50


async def propose(tx: Tx, who: Person, deal_id: UUID, amount: Money, *, reason: str, now: datetime) -> TopUp:
    """Ask the other side for a higher price. Raises CurrencyOfDeal, TooManyTopUps."""
    deal, side = await deals.lock_mine(tx, who, deal_id)
    deals.must(deal, side, "top_up")
    rules.must_fit(deal, amount)
    rules.must_have_room(await store.count_waiting(tx, deal.id))
    top_up = TopUp(
        region=deal.region,
        id=TopUpId(ids.placed_id(deal.region, now=now)),
        deal_id=deal.id,
        proposed_by=who.person_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        reason=reason,
        stage="proposed",
        at=now,
        answered_at=None,
    )
    await store.insert(tx, top_up)
    facts = {"top_up_id": top_up.id, "amount": amount, "reason": reason}
    await deals.record(tx, deals.stepped(deal, now=now), "top_up_proposed", who.person_id, facts)
    return top_up


async def accept(tx: Tx, who: Person, deal_id: UUID, top_up_id: UUID, *, now: datetime) -> Deal:
    """Agree to a higher price: the asker's money joins the escrow. A repeat changes nothing. Raises TopUpNotCovered."""
    deal, side = await deals.lock_mine(tx, who, deal_id)
    top_up = await _locked(tx, deal, top_up_id)
    if rules.is_repeat(top_up, "funded", by=who.person_id):
        return deal
    deals.must(deal, side, "top_up")
    after = rules.topped_up(deal, top_up.amount, now=now)
    await _answer(tx, top_up, "funded", who, now=now)
    await deals.record(tx, after, "topped_up", who.person_id, {"top_up_id": top_up.id, "amount": top_up.amount})
    if not deal.is_cash:
        try:
            await escrow.hold(tx, deal.id, deal.asker_id, top_up.amount, leg=after.version, now=now)
        except InsufficientFunds:
            # The helper may be the one who accepts, and how much the asker has is not theirs to know.
            raise TopUpNotCovered(amount=top_up.amount) from None
    return after


async def decline(tx: Tx, who: Person, deal_id: UUID, top_up_id: UUID, *, now: datetime) -> Deal:
    """Leave the price as it is. A repeat changes nothing."""
    deal, _ = await deals.lock_mine(tx, who, deal_id)
    top_up = await _locked(tx, deal, top_up_id)
    if rules.is_repeat(top_up, "declined", by=who.person_id):
        return deal
    await _answer(tx, top_up, "declined", who, now=now)
    facts = {"top_up_id": top_up.id, "amount": top_up.amount}
    return await deals.record(tx, deals.stepped(deal, now=now), "top_up_declined", who.person_id, facts)


async def release(tx: Tx, who: Person, deal_id: UUID, amount: Money, *, now: datetime) -> Deal:
    """Give the helper a part of what is held before the end. Raises MoreThanHeld."""
    deal, side = await deals.lock_mine(tx, who, deal_id)
    deals.must(deal, side, "release")
    after = rules.released(deal, amount, now=now)
    await deals.record(tx, after, "released", who.person_id, {"amount": amount})
    await deals.share_out(tx, after, to_helper=amount, to_asker=deal.money(0), now=now)
    return after


async def tip(tx: Tx, who: Person, deal_id: UUID, amount: Money, *, now: datetime) -> Deal:
    """Thank the helper with money, straight to their balance. Raises TipTooLarge, InsufficientFunds."""
    deal, side = await deals.lock_mine(tx, who, deal_id)
    deals.must(deal, side, "tip")
    after = rules.tipped(deal, amount, now=now)
    await deals.record(tx, after, "tipped", who.person_id, {"amount": amount})
    await wallet.tip(tx, deal.id, deal.asker_id, deal.helper_id, amount, leg=after.version, now=now)
    return after


async def of_deal(tx: ReadTx, who: Person, deal_id: UUID) -> list[TopUp]:
    """The top-ups of one's deal, newest first."""
    deal = await deals.mine(tx, who, deal_id)
    return await store.of_deal(tx, deal.id, limit=TOP_UPS_SHOWN)


async def refused_in(tx: ReadTx, deal_id: UUID) -> set[UUID]:
    """Who asked for more money in a deal and was not given it, for hearers."""
    return {top_up.proposed_by for top_up in await store.of_deal(tx, deal_id, limit=TOP_UPS_SHOWN) if top_up.stage != "funded"}


async def _answer(tx: Tx, top_up: TopUp, stage: Stage, who: Person, *, now: datetime) -> None:
    await store.save(tx, rules.answered(top_up, stage, by=who.person_id, now=now))


async def _locked(tx: Tx, deal: Deal, top_up_id: UUID) -> TopUp:
    top_up = await store.lock(tx, deal.id, top_up_id)
    if top_up is None:
        raise NotFound
    return top_up
