"""What trades say of who sold: kept by the share that stayed sold, never by the amount; and what a crowd of unknown buyers is worth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.pay.complaints.types import Complaint, Reason, Stage
from everywhere.pay.trades.types import Trade
from everywhere.standing.credence import rules as credence
from everywhere.standing.evidence.types import SALE_WEIGHT, Fact
from everywhere.standing.formula import rules as formulas
from everywhere.standing.selling import rules

PAID_AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
NOW = PAID_AT + timedelta(days=30)
SELLER, BUYER = UUID(int=1), UUID(int=2)
DAY_S = 86_400

pytestmark = pytest.mark.once


def a_trade(**changes: object) -> Trade:
    made = Trade(
        seller_id=SELLER,
        trade_no="2" * 28,
        app_id="",
        out_trade_no="o",
        amount_minor=1000,
        currency="CNY",
        digest=b"",
        terms={"subject": "tea"},
        stage="paid",
        buyer_id=BUYER,
        created_at=PAID_AT,
        expires_at=PAID_AT,
        paid_at=PAID_AT,
    )
    return replace(made, **changes)


def a_complaint(stage: Stage, *, reason: Reason = "damaged", refund_minor: int | None = None) -> Complaint:
    at = PAID_AT + timedelta(days=9)
    return Complaint(
        seller_id=SELLER,
        complaint_no="6" * 28,
        trade_no="2" * 28,
        app_id="",
        buyer_id=BUYER,
        reason=reason,
        text="cold",
        stage=stage,
        due_at=None,
        refund_minor=refund_minor,
        opened_at=PAID_AT + timedelta(days=8),
        changed_at=at,
        ended_at=None if stage in ("seller", "buyer", "operator") else at,
    )


def promise(trade: Trade, complaint: Complaint | None = None, *, is_circle: bool = False, now: datetime = NOW) -> Fact | None:
    return rules.promise_of(trade, complaint, is_circle=is_circle, now=now)


def told(trade: Trade, complaint: Complaint | None = None, *, conceded: int = 0) -> list[Fact]:
    both = promise(trade, complaint), rules.dispute_of(trade, complaint, conceded_minor=conceded)
    return [fact for fact in both if fact is not None]


def points(*facts: Fact) -> float:
    return formulas.scored(facts, NOW).exact


def test_a_trade_is_a_quarter_of_a_deal_about_its_seller_alone_whatever_it_cost():
    small, large = promise(a_trade()), promise(a_trade(amount_minor=9_999_900))

    assert small == large
    assert small is not None
    assert (small.person_id, small.role, small.kind, small.weight) == (SELLER, "merchant", "kept", SALE_WEIGHT)
    assert (small.receipt_kind, small.receipt_id, small.category) == ("trade", a_trade().id, "")


@pytest.mark.parametrize(
    "trade",
    [a_trade(paid_at=None, stage="waiting"), a_trade(paid_at=NOW - timedelta(days=6)), a_trade(holding="held")],
    ids=["unpaid", "too soon", "not handed over"],
)
def test_what_cannot_be_known_yet_is_not_told(trade: Trade):
    assert told(trade) == []


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_what_a_buyer_sends_back_takes_from_what_was_kept_and_is_no_fault(one: int, other: int):
    less, more = sorted([one, other])
    stayed, sent_back = (points(*told(a_trade(refunded_minor=minor))) for minor in (less, more))

    assert formulas.scored([], NOW).exact <= sent_back <= stayed


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_the_more_an_operator_lets_be_given_back_the_lower_the_score(one: int, other: int):
    less, more = sorted([one, other])
    found = [points(*told(a_trade(refunded_minor=minor), a_complaint("decided", refund_minor=minor))) for minor in (less, more)]

    assert found[1] <= found[0]
    assert found[1] < points(*told(a_trade(refunded_minor=more)))


def test_who_pays_the_buyer_too_is_not_praised_by_them_and_a_lost_complaint_counts_all_the_same():
    assert promise(a_trade(), is_circle=True) is None
    undone = promise(a_trade(refunded_minor=1000), a_complaint("decided", refund_minor=1000), is_circle=True)
    assert undone is not None
    assert undone.kind == "left_undone"


@pytest.mark.parametrize("stage", ["seller", "buyer", "operator"])
def test_while_a_complaint_is_open_nothing_is_said(stage: Stage):
    assert told(a_trade(), a_complaint(stage)) == []


@pytest.mark.parametrize("stage", ["withdrawn", "decided", "settled"])
def test_a_complaint_without_money_given_back_leaves_the_trade_as_it_was(stage: Stage):
    assert told(a_trade(), a_complaint(stage)) == told(a_trade())


def test_what_was_made_good_says_half_of_what_was_decided_and_a_change_of_mind_nothing():
    back = a_trade(refunded_minor=500)
    [_, settled] = told(back, a_complaint("settled"), conceded=500)
    [_, decided] = told(back, a_complaint("decided", refund_minor=500))

    assert (settled.kind, settled.value, settled.weight) == ("dispute", 0.0, decided.weight / 2)
    assert told(back, a_complaint("settled", reason="other"), conceded=500) == told(back)


@given(
    refunded=st.integers(0, 1000),
    stage=st.sampled_from(get_args(Stage)),
    reason=st.sampled_from(get_args(Reason)),
    refund=st.integers(0, 1000),
    is_circle=st.booleans(),
)
def test_facts_of_trades_stay_within_their_weight(*, refunded: int, stage: Stage, reason: Reason, refund: int, is_circle: bool):
    complaint = a_complaint(stage, reason=reason, refund_minor=refund)
    trade = a_trade(refunded_minor=max(refunded, refund))
    found = [promise(trade, complaint, is_circle=is_circle), rules.dispute_of(trade, complaint, conceded_minor=refund)]

    assert all(0 < fact.weight <= SALE_WEIGHT for fact in found if fact is not None)


def custom(sales: list[tuple[int, int, float]], unknown: list[bool]) -> list[float]:
    """What buyers are worth by who sold to whom, and on which day."""
    shop, buyer, day = (np.array(part) for part in zip(*sales, strict=True))
    return credence.custom(shop, buyer, day * float(DAY_S), np.array(unknown)).tolist()


def test_a_hundred_unknown_buyers_of_one_night_are_worth_five_and_one_a_day_are_worth_each():
    people = [True] * 102
    night = custom([(0, 1 + number, number / 1000) for number in range(100)], people)
    daily = custom([(0, 1 + number, float(number)) for number in range(100)], people)

    assert sum(night[1:101]) == pytest.approx(sum(1 / k for k in range(1, 101)))
    assert set(daily) == {1.0}


def test_who_is_known_and_who_also_comes_where_no_crowd_is_are_believed_whole():
    crowd = [(0, number, 0.0) for number in range(2, 12)]
    unknown = [True] * 12
    unknown[2] = False
    found = custom([*crowd, (1, 3, 50.0)], unknown)

    assert (found[2], found[3]) == (1.0, 1.0)
    assert found[4] == pytest.approx(sum(1 / k for k in range(1, 10)) / 9)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(2, 9), st.integers(0, 30)), min_size=1, max_size=40))
def test_the_order_of_sales_and_a_sale_told_twice_change_nothing(sales: list[tuple[int, int, int]]):
    hours = [(shop, buyer, hour / 24) for shop, buyer, hour in sales]
    found = custom(hours, [True] * 10)
    shuffled = custom(hours[::-1], [True] * 10)

    assert found == shuffled
    assert all(0 < worth <= 1 for worth in found)
    assert custom([*hours, hours[0]], [True] * 10) == found


def test_nobody_sold_anything():
    nothing = np.zeros(0, np.int64)
    assert credence.custom(nothing, nothing, np.zeros(0), np.ones(3, np.bool_)).tolist() == [1.0] * 3
