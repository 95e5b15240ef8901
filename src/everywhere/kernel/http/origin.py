"""From where a request comes, as far as rates are concerned."""

import ipaddress
from functools import lru_cache
from typing import Any

from litestar import Request

_HOUSEHOLD_BITS = 64


def origin_of(request: Request[Any, Any, Any]) -> str:
    """The client's address; of IPv6 the network of 64 bits, all of which a single household may call its own."""
    client = request.scope["client"]
    return grouped(client[0]) if client else "unknown"


@lru_cache(maxsize=16_384)
def grouped(address: str) -> str:
    """The address itself, or the /64 of an IPv6 one; IPv4 in IPv6's clothes is IPv4."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, ipaddress.IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _HOUSEHOLD_BITS), strict=False))
