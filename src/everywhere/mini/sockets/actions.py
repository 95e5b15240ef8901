"""Open sockets for programs, to the addresses that were checked, and pass messages on until one end leaves."""

import asyncio
import contextlib
import functools
import json
import socket
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from everywhere.kernel.database import Database
from everywhere.kernel.errors import Refusal
from everywhere.mini.gateway import actions as gateway
from everywhere.mini.opening.types import Opening
from everywhere.mini.sockets import rules
from everywhere.mini.sockets.types import MESSAGE_BYTES_MAX, Closed, Far, Message, Near, Wanted

if TYPE_CHECKING:
    # Loaded by the first program that opens a socket.
    from websockets.asyncio.client import ClientConnection

PING_S = 20.0
"""So often the host is asked whether it is still there; one that says nothing for as long again is gone."""
_GOOD_BYE_S = 2
_WAITING_MAX = 4
"""Messages of a host that wait for a slow program; then the host is not read any more."""


class Sockets:
    """The open sockets of one process."""

    def __init__(self, db: Database, *, frames: str, private_allowed: bool) -> None:
        self._db = db
        self._frames = frames
        self._private_allowed = private_allowed
        self._open: Counter[tuple[str, UUID]] = Counter()

    @contextlib.asynccontextmanager
    async def opened(self, opening: Opening, wanted: Wanted, *, now: datetime) -> AsyncIterator[Far]:
        """A socket to the host that a program names, where it may; what is refused then or inside is noted.

        Raises DomainNotListed, AddressNotCallable, NotReached, TooManySockets.
        """
        caller = (opening.app_id, opening.holder_id)
        try:
            rules.must_have_room(self._open[caller], self._open.total())
            self._open[caller] += 1
            try:
                async with self._connected(opening, wanted) as far:
                    yield far
            finally:
                self._open[caller] -= 1
        except Refusal as refusal:
            detail = f"SOCKET {wanted.url} {json.dumps(refusal.facts)}"
            await gateway.note(self._db, opening, refusal.code, detail, now=now)
            raise
        finally:
            if not self._open[caller]:
                del self._open[caller]

    @contextlib.asynccontextmanager
    async def _connected(self, opening: Opening, wanted: Wanted) -> AsyncIterator[Far]:
        async with self._db.read() as tx:
            await gateway.must_be_socket(tx, opening, wanted.url, private_allowed=self._private_allowed)
        referer = f"{self._frames.format(app_id=opening.app_id)}/"
        try:
            async with asyncio.timeout(wanted.timeout_s):
                far = _Outside(await _shaken(wanted, referer, private_allowed=self._private_allowed))
        except Exception as error:
            # Whatever a strange host does to a handshake, the program is told that there is no socket.
            raise gateway.refusal_of(error) from error
        try:
            yield far
        finally:
            await far.close(Closed(rules.AWAY, ""))


async def passed(near: Near, far: Far, *, within_s: float) -> Closed:
    """Pass messages both ways until one end leaves or the time is over; how it ended, for the other end.

    Raises SocketFlooded, and NotReached where the host went without a word.
    """
    out = asyncio.ensure_future(_one_way(near.heard, far.say, rules.Allowance("program")))
    back = asyncio.ensure_future(_one_way(far.heard, near.say, rules.Allowance("host")))
    try:
        await asyncio.wait({out, back}, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        if out.done():
            await far.close(out.result())
            return out.result()
        return back.result() if back.done() else Closed(rules.AWAY, "the opening has ended")
    finally:
        out.cancel()
        back.cancel()
        await asyncio.gather(out, back, return_exceptions=True)


async def _one_way(
    heard: Callable[[], Awaitable[Message | Closed]], say: Callable[[Message], Awaitable[None]], allowance: rules.Allowance
) -> Closed:
    while not isinstance(message := await heard(), Closed):
        allowance.spend(message, time.monotonic())
        await say(message)
    return rules.passed_on(message.code, message.reason)


async def _shaken(wanted: Wanted, referer: str, *, private_allowed: bool) -> "ClientConnection":
    """A socket over a connection to the very address that was checked; one that is led elsewhere is given up."""
    from websockets.asyncio.client import connect
    from websockets.typing import Subprotocol

    there = urlsplit(wanted.url)
    is_safe = there.scheme.lower() == "wss"
    host = there.hostname or ""
    line = await _line(host, there.port or (443 if is_safe else 80), private_allowed=private_allowed)
    try:
        return await connect(
            wanted.url,
            sock=line,
            ssl=_trusted() if is_safe else None,
            server_hostname=host if is_safe else None,
            additional_headers=gateway.sent_headers(wanted.headers, referer=referer),
            user_agent_header=None,
            subprotocols=[Subprotocol(name) for name in wanted.protocols] or None,
            compression=None,  # a few bytes may not become a gigabyte here
            proxy=None,
            open_timeout=None,
            ping_interval=PING_S,
            ping_timeout=PING_S,
            close_timeout=_GOOD_BYE_S,
            max_size=MESSAGE_BYTES_MAX,
            max_queue=_WAITING_MAX,
            write_limit=MESSAGE_BYTES_MAX,
        )
    except BaseException:
        line.close()
        raise


@functools.cache
def _trusted() -> ssl.SSLContext:
    # Made once: it reads every certificate that the machine trusts.
    return ssl.create_default_context()


async def _line(host: str, port: int, *, private_allowed: bool) -> socket.socket:
    from everywhere.kernel.resolver import Resolver

    failed: OSError = OSError(f"{host} has no address")
    for found in await Resolver(private_allowed=private_allowed).resolve(host, port):
        line = socket.socket(found["family"], socket.SOCK_STREAM)
        line.setblocking(False)  # noqa: FBT003 - the name that the library gave it
        try:
            await asyncio.get_running_loop().sock_connect(line, (found["host"], port))
        except OSError as error:
            failed = error
            line.close()
        except BaseException:
            line.close()
            raise
        else:
            return line
    raise failed


class _Outside:
    """The host's end, by the library."""

    def __init__(self, connection: "ClientConnection") -> None:
        self._connection = connection
        self.protocol = str(connection.subprotocol or "")

    async def heard(self) -> Message | Closed:
        """The next message, or that the host has closed. Raises NotReached."""
        from websockets.exceptions import ConnectionClosed

        try:
            return await self._connection.recv()
        except ConnectionClosed as ended:
            if ended.rcvd is None:
                raise gateway.refusal_of(ended) from ended
            return Closed(ended.rcvd.code, ended.rcvd.reason)

    async def say(self, message: Message) -> None:
        """Send a message. Raises NotReached."""
        from websockets.exceptions import ConnectionClosed

        try:
            await self._connection.send(message)
        except ConnectionClosed as ended:
            # How it ended says whoever hears: a host that has closed in good order is no fault.
            if ended.rcvd is None:
                raise gateway.refusal_of(ended) from ended

    async def close(self, how: Closed) -> None:
        """Say good-bye, and wait a moment for the answer."""
        await self._connection.close(how.code, how.reason)
