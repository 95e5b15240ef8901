"""Find what a program wants to be paid; what its person then says is said to the pay doors, and never passes the program."""

from everywhere.kernel.database import Database
from everywhere.kernel.errors import Refusal
from everywhere.mini.gateway import actions as gateway
from everywhere.mini.opening.types import Opening
from everywhere.mini.paying import rules
from everywhere.mini.paying.types import Order, Sealed
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.gateway.actions import Door
from everywhere.pay.openapi.gateway.v2 import actions as v2
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.wire.cipher import rules as cipher
from everywhere.pay.openapi.wire.types import Failed
from everywhere.pay.openapi.wire.v2 import rules as wire
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.intents import actions as intents
from everywhere.pay.trades.types import TradeUnknown
from everywhere.people import actions as people
from everywhere.people.types import Person

_FORM = "application/x-www-form-urlencoded"


async def order(door: Door, opening: Opening, *, trade_no: str, text: str) -> Order:
    """What `my.tradePay` is given: the number of a trade, or an order as a signed string. What is refused is noted.

    Raises TradeUnknown also for others' trades, OrderUnfit, OrderOfAnother.
    """
    try:
        return await (_by_text(door, opening, text) if text else _by_number(door, opening, trade_no))
    except Refusal as refusal:
        await gateway.note(door.db, opening, refusal.code, f"tradePay {trade_no or text}", now=door.clock())
        raise


async def phone_number(db: Database, opening: Opening, who: Person, platform: Platform) -> Sealed:
    """The person's phone number, for the program's server alone. Raises NoPhoneNumber, NoContentKey."""
    async with db.read() as tx:
        app = await apps.read(tx, opening.app_id)
        handles = await people.handles_of(tx, who.person_id)
    key = None if app is None else apps.aes_key_of(app, platform)
    if key is None:
        raise rules.NoContentKey
    response = cipher.encrypted(key, rules.told(each.value for each in handles))
    return Sealed(response, await platform.sign(f'"{response}"'.encode(), "RSA2"))


async def _by_number(door: Door, opening: Opening, trade_no: str) -> Order:
    async with door.db.read(newest=True) as tx:
        app = await apps.read(tx, opening.app_id)
        if app is None:
            raise TradeUnknown
        found = await trades.find(tx, app.owner_id, app.app_id, trade_no=trade_no, out_trade_no="", now=door.clock())
    return Order("trade", await door.db.transact(lambda tx: intents.show(tx, found, now=door.clock())))


async def _by_text(door: Door, opening: Opening, text: str) -> Order:
    request = wire.read(b"", _FORM, text.encode("utf-8", "replace"))
    kind = rules.kind_of(request.get("method"))
    try:
        call = await v2.verified(door, request)
        async with door.db.read(newest=True) as tx:
            rules.must_be_own(call.app, await apps.read(tx, opening.app_id))
        found = await v2.ordered(door, request, call)
    except Failed as failed:
        raise rules.OrderUnfit(reason=failed.sub_code) from failed
    address: str = found.qr_code if kind == "trade" else found.code_value
    return Order(kind, address.rpartition("/")[2])
