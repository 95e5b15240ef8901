"""A town of helpers with cheats and rings among them, played twice by the product's rules: by reviews alone, and with standing.

Each week people ask, and the best of those who are near and free helps: ranked by the product's `merit` less the cost of the way.
Honest helpers keep nine of ten promises; one of twenty is a cheat who breaks most, in rings of ten whose members deal and praise
each other every week for nothing. With standing the ranking knows it, and a gate of 650 lets only small jobs to newcomers.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Record
from everywhere.standing.credence import rules as credence
from everywhere.standing.evidence.types import KINDS, ROLES, Kind, Role
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import Columns
from everywhere.standing.gates import rules as gates
from everywhere.standing.gates.types import EVERYWHERE, Gate, Job
from everywhere.standing.scores.types import Standing

WEEKS = 52
JUDGED_FROM = 12
HELPERS = 300
ASKERS = 900
JOINING = 4
CHEATS = 0.05
RING = 10
NEEDS_A_WEEK = 500
NEAR = 8
JOBS_A_WEEK = 8
REVIEWED = 0.6
CHECKED = 0.3
"""So many of the honest show that they belong to a place; of the cheats one in twenty manages to."""
NEIGHBOURHOODS = ("north", "east", "south", "west")
LANGUAGES = ("zh-CN", "en")
GATE = Gate(community_id=EVERYWHERE, category="", to_ask=0, to_offer=650, newcomer_fee_minor=6000)
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(slots=True)
class Townsman:
    """Somebody, and what the lists know of them."""

    number: int
    helps: bool
    reliability: float
    mood: float
    joined: int
    neighbourhood: str
    language: str
    ring: int | None = None
    is_checked: bool = False
    stars: list[int] = field(default_factory=list)
    completed: int = 0
    jobs_this_week: int = 0
    first_deal: int | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Slant:
    """How the town wrongs some people: askers give helpers who speak English so many stars less than they earned, and only this
    share of the needs comes near those of the south.
    """

    stars: float = 0.0
    southern_needs: float = 1.0


LEVEL = Slant()


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: shares of deals that went badly and that were with cheats, newcomers with a deal within a week of joining,
    and the honest helpers at the end.
    """

    bad: float
    with_cheats: float
    newcomers: float
    honest_median: float
    cheats_median: float
    honest: list[Townsman]


@dataclass(slots=True)
class Town:
    """The town in one week, with everything that ever happened in it."""

    chance: random.Random
    slant: Slant = LEVEL
    people: list[Townsman] = field(default_factory=list)
    facts: list[tuple[int, Kind, Role, float, int, float]] = field(default_factory=list)
    deals: int = 0
    bad: int = 0
    with_cheats: int = 0

    def join(self, week: int, *, helps: bool) -> Townsman:
        """Somebody comes; where they live and what they speak says nothing about how they keep their word."""
        cheats = helps and self.chance.random() < CHEATS
        who = Townsman(
            number=len(self.people),
            helps=helps,
            reliability=0.3 if cheats else self.chance.betavariate(18, 2),
            mood=self.chance.gauss(0, 0.5),
            joined=week,
            neighbourhood=self.chance.choice(NEIGHBOURHOODS),
            language=self.chance.choices(LANGUAGES, (0.85, 0.15))[0],
            is_checked=self.chance.random() < (0.05 if cheats else CHECKED),
        )
        if cheats:
            who.ring = sum(other.ring is not None for other in self.people) // RING
        self.people.append(who)
        for kind in ("verified_phone", "verified_place") if who.is_checked else ("verified_phone",):
            self.facts.append((who.number, kind, "asker", 1.0, -1, week))
        return who

    def happened(self, about: int, kind: Kind, role: Role, value: float, by: int, week: float) -> None:
        """One more fact."""
        self.facts.append((about, kind, role, value, by, week))


def played(*, uses_standing: bool, seed: int = 7, slant: Slant = LEVEL) -> Played:
    """A year in the town."""
    town = Town(random.Random(seed), slant)  # noqa: S311 - a seeded town needs no secrecy
    for number in range(ASKERS + HELPERS):
        town.join(0, helps=number >= ASKERS)
    for week in range(WEEKS):
        for _ in range(JOINING if week else 0):
            town.join(week, helps=True)
        _fake(town, week)
        for _ in range(NEEDS_A_WEEK):
            _need(town, week, uses_standing=uses_standing)
        for who in town.people:
            who.jobs_this_week = 0
        _score(town, week)
    return _judged(town)


def _fake(town: Town, week: int) -> None:
    """Each ring's members deal with each other, and praise."""
    cheats = [who for who in town.people if who.ring is not None]
    for one in cheats:
        friends = [other for other in cheats if other.ring == one.ring and other is not one]
        for other in town.chance.sample(friends, min(3, len(friends))):
            _deal(town, other, one, week, goes_well=True, stars=5)


def _need(town: Town, week: int, *, uses_standing: bool) -> None:
    asker = town.people[town.chance.randrange(ASKERS)]
    fee_minor = round(town.chance.lognormvariate(8.4, 0.6))
    helpers = [who for who in town.people[ASKERS:] if who.jobs_this_week < JOBS_A_WEEK]
    near = [
        (who, town.chance.uniform(0, 2000))
        for who in town.chance.sample(helpers, min(NEAR, len(helpers)))
        if who.neighbourhood != "south" or town.slant.southern_needs == 1 or town.chance.random() < town.slant.southern_needs
    ]
    job = Job(fee_minor, is_held=True)
    let_in = [
        (who, way_m) for who, way_m in near if not uses_standing or gates.passage(GATE, "offer", who.standing, job).way != "closed"
    ]
    if not let_in:
        return
    helper, _ = max(
        let_in, key=lambda each: ranking.merit(_record(each[0], uses_standing=uses_standing)) - ranking.COST_PER_M * each[1]
    )
    goes_well = town.chance.random() < helper.reliability
    wronged = town.slant.stars if helper.language == "en" else 0.0
    stars = round(min(5.0, max(1.0, (4.7 if goes_well else 1.8) + asker.mood - wronged)))
    helper.first_deal = week if helper.first_deal is None else helper.first_deal
    helper.jobs_this_week += 1
    if week >= JUDGED_FROM:
        town.deals += 1
        town.bad += not goes_well
        town.with_cheats += helper.ring is not None
    _deal(town, asker, helper, week, goes_well=goes_well, stars=stars if town.chance.random() < REVIEWED else None)


def _record(who: Townsman, *, uses_standing: bool) -> Record:
    known = who.standing.as_helper if uses_standing and who.standing is not None else None
    return Record(stars_sum=sum(who.stars), stars_count=len(who.stars), completed=who.completed, standing=known)


def _deal(town: Town, asker: Townsman, helper: Townsman, week: int, *, goes_well: bool, stars: int | None) -> None:
    helper.completed += goes_well
    town.happened(helper.number, "kept" if goes_well else "left_undone", "helper", float(goes_well), asker.number, week)
    town.happened(asker.number, "kept", "asker", 1.0, helper.number, week)
    if stars is not None:
        helper.stars.append(stars)
        town.happened(helper.number, "review", "helper", (stars - 1) / 4, asker.number, week)


def _score(town: Town, week: int) -> None:
    """What the nightly job of the product does: witnesses, then everybody."""
    people, now = len(town.people), BEGIN + timedelta(weeks=week + 1)
    about, kinds, roles, values, by, weeks = (np.array(part) for part in zip(*town.facts, strict=True))
    kind = np.array([KINDS.index(each) for each in kinds])
    value, at_s = values.astype(np.float64), BEGIN.timestamp() + weeks.astype(np.float64) * 7 * 86_400
    said, reviewed = by >= 0, kind == KINDS.index("review")
    graph = credence.graph_of(about[said].astype(np.int32), by[said].astype(np.int32), 2 * value[said] - 1, people)
    checked = np.array([who.is_checked for who in town.people])
    believed = credence.credences(graph, people, checked) * credence.openness(graph, np.arange(people, dtype=np.uint64), checked)
    given = np.bincount(by[reviewed], minlength=people).astype(np.float64)
    harsh = formulas.harshness_of(given, np.bincount(by[reviewed], value[reviewed], people).astype(np.float64))
    columns = Columns(
        person=about.astype(np.int64),
        kind=kind,
        role=np.array([ROLES.index(each) for each in roles]),
        value=value,
        weight=np.ones(len(about)),
        at_s=at_s,
        by=np.where(said, by + 1, 0).astype(np.uint64),
        credence=np.where(said, believed[by], 1.0),
        harshness=np.where(said, harsh[by], 0.0),
    )
    overall, as_helper = formulas.scores(columns, people, now, formulas.CURRENT, roles=[None, "helper"])
    facts = formulas.counts(columns, people)
    for who in town.people[ASKERS:]:
        who.standing = _standing(who, int(overall.score[who.number]), int(as_helper.score[who.number]), facts[who.number], now)


def _standing(who: Townsman, score: int, as_helper: int, facts: int, now: datetime) -> Standing:
    return Standing(
        person_id=UUID(int=who.number),
        score=score,
        as_asker=score,
        as_helper=as_helper,
        as_merchant=score,
        facts=facts,
        formula=formulas.CURRENT.version,
        scored_at=now,
    )


def _judged(town: Town) -> Played:
    helpers = town.people[ASKERS:]
    honest = [who for who in helpers if who.ring is None]
    came = [who for who in honest if JUDGED_FROM <= who.joined < WEEKS - 1]
    soon = [who for who in came if who.first_deal is not None and who.first_deal <= who.joined + 1]
    return Played(
        bad=town.bad / town.deals,
        with_cheats=town.with_cheats / town.deals,
        newcomers=len(soon) / len(came),
        honest_median=_median(honest),
        cheats_median=_median([who for who in helpers if who.ring is not None]),
        honest=honest,
    )


def _median(people: list[Townsman]) -> float:
    return float(np.median([who.standing.as_helper for who in people if who.standing is not None]))
