"""Codes: what a payer shows to be charged, and what a seller shows to be paid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal

CodeKind = Literal["order", "reservation", "shop", "agreement"]


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """Eighteen digits that let whoever scans them charge the person once, soon."""

    code: str
    renews_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A seller's code. It names an order, or money to reserve; of a shop's code the payer types the amount."""

    code: str
    kind: CodeKind
    seller_id: UUID
    app_id: str
    out_no: str
    """The number that the app gave to what is asked for; of a shop's code empty."""
    label: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceiveCode:
    """A person's own code, by which others pay them; a newer one takes its place."""

    code: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Spent:
    """A payment code and what it was used for."""

    code: str
    used_for: UUID


class CodeUnknown(Refusal):
    """No such code stands for anything, or not any more."""


class TooManyCodes(Refusal):
    """The person shows as many codes as one may."""
