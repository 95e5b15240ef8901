"""Passkeys by person, and the challenges that wait for an answer."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, rows, write, write_row
from everywhere.people.passkeys.types import Challenge, ChallengePurpose, Passkey

PUT_CHALLENGE = write(
    """
    INSERT INTO passkey_challenge (id, person_id, purpose, challenge, expires_at)
    VALUES (:id, :person_id, :purpose, :challenge, :expires_at)"""
)

TAKE_CHALLENGE = write_row(
    Challenge,
    """
    DELETE FROM passkey_challenge
     WHERE id = :id AND purpose = :purpose AND person_id IS NOT DISTINCT FROM :person_id AND expires_at > :now
    RETURNING id, challenge, expires_at""",
)

DELETE_EXPIRED = write("DELETE FROM passkey_challenge WHERE expires_at <= :now")

DELETE_CHALLENGES = write("DELETE FROM passkey_challenge WHERE person_id = :person_id")

INSERT = write(
    """
    INSERT INTO passkey (person_id, credential_id, public_key, sign_count, name, created_at)
    VALUES (:person_id, :credential_id, :public_key, :sign_count, :name, :now)
    ON CONFLICT DO NOTHING"""
)

OF = rows(
    Passkey,
    """
    SELECT credential_id, public_key, sign_count, name, created_at, used_at
      FROM passkey
     WHERE person_id = :person_id
     ORDER BY created_at, credential_id
     LIMIT :limit""",
)

LOCK = lock_row(
    Passkey,
    """
    SELECT credential_id, public_key, sign_count, name, created_at, used_at
      FROM passkey
     WHERE person_id = :person_id AND credential_id = :credential_id
       FOR UPDATE""",
)

SAVE_USE = write(
    """
    UPDATE passkey SET sign_count = :sign_count, used_at = :used_at
     WHERE person_id = :person_id AND credential_id = :credential_id"""
)

DELETE = write("DELETE FROM passkey WHERE person_id = :person_id AND credential_id = :credential_id")

DELETE_ALL = write("DELETE FROM passkey WHERE person_id = :person_id")


async def put_challenge(tx: Tx, challenge: Challenge, *, purpose: ChallengePurpose, person_id: UUID | None) -> None:
    """Write a challenge that waits for its answer."""
    await PUT_CHALLENGE(
        tx,
        id=challenge.id,
        person_id=person_id,
        purpose=purpose,
        challenge=challenge.challenge,
        expires_at=challenge.expires_at,
    )


async def take_challenge(
    tx: Tx, challenge_id: UUID, *, purpose: ChallengePurpose, person_id: UUID | None, now: datetime
) -> Challenge | None:
    """Take a challenge away to check an answer by it; None where it was taken, has ended, or is another's."""
    return await TAKE_CHALLENGE(tx, id=challenge_id, purpose=purpose, person_id=person_id, now=now)


async def delete_expired(tx: Tx, *, now: datetime) -> int:
    """Drop challenges that nobody can answer any more; returns how many."""
    return await DELETE_EXPIRED(tx, now=now)


async def insert(tx: Tx, person_id: UUID, passkey: Passkey) -> bool:
    """Write a passkey; False where the person has it."""
    written = await INSERT(
        tx,
        person_id=person_id,
        credential_id=passkey.credential_id,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
        name=passkey.name,
        now=passkey.created_at,
    )
    return written == 1


async def of(tx: ReadTx, person_id: UUID, *, limit: int) -> list[Passkey]:
    """A person's passkeys, oldest first."""
    return await OF(tx, person_id=person_id, limit=limit)


async def lock(tx: Tx, person_id: UUID, credential_id: bytes) -> Passkey | None:
    """A passkey, held until the transaction ends."""
    return await LOCK(tx, person_id=person_id, credential_id=credential_id)


async def save_use(tx: Tx, person_id: UUID, passkey: Passkey) -> None:
    """Write a passkey's counter and when it was used."""
    await SAVE_USE(
        tx, person_id=person_id, credential_id=passkey.credential_id, sign_count=passkey.sign_count, used_at=passkey.used_at
    )


async def delete(tx: Tx, person_id: UUID, credential_id: bytes) -> bool:
    """Drop a passkey; False where there is none."""
    return await DELETE(tx, person_id=person_id, credential_id=credential_id) == 1


async def delete_all(tx: Tx, person_id: UUID) -> None:
    """Drop everything about a person's passkeys."""
    await DELETE_CHALLENGES(tx, person_id=person_id)
    await DELETE_ALL(tx, person_id=person_id)
