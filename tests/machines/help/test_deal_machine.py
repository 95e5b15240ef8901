"""Whatever two people, an operator and the clock do to a deal, in whatever order: the money adds up and nothing stays behind."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from everywhere.help.adjustments import actions as adjustments
from everywhere.help.bids import actions as bids
from everywhere.help.cancelling.types import Reason
from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Deal
from everywhere.help.disputes import actions as disputes
from everywhere.help.disputes.types import Complaint
from everywhere.kernel.errors import Refusal
from everywhere.pay.escrow import actions as escrow
from everywhere.pay.escrow.types import deposit_of
from everywhere.people.types import Person
from everywhere.standing.gates import actions as gates
from everywhere.standing.gates.types import EVERYWHERE, Gate
from support import postgres
from support.market import balance_minor, placed_bid, posted_need, proposal, welcomed, yuan
from support.world import World, running

pytestmark = pytest.mark.once

MONEY = 20_000
WHO = st.sampled_from(["asker", "asker", "first", "first", "second"])
STEPS: dict[str, Callable[..., Any]] = {
    "fund": deals.fund,
    "start": deals.start,
    "deliver": lambda tx, who, deal_id, *, now: deals.deliver(tx, who, deal_id, note="", picture_ids=[], now=now),
    "complete": deals.complete,
    "confirm_cash": deals.confirm_cash,
}
COMPLAINT = Complaint(reason="not_done", text="", picture_ids=[])
REASONS: list[Reason] = ["changed_mind", "weather", "cannot_make_it", "no_longer_needed", "other_side_absent"]


class DealMachine(RuleBasedStateMachine):
    """One asker, two helpers, an operator; one need."""

    def __init__(self, runner: asyncio.Runner, world: World) -> None:
        super().__init__()
        self.run, self.world = runner.run, world
        self.people: dict[str, Person] = {}
        self.bid_ids: dict[str, UUID] = {}

    @initialize(
        payment=st.sampled_from(["balance", "balance", "cash"]), goes_on=st.integers(-1, 4), deposit=st.sampled_from([0, 700])
    )
    def begin(self, payment: Any, goes_on: int, deposit: int) -> None:
        """Most stories begin in the middle: with a deal on the first helper's bid, some steps on."""
        self.run(self._begin(payment, deposit))
        if goes_on >= 0:
            self.bid("first", 6000)
            self.bid("second", 5000)
            self.accept("asker", "first", 1)
        for _ in range(goes_on):
            self.go_on()

    async def _begin(self, payment: Any, deposit: int) -> None:
        db, now = self.world.db, self.world.clock()
        number = await db.pool.fetchval("SELECT count(*) FROM person")
        for name, minor in (("asker", MONEY), ("first", 0), ("second", 0), ("operator", 0)):
            self.people[name] = await welcomed(db, f"{name}{number}", now=now, minor=minor)
        gate = Gate(community_id=EVERYWHERE, category="", to_ask=0, to_offer=0, newcomer_fee_minor=0, deposit_minor=deposit)
        await db.transact(lambda tx: gates.put(tx, self.people["operator"], gate, now=now))
        need = await posted_need(db, self.people["asker"], now=now, payment=payment)
        self.need_id = need.id

    @rule(who=st.sampled_from(["first", "second"]), minor=st.integers(3000, 9000))
    def bid(self, who: str, minor: int) -> None:
        try:
            bid = self.run(placed_bid(self.world.db, self.people[who], self.need_id, minor=minor, now=self.world.clock()))
        except Refusal:
            return
        self.bid_ids[who] = bid.id

    @rule(who=WHO, whose=st.sampled_from(["first", "second"]), version=st.integers(1, 3), minor=st.integers(3000, 9000))
    def counter(self, who: str, whose: str, version: int, minor: int) -> None:
        if bid_id := self.bid_ids.get(whose):
            terms = proposal(minor)
            self.do(lambda tx, now: bids.counter(tx, self.people[who], bid_id, terms, version=version, now=now))

    @rule(who=WHO, whose=st.sampled_from(["first", "second"]), version=st.integers(1, 3))
    def accept(self, who: str, whose: str, version: int) -> None:
        if bid_id := self.bid_ids.get(whose):
            self.do(lambda tx, now: bids.accept(tx, self.people[who], bid_id, version=version, now=now))

    @rule(who=WHO, step=st.sampled_from(sorted(STEPS)))
    def step(self, who: str, step: str) -> None:
        self.on_deal(lambda tx, deal, now: STEPS[step](tx, self.people[who], deal.id, now=now))

    @rule()
    def go_on(self) -> None:
        """The step that is next, so that deals get far."""
        self.on_deal(self._next)

    async def _next(self, tx: Any, deal: Deal, now: Any) -> object:
        asker = self.people["asker"]
        helper = next(person for person in self.people.values() if person.person_id == deal.helper_id)
        match deal.stage:
            case "agreed" if not deal.is_cash:
                return await deals.fund(tx, asker, deal.id, now=now)
            case "agreed" | "funded":
                return await deals.start(tx, helper, deal.id, now=now)
            case "under_way":
                return await deals.deliver(tx, helper, deal.id, note="", picture_ids=[], now=now)
            case _:
                return await deals.complete(tx, asker, deal.id, now=now)

    @rule(who=WHO, reason=st.sampled_from(REASONS))
    def cancel(self, who: str, reason: Reason) -> None:
        self.on_deal(lambda tx, deal, now: deals.cancel(tx, self.people[who], deal.id, reason, now=now))

    @rule(who=WHO)
    def dispute(self, who: str) -> None:
        self.on_deal(lambda tx, deal, now: disputes.open_one(tx, self.people[who], deal.id, COMPLAINT, now=now))

    @rule(who=WHO, minor=st.integers(0, 10_000), taken=st.integers(0, 800), by=WHO)
    def split(self, who: str, minor: int, taken: int, by: str) -> None:
        def propose(tx: Any, deal: Deal, now: Any) -> Any:
            return disputes.propose(tx, self.people[who], deal.id, yuan(minor), from_deposit=yuan(taken), now=now)

        if proposed := self.on_deal(propose):
            version = proposed[1].proposal_version
            self.on_deal(lambda tx, deal, now: disputes.accept(tx, self.people[by], deal.id, version=version, now=now))

    @rule(who=WHO, version=st.integers(1, 2))
    def accept_split(self, who: str, version: int) -> None:
        self.on_deal(lambda tx, deal, now: disputes.accept(tx, self.people[who], deal.id, version=version, now=now))

    @rule(minor=st.integers(0, 10_000), taken=st.integers(0, 900))
    def decide(self, minor: int, taken: int) -> None:
        def decide(tx: Any, deal: Deal, now: Any) -> Any:
            return disputes.decide(tx, self.people["operator"], deal.id, yuan(minor), from_deposit=yuan(taken), note="", now=now)

        self.on_deal(decide)

    @rule(who=WHO, minor=st.integers(1, 15_000), by=WHO)
    def ask_for_more(self, who: str, minor: int, by: str) -> None:
        def ask(tx: Any, deal: Deal, now: Any) -> Any:
            return adjustments.propose(tx, self.people[who], deal.id, yuan(minor), reason="", now=now)

        if top_up := self.on_deal(ask):
            self.on_deal(lambda tx, deal, now: adjustments.accept(tx, self.people[by], deal.id, top_up.id, now=now))

    @rule(who=WHO, minor=st.integers(1, 9000), verb=st.sampled_from([adjustments.release, adjustments.tip]))
    def give(self, who: str, minor: int, verb: Any) -> None:
        self.on_deal(lambda tx, deal, now: verb(tx, self.people[who], deal.id, yuan(minor), now=now))

    @rule(minutes=st.sampled_from([1, 10, 60, 24 * 60, 3 * 24 * 60]))
    def pass_time(self, minutes: int) -> None:
        self.run(self.world.pass_time(minutes=minutes))

    def on_deal(self, work: Callable[..., Any]) -> Any:
        """Do something with the latest deal on the need, if there is one."""
        found = self.run(self.all_deals())
        return self.do(lambda tx, now: work(tx, found[-1], now)) if found else None

    def do(self, work: Callable[..., Any]) -> Any:
        """Do something; a refusal is an answer, and must have changed nothing."""
        before = self.run(self.picture())
        try:
            return self.run(self.world.db.transact(lambda tx: work(tx, self.world.clock())))
        except Refusal:
            assert self.run(self.picture()) == before
            return None

    async def all_deals(self) -> list[Deal]:
        ids = await self.world.db.pool.fetch("SELECT id FROM deal WHERE need_id = $1 ORDER BY agreed_at, id", self.need_id)
        async with self.world.db.read() as tx:
            return [await deals.get(tx, row["id"]) for row in ids]

    async def picture(self) -> list[object]:
        found = await self.all_deals()
        async with self.world.db.read() as tx:
            balances = [await balance_minor(tx, person) for person in self.people.values()]
            held = [(await escrow.outstanding(tx, deal.id, "CNY", payer_id=deal.asker_id)).minor for deal in found]
            apart = [(await escrow.outstanding(tx, deposit_of(deal.id), "CNY", payer_id=deal.asker_id)).minor for deal in found]
        return [found, balances, held, apart]

    @invariant()
    def money_adds_up_and_one_deal_lives(self) -> None:
        if not self.people:
            return
        found, balances, held, apart = self.run(self.picture())  # type: ignore[misc]
        assert sum(balances) + sum(held) + sum(apart) == MONEY
        assert apart == [deal.deposit_held.minor for deal in found]
        assert held == [deal.in_escrow.minor for deal in found]
        assert [deal.id for deal in found if deal.is_over and deal.in_escrow.minor] == []
        assert len([deal for deal in found if deal.stage != "cancelled"]) <= 1

    @invariant()
    def every_version_has_its_line(self) -> None:
        if self.people:
            for deal in self.run(self.all_deals()):
                lines = self.run(self._versions(deal))
                assert lines == list(range(1, deal.version + 1))

    async def _versions(self, deal: Deal) -> list[int]:
        async with self.world.db.read() as tx:
            assert await deals.faults(tx) == []
            return [line.version for line in await deals.time_line(tx, deal.id)]

    def teardown(self) -> None:
        """In the end time passes and nobody acts: nothing is left in escrow, save what an operator must decide."""
        if not self.people:
            return
        for _ in range(3):
            self.run(self.world.pass_time(days=4))
        for deal in self.run(self.all_deals()):
            assert deal.is_over or (deal.stage == "disputed" and deal.deadline_at is None), deal.stage
        self.money_adds_up_and_one_deal_lives()


def test_whatever_happens_the_money_adds_up(postgres_url: str, worker_id: str):
    with asyncio.Runner() as runner:
        base = postgres.copied(postgres_url, f"template_{worker_id}", f"machine_{worker_id}")
        url = runner.run(base.__aenter__())
        opened = running(url)
        world = runner.run(opened.__aenter__())
        try:
            run_state_machine_as_test(
                lambda: DealMachine(runner, world),
                settings=settings(
                    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
                ),
            )
        finally:
            runner.run(opened.__aexit__(None, None, None))
            runner.run(base.__aexit__(None, None, None))
