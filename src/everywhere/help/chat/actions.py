"""Talking: open the right thread, say something in it, read it."""

from datetime import datetime
from uuid import UUID

from everywhere.help.chat import rules, store
from everywhere.help.chat.types import Message, MessageSent, PhraseCode, SubjectKind, Talk, Thread, ThreadClosed
from everywhere.help.deals import actions as deals
from everywhere.help.needs import actions as needs
from everywhere.help.offers import actions as offers
from everywhere.kernel import files, ids, limits, outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.ids import Region
from everywhere.kernel.limits import Rate
from everywhere.people import actions as people
from everywhere.people.types import Person

MESSAGES = Rate("message", limit=40, per_s=60)
EXPORT_MAX = 10_000


async def must_not_flood(db: Database, who: Person, *, now: datetime) -> None:
    """Count a message. Raises TooManyRequests."""
    await limits.take(db, MESSAGES, str(who.person_id), now=now)


async def thread_of(tx: ReadTx, who: Person, kind: SubjectKind, subject_id: UUID, with_id: UUID | None) -> Thread:
    """The thread in which this person talks about something, with `with_id` where they own it.

    Raises NotFound for what they may not see, for a guest who never wrote, and for somebody blocked either way; PartnerNeeded.
    """
    thread = await _thread(tx, who, kind, subject_id, with_id)
    await people.must_be_unblocked(tx, who.person_id, thread.other_than(who.person_id))
    if kind == "deal" or await store.exists(tx, thread.region, subject_id, thread.guest_id):
        return thread
    if who.person_id == thread.owner_id:
        raise NotFound  # the owner answers; a guest begins
    await (needs.seen if kind == "need" else offers.seen)(tx, who, subject_id)
    return thread


async def say(
    tx: Tx, who: Person, thread: Thread, *, text: str, phrase: PhraseCode | None, picture_ids: list[UUID], now: datetime
) -> Message:
    """Say something in a thread of this person's; contact data is taken out unless the thread shows it.

    Raises MessageEmpty, PhraseStandsAlone, ThreadClosed and UnknownPicture.
    """
    rules.must_say_something(text, phrase, picture_ids)
    if not thread.is_open:
        raise ThreadClosed
    await files.must_be_mine(tx, who.person_id, picture_ids)
    kept = rules.said(text, shows_contacts=thread.shows_contacts)
    turn = await store.take_turn(tx, thread, now=now)
    message = Message(
        region=thread.region,
        id=ids.placed_id(thread.region, now=turn.last_at),
        subject_id=thread.subject_id,
        guest_id=thread.guest_id,
        by_id=who.person_id,
        text=kept.text,
        is_masked=kept.is_masked,
        picture_ids=picture_ids,
        phrase=phrase,
        at=turn.last_at,
    )
    await store.insert(tx, message)
    if turn.is_first:
        await people.been_in(tx, thread.guest_id, thread.region)
    to_id = thread.other_than(who.person_id)
    await outbox.emit(tx, MessageSent(message.id, thread.subject_kind, thread.subject_id, thread.guest_id, who.person_id, to_id))
    return message


async def page(tx: ReadTx, thread: Thread, *, before: UUID | None, limit: int) -> list[Message]:
    """What was said, newest first; one more than `limit` where there is more."""
    return await store.page(tx, thread, before=before, limit=limit + 1)


async def after(tx: ReadTx, thread: Thread, message_id: UUID, *, limit: int) -> list[Message]:
    """What was said behind a message, oldest first."""
    return await store.after(tx, thread, message_id, limit=limit)


async def get(tx: ReadTx, message_id: UUID) -> Message:
    """A message, for hearers. Raises NotFound."""
    message = await store.read(tx, message_id)
    if message is None:
        raise NotFound
    return message


async def talks(
    tx: ReadTx, who: Person, *, subject_id: UUID | None, before: tuple[datetime, UUID, UUID] | None, limit: int
) -> list[Talk]:
    """The person's threads, newest talk first, without those with somebody blocked; one more than `limit` where there are more."""
    regions: list[Region] = await people.regions_of(tx, who.person_id)
    return await store.talks(tx, regions, who.person_id, subject_id=subject_id, before=before, limit=limit + 1)


async def title_of(tx: ReadTx, kind: SubjectKind, subject_id: UUID) -> str:
    """What a thread is about, for hearers."""
    match kind:
        case "need":
            return (await needs.get(tx, subject_id)).title
        case "offer":
            return (await offers.get(tx, subject_id)).title
        case "deal":
            return (await deals.get(tx, subject_id)).title


async def export(tx: ReadTx, person_id: UUID) -> list[Message]:
    """What a person said, newest first."""
    return await store.of_person(tx, await people.regions_of(tx, person_id), person_id, limit=EXPORT_MAX)


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Take the words and pictures out of what a person said; that something was said stays."""
    await store.blank_of(tx, await people.regions_of(tx, person_id), person_id)


async def _thread(tx: ReadTx, who: Person, kind: SubjectKind, subject_id: UUID, with_id: UUID | None) -> Thread:
    region = ids.region_of(subject_id)
    match kind:
        case "need":
            need = await needs.get(tx, subject_id)
            owner_id, title, is_open, shows_contacts = need.asker_id, need.title, need.stage == "open", False
        case "offer":
            offer = await offers.get(tx, subject_id)
            owner_id, title, is_open, shows_contacts = offer.helper_id, offer.title, offer.stage in ("open", "paused"), False
        case "deal":
            deal = await deals.mine(tx, who, subject_id)
            owner_id, title, is_open, shows_contacts = deal.asker_id, deal.title, True, rules.shows_contacts(deal)
            with_id = deal.other_than(who.person_id) if with_id is None else with_id
            if with_id != deal.other_than(who.person_id):
                raise NotFound
    return Thread(
        region=region,
        subject_kind=kind,
        subject_id=subject_id,
        owner_id=owner_id,
        guest_id=rules.guest_of(owner_id, who_id=who.person_id, with_id=with_id),
        title=title,
        is_open=is_open,
        shows_contacts=shows_contacts,
    )
