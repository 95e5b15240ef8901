"""Where programs send a browser to be allowed something, at the addresses that are written in their code: a page with who may say yes.

A test follows the link itself: the same address with `as`, the number of whoever allows it.
"""

import html
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from litestar import Request, Response, get

from everywhere.app.emulator.cast import Someone
from everywhere.app.emulator.emulator import Emulator
from everywhere.app.emulator.http import Emulating
from everywhere.kernel.errors import Malformed, NotFound
from everywhere.pay.openapi.authorisations import actions as authorisations
from everywhere.pay.openapi.authorisations.types import Kind, Scope
from everywhere.people import actions as people

Asking = Request[Any, Any, Any]
POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_SCOPES: dict[str, Scope] = {"auth_base": "auth_base", "auth_user": "auth_user"}
_WEB_ADDRESS = re.compile(r"https?://[^/\s]+[^\s]*")


@get("/oauth2/publicAppAuthorize.htm", include_in_schema=False)
async def ask_user(request: Asking, emulator: Emulating) -> Response[Any]:
    """Let a buyer tell an app who they are."""
    buyers, asked = emulator.keys.buyers if emulator.keys else [], request.query_params
    if not asked.get("as"):
        return _page(request, buyers)
    said = asked.get("scope", "auth_base")
    scopes = [_SCOPES[each] for each in said.split(",") if each in _SCOPES]
    code = await _allowed(emulator, buyers, request, "user", scopes)
    return _back(request, {"source": "alipay_wallet", "scope": said, "auth_code": code})


@get("/oauth2/appToAppAuth.htm", include_in_schema=False)
async def ask_merchant(request: Asking, emulator: Emulating) -> Response[Any]:
    """Let the seller have an app call in their name."""
    sellers = [emulator.keys.seller] if emulator.keys else []
    if not request.query_params.get("as"):
        return _page(request, sellers)
    code = await _allowed(emulator, sellers, request, "merchant", [])
    return _back(request, {"source": "alipay_app_auth", "app_auth_code": code})


HANDLERS: list[Any] = [ask_user, ask_merchant]


async def _allowed(emulator: Emulator, known: list[Someone], request: Asking, kind: Kind, scopes: list[Scope]) -> str:
    asked = request.query_params
    found = next((each for each in known if each.number == asked["as"]), None)
    if found is None:
        raise NotFound
    _must_be_web_address(asked.get("redirect_uri", ""))
    db, now, app_id = emulator.state.db, emulator.clock(), asked.get("app_id", "")
    async with db.read(newest=True) as tx:
        who = await people.face(tx, found.person_id)
    code, _ = await db.transact(lambda tx: authorisations.allow(tx, who, app_id, kind, scopes, now=now))
    return str(code)


def _must_be_web_address(text: str) -> None:
    if not _WEB_ADDRESS.fullmatch(text):
        raise Malformed(path="redirect_uri")


def _back(request: Asking, told: dict[str, str]) -> Response[None]:
    asked = request.query_params
    wanted = urlsplit(asked["redirect_uri"])
    said = {"app_id": asked["app_id"], **told, **({"state": asked["state"]} if asked.get("state") else {})}
    query = urlencode([*parse_qsl(wanted.query, keep_blank_values=True), *said.items()])
    return Response(None, status_code=302, headers={"location": wanted._replace(query=query, fragment="").geturl()})


def _page(request: Asking, known: list[Someone]) -> Response[bytes]:
    asked = request.url.query
    links = "".join(
        f'<p><a href="?{html.escape(asked)}&amp;as={each.number}">{html.escape(each.name)} 同意授权 · allow as {each.number}</a></p>'
        for each in known
    )
    shown = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>模拟器：授权</title><h1>谁来授权？ Who allows it?</h1>{links}</html>"
    )
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY, "cache-control": "no-store"}
    return Response(shown.encode(), headers=headers)
