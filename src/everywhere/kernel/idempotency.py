"""Once: a request that is repeated with its Idempotency-Key gets its first answer again."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import msgspec

from everywhere.kernel.database import Tx
from everywhere.kernel.errors import IdempotencyMismatch
from everywhere.kernel.query import row, write

KEPT_HOURS = 24


@dataclass(frozen=True, slots=True)
class Key:
    """What makes two requests the same: who asks, the key, and a digest of method, path and body."""

    person_id: UUID
    key: str
    digest: bytes

    @classmethod
    def of(cls, person_id: UUID, key: str, *request: bytes) -> "Key":
        """Digest the parts of a request."""
        return cls(person_id, key, hashlib.sha256(b"\0".join(request)).digest())


@dataclass(frozen=True, slots=True)
class Kept:
    digest: bytes
    answer: bytes | None


CLAIM = write(
    """
    INSERT INTO idempotency (person_id, key, digest) VALUES (:person_id, :key, :digest)
    ON CONFLICT (person_id, key) DO NOTHING"""
)

READ = row(Kept, "SELECT digest, answer FROM idempotency WHERE person_id = :person_id AND key = :key")

KEEP = write("UPDATE idempotency SET answer = :answer WHERE person_id = :person_id AND key = :key")

FORGET = write("DELETE FROM idempotency WHERE at < now() - :hours * interval '1 hour'")


async def once(tx: Tx, key: Key, work: Callable[[], Awaitable[object]]) -> bytes:
    """The JSON of what `work` returns; for a repeated key, of what it returned the first time.

    A second request with the same key waits for the first (they meet on the primary key).
    Raises IdempotencyMismatch when the key came with another request.
    """
    if await CLAIM(tx, person_id=key.person_id, key=key.key, digest=key.digest) == 0:
        kept = await READ(tx, person_id=key.person_id, key=key.key)
        if kept is None or kept.digest != key.digest or kept.answer is None:
            raise IdempotencyMismatch
        return kept.answer
    answer = msgspec.json.encode(await work())
    await KEEP(tx, person_id=key.person_id, key=key.key, answer=answer)
    return answer


async def forget_old(tx: Tx) -> int:
    """Drop answers older than `KEPT_HOURS`; returns how many."""
    return await FORGET(tx, hours=KEPT_HOURS)
