"""Authorisations: allow an app something, take it back; give the app tokens for it, and say what a token stands for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.authorisations import rules, store
from everywhere.pay.openapi.authorisations.types import Grant, Issued, Kind, Scope, Token
from everywhere.pay.openapi.wire.types import refused
from everywhere.people.types import Person

GRANTS_MAX = 100
_TIMED_OUT = {"user": "aop.auth-token-time-out", "merchant": "aop.app-auth-token-time-out"}
_INVALID = {"user": "aop.invalid-auth-token", "merchant": "aop.invalid-app-auth-token"}


async def allow(
    tx: Tx, who: Person, app_id: str, kind: Kind, scopes: Sequence[Scope], *, redirect_uri: str = "", state: str = "", now: datetime
) -> tuple[str, str | None]:
    """Let an app know or do something, and get the code that it asks for tokens with; the code is good for ten minutes, once.

    With `redirect_uri` also where the browser takes the code. Raises AppUnknown, ReturnUnfit.
    """
    app = await apps.read(tx, app_id)
    if app is None:
        raise rules.AppUnknown(path="app_id")
    grant = Grant(who.person_id, app.app_id, kind, sorted(set(scopes)), now)
    await store.save_grant(tx, grant)
    code = rules.fresh()
    await store.put_code(tx, rules.hashed(code), grant, expires_at=now + rules.CODE_LASTS)
    return code, rules.returned(app, grant, code, redirect_uri, state) if redirect_uri else None


async def of(tx: ReadTx, person_id: UUID) -> list[Grant]:
    """What a person allows, the latest first; at most 100."""
    return await store.grants(tx, person_id, limit=GRANTS_MAX)


async def take_back(tx: Tx, who: Person, app_id: str, kind: Kind) -> None:
    """Allow an app nothing of a kind any more: its tokens end at once. Raises NotFound."""
    if not await store.drop_grant(tx, who.person_id, app_id, kind):
        raise NotFound


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Take everything back that somebody allowed who is gone."""
    await store.drop_all(tx, person_id)


async def exchange(tx: Tx, app: App, kind: Kind, code: str, *, now: datetime) -> Issued:
    """Tokens for a code. Raises Failed for one that was used, has ended, or was given to another app."""
    found = await store.take_code(tx, rules.hashed(code), app.app_id, kind, now=now)
    if found is None:
        raise refused("isv.code-invalid")
    return await _issued(tx, app.app_id, kind, found.person_id, found.scopes, now=now)


async def renew(tx: Tx, app: App, kind: Kind, refresh_token: str, *, now: datetime) -> Issued:
    """New tokens for old ones, which end. Raises Failed."""
    found = await store.take_token(tx, rules.hashed(refresh_token), app.app_id, kind, now=now)
    if found is None:
        raise refused("isv.refresh-token-invalid")
    return await _issued(tx, app.app_id, kind, found.person_id, found.scopes, now=now)


async def token(tx: ReadTx, app: App, kind: Kind, access: str, *, now: datetime) -> Token:
    """What an app's access token stands for. Raises Failed for one that is not this app's, was taken back, or has ended."""
    found = await store.read_token(tx, rules.hashed(access), app.app_id, kind)
    if found is None:
        raise refused(_INVALID[kind])
    if found.expires_at <= now:
        raise refused(_TIMED_OUT[kind])
    return found


async def forget_old(tx: Tx, *, now: datetime) -> None:
    """Drop codes and tokens that have ended."""
    await store.forget(tx, now=now)


async def _issued(tx: Tx, app_id: str, kind: Kind, person_id: UUID, scopes: list[str], *, now: datetime) -> Issued:
    lasts, refresh_lasts = rules.lasts(kind)
    made = Token(ids.new_id(), app_id, kind, person_id, scopes, now, now + lasts, now + refresh_lasts)
    access, refresh = rules.fresh(), rules.fresh()
    await store.put_token(tx, made, access_hash=rules.hashed(access), refresh_hash=rules.hashed(refresh))
    return Issued(made, access, refresh)
