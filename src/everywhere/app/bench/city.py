"""A small city, played through the product's own verbs on a database of its own, by a clock that jumps from event to event.

The people, their offers and their needs are the simulator's. Helpers are on for part of the day, answer after a while or
decline, and are busy while they work; askers take the cheapest bid soon after the first, and give up after their
patience. Everything between is the product: who is asked and when, who may be, what coverage promises.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from everywhere.app.bench.city_people import Behaviour, City, Resident, settle_in
from everywhere.app.simulator.story import NeedPlan
from everywhere.help.bids import actions as bids
from everywhere.help.bids.types import AlreadyBid, Bid, BidNotOpen, BidPlaced, Proposal
from everywhere.help.deals import actions as deals
from everywhere.help.matching.coverage import actions as coverage
from everywhere.help.matching.coverage.types import Tally
from everywhere.help.matching.waves import actions as waves
from everywhere.help.matching.waves import jobs as waves_jobs
from everywhere.help.matching.waves.types import HelperAsked, Manner, WaveDue
from everywhere.help.needs import actions as needs
from everywhere.help.needs.types import Draft, NeedNotOpen, NeedPosted
from everywhere.help.offers import actions as offers
from everywhere.help.offers.types import Switch
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.kernel.outbox import Relay
from everywhere.places.types import Point

MIDNIGHT = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
CURRENCY = "CNY"
_Act = Callable[[], Awaitable[None]]
_LOST = (NeedNotOpen, AlreadyBid, BidNotOpen, NotFound)


@dataclass(slots=True)
class Asking:
    """A need of the play: what coverage promised when it was posted, and what came of it."""

    plan: NeedPlan
    asker: Resident
    at_s: float
    promised: Tally | None
    answered_s: float | None = None
    """Seconds from the need to its first answer."""
    ended_s: float | None = None
    """Seconds after which its asker gave up."""
    bids: list[Bid] = field(default_factory=list)
    is_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a play."""

    asked: list[Asking]
    invitations: Counter[UUID]
    helpers: int


async def play(db: Database, city: City, manner: Manner) -> Played:
    """Play all needs of a city on a migrated, empty database with the product's reference data."""
    residents = await settle_in(db, city, now=MIDNIGHT)
    return await _Play(db, city, manner, residents).run()


class _Play:
    def __init__(self, db: Database, city: City, manner: Manner, residents: Sequence[Resident]) -> None:
        self._db, self._city, self._manner = db, city, manner
        self._residents = residents
        self._by_id: dict[UUID, Resident] = {resident.who.person_id: resident for resident in residents}
        self._behaviour = Behaviour(city.story.seed)
        self._events: list[tuple[float, int, _Act]] = []
        self._order = itertools.count()
        self._now_s = 0.0
        self._asked: dict[UUID, Asking] = {}
        self._invitations: Counter[UUID] = Counter()
        self._relay = Relay(
            db,
            {
                NeedPosted: [self._hear_posted],
                WaveDue: [self._hear_due],
                HelperAsked: [self._hear_asked],
                BidPlaced: [waves_jobs.hear_bid_placed],
            },
            lambda: self._now,
        )

        self._is_told_of = False
        db.on_emitted = self._note_event

    def _note_event(self) -> None:
        self._is_told_of = True

    @property
    def _now(self) -> datetime:
        return MIDNIGHT + timedelta(seconds=self._now_s)

    async def run(self) -> Played:
        """To the last event."""
        for need, number in self._city.needs:
            self._at(need.at_s, partial(self._post, need, self._residents[number]))
        for resident in self._residents:
            for at_s, is_on in self._city.shifts(resident.plan.number) if resident.plan.offers else ():
                self._at(at_s, partial(self._switch, resident, is_on=is_on))
        while self._events:
            self._now_s, _, act = heapq.heappop(self._events)
            await act()
            if self._is_told_of:
                self._is_told_of = False
                await self._relay.drain()
        helpers = sum(bool(resident.plan.offers) for resident in self._residents)
        return Played(list(self._asked.values()), self._invitations, helpers)

    def _at(self, at_s: float, act: _Act) -> None:
        heapq.heappush(self._events, (at_s, next(self._order), act))

    async def _switch(self, resident: Resident, *, is_on: bool) -> None:
        at = Point(resident.plan.home.lat, resident.plan.home.lon) if is_on else None
        switch = Switch(resident.who.person_id, is_on, at, None)
        await self._db.transact(lambda tx: offers.set_availability(tx, [switch], now=self._now))

    async def _post(self, plan: NeedPlan, asker: Resident) -> None:
        point = Point(plan.where.lat, plan.where.lon)
        async with self._db.read() as tx:
            promised = (await coverage.coverage(tx, asker.who, point, plan.category, None, now=self._now)).past
        draft = Draft(
            category=plan.category,
            title=plan.title,
            text="",
            answers=self._city.answers(plan),
            picture_ids=[],
            at=point,
            place_note="",
            when=None,
            minutes=plan.minutes,
            fee=Money(self._city.lawful(plan.fee_minor or plan.usual_minor, plan.minutes), CURRENCY),
            materials="none",
            payment="cash",
        )
        need = await self._db.transact(lambda tx: needs.post(tx, asker.who, draft, now=self._now))
        self._asked[need.id] = Asking(plan, asker, self._now_s, promised)
        self._at(self._now_s + plan.wait_s, partial(self._give_up, need.id))

    async def _hear_posted(self, tx: Tx, event: NeedPosted, now: datetime) -> None:
        due = await waves.first_due(tx, event.need_id, now=now)
        if due is not None:
            await self._hear_due(tx, WaveDue(event.need_id, *due), now)

    async def _hear_due(self, _tx: Tx, event: WaveDue, _now: datetime) -> None:
        self._at((event.at - MIDNIGHT).total_seconds(), partial(self._ask, event.need_id, event.wave))

    async def _ask(self, need_id: UUID, wave: int) -> None:
        await self._db.transact(lambda tx: waves.ask(tx, need_id, wave, self._manner, now=self._now))

    async def _hear_asked(self, _tx: Tx, event: HelperAsked, _now: datetime) -> None:
        self._invitations[event.helper_id] += 1
        helper, key = self._by_id[event.helper_id], self._asked[event.need_id].plan.key
        if self._behaviour.notices(helper, key):
            self._at(self._now_s + self._behaviour.reply_s(helper, key), partial(self._answer, event.need_id, helper))

    async def _answer(self, need_id: UUID, helper: Resident) -> None:
        asking = self._asked[need_id]
        fee = self._city.lawful(self._behaviour.wants_minor(helper, asking.plan), asking.plan.minutes)
        proposal = Proposal(fee=Money(fee, CURRENCY), note="", starts_at=None, ends_at=None, minutes=None)
        try:
            if helper.is_working or not self._behaviour.is_willing(helper, asking.plan.key):
                await self._db.transact(lambda tx: waves.decline(tx, helper.who, need_id, now=self._now))
                return
            bid = await self._db.transact(lambda tx: bids.place(tx, helper.who, need_id, proposal, now=self._now))
        except _LOST:
            return
        if not asking.bids:
            asking.answered_s = self._now_s - asking.at_s
            self._at(self._now_s + self._behaviour.reply_s(asking.asker, asking.plan.key), partial(self._agree, need_id))
        asking.bids.append(bid)

    async def _agree(self, need_id: UUID) -> None:
        asking = self._asked[need_id]
        for bid in sorted(asking.bids, key=lambda bid: bid.fee_minor):
            helper = self._by_id[bid.helper_id]
            if not helper.is_working and await self._accepted(asking, bid):
                helper.is_working = True
                return

    async def _accepted(self, asking: Asking, bid: Bid) -> bool:
        helper = self._by_id[bid.helper_id]
        try:
            deal = await self._db.transact(lambda tx: bids.accept(tx, asking.asker.who, bid.id, version=bid.version, now=self._now))
        except _LOST:
            return False
        asking.is_agreed = True
        await self._db.transact(lambda tx: deals.start(tx, helper.who, deal.id, now=self._now))
        self._at(self._now_s + asking.plan.minutes * 60, partial(self._deliver, deal.id, helper))
        return True

    async def _deliver(self, deal_id: UUID, helper: Resident) -> None:
        helper.is_working = False
        await self._db.transact(lambda tx: deals.deliver(tx, helper.who, deal_id, note="", picture_ids=[], now=self._now))

    async def _give_up(self, need_id: UUID) -> None:
        asking = self._asked[need_id]
        if asking.answered_s is None:
            asking.ended_s = self._now_s - asking.at_s
            await self._db.transact(
                lambda tx: needs.withdraw(tx, asking.asker.who, need_id, must_match=_any_version, now=self._now)
            )


def _any_version(_version: int) -> None:
    """Whoever gives up has not looked."""
