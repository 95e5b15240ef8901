"""The emulator's page: three files that need no build, under a policy that lets nothing else in."""

from importlib import resources
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from everywhere.kernel.errors import NotFound

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILES = {"page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8"}


@get("/emulator", include_in_schema=False)
async def show_page() -> Response[bytes]:
    """The page."""
    return _file("page.html", "text/html; charset=utf-8")


@get("/emulator/{name:str}", include_in_schema=False)
async def show_file(name: FromPath[str]) -> Response[bytes]:
    """What the page is made of."""
    if name not in _FILES:
        raise NotFound
    return _file(name, _FILES[name])


HANDLERS: list[Any] = [show_page, show_file]


def _file(name: str, media_type: str) -> Response[bytes]:
    body = resources.files(__package__).joinpath("assets", name).read_bytes()
    headers = {"content-type": media_type, "content-security-policy": POLICY, "cache-control": "no-cache"}
    return Response(body, headers=headers)
