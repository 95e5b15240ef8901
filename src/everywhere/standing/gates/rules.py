"""Who passes a gate: by standing, or as a newcomer with little at stake."""

from collections.abc import Sequence

from everywhere.standing.gates.types import EVERYWHERE, Doing, Gate, Job, Passage, StandingTooLow, Way
from everywhere.standing.scores.actions import AT_FIRST
from everywhere.standing.scores.types import Standing

NEWCOMER_FACTS = 10
"""From so much evidence on, nobody is a newcomer."""
FALLEN = 15
"""Who lies this far below the beginning broke promises, which is not the same as being new."""


def narrowest(gates: Sequence[Gate], category: str, *, to_ask: int, to_offer: int) -> Gate:
    """The gate that counts: a community's own for the category, then a community's, then the category's, then everybody's.

    Without any the category's own figures count.
    """
    own = Gate(community_id=EVERYWHERE, category=category, to_ask=to_ask, to_offer=to_offer, newcomer_fee_minor=0)
    return max(gates, key=lambda gate: (gate.community_id != EVERYWHERE, gate.category != ""), default=own)


def passage(gate: Gate, doing: Doing, standing: Standing | None, job: Job) -> Passage:
    """Whether somebody passes. Who did not agree to be scored is as good as new: nobody is shut out for saying no."""
    needed = gate.least(doing)
    have = None if standing is None else standing.in_role("asker" if doing == "ask" else "helper")
    is_newcomer = standing is None or (standing.facts < NEWCOMER_FACTS and standing.score > AT_FIRST - FALLEN)
    is_small = job.is_held and job.fee_minor is not None and job.fee_minor <= gate.newcomer_fee_minor
    way: Way = "newcomer" if is_newcomer and is_small else "closed"
    if needed == 0:
        way = "open"
    elif have is not None and have >= needed:
        way = "standing"
    return Passage(way, needed, have, gate.newcomer_fee_minor, is_newcomer)


def must_pass(found: Passage) -> None:
    """Raise StandingTooLow for a gate that is closed, with what would open it."""
    if found.way == "closed":
        raise StandingTooLow(
            needed=found.needed,
            have=AT_FIRST if found.have is None else found.have,
            newcomer_fee_minor=found.newcomer_fee_minor if found.is_newcomer else 0,
        )
