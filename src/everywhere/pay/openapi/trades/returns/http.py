"""The way back from the cashier page to the shop."""

from typing import Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from everywhere.kernel.http import given
from everywhere.pay.codes.http import Code
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.trades.returns import actions

Signing = NamedDependency[SkipValidation[Platform]]


class ReturnView(msgspec.Struct):
    """Where the browser goes on, signed; null where the order has no such address, or is not paid."""

    url: str | None


@get("/api/pay/codes/{code:str}/return", tags=["pay"])
async def read_return(code: FromPath[Code], db: given.Db, clock: given.Clock, platform: Signing) -> ReturnView:
    """Where a browser goes on once an order is paid that a shop sent it here with."""
    return ReturnView(await actions.address_of(db, platform, code, now=clock()))


HANDLERS: list[Any] = [read_return]
