"""Money between two shards: it leaves at once, arrives soon, once and whole, or comes back."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from everywhere.app import doctor
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database
from everywhere.pay.escrow import actions as escrow
from everywhere.pay.escrow.types import account_of as escrow_of
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger import jobs, types
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.ledger.types import InsufficientFunds, LayoutDiffers, Transfer, layout, shard_of
from everywhere.pay.wallet import actions as wallet
from everywhere.pay.wallet.types import account_of, cash_of
from support.money import arrived, has, holds, laid_out, rich, sound, yuan

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SENT = "SELECT count(*) FROM outbox WHERE kind = 'money_sent'"


@pytest.fixture(autouse=True)
async def _four_shards(database_url: str):
    await laid_out(database_url, 4)
    yield
    layout.shards = 1


async def rich_in(db: Database, shard: int, minor: int) -> UUID:
    person_id = await rich(db, minor, now=NOW)
    while shard_of(person_id) != shard:
        person_id = await rich(db, minor, now=NOW)
    return person_id


async def pair(db: Database, minor: int = 100) -> tuple[UUID, UUID]:
    return await rich_in(db, 0, minor), await rich_in(db, 3, 0)


def payment(payer: UUID, payee: UUID, minor: int) -> Transfer:
    return types.posted(uuid4(), account_of(payer, "CNY"), account_of(payee, "CNY"), yuan(minor), purpose="payment")


async def posted(db: Database, *transfers: Transfer) -> None:
    await db.transact(lambda tx: ledger.post(tx, transfers, now=NOW))


async def has_now(db: Database, person_id: UUID) -> int:
    async with db.read() as tx:
        return (await ledger.balance(tx, account_of(person_id, "CNY"))).minor


async def findings(db: Database) -> set[str]:
    async with db.snapshot() as tx:
        return {finding.invariant for finding in await ledger.check(tx)}


async def statement(db: Database, person_id: UUID) -> list[tuple[str, int, UUID]]:
    async with db.snapshot() as tx:
        lines = await ledger.statement(tx, account_of(person_id, "CNY"), after=None, limit=10)
    return [(line.purpose, line.signed_minor, line.other_owner_id) for line, _ in lines]


async def end(db: Database, person_id: UUID) -> None:
    assert await db.transact(lambda tx: wallet.close(tx, person_id, now=NOW))


async def test_money_leaves_at_once_and_arrives_soon_and_each_side_sees_the_other(db: Database):
    ann, bo = await pair(db)

    await posted(db, payment(ann, bo, 30))

    assert (await has_now(db, ann), await has_now(db, bo)) == (70, 0)
    assert await holds(db)
    await arrived(db)
    assert (await has_now(db, ann), await has_now(db, bo)) == (70, 30)
    assert await sound(db)
    assert (await statement(db, ann))[0] == ("payment", -30, bo)
    assert await statement(db, bo) == [("payment", 30, ann)]


async def test_a_payment_that_is_repeated_is_sent_once(db: Database):
    ann, bo = await pair(db)
    transfer, poster = payment(ann, bo, 30), Poster(db, system_clock)

    await posted(db, transfer)
    await posted(db, transfer)
    async with db.write() as tx:
        codes = await ledger.post_units(tx, [[again := payment(ann, bo, 5)], [again]], now=NOW)

    assert codes == [["ok"], ["exists"]]
    assert await poster.post(transfer) == ["exists"]
    assert await db.pool.fetchval(SENT) == 2
    assert await has(db, bo) == 35


async def test_money_that_is_carried_twice_arrives_once(db: Database):
    ann, bo = await pair(db)
    await posted(db, payment(ann, bo, 30))
    await db.pool.execute("INSERT INTO outbox (kind, body) SELECT kind, body FROM outbox WHERE kind = 'money_sent'")

    await arrived(db)

    assert await has(db, bo) == 30
    assert await sound(db)


async def test_what_is_refused_or_rolled_back_is_not_sent(db: Database):
    ann, bo = await pair(db)

    async def fail(tx) -> None:
        await ledger.post(tx, [payment(ann, bo, 30)], now=NOW)
        raise RuntimeError

    with pytest.raises(InsufficientFunds):
        await posted(db, payment(ann, bo, 10), payment(ann, bo, 101))
    with pytest.raises(RuntimeError):
        await db.transact(fail)

    assert await db.pool.fetchval(SENT) == 0
    assert await has(db, ann) == 100
    assert await sound(db)


@pytest.mark.parametrize("times", [1, 2])
async def test_what_cannot_arrive_goes_back_to_the_payer(db: Database, times: int):
    ann, bo = await pair(db)
    await posted(db, payment(ann, bo, 30))
    await end(db, bo)
    for _ in range(times - 1):
        await db.pool.execute("INSERT INTO outbox (kind, body) SELECT kind, body FROM outbox WHERE kind = 'money_sent'")

    await arrived(db)

    assert await has(db, ann) == 100
    assert [line[:2] for line in await statement(db, ann)][:2] == [("return", 30), ("payment", -30)]
    assert await sound(db)


async def test_what_neither_side_can_take_waits_for_the_operator_who_is_told(db: Database):
    ann, bo = await pair(db)
    deal = uuid4()
    async with db.write() as tx:
        await escrow.hold(tx, deal, ann, yuan(60), leg=1, now=NOW)
        await escrow.release(tx, deal, bo, yuan(60), payer_id=ann, leg=2, commission_bps=0, now=NOW)
    await end(db, bo)

    await arrived(db)

    assert await findings(db) == {"nothing waits for an operator to find its owner"}
    assert [line.subject for line in [each async for each in doctor.examine(db)] if line.faults] == ["ledger"]
    minor = await db.pool.fetchval("SELECT credits_posted - debits_posted FROM ledger_account WHERE purpose = 'unclaimed'")
    assert minor == 60


async def test_a_deals_money_is_held_at_once_and_released_across(db: Database):
    ann, bo = await pair(db)
    deal, community = uuid4(), uuid4()
    with pytest.raises(InsufficientFunds):
        await db.transact(lambda tx: escrow.hold(tx, deal, ann, yuan(101), leg=1, now=NOW))

    async with db.write() as tx:
        await escrow.hold(tx, deal, ann, yuan(100), leg=1, now=NOW)
    async with db.read() as tx:
        held = await escrow.outstanding(tx, deal, "CNY", payer_id=ann)
    async with db.write() as tx:
        await escrow.split(
            tx,
            deal,
            payee_id=bo,
            to_payee=yuan(70),
            payer_id=ann,
            to_payer=yuan(30),
            leg=2,
            commission_bps=1000,
            community_id=community,
            now=NOW,
        )

    assert held == yuan(100)
    assert escrow_of(deal, "CNY", payer_id=ann).shard == shard_of(ann)
    assert await has_now(db, ann) == 30  # what goes back to the payer stays in the shard
    assert await has(db, bo) == 63
    assert await sound(db)


async def test_a_thousand_callers_of_all_shards_are_posted_in_few_commits(db: Database):
    people = [await rich(db, 1_000, now=NOW) for _ in range(8)]
    poster = Poster(db, system_clock)
    payments = [payment(people[number % 8], people[(number + 1 + number % 7) % 8], 1) for number in range(1_000)]

    answers = await asyncio.gather(*(poster.post(each) for each in payments))

    assert answers == [["ok"]] * 1_000
    assert poster.batches_count <= 4 * 4
    assert sum([await has(db, person_id) for person_id in people]) == 8_000
    assert await sound(db)


async def test_an_event_that_was_lost_is_found(db: Database):
    ann, bo = await pair(db)
    await posted(db, payment(ann, bo, 30))
    await db.pool.execute("DELETE FROM outbox WHERE kind = 'money_sent'")

    assert await findings(db) == {"money under way is carried by an event"}


async def test_money_that_appears_on_a_clearing_account_is_found(db: Database):
    ann, bo = await pair(db)
    await posted(db, payment(ann, bo, 30))
    clearing = types.clearing_of(account_of(ann, "CNY"), account_of(bo, "CNY"))
    await posted(db, types.posted(uuid4(), account_of(ann, "CNY"), clearing, yuan(1), purpose="forged"))

    assert await findings(db) == {
        "clearing accounts hold what is under way between two shards",
        "money on a clearing account is a leg of a crossing",
    }


async def test_what_is_posted_together_is_in_one_shard(db: Database):
    ann, bo = await pair(db)

    with pytest.raises(ValueError, match="one shard"):
        await posted(db, payment(ann, bo, 1), payment(bo, ann, 1))
    with pytest.raises(ValueError, match="within a shard"):
        types.pending(uuid4(), account_of(ann, "CNY"), account_of(bo, "CNY"), yuan(1), purpose="test")
    with pytest.raises(ValueError, match="what covers money"):
        types.posted(uuid4(), account_of(ann, "CNY"), cash_of("CNY", beside=bo), yuan(1), purpose="test")


async def test_expired_pendings_of_every_shard_are_given_back(db: Database):
    people = [(await rich_in(db, shard, 10), await rich_in(db, shard, 0)) for shard in range(4)]
    for ann, bo in people:
        sides = (account_of(ann, "CNY"), account_of(bo, "CNY"))
        reserved = types.pending(uuid4(), *sides, yuan(10), purpose="test", expires_at=NOW)
        await posted(db, reserved)

    await jobs.void_expired(db, NOW + timedelta(minutes=1))

    assert [await has(db, ann) for ann, _ in people] == [10] * 4
    assert await sound(db)


async def test_the_number_of_shards_stays(db: Database):
    layout.shards = 1
    await db.transact(lambda tx: ledger.adopt_layout(tx, None))
    assert layout.shards == 4

    with pytest.raises(LayoutDiffers):
        await db.transact(lambda tx: ledger.adopt_layout(tx, 64))
