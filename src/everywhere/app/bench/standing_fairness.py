"""`everywhere bench standing-fairness`: whether honest people of every neighbourhood, language and tenure pass the gate alike.

The town of `bench standing` is played twice: level, where a group says nothing about anybody, and slanted, where askers take stars
from helpers who speak English and few needs come near the south. What a score carries on of such wrongs shows in the second.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.standing_town import GATE, LEVEL, WEEKS, Slant, Townsman, played
from everywhere.kernel.clock import system_clock
from everywhere.standing.fairness import rules
from everywhere.standing.fairness.types import FOUR_FIFTHS, By, Comparison, Group
from everywhere.standing.gates import rules as gates
from everywhere.standing.gates.types import Job
from everywhere.standing.scores.types import Standing

TOWNS = {"level town": LEVEL, "slanted town": Slant(stars=0.7, southern_needs=0.5)}
SEEDS = (7, 8, 9)
"""Groups of one town are small; of three they say something."""
USUAL_MINOR = 4450
USUAL = Job(USUAL_MINOR, is_held=True)
"""The median of what is asked for in the town."""
WEEKS_OF = {"under 3 months": 13, "3 to 9 months": 39}


async def measure(_rounds: int) -> Result:
    """Both towns, each from three seeds together."""
    found: list[Figure] = []
    notes = list(_NOTES)
    for name, slant in TOWNS.items():
        honest = await asyncio.to_thread(_honest, slant)
        let_in = compared(honest, reaches=is_let_in)
        for reached, passed in zip(compared(honest, reaches=_has_the_score), let_in, strict=True):
            found += _figures(name, reached, passed)
            notes.append(_told(name, reached, passed))
    return Result("standing-fairness", system_clock(), figures.machine(), len(SEEDS), found, notes)


def compared(honest: Sequence[Townsman], *, reaches: Callable[[Standing], bool]) -> list[Comparison]:
    """Groups of honest helpers by their scores as helpers, and how many of each reach something."""
    ways: dict[By, dict[str, list[Standing]]] = {"community": {}, "language": {}, "tenure": {}}
    for who in honest:
        if who.standing is not None:
            names: dict[By, str] = {"community": who.neighbourhood, "language": who.language, "tenure": _tenure(who)}
            for by, name in names.items():
                ways[by].setdefault(name, []).append(who.standing)
    return [
        rules.compared(by, [_group(name, members, reaches) for name, members in sorted(groups.items())])
        for by, groups in ways.items()
    ]


def is_let_in(standing: Standing) -> bool:
    """Whether somebody may offer help for a usual job: by their score, or as a newcomer."""
    return gates.passage(GATE, "offer", standing, USUAL).way != "closed"


def _group(name: str, members: Sequence[Standing], reaches: Callable[[Standing], bool]) -> Group:
    whole = rules.group_of(name, [standing.as_helper for standing in members], GATE.to_offer)
    return replace(whole, passing=sum(reaches(standing) for standing in members))


def _has_the_score(standing: Standing) -> bool:
    return standing.as_helper >= GATE.to_offer


def _honest(slant: Slant) -> list[Townsman]:
    return [who for seed in SEEDS for who in played(uses_standing=True, seed=seed, slant=slant).honest]


def _tenure(who: Townsman) -> str:
    weeks = WEEKS - who.joined
    return next((name for name, most in WEEKS_OF.items() if weeks < most), "over 9 months")


def _figures(town: str, reached: Comparison, passed: Comparison) -> list[Figure]:
    medians = [group.median for group in reached.groups]
    by = reached.by
    return [
        Figure(f"{town}: let in to a usual job by {by}, least ÷ best group ({passed.least})", _ratio(passed), "×", bar=FOUR_FIFTHS),
        Figure(f"{town}: gate reached by score alone, by {by} ({reached.least})", _ratio(reached), "×", bar=_bar(by)),
        Figure(f"{town}: medians by {by}, highest less lowest", max(medians) - min(medians), "points"),
    ]


def _bar(by: By) -> float | None:
    # Who came lately has kept few promises yet, which is what the gate asks about; newcomers have their own way past it.
    return None if by == "tenure" else FOUR_FIFTHS


def _ratio(found: Comparison) -> float:
    if found.ratio is None:
        raise ValueError(f"nothing to compare by {found.by}")
    return found.ratio


def _told(town: str, reached: Comparison, passed: Comparison) -> str:
    groups = [
        f"{g.name} ({g.people}): quartiles {g.low}/{g.median}/{g.high}, {g.rate:.0%} reach the gate, {p.rate:.0%} are let in"
        for g, p in zip(reached.groups, passed.groups, strict=True)
    ]
    return f"{town[0].upper()}{town[1:]}, by {reached.by}: {'; '.join(groups)}."


_NOTES = [
    (
        f"A year in the town of `bench standing`, three seeds together, honest helpers alone, by their score as helpers at a gate of {GATE.to_offer}. "
        f"A usual job is one of ¥{USUAL_MINOR / 100:.0f} whose fee is held: newcomers are let in to it past the gate. The bar is the four-fifths rule."
    ),
    (
        "In the slanted town askers give 0.7 stars too few to helpers who speak English, and half as many needs come near the south. Promises and "
        "disputes outweigh reviews, and a review counts by what its writer gives elsewhere: that is what keeps such wrongs small, not a correction by group."
    ),
]
