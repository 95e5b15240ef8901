from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.help.offers import actions, rules
from everywhere.help.offers.types import (
    Availability,
    CommunityNotNear,
    HoursOverlap,
    MembershipNeeded,
    OfferNotOpen,
    Price,
    PriceNeeded,
    Switch,
)
from everywhere.kernel.money import Money
from everywhere.places.types import Community
from support.posts import NOW, SHANGHAI, an_offer

ME = uuid4()
DONE = ("withdrawn", "removed")


def span(day: int, start: str, end: str) -> dict:
    return {"day": day, "from": start, "to": end}


def community(kind: str = "open", city: str = "shanghai") -> Community:
    return Community(uuid4(), city, "外滩", "The Bund", {"kind": kind}, 0, True, 121.4, 31.2, 121.5, 31.3, "{}")  # noqa: FBT003


@pytest.mark.parametrize(("kind", "amount"), [("fixed", None), ("hourly", None), ("talk", Money(100, "CNY"))])
def test_a_price_has_an_amount_exactly_where_its_kind_has_one(kind, amount):
    with pytest.raises(PriceNeeded):
        rules.priced(Price(kind, amount))


@pytest.mark.parametrize("hours", [
    [span(1, "18:00", "09:00")],
    [span(1, "09:00", "09:00")],
    [span(1, "09:00", "12:00"), span(1, "11:59", "13:00")],
    [span(2, "10:00", "11:00"), span(2, "09:00", "24:00")],
])  # fmt: skip
def test_hours_that_overlap_or_turn_back_are_refused(hours):
    with pytest.raises(HoursOverlap):
        rules.in_order(hours)


def test_hours_are_kept_in_order_and_may_touch():
    hours = [span(2, "09:00", "10:00"), span(1, "12:00", "24:00"), span(1, "09:00", "12:00")]

    assert rules.in_order(hours) == [span(1, "09:00", "12:00"), span(1, "12:00", "24:00"), span(2, "09:00", "10:00")]


@pytest.mark.parametrize(("minutes", "is_within"), [(0, True), (-1, False), (9 * 60 - 1, True), (9 * 60, False), (24 * 60, False)])
def test_hours_are_of_the_city(minutes, is_within):
    local = (NOW + timedelta(minutes=minutes)).astimezone(ZoneInfo("Asia/Shanghai"))

    assert rules.is_within_hours([span(1, "09:00", "18:00")], local) == is_within
    assert rules.is_within_hours([], local)


def test_open_now_is_on_and_near_and_within_hours():
    offer = an_offer(is_available=True, hours=[span(1, "09:00", "18:00")])

    assert actions.is_open_now(offer, SHANGHAI, now=NOW)
    assert not actions.is_open_now(offer, SHANGHAI, now=NOW - timedelta(hours=1))
    assert not actions.is_open_now(replace(offer, is_available=False), SHANGHAI, now=NOW)
    assert not actions.is_open_now(replace(offer, stage="paused"), SHANGHAI, now=NOW)


def on(*, lat: float | None = 31.23, lon: float | None = 121.47, at=NOW, quiet=(None, None), is_available=True) -> Availability:
    return Availability(ME, is_available, lat, lon, quiet[0], quiet[1], at)


def test_a_helper_reaches_an_offer_while_on_and_near_or_of_unknown_place():
    assert rules.is_reached(on(), 1000, 999)
    assert rules.is_reached(on(), 1000, None)
    assert not rules.is_reached(on(), 1000, 1001)
    assert not rules.is_reached(on(is_available=False), 1000, 1)
    assert not rules.is_reached(None, 1000, None)


def switch(*, available: bool = True, at=None, quiet=None) -> Switch:
    return Switch(ME, available, at, quiet)


def test_going_on_is_written_and_staying_is_not():
    here = on().point

    assert rules.switched(None, switch(at=here), moved_m=None, now=NOW) == on()
    assert rules.switched(on(), switch(at=here), moved_m=0, now=NOW + timedelta(minutes=5)) is None
    assert rules.switched(on(), switch(at=here), moved_m=100, now=NOW) is None
    assert rules.switched(on(), switch(at=here), moved_m=101, now=NOW) is not None
    assert rules.switched(on(), switch(at=here), moved_m=0, now=NOW + timedelta(minutes=10)) is not None


def test_losing_the_place_is_written():
    assert rules.switched(on(), switch(), moved_m=None, now=NOW) == on(lat=None, lon=None)
    assert rules.switched(on(lat=None, lon=None), switch(), moved_m=None, now=NOW) is None


def test_whoever_goes_off_is_nowhere():
    assert rules.switched(on(), switch(available=False, at=on().point), moved_m=0, now=NOW) == on(
        lat=None, lon=None, is_available=False
    )
    assert rules.switched(on(lat=None, lon=None, is_available=False), switch(available=False), moved_m=None, now=NOW) is None


def test_quiet_hours_stay_until_they_are_changed_and_equal_ones_clear_them():
    quiet = on(quiet=(22, 7))

    assert rules.switched(quiet, switch(at=on().point), moved_m=500, now=NOW).quiet_from_hour == 22
    assert rules.switched(quiet, switch(at=on().point, quiet=(0, 0)), moved_m=0, now=NOW).quiet_from_hour is None
    assert rules.switched(on(), switch(at=on().point, quiet=(22, 7)), moved_m=0, now=NOW) == quiet


@given(st.lists(st.sampled_from(["pause", "resume", "withdraw", "remove"]), max_size=8))
def test_whatever_is_tried_a_finished_offer_stays_finished(steps):
    offer = an_offer()
    moves = {
        "pause": lambda: rules.paused(offer, now=NOW),
        "resume": lambda: rules.resumed(offer, now=NOW),
        "withdraw": lambda: rules.withdrawn(offer, now=NOW),
        "remove": lambda: rules.screened(offer, "remove", now=NOW),
    }
    for step in steps:
        if offer.stage in DONE:
            with pytest.raises(OfferNotOpen):
                moves[step]()
        else:
            moved = moves[step]()
            assert moved.version == offer.version + (moved is not offer)
            offer = moved


def test_communities_are_of_the_city_and_open_or_mine():
    bund, campus, far = community(), community("email"), community(city="beijing")

    rules.must_serve([bund, campus], [bund.id, campus.id], city=SHANGHAI, member_of={campus.id})
    with pytest.raises(MembershipNeeded) as refusal:
        rules.must_serve([bund, campus], [bund.id, campus.id], city=SHANGHAI, member_of=set())
    assert refusal.value.path == "community_ids.1"
    for unknown in (far, community()):
        with pytest.raises(CommunityNotNear):
            rules.must_serve([bund, far], [unknown.id], city=SHANGHAI, member_of=set())
