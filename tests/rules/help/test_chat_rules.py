from uuid import uuid4

import pytest

from everywhere.help.chat import rules
from everywhere.help.chat.types import MessageEmpty, PartnerNeeded, PhraseStandsAlone
from everywhere.help.deals.types import STAGES
from everywhere.help.masking.actions import MASK
from everywhere.kernel.errors import NotFound
from support.deals import a_deal

OWNER, GUEST = uuid4(), uuid4()


def test_a_guest_talks_with_the_owner_and_an_owner_says_with_whom():
    assert rules.guest_of(OWNER, who_id=GUEST, with_id=None) == GUEST
    assert rules.guest_of(OWNER, who_id=GUEST, with_id=OWNER) == GUEST
    assert rules.guest_of(OWNER, who_id=OWNER, with_id=GUEST) == GUEST
    with pytest.raises(PartnerNeeded):
        rules.guest_of(OWNER, who_id=OWNER, with_id=None)


@pytest.mark.parametrize(("who", "other"), [(OWNER, OWNER), (GUEST, uuid4()), (GUEST, GUEST)])
def test_nobody_talks_with_themselves_or_in_a_thread_of_others(who, other):
    with pytest.raises(NotFound):
        rules.guest_of(OWNER, who_id=who, with_id=other)


@pytest.mark.parametrize("stage", STAGES)
def test_numbers_show_once_the_money_is_held(stage):
    assert rules.shows_contacts(a_deal(stage=stage)) == (stage not in ("agreed", "cancelled"))
    assert rules.shows_contacts(a_deal(stage=stage, payment="cash")) == (stage != "cancelled")


def test_what_is_said_keeps_its_contact_data_only_where_it_may():
    assert rules.said("13800138000", shows_contacts=True).text == "13800138000"
    assert rules.said("13800138000", shows_contacts=False).text == MASK


def test_a_message_is_words_pictures_or_a_phrase():
    rules.must_say_something("Hello", None, [uuid4()])
    rules.must_say_something("", "done", [])
    rules.must_say_something("", None, [uuid4()])
    with pytest.raises(MessageEmpty):
        rules.must_say_something("", None, [])
    for text, pictures in [("Hello", []), ("", [uuid4()])]:
        with pytest.raises(PhraseStandsAlone):
            rules.must_say_something(text, "done", pictures)


def test_every_phrase_has_words_in_every_language():
    assert all(set(words) == {"en", "zh-CN"} and all(words.values()) for words in rules.PHRASES.values())
