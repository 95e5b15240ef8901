"""Who passes a gate: by standing, or as a newcomer with little at stake."""

from collections.abc import Mapping, Sequence

from everywhere.standing.evidence.types import Role
from everywhere.standing.gates.types import EVERYWHERE, Deposit, Doing, Gate, Job, Lack, Passage, StandingTooLow, Way
from everywhere.standing.scores.actions import AT_FIRST
from everywhere.standing.scores.types import Standing

NEWCOMER_FACTS = 10
"""From so much evidence on, nobody is a newcomer."""
ROLE: Mapping[Doing, Role] = {"ask": "asker", "offer": "helper"}
FALLEN = 15
"""Who lies this far below the beginning broke promises, which is not the same as being new."""


def narrowest(gates: Sequence[Gate], category: str, *, to_ask: int, to_offer: int) -> Gate:
    """The gate that counts: a community's own for the category, then a community's, then the category's, then everybody's.

    Without any the category's own figures count.
    """
    own = Gate(community_id=EVERYWHERE, category=category, to_ask=to_ask, to_offer=to_offer, newcomer_fee_minor=0)
    return max(gates, key=lambda gate: (gate.community_id != EVERYWHERE, gate.category != ""), default=own)


def passage(
    gate: Gate, doing: Doing, standing: Standing | None, job: Job, *, have: int | None = None, is_back: bool = False
) -> Passage:
    """Whether somebody passes, with the score `have` where it is not that of the role. Who did not agree to be scored is as good as new: nobody is shut out for saying no.
    Who is back from an account with broken promises is not new.
    """
    needed = gate.least(doing)
    if standing is not None and have is None:
        have = standing.in_role(ROLE[doing])
    is_newcomer = standing is None or (not is_back and standing.facts < NEWCOMER_FACTS and standing.score > AT_FIRST - FALLEN)
    way: Way = "newcomer" if is_newcomer and gate.newcomer_fee_minor and not lacks(gate, job) else "closed"
    if needed == 0:
        way = "open"
    elif have is not None and have >= needed:
        way = "standing"
    return Passage(gate, way, needed, have, gate.newcomer_fee_minor, is_newcomer, deposit(gate, doing, have, job))


def deposit(gate: Gate, doing: Doing, have: int | None, job: Job) -> Deposit:
    """Whether who asks puts a deposit down: only beside a fee that is held, and not from the standing on that waives it."""
    if doing != "ask" or not gate.deposit_minor or not job.is_held:
        return "none"
    return "waived" if have is not None and 0 < gate.deposit_waived_from <= have else "asked"


def asks_standing(gate: Gate, doing: Doing) -> bool:
    """Whether this gate looks at standing at all."""
    return gate.least(doing) > 0 or (doing == "ask" and gate.deposit_minor > 0)


def lacks(gate: Gate, job: Job) -> list[Lack]:
    """What keeps a job from being small enough for a newcomer."""
    found: list[Lack] = []
    if job.fee_minor is None:
        found.append("fee_not_named")
    elif job.fee_minor > gate.newcomer_fee_minor:
        found.append("fee_too_high")
    return found if job.is_held else [*found, "fee_not_held"]


def must_pass(doing: Doing, found: Passage) -> None:
    """Raise StandingTooLow for a gate that is closed, with what would open it."""
    if found.way == "closed":
        raise StandingTooLow(
            doing=doing,
            needed=found.needed,
            have=AT_FIRST if found.have is None else found.have,
            newcomer_fee_minor=found.newcomer_fee_minor if found.is_newcomer else 0,
        )
