"""Remittances: money that a merchant sends to somebody, out of what was taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class Remit:
    """One sending, under the app's number."""

    seller_id: UUID
    app_id: str
    out_biz_no: str
    order_id: str
    fund_order_id: str
    payee_id: UUID
    amount_minor: int
    currency: str
    digest: bytes
    terms: dict[str, Any]
    at: datetime


class RemitMade(Event, frozen=True):
    """A merchant has sent money to somebody."""

    seller_id: UUID
    payee_id: UUID


class RemitUnknown(Refusal):
    """There is no such sending."""


class RemitDiffers(Refusal):
    """The number was used to send something else."""


class RemitToOneself(Refusal):
    """The merchant would send to themselves."""
