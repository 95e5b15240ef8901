from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.kernel.errors import NotAllowed, Refusal
from everywhere.people import rules as people
from everywhere.people.sessions import rules as sessions
from everywhere.people.sign_in import rules
from everywhere.people.types import Person, PersonId, Role

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800000000", "+8613800000000"),
        ("138 0000 0000", "+8613800000000"),
        ("138-0000-0000", "+8613800000000"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("0086 13800000000", "+8613800000000"),
        ("１３８００００００００", "+8613800000000"),
        (" +1 (415) 555-2671 ", "+14155552671"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_phone_number_has_one_form_however_it_is_written(written: str, kept: str):
    assert rules.phone_of(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "12345",
        "12800000000",
        "+8612345",
        "+86 021 5555 5555",
        "+0123456789",
        "phone",
        "+1415555267a",
        "+" + "9" * 16,
        "138\x000000000",
    ],
)
def test_what_is_no_phone_number_is_refused(written: str):
    with pytest.raises(rules.PhoneNotUnderstood):
        rules.phone_of(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Li.Wei@Example.ORG", "li.wei@example.org"),
        (" a+b@mail.example.com\n", "a+b@mail.example.com"),
        ("ｌｉ＠example.org", "li@example.org"),
        ("li@xn--fiqs8s.xn--fiqs8s", "li@xn--fiqs8s.xn--fiqs8s"),
    ],
)
def test_an_address_has_one_form_however_it_is_written(written: str, kept: str):
    assert rules.email_of(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "", "li", "li@", "@example.org", "li@example", "li@@example.org", "li@exa mple.org", ".li@example.org", "li..wei@example.org",
        "li@-example.org", "li@example.org>", "<b>@example.org", "li\n@example.org", "аdmin@example.org", "a" * 65 + "@example.org",
        "li@" + "a" * 250 + ".org", "li@example.1", "li\x00@example.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(written: str):
    with pytest.raises(rules.EmailNotUnderstood):
        rules.email_of(written)


@given(st.text(max_size=300))
def test_any_text_is_a_handle_in_its_one_form_or_refused(text: str):
    for read in (rules.phone_of, rules.email_of):
        try:
            kept = read(text)
        except Refusal:
            continue
        assert read(kept) == kept


@pytest.mark.parametrize("words", [{}, {"phone": "13800000000", "email": "li@example.org"}])
def test_one_handle_is_given_and_only_one(words: dict[str, str]):
    with pytest.raises(rules.OneHandleNeeded):
        rules.handle_of(phone=words.get("phone"), email=words.get("email"))


def test_codes_are_six_digits_by_chance():
    codes = {rules.new_code() for _ in range(200)}

    assert all(len(code) == 6 and code.isascii() and code.isdecimal() for code in codes)
    assert len(codes) > 190


def test_the_hash_of_a_code_depends_on_its_handle():
    hashes = {rules.hash_of(handle, code) for handle in ("phone:+8613800000000", "email:a@b.cd") for code in ("123456", "123457")}

    assert len(hashes) == 4
    assert rules.is_same(rules.hash_of("email:a@b.cd", "123456"), rules.hash_of("email:a@b.cd", "123456"))


def test_a_log_shows_no_whole_handle():
    assert rules.masked("phone:+8613800000042") == "phone:+86…42"
    assert "wei" not in rules.masked("email:li.wei@example.org")


def test_a_token_reads_back_to_its_person_and_hash():
    person_id = uuid4()

    token = sessions.new_token(person_id)
    read = sessions.read_token(token.text)

    assert read == token
    assert read.person_id == person_id
    assert token.text != sessions.new_token(person_id).text
    assert token.hash not in token.text.encode()


@given(st.text(max_size=100))
def test_any_text_is_a_token_or_none(text: str):
    token = sessions.read_token(text)

    assert token is None or token.text == text


def test_a_session_moves_its_end_once_an_hour():
    assert not sessions.is_due_for_touch(NOW, now=NOW + timedelta(minutes=59))
    assert sessions.is_due_for_touch(NOW, now=NOW + timedelta(minutes=60))


def test_a_newcomer_is_called_in_their_language():
    person_id = uuid4()

    assert people.default_name("zh-CN", person_id).startswith("邻居 ")
    assert people.default_name("en", person_id).startswith("Neighbour ")


@pytest.mark.parametrize(("role", "may"), [("person", False), ("operator", True)])
def test_only_operators_run_the_installation(role: Role, *, may: bool):
    who = Person(PersonId(uuid4()), "Li", "zh-CN", "", None, role, NOW, None, 1)

    if may:
        people.must_be_operator(who)
    else:
        with pytest.raises(NotAllowed):
            people.must_be_operator(who)
