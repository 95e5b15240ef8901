"""People, their handles and their regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel import changes
from everywhere.kernel.catalogue import Language
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import lock_row, row, rows, value, write, write_row
from everywhere.people.types import Block, Handle, Person, PersonId


@dataclass(frozen=True, slots=True)
class Other:
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Been:
    person_id: UUID
    region: Region


INSERT = write(
    """
    INSERT INTO person (person_id, name, language, created_at)
    VALUES (:person_id, :name, :language, :now)"""
)

READ_MANY = rows(
    Person,
    """
    SELECT person_id, name, language, bio, picture_id, role, created_at, erased_at, version
      FROM person
     WHERE person_id = ANY(:person_ids::uuid[])""",
)

READ = row(
    Person,
    """
    SELECT person_id, name, language, bio, picture_id, role, created_at, erased_at, version
      FROM person
     WHERE person_id = :person_id AND erased_at IS NULL""",
)

LOCK = lock_row(
    Person,
    """
    SELECT person_id, name, language, bio, picture_id, role, created_at, erased_at, version
      FROM person
     WHERE person_id = :person_id AND erased_at IS NULL
       FOR UPDATE""",
)

SAVE = write_row(
    Person,
    """
    UPDATE person
       SET name = :name, language = :language, bio = :bio, picture_id = :picture_id, role = :role, erased_at = :erased_at,
           version = version + 1
     WHERE person_id = :person_id
    RETURNING person_id, name, language, bio, picture_id, role, created_at, erased_at, version""",
)

CLAIM_HANDLE = write(
    """
    INSERT INTO handle (value, person_id, verified_at) VALUES (:handle, :person_id, :now)
    ON CONFLICT (value) DO NOTHING"""
)

OWNER_OF_HANDLE = value(UUID, "SELECT person_id FROM handle WHERE value = :handle")

HANDLES_OF = rows(Handle, "SELECT value, verified_at FROM handle WHERE person_id = :person_id ORDER BY verified_at, value")

DELETE_HANDLE = write("DELETE FROM handle WHERE value = :handle AND person_id = :person_id")

DELETE_HANDLES = write("DELETE FROM handle WHERE person_id = :person_id")

REGIONS_OF = value(
    list[int], "SELECT coalesce(array_agg(region ORDER BY region), '{}') FROM person_region WHERE person_id = :person_id"
)

REGIONS_OF_EACH = rows(Been, "SELECT person_id, region FROM person_region WHERE person_id = ANY(:person_ids::uuid[])")

BEEN_IN = write("INSERT INTO person_region (person_id, region) VALUES (:person_id, :region) ON CONFLICT DO NOTHING")

BLOCK = write("INSERT INTO block (person_id, blocked_id, at) VALUES (:person_id, :blocked_id, :now) ON CONFLICT DO NOTHING")

UNBLOCK = write("DELETE FROM block WHERE person_id = :person_id AND blocked_id = :blocked_id")

BLOCKED_EITHER_WAY = rows(
    Other,
    """
    SELECT blocked_id AS person_id FROM block WHERE person_id = :person_id
     UNION
    SELECT person_id FROM block WHERE blocked_id = :person_id""",
)

IS_BLOCKED = value(
    bool,
    """
    SELECT EXISTS (SELECT 1 FROM block WHERE person_id = :a AND blocked_id = :b)
        OR EXISTS (SELECT 1 FROM block WHERE person_id = :b AND blocked_id = :a)""",
)

BLOCKS_OF = rows(
    Block,
    """
    SELECT blocked_id, at
      FROM block
     WHERE person_id = :person_id AND (:after::uuid IS NULL OR blocked_id > :after)
     ORDER BY blocked_id
     LIMIT :limit""",
)

DELETE_BLOCKS = write("DELETE FROM block WHERE person_id = :person_id OR blocked_id = :person_id")


async def insert(tx: Tx, person_id: PersonId, *, name: str, language: Language, now: datetime) -> None:
    """Write a new person."""
    await INSERT(tx, person_id=person_id, name=name, language=language, now=now)


async def read(tx: ReadTx, person_id: UUID) -> Person | None:
    """The person, unless erased."""
    return await READ(tx, person_id=person_id)


async def read_many(tx: ReadTx, person_ids: list[UUID]) -> list[Person]:
    """Those of the people that exist, erased ones too."""
    return await READ_MANY(tx, person_ids=person_ids)


async def lock(tx: Tx, person_id: UUID) -> Person | None:
    """The person, held until the transaction ends."""
    return await LOCK(tx, person_id=person_id)


async def save(tx: Tx, person: Person) -> Person:
    """Write what may change, as the next version, and return it."""
    saved = await SAVE(
        tx,
        person_id=person.person_id,
        name=person.name,
        language=person.language,
        bio=person.bio,
        picture_id=person.picture_id,
        role=person.role,
        erased_at=person.erased_at,
    )
    if saved is None:
        raise LookupError(person.person_id)
    await changes.note(tx, "person", [person.person_id])
    return saved


async def claim_handle(tx: Tx, handle: str, person_id: PersonId, *, now: datetime) -> bool:
    """Give a free handle to a person; False where it belongs to somebody. Waits for another who claims it now."""
    return await CLAIM_HANDLE(tx, handle=handle, person_id=person_id, now=now) == 1


async def owner_of(tx: ReadTx, handle: str) -> PersonId | None:
    """Whose handle it is."""
    found = await OWNER_OF_HANDLE(tx, handle=handle)
    return None if found is None else PersonId(found)


async def handles_of(tx: ReadTx, person_id: UUID) -> list[Handle]:
    """A person's handles, oldest first."""
    return await HANDLES_OF(tx, person_id=person_id)


async def delete_handle(tx: Tx, person_id: UUID, handle: str) -> None:
    """Set one of a person's handles free."""
    await DELETE_HANDLE(tx, handle=handle, person_id=person_id)


async def delete_handles(tx: Tx, person_id: UUID) -> None:
    """Set a person's handles free."""
    await DELETE_HANDLES(tx, person_id=person_id)


async def regions_of(tx: ReadTx, person_id: UUID) -> list[Region]:
    """Where the person has been, in order."""
    return [Region(region) for region in await REGIONS_OF(tx, person_id=person_id) or []]


async def regions_of_each(tx: ReadTx, person_ids: Sequence[UUID]) -> list[tuple[UUID, Region]]:
    """Where each of these people has been."""
    return [(been.person_id, been.region) for been in await REGIONS_OF_EACH(tx, person_ids=person_ids)]


async def been_in(tx: Tx, person_id: UUID, region: Region) -> None:
    """Remember a region."""
    await BEEN_IN(tx, person_id=person_id, region=region)


async def block(tx: Tx, person_id: UUID, blocked_id: UUID, *, now: datetime) -> None:
    """Write a block; a repeat changes nothing."""
    await BLOCK(tx, person_id=person_id, blocked_id=blocked_id, now=now)


async def unblock(tx: Tx, person_id: UUID, blocked_id: UUID) -> None:
    """Drop a block, if there is one."""
    await UNBLOCK(tx, person_id=person_id, blocked_id=blocked_id)


async def blocked_ids(tx: ReadTx, person_id: UUID) -> set[UUID]:
    """Whom the person blocked, and who blocked the person."""
    return {other.person_id for other in await BLOCKED_EITHER_WAY(tx, person_id=person_id)}


async def is_blocked(tx: ReadTx, a: UUID, b: UUID) -> bool:
    """Whether one of the two blocked the other."""
    return bool(await IS_BLOCKED(tx, a=a, b=b))


async def blocks_of(tx: ReadTx, person_id: UUID, *, after: UUID | None, limit: int) -> list[Block]:
    """Whom the person blocked, by id."""
    return await BLOCKS_OF(tx, person_id=person_id, after=after, limit=limit)


async def delete_blocks(tx: Tx, person_id: UUID) -> None:
    """Drop every block of and against a person."""
    await DELETE_BLOCKS(tx, person_id=person_id)
