"""What a deal that is over says about both, and what it never says."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from everywhere.help.disputes.types import Dispute
from everywhere.help.promises import rules
from everywhere.help.reviews.types import Review, ReviewId
from support.deals import ASKER, HELPER, NOW, a_deal

STARTS = NOW + timedelta(hours=24)


def told(deal, dispute=None) -> list[tuple[str, str, float, float]]:
    return [(fact.role, fact.kind, fact.value, fact.weight) for fact in rules.of_deal(deal, dispute)]


def called_off(by, reason: str, *, hours_before: float, **changes: Any):
    return a_deal(
        stage="cancelled", cancelled_by=by, cancel_reason=reason, ended_at=STARTS - timedelta(hours=hours_before), **changes
    )


def a_review(stars: int = 1) -> Review:
    return Review(
        region=a_deal().region,
        id=ReviewId(uuid4()),
        deal_id=uuid4(),
        by_id=ASKER,
        about_id=HELPER,
        about_role="helper",
        category="carry",
        stars=stars,
        answers={},
        text="",
        reply="",
        replied_at=None,
        written_at=NOW,
        revealed_at=NOW,
        expires_at=NOW + timedelta(days=730),
    )


def a_dispute(to_helper_minor: int, *, decided: bool) -> Dispute:
    return Dispute(
        region=a_deal().region,
        deal_id=uuid4(),
        opened_by=ASKER,
        reason="badly_done",
        text="",
        picture_ids=[],
        stake_minor=10_000,
        currency="CNY",
        proposal_version=1,
        proposed_by=ASKER,
        to_helper_minor=to_helper_minor,
        is_escalated=decided,
        decided_by=uuid4() if decided else None,
        decision_note="",
        opened_at=NOW,
        resolved_at=NOW,
    )


def test_a_completed_deal_is_a_kept_promise_of_both():
    deal = a_deal(stage="completed", started_at=STARTS, ended_at=STARTS + timedelta(hours=1))

    assert told(deal) == [("helper", "kept", 1.0, 1.0), ("asker", "kept", 1.0, 1.0)]


def test_work_that_began_after_its_window_was_late():
    late = a_deal(stage="completed", started_at=STARTS + timedelta(hours=2, minutes=16), ended_at=STARTS + timedelta(hours=4))

    assert told(late)[0] == ("helper", "kept_late", rules.LATE_VALUE, 1.0)


def test_a_fact_names_its_receipt_its_category_and_the_other_one():
    helper, asker = rules.of_deal(deal := a_deal(stage="completed", ended_at=STARTS), None)

    assert (helper.person_id, helper.by_id, asker.by_id) == (HELPER, ASKER, HELPER)
    assert (helper.receipt_kind, helper.receipt_id, helper.category, helper.at) == ("deal", deal.id, "carry", STARTS)
    assert rules.of_deal(deal, None)[0].id == helper.id != asker.id


@pytest.mark.parametrize("stage", ["agreed", "funded", "under_way", "delivered", "disputed"])
def test_a_deal_that_is_not_over_says_nothing(stage):
    assert told(a_deal(stage=stage)) == []


@pytest.mark.parametrize(
    ("by", "reason", "hours_before", "expected"),
    [
        (HELPER, "cannot_make_it", 1, [("helper", "called_off", 0.0, 1.0)]),
        (HELPER, "cannot_make_it", 5, [("helper", "called_off", 0.0, 0.5)]),
        (HELPER, "cannot_make_it", 24, []),
        (ASKER, "changed_mind", 1, [("asker", "called_off", 0.0, 1.0)]),
        (HELPER, "illness", 1, []),
        (ASKER, "weather", 1, []),
        (HELPER, "not_as_described", 1, []),
        (ASKER, "other_side_absent", -0.5, [("helper", "not_there", 0.0, 0.5)]),
        (HELPER, "other_side_absent", -0.5, [("asker", "not_there", 0.0, 0.5)]),
        (None, "not_funded", 2, [("asker", "left_undone", 0.0, 0.5)]),
        (None, "not_started", -24, [("helper", "left_undone", 0.0, 1.0)]),
        (None, "not_delivered", -24, [("helper", "left_undone", 0.0, 1.0)]),
        (HELPER, "person_left", 1, []),
    ],
)
def test_who_calls_off_when_and_why_decides_what_it_says(by, reason, hours_before, expected):
    assert told(called_off(by, reason, hours_before=hours_before)) == expected


def test_within_the_grace_calling_off_says_nothing():
    soon = called_off(HELPER, "cannot_make_it", hours_before=1, agreed_at=STARTS - timedelta(hours=1, minutes=4))

    assert told(soon) == []


@pytest.mark.parametrize(
    ("to_helper", "decided", "expected"),
    [
        (10_000, True, [("asker", "dispute", 0.0, 1.0), ("helper", "dispute", 1.0, 1.0), ("helper", "kept", 1.0, 1.0)]),
        (0, True, [("asker", "dispute", 1.0, 1.0), ("helper", "dispute", 0.0, 1.0), ("helper", "left_undone", 0.0, 1.0)]),
        (7_000, False, [("asker", "dispute", 0.3, 0.5), ("helper", "dispute", 0.7, 0.5)]),
    ],
)
def test_a_resolved_dispute_says_what_each_was_given(to_helper, decided, expected):
    facts = told(a_deal(stage="resolved", ended_at=STARTS), a_dispute(to_helper, decided=decided))

    assert [(role, kind, pytest.approx(value), weight) for role, kind, value, weight in expected] == facts


def test_a_review_of_who_lost_the_dispute_counts_a_quarter():
    review = a_review()
    deal = a_deal(stage="resolved", ended_at=NOW)

    assert rules.of_review(review, deal, a_dispute(10_000, decided=True)).weight == rules.SORE
    assert rules.of_review(review, deal, a_dispute(0, decided=True)).weight == 1
    assert rules.of_review(review, deal, None).value == 0


@pytest.mark.parametrize(("stars", "weight"), [(1, rules.SORE), (2, rules.SORE), (3, 1.0), (5, 1.0)])
def test_a_poor_review_of_who_refused_more_money_says_less(stars: int, weight: float):
    review = a_review(stars=stars)

    assert rules.of_review(review, a_deal(), None, refused=True).weight == weight
    assert rules.of_review(review, a_deal(), None).weight == 1
