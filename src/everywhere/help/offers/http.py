"""Lend a Hand: post an offer, change it, pause it, take it back; switch yourself on and off."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from everywhere.help.categories.http import Answers, Screening
from everywhere.help.offers import actions
from everywhere.help.offers.types import Changes, Draft, Offer, Price, PriceKind, Stage
from everywhere.kernel import paging
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.http import given, tags, wire
from everywhere.kernel.paging import Page
from everywhere.people import actions as people
from everywhere.people.http import FaceWire, Operator, Viewer, Who
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import Point

RadiusM = Annotated[int, Meta(ge=100, le=20_000, description="Radius of the service area in metres.")]
CommunityIds = Annotated[
    list[UUID], Meta(max_length=5, description="Only for these communities; empty: anybody within the radius.")
]
PictureIds = Annotated[list[UUID], Meta(max_length=9)]
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", max_length=5)]


class PriceWire(wire.Input, frozen=True):
    """A fixed or hourly price with its amount, or `{"kind": "talk"}`."""

    kind: PriceKind
    amount: wire.MoneyWire | None = None

    def price(self) -> Price:
        """As the domain knows it."""
        return Price(self.kind, None if self.amount is None else self.amount.money())


class SpanWire(wire.Input, frozen=True, rename={"from_": "from"}):
    """Hours of a day of the week (1 is Monday) in the city's time; `24:00` is the end of the day."""

    day: Annotated[int, Meta(ge=1, le=7)]
    from_: Clock
    to: Clock


Hours = Annotated[list[SpanWire], Meta(max_length=42, description="When you can come; empty: any time.")]


class OfferDraft(wire.Input, frozen=True, kw_only=True):
    """What you can do for others. `at` is the centre of your service area; others see the centre of its cell."""

    category: wire.Word
    title: wire.Line
    text: wire.Text = ""
    answers: Answers = msgspec.field(default_factory=dict)
    picture_ids: PictureIds = msgspec.field(default_factory=list)
    at: wire.PointWire
    radius_m: RadiusM
    community_ids: CommunityIds = msgspec.field(default_factory=list)
    price: PriceWire
    hours: Hours = msgspec.field(default_factory=list)

    def draft(self) -> Draft:
        """As the domain knows it."""
        return Draft(
            category=self.category,
            title=wire.tidied(self.title),
            text=wire.tidied(self.text),
            answers=self.answers,
            picture_ids=list(dict.fromkeys(self.picture_ids)),
            at=Point(self.at.lat, self.at.lon),
            radius_m=self.radius_m,
            community_ids=list(dict.fromkeys(self.community_ids)),
            price=self.price.price(),
            hours=msgspec.to_builtins(self.hours),
        )


class OfferChanges(wire.Input, frozen=True, kw_only=True):
    """What to change; a field that is not there stays. Category and place stay: post another offer for another place."""

    title: wire.Line | UnsetType = UNSET
    text: wire.Text | UnsetType = UNSET
    answers: Answers | UnsetType = UNSET
    picture_ids: PictureIds | UnsetType = UNSET
    radius_m: RadiusM | UnsetType = UNSET
    community_ids: CommunityIds | UnsetType = UNSET
    price: PriceWire | UnsetType = UNSET
    hours: Hours | UnsetType = UNSET

    def changes(self) -> Changes:
        """As the domain knows them."""
        given_: dict[str, Any] = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not UNSET}
        for name in ("title", "text"):
            if name in given_:
                given_[name] = wire.tidied(given_[name])
        if isinstance(self.price, PriceWire):
            given_["price"] = self.price.price()
        if "hours" in given_:
            given_["hours"] = msgspec.to_builtins(given_["hours"])
        changes: Changes = given_  # type: ignore[assignment]  # its keys are the fields of this struct
        return changes


class PriceView(msgspec.Struct):
    """What a helper asks; `amount` is null where they want to talk."""

    kind: PriceKind
    amount: wire.AmountWire | None


class MineView(msgspec.Struct):
    """What only the helper of an offer sees: where its centre really is."""

    at: wire.PointWire


class OfferView(msgspec.Struct, kw_only=True):
    """An offer as others see it: `at` is the centre of a cell whose corners are `blur_m` away; it serves `radius_m` around.

    `is_available`: the helper is switched on and near. `is_open_now`: that, and it is within the hours.
    """

    id: UUID
    helper: FaceWire
    category: str
    title: str
    text: str
    answers: dict[str, Any]
    picture_ids: list[UUID]
    pictures: list[str]
    city: str
    cell: Annotated[str, Meta(description="H3 index.")]
    at: wire.PointWire
    blur_m: int
    radius_m: int
    community_ids: list[UUID]
    price: PriceView
    currency: str
    hours: list[SpanWire]
    is_available: bool
    is_open_now: bool
    stage: Stage
    created_at: datetime
    version: int
    mine: MineView | None = None


def view_of(offer: Offer, helper: Person, viewer_id: UUID | None, *, is_open_now: bool) -> OfferView:
    """An offer for somebody's eyes."""
    return OfferView(
        id=offer.id,
        helper=FaceWire.of(helper),
        category=offer.category,
        title=offer.title,
        text=offer.text,
        answers=offer.answers,
        picture_ids=offer.picture_ids,
        pictures=[f"/api/pictures/{picture_id}" for picture_id in offer.picture_ids],
        city=offer.city,
        cell=places.cell_name(offer.cell),
        at=wire.PointWire(offer.lat, offer.lon),
        blur_m=places.cell_radius_m(offer.cell),
        radius_m=offer.radius_m,
        community_ids=offer.community_ids,
        price=PriceView(offer.price.kind, None if offer.price.amount is None else wire.AmountWire.of(offer.price.amount)),
        currency=offer.currency,
        hours=msgspec.convert(offer.hours, list[SpanWire]),
        is_available=offer.is_available,
        is_open_now=is_open_now,
        stage=offer.stage,
        created_at=offer.created_at,
        version=offer.version,
        mine=MineView(wire.PointWire(offer.exact_lat, offer.exact_lon)) if viewer_id == offer.helper_id else None,
    )


async def views_of(tx: ReadTx, offers: list[Offer], viewer_id: UUID | None, *, now: datetime) -> list[OfferView]:
    """Offers for somebody's eyes."""
    faces = await people.faces(tx, {offer.helper_id for offer in offers})
    cities = {code: await places.city(tx, code) for code in {offer.city for offer in offers}}
    return [
        view_of(offer, faces[offer.helper_id], viewer_id, is_open_now=actions.is_open_now(offer, cities[offer.city], now=now))
        for offer in offers
    ]


async def view_for(tx: ReadTx, offer: Offer, who: Person, *, now: datetime) -> OfferView:
    """One offer for somebody's eyes."""
    return (await views_of(tx, [offer], who.person_id, now=now))[0]


@post("/api/offers", status_code=201, tags=["offers"])
async def post_offer(data: JSONBody[OfferDraft], who: Who, command: given.Command) -> Response[OfferView]:
    """Offer help to people near by. A post that must be read first is `screened` and shown once somebody has read it."""

    async def work(tx: Tx) -> OfferView:
        return await view_for(tx, await actions.post(tx, who, data.draft(), now=command.now), who, now=command.now)

    return await command.run(who.person_id, work, status=201)


@get("/api/offers/{offer_id:uuid}", tags=["offers"])
async def get_offer(offer_id: FromPath[UUID], viewer: Viewer, db: given.Db, clock: given.Clock) -> Response[OfferView]:
    """One offer. Its helper also sees the exact place, under `mine`."""
    async with db.read() as tx:
        offer = await actions.seen(tx, viewer, offer_id)
        (view,) = await views_of(tx, [offer], None if viewer is None else viewer.person_id, now=clock())
    return Response(view, headers={"ETag": tags.tag(view.version)})


@patch("/api/offers/{offer_id:uuid}", tags=["offers"])
async def change_offer(
    offer_id: FromPath[UUID], data: JSONBody[OfferChanges], who: Who, command: given.Command, if_match: tags.IfMatch = None
) -> Response[OfferView]:
    """Change an offer of yours; with If-Match only where nobody changed it since you read it."""

    async def work(tx: Tx) -> OfferView:
        changed = await actions.edit(
            tx, who, offer_id, data.changes(), must_match=partial(tags.must_match, if_match), now=command.now
        )
        return await view_for(tx, changed, who, now=command.now)

    view = await command.db.transact(work)
    return Response(view, headers={"ETag": tags.tag(view.version)})


@delete("/api/offers/{offer_id:uuid}", status_code=204, tags=["offers"])
async def withdraw_offer(
    offer_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock, if_match: tags.IfMatch = None
) -> None:
    """Take an offer of yours back for good; once is as good as twice. To be away for a while, pause it."""
    await db.transact(lambda tx: actions.withdraw(tx, who, offer_id, must_match=partial(tags.must_match, if_match), now=clock()))


@post("/api/offers/{offer_id:uuid}/pause", status_code=200, tags=["offers"])
async def pause_offer(offer_id: FromPath[UUID], who: Who, command: given.Command) -> Response[OfferView]:
    """Take an offer of yours off the map for a while; pausing twice changes nothing."""

    async def work(tx: Tx) -> OfferView:
        return await view_for(tx, await actions.pause(tx, who, offer_id, now=command.now), who, now=command.now)

    return await command.run(who.person_id, work)


@post("/api/offers/{offer_id:uuid}/resume", status_code=200, tags=["offers"])
async def resume_offer(offer_id: FromPath[UUID], who: Who, command: given.Command) -> Response[OfferView]:
    """Put a paused offer of yours back on the map; resuming twice changes nothing."""

    async def work(tx: Tx) -> OfferView:
        return await view_for(tx, await actions.resume(tx, who, offer_id, now=command.now), who, now=command.now)

    return await command.run(who.person_id, work)


@post("/api/offers/{offer_id:uuid}/screening", status_code=200, tags=["offers"])
async def screen_offer(
    offer_id: FromPath[UUID], data: JSONBody[Screening], operator: Operator, command: given.Command
) -> Response[OfferView]:
    """Operators: let an offer go live that was held back, or remove one."""

    async def work(tx: Tx) -> OfferView:
        screened = await actions.screen(tx, offer_id, data.decision, now=command.now)
        return await view_for(tx, screened, operator, now=command.now)

    return await command.run(operator.person_id, work)


@get("/api/me/offers", tags=["offers"])
async def list_my_offers(
    who: Who,
    db: given.Db,
    clock: given.Clock,
    *,
    stage: FromQuery[Stage | None] = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[OfferView]:
    """Your offers, newest first."""
    before = paging.decode(cursor, tuple[UUID])
    async with db.read() as tx:
        found = await actions.mine(tx, who, stage=stage, before=before[0] if before else None, limit=limit + 1)
        page, following = paging.cut(found, limit, lambda offer: [offer.id])
        return Page(await views_of(tx, page, who.person_id, now=clock()), following)


HANDLERS = [post_offer, get_offer, change_offer, withdraw_offer, pause_offer, resume_offer, screen_offer, list_my_offers]
