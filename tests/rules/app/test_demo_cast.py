"""The demo is planned from a fixed seed, in words and kinds that the product knows."""

import json
from collections import Counter
from importlib import resources

from everywhere.app.demo import cast, forms, words
from everywhere.app.demo.dice import Dice
from everywhere.help.categories import rules as categories
from everywhere.help.categories.types import Category


def shipped_categories() -> dict[str, dict]:
    file = resources.files("everywhere.help.categories") / "data" / "categories.json"
    return {category["code"]: category for category in json.loads(file.read_text("utf-8"))}


def test_the_demo_is_the_same_every_time() -> None:
    assert cast.plan() == cast.plan()


def test_words_speak_of_categories_that_exist_and_of_all_that_are_on() -> None:
    known = shipped_categories()
    assert set(words.of_categories()) == {code for code, category in known.items() if category["is_enabled"]}


def test_words_know_which_posts_are_read_first() -> None:
    known = shipped_categories()
    for code, said in words.of_categories().items():
        assert said.is_read_first == (known[code]["risk"] == "person"), code


def test_nothing_that_people_write_is_held_back() -> None:
    for code, category in shipped_categories().items():
        kind = Category(**category)
        said = words.of_categories().get(code)
        if said is None or said.is_read_first:
            continue
        assert [text for pair in (*said.asks, *said.gives) for text in pair if categories.suspicion(kind, text)] == []


def test_forms_are_filled_in_as_they_ask() -> None:
    for code, category in shipped_categories().items():
        for number in range(20):
            categories.check_answers(Category(**category), forms.filled(category["form"], Dice(1).stream(code, number)))


def test_every_category_is_offered_and_every_deal_is_between_two() -> None:
    planned = cast.plan()
    assert {offer.category for offer in planned.offers} == set(words.of_categories())
    assert all(planned.offers[deal.offer].helper != deal.asker for deal in planned.deals)


def test_there_is_enough_to_show() -> None:
    planned = cast.plan()
    deals = Counter(planned.offers[deal.offer].category for deal in planned.deals if deal.ending == "completed")
    assert len(planned.offers) >= 200
    assert deals.total() >= 590
    assert sum(count >= 8 for count in deals.values()) >= 18


def test_not_everybody_is_happy() -> None:
    stars = Counter(deal.by_asker.stars for deal in cast.plan().deals if deal.by_asker)
    assert stars[5] > stars[4] > stars[3] > stars[2] > 0
