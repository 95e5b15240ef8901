"""Dispute a deal, show evidence, propose and accept a split, decide."""

from datetime import datetime
from uuid import UUID

from everywhere.help.cancelling.types import Side
from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Deal, DealPastThisStep
from everywhere.help.disputes import rules, store
from everywhere.help.disputes.rules import can
from everywhere.help.disputes.types import Complaint, Dispute, Evidence
from everywhere.kernel import files, ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotAllowed, NotFound
from everywhere.kernel.money import Money
from everywhere.people.types import Person

__all__ = ["can"]

EVIDENCE_SHOWN = 2 * rules.EVIDENCE_MAX


async def open_one(tx: Tx, who: Person, deal_id: UUID, complaint: Complaint, *, now: datetime) -> Deal:
    """Say that it is not as agreed: the money stays where it is. A repeat by the same side changes nothing."""
    deal, side = await deals.lock_mine(tx, who, deal_id)
    before = await store.lock(tx, deal_id)
    opened_by = None if before is None or before.opened_by is None else deal.side_of(before.opened_by)
    if deals.is_repeat(deal, side, "dispute", by=opened_by):
        return deal
    deals.must(deal, side, "dispute")
    await files.must_be_mine(tx, who.person_id, complaint.picture_ids)
    return await _open(tx, deal, complaint, who.person_id, now=now)


async def add_evidence(
    tx: Tx, who: Person, deal_id: UUID, *, text: str, picture_ids: list[UUID], now: datetime
) -> tuple[Deal, Dispute]:
    """Show something to the other side and to an operator. Raises TooMuchEvidence."""
    deal, dispute, _ = await _lock_open(tx, who, deal_id)
    rules.must_have_room(await store.count_evidence(tx, deal.id, who.person_id))
    await files.must_be_mine(tx, who.person_id, picture_ids)
    evidence = Evidence(
        region=deal.region,
        id=ids.placed_id(deal.region, now=now),
        deal_id=deal.id,
        by_id=who.person_id,
        text=text,
        picture_ids=picture_ids,
        at=now,
    )
    await store.add_evidence(tx, evidence)
    after = await deals.record(tx, deals.stepped(deal, now=now), "evidence_added", who.person_id, {"pictures": len(picture_ids)})
    return after, dispute


async def propose(
    tx: Tx, who: Person, deal_id: UUID, to_helper: Money, *, from_deposit: Money | None = None, now: datetime
) -> tuple[Deal, Dispute]:
    """Propose how to share the money out, and what of a deposit the helper gets. Raises MoreThanStake, TooManySplits."""
    deal, dispute, _ = await _lock_open(tx, who, deal_id)
    proposal = rules.proposed(dispute, to_helper, from_deposit=from_deposit, by=who.person_id)
    await store.save(tx, proposal)
    facts = {"version": proposal.proposal_version, **_shares(proposal, to_helper)}
    after = await deals.record(tx, deals.stepped(deal, now=now), "split_proposed", who.person_id, facts)
    return after, proposal


async def accept(tx: Tx, who: Person, deal_id: UUID, *, version: int, now: datetime) -> Deal:
    """Agree to the other side's proposal: the money goes as it says, and the deal is over. A repeat changes nothing."""
    deal, side = await deals.lock_mine(tx, who, deal_id)
    dispute = await _locked(tx, deal)
    if rules.is_agreed_by(dispute, by=who.person_id, version=version):
        return deal
    deals.must(deal, side, "settle")
    settled, to_helper = rules.agreed(dispute, by=who.person_id, version=version, now=now)
    return await _resolve(tx, deal, settled, to_helper, who.person_id, now=now)


async def decide(
    tx: Tx, operator: Person, deal_id: UUID, to_helper: Money, *, note: str, from_deposit: Money | None = None, now: datetime
) -> tuple[Deal, Dispute]:
    """Share the money out as an operator; the caller has made sure that they are one. Raises MoreThanStake.

    Nobody decides in their own cause: NotAllowed.
    """
    deal = await deals.lock(tx, deal_id)
    if deal.side_of(operator.person_id) is not None:
        raise NotAllowed
    dispute = await _locked(tx, deal)
    if deal.stage != "disputed":
        raise DealPastThisStep(stage=deal.stage, version=deal.version, can=[])
    decision = rules.decided(dispute, to_helper, from_deposit=from_deposit, by=operator.person_id, note=note, now=now)
    return await _resolve(tx, deal, decision, to_helper, operator.person_id, now=now), decision


async def escalate(tx: Tx, deal_id: UUID, *, now: datetime) -> None:
    """Put on the operators' list what the two did not settle in time, and work that was begun and never delivered."""
    deal = await deals.lock(tx, deal_id)
    if deal.deadline_does != "escalate" or deal.deadline_at is None or deal.deadline_at > now:
        return
    if deal.stage == "under_way":
        deal = await _open(tx, deal, Complaint(reason="not_delivered", text="", picture_ids=[]), None, now=now)
    await store.save(tx, rules.escalated(await _locked(tx, deal)))
    waiting = deals.stepped(deal, now=now, deadline_at=None, deadline_does=None)
    await deals.record(tx, waiting, "escalated", None)


async def seen(tx: ReadTx, who: Person, deal_id: UUID) -> tuple[Deal, Dispute]:
    """A deal's dispute, for its two sides and for operators. Raises NotFound."""
    deal = await (deals.get(tx, deal_id) if who.role == "operator" else deals.mine(tx, who, deal_id))
    dispute = await store.read(tx, deal.id)
    if dispute is None:
        raise NotFound
    return deal, dispute


async def of_deal(tx: ReadTx, deal_id: UUID) -> Dispute | None:
    """A deal's dispute, for hearers."""
    return await store.read(tx, deal_id)


async def shown(tx: ReadTx, deal: Deal) -> list[Evidence]:
    """What both showed, oldest first."""
    return await store.evidence(tx, deal.id, limit=EVIDENCE_SHOWN)


async def open_ones(tx: ReadTx, *, only_escalated: bool, after: UUID | None, limit: int) -> list[Dispute]:
    """Unresolved disputes for operators, of the oldest deals first; one more than `limit` where there are more."""
    return await store.open_ones(tx, only_escalated=only_escalated, after=after, limit=limit + 1)


async def _open(tx: Tx, deal: Deal, complaint: Complaint, by: UUID | None, *, now: datetime) -> Deal:
    dispute = rules.opened(deal, complaint, by=by, now=now)
    await store.insert(tx, dispute)
    return await deals.record(tx, rules.disputed(deal, now=now), "disputed", by, {"reason": complaint.reason})


async def _resolve(tx: Tx, deal: Deal, dispute: Dispute, to_helper: Money, by: UUID, *, now: datetime) -> Deal:
    await store.save(tx, dispute)
    after = rules.resolved(deal, to_helper, from_deposit_minor=dispute.from_deposit_minor, now=now)
    await deals.record(tx, after, "resolved", by, _shares(dispute, to_helper))
    if not deal.is_cash:
        await deals.share_out(tx, after, to_helper=to_helper, to_asker=dispute.stake - to_helper, now=now)
    return after


def _shares(dispute: Dispute, to_helper: Money) -> dict[str, Money]:
    shares = {"to_helper": to_helper, "to_asker": dispute.stake - to_helper}
    return {**shares, "from_deposit": dispute.from_deposit} if dispute.deposit_minor else shares


async def _lock_open(tx: Tx, who: Person, deal_id: UUID) -> tuple[Deal, Dispute, Side]:
    deal, side = await deals.lock_mine(tx, who, deal_id)
    deals.must(deal, side, "settle")
    return deal, await _locked(tx, deal), side


async def _locked(tx: Tx, deal: Deal) -> Dispute:
    dispute = await store.lock(tx, deal.id)
    if dispute is None:
        raise NotFound
    return dispute
