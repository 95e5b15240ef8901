"""Two abuses of standing in a crowd of generated facts, weighed by the product's own rules: extortion by review, and small rings.

*Extortion.* Twenty people book good helpers of whom they want money back: they open a dispute over good work, mostly lose it, and
leave one star, or leave it without. Others are honest: they praise and blame what they got, dispute what went badly and
lose some of it, too; one of ten is strict, takes two stars off and disputes whatever went badly. What the targets lost by it is looked at with and without `candour`, and who else is doubted.

*Rings.* Two to eight people praise each other week after week and deal honestly a few times each. What is looked at is how many points
their praise gives them, with and without `openness`, in a town of neighbourhoods in which honest people deal with their neighbours.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from everywhere.help.promises.rules import SORE
from everywhere.standing.credence import rules
from everywhere.standing.credence.actions import Witnesses
from everywhere.standing.evidence.types import KINDS, ROLES, Kind
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import Columns, Floats

HELPERS = 400
ASKERS = 600
TARGETS = 40
EXTORTERS = 20
PRESSED_EACH = 15
DEALS_EACH = 6
STRICT = 0.1
WINS_RIGHTLY = 0.85
"""So many of the disputes over bad work are won by who asked for it, and as many of those over good work by the helper."""
DISPUTED = 0.4
HOODS, HOOD = 10, 60
PRAISE = 20
"""So often each of a ring praises each other."""
SIZES = range(2, 9)
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(slots=True)
class Crowd:
    """Facts about people who are counted from 0, as they come."""

    chance: random.Random
    people: int
    facts: list[tuple[int, int, str, float, float, int, float]] = field(default_factory=list)

    def add(self, about: int, by: int, kind: Kind, role: str, value: float, weight: float = 1.0) -> None:
        """One more fact, some time in the last year."""
        at = NOW - timedelta(days=self.chance.uniform(0, 365))
        self.facts.append((about, by, kind, value, weight, ROLES.index(role), at.timestamp()))

    def columns(self) -> Columns:
        """As the product reads them, in the order of people; nobody weighed yet."""
        about, by, kind, value, weight, role, at_s = (np.array(part) for part in zip(*sorted(self.facts), strict=True))
        return Columns(
            person=about.astype(np.int64),
            kind=np.array([KINDS.index(each) for each in kind.tolist()]),
            role=role.astype(np.int64),
            value=value.astype(np.float64),
            weight=weight.astype(np.float64),
            at_s=at_s.astype(np.float64),
            by=(by + 1).astype(np.uint64),
            credence=np.ones(len(about)),
            harshness=np.zeros(len(about)),
        )


@dataclass(frozen=True, slots=True)
class Extortion:
    """Mean scores of the targets: had the extorters said nothing, as it is without candour, and with it; how many of the extorters, of the other
    askers and of the strict among them are doubted, and the least that an honest word counts.
    """

    spared: float
    pressed: float
    with_candour: float
    extorters_doubted: float
    honest_doubted: float
    strict_doubted: float
    least_honest: float

    @property
    def recovered(self) -> float:
        """The share of what the targets lost that they have again."""
        return (self.with_candour - self.pressed) / (self.spared - self.pressed)


def extortion(seed: int = 7) -> Extortion:
    """A year of it."""
    town = Crowd(random.Random(seed), HELPERS + ASKERS + EXTORTERS)  # noqa: S311 - a seeded crowd needs no secrecy
    strict = {HELPERS + number for number in range(ASKERS) if town.chance.random() < STRICT}
    for asker in range(HELPERS, HELPERS + ASKERS):
        for _ in range(1 + int(town.chance.expovariate(1 / DEALS_EACH))):
            _asked(town, asker, town.chance.randrange(HELPERS), is_strict=asker in strict)
    booked = [
        (who, target) for who in range(HELPERS + ASKERS, town.people) for target in town.chance.sample(range(TARGETS), PRESSED_EACH)
    ]
    level = replace(town, facts=[*town.facts])
    for extorter, target in booked:
        level.add(extorter, target, "kept", "asker", 1.0)
        level.add(target, extorter, "kept", "helper", 1.0)
        _pressed(town, extorter, target)
    spared, pressed = level.columns(), town.columns()
    credence = _walked(pressed, town.people, np.arange(town.people) % 3 == 0)
    by, spoken, against = rules.spoken_of(pressed, np.full(len(pressed.by), -np.inf))
    candour = np.ones(town.people)
    candour[by.astype(np.int64) - 1] = rules.candour(spoken.astype(np.float64), against.astype(np.float64))
    honest = candour[HELPERS : HELPERS + ASKERS]
    return Extortion(
        spared=_targets(spared, credence, town.people),
        pressed=_targets(pressed, credence, town.people),
        with_candour=_targets(pressed, credence, town.people, candour),
        extorters_doubted=float((candour[HELPERS + ASKERS :] < 1).mean()),
        honest_doubted=float((honest < 1).mean()),
        strict_doubted=float((candour[sorted(strict)] < 1).mean()),
        least_honest=float(honest.min()),
    )


def _asked(town: Crowd, asker: int, helper: int, *, is_strict: bool) -> None:
    goes_well = town.chance.random() < 0.9
    stars = town.chance.choice((4, 5, 5)) if goes_well else town.chance.choice((1, 2))
    stars = max(1, stars - (2 if is_strict else 0))
    if goes_well or (town.chance.random() >= DISPUTED and not is_strict):
        _kept(town, asker, helper, stars)
    else:
        _disputed(town, asker, helper, stars, is_won=town.chance.random() < WINS_RIGHTLY)


def _pressed(town: Crowd, extorter: int, target: int) -> None:
    """Good work: half of the time a dispute first; one star in any case."""
    if town.chance.random() < 0.5:
        _disputed(town, extorter, target, 1, is_won=town.chance.random() >= WINS_RIGHTLY)
    else:
        _kept(town, extorter, target, 1)


def _kept(town: Crowd, asker: int, helper: int, stars: int) -> None:
    town.add(asker, helper, "kept", "asker", 1.0)
    town.add(helper, asker, "kept", "helper", 1.0)
    town.add(helper, asker, "review", "helper", (stars - 1) / 4)


def _disputed(town: Crowd, asker: int, helper: int, stars: int, *, is_won: bool) -> None:
    town.add(helper, asker, "dispute", "helper", float(not is_won))
    town.add(asker, helper, "dispute", "asker", float(is_won))
    town.add(helper, asker, "left_undone" if is_won else "kept", "helper", float(not is_won))
    town.add(helper, asker, "review", "helper", (stars - 1) / 4, 1.0 if is_won else SORE)


def _targets(columns: Columns, credence: Floats, people: int, candour: Floats | None = None) -> float:
    return float(np.mean(_scores(columns, credence, people, candour)[:TARGETS]))


@dataclass(frozen=True, slots=True)
class Rings:
    """Points that praise gives a member of the ring that gains most by it, and its size, by the walk alone and with openness; and
    of honest people with neighbours in common how many are doubted, and the least that the word of one counts.
    """

    honest_deals: int
    by_walk: float
    with_openness: float
    size: int
    honest_doubted: float
    least_honest: float


def rings(honest_deals: int, seed: int = 7) -> Rings:
    """Rings of each size, members of which deal honestly so often; the worst of them."""
    found = [_ring(size, honest_deals, seed) for size in SIZES]
    worst = max(range(len(found)), key=lambda at: found[at][1])
    _, opened, doubted, least = found[worst]
    return Rings(honest_deals, max(each[0] for each in found), opened, SIZES[worst], doubted, least)


def _ring(size: int, honest_deals: int, seed: int) -> tuple[float, float, float, float]:
    crowd = HOODS * HOOD
    town = Crowd(random.Random(seed), crowd + size)  # noqa: S311 - a seeded crowd needs no secrecy
    for person in range(crowd):
        for _ in range(1 + int(town.chance.expovariate(1 / 6))):
            near = person // HOOD * HOOD + town.chance.randrange(HOOD)
            other = near if town.chance.random() < 0.8 else town.chance.randrange(crowd)
            if other != person:
                _kept(town, person, other, 5)
    for member in range(crowd, crowd + size):
        for _ in range(honest_deals):
            _kept(town, town.chance.randrange(crowd), member, 5)
    honest = town.columns()
    for member in range(crowd, crowd + size):
        for other in range(crowd, crowd + size):
            for _ in range(PRAISE if member != other else 0):
                _kept(town, other, member, 5)
    praised = town.columns()
    anchors = np.arange(town.people) % 8 == 0
    anchors[crowd:] = False
    graph = _graph(praised, town.people)
    openness = rules.openness(graph, np.arange(town.people, dtype=np.uint64), anchors)
    walked = rules.credences(graph, town.people, anchors)
    at_first = float(_scores(honest, _walked(honest, town.people, anchors), town.people)[crowd:].mean())
    by_walk = float(_scores(praised, walked, town.people)[crowd:].mean())
    opened = float(_scores(praised, np.maximum(rules.CREDENCE_MIN, walked * openness), town.people)[crowd:].mean())
    return by_walk - at_first, opened - at_first, float((openness[:crowd] < 0.9).mean()), float(openness[:crowd].min())


def _graph(columns: Columns, people: int) -> rules.Graph:
    by = columns.by.astype(np.int64) - 1
    return rules.graph_of(columns.person.astype(np.int32), by.astype(np.int32), 2 * columns.value - 1, people)


def _walked(columns: Columns, people: int, anchors: NDArray[np.bool_]) -> Floats:
    return rules.credences(_graph(columns, people), people, anchors)


def _scores(columns: Columns, credence: Floats, people: int, candour: Floats | None = None) -> Floats:
    whole = np.ones(people)
    numbers = np.arange(1, people + 1, dtype=np.uint64)
    who = Witnesses(numbers, credence, np.zeros(people), whole if candour is None else candour, whole)
    return formulas.score(who.weigh(columns), people, NOW, role="helper").exact
