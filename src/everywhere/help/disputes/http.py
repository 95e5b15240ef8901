"""Disputes over HTTP: for the two of a deal, and for operators who decide."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from everywhere.help.cancelling.types import Side
from everywhere.help.deals.http import DeadlineWire, DealView, after
from everywhere.help.deals.types import Deal, Stage
from everywhere.help.disputes import actions
from everywhere.help.disputes.types import Action, Complaint, Dispute, Evidence, Reason
from everywhere.kernel import paging
from everywhere.kernel.database import ReadTx
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.wire import AmountWire
from everywhere.kernel.money import MINOR_MAX, Money
from everywhere.kernel.paging import Page
from everywhere.people.http import Operator, Who
from everywhere.people.types import Person

PictureIds = Annotated[list[UUID], Meta(max_length=8)]


class ShareWire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the money, which may be nothing."""

    minor: Annotated[int, Meta(ge=0, le=MINOR_MAX)]
    currency: wire.Currency = "CNY"

    def money(self) -> Money:
        """As the domain knows it."""
        return Money(self.minor, self.currency)


class SplitWire(msgspec.Struct):
    """How the money is shared out, as proposed or as resolved; `version` is what accepting must name."""

    version: int
    by: Side | Literal["operator"]
    to_helper: AmountWire
    to_asker: AmountWire
    from_deposit: AmountWire


class EvidenceWire(msgspec.Struct):
    """What one side showed."""

    by: Side
    text: str
    pictures: list[str]
    at: datetime


class DisputeCard(msgspec.Struct, kw_only=True):
    """A dispute. `stake` is what is to be shared out; `split` is the present proposal, and once resolved the outcome.

    `deposit` is what is held of the asker's beside it; whatever no split gives to the helper goes back.
    """

    deal_id: UUID
    reason: Reason
    text: str
    pictures: list[str]
    stake: AmountWire
    deposit: AmountWire
    is_escalated: bool
    opened_at: datetime
    resolved_at: datetime | None


class DisputeView(DisputeCard, kw_only=True):
    """A dispute with its evidence; `can` is what you may do now."""

    stage: Stage
    opened_by: Side | Literal["nobody"]
    split: SplitWire | None
    decision_note: str
    deadline: DeadlineWire | None
    evidence: list[EvidenceWire]
    can: list[Action]


class DisputeDraft(wire.Input, frozen=True):
    """What is wrong."""

    reason: Reason
    text: wire.Text = ""
    picture_ids: PictureIds = msgspec.field(default_factory=list)

    def complaint(self) -> Complaint:
        """As the domain knows it."""
        return Complaint(reason=self.reason, text=wire.tidied(self.text), picture_ids=list(dict.fromkeys(self.picture_ids)))


class EvidenceDraft(wire.Input, frozen=True):
    """What to show."""

    text: wire.Text = ""
    picture_ids: PictureIds = msgspec.field(default_factory=list)


class Proposal(wire.Input, frozen=True):
    """So much to the helper, and so much of the asker's deposit; the rest back to the asker."""

    to_helper: ShareWire
    from_deposit: ShareWire | None = None


class Acceptance(wire.Input, frozen=True):
    """Yes to this proposal."""

    version: wire.Version


class Decision(wire.Input, frozen=True):
    """What an operator decides, and why."""

    to_helper: ShareWire
    from_deposit: ShareWire | None = None
    note: wire.Text = ""


@post("/api/deals/{deal_id:uuid}/dispute", status_code=200, tags=["disputes"])
async def open_dispute(
    deal_id: FromPath[UUID], data: JSONBody[DisputeDraft], who: Who, command: given.Command
) -> Response[DealView]:
    """Say that it is not as agreed: the money stays in escrow until you two agree, or an operator decides after 72 hours."""
    return await command.run(
        who.person_id, lambda tx: after(tx, who, actions.open_one(tx, who, deal_id, data.complaint(), now=command.now))
    )


@get("/api/deals/{deal_id:uuid}/dispute", tags=["disputes"])
async def read_dispute(deal_id: FromPath[UUID], who: Who, db: given.Db) -> DisputeView:
    """The dispute of your deal; operators see every one."""
    async with db.snapshot() as tx:
        return await _view(tx, who, actions.seen(tx, who, deal_id))


@post("/api/deals/{deal_id:uuid}/dispute/evidence", status_code=201, tags=["disputes"])
async def add_evidence(
    deal_id: FromPath[UUID], data: JSONBody[EvidenceDraft], who: Who, command: given.Command
) -> Response[DisputeView]:
    """Show words and pictures to the other side and to an operator who may have to decide."""
    words, pictures = wire.tidied(data.text), list(dict.fromkeys(data.picture_ids))
    return await command.run(
        who.person_id,
        lambda tx: _view(tx, who, actions.add_evidence(tx, who, deal_id, text=words, picture_ids=pictures, now=command.now)),
        status=201,
    )


@post("/api/deals/{deal_id:uuid}/dispute/proposals", status_code=201, tags=["disputes"])
async def propose_split(
    deal_id: FromPath[UUID], data: JSONBody[Proposal], who: Who, command: given.Command
) -> Response[DisputeView]:
    """Propose how to share the money out; the other side may accept it."""
    share, taken = data.to_helper.money(), _money(data.from_deposit)
    return await command.run(
        who.person_id,
        lambda tx: _view(tx, who, actions.propose(tx, who, deal_id, share, from_deposit=taken, now=command.now)),
        status=201,
    )


@post("/api/deals/{deal_id:uuid}/dispute/accept", status_code=200, tags=["disputes"])
async def accept_split(deal_id: FromPath[UUID], data: JSONBody[Acceptance], who: Who, command: given.Command) -> Response[DealView]:
    """Agree to the other side's proposal: the money moves as it says, and the deal is over."""
    return await command.run(
        who.person_id, lambda tx: after(tx, who, actions.accept(tx, who, deal_id, version=data.version, now=command.now))
    )


@post("/api/deals/{deal_id:uuid}/dispute/decision", status_code=200, tags=["disputes"])
async def decide_dispute(
    deal_id: FromPath[UUID], data: JSONBody[Decision], operator: Operator, command: given.Command
) -> Response[DisputeView]:
    """Share the money out as an operator."""
    share, note = data.to_helper.money(), wire.tidied(data.note)
    taken = _money(data.from_deposit)
    return await command.run(
        operator.person_id,
        lambda tx: _view(
            tx, operator, actions.decide(tx, operator, deal_id, share, from_deposit=taken, note=note, now=command.now)
        ),
    )


@get("/api/disputes", tags=["disputes"])
async def list_disputes(
    *,
    operator: Operator,  # noqa: ARG001 - to ask for it is the check
    db: given.Db,
    escalated: FromQuery[bool] = True,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[DisputeCard]:
    """Unresolved disputes for operators, of the oldest deals first; with `escalated=false` also those that the two may still settle."""
    last = paging.decode(cursor, tuple[UUID])
    async with db.read() as tx:
        found = await actions.open_ones(tx, only_escalated=escalated, after=last[0] if last else None, limit=limit)
    page, following = paging.cut(found, limit, lambda dispute: [dispute.deal_id])
    return Page([DisputeCard(**_fields(dispute)) for dispute in page], following)


HANDLERS: list[Any] = [
    open_dispute,
    read_dispute,
    add_evidence,
    propose_split,
    accept_split,
    decide_dispute,
    list_disputes,
]


def _money(share: ShareWire | None) -> Money | None:
    return None if share is None else share.money()


async def _view(tx: ReadTx, who: Person, step: Awaitable[tuple[Deal, Dispute]]) -> DisputeView:
    deal, dispute = await step
    is_party = deal.side_of(who.person_id) is not None
    return DisputeView(
        **_fields(dispute),
        stage=deal.stage,
        opened_by="nobody" if dispute.opened_by is None else _side(deal, dispute.opened_by),
        split=_split(deal, dispute),
        decision_note=dispute.decision_note,
        deadline=DeadlineWire(deal.deadline_at, deal.deadline_does) if deal.deadline_at and deal.deadline_does else None,
        evidence=[_evidence(deal, each) for each in await actions.shown(tx, deal)],
        can=actions.can(dispute, who.person_id) if is_party else [],
    )


def _fields(dispute: Dispute) -> dict[str, Any]:
    names = ("deal_id", "reason", "text", "is_escalated", "opened_at", "resolved_at")
    same = {name: getattr(dispute, name) for name in names}
    return {
        **same,
        "pictures": _pictures(dispute.picture_ids),
        "stake": AmountWire.of(dispute.stake),
        "deposit": AmountWire.of(dispute.deposit),
    }


def _split(deal: Deal, dispute: Dispute) -> SplitWire | None:
    if dispute.to_helper is None:
        return None
    by: Side | Literal["operator"] = "operator"
    if dispute.decided_by is None and dispute.proposed_by is not None:
        by = _side(deal, dispute.proposed_by)
    rest = dispute.stake - dispute.to_helper
    parts = [AmountWire.of(each) for each in (dispute.to_helper, rest, dispute.from_deposit)]
    return SplitWire(dispute.proposal_version, by, *parts)


def _evidence(deal: Deal, evidence: Evidence) -> EvidenceWire:
    return EvidenceWire(_side(deal, evidence.by_id), evidence.text, _pictures(evidence.picture_ids), evidence.at)


def _pictures(picture_ids: list[UUID]) -> list[str]:
    return [f"/api/pictures/{each}" for each in picture_ids]


def _side(deal: Deal, person_id: UUID) -> Side:
    return "asker" if person_id == deal.asker_id else "helper"
