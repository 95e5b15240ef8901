"""The guide to a first payment is a program in three languages, and it runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.sdks import HERE, NotInstalled, command_of
from support.server import Server

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "first-payment.md"


def blocks(language: str) -> list[str]:
    """What stands on the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.once
def test_the_guide_takes_a_payment_by_curl_python_and_node(database_url: str, tmp_path: Path):
    try:
        _, python = command_of("python-alipay-sdk")
        command_of("alipay-sdk (Node)")
    except NotInstalled as missing:
        pytest.skip(f"{missing} is not installed; make test installs it")
    (tmp_path / "shop.py").write_text(blocks("python")[0], "utf-8")
    (tmp_path / "shop.mjs").write_text(blocks("js")[0], "utf-8")
    (tmp_path / "node_modules").symlink_to(HERE / "node" / "node_modules")
    script = "\n".join(["set -euo pipefail", *blocks("sh")])
    server = Server(tmp_path, database_url=database_url, data=str(tmp_path), emulator="1")
    server.environment["EVERYWHERE_PUBLIC_URL"] = server.url
    server.start()
    try:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**server.environment, **python, "BASE": server.url, "PATH": path, "PYTHONUNBUFFERED": "1"}
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=environment, check=False, capture_output=True, text=True, timeout=120
        )
    finally:
        server.stop()

    assert done.returncode == 0, done.stdout + done.stderr + server.log.read_text()
    lines = done.stdout.splitlines()
    assert lines[:2] == ["TRADE_SUCCESS", "Verified OK"]
    assert re.match(r"https://shop\.example/thanks\?app_id=\d{16}&.*&sign=", lines[2])
    assert lines[3:] == [
        "python was told: python-1 12.00 TRADE_SUCCESS True",
        "node was told: node-1 12.00 TRADE_SUCCESS true",
        "6250",
    ]
