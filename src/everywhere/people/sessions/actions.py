"""Sessions: open one, know somebody by it, end it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.people.sessions import rules, store
from everywhere.people.sessions.types import LASTS, Guest, Session, SignedIn, Token, Via

DEVICE_MAX = 200


async def open_session(tx: Tx, person_id: UUID, *, via: Via, device: str, now: datetime) -> Token:
    """Sign a person in; the token is told this once and only its hash is kept. Ended sessions and the oldest beyond 50 go."""
    token = rules.new_token(person_id)
    await store.delete_old(tx, person_id, keep_max=rules.SESSIONS_MAX - 1, now=now)
    await store.insert(tx, token, session_id=ids.new_id(), via=via, device=device[:DEVICE_MAX], now=now, expires_at=now + LASTS)
    return token


async def recognise(tx: ReadTx, token: str, *, now: datetime) -> SignedIn | None:
    """Who shows this token; None for one that is malformed, has ended, or never was."""
    known = rules.read_token(token)
    return None if known is None else await store.recognise(tx, known, now=now)


def is_due_for_touch(who: SignedIn, *, now: datetime) -> bool:
    """Whether the use of the session is worth a note: an hour has gone since the last."""
    return rules.is_due_for_touch(who.seen_at, now=now)


async def touch(tx: Tx, who: SignedIn, *, now: datetime) -> None:
    """Note that the session was used: it lasts 30 days from now."""
    await store.touch(tx, who.person_id, who.session_id, now=now, expires_at=now + LASTS)


async def live_of(tx: ReadTx, person_id: UUID, *, now: datetime) -> list[Session]:
    """Where the person is signed in, last seen first."""
    return await store.live_of(tx, person_id, limit=rules.SESSIONS_MAX, now=now)


async def live_among(tx: ReadTx, guests: Collection[Guest], *, now: datetime) -> list[Guest]:
    """Which of these sessions have not ended."""
    return await store.live_among(tx, guests, now=now)


async def end(tx: Tx, person_id: UUID, session_id: UUID) -> None:
    """Sign out on one device. Raises NotFound for a session that is not this person's."""
    if not await store.delete(tx, person_id, session_id):
        raise NotFound


async def forget_old(tx: Tx, *, now: datetime) -> int:
    """Drop sessions that have ended; returns how many."""
    return await store.delete_ended(tx, now=now)


async def erase(tx: Tx, person_id: UUID) -> None:
    """Sign out everywhere."""
    await store.delete_all(tx, person_id)
