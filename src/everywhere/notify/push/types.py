"""Web push (RFC 8030): a device that wants to be told, and what it is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.jobs import Job

Topic = Literal["messages", "asked", "answers", "deals", "others"]
TOPICS: tuple[Topic, ...] = ("messages", "asked", "answers", "deals", "others")


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser of a person's is reached, its keys (base64url), and which topics it wants."""

    person_id: UUID
    id: UUID
    session_id: UUID
    endpoint: str
    p256dh: str
    auth: str
    topics: list[str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Wanting:
    """A subscription that may want a notice."""

    person_id: UUID
    id: UUID
    topics: list[str]


@dataclass(frozen=True, slots=True)
class Push:
    """What a device is told. It may show on a locked screen, so it names no person, amount or place; the rest is behind `path`."""

    title: str
    body: str
    path: str
    tag: str


class SendPush(Job, frozen=True):
    """Tell one device about one notice."""

    person_id: UUID
    subscription_id: UUID
    notice_id: UUID


class PushServiceUnknown(Refusal):
    """The address belongs to no push service that this installation calls."""


class PushKeysUnfit(Refusal):
    """The keys are not those of a browser's subscription: a point of P-256 and 16 bytes."""
