"""Service Required: post a need, change it, take it back."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from everywhere.help.categories.http import Answers, Screening
from everywhere.help.needs import actions
from everywhere.help.needs.types import Changes, Draft, Materials, Need, Payment, Stage
from everywhere.kernel import paging
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import Malformed
from everywhere.kernel.http import given, tags, wire
from everywhere.kernel.paging import Page
from everywhere.people import actions as people
from everywhere.people.http import FaceWire, Operator, Viewer, Who
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import Point

Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339, with its offset.")]
Minutes = Annotated[int, Meta(ge=1, le=10_080, description="How long the work takes.")]
PlaceNote = Annotated[wire.Note, Meta(description="Floor, door, what to look for; for the helper of the deal only.")]
PictureIds = Annotated[list[UUID], Meta(max_length=9)]


class WhenWire(wire.Input, frozen=True):
    """`{"now": true}`, or a window `{"starts_at", "ends_at"}`."""

    now: bool = False
    starts_at: Instant | None = None
    ends_at: Instant | None = None

    def window(self) -> tuple[datetime, datetime] | None:
        """The window, or None for now. Raises Malformed for both and for neither."""
        if self.now and self.starts_at is None and self.ends_at is None:
            return None
        if self.now or self.starts_at is None or self.ends_at is None:
            raise Malformed(path="when", reason='it is {"now": true} or {"starts_at": …, "ends_at": …}')
        return self.starts_at, self.ends_at


class NeedDraft(wire.Input, frozen=True, kw_only=True):
    """What you need. `fee: null` is open to offers; without `minutes` it takes what is typical of the category."""

    category: wire.Word
    title: wire.Line
    text: wire.Text = ""
    answers: Answers = msgspec.field(default_factory=dict)
    picture_ids: PictureIds = msgspec.field(default_factory=list)
    at: wire.PointWire
    place_note: PlaceNote = ""
    when: WhenWire
    minutes: Minutes | None = None
    fee: wire.MoneyWire | None = None
    materials: Materials = "none"
    payment: Payment = "balance"

    def draft(self) -> Draft:
        """As the domain knows it."""
        return Draft(
            category=self.category,
            title=wire.tidied(self.title),
            text=wire.tidied(self.text),
            answers=self.answers,
            picture_ids=list(dict.fromkeys(self.picture_ids)),
            at=Point(self.at.lat, self.at.lon),
            place_note=wire.tidied(self.place_note),
            when=self.when.window(),
            minutes=self.minutes,
            fee=None if self.fee is None else self.fee.money(),
            materials=self.materials,
            payment=self.payment,
        )


class NeedChanges(wire.Input, frozen=True, kw_only=True):
    """What to change; a field that is not there stays. Category and place stay: post another need for another place."""

    title: wire.Line | UnsetType = UNSET
    text: wire.Text | UnsetType = UNSET
    answers: Answers | UnsetType = UNSET
    picture_ids: PictureIds | UnsetType = UNSET
    place_note: PlaceNote | UnsetType = UNSET
    when: WhenWire | UnsetType = UNSET
    minutes: Minutes | UnsetType = UNSET
    fee: wire.MoneyWire | UnsetType | None = UNSET
    materials: Materials | UnsetType = UNSET
    payment: Payment | UnsetType = UNSET

    def changes(self) -> Changes:
        """As the domain knows them."""
        given_: dict[str, Any] = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not UNSET}
        for name in ("title", "text", "place_note"):
            if name in given_:
                given_[name] = wire.tidied(given_[name])
        if isinstance(self.when, WhenWire):
            given_["when"] = self.when.window()
        if isinstance(self.fee, wire.MoneyWire):
            given_["fee"] = self.fee.money()
        changes: Changes = given_  # type: ignore[assignment]  # its keys are the fields of this struct
        return changes


class WhenView(msgspec.Struct):
    """When it is wanted; for now, the window says until when at the latest."""

    now: bool
    starts_at: datetime
    ends_at: datetime


class MineView(msgspec.Struct):
    """What only the asker of a need sees."""

    at: wire.PointWire
    place_note: str
    community_id: UUID | None
    deal_id: UUID | None
    first_bid_at: datetime | None


class NeedView(msgspec.Struct, kw_only=True):
    """A need as others see it: `at` is the centre of a cell whose corners are `radius_m` away, not where it is."""

    id: UUID
    asker: FaceWire
    category: str
    title: str
    text: str
    answers: dict[str, Any]
    picture_ids: list[UUID]
    pictures: list[str]
    city: str
    cell: Annotated[str, Meta(description="H3 index.")]
    at: wire.PointWire
    radius_m: int
    when: WhenView
    minutes: int
    fee: wire.AmountWire | None
    currency: str
    materials: Materials
    payment: Payment
    stage: Stage
    created_at: datetime
    opened_at: datetime | None
    expires_at: datetime
    version: int
    mine: MineView | None = None


def view_of(need: Need, asker: Person, viewer_id: UUID | None) -> NeedView:
    """A need for somebody's eyes."""
    return NeedView(
        id=need.id,
        asker=FaceWire.of(asker),
        category=need.category,
        title=need.title,
        text=need.text,
        answers=need.answers,
        picture_ids=need.picture_ids,
        pictures=[f"/api/pictures/{picture_id}" for picture_id in need.picture_ids],
        city=need.city,
        cell=places.cell_name(need.cell),
        at=wire.PointWire(need.lat, need.lon),
        radius_m=places.cell_radius_m(need.cell),
        when=WhenView(need.is_now, need.starts_at, need.ends_at),
        minutes=need.minutes,
        fee=None if need.fee is None else wire.AmountWire.of(need.fee),
        currency=need.currency,
        materials=need.materials,
        payment=need.payment,
        stage=need.stage,
        created_at=need.created_at,
        opened_at=need.opened_at,
        expires_at=need.expires_at,
        version=need.version,
        mine=_mine_of(need) if viewer_id == need.asker_id else None,
    )


def _mine_of(need: Need) -> MineView:
    at = wire.PointWire(need.exact_lat, need.exact_lon)
    return MineView(at, need.exact_note, need.community_id, need.deal_id, need.first_bid_at)


async def views_of(tx: ReadTx, needs: list[Need], viewer_id: UUID | None) -> list[NeedView]:
    """Needs for somebody's eyes."""
    faces = await people.faces(tx, {need.asker_id for need in needs})
    return [view_of(need, faces[need.asker_id], viewer_id) for need in needs]


@post("/api/needs", status_code=201, tags=["needs"])
async def post_need(data: JSONBody[NeedDraft], who: Who, command: given.Command) -> Response[NeedView]:
    """Ask people near by for help. A post that must be read first is `screened` and shown once somebody has read it."""

    async def work(tx: Tx) -> NeedView:
        return view_of(await actions.post(tx, who, data.draft(), now=command.now), who, who.person_id)

    return await command.run(who.person_id, work, status=201)


@get("/api/needs/{need_id:uuid}", tags=["needs"])
async def get_need(need_id: FromPath[UUID], viewer: Viewer, db: given.Db) -> Response[NeedView]:
    """One need. Its asker also sees the exact place, under `mine`."""
    async with db.read() as tx:
        need = await actions.seen(tx, viewer, need_id)
        (view,) = await views_of(tx, [need], None if viewer is None else viewer.person_id)
    return Response(view, headers={"ETag": tags.tag(view.version)})


@patch("/api/needs/{need_id:uuid}", tags=["needs"])
async def change_need(
    need_id: FromPath[UUID], data: JSONBody[NeedChanges], who: Who, command: given.Command, if_match: tags.IfMatch = None
) -> Response[NeedView]:
    """Change a need of yours while nobody agreed; with If-Match only where nobody changed it since you read it."""
    changed = await command.db.transact(
        lambda tx: actions.edit(tx, who, need_id, data.changes(), must_match=partial(tags.must_match, if_match), now=command.now)
    )
    view = view_of(changed, who, who.person_id)
    return Response(view, headers={"ETag": tags.tag(view.version)})


@delete("/api/needs/{need_id:uuid}", status_code=204, tags=["needs"])
async def withdraw_need(need_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock, if_match: tags.IfMatch = None) -> None:
    """Take a need of yours off the map; once is as good as twice. After somebody agreed, cancel the deal instead."""
    await db.transact(lambda tx: actions.withdraw(tx, who, need_id, must_match=partial(tags.must_match, if_match), now=clock()))


@post("/api/needs/{need_id:uuid}/screening", status_code=200, tags=["needs"])
async def screen_need(
    need_id: FromPath[UUID], data: JSONBody[Screening], operator: Operator, command: given.Command
) -> Response[NeedView]:
    """Operators: let a need go live that was held back, or remove one."""

    async def work(tx: Tx) -> NeedView:
        screened = await actions.screen(tx, need_id, data.decision, now=command.now)
        return (await views_of(tx, [screened], operator.person_id))[0]

    return await command.run(operator.person_id, work)


@get("/api/me/needs", tags=["needs"])
async def list_my_needs(
    who: Who,
    db: given.Db,
    stage: FromQuery[Stage | None] = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[NeedView]:
    """Your needs, newest first."""
    before = paging.decode(cursor, tuple[UUID])
    async with db.read() as tx:
        found = await actions.mine(tx, who, stage=stage, before=before[0] if before else None, limit=limit + 1)
    page, following = paging.cut(found, limit, lambda need: [need.id])
    return Page([view_of(need, who, who.person_id) for need in page], following)


HANDLERS = [post_need, get_need, change_need, withdraw_need, screen_need, list_my_needs]
