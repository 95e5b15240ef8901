"""Connections to uvicorn: how long a client may take to say what it wants and to take what it asked for, and how many there may be."""

import contextlib
import resource
import socket
from typing import Any

import structlog
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from everywhere.kernel.errors import Overloaded, TooSlow
from everywhere.kernel.http.canned import Answer
from everywhere.kernel.http.gate import Gate

log = structlog.get_logger(__name__)

SAID_WITHIN_S = 20.0
SAID_BYTES_S = 500
"""A request must be whole within `SAID_WITHIN_S`, and one second more for so many bytes of its body."""
TAKEN_WITHIN_S = 20.0
"""Whoever takes nothing of an answer for so long is let go."""
ACKNOWLEDGED_WITHIN_S = 30
"""Whoever's machine acknowledges nothing for so long is gone, though nobody said so."""
UNSENT_MAX_B = 128 * 1024
"""So much waits in the kernel for who reads slowly; by itself it would keep megabytes for each."""
BACKLOG = 2048
FILES_WANTED_MAX = 100_000
FILES_FOR_OTHERS = 256
"""Open files that are not connections of clients: of the database, of pictures, of the libraries."""


def files_max() -> int:
    """How many files this process may open, after it took as many as the system allows it, `FILES_WANTED_MAX` at most."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES_WANTED_MAX if hard == resource.RLIM_INFINITY else min(hard, FILES_WANTED_MAX)
    with contextlib.suppress(ValueError, OSError):  # some systems allow less than they say
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def bound(host: str, port: int, *, acknowledged_within_s: float = ACKNOWLEDGED_WITHIN_S) -> socket.socket:
    """A socket to listen on. What is set here, every connection that it accepts inherits."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in {
        "TCP_KEEPIDLE": ACKNOWLEDGED_WITHIN_S,
        "TCP_USER_TIMEOUT": int(acknowledged_within_s * 1000),
        "TCP_NOTSENT_LOWAT": UNSENT_MAX_B,
    }.items():
        if hasattr(socket, name):  # Linux has them all
            listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    listener.bind(address)
    return listener


class _Joining:
    """A transport that sends the head of an answer with what follows in the same turn: one call of the system and one packet, not two."""

    def __init__(self, transport: Any, loop: Any) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send, now or at the end of this turn."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head + data)
        elif data.startswith(b"HTTP/"):
            self._head = data
            self._loop.call_soon(self._send_head)
        else:
            self._transport.write(data)

    def get_write_buffer_size(self) -> int:
        """How many bytes were not sent yet."""
        return len(self._head) + int(self._transport.get_write_buffer_size())

    def close(self) -> None:
        """Send everything, then hang up."""
        self._send_head()
        self._transport.close()

    def _send_head(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)


class Connection(HttpToolsProtocol):
    """One client's connection; the server has a `look` at each every few seconds, which costs less than timers of their own."""

    def __init__(self, *, gate: Gate, connections_max: int, **given: Any) -> None:
        super().__init__(**given)
        self._gate = gate
        self._connections_max = connections_max
        self._saying_s: float | None = 0.0
        self._said_b = 0
        self._untaken_s = 0.0
        self._untaken_b = 0

    def connection_made(self, transport: Any) -> None:
        """Begin, where there is room for one more."""
        super().connection_made(transport)
        self.transport = _Joining(transport, self.loop)  # type: ignore[assignment]
        if len(self.connections) > self._connections_max:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._saying_s, self._said_b = 0.0, 0

    def on_body(self, body: bytes) -> None:
        """A part of the body came."""
        self._said_b += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._saying_s = None
        super().on_message_complete()

    def look(self, passed_s: float) -> None:
        """Let go of a client that is too slow; so many seconds passed since the last look, in which it could be heard."""
        if self._is_late(passed_s) and not self.transport.is_closing():
            log.info("slow_request", client=self.client)
            if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
                self.transport.write(_TOO_SLOW.written(closes=True))
            self.transport.close()
        elif self._is_stuck(passed_s):
            log.info("slow_reader", client=self.client)
            self.transport.abort()

    def _is_late(self, passed_s: float) -> bool:
        if self._saying_s is None or self.flow.read_paused:  # it is the application that does not listen
            return False
        self._saying_s += passed_s
        return self._saying_s > SAID_WITHIN_S + self._said_b / SAID_BYTES_S

    def _is_stuck(self, passed_s: float) -> bool:
        # Nothing is added while writing is paused or the connection closes: what does not change is not taken.
        is_waiting = self.flow.write_paused or self.transport.is_closing()
        untaken_b = self.transport.get_write_buffer_size() if is_waiting else 0
        if untaken_b == 0 or untaken_b != self._untaken_b:
            self._untaken_b, self._untaken_s = untaken_b, 0.0
            return False
        self._untaken_s += passed_s
        return self._untaken_s > TAKEN_WITHIN_S

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if not self._gate.turns_away(cycle.scope):  # type: ignore[arg-type]  # uvicorn's and Litestar's names for one thing
            super()._start_asgi_task(cycle, app)
            return
        self.transport.write(_OVERLOADED.written(closes=not cycle.keep_alive))
        cycle.response_started = cycle.response_complete = True  # what comes of its body is passed over
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()


_OVERLOADED = Answer(Overloaded())
_TOO_SLOW = Answer(TooSlow())
