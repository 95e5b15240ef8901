"""SQL of the inbox."""

from uuid import UUID

import msgspec

from everywhere.kernel import query
from everywhere.kernel.database import ReadTx, Tx
from everywhere.notify.types import Notice

ADD = query.write(
    """
    INSERT INTO notice (person_id, id, kind, facts, subject_kind, subject_id, fold, at)
    SELECT person_id, id, kind, facts::jsonb, subject_kind, subject_id, fold, at
      FROM unnest(:person_ids::uuid[], :ids::uuid[], :kinds::text[], :facts::text[], :subject_kinds::text[], :subject_ids::uuid[],
                  :folds::text[], :ats::timestamptz[])
           AS t(person_id, id, kind, facts, subject_kind, subject_id, fold, at)"""
)

# Once more by person_id alone: so it is the index of the unread that is searched, and on a cluster the persons' shards.
MAKE_ROOM = query.write(
    """
    DELETE FROM notice
     WHERE person_id = ANY(:person_ids::uuid[]) AND read_at IS NULL
       AND (person_id, fold) IN (SELECT * FROM unnest(:person_ids::uuid[], :folds::text[]))"""
)

PAGE = query.rows(
    Notice,
    """
    SELECT id, kind, facts, subject_kind, subject_id, at, read_at
      FROM notice
     WHERE person_id = :person_id AND (:before::uuid IS NULL OR id < :before) AND (NOT :unread_only OR read_at IS NULL)
     ORDER BY id DESC LIMIT :limit""",
)

UNREAD_ONE = query.row(
    Notice,
    """
    SELECT id, kind, facts, subject_kind, subject_id, at, read_at
      FROM notice
     WHERE person_id = :person_id AND id = :id AND read_at IS NULL""",
)

COUNT_UNREAD = query.value(
    int, "SELECT count(*) FROM (SELECT 1 FROM notice WHERE person_id = :person_id AND read_at IS NULL LIMIT :limit) AS unread"
)

READ_UP_TO = query.write("UPDATE notice SET read_at = :now WHERE person_id = :person_id AND id <= :up_to AND read_at IS NULL")

READ = query.write("UPDATE notice SET read_at = :now WHERE person_id = :person_id AND id = ANY(:ids::uuid[]) AND read_at IS NULL")

FORGET_OLD = query.write("DELETE FROM notice WHERE at < :before")

FORGET_OF = query.write("DELETE FROM notice WHERE person_id = :person_id")

FORGET_LIVE_OF = query.write("DELETE FROM live_event WHERE topic = :topic")


async def read_unread(tx: ReadTx, person_id: UUID, notice_id: UUID) -> Notice | None:
    """One of a person's notices, unless it was read, replaced or forgotten."""
    return await UNREAD_ONE(tx, person_id=person_id, id=notice_id)


async def add(tx: Tx, told: list[tuple[UUID, str | None, Notice]]) -> None:
    """Put notices into inboxes: to whom, its fold, and what. Of unread notices with one fold only the last stays."""
    last = {(person_id, fold or notice.id): (person_id, fold, notice) for person_id, fold, notice in told}
    folded = [(person_id, fold) for person_id, fold, _ in last.values() if fold is not None]
    if folded:
        person_ids, folds = zip(*folded, strict=True)
        await MAKE_ROOM(tx, person_ids=person_ids, folds=folds)
    notices = [notice for _, _, notice in last.values()]
    await ADD(
        tx,
        person_ids=[person_id for person_id, _, _ in last.values()],
        folds=[fold for _, fold, _ in last.values()],
        ids=[notice.id for notice in notices],
        kinds=[notice.kind for notice in notices],
        facts=[msgspec.json.encode(notice.facts).decode() for notice in notices],
        subject_kinds=[notice.subject_kind for notice in notices],
        subject_ids=[notice.subject_id for notice in notices],
        ats=[notice.at for notice in notices],
    )
