"""A bad network between people and servers: a TCP proxy that drops, delays, holds and half closes connections."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

CHUNK = 65_536
CONNECT_TIMEOUT_S = 5.0


@dataclass(eq=False)
class Proxy:
    """Carries bytes between its own port and the servers', one connection after another to each, and does to them what it is told."""

    upstream_ports: Sequence[int]
    port: int = 0
    delay_s: float = 0.0
    """How long each piece waits, both ways."""
    swallows: bool = False
    """Whether what the server answers is lost, and the client told that nothing more will come: the server did its work, nobody knows."""
    holds: bool = False
    """Whether nothing goes either way while connections stay open."""
    carried_count: int = 0
    """Connections so far."""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port of the loopback."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            self.drop()

    def drop(self) -> int:
        """Reset every connection, and say how many there were."""
        dropped = list(self._open)
        for writer in dropped:
            _reset(writer)
        return len(dropped)

    def heal(self) -> None:
        """Carry everything at once again. What was held or half closed is lost: it would say only part of what was said."""
        if self.holds or self.swallows:
            self.drop()
        self.delay_s, self.swallows, self.holds = 0.0, False, False

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_port = self.upstream_ports[self.carried_count % len(self.upstream_ports)]
        self.carried_count += 1
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                up_reader, up_writer = await asyncio.open_connection("127.0.0.1", upstream_port)
        except (OSError, TimeoutError):
            _reset(writer)
            return
        ends = {writer, up_writer}
        self._open |= ends
        try:
            await asyncio.gather(self._pump(reader, up_writer, is_answer=False), self._pump(up_reader, writer, is_answer=True))
        except (OSError, asyncio.CancelledError):
            for end in ends:
                _reset(end)
        finally:
            self._open -= ends
            for end in ends:
                end.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool) -> None:
        while said := await reader.read(CHUNK):
            if self.delay_s:
                await asyncio.sleep(self.delay_s)
            while self.holds:
                await asyncio.sleep(0.02)
            if self.swallows and is_answer:
                with contextlib.suppress(OSError):
                    writer.write_eof()
                return
            writer.write(said)
            await writer.drain()
        with contextlib.suppress(OSError, RuntimeError):  # uvloop's word for a connection that is closed
            writer.write_eof()


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection as a machine does that has forgotten it: what was on its way is lost."""
    with contextlib.suppress(OSError, AttributeError):  # uvloop has no socket any more for what is closed
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
