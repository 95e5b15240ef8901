"""Statements and receipts to take along."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from everywhere.kernel.http import given, wire
from everywhere.pay.statements import actions
from everywhere.pay.statements.types import Form, Of
from everywhere.pay.trades.receipts import actions as receipts
from everywhere.people.http import Who

_MEDIA: dict[Form, str] = {"csv": "text/csv", "pdf": "application/pdf"}


@get("/api/me/pay/statements/{account:str}", tags=["pay"], media_type="*/*")
async def read_statement(
    *,
    account: FromPath[Of],
    since: FromQuery[date],
    until: FromQuery[date],
    who: Who,
    db: given.Db,
    clock: given.Clock,
    form: FromQuery[Form] = "pdf",
    currency: FromQuery[wire.Currency] = "CNY",
) -> Response[bytes]:
    """What moved your balance (`wallet`) or your takings as a merchant (`takings`) from one day to another, as CSV or PDF."""
    async with db.snapshot() as tx:
        statement = await actions.of(tx, who, account, currency, since, until)
    content = await actions.printed(statement, form, who.language, now=clock())
    return _file(content, form, f"{account}-{since}-{until}.{form}")


@get("/api/me/pay/receipts/{trade_id:uuid}/pdf", tags=["pay"], media_type="application/pdf")
async def read_receipt_pdf(trade_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock) -> Response[bytes]:
    """One payment of yours on paper."""
    async with db.read() as tx:
        receipt = await receipts.get(tx, who.person_id, trade_id)
    return _file(await actions.printed_receipt(receipt, who.language, now=clock()), "pdf", f"receipt-{receipt.trade_no}.pdf")


HANDLERS: list[Any] = [read_statement, read_receipt_pdf]


def _file(content: bytes, form: Form, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=_MEDIA[form], headers=headers)
