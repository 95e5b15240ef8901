"""Packages: compiled mini-programs as they were uploaded, known by what is in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

PACKAGE_BYTES_MAX = 2 * 1024 * 1024
"""Of one package, and of each part of a program that has subpackages (the limits of Alipay's mini-programs)."""
PROGRAM_BYTES_MAX = 8 * 1024 * 1024
"""Of a program with its subpackages."""
FILES_MAX = 2000
PACKAGES_MAX = 50
"""That are kept of one program."""
DOMAINS_MAX = 50
"""That a program may call, and as many that it may take pictures from."""
SOCKETS = "wss://"
"""Before a host that a program opens sockets to; one without it is called by https."""
SCRIPTS = ("view.js", "logic.js")
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a package holds, by path, and its manifest read."""

    files: dict[str, bytes]
    manifest: dict[str, Any]

    @property
    def size_bytes(self) -> int:
        """Of all files, as they are served."""
        return sum(map(len, self.files.values()))


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a program: its files by path with the SHA-256 of each, signed by this installation."""

    app_id: str
    owner_id: UUID
    digest: str
    """SHA-256 over paths and contents, in hexadecimal: the same files have the same."""
    manifest: dict[str, Any]
    files: dict[str, str]
    size_bytes: int
    signature: bytes
    made_at: datetime

    @property
    def pages(self) -> list[str]:
        """Its pages, the first one first."""
        return [page for page in self.manifest["pages"] if isinstance(page, str)]


@dataclass(frozen=True, slots=True)
class Kept:
    """A package as its developer's list shows it."""

    digest: str
    size_bytes: int
    pages: list[str]
    made_at: datetime
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Program:
    """What opens when somebody opens an app: which package, and which hosts it may call and take pictures from."""

    app_id: str
    owner_id: UUID
    digest: str
    domains: list[str]
    image_domains: list[str]
    changed_at: datetime
    version: int
