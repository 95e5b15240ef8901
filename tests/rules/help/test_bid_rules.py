from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest

from everywhere.help.bids import rules
from everywhere.help.bids.types import Action, Bid, BidId, BidNotOpen, OwnProposal, Proposal, Stage, TooManyVersions
from everywhere.help.needs.types import WindowInPast, WindowTooFar, WindowTooShort
from everywhere.kernel.errors import NotAllowed, VersionMoved
from everywhere.kernel.ids import Region
from everywhere.kernel.money import Money
from everywhere.places.types import City, FeeBelowFloor, WrongCurrency
from support.deals import ASKER, HELPER, NOW

ACTIONS: tuple[Action, ...] = ("counter", "accept", "decline", "withdraw")
CITY = City(
    "shanghai", "上海", "Shanghai", "CN", "CNY", "Asia/Shanghai", ["zh-CN"], 31.2, 121.5, 121.0, 30.7, 122.0, 31.9, 2400, is_open=True
)  # fmt: skip


def a_bid(**changes: object) -> Bid:
    """A helper's bid of ¥50 for half an hour at once."""
    bid = Bid(
        region=Region(599_685_771_850_416_127),
        id=BidId(uuid4()),
        need_id=uuid4(),
        offer_id=None,
        asker_id=ASKER,
        helper_id=HELPER,
        city="shanghai",
        category="errands",
        title="Fetch a parcel",
        version=1,
        proposed_by=HELPER,
        fee_minor=5000,
        currency="CNY",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=2),
        minutes=30,
        note="",
        payment="balance",
        materials="none",
        community_id=None,
        cell=613_196_571_331_002_367,
        lat=31.23,
        lon=121.47,
        exact_lat=31.2304,
        exact_lon=121.4737,
        exact_note="",
        stage="open",
        expires_at=NOW + timedelta(hours=2),
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(bid, **changes)  # type: ignore[arg-type]


def terms(**changes: object) -> Proposal:
    """Another fee, and the rest as it was."""
    usual = {"fee": Money(6000, "CNY"), "note": "", "starts_at": None, "ends_at": None, "minutes": None}
    return Proposal(**{**usual, **changes})  # type: ignore[arg-type]


def counter(bid: Bid, proposal: Proposal, *, version: int = 1, now: datetime = NOW) -> Bid:
    return rules.countered(bid, proposal, by=ASKER, version=version, city=CITY, last_chance=None, now=now)


# (is a booking, by the asker, the asker wrote the present version) → what the person may do.
ALLOWED: dict[tuple[bool, bool, bool], set[Action]] = {
    (False, True, False): {"counter", "accept", "decline"},
    (False, True, True): {"counter", "decline"},
    (False, False, False): {"counter", "withdraw"},
    (False, False, True): {"counter", "accept", "decline", "withdraw"},
    (True, True, True): {"counter", "withdraw"},
    (True, True, False): {"counter", "accept", "decline", "withdraw"},
    (True, False, True): {"counter", "accept", "decline"},
    (True, False, False): {"counter", "decline"},
}


@pytest.mark.parametrize(("case", "action"), list(product(ALLOWED, ACTIONS)))
def test_only_whose_turn_it_is_may_answer(case: tuple[bool, bool, bool], action: Action):
    is_booking, by_asker, asker_wrote = case
    ids = {"need_id": None, "offer_id": uuid4()} if is_booking else {}
    bid = a_bid(**ids, proposed_by=ASKER if asker_wrote else HELPER)
    person = ASKER if by_asker else HELPER

    if action in ALLOWED[case]:
        rules.must(bid, person, action, now=NOW)
    else:
        with pytest.raises((OwnProposal, NotAllowed)):
            rules.must(bid, person, action, now=NOW)
    assert rules.can(bid, person, now=NOW) == ALLOWED[case]


@pytest.mark.parametrize("stage", ["accepted", "declined", "withdrawn", "lost", "expired"])
@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_is_done_with_a_bid_that_is_over(stage: Stage, action: Action):
    with pytest.raises(BidNotOpen) as refused:
        rules.must(a_bid(stage=stage), ASKER, action, now=NOW)
    assert refused.value.facts == {"stage": stage}


def test_a_bid_whose_time_is_over_cannot_be_accepted_before_its_job_came():
    with pytest.raises(BidNotOpen) as refused:
        rules.accepted(a_bid(), by=ASKER, version=1, now=NOW + timedelta(hours=2))
    assert refused.value.facts == {"stage": "expired"}


def test_only_the_present_version_can_be_answered():
    bid = counter(a_bid(), terms())

    with pytest.raises(VersionMoved) as refused:
        rules.accepted(bid, by=HELPER, version=1, now=NOW)
    assert refused.value.facts == {"version": 2}
    with pytest.raises(OwnProposal):
        rules.accepted(bid, by=ASKER, version=2, now=NOW)
    assert rules.accepted(bid, by=HELPER, version=2, now=NOW).stage == "accepted"


def test_only_who_accepted_gets_the_same_deal_again():
    done = rules.accepted(a_bid(), by=ASKER, version=1, now=NOW)

    assert rules.is_accepted_by(done, by=ASKER, version=1)
    assert not rules.is_accepted_by(done, by=HELPER, version=1)
    assert not rules.is_accepted_by(done, by=ASKER, version=2)


def test_a_counter_keeps_what_it_does_not_name():
    bid = counter(a_bid(note="with my cart"), terms())

    assert (bid.version, bid.proposed_by, bid.fee_minor, bid.minutes, bid.starts_at) == (2, ASKER, 6000, 30, NOW)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"fee": Money(1199, "CNY")}, FeeBelowFloor),
        ({"fee": Money(2000, "CNY"), "minutes": 60}, FeeBelowFloor),
        ({"fee": Money(6000, "EUR")}, WrongCurrency),
        ({"starts_at": NOW - timedelta(minutes=6)}, WindowInPast),
        ({"starts_at": datetime.min.replace(tzinfo=UTC)}, WindowInPast),
        ({"starts_at": datetime.max.replace(tzinfo=UTC)}, WindowTooFar),
        ({"ends_at": datetime.max.replace(tzinfo=UTC)}, WindowTooFar),
        ({"ends_at": datetime.min.replace(tzinfo=UTC)}, WindowTooShort),
        ({"starts_at": NOW + timedelta(hours=3), "ends_at": NOW + timedelta(hours=2)}, WindowTooShort),
        ({"minutes": 121}, WindowTooShort),
    ],
)
def test_a_version_is_held_to_law_and_clock(changes: dict[str, object], refusal: type[Exception]):
    with pytest.raises(refusal):
        counter(a_bid(), terms(**changes))


def test_a_start_alone_moves_the_window_as_it_is():
    bid = counter(a_bid(), terms(starts_at=NOW + timedelta(days=1)))

    assert (bid.starts_at, bid.ends_at) == (NOW + timedelta(days=1), NOW + timedelta(days=1, hours=2))
    assert bid.expires_at == NOW + timedelta(hours=24)


def test_a_version_waits_no_longer_than_its_need():
    bid = rules.countered(a_bid(), terms(), by=ASKER, version=1, city=CITY, last_chance=NOW + timedelta(minutes=5), now=NOW)

    assert bid.expires_at == NOW + timedelta(minutes=5)


def test_there_is_an_end_to_versions():
    with pytest.raises(TooManyVersions):
        counter(a_bid(version=50), terms(), version=50)
