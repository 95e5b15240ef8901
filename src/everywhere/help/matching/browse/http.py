"""Looking around: offers and needs near a point, and the map with its equal list."""

from datetime import datetime
from typing import Annotated, Literal, TypeVar
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter, SkipValidation

from everywhere.help.matching.browse import actions
from everywhere.help.matching.browse.actions import Browsing
from everywhere.help.matching.browse.types import NeedSeen, NeedsWanted, OffersWanted, Place, Sort
from everywhere.help.matching.cards.http import OfferCard, offer_card, picture_path, written
from everywhere.help.matching.viewing.http import WhyWire, look_at, look_near
from everywhere.help.matching.viewing.types import Sight
from everywhere.kernel import paging
from everywhere.kernel.database import Database
from everywhere.kernel.errors import Malformed
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.express import EXPRESS
from everywhere.kernel.money import MINOR_MAX
from everywhere.kernel.paging import Page
from everywhere.people import actions as people
from everywhere.people.http import FaceWire
from everywhere.people.types import Person
from everywhere.places import actions as places

T = TypeVar("T")
Kind = Literal["needs", "offers", "shops"]
Seeing = NamedDependency[SkipValidation[Sight]]
Browser = NamedDependency[SkipValidation[Browsing]]
Radius = Annotated[int, QueryParameter(name="radius_m", ge=100, le=20_000, description="How far to look, in metres.")]
StandingMin = Annotated[
    int | None, QueryParameter(ge=350, le=950, required=False, description="Only helpers of at least this standing.")
]
OpenNow = Annotated[
    bool, QueryParameter(description="Only where somebody could come now: switched on, near, and within the hours.")
]
Fee = Annotated[
    int | None, QueryParameter(ge=1, le=MINOR_MAX, required=False, description="In the minor unit of the city's money.")
]
Category = Annotated[
    str | None,
    QueryParameter(pattern=r"^[a-z0-9_]+$", min_length=1, max_length=40, required=False, description="Only of this kind."),
]
Limit = FromQuery[wire.Limit]
Cursor = FromQuery[wire.Cursor | None]
RADIUS_DEFAULT_M = 3000


class NeedCard(msgspec.Struct, kw_only=True, tag_field="kind", tag="need"):
    """A need on the map and in lists. `at` is the centre of a cell, never where it is; no fee: open to offers."""

    id: UUID
    category: str
    title: str
    asker: FaceWire
    at: wire.PointWire
    cell: str
    distance_m: int
    community_id: UUID | None
    fee: wire.AmountWire | None
    materials: Literal["none", "asker", "helper"]
    payment: Literal["balance", "cash"]
    picture: str | None
    is_now: bool
    starts_at: datetime
    ends_at: datetime
    minutes: int
    is_mine: bool
    opened_at: datetime
    expires_at: datetime
    why: list[WhyWire]


def wanted_offers(
    sight: Seeing,
    *,
    radius_m: Radius = RADIUS_DEFAULT_M,
    category: Category = None,
    community_id: FromQuery[UUID | None] = None,
    sort: FromQuery[Sort] = "distance",
    open_now: OpenNow = False,
    standing_min: StandingMin = None,
    limit: Limit = paging.LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> OffersWanted:
    """Read which offers are asked for; one more than the page holds, to know whether there are more."""
    return OffersWanted(
        point=sight.point,
        radius_m=radius_m,
        category=category,
        community_id=community_id,
        after=_after(cursor, f"offers:{sort}"),
        limit=limit + 1,
        sort=sort,
        open_now=open_now,
        standing_min=standing_min,
    )


def wanted_needs(
    sight: Seeing,
    *,
    radius_m: Radius = RADIUS_DEFAULT_M,
    category: Category = None,
    community_id: FromQuery[UUID | None] = None,
    fee_min: Fee = None,
    fee_max: Fee = None,
    limit: Limit = paging.LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> NeedsWanted:
    """Read which needs are asked for; one more than the page holds, to know whether there are more."""
    return NeedsWanted(
        point=sight.point,
        radius_m=radius_m,
        category=category,
        community_id=community_id,
        after=_after(cursor, "needs:distance"),
        limit=limit + 1,
        fee_min=fee_min,
        fee_max=fee_max,
    )


@get(
    "/api/offers",
    tags=["matching"],
    opt=EXPRESS,
    dependencies={"sight": Provide(look_near), "wanted": Provide(wanted_offers, sync_to_thread=False)},
)
async def list_offers(
    sight: Seeing, wanted: NamedDependency[SkipValidation[OffersWanted]], db: given.Db, browsing: Browser
) -> Page[OfferCard]:
    """Who lends a hand near a point: by distance, or the best first (distance, reviews, price, answers, room for newcomers)."""
    return await _offers(browsing, db, sight, wanted)


@get(
    "/api/needs",
    tags=["matching"],
    opt=EXPRESS,
    dependencies={"sight": Provide(look_near), "wanted": Provide(wanted_needs, sync_to_thread=False)},
)
async def list_needs(sight: Seeing, wanted: NamedDependency[SkipValidation[NeedsWanted]], db: given.Db) -> Page[NeedCard]:
    """What help is asked for near a point, nearest first."""
    return await _needs(db, sight, wanted)


@get("/api/nearby", tags=["matching"], opt=EXPRESS, dependencies={"sight": Provide(look_at)})
async def list_nearby(
    sight: Seeing,
    db: given.Db,
    browsing: Browser,
    *,
    kind: FromQuery[Kind] = "offers",
    radius_m: Radius = RADIUS_DEFAULT_M,
    category: Category = None,
    limit: Limit = paging.LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[NeedCard | OfferCard]:
    """The map and its equal list: what is near a point, nearest first."""
    if kind == "offers":
        return _either(
            await _offers(
                browsing, db, sight, wanted_offers(sight, radius_m=radius_m, category=category, limit=limit, cursor=cursor)
            )
        )
    if kind == "needs":
        return _either(
            await _needs(db, sight, wanted_needs(sight, radius_m=radius_m, category=category, limit=limit, cursor=cursor))
        )
    return Page([])


HANDLERS = [list_offers, list_needs, list_nearby]


async def _offers(browsing: Browsing, db: Database, sight: Sight, wanted: OffersWanted) -> Page[OfferCard]:
    limit, listing = wanted.limit - 1, f"offers:{wanted.sort}"
    kept = await browsing.kept_offers(sight.viewer, wanted, now=sight.now)
    if kept is not None:
        shown, following = paging.cut(kept.offers, limit, lambda one: (listing, one[0], one[2].hex()))
        return Page(msgspec.Raw(written(shown, kept.usual, sight)), following)  # type: ignore[arg-type]  # the JSON of cards
    async with db.read() as tx:
        found = await actions.offers(tx, sight.viewer, wanted, now=sight.now)
        page, following = paging.cut(found, limit, lambda seen: (listing, seen.offer.rank, seen.offer.id))
        faces = await people.faces(tx, [seen.offer.helper_id for seen in page])
    return Page([offer_card(seen, faces[seen.offer.helper_id], sight) for seen in page], following)


async def _needs(db: Database, sight: Sight, wanted: NeedsWanted) -> Page[NeedCard]:
    async with db.read() as tx:
        found = await actions.needs(tx, sight.viewer, wanted, now=sight.now)
        page, following = paging.cut(found, wanted.limit - 1, lambda seen: ("needs:distance", seen.need.rank, seen.need.id))
        faces = await people.faces(tx, [seen.need.asker_id for seen in page])
    return Page([_need_card(seen, faces[seen.need.asker_id], sight) for seen in page], following)


def _need_card(seen: NeedSeen, asker: Person, sight: Sight) -> NeedCard:
    need = seen.need
    return NeedCard(
        id=need.id,
        category=need.category,
        title=need.title,
        asker=FaceWire.of(asker),
        at=wire.PointWire(need.lat, need.lon),
        cell=places.cell_name(need.cell),
        distance_m=places.distance_bucket(need.distance_m),
        community_id=need.community_id,
        fee=_amount(need.fee_minor, need.currency),
        materials=need.materials,
        payment=need.payment,
        picture=picture_path(need.picture_ids),
        is_now=need.is_now,
        starts_at=need.starts_at,
        ends_at=need.ends_at,
        minutes=need.minutes,
        is_mine=sight.is_mine(need.asker_id),
        opened_at=need.opened_at,
        expires_at=need.expires_at,
        why=[WhyWire.of(reason, sight.language) for reason in seen.why],
    )


def _after(cursor: str | None, listing: str) -> Place | None:
    found = paging.decode(cursor, tuple[str, float, UUID])
    if found is None:
        return None
    if found[0] != listing:
        raise Malformed(path="cursor", reason="this is not a cursor of this list")
    return found[1], found[2]


def _either(page: Page[T]) -> Page[T | NeedCard | OfferCard]:
    return Page(page.items, page.next)  # type: ignore[arg-type]  # a list of some is a list of either


def _amount(minor: int | None, currency: str) -> wire.AmountWire | None:
    return None if minor is None else wire.AmountWire(minor, currency)
