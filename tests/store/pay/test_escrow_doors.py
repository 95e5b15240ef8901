from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from everywhere.kernel.database import Database, Tx
from everywhere.kernel.errors import IdempotencyMismatch
from everywhere.kernel.money import Money
from everywhere.pay.escrow import actions as escrow
from everywhere.pay.escrow import types as escrow_types
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import InsufficientFunds, TransferRefused
from everywhere.pay.wallet import actions as wallet
from support.money import arrived, has, rich, sound, yuan

pytestmark = pytest.mark.usefixtures("shards")

NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def earned(db: Database, community_id: UUID | None) -> Money:
    await arrived(db)
    async with db.read() as tx:
        return await ledger.balance(tx, escrow_types.fees_of(community_id, "CNY"))


async def test_what_is_held_is_released_less_the_commission_and_the_account_ends(db: Database):
    asker, helper, deal = await rich(db, 10_000, now=NOW), uuid4(), uuid4()

    async with db.write() as tx:
        await escrow.hold(tx, deal, asker, yuan(999), leg=1, now=NOW)
        held = await escrow.outstanding(tx, deal, "CNY", payer_id=asker)
        await escrow.release(tx, deal, helper, yuan(999), payer_id=asker, leg=2, commission_bps=250, now=NOW)
        left = await escrow.outstanding(tx, deal, "CNY", payer_id=asker)

    assert (held, left) == (yuan(999), yuan(0))
    assert (await has(db, asker), await has(db, helper)) == (9_001, 975)
    assert await earned(db, None) == yuan(24)
    assert await db.pool.fetchval("SELECT closed_at FROM ledger_account WHERE owner_id = $1", deal) == NOW


async def test_every_step_may_be_repeated(db: Database):
    asker, helper, deal = await rich(db, 1_000, now=NOW), uuid4(), uuid4()

    for _ in range(2):
        async with db.write() as tx:
            await escrow.hold(tx, deal, asker, yuan(600), leg=1, now=NOW)
    for _ in range(2):
        async with db.write() as tx:
            await escrow.release(tx, deal, helper, yuan(200), payer_id=asker, leg=2, commission_bps=0, now=NOW)
            await escrow.refund(tx, deal, asker, yuan(400), leg=3, now=NOW)
            await wallet.tip(tx, deal, asker, helper, yuan(50), leg=4, now=NOW)

    assert (await has(db, asker), await has(db, helper)) == (750, 250)


async def test_a_split_pays_both_at_once(db: Database):
    asker, helper, deal = await rich(db, 1_000, now=NOW), uuid4(), uuid4()
    async with db.write() as tx:
        await escrow.hold(tx, deal, asker, yuan(1_000), leg=1, now=NOW)

    async with db.write() as tx:
        await escrow.split(
            tx, deal, payee_id=helper, to_payee=yuan(700), payer_id=asker, to_payer=yuan(300), leg=2, commission_bps=1_000, now=NOW
        )

    assert (await has(db, asker), await has(db, helper)) == (300, 630)


@pytest.mark.parametrize("to_payee", [0, 1_000])
async def test_one_side_of_a_split_may_be_nothing(db: Database, to_payee: int):
    asker, helper, deal = await rich(db, 1_000, now=NOW), uuid4(), uuid4()
    async with db.write() as tx:
        await escrow.hold(tx, deal, asker, yuan(1_000), leg=1, now=NOW)
        await escrow.split(
            tx,
            deal,
            payee_id=helper,
            to_payee=yuan(to_payee),
            payer_id=asker,
            to_payer=yuan(1_000 - to_payee),
            leg=2,
            commission_bps=0,
            now=NOW,
        )

    assert (await has(db, asker), await has(db, helper)) == (1_000 - to_payee, to_payee)


async def test_nobody_holds_more_than_there_is_nor_releases_more_than_is_held(db: Database):
    asker, helper, deal = await rich(db, 500, now=NOW), uuid4(), uuid4()

    with pytest.raises(InsufficientFunds):
        async with db.write() as tx:
            await escrow.hold(tx, deal, asker, yuan(501), leg=1, now=NOW)
    async with db.write() as tx:
        await escrow.hold(tx, deal, asker, yuan(500), leg=1, now=NOW)
    with pytest.raises(InsufficientFunds):
        async with db.write() as tx:
            await escrow.release(tx, deal, helper, yuan(501), payer_id=asker, leg=2, commission_bps=100, now=NOW)

    assert (await has(db, asker), await has(db, helper)) == (0, 0)


async def test_the_same_step_with_another_amount_is_refused(db: Database):
    asker, deal = await rich(db, 500, now=NOW), uuid4()
    async with db.write() as tx:
        await escrow.hold(tx, deal, asker, yuan(100), leg=1, now=NOW)

    with pytest.raises(IdempotencyMismatch):
        async with db.write() as tx:
            await escrow.hold(tx, deal, asker, yuan(200), leg=1, now=NOW)

    assert await has(db, asker) == 400


async def test_commission_goes_to_the_community_where_there_is_one(db: Database):
    asker, helper, deal, community = await rich(db, 1_000, now=NOW), uuid4(), uuid4(), uuid4()

    async with db.write() as tx:
        await escrow.hold(tx, deal, asker, yuan(1_000), leg=1, now=NOW)
        await escrow.release(
            tx, deal, helper, yuan(1_000), payer_id=asker, leg=2, commission_bps=500, community_id=community, now=NOW
        )

    assert (await has(db, helper), await earned(db, community)) == (950, yuan(50))
    assert await sound(db)


async def test_a_deal_whose_transaction_fails_moved_nothing(db: Database):
    asker, deal = await rich(db, 1_000, now=NOW), uuid4()

    async def fail(tx: Tx) -> None:
        await escrow.hold(tx, deal, asker, yuan(1_000), leg=1, now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await db.transact(fail)

    async with db.read() as tx:
        assert await escrow.outstanding(tx, deal, "CNY", payer_id=asker) == yuan(0)
    assert await has(db, asker) == 1_000


async def test_what_waits_in_escrow_is_shown_to_whose_it_is_until_the_deal_ends(db: Database):
    asker, helper, deals = await rich(db, 1_000, now=NOW), uuid4(), [uuid4(), uuid4()]
    async with db.write() as tx:
        for deal in deals:
            await escrow.hold(tx, deal, asker, yuan(300), leg=1, now=NOW)
        await escrow.release(tx, deals[0], helper, yuan(300), payer_id=asker, leg=2, commission_bps=0, now=NOW)
        holdings = await wallet.holdings(tx, asker)

    assert [(each.available, each.held) for each in holdings] == [(yuan(400), yuan(300))]


async def test_an_account_that_ended_takes_nothing_more(db: Database):
    asker, deal = await rich(db, 1_000, now=NOW), uuid4()
    async with db.write() as tx:
        await escrow.hold(tx, deal, asker, yuan(300), leg=1, now=NOW)
        await escrow.refund(tx, deal, asker, yuan(300), leg=2, now=NOW)

    with pytest.raises(TransferRefused):
        async with db.write() as tx:
            await escrow.hold(tx, deal, asker, yuan(300), leg=3, now=NOW)

    assert await has(db, asker) == 1_000
