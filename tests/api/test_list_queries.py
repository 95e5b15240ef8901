"""A list costs as many statements with many rows as with few, whichever list it is."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from everywhere.people import actions as people
from support import neighbourhood as hood
from support.deals import AT, agreed, delivered, money, need_draft, offer_draft, stepped, with_money
from support.mini import FILES, uploaded
from support.queries import counted
from support.world import Phone, World, sign_in

NEAR = f"near={AT['lat']},{AT['lon']}"
HERE = f"at={AT['lat']},{AT['lon']}"
REVIEW = {"stars": 5, "answers": {}, "text": "Thank you"}

GROWING: dict[str, list[str]] = {
    "/api/deals": ["", "?role=asker", "?stage=completed"],
    "/api/deals/{deal_id}/messages": [""],
    "/api/deals/{deal_id}/top-ups": [""],
    "/api/disputes": ["?escalated=false"],
    "/api/inbox": ["?limit=100", "?limit=100&unread=true"],
    "/api/me/apps": [""],
    "/api/pay/books/{provider}": [""],
    "/api/pay/books/{provider}/{day}/breaks": [""],
    "/api/pay/complaints": [""],
    "/api/pay/transits": [""],
    "/api/wallet/transits": [""],
    "/api/me/apps/{app_id}/notes": [""],
    "/api/me/apps/{app_id}/notifications": [""],
    "/api/me/apps/{app_id}/packages": [""],
    "/api/me/authorisations": [""],
    "/api/me/bids": ["", "?role=helper"],
    "/api/me/blocks": [""],
    "/api/me/invitations": [""],
    "/api/me/memberships": [""],
    "/api/me/needs": [""],
    "/api/me/offers": [""],
    "/api/me/passkeys": [""],
    "/api/me/pay/agreements": [""],
    "/api/me/pay/complaints": [""],
    "/api/me/pay/merchant/trades": ["", "?which=paid&words=tea"],
    "/api/me/pay/receipts": [""],
    "/api/me/pay/shop-codes": [""],
    "/api/me/pay/tabs": [""],
    "/api/me/push": [""],
    "/api/me/sessions": [""],
    "/api/me/standing/appeals": [""],
    "/api/nearby": [f"?{HERE}&kind=needs", f"?{HERE}&kind=offers"],
    "/api/needs": [f"?{NEAR}", f"?{NEAR}&category=errands"],
    "/api/needs/{need_id}/bids": [""],
    "/api/needs/{need_id}/messages": ["?with={other_id}"],
    "/api/offers": [f"?{NEAR}", f"?{NEAR}&category=carry&sort=best", f"?{NEAR}&category=carry&open_now=true&sort=distance"],
    "/api/offers/{offer_id}/bids": [""],
    "/api/offers/{offer_id}/messages": ["?with={other_id}"],
    "/api/people/{person_id}/reviews": [""],
    "/api/standing/appeals": [""],
    "/api/standing/gates": [""],
    "/api/standing/issuers": [""],
    "/api/threads": [""],
    "/api/wallet/transfers": [""],
}
"""Lists of what people do, each by the ways of asking for it that take a way of their own."""
OPERATORS = {
    "/api/disputes",
    "/api/pay/books/{provider}",
    "/api/pay/books/{provider}/{day}/breaks",
    "/api/pay/complaints",
    "/api/pay/transits",
    "/api/standing/appeals",
}
"""Of them, those that only an operator may see."""
PAGED: dict[str, list[str]] = {"/api/categories": [""], "/api/cities": [""], "/api/communities": ["?city=shanghai"]}
"""Lists of what the product brings along: a short page against a long one."""
SHORT = {"/api/me/consents", "/api/me/standing/gates", "/api/phrases", "/api/standing/fairness", "/api/wallet/providers"}
"""Lists that are as long for everybody, or as long as what they compare."""


def lists_of(document: dict[str, Any]) -> set[str]:
    """The paths of the contract that answer a list."""

    def is_list(operation: dict[str, Any]) -> bool:
        content = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        return "items" in document["components"]["schemas"].get(name, {}).get("properties", {})

    return {path for path, operations in document["paths"].items() if is_list(operations.get("get", {"responses": {}}))}


async def test_every_list_of_the_contract_is_counted_here(world: World):
    known = lists_of((await world.client.get("/api/openapi.json")).json())
    assert known == GROWING.keys() | PAGED.keys() | SHORT


class Life:
    """Me and those I deal with; each round there is one more of everything."""

    def __init__(self, world: World, me: Phone, operator: Phone) -> None:
        self.world, self.me, self.operator = world, me, operator
        self.round = 0
        self.names: dict[str, str] = {"person_id": me.person_id, "provider": "stripe"}
        self.names["day"] = str(world.clock().date() - timedelta(days=1))

    async def begin(self) -> None:
        """What stays the same: a need, an offer and a deal that everything hangs on."""
        self.other = await with_money(await sign_in(self.world, "other@example.org"))
        deal = await agreed(self.me, self.other)
        await stepped(self.me, deal, "fund")
        need = await self.me("POST", "/api/needs", need_draft(), expect=201)
        offer = await self.me("POST", "/api/offers", offer_draft(category="charge_phone"), expect=201)
        self.names |= {"deal_id": deal["id"], "need_id": need["id"], "offer_id": offer["id"], "other_id": self.other.person_id}
        await self.me("PUT", "/api/me/availability", {"available": True, "at": AT}, expect=200)
        await self.me("PUT", "/api/me/pay/merchant", {"name": "Tea shop"}, expect=200)
        self.names["app_id"] = (await self.me("POST", "/api/me/apps", {"name": "Tea shop"}, expect=201))["app_id"]
        self.communities = (await self.me("GET", "/api/communities?city=shanghai&limit=100", expect=200))["items"]

    async def more(self) -> None:
        """One more of everything."""
        self.round += 1
        each = await with_money(await sign_in(self.world, f"other{self.round}@example.org"))
        for step in (self._talk, self._offers_and_bids, self._deals, self._top_up, self._asked):
            await step(each)
        await self._about_me()
        await self._standing()
        await self._money_from_outside()
        await self.world.settle()

    async def _talk(self, each: Phone) -> None:
        await each("POST", f"/api/needs/{self.names['need_id']}/messages", {"text": "May I?"}, expect=201)
        for thing in ("needs/{need_id}", "offers/{offer_id}", "deals/{deal_id}"):
            await self.other("POST", f"/api/{thing.format(**self.names)}/messages", {"text": "Hello"}, expect=201)

    async def _offers_and_bids(self, each: Phone) -> None:
        await each("POST", "/api/offers", offer_draft(), expect=201)
        await each("PUT", "/api/me/availability", {"available": True, "at": AT}, expect=200)
        await each("POST", f"/api/needs/{self.names['need_id']}/bids", {"fee": money(5000)}, expect=201)
        await each("POST", f"/api/offers/{self.names['offer_id']}/bids", {"fee": money(9000), "at": AT, "minutes": 60}, expect=201)
        theirs = await each("POST", "/api/needs", need_draft(), expect=201)
        await self.me("POST", f"/api/needs/{theirs['id']}/bids", {"fee": money(5000)}, expect=201)
        await self.me("POST", "/api/offers", offer_draft(), expect=201)

    async def _deals(self, each: Phone) -> None:
        done = await delivered(self.me, each)
        await stepped(self.me, done, "complete")
        for phone in (self.me, each):
            await phone("POST", f"/api/deals/{done['id']}/review", REVIEW, expect=201)
        apart = await delivered(self.me, each)
        await stepped(self.me, apart, "dispute", {"reason": "not_done", "text": "Nobody came"})

    async def _top_up(self, _each: Phone) -> None:
        path = f"/api/deals/{self.names['deal_id']}/top-ups"
        self.world.clock.advance(seconds=1)
        asked = await self.other("POST", path, {"amount": money(100), "reason": "Parking"}, expect=201)
        await self.me("POST", f"{path}/{asked['id']}/decline", expect=200)

    async def _asked(self, each: Phone) -> None:
        await self.world.pass_time(minutes=1)  # who was asked a moment ago is left alone
        await each("POST", "/api/needs", need_draft(category="charge_phone", minutes=10), expect=201)

    async def _about_me(self) -> None:
        await sign_in(self.world, "me@example.org")
        (stranger,) = await hood.people(self.world.db, 1, now=self.world.clock())
        await self.me("PUT", f"/api/me/blocks/{stranger}", expect=204)
        app = await self.me("POST", "/api/me/apps", {"name": f"Shop {self.round}"}, expect=201)
        await self._have("open_grant", app_id=app["app_id"], kind="user", scopes=["auth_base"], given_at=self.world.clock())
        await self.me("POST", "/api/me/pay/shop-codes", {"label": f"Till {self.round}"}, expect=201)
        now, number = self.world.clock(), f"{self.round:028d}"
        await self._have("passkey", credential_id=uuid4().bytes, public_key=b"key", sign_count=0, name="Phone", created_at=now)
        await self._have("membership", community_id=UUID(self.communities[self.round]["id"]), via="open", since=now)
        # Told of nothing, so that nobody out there is called.
        told = {"endpoint": f"https://push.example/{number}", "p256dh": "key", "auth": "secret", "topics": []}
        await self._have("push_subscription", id=uuid4(), session_id=uuid4(), created_at=now, **told)
        tea = {"merchant_name": "Tea", "subject": "tea", "amount_minor": 500, "currency": "CNY"}
        note = {"url": "https://tea.example", "subject": "trade", "fields": {}, "manner": "trade", "sign_type": "RSA2"}
        note |= {"app_id": self.names["app_id"], "id": uuid4(), "charset": "utf-8", "created_at": now}
        await hood.copy(self.world.db, "open_notification", [note])
        await uploaded(self.me, self.names["app_id"], {**FILES, "logic.js": b"Page(%d)" % self.round})
        refusal = {"app_id": self.names["app_id"], "id": uuid4(), "at": now, "kind": "domain_not_listed", "detail": "GET"}
        await hood.copy(self.world.db, "mini_note", [refusal])
        terms = {"subject": "tea"}
        sold = {"seller_id": UUID(self.me.person_id), "app_id": "", "out_trade_no": number, "digest": b"", "terms": terms}
        sold |= {"trade_no": number, "amount_minor": 500, "currency": "CNY", "stage": "paid", "buyer_id": uuid4()}
        await hood.copy(
            self.world.db, "trade", [{**sold, "created_at": now, "paid_at": now, "expires_at": now, "finishes_at": now}]
        )
        await self._have("receipt", trade_id=uuid4(), seller_id=uuid4(), trade_no=number, at=now, **tea)
        await self._complained_of(number)

    async def _complained_of(self, trade_no: str) -> None:
        """Somebody complains of a trade of mine, and it has come before an operator; and I may be charged by somebody, and use something."""
        now = self.world.clock()
        about = {"seller_id": UUID(self.me.person_id), "complaint_no": trade_no}
        complaint = {
            "trade_no": trade_no,
            "app_id": "",
            "buyer_id": uuid4(),
            "reason": "other",
            "text": "Cold",
            "stage": "operator",
        }
        times = {"opened_at": now, "changed_at": now, "version": 1}
        await hood.copy(self.world.db, "complaint", [{**about, **complaint, **times}])
        word = {"id": uuid4(), "side": "buyer", "kind": "reply", "text": "Very cold", "at": now}
        await hood.copy(self.world.db, "complaint_word", [{**about, **word}])
        seller = {"person_id": uuid4(), "number": f"2088{trade_no[-12:]}", "name": "Gym", "created_at": now, "version": 1}
        await hood.copy(self.world.db, "merchant", [seller])
        terms = {"product": "CYCLE_PAY_AUTH", "single_max_minor": 1000, "month_max_minor": 5000}
        signed = {"stage": "normal", "payer_id": UUID(self.me.person_id), "signed_at": now, "created_at": now, "offer_ends_at": now}
        counts = {"paid_minor": 0, "paid_count": 0, "month": 0, "month_minor": 0, "version": 1}
        known = {"seller_id": seller["person_id"], "app_id": ""} | dict.fromkeys(("agreement_no", "external_no", "code"), trade_no)
        await hood.copy(self.world.db, "agreement", [{**known, **signed, **counts, "terms": terms, "digest": b""}])
        tab = {"tab_no": f"ZMCB{trade_no}", "out_order_no": trade_no, "agreement_no": trade_no, "trade_no": "", "stage": "open"}
        of = {"seller_id": seller["person_id"], "payer_id": UUID(self.me.person_id), "app_id": "", "subject": "Weights"}
        rest = {"limit_minor": 9, "digest": b"", "category": "", "expires_at": now + timedelta(days=9), "version": 1}
        await hood.copy(self.world.db, "tab", [{**tab, **of, **rest, "opened_at": now}])

    async def _standing(self) -> None:
        # A gate that is set for a community where nothing here happens.
        now, number = self.world.clock(), self.round
        by = {"set_by": UUID(self.operator.person_id), "set_at": now}
        gate = {"community_id": uuid4(), "category": "errands", "to_ask": 0, "to_offer": 600, "newcomer_fee_minor": 0}
        await hood.copy(self.world.db, "standing_gate", [{**gate, **by}])
        issuer = {"did": f"did:key:z{number}", "name": "Elsewhere", "added_by": UUID(self.operator.person_id), "added_at": now}
        await hood.copy(self.world.db, "standing_issuer", [issuer])
        await self._have("standing_appeal", id=uuid4(), text="It was not me", stage="open", due_at=now, made_at=now)

    async def _money_from_outside(self) -> None:
        # Charges that somebody else waits for, and lines of a report that nothing here answers to.
        now, day = self.world.clock(), self.world.clock().date()
        charge = {"provider": "cash", "kind": "charge", "amount_minor": 100, "currency": "CNY", "stage": "waiting", "account": ""}
        await self._have("transit", id=uuid4(), created_at=now, expires_at=now + timedelta(days=9), **charge)
        books = {"provider": "stripe", "day": day - timedelta(days=self.round)}
        await hood.copy(self.world.db, "provider_day", [{**books, "imported_at": now}])
        line = {"kind": "charge", "ref": f"ch_{self.round}", "amount_minor": 100, "fee_minor": 0, "currency": "CNY"}
        await hood.copy(self.world.db, "provider_line", [{**books, "day": day - timedelta(days=1), **line}])

    async def _have(self, table: str, **values: Any) -> None:
        await hood.copy(self.world.db, table, [{"person_id": UUID(self.me.person_id), **values}])


async def life_in(world: World) -> Life:
    operator = await sign_in(world, "operator@example.org")
    async with world.db.write() as tx:
        await people.give_role(tx, "email:operator@example.org", "operator")
    life = Life(world, await with_money(await sign_in(world, "me@example.org"), 1_000_000), operator)
    await life.begin()
    return life


async def measured(world: World, read: Callable[[], Awaitable[Any]]) -> tuple[int, list[str]]:
    """How many items a list has, and the statements that it costs once it was read."""
    await read()
    async with counted(world) as seen:
        page = await read()
    return len(page["items"]), seen


async def test_a_list_of_many_rows_costs_no_more_statements_than_one_of_few(world: World):
    life = await life_in(world)

    async def all_measured() -> dict[str, tuple[int, list[str]]]:
        found = {}
        for path, queries in GROWING.items():
            phone = life.operator if path in OPERATORS else life.me
            for query in queries:
                url = (path + query).format(**life.names)
                found[path + query] = await measured(world, lambda phone=phone, url=url: phone("GET", url, expect=200))
        return found

    await life.more()
    few = await all_measured()
    for _ in range(3):
        await life.more()
    many = await all_measured()

    assert [name for name in few if not 0 < few[name][0] < many[name][0]] == [], "what does not grow shows nothing"
    costs = {name: (len(few[name][1]), len(many[name][1])) for name in few}
    assert {name: cost for name, cost in costs.items() if cost[0] != cost[1] or not cost[0]} == {}


async def test_a_long_page_of_what_the_product_brings_costs_as_many_statements_as_a_short_one(world: World):
    for path, (query, *_) in PAGED.items():
        joint = "&" if query else "?"

        async def read(limit: int, url: str = f"{path}{query}{joint}limit=") -> Any:
            return (await world.client.get(f"{url}{limit}")).json()

        short, few = await measured(world, lambda read=read: read(1))
        long, many = await measured(world, lambda read=read: read(100))
        assert (path, short, len(few)) == (path, 1, len(many))
        assert long > 1
