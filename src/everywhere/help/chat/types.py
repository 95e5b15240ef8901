"""Talk: threads of two people about a need, an offer or a deal, and the messages in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.ids import Region
from everywhere.kernel.outbox import Event

SubjectKind = Literal["need", "offer", "deal"]
PhraseCode = Literal[
    "on_my_way",
    "arrived",
    "ten_minutes_late",
    "where_exactly",
    "when_suits_you",
    "is_it_free_now",
    "send_a_picture",
    "done",
    "thank_you",
    "sorry_cannot",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Two people's talk about one thing, as the present rules have it."""

    region: Region
    subject_kind: SubjectKind
    subject_id: UUID
    owner_id: UUID
    guest_id: UUID
    title: str
    is_open: bool
    """Whether something may still be said; what was said can always be read."""
    shows_contacts: bool
    """Whether telephone numbers and the like stay in what is said from now on."""

    def other_than(self, person_id: UUID) -> UUID:
        """The other one of the two."""
        return self.guest_id if person_id == self.owner_id else self.owner_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing that was said: words, pictures, or a phrase that everybody reads in their own language."""

    region: Region
    id: UUID
    subject_id: UUID
    guest_id: UUID
    by_id: UUID
    text: str
    is_masked: bool
    picture_ids: list[UUID]
    phrase: PhraseCode | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A thread in a list, with its last message."""

    region: Region
    subject_kind: SubjectKind
    subject_id: UUID
    owner_id: UUID
    guest_id: UUID
    last_at: datetime
    last: Message


class MessageSent(Event, frozen=True):
    """Somebody said something to somebody."""

    message_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    guest_id: UUID
    by_id: UUID
    to_id: UUID


class PartnerNeeded(Refusal):
    """The owner of a need or an offer talks with several guests and must say with whom."""


class ThreadClosed(Refusal):
    """The need or offer is off the map; what is agreed is talked about in its deal."""


class MessageEmpty(Refusal):
    """A message says nothing."""


class PhraseStandsAlone(Refusal):
    """A phrase came with words or pictures beside it."""
