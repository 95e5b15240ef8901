from datetime import UTC, datetime
from uuid import UUID

import pytest

from everywhere.kernel import catalogue
from everywhere.notify.push import rules
from everywhere.notify.push.types import TOPICS, PushServiceUnknown
from everywhere.notify.types import Notice

ME, OTHER, THING = UUID(int=1), UUID(int=2), UUID(int=3)
HOSTS = "fcm.googleapis.com,*.push.apple.com"


def notice(kind: str, subject_kind, **facts: object) -> Notice:
    return Notice(UUID(int=9), kind, facts, subject_kind, THING, datetime(2026, 3, 4, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("told", "path"),
    [
        (notice("deal_funded", "deal"), f"/deals/{THING}"),
        (notice("asked", "need"), f"/needs/{THING}"),
        (notice("bid_placed", "bid"), f"/bids/{THING}"),
        (notice("offer_removed", "offer"), f"/offers/{THING}"),
        (notice("message", "deal", guest_id=str(OTHER)), f"/talk/deal/{THING}"),
        (notice("message", "need", guest_id=str(OTHER)), f"/talk/need/{THING}?with={OTHER}"),
        (notice("message", "need", guest_id=str(ME)), f"/talk/need/{THING}"),
        (notice("news", "community"), "/messages"),
    ],
)
def test_a_push_opens_the_screen_of_what_it_is_about(told: Notice, path: str):
    assert rules.path_of(told, ME) == path


def test_every_kind_of_notice_has_a_topic_with_words_that_name_nothing_private():
    for kind in catalogue.notices():
        topic = rules.topic_of(kind)
        assert topic in TOPICS
        secret = {"name": "Zhang", "fee": {"minor": 31_415, "currency": "CNY"}, "title": "My diary", "place": "door 301"}
        for language in ("en", "zh-CN"):
            push = rules.pushed(notice(kind, "deal", **secret), ME, language)
            assert push.title
            assert not any(word in f"{push.title}{push.body}" for word in ("Zhang", "314", "diary", "301", "{"))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://localhost/x",
        "https://169.254.169.254/latest",
        "https://fcm.googleapis.com.example.org/x",
        "https://push.apple.com/x",
        "http://web.push.apple.com/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://]>7pP)",
        "https://[::1",
    ],
)
def test_what_is_no_push_service_is_not_called(endpoint: str):
    with pytest.raises(PushServiceUnknown):
        rules.must_be_reachable(endpoint, HOSTS)


def test_push_services_are_called():
    rules.must_be_reachable("https://fcm.googleapis.com/fcm/send/abc", HOSTS)
    rules.must_be_reachable("https://web.push.apple.com/abc", HOSTS)


def test_one_secret_gives_one_key():
    one, again, other = (rules.public_key(rules.key_of(secret)) for secret in (b"a" * 32, b"a" * 32, b"b" * 32))
    assert one == again != other
    assert len(rules.unarmoured(one)) == 65
