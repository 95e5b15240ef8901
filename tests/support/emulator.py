"""The emulator as an integrator starts it, SDKs that are configured from its keys, and a shop's server that hears notifications."""

import http.server
import json
import queue
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx

from everywhere.pay.openapi.gateway.http import METHODS
from support.sdks import Client
from support.server import PROGRAM, STARTED_WITHIN_S, free_port

PATIENCE_S = 60


def is_free(address: tuple[str, int]) -> bool:
    """Whether this address can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


class Emulator:
    """One `everywhere pay emulate`, where it may on port 80 of a loopback address of its own, which the official Python SDK wants."""

    def __init__(self, folder: Path, *, own: str = "127.0.0.7", more: tuple[str, ...] = ()) -> None:
        self.has_port_80 = is_free((own, 80))
        host, port = (own, 80) if self.has_port_80 else ("127.0.0.1", free_port())
        file, self.log = folder / "keys.json", folder / "emulator.log"
        words = ["pay", "emulate", "--host", host, "--port", str(port), "--keys", str(file), "--speed", "1000", *more]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([PROGRAM, *words], stdout=log, stderr=log)
        ends = time.monotonic() + STARTED_WITHIN_S * 2
        while not file.exists():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < ends, self.log.read_text()
            time.sleep(0.05)
        self.keys: dict[str, Any] = json.loads(file.read_text())
        self.client = httpx.Client(base_url=f"{self.keys['page']}/api", timeout=PATIENCE_S, trust_env=False)

    def stop(self) -> None:
        """End it as an operator would: it leaves neither a database nor a folder behind."""
        self.client.close()
        self.process.terminate()
        assert self.process.wait(timeout=PATIENCE_S) == 0, self.log.read_text()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Use its API."""
        answer = self.client.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def order(self, kind: str, **more: Any) -> None:
        """Let something go wrong."""
        self.ask("POST", "/faults", {"kind": kind, **more})

    def last_call(self) -> dict[str, Any]:
        """What came to the gateway last."""
        return self.ask("GET", "/calls?limit=1")["items"][0]

    @property
    def buyer(self) -> str:
        """The number of a buyer with money."""
        return str(self.keys["buyers"][0]["number"])

    def code(self, at: int = 0) -> str:
        """A payment code of a buyer's."""
        return str(self.ask("POST", f"/buyers/{self.keys['buyers'][at]['number']}/code")["code"])

    def configs(self, **changed: str) -> dict[str, Any]:
        """What an SDK must be told, for `Client`."""
        app = self.keys["app"]
        config = {
            "app_id": app["app_id"],
            "private_key": app["app_private_key"],
            "platform_key": app["alipay_public_key"],
            "files": None,
            "gateway": self.keys["gateway"],
            "endpoint": self.keys["endpoint"],
        }
        return {"key": {**config, **changed}}


class Caller:
    """A client that calls by one codec."""

    def __init__(self, client: Client, codec: str) -> None:
        self.client = client
        self.codec = codec

    def call(self, name: str, content: dict[str, Any], **params: str) -> Any:
        """Call a method; what the SDK does not believe or cannot read is an AssertionError."""
        verb, path = METHODS[name].route or ("POST", "")
        order = {"codec": self.codec, "config": "key", "method": name, "kind": "answer", "content": content}
        return self.client.ask({**order, "params": params, "verb": verb, "path": path})

    def believes(self, fields: dict[str, str]) -> bool:
        """Whether the SDK takes a notification for the platform's."""
        order = {"codec": "V2", "config": "key", "method": "", "kind": "notification", "params": fields}
        return bool(self.client.ask(order))


class Shop:
    """An app's server on the loopback: keeps what it was told, and says success."""

    def __init__(self) -> None:
        self.told: queue.Queue[dict[str, str]] = queue.Queue()
        told = self.told

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                told.put(dict(parse_qsl(body.decode(), keep_blank_values=True)))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"success")

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/notify"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self) -> dict[str, str]:
        """What it is told next."""
        return self.told.get(timeout=PATIENCE_S)

    def close(self) -> None:
        """End it."""
        self.server.shutdown()
        self.server.server_close()
