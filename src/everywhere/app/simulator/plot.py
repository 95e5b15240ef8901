"""Planning a story.

Everything here is a function of the seed and the options; what happens on the server only decides which of the planned
characters meet. Two runs of one seed therefore have the same people with the same needs, whatever the network does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from everywhere.app.demo import words
from everywhere.app.demo.dice import Dice
from everywhere.app.simulator import demand as demands
from everywhere.app.simulator import grounds
from everywhere.app.simulator.demand import Demand, Spot
from everywhere.app.simulator.shops import plan as shop_plan
from everywhere.app.simulator.story import BookingPlan, NeedPlan, OfferPlan, PersonPlan, Place, Story, Traits

HELPER_SHARE = 0.62
NEEDS_PER_PERSON_HOUR = 0.4
NEEDS_PER_PERSON_MIN = 0.5
BOOKINGS_PER_NEED = 0.25
ASKING_SHARE = 0.6
"""New needs come in this first part of the story, so that the rest is time to finish them."""
FLOOR_HOURLY_MINOR = 2_800
CASH_SHARE = 0.08
OPEN_FEE_SHARE = 0.15
LATER_SHARE = 0.3
STREAM_SHARE = 0.6
WATCH_SHARE = 0.15
CATEGORIES_MIN = 4
PEOPLE_PER_CATEGORY = 5


def plan(
    *,
    city: str,
    people: int,
    hours: float,
    seed: int,
    demand: Demand,
    people_per_category: float = PEOPLE_PER_CATEGORY,
    shops: int = 0,
) -> Story:
    """Plan a story of `people` over `hours` where and when `demand` says; the fewer kinds of help, the more know each.

    `shops` sell to these people.
    """
    dice = Dice(seed)
    hoods = grounds.neighbourhoods(demand.spots, people, dice)
    needs = round(people * max(NEEDS_PER_PERSON_MIN, NEEDS_PER_PERSON_HOUR * hours))
    asking = _asking(people, needs, hours, demand, dice)
    booking = _booking(people, round(needs * BOOKINGS_PER_NEED), hours, dice)
    planner = _Planner(dice, demand, hoods, people, people_per_category)
    planned = tuple(planner.person(number, asking[number], booking[number]) for number in range(people))
    selling = shop_plan.planned(dice, count=shops, hours=hours, homes=[person.home for person in planned])
    return Story(city, seed, hours, demand.source, planned, selling)


def _asking(people: int, needs: int, hours: float, demand: Demand, dice: Dice) -> list[list[tuple[int, float]]]:
    """For each person the needs they will have: (number of the need in the story, second)."""
    moments = demands.rhythm(demand, hours * ASKING_SHARE, needs, dice)
    return _dealt(people, moments, dice, "asker")


def _booking(people: int, bookings: int, hours: float, dice: Dice) -> list[list[tuple[int, float]]]:
    latest_s = hours * 3600 * ASKING_SHARE
    moments = sorted(dice.between(latest_s * 0.1, latest_s, "booking", number) for number in range(bookings))
    return _dealt(people, moments, dice, "booker")


def _dealt(people: int, moments: Sequence[float], dice: Dice, what: str) -> list[list[tuple[int, float]]]:
    dealt: list[list[tuple[int, float]]] = [[] for _ in range(people)]
    for number, moment in enumerate(moments):
        dealt[int(dice.share(what, number) * people)].append((number, round(moment, 1)))
    return dealt


@dataclass(frozen=True, slots=True)
class _Character:
    number: int
    hood: int
    language: str
    traits: Traits


class _Planner:
    """Makes one person after another, each from streams of chance of their own."""

    def __init__(
        self, dice: Dice, demand: Demand, hoods: list[grounds.Neighbourhood], people: int, people_per_category: float
    ) -> None:
        self._dice = dice
        self._demand = demand
        self._hoods = hoods
        self._people_per_category = people_per_category
        self._categories = [self._categories_of(number, people / len(hoods)) for number in range(len(hoods))]
        self._rewards = sorted(demand.rewards)

    def person(self, number: int, asking: list[tuple[int, float]], booking: list[tuple[int, float]]) -> PersonPlan:
        """The `number`th person, who lives in the neighbourhood whose turn it is."""
        name, language = words.name(self._dice.stream("person", number))
        who = _Character(number, number % len(self._hoods), language, self._traits(number))
        return PersonPlan(
            number=number,
            name=name,
            language=language,
            home=self._place(who.hood, "home", number),
            traits=who.traits,
            offers=self._offers(who),
            needs=tuple(self._need(who, nth, *each) for nth, each in enumerate(asking)),
            bookings=tuple(self._booking(who, nth, each[1]) for nth, each in enumerate(booking)),
        )

    def _traits(self, number: int) -> Traits:
        dice, known = self._dice, self._demand.reliabilities
        # The data's success rates go down to a coin's throw; people who sign up to help keep more promises than a click worker.
        success = dice.pick(known, "reliability", number) if known else dice.share("reliability", number)
        return Traits(
            reply_minutes=round(0.5 + 3.5 * dice.share("reply", number) ** 2, 2),
            reliability=round(0.85 + 0.15 * success, 3),
            thrift=round(dice.between(0.85, 1.2, "thrift", number), 3),
            flakiness=round(0.25 * dice.share("flakiness", number) ** 4, 3),
            streams=dice.chance(STREAM_SHARE, "streams", number),
            watches=dice.chance(WATCH_SHARE, "watches", number),
        )

    def _offers(self, who: "_Character") -> tuple[OfferPlan, ...]:
        if not self._dice.chance(HELPER_SHARE, "helps", who.number):
            return ()
        wanted = 1 + int(self._dice.share("skills", who.number) * 3)
        skills = list(dict.fromkeys(self._category(who.hood, "skill", who.number, n) for n in range(wanted)))
        return tuple(self._offer(who, nth, skill) for nth, skill in enumerate(skills))

    def _offer(self, who: "_Character", nth: int, category: str) -> OfferPlan:
        said, key = words.of_categories()[category], f"p{who.number}/o{nth}"
        kind: Literal["fixed", "hourly", "talk"] = self._dice.pick(("fixed", "fixed", "hourly", "talk"), "price kind", key)
        minutes = 60 if kind == "hourly" else said.minutes
        fee = _fee(said.fee_minor * minutes / said.minutes * who.traits.thrift, minutes)
        return OfferPlan(
            key=key,
            category=category,
            title=words.said(self._dice.pick(said.gives, "gives", key), who.language),
            price_kind=kind,
            price_minor=None if kind == "talk" else fee,
            radius_m=self._dice.pick((1500, 2000, 3000), "radius", key),
        )

    def _need(self, who: "_Character", nth: int, in_story: int, at_s: float) -> NeedPlan:
        key = f"p{who.number}/n{nth}"
        category = self._category(who.hood, "asks for", key)
        said = words.of_categories()[category]
        usual = _fee(said.fee_minor, said.minutes)
        fee = _fee(said.fee_minor * self._reward_factor(in_story) / who.traits.thrift, said.minutes)
        return NeedPlan(
            key=key,
            at_s=at_s,
            category=category,
            title=words.said(self._dice.pick(said.asks, "asks", key), who.language),
            where=self._place(who.hood, "where", key),
            is_now=not self._dice.chance(LATER_SHARE, "later", key),
            wait_s=self._wait_s(in_story, key),
            minutes=said.minutes,
            fee_minor=None if self._dice.chance(OPEN_FEE_SHARE, "open fee", key) else fee,
            usual_minor=usual,
            payment="cash" if self._dice.chance(CASH_SHARE, "cash", key) else "balance",
        )

    def _booking(self, who: "_Character", nth: int, at_s: float) -> BookingPlan:
        key = f"p{who.number}/b{nth}"
        category = self._category(who.hood, "books", key)
        said = words.of_categories()[category]
        fee = _fee(said.fee_minor * self._dice.between(0.9, 1.2, "booking fee", key), said.minutes)
        return BookingPlan(key, at_s, category, self._place(who.hood, "where", key), said.minutes, fee)

    def _reward_factor(self, in_story: int) -> float:
        """How generous the asker of this need is: the rank of its reward among the data's."""
        if not self._rewards:
            return self._dice.between(0.8, 1.4, "reward", in_story)
        reward = self._demand.rewards[in_story % len(self._demand.rewards)]
        below = sum(1 for other in self._rewards if other < reward)
        return 0.8 + 0.6 * below / len(self._rewards)

    def _wait_s(self, in_story: int, key: str) -> float:
        """Some times what the data's askers wait: theirs want a click or a taxi, ours want hands."""
        known = self._demand.patience_s
        base_s = known[(in_story * 7919) % len(known)] if known else 600.0
        return round(base_s * self._dice.between(3, 6, "wait", key), 1)

    def _place(self, hood: int, *subject: object) -> Place:
        ground = self._hoods[hood]
        weights = [spot.people + 1 for spot in ground.spots]
        spot: Spot = self._dice.stream("place", *subject).choices(ground.spots, weights)[0]
        metres = self._dice.between(0, 60, "metres", *subject)
        return Place(*grounds.moved(spot.lat, spot.lon, metres=metres, bearing=self._dice.share("bearing", *subject)))

    def _category(self, hood: int, *subject: object) -> str:
        codes, weights = self._categories[hood]
        return self._dice.stream("category", *subject).choices(codes, weights)[0]

    def _categories_of(self, hood: int, people: float) -> tuple[list[str], list[float]]:
        """The kinds of help that a neighbourhood of so many people is known for, and how often each is asked for."""
        # Nobody reads posts first while a story plays, so what must be read first is not in it.
        known = [said for said in words.of_categories().values() if not said.is_read_first]
        wanted = max(CATEGORIES_MIN, min(len(known), int(people / self._people_per_category)))
        lots = sorted(known, key=lambda said: -(self._dice.share("known for", hood, said.category) ** (1 / said.weight)))
        chosen = lots[:wanted]
        return [said.category for said in chosen], [said.weight for said in chosen]


def _fee(minor: float, minutes: int) -> int:
    """A sum that people would name: whole yuan, and not below the legal floor."""
    floor = -(-FLOOR_HOURLY_MINOR * minutes // 60)
    return max(round(minor / 100) * 100, -(-floor // 100) * 100)
