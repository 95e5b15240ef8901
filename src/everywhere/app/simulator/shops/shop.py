"""A shop: it opens with a merchant account, an app with a key and a code on the counter, sells, gives back, and closes."""

from functools import partial

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from everywhere.app.simulator.character import Character
from everywhere.app.simulator.person import Person
from everywhere.app.simulator.scene import Scene
from everywhere.app.simulator.shops.ears import Ears
from everywhere.app.simulator.shops.program import OK, Node, Program
from everywhere.app.simulator.shops.sale import Sale, yuan
from everywhere.app.simulator.story import SalePlan, ShopPlan
from everywhere.pay.openapi.wire.signing import rules as signing

BRINGS_BACK_MIN_S, BRINGS_BACK_MAX_S = 60.0, 400.0
CLOSES_AFTER_S = 1_500.0
NAGS_EVERY_S = 90.0
CANCELS = 0.5
PARTS = 3
"""A sale that is given back in part is given back twice, a third and a third."""
DRAWS_SHARE = 0.4
_EXPONENT, _BITS = 65_537, 2048
OVER = ("ACQ.TRADE_NOT_EXIST", "ACQ.REASON_TRADE_STATUS_INVALID")
"""What who closes a sale is told of one that never was a trade, and of one that was paid or closed a moment before."""


class Shop:
    """A shop and its program. Its people do one thing at a time; its program answers every buyer at once."""

    def __init__(self, scene: Scene, plan: ShopPlan, ears: Ears | None) -> None:
        self.scene = scene
        self.plan = plan
        self.ears = ears
        self.owner = Person(scene, plan.owner)
        self.who = self.owner.who
        self.sales: dict[str, Sale] = {}
        self.program: Program | None = None
        self.counter = ""
        """The code on the counter."""
        self.opening_minor = 0
        """Takings of an earlier run."""
        self.drawn_minor = 0
        self._nags = 0

    async def come_in(self) -> None:
        """Sign in; open the merchant account, the app with a fresh key, and a counter."""
        await self.owner.come_in()
        phone, performance = self.who.phone, self.scene.network.performance
        if phone.token is None:
            return
        opened = await phone.send("PUT", "/api/me/pay/merchant", {"name": self.plan.name}, key=f"{self.plan.key}:open")
        counter = await phone.send("POST", "/api/me/pay/shop-codes", {"label": performance}, key=f"{self.plan.key}:counter")
        apps = await phone.get("/api/me/apps")
        if opened.ok and counter.ok and apps.ok:
            self.opening_minor, self.counter = opened.body["takings"]["minor"], counter.body["code"]
            await self._set_up(apps.body["items"])

    async def _set_up(self, apps: list[Node]) -> None:
        phone = self.who.phone
        app = (
            apps[0]
            if apps
            else (await phone.send("POST", "/api/me/apps", {"name": self.plan.name}, key=f"{self.plan.key}:app")).body
        )
        key = rsa.generate_private_key(_EXPONENT, _BITS)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        public = key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()
        known = await phone.send("PUT", f"/api/me/apps/{app['app_id']}/key", {"public_key": public})
        if not known.ok:
            return
        platform_key = signing.read_public_key(known.body["platform_public_key"])
        url = ""
        if self.ears is not None:
            self.ears.platform_key, url = platform_key, self.ears.url
        self.program = Program(self.scene.network, self.who.number, app["app_id"], key, platform_key, url)

    def begin(self, sale: Sale) -> None:
        """Somebody buys."""
        self.sales[sale.plan.key] = sale
        self.scene.did("bought")

    def sale_of(self, plan: SalePlan, buyer: Character) -> Sale:
        """The sale of a plan, to this buyer."""
        return Sale(plan, f"{self.scene.network.performance}.{plan.key}", buyer)

    async def live(self) -> None:
        """Give back what is brought back, ask old questions again, and close when everybody has gone."""
        agenda, closes_s = self.who.agenda, self.scene.end_s + self.scene.hurried_s(CLOSES_AFTER_S)
        agenda.after(self.scene.hurried_s(NAGS_EVERY_S), "nag", self._nag)
        await agenda.live(closes_s)
        await self._draw()

    def sold(self, sale: Sale) -> None:
        """The buyer has paid or gone: what becomes of the sale comes a little later."""
        verbs = {"part_refunded": self._give_parts, "refunded": self._give_all, "cancelled": self.undo, "abandoned": self.undo}
        verb = verbs.get(sale.plan.end)
        if verb is not None:
            wait_s = self.scene.hurried_s(self.who.between(BRINGS_BACK_MIN_S, BRINGS_BACK_MAX_S, "brings back", sale.plan.key))
            self.who.agenda.after(wait_s, sale.plan.key, partial(verb, sale))

    async def undo(self, sale: Sale) -> None:
        """Cancel a sale, or close one that is not paid, whichever its program does."""
        cancels = sale.plan.end == "cancelled" or self.who.will(CANCELS, "cancels", sale.plan.key)
        verb, is_raced = (
            "cancel" if cancels else "close",
            sale.plan.end == "raced",
        )  # cancelled again, a payment that won would be undone
        answer = await self.call(verb, sale.named, f"{sale.plan.key}:undo", may=OVER, is_kept=not is_raced)
        if answer.get("action") == "refund":
            sale.given_minor = sale.plan.amount_minor
        self.scene.did("undid_sales")

    async def _give_parts(self, sale: Sale) -> None:
        for nth in (1, 2):
            await self._give(sale, sale.plan.amount_minor // PARTS, nth)

    async def _give_all(self, sale: Sale) -> None:
        await self._give(sale, sale.plan.amount_minor, 1)

    async def _give(self, sale: Sale, minor: int, nth: int) -> None:
        if not sale.is_paid:
            return
        asked = {**sale.named, "refund_amount": yuan(minor), "out_request_no": f"{sale.number}-{nth}"}
        if (await self.call("refund", asked, f"{sale.plan.key}:refund{nth}"))["code"] == OK:
            sale.given_minor += minor
            self.scene.did("gave_back")

    async def _draw(self) -> None:
        """Take some of the takings into the own balance."""
        there = await self.who.phone.get("/api/me/pay/merchant")
        minor = int(there.body["takings"]["minor"] * DRAWS_SHARE) if there.ok else 0
        if minor:
            amount = {"minor": minor, "currency": self.scene.currency}
            drawn = await self.who.phone.send("POST", "/api/me/pay/merchant/draws", {"amount": amount}, key=f"{self.plan.key}:draw")
            self.drawn_minor += minor if drawn.ok else 0

    async def _nag(self) -> None:
        """Send some old call again, as a program does that has lost its place; nothing may come of it."""
        self._nags += 1
        self.who.agenda.after(self.scene.hurried_s(NAGS_EVERY_S), "nag", self._nag)
        if self.program is not None and self.program.kept:
            called = self.scene.network.dice.pick(self.program.kept, "nags", self.plan.key, self._nags)
            await self.program.insist(called.method, called.body)

    async def call(self, verb: str, content: Node, key: str, *, may: tuple[str, ...] = (), is_kept: bool = True) -> Node:
        """Ask the Open API. A shop that could not open sells nothing, so there is a program."""
        if self.program is None:
            raise LookupError(self.plan.key)
        return await self.program.call(verb, content, key=key, may=may, is_kept=is_kept)
