"""Money for tests: people who have some, and what they have."""

from datetime import datetime
from uuid import UUID, uuid4

from everywhere.kernel.database import Database
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import posted
from everywhere.pay.wallet import actions as wallet
from everywhere.pay.wallet.types import account_of, cash_of


def yuan(minor: int) -> Money:
    """An amount in fen."""
    return Money(minor, "CNY")


async def rich(db: Database, minor: int, *, now: datetime) -> UUID:
    """A new person who has `minor` fen."""
    person_id = uuid4()
    cash, account = cash_of("CNY"), account_of(person_id, "CNY")
    async with db.write() as tx:
        await ledger.open_accounts(tx, cash, account, now=now)
        if minor:
            await ledger.post(tx, [posted(uuid4(), cash, account, yuan(minor), purpose="top_up")], now=now)
    return person_id


async def has(db: Database, person_id: UUID) -> int:
    """What a person can spend, in fen."""
    async with db.read() as tx:
        return (await wallet.balance(tx, person_id, "CNY")).minor


async def sound(db: Database) -> bool:
    """Whether every invariant of the ledger holds; says which does not."""
    async with db.snapshot() as tx:
        findings = await ledger.check(tx)
    assert findings == []
    return True
