"""Trades for tests: a shop, somebody who pays, and orders."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from everywhere.kernel.clock import Clock
from everywhere.kernel.database import Database
from everywhere.pay.codes import actions as codes
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.merchants.types import Side, takings_of
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules
from everywhere.pay.trades.partners import actions as partners
from everywhere.pay.trades.paying.actions import Till
from everywhere.pay.trades.paying.types import Payment
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.pay.trades.types import Draft, Key, Terms, Trade
from support.money import arrived, has, rich, yuan

APP = "2021000000000001"
KEY = b"k" * 32


@dataclass
class Shop:
    """A merchant on a database, and the till before it."""

    db: Database
    clock: Clock
    till: Till
    seller: UUID

    @property
    def now(self) -> datetime:
        return self.clock()

    def order(self, minor: int = 1000, *, out_trade_no: str | None = None, **terms: Any) -> Draft:
        amount = yuan(minor)
        said = Terms(**{"subject": "tea", **terms})
        key = Key(self.seller, APP, out_trade_no or f"order-{uuid4().hex}")
        return Draft(key=key, amount=amount, terms=said, digest=rules.digest(amount, said.subject))

    async def begun(self, draft: Draft) -> Trade:
        return await self.db.transact(lambda tx: trades.begin(tx, draft, now=self.now))

    async def pay(self, trade: Trade, buyer: UUID, *, code: str = "") -> Trade:
        return await self.till.pay(Payment(trade.seller_id, trade.trade_no, trade.id, buyer, code))

    async def paid(self, buyer: UUID, minor: int = 1000, **terms: Any) -> Trade:
        trade = await self.pay(await self.begun(self.order(minor, **terms)), buyer)
        await arrived(self.db)
        return trade

    async def refund(self, trade: Trade, minor: int, no: str = "") -> tuple[Trade, bool]:
        after, _, moved = await self.db.transact(lambda tx: refunds.refund(tx, trade, yuan(minor), out_request_no=no, now=self.now))
        return after, moved

    async def bind(self, *partners_: UUID) -> None:
        """Let people be given shares of the shop's trades."""
        named: list[tuple[tuple[UUID, Side], str]] = [((each, "person"), "") for each in partners_]
        await self.db.transact(lambda tx: partners.bind(tx, self.seller, named, now=self.now))

    async def now_is(self, trade: Trade) -> Trade:
        async with self.db.read() as tx:
            return await trades.get(tx, trade.seller_id, trade.trade_no, now=self.now)

    async def buyer(self, minor: int) -> UUID:
        return await rich(self.db, minor, now=self.now)

    async def code_of(self, person_id: UUID) -> str:
        return (await self.db.transact(lambda tx: codes.present(tx, KEY, person_id, now=self.now))).code

    async def takings(self) -> int:
        await arrived(self.db)
        async with self.db.read() as tx:
            return (await ledger.balance(tx, takings_of(self.seller, "CNY"))).minor

    async def has(self, person_id: UUID) -> int:
        return await has(self.db, person_id)


async def a_shop(db: Database, clock: Clock, *, is_guarded: bool = False) -> Shop:
    """A merchant with an empty account."""
    seller = await rich(db, 0, now=clock())
    await db.transact(lambda tx: merchants.open_account(tx, seller, name="Tea house", now=clock()))
    return Shop(db, clock, Till(db, clock, codes_key=KEY, is_guarded=is_guarded), seller)
