"""Filling an empty installation with the demo: people and what is open now through the domains' doors, the past in bulk."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.app.demo import cast, forms, history, missed
from everywhere.app.demo.cast import Cast, CastNeed, CastOffer, CastPerson
from everywhere.app.demo.dice import Dice
from everywhere.app.demo.history import CURRENCY, Past, Place
from everywhere.help.categories import actions as categories
from everywhere.help.categories.types import Category
from everywhere.help.needs import actions as needs
from everywhere.help.needs import types as needs_types
from everywhere.help.offers import actions as offers
from everywhere.help.offers import types as offers_types
from everywhere.kernel import ids
from everywhere.kernel.clock import Clock
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.money import Money
from everywhere.kernel.query import Write, value, write
from everywhere.pay.escrow import actions as escrow
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import Shard, Transfer, posted
from everywhere.pay.wallet import actions as wallet
from everywhere.pay.wallet.types import account_of, cash_of
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import Point
from everywhere.standing.scores import actions as scores
from everywhere.standing.scores.types import WORDING_VERSION, Sharing

# One number for "everywhere seeds this database": a second seeder waits, and then finds it done.
LOCK = value(int, "SELECT 1 FROM (SELECT pg_advisory_xact_lock(7336004)) AS turn")
IS_SEEDED = value(bool, "SELECT EXISTS (SELECT 1 FROM handle WHERE value = :handle)")


async def seed(db: Database, clock: Clock) -> bool:
    """Fill the database with the demo; False, and nothing is changed, where it was done before."""
    return await db.transact(lambda tx: _seeded(tx, clock()))


async def _seeded(tx: Tx, now: datetime) -> bool:
    await LOCK(tx)
    planned = cast.plan()
    if await IS_SEEDED(tx, handle=cast.handle_of(planned.people[0])):
        return False
    await _Seeder(tx, planned, {each.code: each for each in await categories.all_of(tx)}, now).run()
    return True


def _put(table: history.Table, rows: list[history.Row]) -> Write:
    """The statement that inserts these rows; a column that none of them names takes its default."""
    columns = ", ".join(sorted({column for row in rows for column in row}))
    source = f"jsonb_populate_recordset(NULL::{table}, :rows)"
    return write(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source} ON CONFLICT DO NOTHING")  # noqa: S608 - our own names


class _Seeder:
    """One seeding; what it made so far is by the numbers of the cast."""

    def __init__(self, tx: Tx, planned: Cast, kinds: dict[str, Category], now: datetime) -> None:
        self._tx = tx
        self._cast = planned
        self._kinds = kinds
        self._now = now
        self._dice = Dice(cast.SEED)
        self._people: list[Person] = []
        self._places: list[Place] = []
        self._offer_ids: list[UUID] = []

    async def run(self) -> None:
        """Everybody moves in, offers, has helped each other, switches on, and needs something."""
        self._people = [await self._welcome(person) for person in self._cast.people]
        self._places = [await self._place(person) for person in self._cast.people]
        self._offer_ids = [await self._offer(number, offer) for number, offer in enumerate(self._cast.offers)]
        await self._live_through_the_past()
        await self._agree_to_be_scored()
        await self._switch_on()
        for number, need in enumerate(self._cast.needs):
            await self._need(number, need)

    async def _welcome(self, person: CastPerson) -> Person:
        since = self._now - timedelta(days=person.days_here)
        who = await people.welcome(self._tx, cast.handle_of(person), language=person.language, now=since)
        await places.blur(self._tx, who.person_id, Point(person.lat, person.lon), now=self._now)
        return await people.edit(self._tx, who, must_match=lambda _version: None, name=person.name, bio=person.bio)

    async def _place(self, person: CastPerson) -> Place:
        """Asked once everybody is there, so that the crowd decides how fine the cell is."""
        exact = Point(person.lat, person.lon)
        shown = await places.blur(self._tx, self._people[person.number].person_id, exact, now=self._now)
        return Place(exact, shown, await places.community_at(self._tx, exact))

    async def _offer(self, number: int, offer: CastOffer) -> UUID:
        person = self._cast.people[offer.helper]
        amount = None if offer.price_minor is None else Money(offer.price_minor, CURRENCY)
        draft = offers_types.Draft(
            category=offer.category,
            title=offer.title,
            text=offer.text,
            answers=forms.filled(self._kinds[offer.category].form, self._dice.stream("offer form", number)),
            picture_ids=[],
            at=Point(person.lat, person.lon),
            radius_m=offer.radius_m,
            community_ids=[],
            price=offers_types.Price(offer.price_kind, amount),
            hours=[],
        )
        since = self._now - timedelta(days=cast.DAYS + 1)
        made = await offers.post(self._tx, self._people[offer.helper], draft, now=since)
        if made.stage == "screened":
            await offers.screen(self._tx, made.id, "approve", now=since)
        return made.id

    async def _need(self, number: int, need: CastNeed) -> None:
        person = self._cast.people[need.asker]
        starts_at = self._now + timedelta(hours=need.starts_in_hours)
        draft = needs_types.Draft(
            category=need.category,
            title=need.title,
            text="",
            answers=forms.filled(self._kinds[need.category].form, self._dice.stream("need form", number)),
            picture_ids=[],
            at=Point(person.lat, person.lon),
            place_note="",
            when=(starts_at, starts_at + timedelta(hours=need.lasts_hours)),
            minutes=need.minutes,
            fee=None if need.fee_minor is None else Money(need.fee_minor, CURRENCY),
            materials="none",
            payment="balance",
        )
        made = await needs.post(self._tx, self._people[need.asker], draft, now=self._now)
        if made.stage == "screened":
            await needs.screen(self._tx, made.id, "approve", now=self._now)

    async def _switch_on(self) -> None:
        switches = [
            offers_types.Switch(self._people[person.number].person_id, person.is_switched_on, Point(person.lat, person.lon), None)
            for person in self._cast.people
            if any(offer.helper == person.number for offer in self._cast.offers)
        ]
        await offers.set_availability(self._tx, switches, now=self._now)

    async def _agree_to_be_scored(self) -> None:
        """Who helps shows their standing; a job of the server goes through their past, as for everybody who agrees."""
        for number in sorted({offer.helper for offer in self._cast.offers}):
            wish = Sharing(is_scored=True, shown="score")
            await scores.share(self._tx, self._people[number], wish, wording_version=WORDING_VERSION, now=self._now)

    async def _live_through_the_past(self) -> None:
        past = sorted((self._past(number) for number in range(len(self._cast.deals))), key=lambda each: each.agreed_at)
        await self._fill_wallets(past)
        tables: defaultdict[history.Table, list[history.Row]] = defaultdict(list)
        for each in past:
            known = history.ids_of(each)
            for table, rows in history.rows_of(each, known).items():
                tables[table] += rows
            await self._pay(each, known.deal_id)
        for each_missed in self._cast.missed:
            asker, place = self._people[each_missed.asker], self._places[each_missed.asker]
            tables["need"].append(missed.row_of(each_missed, asker, place, self._now))
        for table in history.TABLES:
            await _put(table, tables[table])(self._tx, rows=tables[table])

    def _past(self, number: int) -> Past:
        deal = self._cast.deals[number]
        offer = self._cast.offers[deal.offer]
        return Past(
            cast=deal,
            asker=self._people[deal.asker],
            helper=self._people[offer.helper],
            place=self._places[deal.asker],
            offer=offer,
            offer_id=self._offer_ids[deal.offer],
            category=self._kinds[offer.category],
            now=self._now,
        )

    async def _fill_wallets(self, past: list[Past]) -> None:
        """Everybody puts in, before their first deal, what all their deals and tips will take, in whole hundreds."""
        spent: defaultdict[UUID, int] = defaultdict(int)
        for each in past:
            spent[each.asker.person_id] += each.cast.fee_minor + each.cast.tip_minor
        before = self._now - timedelta(days=cast.DAYS + 1)
        top_ups: defaultdict[Shard, list[list[Transfer]]] = defaultdict(list)
        for person_id, minor in spent.items():
            cash, mine = cash_of(CURRENCY, beside=person_id), account_of(person_id, CURRENCY)
            await ledger.open_accounts(self._tx, cash, mine, now=before)
            amount = Money(-(-minor // 10_000) * 10_000, CURRENCY)
            top_ups[mine.shard].append([posted(ids.new_id(), cash, mine, amount, purpose="top_up")])
        for here in top_ups.values():
            await ledger.post_units(self._tx, here, now=before)

    async def _pay(self, past: Past, deal_id: UUID) -> None:
        """Move the money as the deal's verbs do, each step under the deal's version."""
        asker, helper = past.asker.person_id, past.helper.person_id
        funded_at = past.agreed_at + timedelta(minutes=1)
        await escrow.hold(self._tx, deal_id, asker, past.fee, leg=history.FUNDED, now=funded_at)
        if not past.is_done:
            await escrow.refund(self._tx, deal_id, asker, past.fee, leg=history.STARTED, now=past.ended_at)
            return
        await escrow.release(
            self._tx, deal_id, helper, past.fee, payer_id=asker, leg=history.COMPLETED, commission_bps=0, now=past.ended_at
        )
        if past.cast.tip_minor:
            tip = Money(past.cast.tip_minor, CURRENCY)
            at = past.ended_at + timedelta(minutes=2)
            await wallet.tip(self._tx, deal_id, asker, helper, tip, leg=history.TIPPED, now=at)
