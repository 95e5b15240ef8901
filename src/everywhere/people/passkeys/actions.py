"""Passkeys: add one, come in by one, confirm something by one, drop one."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids, limits
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.people import actions as people
from everywhere.people.passkeys import rules, store
from everywhere.people.passkeys.types import (
    CHALLENGE_LASTS,
    PASSKEYS_MAX,
    Answer,
    Asked,
    Challenge,
    ChallengePurpose,
    Passkey,
    Site,
)
from everywhere.people.sessions import actions as sessions
from everywhere.people.sessions.types import Token
from everywhere.people.types import Person

_PER_ADDRESS = limits.Rate("passkey_challenges", 300, 3600)
_CHALLENGE_BYTES = 32
_CONFIRM: ChallengePurpose = "sign_in"
"""A challenge to somebody who has signed in already: with their id, so that nobody comes in by its answer."""


async def ask_to_register(tx: Tx, who: Person, *, site: Site, now: datetime) -> Asked:
    """What the browser of somebody who is signed in needs to make a passkey; it lives for 5 minutes."""
    known = await store.of(tx, who.person_id, limit=PASSKEYS_MAX)
    challenge = await _new_challenge(tx, "register", person_id=who.person_id, now=now)
    return Asked(challenge.id, rules.registration_options(who, known, challenge, site=site), challenge.expires_at)


async def register(db: Database, who: Person, answer: Answer, *, name: str, site: Site, now: datetime) -> Passkey:
    """Add a passkey. Raises PasskeyRefused, PasskeyKnown, TooManyPasskeys.

    The challenge is taken in a transaction of its own: a second answer to it fails whatever became of the first.
    """
    challenge = await db.transact(lambda tx: _take(tx, answer, "register", person_id=who.person_id, now=now))
    passkey = rules.registered(answer.credential, challenge, name=name, site=site, now=now)
    await db.transact(lambda tx: _add(tx, who, passkey))
    return passkey


async def ask_to_sign_in(db: Database, *, address: str, site: Site, now: datetime) -> Asked:
    """What a browser needs to sign in by a passkey. Raises TooManyRequests past the rate of the network address."""
    await limits.take(db, _PER_ADDRESS, address, now=now)
    challenge = await db.transact(lambda tx: _new_challenge(tx, "sign_in", person_id=None, now=now))
    return Asked(challenge.id, rules.sign_in_options(challenge, site=site), challenge.expires_at)


async def sign_in(db: Database, answer: Answer, *, device: str, site: Site, now: datetime) -> tuple[Person, Token]:
    """Open a session for whoever the passkey belongs to. Raises PasskeyRefused."""
    challenge = await db.transact(lambda tx: _take(tx, answer, "sign_in", person_id=None, now=now))
    return await db.transact(lambda tx: _come_in(tx, answer, challenge, device=device, site=site, now=now))


async def ask_to_confirm(tx: Tx, who: Person, about: bytes, *, site: Site, now: datetime) -> Asked:
    """What a browser needs to confirm one thing by a passkey of its owner's. Raises NoPasskey.

    The challenge is bound to `about`: what was signed confirms this one thing and no other.
    """
    known = await store.of(tx, who.person_id, limit=PASSKEYS_MAX)
    if not known:
        raise rules.NoPasskey
    challenge = await _new_challenge(tx, _CONFIRM, person_id=who.person_id, about=about, now=now)
    return Asked(challenge.id, rules.confirmation_options(known, challenge, site=site), challenge.expires_at)


async def confirm(db: Database, person_id: UUID, answer: Answer, about: bytes, *, site: Site, now: datetime) -> None:
    """See that the person confirmed `about` by a passkey of theirs, once. Raises PasskeyRefused."""
    challenge = await db.transact(lambda tx: _take(tx, answer, _CONFIRM, person_id=person_id, now=now))
    if not challenge.challenge.endswith(hashlib.sha256(about).digest()):
        raise rules.PasskeyRefused(path="challenge_id")
    await db.transact(lambda tx: _use(tx, person_id, answer, challenge, site=site, now=now))


async def of(tx: ReadTx, who: Person) -> list[Passkey]:
    """The person's passkeys, oldest first; at most 20."""
    return await store.of(tx, who.person_id, limit=PASSKEYS_MAX)


async def drop(tx: Tx, who: Person, credential_id: bytes) -> None:
    """Forget a passkey: its device cannot come in by it. Raises NotFound for one that is not this person's."""
    if not await store.delete(tx, who.person_id, credential_id):
        raise NotFound


async def export(tx: ReadTx, person_id: UUID) -> list[Passkey]:
    """The person's passkeys."""
    return await store.of(tx, person_id, limit=PASSKEYS_MAX)


async def erase(tx: Tx, person_id: UUID) -> None:
    """Drop the person's passkeys."""
    await store.delete_all(tx, person_id)


async def forget_old(tx: Tx, *, now: datetime) -> int:
    """Drop challenges that have ended; returns how many."""
    return await store.delete_expired(tx, now=now)


async def _new_challenge(
    tx: Tx, purpose: ChallengePurpose, *, person_id: UUID | None, about: bytes | None = None, now: datetime
) -> Challenge:
    bound = b"" if about is None else hashlib.sha256(about).digest()
    challenge = Challenge(ids.new_id(), secrets.token_bytes(_CHALLENGE_BYTES) + bound, now + CHALLENGE_LASTS)
    await store.put_challenge(tx, challenge, purpose=purpose, person_id=person_id)
    return challenge


async def _take(tx: Tx, answer: Answer, purpose: ChallengePurpose, *, person_id: UUID | None, now: datetime) -> Challenge:
    challenge = await store.take_challenge(tx, answer.challenge_id, purpose=purpose, person_id=person_id, now=now)
    if challenge is None:
        raise rules.PasskeyRefused(path="challenge_id")
    return challenge


async def _add(tx: Tx, who: Person, passkey: Passkey) -> None:
    await people.hold(tx, who.person_id)
    if len(await store.of(tx, who.person_id, limit=PASSKEYS_MAX)) >= PASSKEYS_MAX:
        raise rules.TooManyPasskeys(passkeys_max=PASSKEYS_MAX)
    if not await store.insert(tx, who.person_id, passkey):
        raise rules.PasskeyKnown(path="credential")


async def _use(tx: Tx, person_id: UUID, answer: Answer, challenge: Challenge, *, site: Site, now: datetime) -> None:
    passkey = await store.lock(tx, person_id, rules.shown(answer.credential))
    if passkey is None:
        raise rules.PasskeyRefused(path="credential")
    used = rules.used(passkey, answer.credential, challenge, site=site, is_person_verified=True, now=now)
    await store.save_use(tx, person_id, used)


async def _come_in(tx: Tx, answer: Answer, challenge: Challenge, *, device: str, site: Site, now: datetime) -> tuple[Person, Token]:
    person_id, credential_id = rules.claimed(answer.credential)
    passkey = await store.lock(tx, person_id, credential_id)
    if passkey is None:
        raise rules.PasskeyRefused(path="credential")
    await store.save_use(tx, person_id, rules.used(passkey, answer.credential, challenge, site=site, now=now))
    person = await people.face(tx, person_id)
    return person, await sessions.open_session(tx, person_id, via="passkey", device=device, now=now)
