"""Which orders a program may hand over, and how a phone number is told to its server."""

import json
from collections.abc import Iterable

from everywhere.kernel.errors import Refusal
from everywhere.mini.paying.types import OrderKind
from everywhere.pay.openapi.apps.types import App

_KINDS: dict[str, OrderKind] = {"alipay.trade.app.pay": "trade", "alipay.fund.auth.order.app.freeze": "reservation"}
_CHINA = "+86"


class OrderUnfit(Refusal):
    """The order is none that can be opened: `reason` says what is wrong with it, in the Open API's words."""


class OrderOfAnother(Refusal):
    """The order is not the program's own merchant's."""


class NoPhoneNumber(Refusal):
    """The person has no phone number here."""


class NoContentKey(Refusal):
    """The program has no key by which its server alone reads what is told to it."""


def kind_of(method: str) -> OrderKind:
    """What an order of this method asks for. Raises OrderUnfit."""
    if method not in _KINDS:
        raise OrderUnfit(reason="isv.invalid-method")
    return _KINDS[method]


def must_be_own(app: App, program: App | None) -> None:
    """Raise OrderOfAnother unless both are of one owner: a program sells nothing of others."""
    if program is None or app.owner_id != program.owner_id:
        raise OrderOfAnother


def told(handles: Iterable[str]) -> bytes:
    """The first phone number among handles, as `my.getPhoneNumber` tells it to a program's server. Raises NoPhoneNumber."""
    number = next((each.removeprefix("phone:") for each in handles if each.startswith("phone:")), None)
    if number is None:
        raise NoPhoneNumber
    country = {"countryCode": "86"} if number.startswith(_CHINA) else {}
    mobile = number.removeprefix(_CHINA).removeprefix("+")
    return json.dumps({"code": "10000", "msg": "Success", "mobile": mobile, **country}, separators=(",", ":")).encode()
