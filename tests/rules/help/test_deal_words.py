from typing import get_args

from everywhere.help.deals.types import Kind
from everywhere.kernel import catalogue


def test_everything_that_happens_to_a_deal_has_words_in_both_languages():
    assert {f"deal_{kind}" for kind in get_args(Kind)} <= catalogue.notices().keys()
