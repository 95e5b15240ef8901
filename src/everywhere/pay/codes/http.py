"""Codes: mine to be charged by, those on my counters, and their pictures."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.pay.codes import actions
from everywhere.pay.codes.types import PaymentCode, ShownCode
from everywhere.people import actions as people
from everywhere.people.http import FaceWire, Who
from everywhere.people.types import Person

MEDIA_TYPES: dict[actions.Format, str] = {"svg": "image/svg+xml", "png": "image/png"}
Code = Annotated[str, Meta(min_length=8, max_length=40, pattern="^[a-z0-9]+$")]


class PaymentCodeView(msgspec.Struct):
    """Your payment code: show it to a seller, who scans it once. `picture` is its QR code as SVG; `bars` its bar code (Code 128) as the
    path of an SVG, one unit a module and one high, `bars_wide` units wide.
    """

    code: str
    picture: str
    bars: str
    bars_wide: int
    renews_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, code: PaymentCode) -> "PaymentCodeView":
        """From the domain's code."""
        bars, wide = actions.bars(code.code)
        return cls(code.code, actions.picture(code.code, "svg").decode(), bars, wide, code.renews_at, code.expires_at)


class ReceiveCodeView(msgspec.Struct):
    """Your code to be paid by: whoever opens `url` pays you. `?amount=12.50` after it asks for so much."""

    code: str
    url: str

    @classmethod
    def of(cls, code: str, public_url: str) -> "ReceiveCodeView":
        """From the code."""
        return cls(code, actions.receive_address_of(code, public_url=public_url))


class ShopCodeDraft(wire.Input, frozen=True):
    """Where the code will stand."""

    label: wire.Line


class ShopCodeView(msgspec.Struct):
    """A code for your counter; `url` is what its picture says."""

    code: str
    label: str
    url: str
    picture: str
    created_at: datetime

    @classmethod
    def of(cls, code: ShownCode, public_url: str) -> "ShopCodeView":
        """From the domain's code."""
        url = actions.address_of(code.code, public_url=public_url)
        return cls(code.code, code.label, url, f"/api/pay/codes/{code.code}/picture", code.created_at)


@get("/api/me/pay/code", tags=["pay"])
async def show_code(who: Who, db: given.Db, clock: given.Clock, secrets: given.Secrets) -> PaymentCodeView:
    """A fresh payment code of yours; ask again when it renews."""
    key = secrets.key(actions.KEY_PURPOSE)
    return PaymentCodeView.of(await db.transact(lambda tx: actions.present(tx, key, who.person_id, now=clock())))


@get("/api/me/pay/receive-code", tags=["pay"])
async def read_receive_code(who: Who, db: given.Db, settings: given.Settings) -> ReceiveCodeView:
    """Your code to be paid by, the same until you renew it."""
    code = await db.transact(lambda tx: actions.receive_code(tx, who.person_id))
    return ReceiveCodeView.of(code, settings.public_url)


@post("/api/me/pay/receive-code", status_code=201, tags=["pay"])
async def renew_receive_code(who: Who, db: given.Db, settings: given.Settings) -> ReceiveCodeView:
    """Another code to be paid by; the one before stands for nobody any more."""
    code = await db.transact(lambda tx: actions.renew_receive_code(tx, who.person_id))
    return ReceiveCodeView.of(code, settings.public_url)


@get("/api/pay/receive-codes/{code:str}", tags=["pay"])
async def read_receiver(code: FromPath[Code], db: given.Db) -> FaceWire:
    """Who is paid by a receive code; pay them by `POST /api/wallet/payments`."""
    async with db.read(newest=True) as tx:
        return FaceWire.of(await people.face(tx, await actions.receiver_of(tx, code)))


@get("/api/me/pay/shop-codes", tags=["pay"])
async def list_shop_codes(who: Who, db: given.Db, settings: given.Settings) -> Page[ShopCodeView]:
    """The codes on your counters; at most 100."""
    async with db.read() as tx:
        found = await actions.shops_of(tx, who.person_id)
    return Page([ShopCodeView.of(each, settings.public_url) for each in found])


@post("/api/me/pay/shop-codes", status_code=201, tags=["pay"])
async def make_shop_code(
    data: JSONBody[ShopCodeDraft], who: Who, command: given.Command, settings: given.Settings
) -> Response[ShopCodeView]:
    """Make a code for your counter: whoever scans it types the amount."""
    return await command.run(who.person_id, lambda tx: _made(tx, who, data, command, settings.public_url), status=201)


@delete("/api/me/pay/shop-codes/{code:str}", status_code=204, tags=["pay"])
async def end_shop_code(code: FromPath[Code], who: Who, db: given.Db, clock: given.Clock) -> None:
    """Let a code of yours stand for nothing any more."""
    await db.transact(lambda tx: actions.end_shop(tx, who.person_id, code, now=clock()))


@get("/api/pay/codes/{code:str}/picture", tags=["pay"], media_type="image/*")
async def picture_of_code(
    code: FromPath[Code], db: given.Db, settings: given.Settings, kind: FromQuery[actions.Format] = "svg"
) -> Response[bytes]:
    """The QR code of a seller's code, as SVG or PNG."""
    async with db.read() as tx:
        await actions.meaning_of(tx, code)
    picture = actions.picture(actions.address_of(code, public_url=settings.public_url), kind)
    return Response(picture, media_type=MEDIA_TYPES[kind], headers={"Cache-Control": "public, max-age=3600"})


HANDLERS: list[Any] = [
    show_code,
    read_receive_code,
    renew_receive_code,
    read_receiver,
    list_shop_codes,
    make_shop_code,
    end_shop_code,
    picture_of_code,
]


async def _made(tx: Tx, who: Person, data: ShopCodeDraft, command: given.Command, public_url: str) -> ShopCodeView:
    code = await actions.show_shop(tx, who.person_id, label=wire.tidied(data.label), now=command.now)
    return ShopCodeView.of(code, public_url)
