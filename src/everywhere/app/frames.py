"""Frames of mini-programs: each from an origin of its own, with a policy that leaves it no network, served by the same process."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from everywhere.kernel.settings import Settings
from everywhere.mini.opening import actions as opening
from everywhere.mini.packages import actions as packages

SCRIPTS = ("/frame.js", "/holder.js", "/web-view.js")
HOLDER = "/web-view"
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"
_PATH = re.compile(r"/(?P<digest>[0-9a-f]{64})/(?P<file>.*)")
PAGE = b"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<style>html,body{margin:0;height:100%;overflow:hidden;background:#f5f5f5}</style></head>
<body><script crossorigin src="/frame.js"></script><script crossorigin src="view.js"></script><script crossorigin src="logic.js"></script></body></html>
"""
HOLDER_PAGE = """<!doctype html>
<html lang="zh-CN" data-around="{around}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"><title>web-view</title>
<style>html,body{{margin:0;height:100%;overflow:hidden;background:#fff}}iframe{{display:block;width:100%;height:100%;border:0}}</style></head>
<body><script src="/holder.js"></script></body></html>
"""
_REFUSED = (
    "camera=(), microphone=(), geolocation=(), usb=(), serial=(), bluetooth=(), payment=(), clipboard-read=(), clipboard-write=()"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a frame asked for."""

    body: bytes
    media_type: str
    cached: str


class Scripts:
    """Our scripts for frames, built with the web app: from the wheel, else from the repository."""

    @cached_property
    def bodies(self) -> dict[str, bytes]:
        """By path; those that were not built are not there."""
        places = (Path(str(resources.files("everywhere"))) / "web", Path(__file__).parents[3] / "web" / "dist")
        built = ((path, place / "mini" / path[1:]) for place in reversed(places) for path in SCRIPTS)
        return {path: file.read_bytes() for path, file in built if file.is_file()}


class Frames:
    """ASGI: answers requests to hosts of frames, and lets all others through."""

    def __init__(self, app: ASGIApp, settings: Settings, state: State) -> None:
        self._app = app
        self._state = state
        self._settings = settings
        self._scripts = Scripts()
        self._around = _origin(settings.public_url)
        self._host = _host_pattern(opening.frames(settings))
        self._app_at = lru_cache(maxsize=1024)(self._read)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app_id = self._app_of(scope)
        if app_id is None:
            await self._app(scope, receive, send)
        elif scope["type"] != ScopeType.HTTP:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await self._answer(scope, send, app_id)

    def _app_of(self, scope: Scope) -> str | None:
        return self._app_at(next((value for name, value in scope["headers"] if name == b"host"), b""))

    def _read(self, host: bytes) -> str | None:
        match = self._host.fullmatch(host.decode("latin-1")) if self._host else None
        return match and match["app_id"]

    async def _answer(self, scope: HTTPScope, send: Send, app_id: str) -> None:
        found, says = None, policy([], around=self._around)
        if scope["method"] in ("GET", "HEAD"):
            found, says = await self._found(scope["path"], app_id)
        headers = {**says, "Cache-Control": found.cached if found else _ASK_FIRST}
        if found is None:
            await _say(send, 404, b"", headers)
            return
        headers["Content-Type"] = found.media_type
        tag = f'"{hashlib.sha256(found.body).hexdigest()[:32]}"'
        known = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"").decode("latin-1")
        if tag in known:
            await _say(send, 304, b"", {**headers, "ETag": tag})
            return
        await _say(send, 200, found.body, {**headers, "ETag": tag}, with_body=scope["method"] == "GET")

    async def _found(self, path: str, app_id: str) -> tuple[Found | None, dict[str, str]]:
        """A file of the frame, and the headers that it comes with."""
        closed = policy([], around=self._around)
        if path in SCRIPTS:
            script = self._scripts.bodies.get(path)
            return (Found(script, "text/javascript; charset=utf-8", _ASK_FIRST) if script else None), closed
        if path == HOLDER:
            return await self._holder(app_id)
        match = _PATH.fullmatch(path)
        if match is None:
            return None, closed
        async with self._state.db.read() as tx:
            package = await packages.package(tx, app_id, match["digest"], self._state.secrets)
            program = await packages.program(tx, app_id)
            digest = None if package is None else package.files.get(match["file"])
            body = None if digest is None else await packages.file(tx, digest)
        says = closed if program is None else policy(program.image_domains, around=self._around)
        if package is not None and match["file"] == "":
            return Found(PAGE, "text/html; charset=utf-8", _ASK_FIRST), says
        return body if body is None else Found(body, packages.media_type_of(match["file"]), _FOR_EVER), says

    async def _holder(self, app_id: str) -> tuple[Found | None, dict[str, str]]:
        async with self._state.db.read() as tx:
            program = await packages.program(tx, app_id)
        if program is None:
            return None, policy([], around=self._around)
        page = HOLDER_PAGE.format(around=self._around).encode()
        says = holder_policy(opening.web_origins(program, self._settings), around=self._around)
        return Found(page, "text/html; charset=utf-8", _ASK_FIRST), says


def policy(image_domains: list[str], *, around: str) -> dict[str, str]:
    """The headers of everything that a frame gets: no network, no nested frames, no code from text; shown by our own pages only."""
    images = " ".join(["'self'", "data:", "blob:", *(f"https://{domain}" for domain in image_domains)])
    directives = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        f"img-src {images}",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'none'",
        "frame-src 'none'",
        "worker-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        f"frame-ancestors {around}",
        "sandbox allow-scripts",
    )
    return {
        "Content-Security-Policy": "; ".join(directives),
        "Origin-Agent-Cluster": "?1",
        "Cross-Origin-Resource-Policy": "cross-origin",
        # The frame's origin is opaque, so its own fonts are another's.
        "Access-Control-Allow-Origin": "*",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-DNS-Prefetch-Control": "off",
        "Permissions-Policy": _REFUSED,
    }


def holder_policy(origins: list[str], *, around: str) -> dict[str, str]:
    """The headers of the page that holds a program's web pages: those of its listed origins, in the app's own page only."""
    shown = " ".join(origins) or "'none'"
    directives = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'unsafe-inline'",
        f"frame-src {shown}",
        "base-uri 'none'",
        "form-action 'none'",
        f"frame-ancestors {around}",
        "sandbox allow-scripts allow-forms allow-same-origin allow-popups",
    )
    # It tells the web page whose program shows it, and nothing more.
    return {
        **policy([], around=around),
        "Content-Security-Policy": "; ".join(directives),
        "Referrer-Policy": "strict-origin",
    }


def sources(settings: Settings) -> str:
    """From where the app's pages may show frames, as a content policy says it."""
    frames = opening.frames(settings)
    return _origin(frames.replace("{app_id}", "*")) if frames else "'none'"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _host_pattern(frames: str) -> re.Pattern[str] | None:
    if not frames:
        return None
    return re.compile(re.escape(urlsplit(frames).netloc).replace(re.escape("{app_id}"), r"(?P<app_id>[0-9]{1,32})"), re.IGNORECASE)


async def _say(send: Send, status: int, body: bytes, headers: dict[str, str], *, with_body: bool = True) -> None:
    length = {} if status == 304 else {"Content-Length": str(len(body))}
    coded = [(name.lower().encode(), value.encode()) for name, value in {**headers, **length}.items()]
    await send({"type": "http.response.start", "status": status, "headers": coded})
    await send({"type": "http.response.body", "body": body if with_body else b"", "more_body": False})
