"""What both codecs need of a call: the app behind it, its content in clear, and an answer for whatever goes wrong."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from everywhere.kernel import catalogue
from everywhere.kernel.clock import Clock
from everywhere.kernel.database import Database
from everywhere.kernel.errors import Refusal
from everywhere.kernel.settings import Settings
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.authorisations import actions as authorisations
from everywhere.pay.openapi.gateway import rules
from everywhere.pay.openapi.methods import rules as methods
from everywhere.pay.openapi.methods.actions import Call, Method
from everywhere.pay.openapi.methods.types import Credit
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.wire.cipher import rules as cipher
from everywhere.pay.openapi.wire.types import Failed, refused
from everywhere.pay.trades.paying.actions import Till

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """What a call is carried out with."""

    methods: Mapping[str, Method]
    """By V2 name."""
    db: Database
    poster: Poster
    till: Till
    platform: Platform
    settings: Settings
    credit: Credit
    clock: Clock


async def app_of(door: Door, app_id: str) -> App:
    """The app that says it calls. Raises Failed for none, and for one that is not there or closed."""
    if not app_id:
        raise refused("isv.missing-app-id")
    async with door.db.read(newest=True) as tx:
        app = await apps.read(tx, app_id)
    if app is None:
        raise refused("isv.invalid-app-id")
    return app


async def call_of(door: Door, app: App, *, app_auth_token: str = "") -> Call:
    """What a handler is given, before the codec adds what travelled beside the content. Raises Failed for a token that is not this app's."""
    now = door.clock()
    seller_id, auth_app_id = app.owner_id, str(app.app_id)
    if app_auth_token:
        async with door.db.read(newest=True) as tx:
            seller_id = (await authorisations.token(tx, app, "merchant", app_auth_token, now=now)).person_id
            auth_app_id = await apps.first_of(tx, seller_id) or app.app_id
    return Call(
        app=app,
        seller_id=seller_id,
        auth_app_id=auth_app_id,
        db=door.db,
        poster=door.poster,
        till=door.till,
        platform=door.platform,
        settings=door.settings,
        credit=door.credit,
        now=now,
        version="V3",
        by_certificate=app.mode == "certificate",
        notify_url=app.notify_url,
    )


async def carried_out(method: Method, call: Call, fields: Mapping[str, Any]) -> Any:
    """The handler's answer. Raises Failed where the fields are not what the method is asked, or the app may not call it."""
    rules.must_be_allowed(method, call.app, by_certificate=call.by_certificate)
    return await method.handle(call, methods.asked(method.asked, fields))


def decrypted(key: bytes | None, text: str) -> str:
    """Encrypted content. Raises Failed where the app has no key, or another than the one that was used."""
    try:
        return cipher.decrypted(key or b"", text).decode()
    except ValueError as error:
        raise refused("isv.decryption-error-unknown") from error


def failure(error: Exception) -> Failed:
    """What a caller is told of an error; one that nobody thought of is `isp.unknow-error`, and the log explains it."""
    if isinstance(error, Failed):
        return error
    if isinstance(error, Refusal):
        return rules.failed_by(error, catalogue.say(catalogue.errors()[error.code].text, "zh-CN", error.facts))
    log.error("openapi_broken", exc_info=error)
    return refused("isp.unknow-error")


def trace_id() -> str:
    """A number that an answer carries and the log knows."""
    return f"{random.getrandbits(128):032x}"
