"""The public SDKs as processes that do what they are told, and the grid of what each could do."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from everywhere.pay.openapi.gateway.http import METHODS
from everywhere.pay.openapi.methods.actions import Method

HERE = Path(__file__).parents[1] / "openapi"
SDKS = Path(sys.prefix) / "sdk"
NODE = shutil.which("node")
MATRIX = HERE / "matrix.json"


class NotInstalled(Exception):
    """An SDK is not here: `make test` installs them."""


@dataclass(frozen=True)
class Column:
    """One way to call: a client, a codec, and how the app is known."""

    client: str
    codec: str
    config: str

    @property
    def name(self) -> str:
        return f"{self.client} · {self.codec} · {self.config}"

    def can(self, method: Method) -> bool:
        return self.codec == "V2" or (method.route is not None and method.kind == "answer")


COLUMNS = (
    Column("alipay-sdk-python", "V2", "key"),
    Column("python-alipay-sdk", "V2", "key"),
    Column("python-alipay-sdk", "V2", "certificate"),
    Column("alipay-sdk (Node)", "V2", "key"),
    Column("alipay-sdk (Node)", "V2", "certificate"),
    Column("alipay-sdk (Node)", "V3", "key"),
    Column("alipay-sdk (Node)", "V3", "certificate"),
)


def command_of(client: str) -> tuple[list[str], dict[str, str]]:
    """How a client is started. Raises NotInstalled."""
    if client == "alipay-sdk (Node)":
        if NODE is None or not (HERE / "node" / "node_modules" / "alipay-sdk").is_dir():
            raise NotInstalled(client)
        return [NODE, str(HERE / "node" / "client.mjs")], {}
    if not (SDKS / client / "alipay").is_dir():
        raise NotInstalled(client)
    script = {"alipay-sdk-python": "official_python.py", "python-alipay-sdk": "python_alipay_sdk.py"}[client]
    return [sys.executable, str(HERE / "clients" / script)], {"PYTHONPATH": str(SDKS / client)}


class Client:
    """A running SDK."""

    def __init__(self, name: str, configs: dict[str, Any], **more: str) -> None:
        """`more` are variables of its environment."""
        command, environment = command_of(name)
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment, **more}
        )
        self.ask({"configure": configs})

    def ask(self, order: dict[str, Any]) -> Any:
        """Let it do something; an error of the SDK, or a signature that it does not believe, is an AssertionError."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"ok": false, "error": "the client died"}')
        assert answer["ok"], answer["error"]
        return answer["data"]

    def close(self) -> None:
        """End it."""
        self.process.communicate(timeout=10)


@dataclass
class Teller:
    """Tells a client in one column what to call, and notes which methods it could."""

    column: Column
    client: Client
    gateway: str
    done: dict[str, str] = field(default_factory=dict)
    """By method: empty where it went well, else what went wrong."""

    def call(self, name: str, content: dict[str, Any] | None = None, *, expect: str = "10000", **params: str) -> Any:
        """Call a method, which must answer `expect`: a code, or the sub code of a refusal. Methods that the column lacks go by V2."""
        method = METHODS[name]
        codec = self.column.codec if self.column.can(method) else "V2"
        verb, path = method.route or ("POST", "")
        if codec == "V3" and "{" in path:
            path, content = path.format_map(content or {}), None
        order = {"codec": codec, "config": self.column.config, "method": name, "kind": method.kind, "content": content}
        try:
            found = self.client.ask({**order, "params": params, "verb": verb, "path": path})
            self._must_be(method, found, expect, codec)
        except AssertionError as error:
            self.done[name] = str(error) or "refused"
            raise
        if codec == self.column.codec:
            self.done.setdefault(name, "")
        return found

    def _must_be(self, method: Method, found: Any, expect: str, codec: str) -> None:
        if method.kind == "page":
            answer = httpx.get(found, timeout=20)
            assert answer.status_code in (200, 302), answer.text
            assert "错误代码" not in answer.text, answer.text
        elif method.kind == "order":
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = httpx.post(self.gateway, content=found.encode(), headers=headers, timeout=20).json()
            assert answer[f"{method.name.replace('.', '_')}_response"]["code"] == expect, answer
        elif codec == "V2" and not method.is_bare:
            assert found.get("sub_code", found["code"]) == expect, found


def grid(tellers: list[Teller]) -> dict[str, dict[str, str]]:
    """By method and column: ✓, ✗, or – where the client or codec does not have it."""
    return {
        name: {
            teller.column.name: "–" if not teller.column.can(method) else "✓" if teller.done.get(name) == "" else "✗"
            for teller in tellers
        }
        for name, method in sorted(METHODS.items())
    }
