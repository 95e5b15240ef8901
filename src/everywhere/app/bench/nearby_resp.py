"""A client of Redis, no more than a benchmark needs: commands in a pipeline over a Unix socket, answers as they come."""

import socket
from collections.abc import Sequence
from typing import Any


class RedisError(Exception):
    """What Redis said was wrong."""


class Redis:
    """One connection, without an event loop in its way."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._buffer = b""
        self._at = 0

    def pipeline(self, commands: Sequence[Sequence[Any]]) -> list[Any]:
        """Send all, then read all answers. Raises RedisError for the first that is an error."""
        self._socket.sendall(b"".join(map(written, commands)))
        return [self._read() for _ in commands]

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _read(self) -> Any:
        line = self._line()
        kind, rest = line[:1], line[1:]
        match kind:
            case b"*":
                return [self._read() for _ in range(int(rest))]
            case b"$":
                return None if rest == b"-1" else self._bytes(int(rest))
            case b":":
                return int(rest)
            case b"-":
                raise RedisError(rest.decode())
            case _:
                return rest

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\r\n", self._at)) < 0:
            self._more()
        line = self._buffer[self._at : end]
        self._at = end + 2
        return line

    def _bytes(self, size: int) -> bytes:
        while len(self._buffer) < self._at + size + 2:
            self._more()
        found = self._buffer[self._at : self._at + size]
        self._at += size + 2
        return found

    def _more(self) -> None:
        got = self._socket.recv(1 << 18)
        if not got:
            raise RedisError("the server hung up")
        self._buffer = self._buffer[self._at :] + got
        self._at = 0


def written(command: Sequence[Any]) -> bytes:
    """A command as Redis reads it."""
    words = [str(word).encode() for word in command]
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)
