"""The demo's plan: who lives there, what they offer and need, and what they have done for each other. A function of the seed alone."""

import math
import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from everywhere.app.demo import grounds, words
from everywhere.app.demo.dice import Dice
from everywhere.app.demo.words import Words
from everywhere.kernel.catalogue import Language

SEED = 20160929
"""The day on which the first "Everywhere" opened in Shanghai."""
COMMUNITIES = ("外滩", "南京东路", "静安寺", "徐家汇", "四平路", "陆家嘴")
PEOPLE = 120
HELPER_SHARE = 0.75
NEEDS = 72
DEALS = 620
MISSED = 90
DAYS = 60
DAYS_QUIET = 2
"""Nothing happened in the last days, so that every review that was written can be shown."""
HOURLY_MIN_MINOR = 2_800
GOES_WRONG = 0.05

Ending = Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class CastOffer:
    """What somebody lends a hand with."""

    helper: int
    category: str
    title: str
    text: str
    price_kind: Literal["fixed", "hourly", "talk"]
    price_minor: int | None
    radius_m: int


@dataclass(frozen=True, slots=True)
class CastPerson:
    """Somebody of the demo; `quality` from 0 to 1 is what their reviews are drawn from."""

    number: int
    name: str
    language: Language
    bio: str
    community: str
    lat: float
    lon: float
    quality: float
    days_here: int
    is_switched_on: bool


@dataclass(frozen=True, slots=True)
class CastNeed:
    """An open need: a window some hours ahead, so that it is still open tomorrow."""

    asker: int
    category: str
    title: str
    minutes: int
    fee_minor: int | None
    starts_in_hours: int
    lasts_hours: int


@dataclass(frozen=True, slots=True)
class CastReview:
    """What one said about the other."""

    stars: int
    text: str


@dataclass(frozen=True, slots=True)
class CastDeal:
    """Help that was given, or called off: when, for how much, and what both said. `from_need`: a need came first, else a booking."""

    asker: int
    offer: int
    title: str
    minutes: int
    fee_minor: int
    days_ago: float
    first_answer_minutes: float
    from_need: bool
    ending: Ending
    delivery_note: str
    by_asker: CastReview | None
    by_helper: CastReview | None
    tip_minor: int


@dataclass(frozen=True, slots=True)
class CastMissed:
    """A need that came to nothing; `first_answer_minutes` None: nobody answered at all."""

    asker: int
    category: str
    title: str
    minutes: int
    fee_minor: int
    days_ago: float
    first_answer_minutes: float | None


@dataclass(frozen=True, slots=True)
class Cast:
    people: tuple[CastPerson, ...]
    offers: tuple[CastOffer, ...]
    needs: tuple[CastNeed, ...]
    deals: tuple[CastDeal, ...]
    missed: tuple[CastMissed, ...]


def plan(seed: int = SEED) -> Cast:
    """The whole demo."""
    dice = Dice(seed)
    people = tuple(_person(dice, number) for number in range(PEOPLE))
    offers = tuple(offer for person in people for offer in _offers(dice, person))
    return Cast(
        people,
        offers,
        tuple(_need(dice, people, number) for number in range(NEEDS)),
        tuple(_deal(dice, people, offers, number) for number in range(DEALS)),
        tuple(_missed(dice, people, number) for number in range(MISSED)),
    )


def handle_of(person: CastPerson) -> str:
    """By which a visitor can sign in as somebody of the demo."""
    return f"email:demo{person.number:03d}@everywhere.example"


def _person(dice: Dice, number: int) -> CastPerson:
    rng = dice.stream("person", number)
    name, language = words.name(rng)
    ground = next(each for each in grounds.shipped("shanghai") if each.name_zh == COMMUNITIES[number % len(COMMUNITIES)])
    lat, lon = ground.point(rng)
    return CastPerson(
        number=number,
        name=name,
        language=language,
        bio=words.said(rng.choice(_remarks()["bios"]), language),
        community=ground.name_zh,
        lat=lat,
        lon=lon,
        quality=min(1.0, rng.betavariate(8, 2)),
        days_here=rng.randint(DAYS + 1, DAYS + 200),
        is_switched_on=rng.random() < 0.6,
    )


def _offers(dice: Dice, person: CastPerson) -> list[CastOffer]:
    rng = dice.stream("offers", person.number)
    if rng.random() >= HELPER_SHARE:
        return []
    known = list(words.of_categories().values())
    # The first skill goes round, so that every category is offered somewhere; the others follow demand.
    skills = [known[person.number % len(known)], *rng.choices(known, [said.weight for said in known], k=rng.randint(1, 3))]
    return [_offer(rng, person, said) for said in {said.category: said for said in skills}.values()]


def _offer(rng: random.Random, person: CastPerson, said: Words) -> CastOffer:
    kind: Literal["fixed", "hourly", "talk"] = rng.choice(("fixed", "fixed", "hourly", "talk"))
    minutes = 60 if kind == "hourly" else said.minutes
    zh, en = rng.choice(said.gives)
    other = en if person.language == "zh-CN" else zh
    return CastOffer(
        helper=person.number,
        category=said.category,
        title=words.said((zh, en), person.language),
        text=other,
        price_kind=kind,
        price_minor=None if kind == "talk" else _fee(rng, said, minutes),
        radius_m=rng.choice((1000, 1500, 2000, 3000)),
    )


def _need(dice: Dice, people: tuple[CastPerson, ...], number: int) -> CastNeed:
    rng = dice.stream("need", number)
    known = list(words.of_categories().values())
    said = known[number % len(known)]
    asker = rng.choice(people)
    return CastNeed(
        asker=asker.number,
        category=said.category,
        title=words.said(rng.choice(said.asks), asker.language),
        minutes=said.minutes,
        fee_minor=None if rng.random() < 0.2 else _fee(rng, said, said.minutes),
        starts_in_hours=rng.randint(3, 24 * 12),
        lasts_hours=rng.choice((3, 4, 6, 8)),
    )


def _deal(dice: Dice, people: tuple[CastPerson, ...], offers: tuple[CastOffer, ...], number: int) -> CastDeal:
    rng = dice.stream("deal", number)
    place = rng.choices(range(len(offers)), [words.of_categories()[offer.category].weight for offer in offers])[0]
    offer = offers[place]
    helper, said = people[offer.helper], words.of_categories()[offer.category]
    near = [person for person in people if person.number != helper.number and person.community == helper.community]
    asker = rng.choice(near if rng.random() < 0.85 else [person for person in people if person.number != helper.number])
    ending: Ending = "completed" if rng.random() < 0.965 else "cancelled"
    is_reviewed = ending == "completed"
    return CastDeal(
        asker=asker.number,
        offer=place,
        title=words.said(rng.choice(said.asks), asker.language),
        minutes=said.minutes,
        fee_minor=_fee(rng, said, said.minutes),
        days_ago=round(rng.uniform(DAYS_QUIET, DAYS), 4),
        first_answer_minutes=round(rng.lognormvariate(math.log(5), 0.8), 1),
        from_need=rng.random() < 0.6,
        ending=ending,
        delivery_note=words.said(rng.choice(_remarks()["delivered"]), helper.language),
        by_asker=_review(rng, "about_helper", helper.quality, asker.language) if is_reviewed and rng.random() < 0.85 else None,
        by_helper=_review(rng, "about_asker", asker.quality, helper.language) if is_reviewed and rng.random() < 0.8 else None,
        tip_minor=rng.choice((0, 0, 0, 0, 500, 1000)) if is_reviewed else 0,
    )


def _missed(dice: Dice, people: tuple[CastPerson, ...], number: int) -> CastMissed:
    rng = dice.stream("missed", number)
    known = list(words.of_categories().values())
    said = rng.choices(known, [each.weight for each in known])[0]
    asker = rng.choice(people)
    return CastMissed(
        asker=asker.number,
        category=said.category,
        title=words.said(rng.choice(said.asks), asker.language),
        minutes=said.minutes,
        fee_minor=_fee(rng, said, said.minutes),
        days_ago=round(rng.uniform(DAYS_QUIET, DAYS), 4),
        first_answer_minutes=round(rng.uniform(15, 110), 1) if rng.random() < 0.3 else None,
    )


def _review(rng: random.Random, about: str, quality: float, language: str) -> CastReview:
    went_wrong = rng.random() < GOES_WRONG
    stars = rng.randint(1, 3) if went_wrong else max(1, min(5, round(rng.gauss(3.0 + 1.85 * quality, 0.7))))
    kind = "good" if stars >= 4 else "fair" if stars == 3 or f"{about}_poor" not in _remarks() else "poor"
    return CastReview(stars, words.said(rng.choice(_remarks()[f"{about}_{kind}"]), language))


def _fee(rng: random.Random, said: Words, minutes: int) -> int:
    usual = said.fee_minor * minutes / said.minutes * rng.lognormvariate(0, 0.18)
    floor = -(-HOURLY_MIN_MINOR * minutes // 60)
    return max(round(usual / 100) * 100, -(-floor // 100) * 100)


@cache
def _remarks() -> dict[str, list[words.Pair]]:
    file = resources.files("everywhere.app.demo") / "remarks.toml"
    return {kind: [(zh, en) for zh, en in pairs] for kind, pairs in tomllib.loads(file.read_text("utf-8")).items()}
