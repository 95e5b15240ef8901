"""Bids: a helper's answer to a need, or an asker's booking of an offer, with every version that the two wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType
from uuid import UUID

from everywhere.help.cancelling.types import Side
from everywhere.help.deals.types import Materials, Payment
from everywhere.kernel.errors import Refusal
from everywhere.kernel.ids import Region
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Event
from everywhere.places.types import City, CommunityId, Point, Shown

BidId = NewType("BidId", UUID)

Stage = Literal["open", "accepted", "declined", "withdrawn", "lost", "expired"]
Action = Literal["counter", "accept", "decline", "withdraw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody writes into a version; what is None stays as it was."""

    fee: Money
    note: str
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Where an asker wants an offer's help, and how it is paid; the rest is the proposal."""

    proposal: Proposal
    at: Point
    place_note: str
    payment: Payment
    materials: Materials


@dataclass(frozen=True, slots=True)
class Spot:
    """What is known of the place of a booking."""

    city: City
    community_id: CommunityId | None
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """A bid at its present version, which `proposed_by` wrote and the other may accept."""

    region: Region
    id: BidId
    need_id: UUID | None
    offer_id: UUID | None
    asker_id: UUID
    helper_id: UUID
    city: str
    category: str
    title: str
    version: int
    proposed_by: UUID
    fee_minor: int
    currency: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    note: str
    payment: Payment
    materials: Materials
    community_id: UUID | None
    cell: int
    lat: float
    lon: float
    exact_lat: float
    exact_lon: float
    exact_note: str
    stage: Stage
    expires_at: datetime
    created_at: datetime
    updated_at: datetime

    @property
    def fee(self) -> Money:
        """What the present version offers."""
        return Money(self.fee_minor, self.currency)

    @property
    def bidder_id(self) -> UUID:
        """Who began it: the helper on a need, the asker on an offer."""
        return self.helper_id if self.offer_id is None else self.asker_id

    def side_of(self, person_id: UUID) -> Side | None:
        """Which of the two a person is, if one of them."""
        return "asker" if person_id == self.asker_id else "helper" if person_id == self.helper_id else None

    def other_than(self, person_id: UUID) -> UUID:
        """The other one of the two."""
        return self.helper_id if person_id == self.asker_id else self.asker_id


@dataclass(frozen=True, slots=True)
class BidVersion:
    """One version of a bid, as it was written."""

    version: int
    proposed_by: UUID
    fee_minor: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    note: str
    at: datetime


class BidMoved(Event, frozen=True):
    """Something happened to a bid; `by_id` did it, or nobody."""

    bid_id: UUID
    need_id: UUID | None
    offer_id: UUID | None
    asker_id: UUID
    helper_id: UUID
    by_id: UUID | None


class BidPlaced(BidMoved, frozen=True):
    """A helper answered a need, or an asker booked an offer."""


class BidCountered(BidMoved, frozen=True):
    """One of the two wrote another version."""


class BidDeclined(BidMoved, frozen=True):
    """One of the two said no, and perhaps why."""

    reason: str = ""


class BidWithdrawn(BidMoved, frozen=True):
    """Whoever began it took it back."""


class BidExpired(BidMoved, frozen=True):
    """Nobody answered in time."""


class BidLost(BidMoved, frozen=True):
    """The need was agreed with somebody else, or is gone."""


class OwnNeed(Refusal):
    """One does not bid on one's own need."""


class OwnOffer(Refusal):
    """One does not book one's own offer."""


class AlreadyBid(Refusal):
    """There is an open bid of this person on it already."""


class BidNotOpen(Refusal):
    """The bid is past the stage in which this can be done."""


class OwnProposal(Refusal):
    """The present version is one's own; the other side is to answer it."""


class TooManyVersions(Refusal):
    """The two have written as many versions as one bid takes."""


class OutsideServiceArea(Refusal):
    """The offer does not reach so far."""
