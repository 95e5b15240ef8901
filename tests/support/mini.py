"""Mini-programs in tests: small packages, and what of them opens."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from support.world import Phone

MANIFEST = {"app": {"pages": ["pages/index/index"], "window": {"defaultTitle": "Tea"}}, "pages": ["pages/index/index"], "units": {}}
FILES = {
    "manifest.json": json.dumps(MANIFEST).encode(),
    "view.js": b"__program({})",
    "logic.js": b"Page({})",
    "images/tea.png": b"\x89PNG",
}

APART = {**MANIFEST, "packages": ["goods"], "pages": ["pages/index/index", "goods/list"]}
"""The manifest of a program with a subpackage, and its files."""
APART_FILES = {
    **FILES,
    "manifest.json": json.dumps(APART).encode(),
    "goods/view.js": b"__package({})",
    "goods/logic.js": b"Page({goods: 1})",
}


def zipped(files: dict[str, bytes] | None = None) -> bytes:
    """A ZIP of these files, or of a small program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, body in (FILES if files is None else files).items():
            archive.writestr(path, body)
    return out.getvalue()


async def an_app(phone: Phone, name: str = "Tea house") -> str:
    """The number of a new app of somebody."""
    made = await phone("POST", "/api/me/apps", {"name": name}, expect=201)
    return str(made["app_id"])


async def uploaded(phone: Phone, app_id: str, files: dict[str, bytes] | None = None) -> dict[str, Any]:
    """A package of an app."""
    path = f"/api/me/apps/{app_id}/packages"
    package: dict[str, Any] = await phone("POST", path, files={"file": ("program.zip", zipped(files))}, expect=201)
    return package


async def shown(
    phone: Phone, files: dict[str, bytes] | None = None, *, domains: Sequence[str] = (), image_domains: Sequence[str] = ()
) -> tuple[str, str]:
    """A program that opens: its app's number and its package's digest."""
    app_id = await an_app(phone)
    digest = (await uploaded(phone, app_id, files))["digest"]
    hosts = {"domains": list(domains), "image_domains": list(image_domains)}
    await phone("PUT", f"/api/me/apps/{app_id}/program", {"digest": digest, **hosts}, expect=200)
    return app_id, digest
