"""Notifications: what an app's server is told by itself, signed, until it says `success`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.outbox import Event
from everywhere.pay.openapi.wire.types import SignType

Manner = Literal["trade", "message"]
"""trade: `sign_type` is not signed. message: it is."""
Outcome = Literal["success", "refused", "unreachable", "private"]
"""The server said `success`; answered otherwise; did not answer; its name led into a private network, so it was not called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What to tell an app's server: `fields` without those that every notification has."""

    id: UUID
    """Of the happening, not of the telling: the same one again adds no second notification."""
    app_id: str
    url: str
    subject: str
    """What the developer finds it by, such as an order's number."""
    fields: dict[str, str]
    manner: Manner = "trade"
    sign_type: SignType = "RSA2"
    charset: str = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A notification as it stands."""

    app_id: str
    id: UUID
    url: str
    subject: str
    fields: dict[str, str]
    manner: Manner
    sign_type: SignType
    charset: str
    created_at: datetime
    sent_count: int
    """How often it was sent by the schedule."""
    next_at: datetime | None
    """When it is sent next; None once it was taken, or given up."""
    taken_at: datetime | None

    @property
    def notify_id(self) -> str:
        """What the app's server knows it by, the same each time it is sent."""
        return f"{self.app_id}{self.id.hex}"


@dataclass(frozen=True, slots=True)
class Try:
    """One sending and what came of it."""

    at: datetime
    outcome: Outcome
    status: int | None
    said: str
    """The beginning of what the server answered, or why it could not be asked."""
    by_hand: bool


class NotificationDue(Event, frozen=True):
    """A notification is to be sent: for the `number`th time by the schedule, or once more by hand (-1)."""

    app_id: str
    id: UUID
    number: int
    at: datetime
    wait_s: float | None = None
    """How long until then when this was said (`jobs.wait_for`)."""
