"""Names that others give us, looked up for a connection that leads nowhere else.

A page of its own, imported by who is about to call: its HTTP client takes a quarter of a second to load.
"""

import asyncio
import socket
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from everywhere.kernel.internet import Private, is_public


class Resolver(AbstractResolver):
    """Looks names up, and answers only if every address is one of the whole internet: the connection goes to what was checked."""

    def __init__(self, *, private_allowed: bool) -> None:
        self._private_allowed = private_allowed

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """The addresses of `host`. Raises Private."""
        found: list[Any] = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        numbers = [(each[0], str(each[4][0])) for each in found]
        if not self._private_allowed and not all(is_public(number) for _, number in numbers):
            raise Private(f"{host} leads into a private network")
        return [
            ResolveResult(hostname=host, host=number, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, number in numbers
        ]

    async def close(self) -> None:
        """Nothing is kept."""
