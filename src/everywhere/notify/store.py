"""SQL of the inbox."""

from everywhere.kernel import query
from everywhere.notify.types import Notice

# Whatever is unread with the same fold makes room for the new notice.
ADD = query.write(
    """
    WITH replaced AS (DELETE FROM notice WHERE person_id = :person_id AND fold = :fold AND read_at IS NULL)
    INSERT INTO notice (person_id, id, kind, facts, subject_kind, subject_id, fold, at)
    VALUES (:person_id, :id, :kind, :facts, :subject_kind, :subject_id, :fold, :at)"""
)

PAGE = query.rows(
    Notice,
    """
    SELECT id, kind, facts, subject_kind, subject_id, at, read_at
      FROM notice
     WHERE person_id = :person_id AND (:before::uuid IS NULL OR id < :before) AND (NOT :unread_only OR read_at IS NULL)
     ORDER BY id DESC LIMIT :limit""",
)

COUNT_UNREAD = query.value(
    int, "SELECT count(*) FROM (SELECT 1 FROM notice WHERE person_id = :person_id AND read_at IS NULL LIMIT :limit) AS unread"
)

READ_UP_TO = query.write("UPDATE notice SET read_at = :now WHERE person_id = :person_id AND id <= :up_to AND read_at IS NULL")

READ = query.write("UPDATE notice SET read_at = :now WHERE person_id = :person_id AND id = ANY(:ids::uuid[]) AND read_at IS NULL")

FORGET_OLD = query.write("DELETE FROM notice WHERE at < :before")

FORGET_OF = query.write("DELETE FROM notice WHERE person_id = :person_id")

FORGET_LIVE_OF = query.write("DELETE FROM live_event WHERE topic = :topic")
