"""People: welcome them, show their faces, let them change what they say of themselves, keep them apart, erase them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from everywhere.kernel import files, ids, outbox
from everywhere.kernel.catalogue import Language
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.ids import Region
from everywhere.people import rules, store
from everywhere.people.types import Block, Handle, Person, PersonErased, PersonId, Role

EXPORT_MAX = 10_000


class Changes(TypedDict, total=False):
    """What a person may say of themselves; what is not there stays."""

    name: str
    bio: str
    language: Language
    picture_id: UUID | None


async def welcome(tx: Tx, handle: str, *, language: Language, now: datetime) -> Person:
    """The person whose handle this is; for a new handle a new person, called by a default name. Two at once make one person."""
    owner_id = await store.owner_of(tx, handle)
    if owner_id is None:
        newcomer_id = PersonId(ids.new_id())
        if await store.claim_handle(tx, handle, newcomer_id, now=now):
            await store.insert(tx, newcomer_id, name=rules.default_name(language, newcomer_id), language=language, now=now)
        owner_id = await store.owner_of(tx, handle)
    if owner_id is None:
        raise NotFound
    return await face(tx, owner_id)


async def face(tx: ReadTx, person_id: UUID) -> Person:
    """One person. Raises NotFound for somebody unknown or erased."""
    found = await store.read(tx, person_id)
    if found is None:
        raise NotFound
    return found


async def faces(tx: ReadTx, person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """People by id, for lists; erased ones are there under the name `erased`, unknown ids are not."""
    wanted = list(set(person_ids))
    return {person.person_id: person for person in await store.read_many(tx, wanted)} if wanted else {}


async def edit(tx: Tx, who: Person, *, must_match: Callable[[int], None], **changes: Unpack[Changes]) -> Person:
    """Change what a person says of themselves. `must_match` is given the present version and may refuse it.

    A picture must be one that the person uploaded.
    """
    person = await hold(tx, who.person_id)
    must_match(person.version)
    picture_id = changes.get("picture_id")
    if picture_id is not None:
        await files.must_be_mine(tx, who.person_id, [picture_id])
    return await store.save(tx, replace(person, **changes))


async def handles_of(tx: ReadTx, person_id: UUID) -> list[Handle]:
    """The phone numbers and e-mail addresses by which a person signs in, oldest first."""
    return await store.handles_of(tx, person_id)


async def by_handle(tx: ReadTx, handle: str) -> Person | None:
    """Who signs in by this handle."""
    owner_id = await store.owner_of(tx, handle)
    return None if owner_id is None else await face(tx, owner_id)


async def claim(tx: Tx, who: Person, handle: str, *, now: datetime) -> bool:
    """Make a handle that was just proven theirs; False where it is somebody's already."""
    return await store.claim_handle(tx, handle, who.person_id, now=now)


async def give_up(tx: Tx, who: Person, handle: str) -> None:
    """Set a handle of theirs free."""
    await store.delete_handle(tx, who.person_id, handle)


async def give_role(tx: Tx, handle: str, role: Role) -> Person:
    """Make the owner of `handle` an operator, or a person like others again. Raises NotFound when nobody signed in by it yet."""
    owner_id = await store.owner_of(tx, handle)
    person = None if owner_id is None else await store.lock(tx, owner_id)
    if person is None:
        raise NotFound
    return await store.save(tx, replace(person, role=role))


async def regions_of(tx: ReadTx, person_id: UUID) -> list[Region]:
    """The regions in which the person ever asked, offered or dealt: where to look for what is theirs."""
    return await store.regions_of(tx, person_id)


async def regions_of_each(tx: ReadTx, person_ids: Sequence[UUID]) -> list[tuple[UUID, Region]]:
    """The regions in which each of these people ever asked, offered or dealt."""
    return await store.regions_of_each(tx, person_ids)


async def been_in(tx: Tx, person_id: UUID, region: Region) -> None:
    """Remember that something of the person's is in `region`."""
    await store.been_in(tx, person_id, region)


async def blocked_ids(tx: ReadTx, person_id: UUID) -> set[UUID]:
    """Everybody whom the person blocked or who blocked the person."""
    return await store.blocked_ids(tx, person_id)


async def must_be_unblocked(tx: ReadTx, a: UUID, b: UUID) -> None:
    """Raise NotFound when one of the two blocked the other: to each the other is not there."""
    if await store.is_blocked(tx, a, b):
        raise NotFound


async def hold(tx: Tx, person_id: UUID) -> Person:
    """The person, held until the transaction ends: whoever counts what a person has does it one after another."""
    person = await store.lock(tx, person_id)
    if person is None:
        raise NotFound
    return person


def must_be_operator(who: Person) -> None:
    """Raise NotAllowed unless `who` runs this installation."""
    rules.must_be_operator(who)


async def block(tx: Tx, who: Person, other_id: UUID, *, now: datetime) -> None:
    """Part two people: neither sees or reaches the other from now on."""
    if other_id == who.person_id:
        raise rules.CannotBlockYourself
    await face(tx, other_id)
    await store.block(tx, who.person_id, other_id, now=now)


async def unblock(tx: Tx, who: Person, other_id: UUID) -> None:
    """Take a block back; one that is not there is fine."""
    await store.unblock(tx, who.person_id, other_id)


async def blocks_of(tx: ReadTx, who: Person, *, after: UUID | None, limit: int) -> list[Block]:
    """Whom the person blocked, by id, from behind `after`."""
    return await store.blocks_of(tx, who.person_id, after=after, limit=limit)


async def export(tx: ReadTx, person_id: UUID) -> dict[str, object]:
    """What a person says of themselves, how they sign in, whom they blocked."""
    return {
        "person": await face(tx, person_id),
        "handles": await store.handles_of(tx, person_id),
        "blocks": await store.blocks_of(tx, person_id, after=None, limit=EXPORT_MAX),
    }


async def erase(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Take the name, the words and the handles from a person.

    The row stays, so that what the law keeps still has two sides; so do the regions, which say where to look for that.
    """
    person = await hold(tx, person_id)
    await store.delete_handles(tx, person_id)
    await store.delete_blocks(tx, person_id)
    await store.save(tx, replace(person, name=rules.ERASED_NAME, bio="", picture_id=None, role="person", erased_at=now))
    await outbox.emit(tx, PersonErased(person_id))
