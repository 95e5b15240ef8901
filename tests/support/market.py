"""The market without HTTP: people, needs, bids and deals by the domains' verbs."""

from datetime import datetime, timedelta
from uuid import UUID

from everywhere.help.bids import actions as bids
from everywhere.help.bids.types import Bid, Proposal
from everywhere.help.needs import actions as needs
from everywhere.help.needs.types import Draft, Need, Payment
from everywhere.kernel import ids
from everywhere.kernel.database import Database, ReadTx
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import posted
from everywhere.pay.wallet import actions as wallet
from everywhere.pay.wallet.types import account_of, cash_of
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places.types import Point


def yuan(minor: int) -> Money:
    """An amount in fen."""
    return Money(minor, "CNY")


async def welcomed(db: Database, name: str, *, now: datetime, minor: int = 0) -> Person:
    """A person with so much on the balance."""
    person = await db.transact(lambda tx: people.welcome(tx, f"email:{name}@example.org", language="en", now=now))
    if minor:
        cash, account = cash_of("CNY", beside=person.person_id), account_of(person.person_id, "CNY")
        async with db.write() as tx:
            await ledger.open_accounts(tx, cash, account, now=now)
            await ledger.post(tx, [posted(ids.new_id(), cash, account, yuan(minor), purpose="top_up")], now=now)
    return person


async def posted_need(
    db: Database, asker: Person, *, now: datetime, starts_in: timedelta | None = None, payment: Payment = "balance"
) -> Need:
    """A need of an hour's errand, now or in a window of two hours."""
    window = None if starts_in is None else (now + starts_in, now + starts_in + timedelta(hours=2))
    draft = Draft(
        category="errands",
        title="Fetch a parcel",
        text="",
        answers={},
        picture_ids=[],
        at=Point(31.2304, 121.4737),
        place_note="",
        when=window,
        minutes=30,
        fee=None,
        materials="none",
        payment=payment,
    )
    return await db.transact(lambda tx: needs.post(tx, asker, draft, now=now))


def proposal(minor: int = 5000) -> Proposal:
    """A fee, and the rest as it was."""
    return Proposal(fee=yuan(minor), note="", starts_at=None, ends_at=None, minutes=None)


async def placed_bid(db: Database, helper: Person, need_id: UUID, *, minor: int = 5000, now: datetime) -> Bid:
    """A bid on a need."""
    return await db.transact(lambda tx: bids.place(tx, helper, need_id, proposal(minor), now=now))


async def balance_minor(tx: ReadTx, person: Person) -> int:
    """What a person can spend, in fen."""
    return (await wallet.balance(tx, person.person_id, "CNY")).minor
