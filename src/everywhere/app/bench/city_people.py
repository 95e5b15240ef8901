"""Who lives in the city of `bench matching`: the simulator's people and needs, spread over days, and how they behave."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from everywhere.app.demo import forms
from everywhere.app.demo.dice import Dice
from everywhere.app.simulator import demand, helping, plot
from everywhere.app.simulator.story import NeedPlan, OfferPlan, PersonPlan, Story
from everywhere.help.categories import actions as categories
from everywhere.help.offers import actions as offers
from everywhere.help.offers.types import Draft, Price
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.money import Money
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import Point

CODE = "shanghai"
CURRENCY = "CNY"
DAY_S = 86_400
PEOPLE_PER_CATEGORY = 15
"""So many that a ring has somebody to choose among."""
SLEEP_UNTIL_H = 7
AWAKE_SHARE = 0.1
"""Of the needs that the story has at night so many are asked."""
SHIFT_FROM_H, SHIFT_TO_H = (6.0, 14.0), (15.0, 23.5)
REPLY_SPREAD = (0.25, 4.0)
"""A reply takes between a quarter and four times of what is usual for somebody, evenly on the scale of ratios."""


@dataclass(slots=True)
class Resident:
    """Somebody, and whether they are at work just now."""

    plan: PersonPlan
    who: Person
    is_working: bool = False


@dataclass(frozen=True, slots=True)
class City:
    """A story stretched over whole days, with what the product says of its categories and its floor of pay."""

    story: Story
    days: int
    needs: Sequence[tuple[NeedPlan, int]]
    """Each with the number of its asker."""
    forms: dict[str, forms.Field]
    floor_hourly_minor: int

    def lawful(self, fee_minor: int, minutes: int) -> int:
        """The fee, or the next whole yuan above the floor."""
        floor = -(-self.floor_hourly_minor * minutes // 60)
        return max(fee_minor, -(-floor // 100) * 100)

    def answers(self, post: NeedPlan | OfferPlan) -> dict[str, object]:
        """What somebody writes into the category's form."""
        return forms.filled(self.forms[post.category], Dice(self.story.seed).stream("answers", post.key))

    def shifts(self, number: int) -> Iterator[tuple[float, bool]]:
        """When a helper goes on and off, each day."""
        dice = Dice(self.story.seed)
        for day in range(self.days):
            yield day * DAY_S + 3600 * dice.between(*SHIFT_FROM_H, "on", number), True
            yield day * DAY_S + 3600 * dice.between(*SHIFT_TO_H, "off", number), False


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What people do when something reaches them, by the seed."""

    seed: int

    def notices(self, helper: Resident, key: str) -> bool:
        """Whether a helper looks at an invitation at all."""
        return Dice(self.seed).chance(helper.plan.traits.reliability, "notices", helper.plan.number, key)

    def is_willing(self, helper: Resident, key: str) -> bool:
        """Whether a helper who looked wants to come."""
        return Dice(self.seed).chance(helping.ANSWERS_ASKED, "tempted", helper.plan.number, key)

    def reply_s(self, resident: Resident, key: str) -> float:
        """How long somebody takes to answer."""
        low, high = REPLY_SPREAD
        share = Dice(self.seed).share("reply", resident.plan.number, key)
        return 60 * resident.plan.traits.reply_minutes * low * math.pow(high / low, share)

    def wants_minor(self, helper: Resident, need: NeedPlan) -> int:
        """What a helper asks for a job."""
        factor = helper.plan.traits.thrift * Dice(self.seed).between(0.95, 1.2, "wants", helper.plan.number, need.key)
        return round((need.fee_minor or need.usual_minor) * factor / 100) * 100


async def founded(db: Database, *, people_count: int, days: int, needs_count: int, seed: int) -> City:
    """A city of so many people, in which so many needs (about) are posted over so many days."""
    async with db.read() as tx:
        known = {category.code: category.form for category in await categories.all_of(tx)}
        floor = (await places.city(tx, CODE)).floor_hourly_minor
    hours = days * 24 / plot.ASKING_SHARE
    story = plot.plan(
        city=CODE, people=people_count, hours=hours, seed=seed, demand=demand.made_up(CODE), people_per_category=PEOPLE_PER_CATEGORY
    )
    dice = Dice(seed)
    instant = [(need, person.number) for person in story.people for need in person.needs if need.is_now]
    awake = [each for each in instant if _hour(each[0]) >= SLEEP_UNTIL_H or dice.chance(AWAKE_SHARE, "awake", each[0].key)]
    chosen = [each for each in awake if dice.chance(needs_count / len(awake), "chosen", each[0].key)]
    return City(story, days, chosen, known, floor)


async def settle_in(db: Database, city: City, *, now: datetime) -> list[Resident]:
    """Let everybody in, with their offers; nobody is on yet."""
    return [await db.transact(partial(_welcomed, city=city, plan=plan, now=now)) for plan in city.story.people]


async def _welcomed(tx: Tx, *, city: City, plan: PersonPlan, now: datetime) -> Resident:
    who = await people.welcome(tx, f"email:city{plan.number}@everywhere.example", language="en", now=now)
    for offer in plan.offers:
        draft = Draft(
            category=offer.category,
            title=offer.title,
            text="",
            answers=city.answers(offer),
            picture_ids=[],
            at=Point(plan.home.lat, plan.home.lon),
            radius_m=offer.radius_m,
            community_ids=[],
            price=Price(offer.price_kind, _price(city, offer)),
            hours=[],
        )
        await offers.post(tx, who, draft, now=now)
    return Resident(plan, who)


def _price(city: City, offer: OfferPlan) -> Money | None:
    if offer.price_minor is None:
        return None
    return Money(city.lawful(offer.price_minor, 60 if offer.price_kind == "hourly" else 1), CURRENCY)


def _hour(need: NeedPlan) -> float:
    return need.at_s % DAY_S / 3600
