"""Money in and out through Stripe's protocol: every step may be the last of this process, and each movement happens once or not at all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from everywhere.kernel import ids
from everywhere.kernel.database import Database
from everywhere.kernel.errors import IdempotencyMismatch
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Relay
from everywhere.kernel.settings import Settings
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import InsufficientFunds
from everywhere.pay.providers.outside.types import Kind, clearing_of
from everywhere.pay.providers.stripe.actions import Stripe
from everywhere.pay.providers.transits import actions, jobs, rules
from everywhere.pay.providers.transits.types import NothingToUndo, Transit, TransitDue
from everywhere.pay.wallet.types import account_of
from support.clock import TestClock
from support.stripe import KEY, StripeDouble

pytestmark = pytest.mark.usefixtures("shards")

ANN = ids.derived_id("ann")
AMOUNT = Money(10_000, "CNY")


class Killed(BaseException):
    """The process is gone: nothing catches it."""


@pytest.fixture
async def double() -> AsyncIterator[StripeDouble]:
    made = StripeDouble()
    server = await made.serve()
    yield made
    await server.close()


@pytest.fixture
def stripe(double: StripeDouble) -> Stripe:
    return Stripe(Settings(stripe_key=KEY, stripe_url=double.url))


class Life:
    """What a process does until it is killed at its `dies_at`th step: each commit and each call outside is two."""

    def __init__(self, db: Database, stripe: Stripe, dies_at: int) -> None:
        self.steps, self.dies_at = 0, dies_at
        self.db, self.provider = _Watched(db, self), _Watched(stripe, self)

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.dies_at:
            raise Killed


class _Watched:
    """A thing whose verbs count as steps of a life, before and after they are done."""

    def __init__(self, thing: Any, life: Life) -> None:
        self._thing, self._life = thing, life

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._thing, name)
        if name not in ("transact", "begin", "look", "abandon"):
            return found

        async def watched(*arguments: Any) -> Any:
            self._life.step()
            done = await found(*arguments)
            self._life.step()
            return done

        return watched


async def intended(db: Any, stripe: Any, kind: Kind, clock: TestClock, *, key: str = "k", amount: Money = AMOUNT) -> Transit:
    transit_id = rules.transit_id(ANN, key)
    return await db.transact(
        lambda tx: actions.intend(tx, stripe, ANN, kind, amount, transit_id=transit_id, group_id=None, now=clock())
    )


async def undone(
    db: Any, stripe: Any, of: Transit, kind: Kind, clock: TestClock, *, key: str = "u", amount: Money = AMOUNT
) -> Transit:
    transit_id = rules.transit_id(ANN, key)
    return await db.transact(lambda tx: actions.undo(tx, stripe, ANN, of.id, kind, amount, transit_id=transit_id, now=clock()))


async def carried(db: Any, stripe: Any, transit: Transit, clock: TestClock) -> Transit:
    return await actions.carry(db, stripe, ANN, transit.id, now=clock())


async def charged(db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock, *, key: str = "first") -> Transit:
    """Money that came in by Stripe."""
    transit = await carried(db, stripe, await intended(db, stripe, "charge", clock, key=key), clock)
    double.pay(double.made[transit.ref])
    return await carried(db, stripe, transit, clock)


async def connected(db: Database, stripe: Stripe, double: StripeDouble) -> None:
    await actions.connect(db, stripe, ANN, identity="", sends_released=False)
    for account in double.of_kind("acct"):
        account["capabilities"]["transfers"] = "active"
    found, _ = await actions.connect(db, stripe, ANN, identity="", sends_released=False)
    assert found.is_ready


async def recovered(db: Database, stripe: Stripe, clock: TestClock) -> None:
    """Another process does what waits, until everything is over or waits for somebody to pay."""
    heard: list[TransitDue] = []

    async def hear(tx: Any, event: TransitDue, now: Any) -> None:
        heard.append(event)

    relay = Relay(db, {TransitDue: [hear]}, clock)
    while await relay.drain():
        events, heard[:] = list(heard), []
        for event in events:
            clock.advance(seconds=max((event.at - clock()).total_seconds(), 0))
            if (await actions.carry(db, stripe, event.person_id, event.id, now=clock())).stage == "waiting":
                return


async def all_of(db: Database) -> list[Transit]:
    async with db.read() as tx:
        return (await actions.of_person(tx, ANN, before=None, limit=50))[:50]


async def balances(db: Database) -> tuple[int, int]:
    """What Ann can spend, and what stands at Stripe."""
    async with db.read() as tx:
        wallet = await ledger.balance(tx, account_of(ANN, "CNY"))
        return wallet.minor, (await ledger.balance(tx, clearing_of("stripe", "CNY", beside=ANN))).minor


async def is_sound(db: Database) -> bool:
    async with db.read() as tx:
        return await ledger.faults(tx) == []


async def test_a_charge_is_there_once_it_was_paid(db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock):
    transit = await carried(db, stripe, await intended(db, stripe, "charge", clock), clock)
    assert (transit.stage, transit.next_url) == ("waiting", f"{double.url}/pay/{transit.ref}")
    assert await balances(db) == (0, 0)

    double.pay(double.made[transit.ref])
    done = await carried(db, stripe, transit, clock)
    again = await carried(db, stripe, transit, clock)

    assert (done.stage, done.fee_minor, done.next_url) == ("done", 290, "")
    assert done.report_ref.startswith("ch_")
    assert again == done
    assert await balances(db) == (10_000, -10_000)
    assert await is_sound(db)


async def test_a_charge_that_nobody_pays_ends_after_a_day_and_cannot_be_paid_then(
    db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock
):
    transit = await carried(db, stripe, await intended(db, stripe, "charge", clock), clock)
    clock.advance(hours=24)

    ended = await carried(db, stripe, transit, clock)

    assert (ended.stage, ended.reason) == ("failed", "expired")
    assert double.made[transit.ref]["status"] == "expired"
    assert await balances(db) == (0, 0)


async def test_a_charge_that_is_paid_in_the_last_moment_counts(
    db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock
):
    transit = await carried(db, stripe, await intended(db, stripe, "charge", clock), clock)
    double.pay(double.made[transit.ref])
    clock.advance(hours=25)

    assert (await carried(db, stripe, transit, clock)).stage == "done"
    assert await balances(db) == (10_000, -10_000)


async def test_what_goes_out_is_held_back_until_the_provider_has_it(
    db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock
):
    await charged(db, stripe, double, clock)
    await connected(db, stripe, double)
    transit = await intended(db, stripe, "payout", clock)
    assert await balances(db) == (0, -10_000)
    with pytest.raises(InsufficientFunds):
        await intended(db, stripe, "payout", clock, key="more", amount=Money(1, "CNY"))

    assert (await carried(db, stripe, transit, clock)).stage == "done"
    assert await balances(db) == (0, 0)
    assert [each["amount"] for each in double.of_kind("tr")] == [10_000]
    assert await is_sound(db)


async def test_what_the_provider_refuses_comes_back(db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock):
    await charged(db, stripe, double, clock)
    await connected(db, stripe, double)
    double.balance_minor = 0  # it is not available at Stripe yet

    failed = await carried(db, stripe, await intended(db, stripe, "payout", clock), clock)

    assert (failed.stage, failed.reason) == ("failed", "balance_insufficient")
    assert await balances(db) == (10_000, -10_000)
    assert await is_sound(db)


async def test_a_charge_is_given_back_in_parts_and_never_more(db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock):
    first = await charged(db, stripe, double, clock)
    part = await undone(db, stripe, first, "refund", clock, amount=Money(4_000, "CNY"))
    with pytest.raises(NothingToUndo) as refused:
        await undone(db, stripe, first, "refund", clock, key="u2", amount=Money(6_001, "CNY"))

    assert refused.value.facts["left_minor"] == 6_000
    assert (await carried(db, stripe, part, clock)).stage == "done"
    assert await balances(db) == (6_000, -6_000)


async def test_a_payout_is_taken_back(db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock):
    await charged(db, stripe, double, clock)
    await connected(db, stripe, double)
    out = await carried(db, stripe, await intended(db, stripe, "payout", clock), clock)

    back = await carried(db, stripe, await undone(db, stripe, out, "reversal", clock, amount=Money(2_500, "CNY")), clock)

    assert back.stage == "done"
    assert await balances(db) == (2_500, -2_500)
    with pytest.raises(NothingToUndo):
        await undone(db, stripe, out, "reversal", clock, key="u2", amount=Money(7_501, "CNY"))


async def test_the_same_key_is_the_same_transit_and_another_amount_under_it_is_refused(
    db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock
):
    first = await intended(db, stripe, "charge", clock)
    assert await intended(db, stripe, "charge", clock) == first
    with pytest.raises(IdempotencyMismatch):
        await intended(db, stripe, "charge", clock, amount=Money(1, "CNY"))

    assert len(await all_of(db)) == 1


async def test_an_amount_that_differs_is_not_booked(db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock):
    transit = await carried(db, stripe, await intended(db, stripe, "charge", clock), clock)
    double.made[transit.ref]["amount_total"] = 9_999
    double.pay(double.made[transit.ref])

    assert (await carried(db, stripe, transit, clock)).reason == "amount_differs"
    assert await balances(db) == (0, 0)


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("kind", ["charge", "payout"])
async def test_a_line_that_breaks_is_asked_again_under_the_same_key(
    db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock, kind: Kind, drop: str
):
    await charged(db, stripe, double, clock)
    await connected(db, stripe, double)
    transit = await intended(db, stripe, kind, clock)
    double.drop = drop
    assert (await carried(db, stripe, transit, clock)).stage == "intended"

    await recovered(db, stripe, clock)

    assert (len(double.of_kind("cs")), len(double.of_kind("tr"))) == ((2, 0) if kind == "charge" else (1, 1))
    assert await balances(db) == ((10_000, -10_000) if kind == "charge" else (0, 0))


async def test_a_payout_whose_answer_was_lost_for_a_day_is_looked_for_and_not_made_again(
    db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock
):
    await charged(db, stripe, double, clock)
    await connected(db, stripe, double)
    transit = await intended(db, stripe, "payout", clock)
    double.drop = "after"
    await carried(db, stripe, transit, clock)
    double.keys.clear()  # Stripe forgets them after a day
    clock.advance(hours=26)

    assert (await carried(db, stripe, transit, clock)).stage == "done"
    assert len(double.of_kind("tr")) == 1
    assert await balances(db) == (0, 0)


async def test_a_payout_that_never_arrived_comes_back_after_a_day(
    db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock
):
    await charged(db, stripe, double, clock)
    await connected(db, stripe, double)
    transit = await intended(db, stripe, "payout", clock)
    double.drop = "before"
    await carried(db, stripe, transit, clock)
    clock.advance(hours=26)

    assert (await carried(db, stripe, transit, clock)).stage == "failed"
    assert await balances(db) == (10_000, -10_000)


@asynccontextmanager
async def let_die(life: Life) -> AsyncIterator[None]:
    try:
        yield
    except Killed:
        assert life.steps == life.dies_at


STORIES: dict[str, tuple[int, int]] = {
    "charge": (20_000, -20_000),
    "payout": (0, 0),
    "refund": (0, 0),
    "reversal": (10_000, -10_000),
}
"""What Ann can spend and what stands at Stripe once each story has ended, however often its teller was killed."""


@pytest.mark.parametrize("kind", STORIES)
async def test_killed_between_any_two_steps_it_moves_once(
    db: Database, stripe: Stripe, double: StripeDouble, clock: TestClock, kind: Kind
):
    dies_at = 0
    while True:
        dies_at += 1
        life, key = Life(db, stripe, dies_at), f"{kind}{dies_at}"
        async with db.write() as tx:
            await tx.connection.execute("TRUNCATE transit, outbox, ledger_account")
            await tx.connection.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER USER; DELETE FROM ledger_transfer")
            await tx.connection.execute("ALTER TABLE ledger_transfer ENABLE TRIGGER USER")
        first = await charged(db, stripe, double, clock, key=f"first{dies_at}")
        await connected(db, stripe, double)
        out = None
        if kind == "reversal":
            out = await carried(db, stripe, await intended(db, stripe, "payout", clock, key=f"out{dies_at}"), clock)
        before = len(double.made)
        async with let_die(life):
            await told(life, kind, first if out is None else out, clock, key)
        if life.steps < dies_at:  # it lived to the end
            break

        await told(Life(db, stripe, -1), kind, first if out is None else out, clock, key)  # the client asks again
        await recovered(db, stripe, clock)
        if kind == "charge":
            double.pay(double.of_kind("cs")[-1])
            await told(Life(db, stripe, -1), kind, first, clock, key)
        assert await balances(db) == STORIES[kind], dies_at
        assert await is_sound(db)
        assert len([number for number in list(double.made)[before:] if number[:3] in ("tr_", "trr", "re_", "cs_")]) == 1
    assert dies_at > 6


async def told(life: Life, kind: Kind, of: Transit, clock: TestClock, key: str) -> None:
    if kind in ("charge", "payout"):
        transit = await intended(life.db, life.provider, kind, clock, key=key)
    else:
        transit = await undone(life.db, life.provider, of, kind, clock, key=key)
    await carried(life.db, life.provider, transit, clock)


async def test_a_provider_is_asked_again_in_time_though_the_clock_was_ahead_when_that_was_set(db: Database, clock: TestClock):
    now, pause = clock(), timedelta(seconds=30)
    event = TransitDue(ANN, ids.derived_id("a transit"), 1, now + timedelta(hours=1) + pause, wait_s=pause.total_seconds())
    await db.transact(lambda tx: jobs.carry_when_due(tx, event, now))
    wait = await db.pool.fetchval("SELECT execute_after - now() FROM pgqueuer WHERE entrypoint = 'carry_transit'")
    assert wait <= pause
