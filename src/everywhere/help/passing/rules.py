"""A gate's word to somebody, and what they can do next."""

from collections.abc import Sequence
from typing import Literal

from everywhere.help.passing.types import Next, NextCode, Told
from everywhere.kernel import catalogue
from everywhere.kernel.catalogue import Language
from everywhere.notify import actions as notify
from everywhere.standing.explaining.types import StepCode
from everywhere.standing.gates import actions as gates
from everywhere.standing.gates.types import EVERYWHERE, Job, Passage
from everywhere.standing.scores.types import WayTo

Whose = Literal["nobody", "everywhere", "category", "community", "both"]
CHECKS: tuple[StepCode, ...] = ("verify_phone", "verify_email", "join_community")


def whose(passage: Passage) -> Whose:
    """Whose gate it is: everybody's, of the kind of help, of the community, or of both; nobody's where nothing is asked."""
    if not passage.needed:
        return "nobody"
    if passage.gate.community_id == EVERYWHERE:
        return "category" if passage.gate.category else "everywhere"
    return "both" if passage.gate.category else "community"


def hardest(found: Sequence[Passage]) -> Passage:
    """Of the gates of several communities the one that decides: one that is closed, else the one that asks most."""
    return max(found, key=lambda passage: (passage.way == "closed", passage.needed))


def next_steps(passage: Passage, job: Job, way: WayTo | None) -> list[Next]:
    """What opens a closed gate, the nearest first: a newcomer's job, then promises, then what can be checked today."""
    if passage.way != "closed":
        return []
    small = gates.lacks(passage.gate, job) if passage.is_newcomer and passage.newcomer_fee_minor else []
    found = [Next(code) for code in small]
    if way is None:
        return [*found, Next("be_scored")]
    if way.promises is not None:
        found.append(Next("keep_promises", way.promises))
    return [*found, *(Next(step.code, step.count, step.points) for step in way.steps if step.code in CHECKS)]


def text(told: Told, language: Language) -> str:
    """What the gate asks and why, and how it looks upon this person."""
    passage, of = told.passage, whose(told.passage)
    if of == "nobody":
        return _say("passing_open", told, language)
    you = passage.way if passage.have is not None or passage.way == "newcomer" else "unscored"
    return _say("passing_joint", told, language).join(
        [_say(f"passing_{of}_{told.doing}", told, language), _say(f"passing_you_{you}", told, language)]
    )


def deposit_text(told: Told, language: Language) -> str:
    """What the gate says of a deposit: how much, why, when it comes back, and from which standing on nobody puts one down."""
    passage = told.passage
    if passage.deposit == "waived":
        return _say("passing_deposit_waived", told, language)
    if not passage.gate.deposit_waived_from:
        return _say("passing_deposit_asked", told, language)
    how = "passing_deposit_unscored" if passage.have is None else "passing_deposit_below"
    return _say("passing_joint", told, language).join([_say("passing_deposit_asked", told, language), _say(how, told, language)])


def next_text(step: Next, told: Told, language: Language) -> str:
    """One next step as a sentence."""
    return _say(f"passing_next_{step.code}", told, language, count=step.count, points=step.points)


def _say(code: str, told: Told, language: Language, **more: object) -> str:
    english = language == "en"
    passage, community = told.passage, told.community
    named = "" if community is None else community.name_en if english else community.name_zh
    facts = {
        "category": told.category.name_en if english else told.category.name_zh,
        "community": named,
        "needed": passage.needed,
        "have": passage.have,
        "lacking": 0 if passage.have is None else max(0, passage.needed - passage.have),
        "fee": notify.written(passage.newcomer_fee_minor, told.currency),
        "deposit": notify.written(passage.gate.deposit_minor, told.currency),
        "waived_from": passage.gate.deposit_waived_from,
    }
    return catalogue.say(catalogue.phrases()[code], language, {**facts, **more})


__all__ = ["NextCode", "hardest", "next_steps", "next_text", "text", "whose"]
