"""Whose turn it is in a complaint: every side's every move at every stage, and what time does."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.pay.complaints import rules
from everywhere.pay.complaints.types import Complaint, ComplaintPastThisStep, Move, NothingToComplainOf, Side, Stage
from everywhere.pay.trades.types import Trade

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SELLER, BUYER, OTHER = (UUID(int=number) for number in (1, 2, 3))
OVER = ("settled", "decided", "withdrawn")

pytestmark = pytest.mark.once


def paid(**changes: object) -> Trade:
    made = Trade(
        seller_id=SELLER,
        trade_no="2" * 28,
        app_id="a",
        out_trade_no="o",
        amount_minor=100,
        currency="CNY",
        digest=b"",
        terms={"subject": "tea"},
        stage="paid",
        buyer_id=BUYER,
        created_at=NOW,
        expires_at=NOW,
        paid_at=NOW,
    )
    return replace(made, **changes)


def opened() -> Complaint:
    return rules.opened(paid(), BUYER, "6" * 28, reason="damaged", text="cold", now=NOW)


@given(st.lists(st.tuples(st.sampled_from(get_args(Side)), st.sampled_from(get_args(Move)), st.integers(0, 200)), max_size=30))
def test_only_the_moves_that_are_offered_are_taken_and_what_is_over_stays_over(moves: list[tuple[Side, Move, int]]):
    found, now = opened(), NOW
    for side, move, hours in moves:
        now += timedelta(hours=hours)
        before = rules.as_of(found, now)
        if move in rules.moves(before, side):
            found = rules.moved(before, side, move, now=now)
            assert found.version == before.version + 1
        else:
            with pytest.raises(ComplaintPastThisStep):
                rules.moved(before, side, move, now=now)
            found = before
        assert (found.stage in OVER) == (found.ended_at is not None)
        assert (found.due_at is None) == (found.stage not in ("seller", "buyer"))
        if before.stage in OVER:
            assert found == before


def test_each_open_stage_has_a_side_that_can_end_it():
    ending = {"answer", "settle", "decide"}
    for stage in ("seller", "buyer", "operator"):
        assert any(ending & set(rules._MOVES.get((stage, side), ())) for side in get_args(Side))
    assert all((stage, side) not in rules._MOVES for stage, side in itertools.product(OVER, get_args(Side)))
    assert set(get_args(Stage)) == {"seller", "buyer", "operator", *OVER}


def test_a_silent_seller_lets_it_go_to_an_operator_and_a_silent_buyer_lets_it_be():
    found = opened()
    assert rules.as_of(found, NOW + rules.SELLER_HAS - timedelta(seconds=1)) == found
    assert rules.as_of(found, NOW + rules.SELLER_HAS).stage == "operator"
    answered = rules.moved(found, "seller", "answer", now=NOW)
    assert rules.as_of(answered, NOW + rules.BUYER_HAS).stage == "settled"


@pytest.mark.parametrize(
    ("trade", "now"),
    [
        (paid(buyer_id=OTHER), NOW),
        (paid(paid_at=None, stage="waiting"), NOW),
        (paid(), NOW + rules.WITHIN),
    ],
)
def test_one_complains_of_what_one_paid_for_lately(trade: Trade, now: datetime):
    with pytest.raises(NothingToComplainOf):
        rules.opened(trade, BUYER, "6" * 28, reason="other", text="x", now=now)
