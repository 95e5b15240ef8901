"""Where somebody's browser goes on once they have paid."""

from datetime import datetime
from typing import cast

from everywhere.kernel.database import Database
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.trades.returns import rules
from everywhere.pay.openapi.wire.types import SignType
from everywhere.pay.trades.intents import actions as intents


async def address_of(db: Database, platform: Platform, code: str, *, now: datetime) -> str | None:
    """The signed return address of an order; None where it has none, or before it is paid. Raises CodeUnknown, TradeClosed."""
    async with db.read(newest=True) as tx:
        _, intent, trade = await intents.meaning_of(tx, code, now=now)
        if (
            intent is None
            or trade is None
            or trade.paid_at is None
            or not trade.said.return_url
            or intent.channel not in rules.METHODS
        ):
            return None
        seller = await merchants.known_number(tx, trade.seller_id, "merchant")
    fields = rules.fields_of(trade, intent.channel, seller=seller, now=now)
    message = rules.sign_string(fields).encode(fields["charset"], "replace")
    sign = await platform.sign(message, cast("SignType", fields["sign_type"]))
    return rules.address(trade.said.return_url, {**fields, "sign": sign})
