"""Complaints: a buyer is not content with what they paid for, and the seller, or in the end an operator, answers."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.errors import Refusal
from everywhere.kernel.outbox import Event

Reason = Literal["not_delivered", "not_as_described", "damaged", "charged_wrongly", "not_refunded", "other"]
Stage = Literal["seller", "buyer", "operator", "settled", "decided", "withdrawn"]
"""Waits for the seller's answer; for the buyer to be content with it; for an operator. Over: the buyer was content or said nothing
more; an operator decided; the buyer took it back.
"""
Side = Literal["buyer", "seller", "operator"]
Kind = Literal["reply", "answer", "supplement", "decision"]
"""Talk; the seller's answer, with which it is the buyer's turn; what the seller shows the operator; the operator's word."""
Move = Literal["reply", "answer", "supplement", "settle", "escalate", "withdraw", "decide"]


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """A complaint as it stands. `due_at`: until when whoever's turn it is may wait; `refund_minor`: what an operator let be given back."""

    seller_id: UUID
    complaint_no: str
    trade_no: str
    app_id: str
    buyer_id: UUID
    reason: Reason
    text: str
    stage: Stage = "seller"
    due_at: datetime | None
    refund_minor: int | None = None
    opened_at: datetime
    changed_at: datetime
    ended_at: datetime | None = None
    version: int = 1

    @cached_property
    def id(self) -> UUID:
        """What notices know it by."""
        return ids.derived_id("complaint", self.seller_id, self.complaint_no)

    @property
    def trade_id(self) -> UUID:
        """The trade's id, as its receipt has it."""
        return ids.derived_id("trade", self.seller_id, self.trade_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Something that one side said."""

    seller_id: UUID
    complaint_no: str
    id: UUID
    side: Side
    kind: Kind
    text: str
    at: datetime


class ComplaintUnknown(Refusal):
    """There is no such complaint."""


class NothingToComplainOf(Refusal):
    """The trade is not paid, or was paid too long ago."""


class ComplaintPastThisStep(Refusal):
    """No move of a complaint at this stage, or not of this side."""


class TooManyWords(Refusal):
    """One side has said as much as one may."""


class ComplaintChanged(Event, frozen=True):
    """A complaint was made, or something was said or done in it; `version` is what it made of it, `by` who it was."""

    seller_id: UUID
    complaint_no: str
    version: int
    by: Side
