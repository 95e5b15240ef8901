"""Somebody buys in a shop: by their own code, by an order's code or page, by the code on the counter."""

import asyncio
from urllib.parse import urlsplit

from everywhere.app.simulator.character import Character
from everywhere.app.simulator.shops.program import OK, Node
from everywhere.app.simulator.shops.sale import Sale
from everywhere.app.simulator.shops.shop import Shop
from everywhere.app.simulator.story import SalePlan

CODES_MAX = 6
PURSE_MINOR = 1_000
"""People put whole tens in."""
SPENT = ("pay_limit_reached", "pays_too_often")
"""Who lives through many runs has paid more in all than an unknown person may."""
RACED = ("trade_closed", "code_unknown")
"""The shop has called it off a moment before."""
COUNTER_OVER = "trade_closed"
"""What is begun at a counter is paid within minutes: a clock that was wrong, and is right again, has ended it."""
CODE_OVER = "ACQ.PAYMENT_AUTH_CODE_INVALID"
"""The clock went on while nobody answered: the buyer shows another code."""
PAID_BEFORE = "ACQ.TRADE_HAS_SUCCESS"
UNPAYABLE = ("ACQ.TRADE_HAS_CLOSE", "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", "ACQ.PAYMENT_REQUEST_HAS_RISK")


class Buying:
    """What one buyer does about one sale."""

    def __init__(self, who: Character, shop: Shop, plan: SalePlan) -> None:
        self._who = who
        self._shop = shop
        self._plan = plan

    def begin(self) -> None:
        """Put it on the buyer's agenda."""
        self._who.agenda.at(self._plan.at_s, self._plan.key, self.buy)

    async def buy(self) -> None:
        """Put in what it costs, order, and pay; or walk away, or pay in the moment in which the shop calls it off."""
        if self._shop.program is None or self._who.phone.token is None:
            return
        sale = self._shop.sale_of(self._plan, self._who)
        self._shop.begin(sale)
        await self._put_in()
        match self._plan.way:
            case "counter":
                await self._pay_at_counter(sale)
            case "charged" | "created":
                await self._be_charged(sale)
            case _:
                await self._open(sale)
        self._shop.sold(sale)

    async def _put_in(self) -> None:
        minor = -(-self._plan.amount_minor // PURSE_MINOR) * PURSE_MINOR
        amount = {"minor": minor, "currency": self._who.scene.currency}
        if (await self._who.phone.send("POST", "/api/wallet/top-ups", {"amount": amount}, key=f"{self._plan.key}:purse")).ok:
            self._who.book.topped_up_minor[self._who.number] += minor

    async def _be_charged(self, sale: Sale) -> None:
        if self._plan.way == "created":
            number = await self._who.phone.get("/api/me/pay")
            buyer = {"buyer_id": number.body["number"]} if number.ok else {}
            await self._shop.call("create", {**sale.order, **buyer}, f"{self._plan.key}:create")
        match self._plan.end:
            case "abandoned":
                return
            case "raced":
                await asyncio.gather(self._show_codes(sale), self._shop.undo(sale))
            case _:
                await self._show_codes(sale)

    async def _show_codes(self, sale: Sale) -> None:
        for nth in range(CODES_MAX):
            shown = await self._who.phone.get("/api/me/pay/code")
            if not shown.ok:
                return
            asked = {**sale.order, "scene": "bar_code", "auth_code": shown.body["code"]}
            may = (CODE_OVER, PAID_BEFORE, *UNPAYABLE)
            answer = await self._shop.call("pay", asked, f"{self._plan.key}:pay{nth}", may=may)
            sale.is_paid = answer["code"] == OK or answer.get("sub_code") == PAID_BEFORE
            if answer.get("sub_code") != CODE_OVER:
                return

    async def _open(self, sale: Sale) -> None:
        """Scan the code, or open the page, of an order."""
        is_page = self._plan.way == "page"
        shown = await self._shop.call("page.pay" if is_page else "precreate", sale.order, f"{self._plan.key}:order")
        code = urlsplit(shown.get("location" if is_page else "qr_code", "")).path.rpartition("/")[2]
        if not code:
            return
        if not is_page:
            await self._who.phone.send("POST", f"/api/me/pay/codes/{code}/scan", None, may=RACED)
        match self._plan.end:
            case "abandoned":
                return
            case "raced":
                await asyncio.gather(self._pay(sale, code, {}, None, may=RACED), self._shop.undo(sale))
            case _:
                await self._pay(sale, code, {}, f"{self._plan.key}:pay")

    async def _pay_at_counter(self, sale: Sale) -> None:
        amount = {"minor": self._plan.amount_minor, "currency": self._who.scene.currency}
        for nth in range(CODES_MAX):
            said = await self._pay(sale, self._shop.counter, {"amount": amount}, f"{self._plan.key}:pay{nth}", may=(COUNTER_OVER,))
            if said != COUNTER_OVER:
                return

    async def _pay(self, sale: Sale, code: str, body: Node, key: str | None, *, may: tuple[str, ...] = ()) -> str:
        """Pay, and answer the code of a refusal."""
        path = f"/api/me/pay/codes/{code}/pay"
        # A payment that is sent again is answered as it stands then: it may have been given back.
        answer = await self._who.phone.send("POST", path, body, key=key, may=(*may, *SPENT), is_noted=False)
        if answer.ok:
            sale.is_paid, sale.trade_no = True, answer.body["trade_no"]
        return answer.code
