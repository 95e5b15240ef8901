"""Every door of money from and to outside."""

from typing import Any

from everywhere.pay.providers.reconciling import http as reconciling
from everywhere.pay.providers.transits import http as transits
from everywhere.pay.providers.transits.desk import http as desk

HANDLERS: list[Any] = [*transits.HANDLERS, *desk.HANDLERS, *reconciling.HANDLERS]
