"""Every door of money from and to outside, and of the papers that tell of it."""

from typing import Any

from everywhere.pay.providers.hearing import http as hearing
from everywhere.pay.providers.reconciling import http as reconciling
from everywhere.pay.providers.transits import http as transits
from everywhere.pay.providers.transits.desk import http as desk
from everywhere.pay.statements import http as statements

HANDLERS: list[Any] = [*transits.HANDLERS, *desk.HANDLERS, *hearing.HANDLERS, *reconciling.HANDLERS, *statements.HANDLERS]
