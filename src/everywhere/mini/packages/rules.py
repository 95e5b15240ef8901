"""What a package may be: how it is unpacked, measured, named and signed."""

import hashlib
import io
import json
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from everywhere.kernel.errors import Refusal
from everywhere.mini.packages.types import (
    FILES_MAX,
    MANIFEST,
    PACKAGE_BYTES_MAX,
    PACKAGES_MAX,
    PROGRAM_BYTES_MAX,
    SCRIPTS,
    Unpacked,
)

MEDIA_TYPES: Mapping[str, str] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
}
"""What a program may bring beside its scripts, by ending."""
# What the library raises for archives that are damaged, encrypted, or packed in ways that it does not know.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
_PATH_MAX = 200
_ODD = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
_DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{1,5})?")


class PackageUnfit(Refusal):
    """What was uploaded is no package: no archive, a damaged one, or one with files that a program does not have."""


class PackageTooLarge(Refusal):
    """The package, or a part of it, has more bytes than one may."""


class TooManyPackages(Refusal):
    """The program keeps as many packages as one may."""


class DomainUnfit(Refusal):
    """What was named is no host of the internet."""


class ShownPackage(Refusal):
    """The package is the one that opens, and stays until another does."""


def unpacked(archive: bytes) -> Unpacked:
    """The files of an uploaded ZIP. Raises PackageUnfit and PackageTooLarge; never unpacks more than may be kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            _must_be_measured(entries)
            files = {entry.filename: _read(opened, entry) for entry in entries}
    except _UNREADABLE as error:
        raise PackageUnfit(reason="it is no ZIP archive that can be read") from error
    manifest = _manifest(files)
    roots = _roots(manifest)
    _must_have_scripts(files, roots)
    _must_fit(files, roots)
    return Unpacked(files, manifest)


def digest_of(files: Mapping[str, str]) -> str:
    """The name of a package: SHA-256 over its files' paths and their SHA-256, in the order of paths."""
    listing = "".join(f"{path}\0{files[path]}\n" for path in sorted(files))
    return hashlib.sha256(listing.encode()).hexdigest()


def hashed(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of every file, in hexadecimal, by path."""
    return {path: hashlib.sha256(body).hexdigest() for path, body in files.items()}


def signature_of(app_id: str, digest: str, key: Ed25519PrivateKey) -> bytes:
    """What says that this installation took this package for this program (Ed25519, RFC 8032)."""
    return key.sign(_said(app_id, digest))


def is_signed(app_id: str, files: Mapping[str, str], signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether these very files were taken for this program."""
    try:
        key.verify(signature, _said(app_id, digest_of(files)))
    except InvalidSignature:
        return False
    return True


def media_type_of(path: str) -> str:
    """How a file is served."""
    ending = posixpath.splitext(path)[1].lower()
    return "text/javascript; charset=utf-8" if posixpath.basename(path) in SCRIPTS else MEDIA_TYPES.get(ending, "application/json")


def must_have_room(packages_count: int) -> None:
    """Raise TooManyPackages."""
    if packages_count >= PACKAGES_MAX:
        raise TooManyPackages(packages_max=PACKAGES_MAX)


def domains_of(named: Iterable[str], *, path: str, before: str = "") -> list[str]:
    """Hosts, each once and in small letters; a port may follow, and `before` may stand before them. Raises DomainUnfit."""
    domains = sorted({name.strip().lower() for name in named})
    for domain in domains:
        if not _DOMAIN.fullmatch(domain.removeprefix(before)):
            raise DomainUnfit(path=path, domain=domain[:100])
    return domains


def pages_of(manifest: Mapping[str, Any]) -> list[str]:
    """The program's pages, the first one first."""
    pages = manifest.get("pages")
    return [page for page in pages if isinstance(page, str)] if isinstance(pages, list) else []


def _said(app_id: str, digest: str) -> bytes:
    return f"everywhere mini-program package 1\n{app_id}\n{digest}\n".encode()


def _must_be_measured(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > FILES_MAX:
        raise PackageTooLarge(files_max=FILES_MAX, bytes_max=PROGRAM_BYTES_MAX, part="")
    if sum(entry.file_size for entry in entries) > PROGRAM_BYTES_MAX:
        raise PackageTooLarge(files_max=FILES_MAX, bytes_max=PROGRAM_BYTES_MAX, part="")
    names = [entry.filename for entry in entries]
    odd = next((name for name in names if not _is_plain(name)), None) or ("a name twice" if len(set(names)) < len(names) else None)
    if odd is not None:
        raise PackageUnfit(reason=f"it holds a file that a program does not have: {odd[:100]}")


def _is_plain(name: str) -> bool:
    known = posixpath.basename(name) in SCRIPTS or name == MANIFEST or posixpath.splitext(name)[1].lower() in MEDIA_TYPES
    inside = not name.startswith("/") and posixpath.normpath(name) == name and ".." not in name.split("/")
    return known and inside and len(name) <= _PATH_MAX and not _ODD.search(name)


def _read(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with opened.open(entry) as file:
        body = file.read(entry.file_size + 1)
    if len(body) != entry.file_size:
        raise ValueError("a file is longer than it says")
    return body


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    if MANIFEST not in files:
        raise PackageUnfit(reason=f"{MANIFEST} is missing")
    try:
        manifest = json.loads(files[MANIFEST])
    except (ValueError, RecursionError) as error:
        raise PackageUnfit(reason=f"{MANIFEST} is no JSON") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("app"), dict) or not pages_of(manifest):
        raise PackageUnfit(reason=f"{MANIFEST} names no app and no pages")
    return manifest


def _roots(manifest: Mapping[str, Any]) -> list[str]:
    """The folders of its subpackages, the deepest first: a file is of the first that it lies in. Raises PackageUnfit."""
    named = manifest.get("packages", [])
    if not isinstance(named, list) or not all(isinstance(root, str) and _is_folder(root) for root in named):
        raise PackageUnfit(reason=f"{MANIFEST} names a subpackage that is no folder of a program")
    return sorted(set(named), key=len, reverse=True)


def _is_folder(root: str) -> bool:
    return root not in ("", ".") and not root.startswith("/") and posixpath.normpath(root) == root and ".." not in root.split("/")


def _must_have_scripts(files: Mapping[str, bytes], roots: Iterable[str]) -> None:
    """Two scripts in the program's folder, two in that of each subpackage, and no other."""
    wanted = {*SCRIPTS, *(f"{root}/{name}" for root in roots for name in SCRIPTS)}
    found = {path for path in files if posixpath.basename(path) in SCRIPTS}
    if missing := min(wanted - found, default=None):
        raise PackageUnfit(reason=f"{missing} is missing")
    if odd := min(found - wanted, default=None):
        raise PackageUnfit(reason=f"it holds a file that a program does not have: {odd[:100]}")


def _must_fit(files: Mapping[str, bytes], roots: Iterable[str]) -> None:
    """The folder of each subpackage is a part, and the rest is one. Raises PackageTooLarge."""
    sizes: dict[str, int] = {}
    for path, body in files.items():
        part = next((root for root in roots if path.startswith(f"{root}/")), "")
        sizes[part] = sizes.get(part, 0) + len(body)
    large = next((part for part, size in sizes.items() if size > PACKAGE_BYTES_MAX), None)
    if large is not None:
        raise PackageTooLarge(files_max=FILES_MAX, bytes_max=PACKAGE_BYTES_MAX, part=large)
