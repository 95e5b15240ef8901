from importlib import resources

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from everywhere.help.categories import rules
from everywhere.help.categories.types import AnswersDoNotFit, Category, CategoryOff

SHIPPED = msgspec.json.decode(
    (resources.files("everywhere.help.categories") / "data" / "categories.json").read_bytes(), type=list[Category]
)
BY_CODE = {category.code: category for category in SHIPPED}


def test_there_are_24_of_which_only_borrowing_money_is_off():
    assert len(SHIPPED) == len(BY_CODE) == 24
    assert [category.code for category in SHIPPED if not category.is_enabled] == ["borrow_money"]


@pytest.mark.parametrize("category", SHIPPED, ids=lambda category: category.code)
def test_a_category_is_whole_in_both_languages(category):
    Draft202012Validator.check_schema(category.form)

    assert category.name_zh
    assert category.name_en
    assert category.form["additionalProperties"] is False
    assert all(field["title"] and field["x-title-zh"] for field in category.form["properties"].values())
    for field in category.form["properties"].values():
        assert len(field.get("enum", [])) == len(field.get("x-enum-titles", [])) == len(field.get("x-enum-titles-zh", []))
    assert {question["about"] for question in category.review_questions} == {"asker", "helper"}
    assert all(question["zh"] and question["en"] for question in category.review_questions)
    assert len({question["code"] for question in category.review_questions}) == len(category.review_questions)


@pytest.mark.parametrize("category", SHIPPED, ids=lambda category: category.code)
def test_no_answers_fit_every_form(category):
    rules.check_answers(category, {})


@pytest.mark.parametrize(("answers", "path"), [
    ({"problem": "volcano"}, "answers.problem"),
    ({"problem": 3}, "answers.problem"),
    ({"urgent": "yes"}, "answers.urgent"),
    ({"unheard_of": True}, "answers"),
    ({"problem": "leak", "parts_there": None}, "answers.parts_there"),
])  # fmt: skip
def test_answers_that_do_not_fit_say_where(answers, path):
    with pytest.raises(AnswersDoNotFit) as refusal:
        rules.check_answers(BY_CODE["plumber"], answers)

    assert refusal.value.path == path


@given(
    st.dictionaries(
        st.text(max_size=20), st.text(max_size=30) | st.integers() | st.booleans() | st.floats(allow_nan=False), max_size=5
    )
)
def test_any_answers_are_taken_or_refused_and_nothing_else_happens(answers):
    for category in SHIPPED:
        try:
            rules.check_answers(category, answers)
        except AnswersDoNotFit:
            continue


def test_answers_have_a_size():
    with pytest.raises(AnswersDoNotFit):
        rules.check_answers(BY_CODE["plumber"], {f"x{n}": "y" * 1000 for n in range(20)})


def test_a_category_that_is_off_takes_nothing():
    with pytest.raises(CategoryOff):
        rules.must_fit(BY_CODE["borrow_money"], {})


@pytest.mark.parametrize("text", [
    "Call me: 138 0013 8000",
    "１３８００１３８０００",
    "1-3-8-0-0-1-3-8-0-0-0",
    "13\u200b80013\u200b8000",
    "li@example.org",
    "加V信聊",
    "my WeChat is cat_lover",
    "see https://example.org",
])  # fmt: skip
def test_contact_data_is_read_first_where_text_is_screened(text):
    assert rules.suspicion(BY_CODE["tutor"], "Maths", text) == "contact_data"
    assert rules.suspicion(BY_CODE["plumber"], "Tap", text) is None


@pytest.mark.parametrize("text", ["借钱周转", "日息千分之三", "I lend money fast", "cash advance"])
def test_money_lending_is_read_first(text):
    assert rules.suspicion(BY_CODE["tutor"], text) == "money_lending"


@pytest.mark.parametrize("text", ["出售枪支", "代开发票", "fake ID", "COCAINE", "ｃｏｃａｉｎｅ", "毒\u200b品"])
def test_forbidden_words_hold_back_any_post(text):
    assert rules.suspicion(BY_CODE["plumber"], text) == "forbidden_words"


@pytest.mark.parametrize("text", [
    "Tutor for grade 8, two hours, room 1203",
    "数学辅导，每次 90 分钟，200 元",
    "Piano lessons from 18:00 to 19:30 on 2026-03-02",
    "I method-act; escorting a cat is fun",
])  # fmt: skip
def test_innocent_text_goes_live(text):
    assert rules.suspicion(BY_CODE["tutor"], text) is None


def test_a_risky_category_waits_for_a_person():
    assert rules.suspicion(BY_CODE["locksmith"], "Door") == "risky_category"


@pytest.mark.parametrize(("hour", "is_night"), [(22, True), (23, True), (3, True), (6, True), (7, False), (12, False), (21, False)])
def test_a_night_goes_over_midnight(hour, is_night):
    assert BY_CODE["cleaning"].is_night(hour) == is_night
    assert not BY_CODE["plumber"].is_night(hour)
