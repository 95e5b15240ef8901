"""Any order of paying, giving back, releasing, sharing, undoing and waiting: money is where a plain model says, and an end is an end."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, rule, run_state_machine_as_test

from everywhere.kernel.errors import Refusal
from everywhere.pay.merchants.types import takings_of
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import jobs
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.pay.trades.rules import CANCELLED_WITHIN
from everywhere.pay.trades.settling import actions as settling
from everywhere.pay.trades.settling.types import Share
from everywhere.pay.trades.types import Trade
from support.clock import TestClock
from support.machine import QUICK, OnDatabase
from support.money import arrived
from support.trades import a_shop

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("shards")]

EACH = 3_000
BRIEF = settings(QUICK, max_examples=12)
BALANCES = """
    SELECT owner_id, credits_posted - debits_posted AS minor FROM ledger_account WHERE owner_id = ANY($1) AND purpose = 'wallet'"""
TRADES = "SELECT trade_no, stage, holding, held_minor, refunded_minor, shared_minor FROM trade WHERE seller_id = $1"
places = st.integers(0, 1)
minors = st.integers(1, 900)
numbers = st.sampled_from("abc")


@dataclass
class Model:
    """What a trade should be, without a ledger."""

    minor: int
    is_escrowed: bool
    first: Trade
    buyer: int | None = None
    stage: str = "waiting"
    holding: str = "none"
    held: int = 0
    refunded: int = 0
    shared: int = 0
    refunds: dict[str, int] = field(default_factory=dict)
    asked: dict[str, tuple[Any, ...]] = field(default_factory=dict)


class TradeMachine(OnDatabase):
    """One shop, two who pay, one with whom is shared; the machine holds the clock."""

    made = Bundle("made")

    @initialize()
    def begin(self) -> None:
        self.clock = TestClock()
        self.shop = self.do(a_shop(self.db, self.clock))
        self.buyers: list[UUID] = [self.do(self.shop.buyer(EACH)) for _ in range(2)]
        self.partner: UUID = self.do(self.shop.buyer(0))
        self.do(self.shop.bind(self.partner))
        self.has, self.takings, self.shared = [EACH, EACH], 0, 0
        self.all: list[Model] = []

    @rule(target=made, minor=minors, is_escrowed=st.booleans())
    def order(self, minor: int, is_escrowed: bool) -> Model:  # noqa: FBT001 - hypothesis passes it by name
        trade = self.do(self.shop.begun(self.shop.order(minor, settle_days=7 if is_escrowed else None)))
        self.all.append(Model(minor, is_escrowed, trade))
        return self.all[-1]

    @rule(of=made, place=places)
    def pay(self, of: Model, place: int) -> None:
        is_repeat = of.stage == "paid" and of.buyer == place
        may = of.stage == "waiting" and self.has[place] >= of.minor
        assert self.told(self.shop.pay(of.first, self.buyers[place])) == (may or is_repeat)
        if may:
            self.has[place] -= of.minor
            of.buyer, of.stage = place, "paid"
            if of.is_escrowed:
                of.holding, of.held = "held", of.minor
            else:
                self.takings += of.minor

    @rule(of=made, minor=minors, number=numbers)
    def refund(self, of: Model, minor: int, number: str) -> None:
        is_repeat = of.refunds.get(number) == minor
        may = number not in of.refunds and self.can_give(of, minor)
        assert self.told(self.shop.refund(of.first, minor, number)) == (may or is_repeat)
        if may:
            of.refunds[number] = minor
            self.gave(of, minor)

    @rule(of=made)
    def cancel(self, of: Model) -> None:
        rest = of.minor - of.refunded
        may = of.stage in ("closed", "waiting") or (of.stage == "paid" and self.can_give(of, rest))
        may = may and self.clock.ahead < self.day_of(of)
        assert self.told(self.act(lambda tx: refunds.cancel(tx, of.first, now=self.shop.now))) == may
        if may and of.stage == "paid":
            self.gave(of, rest)
        elif may:
            of.stage = "closed"

    @rule(of=made)
    def close(self, of: Model) -> None:
        may = of.stage == "waiting"
        assert self.told(self.act(lambda tx: trades.close(tx, of.first, now=self.shop.now))) == may
        if may:
            of.stage = "closed"

    @rule(of=made, number=numbers, keeps_frozen=st.booleans())
    def confirm(self, of: Model, number: str, keeps_frozen: bool) -> None:  # noqa: FBT001 - as above
        asked = ("release", keeps_frozen)
        is_repeat = of.asked.get(number) == asked
        may = number not in of.asked and of.stage == "paid" and of.holding == "held"
        work = self.act(
            lambda tx: settling.confirm(tx, of.first, out_request_no=number, keeps_frozen=keeps_frozen, now=self.shop.now)
        )
        assert self.told(work) == (may or is_repeat)
        if may:
            of.asked[number] = asked
            self.release(of) if not keeps_frozen else setattr(of, "holding", "frozen")

    @rule(of=made, number=numbers, minor=minors, is_last=st.booleans())
    def share(self, of: Model, number: str, minor: int, is_last: bool) -> None:  # noqa: FBT001 - as above
        asked = ("share", minor, is_last)
        left = of.minor - of.refunded - of.shared
        funds = of.held if of.holding == "frozen" else self.takings
        is_repeat = of.asked.get(number) == asked
        may = number not in of.asked and of.stage == "paid" and of.holding != "held" and minor <= min(left, funds)
        shares = [Share(self.partner, "person", minor)]
        work = self.act(lambda tx: settling.share(tx, of.first, shares, out_request_no=number, is_last=is_last, now=self.shop.now))
        assert self.told(work) == (may or is_repeat)
        if may:
            of.asked[number] = asked
            of.shared += minor
            self.shared += minor
            if of.holding == "frozen":
                of.held -= minor
                if is_last or of.held == 0:
                    self.release(of)
            else:
                self.takings -= minor

    @rule(hours=st.sampled_from([1, 23, 24 * 8]))
    def wait(self, hours: int) -> None:
        self.clock.advance(hours=hours)
        self.do(jobs.end_expired(self.db, self.shop.now))
        self.do(arrived(self.db))
        for of in self.all:
            days = (self.shop.now - of.first.created_at).days
            trade = self.do(self.shop.now_is(of.first))
            if of.stage == "waiting" and days >= 15:
                of.stage = "closed"
            if of.holding in ("held", "frozen") and trade.holding == "released":
                self.release(of)

    @invariant()
    def money_is_where_the_model_says(self) -> None:
        if not hasattr(self, "all"):
            return
        owners = [*self.buyers, takings_of(self.shop.seller, "CNY").owner_id, self.partner]
        balances = {row["owner_id"]: row["minor"] for row in self.do(self.db.pool.fetch(BALANCES, owners))}
        assert [balances[each] for each in owners] == [*self.has, self.takings, self.shared]
        assert sum(self.has) + self.takings + self.shared + sum(of.held for of in self.all) == 2 * EACH
        found = {row["trade_no"]: row for row in self.do(self.db.pool.fetch(TRADES, self.shop.seller))}
        for of in self.all:
            row = found[of.first.trade_no]
            assert (row["stage"], row["holding"]) == (of.stage, of.holding)
            assert (row["held_minor"], row["refunded_minor"], row["shared_minor"]) == (of.held, of.refunded, of.shared)

    def teardown(self) -> None:
        if hasattr(self, "all"):
            assert self.do(self.faults()) == []
        super().teardown()

    async def faults(self) -> list[str]:
        async with self.db.read() as tx:
            return await trades.faults(tx)

    def can_give(self, of: Model, minor: int) -> bool:
        return of.stage == "paid" and minor <= of.minor - of.refunded and minor - min(minor, of.held) <= self.takings

    def gave(self, of: Model, minor: int) -> None:
        from_held = min(minor, of.held)
        of.held -= from_held
        of.refunded += minor
        self.takings -= minor - from_held
        self.has[of.buyer] += minor
        of.stage = "closed" if of.refunded == of.minor else "paid"
        if of.holding in ("held", "frozen") and of.held == 0:
            of.holding = "released"

    def release(self, of: Model) -> None:
        self.takings += of.held
        of.holding, of.held = "released", 0

    def day_of(self, of: Model):
        return of.first.created_at + CANCELLED_WITHIN - self.clock._start

    def act(self, work):
        return self.db.transact(work)

    def told(self, work) -> bool:
        """Whether it was done; a refusal says no, anything else is a fault."""
        try:
            self.do(work)
        except Refusal:
            return False
        self.do(arrived(self.db))
        return True


def test_a_trade_is_what_a_plain_model_says(database_url: str):
    TradeMachine.url = database_url
    run_state_machine_as_test(TradeMachine, settings=BRIEF)
