"""The bank test of Jepsen: random transfers from every side, whole reads all the time, and a database that keeps dying."""

import asyncio
import random
import tempfile
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from everywhere.app import wiring
from everywhere.kernel import embedded, migrations
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database, connect
from everywhere.kernel.errors import Overloaded
from everywhere.kernel.outbox import Relay
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger import types
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.ledger.types import DONE, InsufficientFunds, Transfer
from everywhere.pay.wallet.types import account_of
from support.money import has, rich, sound, yuan

pytestmark = pytest.mark.usefixtures("shards")

PEOPLE = 12
EACH = 500
PATIENCE_S = 60
READ = """
    SELECT owner_id, purpose, credits_posted - debits_posted AS minor FROM ledger_account WHERE purpose IN ('wallet', 'clearing')"""
FIRST_LEGS = """
    SELECT t.id FROM ledger_transfer t LEFT JOIN ledger_crossing x ON x.shard = t.shard AND x.transfer_id = t.id
     WHERE t.purpose = 'bank' AND coalesce(x.way, 'out') = 'out'"""
KILL = """
    SELECT pg_terminate_backend(pid)
      FROM (SELECT pid FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' ORDER BY random() LIMIT 2) busy"""
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError)


class Bank:
    """Some people, everybody who moves money between them, and what they were told."""

    def __init__(self, db: Database, people: list[UUID], seed: int) -> None:
        self.db = db
        self.people = people
        self.rng = random.Random(seed)
        self.poster = Poster(db, system_clock)
        self.done: dict[UUID, Transfer] = {}
        self.reads = 0

    def transfer(self) -> Transfer:
        payer, payee = self.rng.sample(self.people, 2)
        amount = yuan(self.rng.randint(1, 200))
        return types.posted(uuid4(), account_of(payer, "CNY"), account_of(payee, "CNY"), amount, purpose="bank")

    async def pay_through_group_commit(self, count: int) -> None:
        for _ in range(count):
            transfer = self.transfer()
            code = await self._until_told(transfer)
            if code in DONE:
                self.done[transfer.id] = transfer
            else:
                assert code == "insufficient_funds"

    async def pay_in_a_transaction(self, count: int) -> None:
        for _ in range(count):
            transfer = self.transfer()
            while True:
                try:
                    await self.db.transact(lambda tx, transfer=transfer: ledger.post(tx, [transfer], now=system_clock()))
                    self.done[transfer.id] = transfer
                except InsufficientFunds:
                    pass
                except LOST:
                    await asyncio.sleep(0.02)
                    continue
                break

    async def read_until(self, over: asyncio.Event) -> None:
        while not over.is_set():
            try:
                async with self.db.snapshot() as tx:
                    rows = await tx.connection.fetch(READ)
            except LOST:
                await asyncio.sleep(0.02)
                continue
            assert sum(row["minor"] for row in rows) == PEOPLE * EACH
            wallets = {row["owner_id"]: row["minor"] for row in rows if row["purpose"] == "wallet"}
            assert min(wallets.values()) >= 0
            assert wallets.keys() == set(self.people)
            self.reads += 1

    async def run(self, *, payers: int, each: int, over: asyncio.Event) -> None:
        async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
            group.create_task(self.read_until(over))
            relaying = group.create_task(Relay(self.db, wiring.HEARERS, system_clock).run())
            payers_all = [self.pay_through_group_commit(each) for _ in range(payers)] + [
                self.pay_in_a_transaction(each) for _ in range(4)
            ]
            await asyncio.gather(*payers_all)
            over.set()
            relaying.cancel()

    async def must_add_up(self) -> None:
        stored = {row["id"] for row in await self.db.pool.fetch(FIRST_LEGS)}
        assert stored == set(self.done)  # nothing lost, nothing that nobody was told of
        assert await sound(self.db)
        assert sum([await has(self.db, person_id) for person_id in self.people]) == PEOPLE * EACH

    async def _until_told(self, transfer: Transfer) -> str:
        while True:
            try:
                return (await self.poster.post(transfer))[0]
            except Overloaded:
                await asyncio.sleep(0.02)


async def a_bank(db: Database, seed: int) -> Bank:
    return Bank(db, [await rich(db, EACH, now=system_clock()) for _ in range(PEOPLE)], seed)


async def test_money_is_neither_made_nor_lost_by_whoever_moves_it_at_once(db: Database):
    bank = await a_bank(db, 1)

    await bank.run(payers=30, each=25, over=asyncio.Event())

    assert bank.reads > 5
    await bank.must_add_up()


async def test_connections_that_die_in_the_middle_lose_and_double_nothing(db: Database):
    bank, over = await a_bank(db, 2), asyncio.Event()

    async def kill() -> int:
        killer, killed = await asyncpg.connect(db.url), 0
        while killed < 12 and not over.is_set():
            killed += len(await killer.fetch(KILL))
            await asyncio.sleep(0.1)
        await killer.close()
        return killed

    killing = asyncio.create_task(kill())
    await bank.run(payers=20, each=25, over=over)

    assert await killing > 3
    await bank.must_add_up()


async def test_a_database_that_stops_and_comes_back_finds_everybody_still_waiting():
    with tempfile.TemporaryDirectory(prefix="everywhere-bank-") as folder:
        home = Path(folder) / "pg"
        url = embedded.start(home)
        try:
            await migrations.migrate(url)
            db = await connect(url)
            bank, over = await a_bank(db, 3), asyncio.Event()
            paying = asyncio.create_task(bank.run(payers=20, each=20, over=over))
            for _ in range(2):
                await asyncio.sleep(0.15)
                await asyncio.to_thread(embedded.stop, home)
                await asyncio.to_thread(embedded.start, home)
            await paying
            await bank.must_add_up()
            await db.pool.close()
        finally:
            embedded.stop(home)
