"""Name partners and forget them, and see that shares go to no others."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.trades.partners import rules, store
from everywhere.pay.trades.partners.rules import Payee
from everywhere.pay.trades.partners.types import Partner
from everywhere.pay.trades.settling.types import Share

PAGE_MAX = 100


async def bind(tx: Tx, seller_id: UUID, payees: Sequence[tuple[Payee, str]], *, now: datetime) -> None:
    """Name partners, each with a memo; who is one stays one. Raises PartnersMalformed, PartnerIsSeller, TooManyPartners."""
    await merchants.of(tx, seller_id)
    rules.must_be_nameable(seller_id, [payee for payee, _ in payees])
    for (payee_id, side), memo in payees:
        await store.put(tx, Partner(seller_id, payee_id, side, memo, now))
    # Two requests at once may go past it by a few: it bounds a table, and no money.
    rules.must_have_room(await store.count(tx, seller_id))


async def unbind(tx: Tx, seller_id: UUID, payees: Sequence[Payee]) -> None:
    """Forget partners; who is none stays none. Raises PartnersMalformed, PartnerIsSeller."""
    rules.must_be_nameable(seller_id, payees)
    for payee_id, side in payees:
        await store.drop(tx, seller_id, payee_id, side)


async def page_of(tx: ReadTx, seller_id: UUID, *, number: int, size: int) -> tuple[list[Partner], int]:
    """A page of a seller's partners, the first of which is 1, and how many there are in all."""
    size = min(size, PAGE_MAX)
    return await store.page(tx, seller_id, skip=(number - 1) * size, limit=size), await store.count(tx, seller_id)


async def is_one(tx: ReadTx, seller_id: UUID, payee_id: UUID) -> bool:
    """Whether a seller named somebody as a partner, on either side."""
    return bool(await store.among(tx, seller_id, [payee_id]))


async def must_be_partners(tx: ReadTx, seller_id: UUID, shares: Sequence[Share]) -> None:
    """Raise NotAPartner unless each share is for a partner."""
    rules.must_be_partners(shares, await store.among(tx, seller_id, sorted({each.payee_id for each in shares})))
