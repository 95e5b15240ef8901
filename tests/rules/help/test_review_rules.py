from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.help.deals.types import STAGES, Deal
from everywhere.help.reviews import rules
from everywhere.help.reviews.types import (
    AlreadyReplied,
    AlreadyReviewed,
    DealNotReviewable,
    Review,
    ReviewId,
    ReviewWindowOver,
    UnknownQuestion,
)
from everywhere.kernel.errors import NotFound
from support.deals import ASKER, HELPER, NOW, a_deal

DONE = a_deal(stage="completed", started_at=NOW, ended_at=NOW)
QUESTIONS = [{"code": "on_time", "about": "helper"}, {"code": "clear", "about": "asker"}]


def a_review(**changes: object) -> Review:
    return replace(
        rules.written(DONE, review_id=ReviewId(uuid4()), by_id=ASKER, stars=4, answers={}, text="Fine", now=NOW), **changes
    )


@pytest.mark.parametrize("stage", STAGES)
def test_a_deal_can_be_reviewed_when_it_is_over_and_was_begun(stage):
    begun = a_deal(stage=stage, started_at=NOW)
    never_begun = a_deal(stage=stage)

    assert rules.is_reviewable(begun) == (stage in ("completed", "resolved", "cancelled"))
    assert rules.is_reviewable(never_begun) == (stage in ("completed", "resolved"))


def test_the_window_closes_after_seven_days_to_the_second():
    last_moment = NOW + timedelta(days=7) - timedelta(microseconds=1)

    rules.must_be_reviewable(DONE, [], by_id=ASKER, now=last_moment)
    with pytest.raises(ReviewWindowOver):
        rules.must_be_reviewable(DONE, [], by_id=ASKER, now=NOW + timedelta(days=7))


def test_nobody_writes_after_having_seen_the_other():
    revealed = [a_review(revealed_at=NOW)]

    with pytest.raises(ReviewWindowOver):
        rules.must_be_reviewable(DONE, revealed, by_id=HELPER, now=NOW)
    with pytest.raises(AlreadyReviewed):
        rules.must_be_reviewable(DONE, revealed, by_id=ASKER, now=NOW)
    with pytest.raises(DealNotReviewable):
        rules.must_be_reviewable(a_deal(), [], by_id=ASKER, now=NOW)


@pytest.mark.parametrize(("by", "role", "about"), [(ASKER, "helper", HELPER), (HELPER, "asker", ASKER)])
def test_a_review_is_about_the_other_one_in_the_other_role(by, role, about):
    review = rules.written(DONE, review_id=ReviewId(uuid4()), by_id=by, stars=5, answers={}, text="", now=NOW)

    assert (review.about_role, review.about_id, review.revealed_at) == (role, about, None)


@given(st.timedeltas(timedelta(0), timedelta(days=1000)), st.timedeltas(timedelta(0), timedelta(days=7)))
def test_only_the_writer_sees_a_review_before_its_revealing_and_after_its_end(since: timedelta, hidden_for: timedelta):
    review = a_review(revealed_at=NOW + hidden_for)
    now = NOW + since

    assert rules.is_seen_by(review, ASKER, now=now)
    assert rules.is_seen_by(review, HELPER, now=now) == (hidden_for <= since < rules.KEPT)
    assert not rules.is_seen_by(replace(review, revealed_at=None), HELPER, now=now)
    assert not rules.is_seen_by(replace(review, revealed_at=None), None, now=now)


def test_answers_are_to_questions_about_the_other_side():
    rules.check_answers(QUESTIONS, "helper", {"on_time": False})
    for about, code in [("helper", "clear"), ("asker", "on_time"), ("helper", "looks")]:
        with pytest.raises(UnknownQuestion) as refusal:
            rules.check_answers(QUESTIONS, about, {code: True})
        assert refusal.value.path == f"answers.{code}"


def test_only_the_person_reviewed_replies_and_once():
    revealed = a_review(revealed_at=NOW)

    rules.must_be_open_to_reply(revealed, HELPER, now=NOW)
    for review, by in [(revealed, ASKER), (revealed, uuid4()), (a_review(), HELPER)]:
        with pytest.raises(NotFound):
            rules.must_be_open_to_reply(review, by, now=NOW)
    with pytest.raises(AlreadyReplied):
        rules.must_be_open_to_reply(replace(revealed, replied_at=NOW), HELPER, now=NOW)


def test_a_deal_without_an_end_counts_from_its_last_change():
    deal: Deal = a_deal(stage="resolved", ended_at=None, updated_at=NOW)

    assert rules.reveal_at(deal) == NOW + rules.WINDOW
