"""Where: the cities, the communities, and which of them I belong to."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from everywhere.kernel import paging
from everywhere.kernel.database import Tx
from everywhere.kernel.errors import Malformed
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.people import actions as people
from everywhere.people.http import Operator, Who
from everywhere.places import actions
from everywhere.places.types import City, Community, Membership, MembershipKind, Point

At = Annotated[str | None, QueryParameter(name="at", max_length=60, required=False, description="lat,lon in degrees (WGS-84).")]
CityCode = Annotated[
    str | None, QueryParameter(name="city", max_length=40, pattern=r"^[a-z0-9_]+$", required=False, description="A city's code.")
]
InviteCode = Annotated[str, Meta(min_length=1, max_length=60, pattern="^[A-Za-z0-9_-]+$")]


class BoundsView(msgspec.Struct):
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float


class CityView(msgspec.Struct):
    """A city; people can ask and offer where `is_open`. `floor_hourly` is the legal floor of pay for an hour."""

    code: str
    name_zh: str
    name_en: str
    country: str
    currency: str
    timezone: str
    languages: list[str]
    at: wire.PointWire
    bounds: BoundsView
    floor_hourly: wire.AmountWire
    is_open: bool

    @classmethod
    def of(cls, city: City) -> "CityView":
        """From the domain's city."""
        return cls(
            city.code,
            city.name_zh,
            city.name_en,
            city.country,
            city.currency,
            city.timezone,
            city.languages,
            wire.PointWire(city.lat, city.lon),
            BoundsView(city.west, city.south, city.east, city.north),
            wire.AmountWire(city.floor_hourly_minor, city.currency),
            city.is_open,
        )


class CommunityView(msgspec.Struct):
    """A community; `area` is GeoJSON (Polygon or MultiPolygon, WGS-84), `membership` says what one sends to join."""

    id: UUID
    city: str
    name_zh: str
    name_en: str
    bounds: BoundsView
    area: dict[str, Any]
    membership: MembershipKind
    email_domains: list[str]
    commission_bps: int

    @classmethod
    def of(cls, community: Community) -> "CommunityView":
        """From the domain's community."""
        return cls(
            community.id,
            community.city,
            community.name_zh,
            community.name_en,
            BoundsView(community.west, community.south, community.east, community.north),
            msgspec.json.decode(community.area_json),
            community.kind,
            community.membership_rule.get("domains", []),
            community.commission_bps,
        )


class MembershipProof(wire.Input, frozen=True):
    """What the community asks for: where you are, one of your verified e-mail addresses (null: any of them), or an invite."""

    at: wire.PointWire | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None
    invite: InviteCode | None = None


class MembershipView(msgspec.Struct):
    """That you belong to a community; a membership by place ends unless you show again that you are there."""

    community_id: UUID
    via: MembershipKind
    since: datetime
    expires_at: datetime | None

    @classmethod
    def of(cls, membership: Membership) -> "MembershipView":
        """From the domain's membership."""
        return cls(membership.community_id, membership.via, membership.since, membership.expires_at)


class InviteDraft(wire.Input, frozen=True):
    """How often an invite may be used, and for how many days."""

    uses: Annotated[int, Meta(ge=1, le=10_000)] = 1
    days: Annotated[int, Meta(ge=1, le=365)] = 30


class InviteView(msgspec.Struct):
    """An invite's code, which is shown only now."""

    code: str


def point_of(text: str, path: str) -> Point:
    """Read `lat,lon`. Raises Malformed."""
    try:
        point = wire.parse_point(text)
    except (ValueError, msgspec.ValidationError) as error:
        raise Malformed(path=path, reason="a point is lat,lon in degrees, like 31.2304,121.4737") from error
    return Point(point.lat, point.lon)


@get("/api/cities", tags=["places"])
async def list_cities(
    db: given.Db, limit: FromQuery[wire.Limit] = 100, cursor: FromQuery[wire.Cursor | None] = None
) -> Page[CityView]:
    """Every city, open ones first."""
    after = paging.decode(cursor, tuple[bool, wire.Word])
    async with db.read() as tx:
        found = await actions.cities(tx, after=after, limit=limit + 1)
    page, following = paging.cut(found, limit, lambda city: (city.is_open, city.code))
    return Page([CityView.of(city) for city in page], following)


@get("/api/communities", tags=["places"])
async def list_communities(
    db: given.Db,
    at: At = None,
    city: CityCode = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[CommunityView]:
    """The communities around a point, smallest first, or those of a city, or all."""
    after = paging.decode(cursor, tuple[UUID])
    point = None if at is None else point_of(at, "at")
    async with db.read() as tx:
        found = await actions.communities(tx, point=point, city_code=city, after=after[0] if after else None, limit=limit + 1)
    page, following = paging.cut(found, limit, lambda community: [community.id])
    return Page([CommunityView.of(community) for community in page], following)


@get("/api/communities/{community_id:uuid}", tags=["places"])
async def get_community(community_id: FromPath[UUID], db: given.Db) -> CommunityView:
    """One community."""
    async with db.read() as tx:
        return CommunityView.of(await actions.community(tx, community_id))


@post("/api/communities/{community_id:uuid}/membership", status_code=200, tags=["places"])
async def join_community(
    community_id: FromPath[UUID], data: JSONBody[MembershipProof], who: Who, command: given.Command
) -> Response[MembershipView]:
    """Join a community by its rule, or show again that you are there; one can belong to two at most."""
    at = None if data.at is None else Point(data.at.lat, data.at.lon)

    async def work(tx: Tx) -> MembershipView:
        emails = await _verified_emails(tx, who.person_id, data.email)
        return MembershipView.of(
            await actions.join(tx, who, community_id, at=at, emails=emails, invite=data.invite, now=command.now)
        )

    return await command.run(who.person_id, work)


@delete("/api/communities/{community_id:uuid}/membership", status_code=204, tags=["places"])
async def leave_community(community_id: FromPath[UUID], who: Who, db: given.Db) -> None:
    """Leave a community."""
    await db.transact(lambda tx: actions.leave(tx, who, community_id))


@get("/api/me/memberships", tags=["places"])
async def list_memberships(who: Who, db: given.Db, clock: given.Clock) -> Page[MembershipView]:
    """The communities that you belong to; two at most."""
    async with db.read() as tx:
        return Page([MembershipView.of(each) for each in await actions.memberships(tx, who.person_id, now=clock())])


@post("/api/communities/{community_id:uuid}/invites", status_code=201, tags=["places"])
async def invite_to_community(
    community_id: FromPath[UUID], data: JSONBody[InviteDraft], operator: Operator, command: given.Command
) -> Response[InviteView]:
    """Operators: make an invite to a community that takes members by invite."""

    async def work(tx: Tx) -> InviteView:
        return InviteView(await actions.invite(tx, community_id, uses=data.uses, days=data.days, now=command.now))

    return await command.run(operator.person_id, work, status=201)


async def _verified_emails(tx: Tx, person_id: UUID, wanted: str | None) -> list[str]:
    handles = await people.handles_of(tx, person_id)
    emails = [handle.value.removeprefix("email:") for handle in handles if handle.value.startswith("email:")]
    return emails if wanted is None else [email for email in emails if email == wanted.strip().lower()]


HANDLERS = [
    list_cities,
    list_communities,
    get_community,
    join_community,
    leave_community,
    list_memberships,
    invite_to_community,
]
