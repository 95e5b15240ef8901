"""The worked example of `docs/start/` is a program, and it runs."""

import re
import subprocess
from pathlib import Path

import pytest

from support.server import Server

pytestmark = pytest.mark.once

PAGE = Path(__file__).parents[2] / "docs" / "start" / "first-deal.md"


def test_the_worked_example_ends_with_a_paid_and_reviewed_deal(database_url: str, tmp_path: Path):
    script = "\n".join(["set -euo pipefail", *re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)])
    server = Server(tmp_path, database_url=database_url, data=str(tmp_path))
    server.start()
    try:
        environment = {**server.environment, "BASE": server.url}
        done = subprocess.run(["bash", "-c", script], env=environment, check=False, capture_output=True, text=True, timeout=60)
    finally:
        server.stop()

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.findall(r"^(funded|under_way|delivered|completed)$", done.stdout, re.MULTILINE) == [
        "funded",
        "under_way",
        "delivered",
        "completed",
    ]
    assert "Quick and kind" in done.stdout
    assert "Clear and on time" in done.stdout
