"""Signing in by a one-time code."""

import asyncio
from datetime import datetime

from everywhere.kernel import limits, outbox
from everywhere.kernel.catalogue import Language
from everywhere.kernel.database import Database, Tx
from everywhere.people import actions as people
from everywhere.people.sessions import actions as sessions
from everywhere.people.sessions.types import Token
from everywhere.people.sign_in import rules, store
from everywhere.people.sign_in.types import Attempt, SentCode
from everywhere.people.types import HandlesChanged, Person


def handle_of(*, phone: str | None = None, email: str | None = None) -> str:
    """The handle in the one form in which it is kept. Raises a refusal that names the field where it is none."""
    return rules.handle_of(phone=phone, email=email)


async def new_code(db: Database, handle: str, *, address: str, language: Language, demo: bool, now: datetime) -> SentCode:
    """Make a code for a handle, known or not: both look alike. The code before it is worth nothing now.

    Raises TooManyRequests past the rates of the handle and of the network address. The caller sends the code.
    """
    per_handle, per_address = rules.code_rates(demo=demo)
    await _take(db, per_address, address, now=now)
    await _take(db, per_handle, handle, now=now)
    code = rules.DEMO_CODE if demo else rules.new_code()
    expires_at = now + rules.CODE_LASTS
    code_hash = await asyncio.to_thread(rules.hash_of, handle, code)
    await db.transact(lambda tx: store.put(tx, handle, code_hash=code_hash, expires_at=expires_at))
    return SentCode(handle, code, language, expires_at)


async def sign_in(db: Database, attempt: Attempt, *, demo: bool, now: datetime) -> tuple[Person, Token]:
    """Turn a code into a session, once; the first time that a handle signs in, a person is made.

    Raises CodeWrong, and TooManyRequests past the rates. A wrong try is counted in a transaction of its own, so that it stays counted.
    """
    expected = await _right(db, attempt, demo=demo, now=now)

    async def come_in(tx: Tx) -> tuple[Person, Token]:
        await _use_up(tx, attempt, expected)
        return await _come_in(tx, attempt, now=now)

    return await db.transact(come_in)


async def prove(db: Database, attempt: Attempt, *, demo: bool, now: datetime) -> None:
    """See once more, by a fresh code, that somebody has a handle, and open no session. Raises as `sign_in` does."""
    expected = await _right(db, attempt, demo=demo, now=now)
    await db.transact(lambda tx: _use_up(tx, attempt, expected))


async def add_handle(db: Database, who: Person, attempt: Attempt, *, may_replace: bool, demo: bool, now: datetime) -> None:
    """Let a person sign in by a handle, and be reached by it, once they show the code that was sent there: by one more, or by this
    one in place of the one of its kind.

    A handle that is theirs already is fine. Raises HandleKindKnown, HandleTaken, and as `sign_in` does; a code that led to a refusal
    is not used up.
    """
    expected = await _right(db, attempt, demo=demo, now=now)

    async def add(tx: Tx) -> None:
        await _use_up(tx, attempt, expected)
        await people.hold(tx, who.person_id)
        mine = [handle.value for handle in await people.handles_of(tx, who.person_id)]
        before = rules.in_place_of(attempt.handle, mine, may_replace=may_replace)
        if attempt.handle in mine:
            return
        if not await people.claim(tx, who, attempt.handle, now=now):
            raise rules.HandleTaken(path=attempt.handle.partition(":")[0])
        if before is not None:
            await people.give_up(tx, who, before)
        await outbox.emit(tx, HandlesChanged(who.person_id, is_less=before is not None))

    await db.transact(add)


async def drop_handle(tx: Tx, who: Person, kind: str) -> None:
    """Let a person sign in by this phone number or e-mail address no more; one that is not there is fine. Raises LastHandle."""
    await people.hold(tx, who.person_id)
    found = rules.to_drop(kind, [handle.value for handle in await people.handles_of(tx, who.person_id)])
    if found is not None:
        await people.give_up(tx, who, found)
        await outbox.emit(tx, HandlesChanged(who.person_id, is_less=True))


async def forget_old(tx: Tx, *, now: datetime) -> int:
    """Drop codes that have ended; returns how many."""
    return await store.delete_expired(tx, now=now)


async def _right(db: Database, attempt: Attempt, *, demo: bool, now: datetime) -> bytes | None:
    """The hash of the code that was shown, to use up; None for the demo's, which is never used up."""
    per_handle, per_address = rules.try_rates(demo=demo)
    await _take(db, per_address, attempt.address, now=now)
    await _take(db, per_handle, attempt.handle, now=now)
    if demo and attempt.code == rules.DEMO_CODE:
        return None
    expected = await db.transact(lambda tx: store.count_try(tx, attempt.handle, tries_max=rules.CODE_TRIES_MAX, now=now))
    shown = await asyncio.to_thread(rules.hash_of, attempt.handle, attempt.code)
    if expected is None or not rules.is_same(shown, expected):
        raise rules.CodeWrong(path="code")
    return expected


async def _use_up(tx: Tx, attempt: Attempt, code_hash: bytes | None) -> None:
    if code_hash is not None and not await store.use_up(tx, attempt.handle, code_hash=code_hash):
        raise rules.CodeWrong(path="code")


async def _come_in(tx: Tx, attempt: Attempt, *, now: datetime) -> tuple[Person, Token]:
    person = await people.welcome(tx, attempt.handle, language=attempt.language, now=now)
    return person, await sessions.open_session(tx, person.person_id, via="code", device=attempt.device, now=now)


async def _take(db: Database, rates: tuple[limits.Rate, ...], subject: str, *, now: datetime) -> None:
    for rate in rates:
        await limits.take(db, rate, subject, now=now)
