"""`alipay.data.dataservice.bill.downloadurl.query`, and the door that its address leads to."""

import base64
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from everywhere.kernel.errors import NotFound
from everywhere.kernel.http import given
from everywhere.pay.bills import actions as bills
from everywhere.pay.bills.account import actions as account
from everywhere.pay.bills.types import BillMalformed, NoSuchBill
from everywhere.pay.openapi.methods.actions import Answer, Asked, Call, Failed, Method
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.trades.orders import actions as orders
from everywhere.pay.openapi.trades.words import rules as words

LASTS = timedelta(seconds=30)
_SUBJECT = "bill"
_TRADES, _ACCOUNT = "trade", "signcustomer"
_WORDS: words.Words = {NoSuchBill: "BILL_NOT_EXIST", BillMalformed: "INVAILID_ARGUMENTS"}
Sealing = NamedDependency[SkipValidation[Platform]]


class BillAsked(Asked, frozen=True):
    """Which bill, of which day or month."""

    bill_type: str = ""
    bill_date: str = ""
    smid: str = ""


class BillAnswer(Answer, frozen=True):
    """Where the bill can be fetched for half a minute."""

    bill_download_url: str


class Ticket(msgspec.Struct, frozen=True):
    """Whose bill of when an address leads to, and how long."""

    seller_id: UUID
    date: str
    until: datetime
    kind: str = _TRADES


async def query(call: Call, asked: BillAsked) -> BillAnswer:
    """An address for a merchant's bill: payments and refunds (`trade`), or what moved the account (`signcustomer`)."""
    await orders.seller_of(call)
    if asked.bill_type not in (_TRADES, _ACCOUNT):
        raise Failed("TYPE_NOT_SUPPORTED", "账单类型不支持")
    with words.spoken(_WORDS):
        span = bills.span_of(asked.bill_date, now=call.now)
        async with call.db.snapshot() as tx:
            if asked.bill_type == _TRADES:
                await bills.must_have_lines(tx, call.seller_id, span)
            else:
                await account.must_have_entries(tx, call.seller_id, span)
    ticket = msgspec.json.encode(Ticket(call.seller_id, asked.bill_date, call.now + LASTS, asked.bill_type))
    token = base64.urlsafe_b64encode(call.platform.seal(ticket, _SUBJECT)).decode().rstrip("=")
    return BillAnswer(bill_download_url=f"{call.settings.public_url.rstrip('/')}/api/pay/bills/{token}")


@get("/api/pay/bills/{token:str}", include_in_schema=False)
async def download(token: FromPath[str], db: given.Db, platform: Sealing, clock: given.Clock) -> Response[bytes]:
    """A bill, for who has its address in time."""
    now = clock()
    ticket = _opened(platform, token)
    if now >= ticket.until:
        raise NotFound
    async with db.snapshot() as tx:
        span, zip_of = bills.span_of(ticket.date, now=now), account.zip_of if ticket.kind == _ACCOUNT else bills.zip_of
        content = await zip_of(tx, ticket.seller_id, span, now=now)
    return Response(content, media_type="application/zip", headers={"Content-Disposition": "attachment; filename=bill.zip"})


METHODS = [Method("alipay.data.dataservice.bill.downloadurl.query", "A", BillAsked, BillAnswer, query)]
HANDLERS: list[Any] = [download]


def _opened(platform: Platform, token: str) -> Ticket:
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return msgspec.json.decode(platform.unseal(sealed, _SUBJECT), type=Ticket)
    except Exception as error:  # whatever it trips over, it is no address of ours
        raise NotFound from error
