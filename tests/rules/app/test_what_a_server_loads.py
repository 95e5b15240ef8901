"""A server loads what it needs to answer, and what few of them ever need when it is needed."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.once
LATER = ("aiohttp", "apprise", "barcode", "fpdf", "jinja2", "pywebpush", "requests", "segno", "stripe", "webauthn")
"""Together 45 MiB and a second of a core."""
LOADS = "import sys; import everywhere.app.commands.serve; print(*sorted(sys.modules))"


def test_a_server_starts_without_what_it_may_never_need():
    said = subprocess.run([sys.executable, "-c", LOADS], check=True, capture_output=True, text=True)

    loaded = set(said.stdout.split())
    assert "litestar" in loaded
    assert sorted(loaded & set(LATER)) == []
