"""What the rules against fraud want to know of a batch of payments: asked once for all of it, and only where it could matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx
from everywhere.kernel.money import Money
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.types import Spending
from everywhere.pay.trades.paying.types import Payment
from everywhere.pay.trades.paying.watching import store
from everywhere.pay.trades.types import Trade

Pairs = set[tuple[UUID, UUID]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Who has paid whom before, which sellers paid which buyers' shops lately, whose account is new, what new shops have taken."""

    known: Pairs
    circles: Pairs
    new_payers: set[UUID]
    taken_minor: dict[UUID, int]

    def judged(self, payment: Payment, amount: Money, before: Spending, *, now: datetime) -> Spending:
        """What the buyer has spent with this payment. Raises PayingInCircles, ShopTooNew, and what `guard.spent` raises."""
        pair = (payment.buyer_id, payment.seller_id)
        guard.must_not_go_in_circles(amount, paid_back=pair in self.circles)
        taken_minor = self.taken_minor.get(payment.seller_id)
        if taken_minor is not None and guard.needs_word("pay", amount):
            guard.must_not_take_too_much(taken_minor, amount)
        is_new_payer = payment.buyer_id in self.new_payers
        return guard.spent(before, amount, is_new_payee=pair not in self.known, is_new_payer=is_new_payer, now=now)


async def facts_of(
    tx: ReadTx, payments: Sequence[Payment], found: Mapping[UUID, Trade], spendings: Mapping[UUID, Spending], *, now: datetime
) -> Facts:
    """What is known about those who pay and are paid in a batch. Small payments pass whatever it is, so most batches ask nothing."""
    amounts = {each: found[each.trade_id].amount for each in payments if each.trade_id in found}
    passing = [(spendings[each.buyer_id], amount) for each, amount in amounts.items()]
    return Facts(
        known=await _known(tx, [each for each, amount in amounts.items() if guard.is_large_for_first(amount)]),
        circles=await _circles(tx, [each for each, amount in amounts.items() if guard.may_go_in_circles(amount)], now=now),
        new_payers=await guard.new_payers(tx, passing, now=now),
        taken_minor=await _taken(tx, [each for each, amount in amounts.items() if guard.needs_word("pay", amount)], now=now),
    )


async def _known(tx: ReadTx, asked: Sequence[Payment]) -> Pairs:
    return await store.known(tx, [each.buyer_id for each in asked], [each.seller_id for each in asked]) if asked else set()


async def _circles(tx: ReadTx, asked: Sequence[Payment], *, now: datetime) -> Pairs:
    if not asked:
        return set()
    sellers = [each.seller_id for each in asked]
    return await store.circles(tx, [each.buyer_id for each in asked], sellers, since=now - guard.CIRCLE)


async def _taken(tx: ReadTx, asked: Sequence[Payment], *, now: datetime) -> dict[UUID, int]:
    if not asked:
        return {}
    new = await store.new_shops(tx, {each.seller_id for each in asked}, since=now - guard.NEW_FOR)
    return {each: await store.taken_minor(tx, each, since=now - guard.NEW_FOR) for each in new}
