"""The internet outside: which addresses that others give us may be called; `resolver` makes connections that lead nowhere else."""

import ipaddress
import re
from urllib.parse import urlsplit

URL_CHARACTERS_MAX = 1024
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_OWN_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Private(OSError):
    """A name that was to be called led into a private network."""


def must_be_callable(url: str, *, private_allowed: bool) -> None:
    """Raise ValueError unless `url` is http or https, without a password in it, to a host outside private networks.

    A host name is only looked up when it is called; what it leads to is checked then (`is_public`).
    """
    if len(url) > URL_CHARACTERS_MAX or not _PRINTABLE.fullmatch(url):
        raise ValueError(f"an address has at most {URL_CHARACTERS_MAX} characters, all of them ASCII and none of them blank")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("an address begins with http:// or https:// and names a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address holds no user and no password")
    if not private_allowed and _is_private(parts.hostname):
        raise ValueError("the address is in a private network")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the whole internet, also where it hides an IPv4 address in an IPv6 one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if found in _TRANSLATED or found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast


def _is_private(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2].lower()
        # 127.1 and 0x7f000001 are addresses to a resolver, and a name without a dot is one of our own network.
        return "." not in host.rstrip(".") or last in _OWN_NAMES or bool(_NUMBER.fullmatch(last))
