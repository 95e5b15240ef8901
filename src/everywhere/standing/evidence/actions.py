"""Keeping evidence: only about people who agreed to be scored, each fact once, and corrected where it was wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.people import actions as people
from everywhere.people.consents import actions as consents
from everywhere.places import actions as places
from everywhere.standing.evidence import store
from everywhere.standing.evidence.store import page
from everywhere.standing.evidence.types import RESTATED, Correction, Fact, FactId, FactsChanged, Kind, ReceiptKind

__all__ = ["page"]

FACTS_MAX = 20_000
"""The newest that one person's score is made of; by then the oldest are worth nothing."""


TELLINGS_MAX = 1000
"""As often one thing is told anew: more often than a trade is given back in parts."""


async def hear(tx: Tx, facts: Sequence[Fact], *, now: datetime) -> None:
    """Keep what is new of these facts, of people who agreed to be scored."""
    agreed = {who: await is_scored(tx, who) for who in {fact.person_id for fact in facts}}
    changed = {fact.person_id for fact in facts if agreed[fact.person_id] and await store.add(tx, fact, now=now)}
    for person_id in sorted(changed):
        await outbox.emit(tx, FactsChanged(person_id))


async def is_scored(tx: ReadTx, person_id: UUID) -> bool:
    """Whether somebody agreed to be scored."""
    return await consents.is_given(tx, person_id, "standing")


async def restate(tx: Tx, person_id: UUID, about: Sequence[object], fact: Fact | None, *, now: datetime) -> None:
    """Let `fact`, or nothing, be what counts of one thing that can change; what it said before stays and counts no more.

    Its id is given here, by what it is about and which telling of it this is. What was found wrong otherwise stays wrong.
    """
    for telling in range(TELLINGS_MAX):
        told_id = fact_id(person_id, *about, telling)
        correction = await store.correction(tx, person_id, told_id)
        if correction is None:
            before, after = await store.read(tx, person_id, told_id), fact and replace(fact, id=told_id)
            if before is None:
                return await hear(tx, [after] if after else [], now=now)
            if before == after:
                return None
            await correct(tx, person_id, told_id, reason=RESTATED, by_id=None, now=now)
        elif not correction.is_restated:
            return None
    raise LookupError(about)


async def unsay_sales(tx: Tx, seller_id: UUID, buyer_id: UUID, *, now: datetime) -> None:
    """Let what a seller kept towards one buyer count no more."""
    for fact in await store.sales_to(tx, seller_id, buyer_id):
        await correct(tx, seller_id, fact.id, reason=RESTATED, by_id=None, now=now)


async def check(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Keep what is known to be true of somebody: how they sign in, and where they belong."""
    found: list[tuple[Kind, ReceiptKind, UUID, datetime]] = []
    for handle in await people.handles_of(tx, person_id):
        kind: Kind = "verified_phone" if handle.value.startswith("phone:") else "verified_email"
        found.append((kind, "handle", person_id, handle.verified_at))
    memberships = await places.memberships(tx, person_id, now=now)
    found += [("verified_place", "membership", each.community_id, each.since) for each in memberships]
    for kind, receipt_kind, receipt_id, at in found:
        fact = Fact(
            person_id=person_id,
            id=fact_id(person_id, kind),
            kind=kind,
            role="asker",
            category="",
            value=1.0,
            weight=1.0,
            by_id=None,
            receipt_kind=receipt_kind,
            receipt_id=receipt_id,
            at=at,
        )
        await store.add(tx, fact, now=now)


def fact_id(person_id: UUID, *parts: object) -> FactId:
    """The same id for the same fact, however often it is heard."""
    return FactId(ids.derived_id("standing", person_id, *parts))


async def of(tx: ReadTx, person_id: UUID) -> list[Fact]:
    """What counts about a person, newest first."""
    return await store.of(tx, person_id, with_wrong=False, limit=FACTS_MAX)


async def get(tx: ReadTx, person_id: UUID, fact_id: UUID) -> Fact:
    """One fact about a person. Raises NotFound."""
    fact = await store.read(tx, person_id, fact_id)
    if fact is None:
        raise NotFound
    return fact


async def has(tx: ReadTx, fact: Fact) -> bool:
    """Whether this fact is kept already."""
    return await store.read(tx, fact.person_id, fact.id) is not None


async def correct(tx: Tx, person_id: UUID, fact_id: UUID, *, reason: str, by_id: UUID | None, now: datetime) -> None:
    """Let a wrong fact count no more, now or when it is heard again; a repeat changes nothing."""
    if await store.correct(tx, person_id, FactId(fact_id), reason=reason, by_id=by_id, now=now):
        await outbox.emit(tx, FactsChanged(person_id))


async def has_come_back(tx: ReadTx, person_id: UUID) -> bool:
    """Whether somebody left broken promises behind before, and it still stands."""
    return await store.has_kind(tx, person_id, "returned")


async def corrections(tx: ReadTx, person_id: UUID) -> list[Correction]:
    """What was found wrong about a person."""
    return await store.corrections(tx, person_id, limit=FACTS_MAX)


async def export(tx: ReadTx, person_id: UUID) -> dict[str, object]:
    """Everything that is kept about a person, with what was wrong of it. Who bought from them is not theirs to know."""
    facts = await store.of(tx, person_id, with_wrong=True, limit=FACTS_MAX)
    return {
        "facts": [replace(fact, by_id=None) if fact.receipt_kind == "trade" else fact for fact in facts],
        "corrections": await corrections(tx, person_id),
    }


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop what is kept about a person, who took their word back or is gone."""
    await store.forget(tx, person_id)
