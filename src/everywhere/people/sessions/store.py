"""Sessions by person and the hash of their token."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write
from everywhere.people.sessions.types import Guest, Session, SignedIn, Token, Via

INSERT = write(
    """
    INSERT INTO session (person_id, token_hash, id, via, device, created_at, seen_at, expires_at)
    VALUES (:person_id, :token_hash, :id, :via, :device, :now, :now, :expires_at)"""
)

# The oldest go when somebody signs in from ever new devices, or keeps signing in without signing out.
DELETE_OLD = write(
    """
    DELETE FROM session
     WHERE person_id = :person_id
       AND (expires_at <= :now
            OR token_hash IN (SELECT token_hash FROM session WHERE person_id = :person_id ORDER BY seen_at DESC OFFSET :keep_max))"""
)

RECOGNISE = row(
    SignedIn,
    """
    SELECT p.person_id, p.name, p.language, p.bio, p.picture_id, p.role, p.created_at, p.erased_at, p.version,
           s.id AS session_id, s.seen_at
      FROM session s
      JOIN person p ON p.person_id = s.person_id
     WHERE s.person_id = :person_id AND s.token_hash = :token_hash AND s.expires_at > :now AND p.erased_at IS NULL""",
)

TOUCH = write("UPDATE session SET seen_at = :now, expires_at = :expires_at WHERE person_id = :person_id AND id = :id")

LIVE_OF = rows(
    Session,
    """
    SELECT id, via, device, created_at, seen_at, expires_at
      FROM session
     WHERE person_id = :person_id AND expires_at > :now
     ORDER BY seen_at DESC, id
     LIMIT :limit""",
)

LIVE_AMONG = rows(
    Guest,
    """
    SELECT person_id, id AS session_id
      FROM session
     WHERE person_id = ANY(:person_ids::uuid[]) AND id = ANY(:session_ids::uuid[]) AND expires_at > :now""",
)

DELETE = write("DELETE FROM session WHERE person_id = :person_id AND id = :id")

DELETE_ENDED = write("DELETE FROM session WHERE expires_at <= :now")

DELETE_ALL = write("DELETE FROM session WHERE person_id = :person_id")


async def insert(tx: Tx, token: Token, *, session_id: UUID, via: Via, device: str, now: datetime, expires_at: datetime) -> None:
    """Write a new session."""
    await INSERT(
        tx, person_id=token.person_id, token_hash=token.hash, id=session_id, via=via, device=device, now=now, expires_at=expires_at
    )


async def delete_old(tx: Tx, person_id: UUID, *, keep_max: int, now: datetime) -> None:
    """Drop what has ended, and all but the `keep_max` that were seen last."""
    await DELETE_OLD(tx, person_id=person_id, keep_max=keep_max, now=now)


async def recognise(tx: ReadTx, token: Token, *, now: datetime) -> SignedIn | None:
    """Whose live session the token opens."""
    return await RECOGNISE(tx, person_id=token.person_id, token_hash=token.hash, now=now)


async def touch(tx: Tx, person_id: UUID, session_id: UUID, *, now: datetime, expires_at: datetime) -> None:
    """Move a session's end."""
    await TOUCH(tx, person_id=person_id, id=session_id, now=now, expires_at=expires_at)


async def live_of(tx: ReadTx, person_id: UUID, *, limit: int, now: datetime) -> list[Session]:
    """A person's sessions that have not ended, last seen first."""
    return await LIVE_OF(tx, person_id=person_id, limit=limit, now=now)


async def live_among(tx: ReadTx, guests: Collection[Guest], *, now: datetime) -> list[Guest]:
    """Those of these that have not ended."""
    person_ids, session_ids = [guest.person_id for guest in guests], [guest.session_id for guest in guests]
    return await LIVE_AMONG(tx, person_ids=person_ids, session_ids=session_ids, now=now)


async def delete(tx: Tx, person_id: UUID, session_id: UUID) -> bool:
    """End one session of a person; False where there is none."""
    return await DELETE(tx, person_id=person_id, id=session_id) == 1


async def delete_ended(tx: Tx, *, now: datetime) -> int:
    """Drop every session that has ended; returns how many."""
    return await DELETE_ENDED(tx, now=now)


async def delete_all(tx: Tx, person_id: UUID) -> None:
    """End every session of a person."""
    await DELETE_ALL(tx, person_id=person_id)
