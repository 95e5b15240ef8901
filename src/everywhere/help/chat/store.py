"""SQL of threads and their messages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from everywhere.help.chat.types import Message, SubjectKind, Talk, Thread
from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import lock_row, row, rows, value, write

APART = timedelta(milliseconds=1)
"""Ids grow with their millisecond: two messages of a thread are never in the same one, whatever clocks say."""


@dataclass(frozen=True, slots=True)
class Turn:
    """When the next message of a thread is said, and whether it is the first."""

    last_at: datetime
    is_first: bool


@dataclass(frozen=True, slots=True)
class Said:
    last_at: datetime


@dataclass(frozen=True, slots=True)
class TalkRow:
    region: Region
    subject_kind: SubjectKind
    subject_id: UUID
    owner_id: UUID
    guest_id: UUID
    last_at: datetime
    last: Any


LOCK = lock_row(
    Said,
    "SELECT last_at FROM thread WHERE region = :region AND subject_id = :subject_id AND guest_id = :guest_id FOR UPDATE",
)

BEGIN = write(
    """
    INSERT INTO thread (region, subject_id, guest_id, owner_id, subject_kind, last_at)
    VALUES (:region, :subject_id, :guest_id, :owner_id, :subject_kind, :now) ON CONFLICT DO NOTHING"""
)

SAY = write("UPDATE thread SET last_at = :at WHERE region = :region AND subject_id = :subject_id AND guest_id = :guest_id")

EXISTS = value(
    bool,
    "SELECT EXISTS (SELECT FROM thread WHERE region = :region AND subject_id = :subject_id AND guest_id = :guest_id)",
)

INSERT = write(
    """
    INSERT INTO message (region, id, subject_id, guest_id, by_id, text, is_masked, picture_ids, phrase, at)
    VALUES (:region, :id, :subject_id, :guest_id, :by_id, :text, :is_masked, :picture_ids, :phrase, :at)"""
)

READ = row(
    Message,
    """
    SELECT region, id, subject_id, guest_id, by_id, text, is_masked, picture_ids, phrase, at
      FROM message WHERE region = :region AND id = :id""",
)

BEFORE = rows(
    Message,
    """
    SELECT region, id, subject_id, guest_id, by_id, text, is_masked, picture_ids, phrase, at
      FROM message
     WHERE region = :region AND subject_id = :subject_id AND guest_id = :guest_id AND (:before::uuid IS NULL OR id < :before)
     ORDER BY id DESC LIMIT :limit""",
)

AFTER = rows(
    Message,
    """
    SELECT region, id, subject_id, guest_id, by_id, text, is_masked, picture_ids, phrase, at
      FROM message
     WHERE region = :region AND subject_id = :subject_id AND guest_id = :guest_id AND id > :after
     ORDER BY id LIMIT :limit""",
)

TALKS = rows(
    TalkRow,
    """
    SELECT t.region, t.subject_kind, t.subject_id, t.owner_id, t.guest_id, t.last_at, to_jsonb(m) AS last
      FROM thread t
     CROSS JOIN LATERAL (
           SELECT region, id, subject_id, guest_id, by_id, text, is_masked, picture_ids, phrase, at
             FROM message
            WHERE region = t.region AND subject_id = t.subject_id AND guest_id = t.guest_id
            ORDER BY id DESC LIMIT 1) m
     WHERE t.region = ANY(:regions::bigint[]) AND (t.owner_id = :person_id OR t.guest_id = :person_id)
       AND (:subject_id::uuid IS NULL OR t.subject_id = :subject_id)
       AND (:before::timestamptz IS NULL OR (t.last_at, t.subject_id, t.guest_id) < (:before, :before_subject::uuid, :before_guest::uuid))
     ORDER BY t.last_at DESC, t.subject_id DESC, t.guest_id DESC LIMIT :limit""",
)

OF_PERSON = rows(
    Message,
    """
    SELECT region, id, subject_id, guest_id, by_id, text, is_masked, picture_ids, phrase, at
      FROM message
     WHERE region = ANY(:regions::bigint[]) AND by_id = :person_id
     ORDER BY id DESC LIMIT :limit""",
)

BLANK_OF = write(
    """
    UPDATE message SET text = '', picture_ids = '{}'
     WHERE region = ANY(:regions::bigint[]) AND by_id = :person_id"""
)


async def take_turn(tx: Tx, thread: Thread, *, now: datetime) -> Turn:
    """Lock the thread until the transaction ends, begun where it was not there, and say when its next message is said."""
    # Not in one upsert: a cluster takes no arithmetic with times in DO UPDATE.
    which = {"region": thread.region, "subject_id": thread.subject_id, "guest_id": thread.guest_id}
    said = await LOCK(tx, **which)
    if said is None:
        if await BEGIN(tx, **which, owner_id=thread.owner_id, subject_kind=thread.subject_kind, now=now):
            return Turn(now, is_first=True)
        said = await LOCK(tx, **which)
    if said is None:
        raise LookupError("a thread is there and is not")
    at = max(now, said.last_at + APART)
    await SAY(tx, **which, at=at)
    return Turn(at, is_first=False)


async def exists(tx: ReadTx, region: Region, subject_id: UUID, guest_id: UUID) -> bool:
    """Whether these two ever talked about this."""
    return bool(await EXISTS(tx, region=region, subject_id=subject_id, guest_id=guest_id))


async def insert(tx: Tx, message: Message) -> None:
    """Write a new message."""
    await INSERT(
        tx,
        region=message.region,
        id=message.id,
        subject_id=message.subject_id,
        guest_id=message.guest_id,
        by_id=message.by_id,
        text=message.text,
        is_masked=message.is_masked,
        picture_ids=message.picture_ids,
        phrase=message.phrase,
        at=message.at,
    )


async def read(tx: ReadTx, message_id: UUID) -> Message | None:
    """One message."""
    return await READ(tx, region=ids.region_of(message_id), id=message_id)


async def page(tx: ReadTx, thread: Thread, *, before: UUID | None, limit: int) -> list[Message]:
    """Messages of a thread, newest first."""
    return await BEFORE(
        tx, region=thread.region, subject_id=thread.subject_id, guest_id=thread.guest_id, before=before, limit=limit
    )


async def after(tx: ReadTx, thread: Thread, message_id: UUID, *, limit: int) -> list[Message]:
    """Messages of a thread behind one, oldest first."""
    return await AFTER(
        tx, region=thread.region, subject_id=thread.subject_id, guest_id=thread.guest_id, after=message_id, limit=limit
    )


async def talks(
    tx: ReadTx,
    regions: list[Region],
    person_id: UUID,
    *,
    subject_id: UUID | None,
    before: tuple[datetime, UUID, UUID] | None,
    limit: int,
) -> list[Talk]:
    """A person's threads, the one with the newest message first; those about one thing, where it is named."""
    last_at, subject, guest = before or (None, None, None)
    found = await TALKS(
        tx,
        regions=regions,
        person_id=person_id,
        subject_id=subject_id,
        before=last_at,
        before_subject=subject,
        before_guest=guest,
        limit=limit,
    )
    return [
        Talk(
            region=each.region,
            subject_kind=each.subject_kind,
            subject_id=each.subject_id,
            owner_id=each.owner_id,
            guest_id=each.guest_id,
            last_at=each.last_at,
            last=msgspec.convert(each.last, Message),
        )
        for each in found
    ]


async def of_person(tx: ReadTx, regions: list[Region], person_id: UUID, *, limit: int) -> list[Message]:
    """What a person said, newest first."""
    return await OF_PERSON(tx, regions=regions, person_id=person_id, limit=limit)


async def blank_of(tx: Tx, regions: list[Region], person_id: UUID) -> None:
    """Take the words and pictures out of what a person said."""
    await BLANK_OF(tx, regions=regions, person_id=person_id)
