"""Any order of paying, carrying, carrying again and ending accounts: between four shards nothing is lost or doubled."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, rule, run_state_machine_as_test

from everywhere.kernel.clock import system_clock
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger import types
from everywhere.pay.ledger.crossing.jobs import carry
from everywhere.pay.ledger.crossing.types import MoneySent
from everywhere.pay.ledger.types import Transfer, layout, shard_of
from everywhere.pay.wallet.types import account_of
from support.machine import QUICK, OnDatabase
from support.money import holds, rich, yuan

SHARDS = 4
PEOPLE = 2 * SHARDS
EACH = 50
NOW = system_clock()
TAKE = """
    DELETE FROM outbox
     WHERE seq = (SELECT seq FROM outbox WHERE kind = 'money_sent' ORDER BY seq OFFSET $1 LIMIT 1) RETURNING body"""
WALLETS = """
    SELECT owner_id, credits_posted - debits_posted AS minor FROM ledger_account WHERE purpose = 'wallet' AND owner_id = ANY($1)"""
someone = st.integers(0, PEOPLE - 1)


class CrossingMachine(OnDatabase):
    """Two people in every shard, and the relay in the machine's hands."""

    payments = Bundle("payments")
    carried = Bundle("carried")

    @initialize()
    def begin(self) -> None:
        self.people: list[UUID] = []
        while len(self.people) < PEOPLE:
            person_id = self.do(rich(self.db, EACH, now=NOW))
            if shard_of(person_id) == len(self.people) % SHARDS:
                self.people.append(person_id)
        self.minor = dict.fromkeys(self.people, EACH)
        self.ended: set[UUID] = set()
        self.under_way: dict[UUID, Transfer] = {}

    @rule(target=payments, payer=someone, payee=someone, minor=st.integers(1, 40))
    def pay(self, payer: int, payee: int, minor: int):
        debit, credit = self.people[payer], self.people[payee]
        if debit == credit:
            return multiple()
        transfer = types.posted(uuid4(), account_of(debit, "CNY"), account_of(credit, "CNY"), yuan(minor), purpose="payment")
        crosses = transfer.crossing is not None
        is_refused = minor > self.minor[debit] or debit in self.ended or (credit in self.ended and not crosses)
        assert (self.post(transfer) == "ok") != is_refused
        if is_refused:
            return multiple()
        self.minor[debit] -= minor
        if crosses:
            self.under_way[transfer.id] = transfer
        else:
            self.minor[credit] += minor
        return transfer

    @rule(again=payments)
    def pay_again(self, again: Transfer) -> None:
        assert self.post(again) == "exists"

    @rule(target=carried, skipped=st.integers(0, 3))
    def let_one_arrive(self, skipped: int):
        bodies = self.do(self.db.pool.fetch(TAKE, skipped))
        if not bodies:
            return multiple()
        event = msgspec.convert(bodies[0]["body"], MoneySent)
        self.carry(event)
        way = self.under_way.pop(event.transfer_id)
        payer, payee = way.crossing.payer.owner_id, way.crossing.payee.owner_id
        if payee not in self.ended:
            self.minor[payee] += event.minor
        elif payer not in self.ended:
            self.minor[payer] += event.minor
        return event

    @rule(event=carried)
    def carry_again(self, event: MoneySent) -> None:
        self.carry(event)

    @rule(who=someone)
    def end(self, who: int) -> None:
        # Somebody whose payment is under way stays: where both ends are gone is told elsewhere.
        person_id = self.people[who]
        if any(way.crossing.payer.owner_id == person_id for way in self.under_way.values()):
            return
        is_ended = self.do(self.db.transact(lambda tx: ledger.close_if_zero(tx, account_of(person_id, "CNY"), now=NOW)))
        assert is_ended == (self.minor[person_id] == 0 and person_id not in self.ended)
        if is_ended:
            self.ended.add(person_id)

    @invariant()
    def everybody_has_what_they_should(self) -> None:
        if hasattr(self, "minor"):
            found = self.do(self.db.pool.fetch(WALLETS, self.people))
            assert {row["owner_id"]: row["minor"] for row in found} == self.minor
            under_way = sum(way.amount.minor for way in self.under_way.values())
            assert sum(self.minor.values()) + under_way == EACH * PEOPLE

    def teardown(self) -> None:
        self.do(holds(self.db))
        super().teardown()

    def post(self, transfer: Transfer) -> str:
        [[code]] = self.do(self.db.transact(lambda tx: ledger.post_units(tx, [[transfer]], now=NOW)))
        return code

    def carry(self, event: MoneySent) -> None:
        self.do(self.db.transact(lambda tx: carry(tx, event, NOW)))


@pytest.fixture(autouse=True)
def _four_shards() -> Iterator[None]:
    layout.shards = SHARDS
    yield
    layout.shards = 1


def test_money_between_shards_is_neither_lost_nor_doubled(database_url: str):
    CrossingMachine.url = database_url
    run_state_machine_as_test(CrossingMachine, settings=QUICK)
