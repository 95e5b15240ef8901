"""Money for tests: people who have some, and what they have."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database, connect
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.crossing.jobs import carry
from everywhere.pay.ledger.crossing.types import MoneySent
from everywhere.pay.ledger.types import layout, posted
from everywhere.pay.wallet import actions as wallet
from everywhere.pay.wallet.types import account_of, cash_of

SENT = "DELETE FROM outbox WHERE kind = 'money_sent' RETURNING body"


def yuan(minor: int) -> Money:
    """An amount in fen."""
    return Money(minor, "CNY")


async def rich(db: Database, minor: int, *, now: datetime) -> UUID:
    """A new person who has `minor` fen."""
    person_id = uuid4()
    cash, account = cash_of("CNY", beside=person_id), account_of(person_id, "CNY")
    async with db.write() as tx:
        await ledger.open_accounts(tx, cash, account, now=now)
        if minor:
            await ledger.post(tx, [posted(uuid4(), cash, account, yuan(minor), purpose="top_up")], now=now)
    return person_id


async def laid_out(url: str, shards: int) -> None:
    """Lay out the ledger of a new database, and let this process know."""
    db = await connect(url, pool_max=1)
    await db.transact(lambda tx: ledger.adopt_layout(tx, shards))
    await db.pool.close()


async def arrived(db: Database) -> None:
    """Let all money arrive that is on its way to another shard."""
    if layout.shards > 1:
        async with db.write() as tx:
            sent = [msgspec.convert(each["body"], MoneySent) for each in await tx.connection.fetch(SENT)]
            for event in sent:
                await carry(tx, event, system_clock())


async def has(db: Database, person_id: UUID) -> int:
    """What a person can spend, in fen, once all has arrived."""
    await arrived(db)
    async with db.read() as tx:
        return (await wallet.balance(tx, person_id, "CNY")).minor


async def sound(db: Database) -> bool:
    """Whether every invariant of the ledger holds, now and once all has arrived; says which does not."""
    await holds(db)
    await arrived(db)
    return await holds(db)


async def holds(db: Database) -> bool:
    """Whether every invariant of the ledger holds now, whatever is on its way."""
    async with db.snapshot() as tx:
        findings = await ledger.check(tx)
    assert findings == []
    return True
