"""Buyers whose wallet anybody at the emulator may act as."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from everywhere.app.emulator import store
from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.intents import actions as intents
from everywhere.pay.trades.paying.actions import Till
from everywhere.pay.trades.paying.types import Payment
from everywhere.pay.trades.types import Trade
from everywhere.pay.wallet import actions as wallet

GOOD_FOR = timedelta(minutes=1)
_TRADE_NO_DIGITS = 28


async def balance(state: Any, person_id: UUID) -> Money:
    """What a buyer has."""
    async with state.db.read(newest=True) as tx:
        return await wallet.balance(tx, person_id, merchants.CURRENCY)


class Codes:
    """Payment codes for `alipay.trade.pay`, as many as tests want: a person's own app shows ten in each half minute."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[UUID, datetime]] = {}

    def show(self, person_id: UUID, *, now: datetime) -> str:
        """A code that is good once, for a minute."""
        self._shown = {code: shown for code, shown in self._shown.items() if shown[1] > now}
        code = f"28{secrets.randbelow(10**16):016d}"
        self._shown[code] = (person_id, now + GOOD_FOR)
        return code

    def accept(self, till: Till) -> None:
        """Let a till take these codes beside those of people's own apps."""
        own = till.payer_of

        async def payer_of(tx: ReadTx, code: str, *, now: datetime) -> UUID:
            person_id, ends_at = self._shown.get(code, (None, now))
            return person_id if person_id is not None and now < ends_at else await own(tx, code, now=now)

        till.payer_of = payer_of  # type: ignore[method-assign]


async def scan(state: Any, person_id: UUID, what: str) -> None:
    """Open an order's code, by which it becomes a trade, and pay nothing. Raises what `intents.scan` raises."""
    await state.db.transact(lambda tx: intents.scan(tx, code_in(what), person_id, now=state.clock()))


async def pay(state: Any, person_id: UUID, what: str, amount: Money | None) -> Trade:
    """Pay a trade by its number, or an order by its code or the address in it; a shop's code wants an amount.

    Raises NotFound, what `intents.begin` and `Till.pay` raise.
    """
    if what.isdecimal() and len(what) == _TRADE_NO_DIGITS:
        trade = await _trade(state, what)
    else:
        order = str(ids.new_id())

        async def begun(tx: Tx) -> Trade:
            return await intents.begin(tx, code_in(what), person_id, amount=amount, order=order, now=state.clock())

        trade = await state.db.transact(begun)
    paid: Trade = await state.till.pay(Payment(trade.seller_id, trade.trade_no, trade.id, person_id))
    return paid


async def top_up(state: Any, person_id: UUID, amount: Money) -> None:
    """Give a buyer money. Raises AmountOutOfBounds."""
    await wallet.top_up(state.db, state.poster, person_id, amount, key=None, is_demo=True, now=state.clock())


def code_in(what: str) -> str:
    """`http://…/q/abc` → `abc`."""
    return what.rpartition("/q/")[2].partition("?")[0]


async def _trade(state: Any, trade_no: str) -> Trade:
    async with state.db.read(newest=True) as tx:
        found = await store.trade(tx, trade_no)
        if found is None:
            raise NotFound
        return await trades.get(tx, found.seller_id, trade_no, now=state.clock())
