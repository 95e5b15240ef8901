"""Where: points on the earth, the cells that others see instead, cities and communities."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NewType
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.ids import Region
from everywhere.kernel.money import Money

CommunityId = NewType("CommunityId", UUID)
Cell = NewType("Cell", int)
"""An H3 cell as an integer."""

MembershipKind = Literal["open", "gps", "email", "invite"]


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the earth, WGS-84, in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Shown:
    """What everybody may know of where someone is: a cell, its centre, and the region that the cell is in."""

    region: Region
    cell: Cell
    lat: float
    lon: float
    lat_row: int

    @property
    def point(self) -> Point:
        """The centre of the cell."""
        return Point(self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class City:
    """A city with its box, money, time and law; people can ask and offer where `is_open`."""

    code: str
    name_zh: str
    name_en: str
    country: str
    currency: str
    timezone: str
    languages: list[str]
    lat: float
    lon: float
    west: float
    south: float
    east: float
    north: float
    floor_hourly_minor: int
    is_open: bool

    def floor_for(self, minutes: int) -> Money:
        """The legal floor of pay for so much time; a broken cent rounds up, for the floor is a floor."""
        return Money(-(-self.floor_hourly_minor * minutes // 60), self.currency)


@dataclass(frozen=True, slots=True)
class Community:
    """A polygon with a rule for who belongs: the unit in which a city is opened."""

    id: CommunityId
    city: str
    name_zh: str
    name_en: str
    membership_rule: dict[str, Any]
    commission_bps: int
    is_open: bool
    west: float
    south: float
    east: float
    north: float
    area_json: str

    @property
    def kind(self) -> MembershipKind:
        """How one becomes a member."""
        kind: MembershipKind = self.membership_rule["kind"]
        return kind


@dataclass(frozen=True, slots=True)
class Membership:
    """That a person belongs to a community, how that was found, and until when it holds."""

    person_id: UUID
    community_id: CommunityId
    via: MembershipKind
    since: datetime
    expires_at: datetime | None


class OutsideCities(Refusal):
    """The point is in no city that is open."""


class FeeBelowFloor(Refusal):
    """The pay is below what the law asks for so much time."""


class WrongCurrency(Refusal):
    """The amount is not in the money of the city."""


class OutsideCommunity(Refusal):
    """The point is not inside the community's polygon."""


class ProofNeeded(Refusal):
    """The community's rule asks for something that did not come: a point, an e-mail address, an invite."""


class EmailNotAccepted(Refusal):
    """No verified e-mail address of this person is in a domain of the community."""


class InviteNotValid(Refusal):
    """The invite is unknown, used up or too old."""


class TooManyMemberships(Refusal):
    """The person belongs to as many communities as one may."""


class NotByInvite(Refusal):
    """The community takes members in another way, so it has no invites."""
