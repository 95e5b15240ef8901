"""The address at which a browser goes on after it paid: the app's own, with the payment's numbers, signed by the platform."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.trades.types import Channel, Trade

METHODS: Mapping[Channel, str] = {"page": "alipay.trade.page.pay.return", "wap": "alipay.trade.wap.pay.return"}
"""Only what a browser opened leads back to where it came from."""
_UNSIGNED = ("sign", "sign_type")


def fields_of(trade: Trade, channel: Channel, *, seller: str, now: datetime) -> dict[str, str]:
    """What the address says but its signature: which trade, and how much. That it is paid is for the notification and the query to say."""
    return {
        "app_id": trade.app_id,
        "auth_app_id": trade.said.auth_app_id or trade.app_id,
        "charset": trade.said.charset or "utf-8",
        "method": METHODS[channel],
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "total_amount": words.yuan(trade.amount_minor),
        "seller_id": seller,
        "timestamp": words.said_at(now),
        "version": "1.0",
        "sign_type": trade.said.sign_type or "RSA2",
    }


def sign_string(fields: Mapping[str, str]) -> str:
    """What of the fields is signed, as of a notification; what stood in the app's address before is not."""
    return "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name not in _UNSIGNED)


def address(return_url: str, fields: Mapping[str, str]) -> str:
    """The app's address with the fields after what its own query says."""
    parts = urlsplit(return_url)
    said = urlencode(fields, encoding=fields["charset"], errors="replace")
    return urlunsplit(parts._replace(query=f"{parts.query}&{said}" if parts.query else said))
