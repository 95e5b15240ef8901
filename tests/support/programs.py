"""The developer's tool of mini-programs, in tests."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from everywhere.app.programs import tool

TEMPLATES = Path(__file__).parents[2] / "mini" / "cli" / "templates"
EVERYWHERE_MINI = (str(Path(sys.executable).with_name("everywhere")), "mini")


def _is_here() -> bool:
    try:
        return bool(tool.words()) and any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    except tool.ToolMissing:
        return False


needs_tool = pytest.mark.skipif(
    not _is_here(), reason="the tool of mini-programs is not built, or there is no Chromium; make test has both"
)


def run(*words: str, expect: int = 0, command: Sequence[str] | None = None) -> str:
    """What the tool prints; by `everywhere mini` where that is the command."""
    done = subprocess.run([*(command or tool.words()), *words], check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout
