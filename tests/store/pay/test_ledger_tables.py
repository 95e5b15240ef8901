"""What the database itself holds, whatever the code believes."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from everywhere.kernel.database import Database, Tx
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger import jobs, types
from everywhere.pay.wallet.types import account_of, cash_of
from support.money import has, rich, sound, yuan

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "sql",
    ["UPDATE ledger_transfer SET amount_minor = 1", "DELETE FROM ledger_transfer", "TRUNCATE ledger_transfer"],
)
async def test_transfers_are_never_changed(db: Database, sql: str):
    await rich(db, 100, now=NOW)

    with pytest.raises(asyncpg.RestrictViolationError):
        await db.pool.execute(sql)

    assert await sound(db)


@pytest.mark.parametrize(
    ("purpose", "sql"),
    [
        ("wallet", "UPDATE ledger_account SET debits_posted = 101 WHERE purpose = 'wallet'"),
        ("wallet", "UPDATE ledger_account SET debits_pending = 101 WHERE purpose = 'wallet'"),
        ("cash", "UPDATE ledger_account SET credits_posted = 101 WHERE purpose = 'cash'"),
        ("wallet", "UPDATE ledger_account SET closed_at = now() WHERE purpose = 'wallet'"),
    ],
)
async def test_no_statement_can_overdraw_an_account_or_end_one_with_money(db: Database, purpose: str, sql: str):
    await rich(db, 100, now=NOW)

    with pytest.raises(asyncpg.CheckViolationError):
        await db.pool.execute(sql)


async def test_a_pending_cannot_be_resolved_twice_by_any_statement(db: Database):
    payer, payee = await rich(db, 100, now=NOW), await rich(db, 0, now=NOW)
    reserved = types.pending(uuid4(), account_of(payer, "CNY"), account_of(payee, "CNY"), yuan(10), purpose="test")
    async with db.write() as tx:
        await ledger.post_units(tx, [[reserved], [types.void(uuid4(), reserved)]], now=NOW)

    with pytest.raises(asyncpg.UniqueViolationError):
        await db.pool.execute(
            """INSERT INTO ledger_transfer (shard, id, kind, debit_id, credit_id, amount_minor, currency, pending_id, purpose, input_hash, at)
               SELECT shard, gen_random_uuid(), 'post', debit_id, credit_id, 1, currency, id, purpose, '', at
                 FROM ledger_transfer WHERE kind = 'pending'"""
        )


async def test_balances_change_without_touching_an_index(db: Database):
    payer, payee = await rich(db, 1_000, now=NOW), await rich(db, 0, now=NOW)
    async with db.pool.acquire() as connection:
        for _ in range(20):
            transfer = types.posted(uuid4(), account_of(payer, "CNY"), account_of(payee, "CNY"), yuan(1), purpose="test")
            await ledger.post(Tx(connection), [transfer], now=NOW)
        await connection.execute("SELECT pg_stat_force_next_flush()")
        stats = await connection.fetchrow(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_all_tables WHERE relname = 'ledger_account'"
        )

    assert stats["n_tup_upd"] == stats["n_tup_hot_upd"] >= 40


async def test_expired_pendings_are_given_back_and_can_no_longer_be_posted(db: Database):
    payer, payee = await rich(db, 100, now=NOW), await rich(db, 0, now=NOW)
    sides = (account_of(payer, "CNY"), account_of(payee, "CNY"))
    short = types.pending(uuid4(), *sides, yuan(60), purpose="test", expires_at=NOW + timedelta(minutes=1))
    long = types.pending(uuid4(), *sides, yuan(30), purpose="test", expires_at=NOW + timedelta(hours=1))
    async with db.write() as tx:
        await ledger.post_units(tx, [[short], [long]], now=NOW)
    assert await has(db, payer) == 10

    later = NOW + timedelta(minutes=2)
    async with db.write() as tx:
        codes = await ledger.post_units(tx, [[types.post(uuid4(), short)]], now=later)
    await jobs.void_expired(db, later)
    await jobs.void_expired(db, later)

    assert codes == [["pending_expired"]]
    assert await has(db, payer) == 70
    assert await sound(db)


FORGED = {
    "debits equal credits": "UPDATE ledger_account SET credits_posted = credits_posted + 5 WHERE purpose = 'wallet'",
    "an account is the sum of its transfers": "UPDATE ledger_account SET debits_posted = 7, credits_posted = 107 WHERE purpose = 'wallet'",
    "a transfer is in the currency of its accounts": "UPDATE ledger_account SET currency = 'USD' WHERE purpose = 'wallet'",
}


@pytest.mark.parametrize("invariant", FORGED)
async def test_a_forged_balance_is_found(db: Database, invariant: str):
    await rich(db, 100, now=NOW)
    await db.pool.execute(FORGED[invariant])

    async with db.snapshot() as tx:
        found = {finding.invariant for finding in await ledger.check(tx)}

    assert invariant in found


async def test_a_forged_transfer_is_found(db: Database):
    payer = await rich(db, 100, now=NOW)
    await db.pool.execute(
        """INSERT INTO ledger_transfer (shard, id, kind, debit_id, credit_id, amount_minor, currency, pending_id, purpose, input_hash, at)
           SELECT 0, gen_random_uuid(), 'void', $1, $2, 5, 'CNY', gen_random_uuid(), 'forged', '', now()""",
        account_of(payer, "CNY").id,
        cash_of("CNY", beside=payer).id,
    )

    async with db.snapshot() as tx:
        found = {finding.invariant for finding in await ledger.check(tx)}

    assert found == {"a pending is resolved by its own, within its amount"}


async def test_forged_bounds_are_found(db: Database):
    await rich(db, 100, now=NOW)
    await db.pool.execute(
        "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_owed, DROP CONSTRAINT ledger_account_ends_at_zero"
    )
    await db.pool.execute("UPDATE ledger_account SET debits_posted = 200, closed_at = now() WHERE purpose = 'wallet'")

    async with db.snapshot() as tx:
        found = {finding.invariant for finding in await ledger.check(tx)}

    assert {"no account is overdrawn", "a closed account holds nothing"} <= found
