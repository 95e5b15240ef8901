"""Thousands of random operations, batch by batch, against the sequential model: same codes, same balances."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest

from everywhere.kernel.database import Database
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger import types
from everywhere.pay.ledger.types import Account, Transfer
from support.ledger_model import Model

START = datetime(2026, 1, 1, tzinfo=UTC)
BATCHES = 100
COLUMNS = "SELECT id, debits_pending, debits_posted, credits_pending, credits_posted FROM ledger_account"


class Chance:
    """Makes operations of every kind, many of them wrong."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.accounts = [
            *(Account(self.uuid(), "wallet", "CNY", "liability") for _ in range(6)),
            *(Account(self.uuid(), "cash", "CNY", "asset") for _ in range(2)),
            Account(self.uuid(), "fees", "CNY", "none"),
            Account(self.uuid(), "wallet", "USD", "liability"),
            Account(self.uuid(), "cash", "USD", "none"),
        ]
        self.missing = Account(self.uuid(), "wallet", "CNY", "none")
        self.closed = Account(self.uuid(), "escrow", "CNY", "liability")
        self.made: list[Transfer] = []

    def uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def unit(self, now: datetime) -> list[Transfer]:
        length = self.rng.choice([1, 1, 1, 1, 2, 3])
        unit = [self.transfer(now) for _ in range(length)]
        self.made += unit
        if length > 1 and self.rng.random() < 0.2:
            return self.rng.choice([unit, unit[::-1]])
        return unit

    def transfer(self, now: datetime) -> Transfer:
        kind = self.rng.choices(["new", "pending", "post", "void", "repeat", "conflict"], [50, 20, 10, 5, 8, 4])[0]
        pendings = [each for each in self.made[-15:] if each.kind == "pending"]
        if kind in ("repeat", "conflict") and self.made:
            old = self.rng.choice(self.made[-60:])
            return old if kind == "repeat" else replace(old, request=old.request + "!")
        if kind in ("post", "void") and self.made:
            # Mostly what can be resolved, now and then what cannot.
            of = self.rng.choice(pendings) if pendings and self.rng.random() < 0.95 else self.rng.choice(self.made)
            if kind == "void":
                return types.void(self.uuid(), of)
            currency = self.rng.choices(["CNY", "USD"], [20, 1])[0]
            part = self.rng.choice([None, Money(self.rng.randint(1, 70), currency)])
            return types.post(self.uuid(), of, part)
        debit, credit = self.rng.sample(self.accounts if self.rng.random() < 0.1 else self.accounts[:-2], 2)
        if self.rng.random() < 0.05:
            credit = self.rng.choice([self.missing, self.closed])
        amount = Money(self.rng.randint(1, 40), self.rng.choices([debit.currency, "USD"], [40, 1])[0])
        if kind == "pending":
            expires_at = self.rng.choice([None, None, now + timedelta(minutes=self.rng.randint(-1, 4))])
            return types.pending(self.uuid(), debit, credit, amount, purpose="test", expires_at=expires_at)
        return types.posted(self.uuid(), debit, credit, amount, purpose="test")


async def same_columns(db: Database, model: Model) -> None:
    stored = {row["id"]: tuple(row)[1:] for row in await db.pool.fetch(COLUMNS)}
    expected = {
        key: (each.debits_pending, each.debits_posted, each.credits_pending, each.credits_posted)
        for key, each in model.accounts.items()
    }
    assert stored == expected


@pytest.mark.parametrize("seed", range(6))
async def test_the_database_answers_and_stores_what_the_model_does(db: Database, seed: int):
    chance, model = Chance(seed), Model()
    async with db.write() as tx:
        await ledger.open_accounts(tx, *chance.accounts, chance.closed, now=START)
        assert await ledger.close_if_zero(tx, chance.closed, now=START)
    for account in [*chance.accounts, chance.closed]:
        model.open(account)
    model.closed.add(chance.closed.id)

    seen: Counter[str] = Counter()
    for number in range(BATCHES):
        now = START + timedelta(minutes=number)
        units = [chance.unit(now) for _ in range(chance.rng.choice([1, 2, 10, 40]))]
        async with db.write() as tx:
            actual = await ledger.post_units(tx, units, now=now)
        expected = [model.post_unit(unit, now) for unit in units]
        assert actual == expected
        await same_columns(db, model)
        seen.update(code for codes in actual for code in codes)

    assert set(seen) == set(get_args(types.Code))  # chance met every case
    assert seen["ok"] > seen.total() / 4
    assert await db.pool.fetchval("SELECT count(*) FROM ledger_transfer") == len(model.transfers)


async def test_the_short_way_and_the_exact_way_agree(db: Database):
    chance, model = Chance(99), Model()
    async with db.write() as tx:
        await ledger.open_accounts(tx, *chance.accounts, now=START)
    for account in chance.accounts:
        model.open(account)
    wallets, bank = chance.accounts[:6], chance.accounts[6]

    for number in range(40):
        now = START + timedelta(minutes=number)
        # Money comes in and goes round in the same batch: some batches fit in any order, some only in theirs, some do not.
        moves = [(bank, wallets[0]), *(tuple(chance.rng.sample(wallets, 2)) for _ in range(12))]
        units = [
            [types.posted(chance.uuid(), debit, credit, Money(chance.rng.randint(1, 30), "CNY"), purpose="test")]
            for debit, credit in moves
        ]
        async with db.write() as tx:
            actual = await ledger.post_units(tx, units, now=now)
        assert actual == [model.post_unit(unit, now) for unit in units]
        await same_columns(db, model)
