"""A disk that can be full: a file system in memory, as large as it is told to be. Only root may mount one."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOM_BYTES = 2 * 2**30
"""Its size while there is room; only what is written takes memory."""
LEFT_BYTES = 16_384
TRIES_MAX = 20


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder; `can_fill` says whether it is a disk of its own."""

    folder: Path
    can_fill: bool

    def fill(self) -> bool:
        """Leave next to nothing free, and say whether that was done."""
        for _ in range(TRIES_MAX if self.can_fill else 0):
            there = os.statvfs(self.folder)
            used = (there.f_blocks - there.f_bfree) * there.f_frsize
            if _mount("-o", f"remount,size={used + LEFT_BYTES}", str(self.folder)):  # refused when more was written meanwhile
                return True
        return False

    def free(self) -> None:
        """Let there be room again."""
        if self.can_fill:
            _mount("-o", f"remount,size={ROOM_BYTES}", str(self.folder))


@contextlib.contextmanager
def made(folder: Path) -> Iterator[Disk]:
    """A disk at `folder`; where this user may not mount one, the folder as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    can_fill = os.geteuid() == 0 and _mount("-t", "tmpfs", "-o", f"size={ROOM_BYTES},mode=755", "everywhere-chaos", str(folder))
    try:
        yield Disk(folder, can_fill)
    finally:
        if can_fill:
            subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True, timeout=30)  # noqa: S603, S607 - the system's own


def _mount(*words: str) -> bool:
    try:
        return subprocess.run(["mount", *words], check=False, capture_output=True, timeout=30).returncode == 0  # noqa: S603, S607 - the system's own
    except OSError:
        return False
