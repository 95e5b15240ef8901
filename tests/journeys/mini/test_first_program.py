"""The guide to a first mini-program, from nothing to a payment at a real server, is a program, and it runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.programs import needs_tool
from support.sdks import HERE, NotInstalled, command_of
from support.server import Server, free_port

PAGE = Path(__file__).parents[3] / "docs" / "guides" / "first-program.md"


def blocks(language: str) -> list[str]:
    """What stands on the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@needs_tool
@pytest.mark.once
def test_the_guide_leads_from_create_to_a_payment(database_url: str, tmp_path: Path):
    try:
        command_of("alipay-sdk (Node)")
    except NotInstalled as missing:
        pytest.skip(f"{missing} is not installed; make test installs it")
    shop, bought = blocks("js")
    (tmp_path / "shop.mjs").write_text(shop, "utf-8")
    (tmp_path / "bought.test.js").write_text(bought, "utf-8")
    (tmp_path / "node_modules").symlink_to(HERE / "node" / "node_modules")
    steps = blocks("sh")
    # What the reader saves by hand, when the page says so.
    steps.insert(-1, "mv bought.test.js tea/\n")
    server = Server(tmp_path, database_url=database_url, data=str(tmp_path), emulator="1")
    server.environment["EVERYWHERE_PUBLIC_URL"] = server.url
    server.start()
    try:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**server.environment, "BASE": server.url, "PATH": path, "SHOP_PORT": str(free_port())}
        script = "\n".join(["set -euo pipefail", *steps])
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=environment, check=False, capture_output=True, text=True, timeout=300
        )
    finally:
        server.stop()

    assert done.returncode == 0, done.stdout + done.stderr + server.log.read_text()
    lines = done.stdout.splitlines()
    assert "0 errors, 0 warnings" in lines
    assert "4" in lines
    assert "it opens from now on" in lines
    assert any("somebody pays with real money" in line for line in lines)
    assert lines[-1] == "1200"
