"""A hosts file for one Python process: Alipay's names lead to the address and port in ELSEWHERE, as `host:port`."""

import os
import socket
from typing import Any

_HOST, _, _PORT = os.environ["ELSEWHERE"].rpartition(":")
_looked_up = socket.getaddrinfo


def _led(host: Any, port: Any, *more: Any, **named: Any) -> Any:
    is_theirs = isinstance(host, str) and host.endswith((".alipay.com", ".alipaydev.com"))
    return _looked_up(_HOST, int(_PORT), *more, **named) if is_theirs else _looked_up(host, port, *more, **named)


socket.getaddrinfo = _led
