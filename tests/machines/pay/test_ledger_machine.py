"""Any order of any steps: what the database holds equals the model, and every invariant holds."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, rule, run_state_machine_as_test

from everywhere.kernel.errors import IdempotencyMismatch, Refusal
from everywhere.kernel.money import Money
from everywhere.pay.escrow import actions as escrow
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger import types
from everywhere.pay.ledger.types import Account, Shard, Transfer, layout
from everywhere.pay.wallet import actions as wallet
from support.ledger_model import Model
from support.machine import QUICK, OnDatabase
from support.money import has, rich, yuan

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("shards")]

START = datetime(2026, 1, 1, tzinfo=UTC)
ACCOUNTS = 4
amounts = st.integers(1, 40)


class LedgerMachine(OnDatabase):
    """Moves, reservations, their ends, repeats, conflicts and chains, in any order."""

    transfers = Bundle("transfers")

    @initialize()
    def open_accounts(self) -> None:
        self.now = START
        self.model = Model()
        shard = Shard(layout.shards - 1)
        self.accounts = [Account(uuid4(), "wallet", "CNY", "liability", shard=shard) for _ in range(ACCOUNTS)]
        self.bank = Account(uuid4(), "cash", "CNY", "asset", shard=shard)
        self.do(self.db.transact(lambda tx: ledger.open_accounts(tx, *self.accounts, self.bank, now=START)))
        for account in [*self.accounts, self.bank]:
            self.model.open(account)

    @rule(target=transfers, to=st.integers(0, ACCOUNTS - 1), minor=amounts)
    def put_in(self, to: int, minor: int):
        return self.post(types.posted(uuid4(), self.bank, self.accounts[to], yuan(minor), purpose="test"))

    @rule(target=transfers, of=st.permutations(range(ACCOUNTS)), minor=amounts, is_pending=st.booleans(), minutes=st.integers(1, 6))
    def move(self, of: list[int], minor: int, is_pending: bool, minutes: int):  # noqa: FBT001 - hypothesis passes it by name
        debit, credit = self.accounts[of[0]], self.accounts[of[1]]
        if is_pending:
            expires_at = self.now + timedelta(minutes=minutes)
            return self.post(types.pending(uuid4(), debit, credit, yuan(minor), purpose="test", expires_at=expires_at))
        return self.post(types.posted(uuid4(), debit, credit, yuan(minor), purpose="test"))

    @rule(target=transfers, of=transfers, minor=st.none() | amounts)
    def post_part(self, of: Transfer, minor: int | None):
        return self.post(types.post(uuid4(), of, None if minor is None else yuan(minor)))

    @rule(target=transfers, of=transfers)
    def void(self, of: Transfer):
        return self.post(types.void(uuid4(), of))

    @rule(again=transfers)
    def repeat(self, again: Transfer) -> None:
        self.post(again)

    @rule(target=transfers, of=st.permutations(range(ACCOUNTS)), minors=st.lists(amounts, min_size=2, max_size=4))
    def chain(self, of: list[int], minors: list[int]):
        sides = [(self.accounts[of[n % ACCOUNTS]], self.accounts[of[(n + 1) % ACCOUNTS]]) for n in range(len(minors))]
        unit = [types.posted(uuid4(), *side, yuan(minor), purpose="test") for side, minor in zip(sides, minors, strict=True)]
        self.post(*unit)
        return multiple(*unit)

    @rule(minutes=st.integers(1, 4))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def every_account_is_as_the_model_says(self) -> None:
        ids = [account.id for account in [*self.accounts, self.bank]]
        found = self.do(self.db.pool.fetch("SELECT * FROM ledger_account WHERE id = ANY($1)", ids))
        for row in found:
            each = self.model.accounts[row["id"]]
            assert (row["debits_pending"], row["debits_posted"]) == (each.debits_pending, each.debits_posted)
            assert (row["credits_pending"], row["credits_posted"]) == (each.credits_pending, each.credits_posted)

    def post(self, *unit: Transfer) -> Transfer:
        actual = self.do(self.db.transact(lambda tx: ledger.post_units(tx, [unit], now=self.now)))
        assert actual == [self.model.post_unit(list(unit), self.now)]
        return unit[0]


class EscrowMachine(OnDatabase):
    """One asker, one helper, one deal after another: hold, release, refund, split, tip, and every step again."""

    @initialize(minor=st.integers(50, 500))
    def begin(self, minor: int) -> None:
        self.asker: UUID = self.do(rich(self.db, minor, now=START))
        self.helper: UUID = self.do(rich(self.db, 0, now=START))
        self.community = uuid4()
        self.total, self.spendable, self.earned, self.fees = minor, minor, 0, 0
        self.new_deal()

    @rule()
    def new_deal(self) -> None:
        self.deal, self.held, self.is_over, self.leg = uuid4(), 0, False, 0
        self.steps: list = []
        self.held_leg: int | None = None

    @rule(minor=amounts)
    def hold(self, minor: int) -> None:
        leg = self.next_leg()
        is_refused = minor > self.spendable or self.is_over
        self.step(lambda tx: escrow.hold(tx, self.deal, self.asker, yuan(minor), leg=leg, now=START), is_refused=is_refused)
        if not is_refused:
            self.spendable -= minor
            self.held += minor
            self.held_leg = leg

    @rule(minor=amounts, bps=st.sampled_from([0, 250, 3000]))
    def release(self, minor: int, bps: int) -> None:
        leg = self.next_leg()
        is_refused = minor > self.held
        self.step(
            lambda tx: escrow.release(
                tx,
                self.deal,
                self.helper,
                yuan(minor),
                payer_id=self.asker,
                leg=leg,
                commission_bps=bps,
                community_id=self.community,
                now=START,
            ),
            is_refused=is_refused,
        )
        if not is_refused:
            self.let_go(to_helper=minor, to_asker=0, bps=bps)

    @rule(minor=amounts)
    def refund(self, minor: int) -> None:
        leg = self.next_leg()
        is_refused = minor > self.held
        self.step(lambda tx: escrow.refund(tx, self.deal, self.asker, yuan(minor), leg=leg, now=START), is_refused=is_refused)
        if not is_refused:
            self.let_go(to_helper=0, to_asker=minor, bps=0)

    @rule(share=st.integers(0, 100), bps=st.sampled_from([0, 1000]))
    def split_everything(self, share: int, bps: int) -> None:
        leg, to_helper = self.next_leg(), self.held * share // 100
        to_asker = self.held - to_helper
        self.step(
            lambda tx: escrow.split(
                tx,
                self.deal,
                payee_id=self.helper,
                to_payee=yuan(to_helper),
                payer_id=self.asker,
                to_payer=yuan(to_asker),
                leg=leg,
                commission_bps=bps,
                community_id=self.community,
                now=START,
            ),
            is_refused=False,
        )
        self.let_go(to_helper=to_helper, to_asker=to_asker, bps=bps)

    @rule(minor=amounts)
    def tip(self, minor: int) -> None:
        leg = self.next_leg()
        is_refused = minor > self.spendable
        self.step(
            lambda tx: wallet.tip(tx, self.deal, self.asker, self.helper, yuan(minor), leg=leg, now=START), is_refused=is_refused
        )
        if not is_refused:
            self.spendable -= minor
            self.earned += minor

    @rule(data=st.data())
    def do_a_step_again(self, data: st.DataObject) -> None:
        if self.steps:
            self.do(self.db.transact(data.draw(st.sampled_from(self.steps))))

    @rule()
    def ask_for_another_amount_under_the_same_leg(self) -> None:
        if self.held_leg is not None:
            deal, leg = self.deal, self.held_leg
            try:
                self.do(self.db.transact(lambda tx: escrow.hold(tx, deal, self.asker, yuan(41), leg=leg, now=START)))
            except IdempotencyMismatch:
                return
            raise AssertionError("another amount under the same leg was taken")

    @invariant()
    def everybody_has_what_they_should(self) -> None:
        if not hasattr(self, "deal"):
            return
        assert self.do(has(self.db, self.asker)) == self.spendable
        assert self.do(has(self.db, self.helper)) == self.earned
        assert self.do(self.outstanding()) == yuan(self.held)

    def let_go(self, *, to_helper: int, to_asker: int, bps: int) -> None:
        fee = to_helper * bps // 10_000
        was_held = self.held
        self.held -= to_helper + to_asker
        self.earned += to_helper - fee
        self.fees += fee
        self.spendable += to_asker
        self.is_over = self.is_over or (was_held > 0 and self.held == 0)

    def next_leg(self) -> int:
        self.leg += 1
        return self.leg

    def step(self, work, *, is_refused: bool) -> None:
        try:
            self.do(self.db.transact(work))
        except Refusal:
            assert is_refused
        else:
            assert not is_refused
            self.steps.append(work)

    async def outstanding(self) -> Money:
        async with self.db.read() as tx:
            return await escrow.outstanding(tx, self.deal, "CNY", payer_id=self.asker)


def test_the_ledger_does_what_the_model_does(database_url: str):
    LedgerMachine.url = database_url
    run_state_machine_as_test(LedgerMachine, settings=QUICK)


def test_escrow_pays_out_what_was_paid_in(database_url: str):
    EscrowMachine.url = database_url
    run_state_machine_as_test(EscrowMachine, settings=QUICK)
