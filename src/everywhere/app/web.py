"""The web app, served by the same process: files in memory, compressed when they were built, one page for every screen's address."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from everywhere.app import frames
from everywhere.kernel.settings import Settings

SERVER_PATHS = ("/api", "/metrics", "/gateway.do", "/v3", "/emulator")
"""What is never a screen's address."""
_ENCODINGS = {"br": ".br", "gzip": ".gz"}
_FOR_EVER = b"public, max-age=31536000, immutable"
_ASK_FIRST = b"no-cache"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".geojson": "application/geo+json",
    ".webmanifest": "application/manifest+json",
}
_UNBUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Everywhere</title>
<h1>The web app has not been built</h1>
<p>The API is served. To build the app that people open, run <code>make web</code> in the repository and start again;
a wheel made by <code>python -m build</code> carries it.</p><p><a href="/api/docs">The API</a></p></html>"""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the built app, as it travels in each encoding."""

    media_type: str
    is_hashed: bool
    tag: str
    bodies: dict[str, bytes]
    """By content coding; "" as it is."""

    def best(self, accepted: str) -> str:
        """The content coding to send to who takes `accepted` (RFC 9110 §12.5.3); of those that we have, the smallest."""
        offered = {
            name.strip() for name, _, weight in (part.partition(";") for part in accepted.split(",")) if not _is_none(weight)
        }
        return next((coding for coding in _ENCODINGS if coding in self.bodies and coding in offered), "")


class Dist:
    """A folder that `npm run build` wrote."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @cached_property
    def files(self) -> dict[str, File]:
        """Every file by its address; none where nothing was built."""
        if self._folder is None:
            return {}
        plain = (path for path in self._folder.rglob("*") if path.is_file() and path.suffix not in _ENCODINGS.values())
        return {
            f"/{path.relative_to(self._folder).as_posix()}": _read(path, self._folder)
            for path in plain
            if ".vite" not in path.parts
        }


class Web:
    """ASGI: answers what a browser opens, and lets everything else through to the API."""

    def __init__(self, app: ASGIApp, settings: Settings, dist: Dist) -> None:
        self._app = app
        self._dist = dist
        self._policy = content_policy(settings).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not (scope["type"] == ScopeType.HTTP and await self._answered(scope, send)):
            await self._app(scope, receive, send)

    async def _answered(self, scope: HTTPScope, send: Send) -> bool:
        path = scope["path"]
        if scope["method"] not in ("GET", "HEAD") or _is_servers(path):
            return False
        if path == "/" and not self._dist.files:
            headers = [(b"content-type", b"text/html; charset=utf-8")]
            await _say(send, 200, _UNBUILT.encode(), headers, with_body=scope["method"] == "GET")
            return True
        file = self._file(path)
        if file is None:
            return False
        await self._hand_out(scope, send, file)
        return True

    def _file(self, path: str) -> File | None:
        files = self._dist.files
        is_screen = "." not in path.rpartition("/")[2]
        return files.get(path) or (files.get("/index.html") if is_screen else None)

    async def _hand_out(self, scope: HTTPScope, send: Send, file: File) -> None:
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        coding = file.best(asked.get("accept-encoding", ""))
        tag = f'W/"{file.tag}"'
        headers = [
            (b"content-type", file.media_type.encode()),
            (b"cache-control", _FOR_EVER if file.is_hashed else _ASK_FIRST),
            (b"etag", tag.encode()),
            (b"vary", b"Accept-Encoding"),
        ]
        if file.media_type.startswith("text/html"):
            headers.append((b"content-security-policy", self._policy))
        if tag in asked.get("if-none-match", ""):
            await _say(send, 304, b"", headers)
            return
        coded = [(b"content-encoding", coding.encode())] if coding else []
        await _say(send, 200, file.bodies[coding], [*headers, *coded], with_body=scope["method"] == "GET")


def built() -> Dist:
    """The app in the wheel, else the one in the repository, else none."""
    carried = Path(str(resources.files("everywhere"))) / "web"
    places = (carried, Path(__file__).parents[3] / "web" / "dist")
    return Dist(next((place for place in places if (place / "index.html").is_file()), None))


def content_policy(settings: Settings) -> str:
    """What the app's pages may load: from here only; with an operator's map also what that map is made of, and frames of mini-programs."""
    map_hosts = " https:" if settings.map_style else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{map_hosts}",
            f"connect-src 'self'{map_hosts}",
            "worker-src 'self'",
            f"frame-src {frames.sources(settings)}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _is_servers(path: str) -> bool:
    return any(path == own or path.startswith(f"{own}/") for own in SERVER_PATHS)


def _is_none(weight: str) -> bool:
    return weight.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000")


def _read(path: Path, folder: Path) -> File:
    body = path.read_bytes()
    bodies = {"": body}
    for coding, suffix in _ENCODINGS.items():
        coded = path.with_name(path.name + suffix)
        if coded.is_file():
            bodies[coding] = coded.read_bytes()
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_hashed = path.relative_to(folder).parts[0] == "assets"
    return File(media_type, is_hashed, hashlib.sha256(body).hexdigest()[:16], bodies)


async def _say(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]], *, with_body: bool = True) -> None:
    length = [] if status == 304 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body if with_body else b"", "more_body": False})
