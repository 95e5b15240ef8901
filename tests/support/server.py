"""The program itself, started as an operator starts it: `everywhere serve` in a process of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

PROGRAM = Path(sys.executable).with_name("everywhere")
STARTED_WITHIN_S = 60


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One `everywhere serve`, with the settings of a demo, on the database or data folder that is given."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", port: int | None = None, **settings: str) -> None:
        self.host, self.port = host, port or free_port()
        self.url = f"http://{host}:{self.port}" if port != 80 else f"http://{host}"
        self.log = folder / "server.log"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("EVERYWHERE_")}
        named = {f"EVERYWHERE_{name.upper()}": value for name, value in settings.items()}
        self.environment = {
            **inherited,
            "EVERYWHERE_HOST": host,
            "EVERYWHERE_PORT": str(self.port),
            "EVERYWHERE_DEMO": "1",
            "EVERYWHERE_DEMO_DATA": "0",
            **named,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, within_s: float = STARTED_WITHIN_S) -> None:
        """Start it and wait until it says that it is healthy."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([PROGRAM, "serve"], env=self.environment, stdout=log, stderr=log)
        self.wait_until_healthy(within_s=within_s)

    def wait_until_healthy(self, *, within_s: float = STARTED_WITHIN_S) -> None:
        """Wait until it says that it is healthy."""
        assert self.process is not None
        ends = time.monotonic() + within_s
        while not self.is_healthy():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < ends, self.log.read_text()
            time.sleep(0.05)

    def is_healthy(self) -> bool:
        """Whether it answers and is well."""
        # Not by httpx: to make a client of it costs as much as the server needs to begin.
        connection = http.client.HTTPConnection(self.host, self.port, timeout=2)
        try:
            connection.request("GET", "/api/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator would."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
            self.process = None


class Someone:
    """A signed-in person who sends what must be accepted."""

    def __init__(self, url: str, phone: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=20)
        answer = self.client.post("/api/sign-in", json={"phone": phone, "code": "000000"}).raise_for_status().json()
        self.token = answer["token"]
        self.id = answer["person"]["id"]
        self.client.cookies.clear()

    def post(self, path: str, body: Any) -> dict[str, Any]:
        """Do something."""
        return self._send("POST", path, json=body)

    def put(self, path: str, body: Any) -> dict[str, Any]:
        """Set something."""
        return self._send("PUT", path, json=body)

    def patch(self, path: str, body: Any) -> dict[str, Any]:
        """Change something."""
        return self._send("PATCH", path, json=body)

    def get(self, path: str) -> dict[str, Any]:
        """See what is there."""
        return self._send("GET", path)

    def _send(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        response = self.client.request(method, path, headers={"Authorization": f"Bearer {self.token}"}, **body)
        assert response.is_success, response.text
        return response.json()
