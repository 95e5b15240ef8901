"""The methods of authorisations: tokens of users and of merchants, and what the tokens stand for."""

from datetime import datetime
from typing import Literal

from everywhere.kernel import ids
from everywhere.kernel.database import Tx
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.authorisations import actions
from everywhere.pay.openapi.authorisations.types import Issued, Kind
from everywhere.pay.openapi.methods.actions import Answer, Asked, Call, Method, refused
from everywhere.pay.openapi.wire.rules import stamp
from everywhere.people import actions as people
from everywhere.people.http import picture_path


class TokenAsked(Asked, frozen=True):
    """A code, or the refresh token of an earlier answer."""

    grant_type: str = ""
    code: str = ""
    refresh_token: str = ""


class UserTokenAnswer(Answer, frozen=True):
    """Tokens of a user; times in seconds."""

    access_token: str
    user_id: str
    alipay_user_id: str
    open_id: str
    expires_in: int
    refresh_token: str
    re_expires_in: int
    auth_start: str


class UserAsked(Asked, frozen=True):
    """V3 says the user's token here, V2 in the envelope."""

    auth_token: str = ""


class UserAnswer(Answer, frozen=True):
    """Who the user is, as far as they agreed."""

    user_id: str
    open_id: str
    nick_name: str
    avatar: str = ""


class MerchantTokenAnswer(Answer, frozen=True):
    """Tokens to act in a merchant's name; times in seconds."""

    app_auth_token: str
    app_refresh_token: str
    auth_app_id: str
    expires_in: int
    re_expires_in: int
    user_id: str


class TokenQueryAsked(Asked, frozen=True):
    """A merchant's token."""

    app_auth_token: str


class TokenQueryAnswer(Answer, frozen=True):
    """What the token stands for."""

    user_id: str
    auth_app_id: str
    expires_in: int
    auth_start: str
    auth_end: str
    status: Literal["valid"]


async def user_token(call: Call, asked: TokenAsked) -> UserTokenAnswer:
    """Tokens of a user for the code that their browser brought."""
    issued, user_id = await call.db.transact(lambda tx: _exchanged(tx, call, "user", asked))
    token = issued.token
    return UserTokenAnswer(
        access_token=issued.access,
        user_id=user_id,
        alipay_user_id=user_id,
        open_id=_open_id(call.app, token.person_id),
        expires_in=_seconds(token.expires_at, call.now),
        refresh_token=issued.refresh,
        re_expires_in=_seconds(token.refresh_expires_at, call.now),
        auth_start=stamp(token.started_at),
    )


async def user_info(call: Call, asked: UserAsked) -> UserAnswer:
    """Name and picture of the user behind the call's token, if they agreed to that."""
    async with call.db.read(newest=True) as tx:
        token = await actions.token(tx, call.app, "user", call.auth_token or asked.auth_token, now=call.now)
        if "auth_user" not in token.scopes:
            raise refused("isv.insufficient-user-permissions")
        person = await people.face(tx, token.person_id)
        number = await merchants.known_number(tx, token.person_id)
    picture = picture_path(person)
    avatar = "" if picture is None else call.settings.public_url + picture
    return UserAnswer(user_id=number, open_id=_open_id(call.app, token.person_id), nick_name=person.name, avatar=avatar)


async def merchant_token(call: Call, asked: TokenAsked) -> MerchantTokenAnswer:
    """Tokens to act in a merchant's name for the code that the merchant's browser brought."""
    issued, user_id = await call.db.transact(lambda tx: _exchanged(tx, call, "merchant", asked))
    token = issued.token
    async with call.db.read(newest=True) as tx:
        own_app_id = await apps.first_of(tx, token.person_id)
    return MerchantTokenAnswer(
        app_auth_token=issued.access,
        app_refresh_token=issued.refresh,
        auth_app_id=own_app_id or call.app.app_id,
        expires_in=_seconds(token.expires_at, call.now),
        re_expires_in=_seconds(token.refresh_expires_at, call.now),
        user_id=user_id,
    )


async def merchant_token_query(call: Call, asked: TokenQueryAsked) -> TokenQueryAnswer:
    """What a merchant's token stands for."""
    async with call.db.read(newest=True) as tx:
        token = await actions.token(tx, call.app, "merchant", asked.app_auth_token, now=call.now)
        number = await merchants.known_number(tx, token.person_id, "merchant")
        own_app_id = await apps.first_of(tx, token.person_id)
    return TokenQueryAnswer(
        user_id=number,
        auth_app_id=own_app_id or call.app.app_id,
        expires_in=_seconds(token.expires_at, call.now),
        auth_start=stamp(token.started_at),
        auth_end=stamp(token.expires_at),
        status="valid",
    )


METHODS = [
    Method("alipay.system.oauth.token", "A", TokenAsked, UserTokenAnswer, user_token, is_flat=True, is_bare=True),
    Method("alipay.user.info.share", "A", UserAsked, UserAnswer, user_info),
    Method("alipay.open.auth.token.app", "B", TokenAsked, MerchantTokenAnswer, merchant_token),
    Method("alipay.open.auth.token.app.query", "B", TokenQueryAsked, TokenQueryAnswer, merchant_token_query),
]


async def _exchanged(tx: Tx, call: Call, kind: Kind, asked: TokenAsked) -> tuple[Issued, str]:
    match asked.grant_type:
        case "authorization_code":
            issued = await actions.exchange(tx, call.app, kind, asked.code, now=call.now)
        case "refresh_token":
            issued = await actions.renew(tx, call.app, kind, asked.refresh_token, now=call.now)
        case _:
            raise refused("isv.grant-type-invalid")
    side: Literal["person", "merchant"] = "person" if kind == "user" else "merchant"
    return issued, await merchants.number_of(tx, issued.token.person_id, side)


def _open_id(app: App, person_id: object) -> str:
    # Another for each app: two apps cannot find out by it that they know the same person.
    return ids.derived_id("open_id", app.app_id, person_id).hex


def _seconds(until: datetime, now: datetime) -> int:
    return int((until - now).total_seconds())
