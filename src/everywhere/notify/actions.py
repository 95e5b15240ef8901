"""Reaching people: tell one person, or show something to whoever looks at a place."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from everywhere.kernel import ids, live
from everywhere.kernel.database import ReadTx, Tx
from everywhere.notify import rules, store
from everywhere.notify.push import actions as push
from everywhere.notify.types import Notice, SubjectKind, Topic, person_topic

written = rules.written
UNREAD_MAX = 999
NOTICES_KEPT_DAYS = 365


async def tell(
    tx: Tx,
    person_id: UUID,
    kind: str,
    facts: Mapping[str, object],
    *,
    subject_kind: SubjectKind,
    subject_id: UUID,
    now: datetime,
    fold: str | None = None,
) -> None:
    """Put a notice into a person's inbox, onto their streams and before their devices; only hearers of events may call this.

    `kind` is an entry of a catalogue's [notices]; `facts` fill its words and travel to programs, Money written out in
    the words. An unread notice with the same `fold` is replaced, so that a busy thread stays one notice.
    """
    plain = msgspec.to_builtins(dict(facts))
    notice = Notice(ids.new_id(), kind, plain, subject_kind, subject_id, now, read_at=None)
    tx.gather(store.add, (person_id, fold, notice))
    tx.gather(push.call, (person_id, notice))
    await live.append(tx, person_topic(person_id), kind, notice, now=now)


async def show(tx: Tx, topic: Topic, kind: str, body: object, *, now: datetime) -> None:
    """Put an event onto the streams of `topic` (see `types.cell_topic`) and into no inbox; only hearers of events may call this."""
    await live.append(tx, topic, kind, body, now=now)


async def inbox(tx: ReadTx, person_id: UUID, *, before: UUID | None, unread_only: bool, limit: int) -> list[Notice]:
    """A person's notices, newest first, and one more than `limit` where there are more."""
    return await store.PAGE(tx, person_id=person_id, before=before, unread_only=unread_only, limit=limit + 1)


async def unread_count(tx: ReadTx, person_id: UUID) -> int:
    """How many notices a person has not read; counted up to `UNREAD_MAX`."""
    return await store.COUNT_UNREAD(tx, person_id=person_id, limit=UNREAD_MAX) or 0


async def mark_read(tx: Tx, person_id: UUID, *, up_to: UUID | None, notice_ids: list[UUID], now: datetime) -> int:
    """Mark notices read, those up to one and those that are named; ids of others' notices do nothing. Returns what is left unread."""
    if up_to is not None:
        await store.READ_UP_TO(tx, person_id=person_id, up_to=up_to, now=now)
    if notice_ids:
        await store.READ(tx, person_id=person_id, ids=notice_ids, now=now)
    return await unread_count(tx, person_id)


async def forget_old(tx: Tx, *, now: datetime) -> None:
    """Drop live events after a day and notices after a year."""
    await live.forget(tx, before=now - timedelta(hours=live.KEPT_HOURS))
    await store.FORGET_OLD(tx, before=now - timedelta(days=NOTICES_KEPT_DAYS))


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Drop a person's inbox, the devices that are told, and what their streams could still resume."""
    await tx.flush()  # an event before this one, in the same transaction, may have told them something
    await push.forget_person(tx, person_id)
    await store.FORGET_OF(tx, person_id=person_id)
    await store.FORGET_LIVE_OF(tx, topic=person_topic(person_id))
