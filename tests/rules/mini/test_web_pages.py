"""Whose pages a program may show."""

import pytest

from everywhere.mini.opening import rules

FRAMES = "https://{app_id}.apps.example.org"
APP = "https://help.example.org"


def shown(*domains: str, frames: str = FRAMES, public_url: str = APP, private_allowed: bool = False) -> list[str]:
    return rules.web_origins(domains, frames=frames, public_url=public_url, private_allowed=private_allowed)


def test_listed_hosts_are_shown_by_https_and_hosts_of_sockets_are_not():
    assert shown("shop.example", "a.example:8443", "wss://live.example") == ["https://shop.example", "https://a.example:8443"]


@pytest.mark.parametrize(
    "domain", ["help.example.org", "7.apps.example.org", "127.0.0.1", "127.0.0.1:9000", "10.0.0.7", "till.local", "169.254.169.254"]
)
def test_neither_the_app_nor_frames_nor_private_networks_are_shown(domain: str):
    assert shown(domain) == []


def test_a_developer_sees_pages_of_their_own_machine_by_http_too():
    found = shown("127.0.0.1:9000", "shop.example", private_allowed=True)

    assert found == ["https://127.0.0.1:9000", "https://shop.example", "http://127.0.0.1:9000"]
    ours = {"frames": "http://{app_id}.localhost:8000", "public_url": "http://127.0.0.1:8000", "private_allowed": True}
    assert shown("127.0.0.1:8000", "7.localhost:8000", **ours) == []
