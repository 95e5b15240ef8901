"""Who passes a gate, and which gate it is."""

from dataclasses import replace
from uuid import UUID

import pytest

from everywhere.standing.gates import rules
from everywhere.standing.gates.types import EVERYWHERE, Gate, Job, StandingTooLow
from everywhere.standing.scores.actions import AT_FIRST
from everywhere.standing.scores.types import Standing
from support.standing import NOW, SOMEBODY

ESTATE = UUID(int=9)
GATE = Gate(community_id=EVERYWHERE, category="", to_ask=600, to_offer=650, newcomer_fee_minor=5000)
SMALL = Job(5000, is_held=True)


def standing(score: int, facts: int = 50) -> Standing:
    return Standing(
        person_id=SOMEBODY,
        score=score,
        as_asker=score,
        as_helper=score,
        as_merchant=score,
        facts=facts,
        formula=1,
        scored_at=NOW,
    )


@pytest.mark.parametrize(
    ("doing", "who", "job", "way"),
    [
        ("ask", standing(600), Job(None, is_held=False), "standing"),
        ("offer", standing(649), SMALL, "closed"),
        ("offer", standing(650), Job(10**6, is_held=False), "standing"),
        ("offer", None, SMALL, "newcomer"),
        ("offer", standing(630, facts=3), SMALL, "newcomer"),
        ("offer", standing(AT_FIRST - 20, facts=3), SMALL, "closed"),
        ("offer", None, Job(5001, is_held=True), "closed"),
        ("offer", None, Job(5000, is_held=False), "closed"),
        ("offer", None, Job(None, is_held=True), "closed"),
    ],
)
def test_one_passes_by_standing_or_as_a_newcomer_with_little_at_stake(doing, who, job, way):
    assert rules.passage(GATE, doing, who, job).way == way


@pytest.mark.parametrize(
    ("doing", "who", "is_held", "deposit", "due_minor"),
    [
        ("ask", standing(600), True, "waived", 0),
        ("ask", standing(599), True, "asked", 700),
        ("ask", None, True, "asked", 700),
        ("ask", standing(350), False, "none", 0),
        ("offer", standing(350), True, "none", 0),
    ],
)
def test_who_asks_puts_a_deposit_down_beside_a_held_fee_unless_standing_waives_it(doing, who, is_held, deposit, due_minor):
    gate = replace(GATE, to_ask=0, deposit_minor=700, deposit_waived_from=600)
    found = rules.passage(gate, doing, who, Job(5000, is_held=is_held))
    assert (found.deposit, found.deposit_minor) == (deposit, due_minor)
    never = rules.passage(replace(gate, deposit_waived_from=0), doing, standing(950), Job(5000, is_held=is_held))
    assert never.deposit != "waived"


def test_without_a_gate_everybody_passes():
    assert rules.passage(replace(GATE, to_ask=0), "ask", standing(350), Job(None, is_held=False)).way == "open"


def test_a_closed_gate_says_what_would_open_it():
    with pytest.raises(StandingTooLow) as refused:
        rules.must_pass("offer", rules.passage(GATE, "offer", standing(630, facts=3), Job(9000, is_held=True)))

    assert refused.value.facts == {"doing": "offer", "needed": 650, "have": 630, "newcomer_fee_minor": 5000}


def test_the_narrowest_gate_counts():
    category = replace(GATE, category="plumber", to_ask=610)
    community = replace(GATE, community_id=ESTATE, to_ask=620)
    both = replace(community, category="plumber", to_ask=630)
    own = {"to_ask": 700, "to_offer": 0}

    assert rules.narrowest([GATE, category, community, both], "plumber", **own) == both
    assert rules.narrowest([GATE, category, community], "plumber", **own) == community
    assert rules.narrowest([GATE, category], "plumber", **own) == category
    assert rules.narrowest([], "plumber", **own).to_ask == 700
