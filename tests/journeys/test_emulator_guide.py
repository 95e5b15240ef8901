"""The guide to the emulator is a program, and it runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.sdks import SDKS
from support.server import free_port

pytestmark = pytest.mark.once

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "emulator-in-ci.md"
SDK = SDKS / "python-alipay-sdk"


@pytest.mark.skipif(not SDK.is_dir(), reason="python-alipay-sdk is not installed; make test installs it")
def test_every_command_and_program_of_the_guide_runs(tmp_path: Path):
    text = PAGE.read_text("utf-8")
    blocks = {kind: re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL) for kind in ("sh", "python")}
    [program] = blocks["python"]
    (tmp_path / "test_payments.py").write_text(program, "utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("EVERYWHERE_", "PYTEST_"))}
    paths = [str(SDK), *filter(None, [inherited.get("PYTHONPATH")])]
    environment = {
        **inherited,
        "PATH": f"{Path(sys.executable).parent}:{inherited['PATH']}",
        "PYTHONPATH": ":".join(paths),
        "PORT": str(free_port()),
    }

    script = "\n".join(["set -euo pipefail", *blocks["sh"]])
    words = ["bash", "-c", script]
    done = subprocess.run(words, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True, timeout=300)

    assert done.returncode == 0, done.stdout + done.stderr + (tmp_path / "emulator.log").read_text()
    assert "7 passed" in done.stdout
    assert '"kind":"duplicate"' in done.stdout
