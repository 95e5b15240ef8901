"""Whom people paid before, and what new shops took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import rows, value


@dataclass(frozen=True, slots=True)
class Pair:
    person_id: UUID
    seller_id: UUID


@dataclass(frozen=True, slots=True)
class Shop:
    person_id: UUID


KNOWN = rows(
    Pair,
    """
    SELECT DISTINCT person_id, seller_id FROM receipt
     WHERE person_id = ANY(:buyer_ids::uuid[]) AND seller_id = ANY(:seller_ids::uuid[]) AND NOT awaits""",
)


async def known(tx: ReadTx, buyer_ids: Sequence[UUID], seller_ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """Who of these has paid whom of those before."""
    found = await KNOWN(tx, buyer_ids=list(buyer_ids), seller_ids=list(seller_ids))
    return {(each.person_id, each.seller_id) for each in found}


# By what the seller paid as a person: each row is in the shard of who paid.
CIRCLES = rows(
    Pair,
    """
    SELECT DISTINCT person_id, seller_id FROM receipt
     WHERE person_id = ANY(:seller_ids::uuid[]) AND seller_id = ANY(:buyer_ids::uuid[]) AND NOT awaits AND at > :since""",
)


async def circles(tx: ReadTx, buyer_ids: Sequence[UUID], seller_ids: Sequence[UUID], *, since: datetime) -> set[tuple[UUID, UUID]]:
    """Which of these buyers were paid, as merchants, by which of those sellers since then."""
    found = await CIRCLES(tx, buyer_ids=list(buyer_ids), seller_ids=list(seller_ids), since=since)
    return {(each.seller_id, each.person_id) for each in found}


NEW_SHOPS = rows(
    Shop, "SELECT person_id FROM merchant WHERE person_id = ANY(:seller_ids::uuid[]) AND created_at > :since ORDER BY person_id"
)

# Of a new shop only, which has not taken much: what it took is bounded by the rule that asks.
TAKEN = value(
    int,
    """
    SELECT COALESCE(sum(amount_minor - refunded_minor), 0)::bigint FROM trade
     WHERE seller_id = :seller_id AND paid_at > :since""",
)


async def new_shops(tx: ReadTx, seller_ids: Iterable[UUID], *, since: datetime) -> list[UUID]:
    """Which of these shops opened since then."""
    return [each.person_id for each in await NEW_SHOPS(tx, seller_ids=list(seller_ids), since=since)]


async def taken_minor(tx: ReadTx, seller_id: UUID, *, since: datetime) -> int:
    """What a shop has taken since then, less what it gave back."""
    return await TAKEN(tx, seller_id=seller_id, since=since) or 0
