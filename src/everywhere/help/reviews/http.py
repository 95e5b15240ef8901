"""Reviews over HTTP, and the face that everybody may see of a person."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from everywhere.help.cancelling.types import Side
from everywhere.help.reviews import actions
from everywhere.help.reviews.types import Answering, Repute, Review
from everywhere.kernel import paging
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.people import actions as people
from everywhere.people.http import FaceWire, Viewer, Who
from everywhere.people.types import Person
from everywhere.standing.formula.types import Band
from everywhere.standing.scores import actions as standing


class ReviewDraft(wire.Input, frozen=True, kw_only=True):
    """Stars from 1 to 5, yes or no to the category's questions about the other side, and words."""

    stars: Annotated[int, Meta(ge=1, le=5)]
    answers: Annotated[dict[wire.Word, bool], Meta(max_length=20)] = msgspec.field(default_factory=dict)
    text: wire.Text = ""


class ReplyDraft(wire.Input, frozen=True):
    """What the person reviewed answers."""

    text: wire.Words


class ReviewView(msgspec.Struct, kw_only=True):
    """A review. `revealed_at` is null while only its writer sees it."""

    id: UUID
    by: FaceWire
    about_id: UUID
    about_role: Side
    category: str
    stars: int
    answers: dict[str, bool]
    text: str
    reply: str | None
    written_at: datetime
    revealed_at: datetime | None

    @classmethod
    def of(cls, review: Review, faces: dict[UUID, Person]) -> "ReviewView":
        """With the face of its writer."""
        return cls(
            id=review.id,
            by=FaceWire.of(faces[review.by_id]),
            about_id=review.about_id,
            about_role=review.about_role,
            category=review.category,
            stars=review.stars,
            answers=review.answers,
            text=review.text,
            reply=review.reply or None,
            written_at=review.written_at,
            revealed_at=review.revealed_at,
        )


class OwnReview(msgspec.Struct):
    """A review that you wrote or that is about you, and the deal that it is of."""

    deal_id: UUID
    review: ReviewView


class DealReviews(msgspec.Struct, kw_only=True):
    """Your review of a deal, the other's once both are revealed, and until when reviews can be written."""

    mine: ReviewView | None
    theirs: ReviewView | None
    can_review: bool
    revealed_by: datetime | None


class ReputeView(msgspec.Struct):
    """A person in one role: deals that came to their end, and stars of revealed reviews of the last 24 months."""

    completed: int
    stars: float | None
    reviews: int

    @classmethod
    def of(cls, repute: Repute) -> "ReputeView":
        """From the domain's figures."""
        return cls(repute.completed, repute.stars, repute.stars_count)


class StandingShown(msgspec.Struct):
    """A person's standing as far as they show it: `score` is null where they show the band alone."""

    score: int | None
    band: Band


class PersonView(msgspec.Struct, kw_only=True):
    """What everybody may know of a person. `answer_rate` is the share of asks that got an answer, from five asks on.

    `standing` is null for who has none or shows nothing of it; nobody can tell which.
    """

    id: UUID
    name: str
    picture: str | None
    bio: str
    member_since: datetime
    phone_verified: bool
    email_verified: bool
    as_asker: ReputeView
    as_helper: ReputeView
    answer_rate: float | None
    standing: StandingShown | None


@post("/api/deals/{deal_id:uuid}/review", status_code=201, tags=["reviews"])
async def write_review(
    deal_id: FromPath[UUID], data: JSONBody[ReviewDraft], who: Who, command: given.Command
) -> Response[ReviewView]:
    """Review the other one of a deal, within 7 days after its end. Both reviews are revealed together, at the latest then."""
    return await command.run(who.person_id, lambda tx: _written(tx, who, deal_id, data, command.now), status=201)


@get("/api/deals/{deal_id:uuid}/reviews", tags=["reviews"])
async def read_of_deal(deal_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock) -> DealReviews:
    """The reviews of a deal of yours, as far as you may read them yet."""
    now = clock()
    async with db.read() as tx:
        deal, seen = await actions.of_deal(tx, who, deal_id, now=now)
        views = {review.by_id: view for review, view in zip(seen, await _views(tx, seen), strict=True)}
    is_open = actions.is_reviewable(deal) and now < actions.reveal_at(deal)
    return DealReviews(
        mine=views.get(who.person_id),
        theirs=views.get(deal.other_than(who.person_id)),
        can_review=is_open and who.person_id not in views,
        revealed_by=actions.reveal_at(deal) if actions.is_reviewable(deal) else None,
    )


@get("/api/reviews/{review_id:uuid}", tags=["reviews"])
async def read_review(review_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock) -> OwnReview:
    """A review of you or by you, as a line of your standing names it, with its deal."""
    async with db.read() as tx:
        review = await actions.mine(tx, who, review_id, now=clock())
        [view] = await _views(tx, [review])
    return OwnReview(review.deal_id, view)


@post("/api/reviews/{review_id:uuid}/reply", status_code=200, tags=["reviews"])
async def reply(review_id: FromPath[UUID], data: JSONBody[ReplyDraft], who: Who, command: given.Command) -> Response[ReviewView]:
    """Answer a review of yourself, once."""
    return await command.run(who.person_id, lambda tx: _replied(tx, who, review_id, data, command.now))


@get("/api/people/{person_id:uuid}/reviews", tags=["reviews"])
async def read_about(
    person_id: FromPath[UUID],
    viewer: Viewer,
    db: given.Db,
    clock: given.Clock,
    role: FromQuery[Side | None] = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[ReviewView]:
    """What others say of a person in a role, last revealed first; a review ends 24 months after it was written."""
    before = paging.decode(cursor, tuple[datetime, UUID])
    async with db.read() as tx:
        await _seen(tx, viewer, person_id)
        found = await actions.about(tx, person_id, role=role, before=before, limit=limit, now=clock())
        page, following = paging.cut(found, limit, lambda review: [review.revealed_at, review.id])
        return Page(await _views(tx, page), following)


@get("/api/people/{person_id:uuid}", tags=["people"])
async def read_person(person_id: FromPath[UUID], viewer: Viewer, db: given.Db, clock: given.Clock) -> PersonView:
    """What everybody may know of a person: no place, no number, no address."""
    async with db.read() as tx:
        person = await _seen(tx, viewer, person_id)
        repute, answering = await actions.repute(tx, person_id, now=clock())
        handles = [handle.value for handle in await people.handles_of(tx, person_id)]
        score, band = await standing.public(tx, person_id)
    shown = None if band is None else StandingShown(score, band)
    return _person_view(person, handles, repute, answering, shown)


HANDLERS: list[Any] = [read_review, write_review, read_of_deal, reply, read_about, read_person]

_ASKS_MIN = 5


async def _written(tx: Tx, who: Person, deal_id: UUID, data: ReviewDraft, now: datetime) -> ReviewView:
    text = wire.tidied(data.text)
    review = await actions.write(tx, who, deal_id, stars=data.stars, answers=data.answers, text=text, now=now)
    return (await _views(tx, [review]))[0]


async def _replied(tx: Tx, who: Person, review_id: UUID, data: ReplyDraft, now: datetime) -> ReviewView:
    review = await actions.reply(tx, who, review_id, wire.tidied(data.text), now=now)
    return (await _views(tx, [review]))[0]


async def _views(tx: ReadTx, reviews: list[Review]) -> list[ReviewView]:
    faces = await people.faces(tx, [review.by_id for review in reviews])
    return [ReviewView.of(review, faces) for review in reviews]


async def _seen(tx: ReadTx, viewer: Person | None, person_id: UUID) -> Person:
    person = await people.face(tx, person_id)
    if viewer is not None:
        await people.must_be_unblocked(tx, viewer.person_id, person_id)
    return person


def _person_view(
    person: Person, handles: list[str], repute: dict[Side, Repute], answering: Answering, shown: StandingShown | None
) -> PersonView:
    face = FaceWire.of(person)
    return PersonView(
        id=face.id,
        name=face.name,
        picture=face.picture,
        bio=person.bio,
        member_since=person.created_at,
        phone_verified=any(handle.startswith("phone:") for handle in handles),
        email_verified=any(handle.startswith("email:") for handle in handles),
        as_asker=ReputeView.of(repute["asker"]),
        as_helper=ReputeView.of(repute["helper"]),
        answer_rate=round(answering.answered / answering.asked, 2) if answering.asked >= _ASKS_MIN else None,
        standing=shown,
    )
