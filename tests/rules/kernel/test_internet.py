"""Addresses that developers give: only those of the whole internet are called."""

import pytest

from everywhere.kernel import internet

PRIVATE = [
    "http://127.0.0.1/x",
    "http://127.1/x",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://10.1.2.3/",
    "http://192.168.1.1:8080/",
    "http://172.16.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://224.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[2002:7f00:1::]/",
    "http://localhost/",
    "http://shop.localhost./",
    "http://db.internal/",
    "http://printer/",
]
NOT_ADDRESSES = [
    "ftp://shop.example.org/",
    "shop.example.org",
    "http://",
    "http://user:word@shop.example.org/",
    "http://shop.example.org:0/",
    "http://shop.example.org:99999/",
    "http://shop.example.org/a b",
    "http://商店.example.org/",
    "http://shop.example.org/" + "x" * 1100,
    "http://[::1/",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_networks_are_called_by_the_emulator_only(url: str):
    with pytest.raises(ValueError, match="private"):
        internet.must_be_callable(url, private_allowed=False)
    internet.must_be_callable(url, private_allowed=True)


@pytest.mark.parametrize("url", NOT_ADDRESSES)
def test_what_is_no_address_is_never_called(url: str):
    for private_allowed in (False, True):
        with pytest.raises(ValueError, match=r".+"):
            internet.must_be_callable(url, private_allowed=private_allowed)


@pytest.mark.parametrize("url", ["https://shop.example.org/notify?a=1", "http://8.8.8.8:8080/", "https://[2606:4700::1]/"])
def test_addresses_of_the_internet_are_called(url: str):
    internet.must_be_callable(url, private_allowed=False)
