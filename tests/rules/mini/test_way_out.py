"""What a program may call, and which headers travel."""

import pytest

from everywhere.mini.gateway import rules
from everywhere.mini.gateway.types import REDIRECTS_MAX, Wish

OWN = ["api.example.org", "other.example.org:8443"]
POST = Wish("https://api.example.org/a/b", "POST", {"Content-Type": "text/plain", "Authorization": "secret"}, b"body", 5)


@pytest.mark.parametrize(
    "url", ["https://api.example.org/x", "https://API.example.org:443/", "https://other.example.org:8443/?q=1"]
)
def test_the_listed_hosts_are_called(url: str):
    rules.must_be_allowed(url, OWN, private_allowed=False)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "https://api.example.org.evil.org/",
        "https://evil.org/api.example.org",
        "https://api.example.org:444/",
        "https://other.example.org/",
        "https://xapi.example.org/",
    ],
)
def test_no_other_host_is_called(url: str):
    with pytest.raises(rules.DomainNotListed):
        rules.must_be_allowed(url, OWN, private_allowed=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.org/",
        "https://user:pass@api.example.org/",
        "https://api.example.org@evil.org/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://localhost/",
        "file:///etc/passwd",
        "ftp://api.example.org/",
        "https://api.example.org:99999/",
        "https://[bad/",
        "//api.example.org/",
        "https://api.example.org/\r\nX: y",
    ],
)
def test_what_is_no_public_address_by_https_is_not_called_even_if_listed(url: str):
    with pytest.raises(rules.AddressNotCallable):
        rules.must_be_allowed(url, [*OWN, "127.0.0.1", "localhost", "[::1]"], private_allowed=False)


def test_who_asks_is_ours_to_say():
    given = {
        "X-Token": "1",
        "Cookie": "a=b",
        "HOST": "evil",
        "Origin": "x",
        "Proxy-Authorization": "x",
        "Sec-Fetch-Site": "x",
        "Via": "x",
    }

    sent = rules.sent_headers(given, referer="https://1.apps.example/")

    assert sent == {"X-Token": "1", "Referer": "https://1.apps.example/", "User-Agent": "Everywhere-Mini-Program"}


def test_cookies_and_what_is_about_the_connection_do_not_come_back_as_headers():
    assert rules.answered_headers({"ETag": "1", "Set-Cookie": "a=b", "Content-Encoding": "gzip", "Connection": "close"}) == {
        "etag": "1"
    }


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [(301, "GET", b""), (302, "GET", b""), (303, "GET", b""), (307, "POST", b"body"), (308, "POST", b"body")],
)
def test_a_call_is_led_on_as_the_status_says(status: int, method: str, body: bytes):
    onward = rules.led_on(POST, status, "../c?d", hops=0)

    assert onward is not None
    assert (onward.url, onward.method, onward.body) == ("https://api.example.org/c?d", method, body)
    assert ("Content-Type" in onward.headers) is (method == "POST")
    assert onward.headers["Authorization"] == "secret"


def test_a_secret_does_not_travel_to_another_host():
    onward = rules.led_on(POST, 307, "https://other.example.org:8443/", hops=0)

    assert onward is not None
    assert "Authorization" not in onward.headers


def test_an_answer_that_leads_nowhere_is_the_last_and_a_circle_ends():
    assert rules.led_on(POST, 200, "/x", hops=0) is None
    assert rules.led_on(POST, 302, None, hops=0) is None
    with pytest.raises(rules.TooManyRedirects):
        rules.led_on(POST, 302, "/x", hops=REDIRECTS_MAX)
