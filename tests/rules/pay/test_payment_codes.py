"""Payment codes: read back in their minute, by nobody who has no key, and telling nothing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from everywhere.pay.codes import rules

KEY, OTHER = b"k" * 32, b"o" * 32
NOW = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)
numbers = st.integers(0, 10**12 - 1).map(lambda n: f"2088{n:012d}")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(numbers, moments, st.integers(0, 59))
def test_a_code_is_read_back_until_the_step_after_its_own_ends(number: str, now: datetime, later_s: int):
    codes = rules.payment_codes(KEY, number, now=now)
    later = now + timedelta(seconds=later_s)
    is_good = later < rules.renews_at(now) + rules.STEP

    assert len(set(codes)) == 10
    for code in codes:
        assert rules.may_be_code(code)
        assert (number in rules.numbers_in(KEY, code, now=later)) == is_good
        assert number not in rules.numbers_in(OTHER, code, now=now)


@given(st.text(alphabet="0123456789", min_size=18, max_size=18))
def test_digits_of_somebodys_invention_are_hardly_ever_a_code(digits: str):
    assert rules.numbers_in(KEY, digits, now=NOW) == [] or digits.startswith("28")


def test_of_ten_thousand_invented_codes_about_twenty_name_some_number_that_nobody_need_have():
    found = [each for n in range(10_000) for each in rules.numbers_in(KEY, f"28{n * 7_919:016d}", now=NOW)]

    assert len(found) < 60


def test_codes_of_one_person_have_nothing_in_common():
    moments = [NOW + timedelta(seconds=30 * n) for n in range(200)]
    codes = {code for now in moments for code in rules.payment_codes(KEY, "2088000000000001", now=now)}
    firsts = [sum(code[place] == "0" for code in codes) for place in range(2, 18)]

    assert len(codes) == 2_000
    assert all(100 < count < 320 for count in firsts)  # each digit is nought as often as any other


def test_what_is_no_code_at_all_is_none():
    for text in ("", "28", "28" + "٠" * 16, "2" * 30, "28000000000000000a"):
        assert rules.numbers_in(KEY, text, now=NOW) == []
        assert not rules.may_be_code(text)
