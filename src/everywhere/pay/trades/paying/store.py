"""Whom people paid before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import rows


@dataclass(frozen=True, slots=True)
class Pair:
    person_id: UUID
    seller_id: UUID


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
