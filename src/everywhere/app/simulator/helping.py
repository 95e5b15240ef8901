"""Somebody who lends a hand: offers, switches on, looks around and is asked, bids, answers what askers write back."""

from typing import Any

from everywhere.app.demo import forms, words
from everywhere.app.simulator.character import Character
from everywhere.app.simulator.talking import Talking

Bid = dict[str, Any]
BROWSE_EVERY_MIN_S = 800.0
BROWSE_EVERY_MAX_S = 1_600.0
BIDS_PER_LOOK = 2
OPEN_BIDS_MAX = 4
DEALS_MAX = 2
ANSWERS_ASKED = 0.65
ANSWERS_SEEN = 0.35
ASKS_WITH_BID = 0.2
TAKES_FEE = 0.6
TAKES_COUNTER = 0.65
TAKES_BOOKING = 0.8
LOST_RACE = ("need_not_open", "offer_not_open", "bid_not_open", "version_moved", "own_proposal", "already_bid", "not_found")


class Helping:
    """What one person does as a helper."""

    def __init__(self, who: Character, talking: Talking, deals_open: set[str]) -> None:
        self._who = who
        self._talking = talking
        self._deals_open = deals_open
        self._open_bids: set[str] = set()
        self._considered: set[str] = set()
        self._offer_ids: list[str] = []
        self._looks = 0
        self._skills = {offer.category for offer in who.plan.offers}

    @property
    def is_waiting(self) -> bool:
        """Whether a bid of theirs waits for an answer."""
        return bool(self._open_bids)

    @property
    def is_helper(self) -> bool:
        """Whether they offer anything."""
        return bool(self._skills)

    async def open_shop(self) -> None:
        """Publish every offer and switch on."""
        who = self._who
        for offer in who.plan.offers:
            form = who.scene.categories.get(offer.category, {}).get("form", {})
            minor = (
                None
                if offer.price_minor is None
                else who.scene.lawful(offer.price_minor, 60 if offer.price_kind == "hourly" else 1)
            )
            draft = {
                "category": offer.category,
                "title": offer.title,
                "answers": forms.filled(form, who.scene.network.dice.stream("answers", offer.key)),
                "at": {"lat": who.plan.home.lat, "lon": who.plan.home.lon},
                "radius_m": offer.radius_m,
                "price": {"kind": offer.price_kind, "amount": minor and {"minor": minor, "currency": who.scene.currency}},
            }
            answer = await who.phone.send("POST", "/api/offers", draft, key=offer.key)
            if answer.ok:
                self._offer_ids.append(answer.body["id"])
                who.book.offers.add(answer.body["id"])
                who.book.keys[answer.body["id"]] = offer.key
                who.scene.did("published_offers")
        await self._switch(is_on=True)
        who.agenda.after(who.scene.hurried_s(who.between(0, BROWSE_EVERY_MAX_S, "first look")), "browse", self.browse)

    async def close_shop(self) -> None:
        """Go home: switch off and take the offers back, so that nobody is asked who is not there."""
        for offer_id in self._offer_ids:
            await self._who.phone.send("DELETE", f"/api/offers/{offer_id}", None)
        if self._offer_ids:
            await self._switch(is_on=False)

    async def browse(self) -> None:
        """Look at what is asked for near by."""
        who = self._who
        wait_s = who.scene.hurried_s(who.between(BROWSE_EVERY_MIN_S, BROWSE_EVERY_MAX_S, "browse", self._looks))
        who.agenda.after(wait_s, "browse", self.browse)
        self._looks += 1
        if self._is_busy() or who.scene.is_over:
            return
        at = f"{who.plan.home.lat},{who.plan.home.lon}"
        found = await who.phone.get(f"/api/nearby?at={at}&kind=needs&radius_m=5000&limit=50")
        bids = 0
        for need in found.body["items"] if found.ok else ():
            if bids < BIDS_PER_LOOK and self._is_tempted(need, ANSWERS_SEEN):
                bids += 1
                await self._bid(need)

    def seen(self, need: dict[str, Any]) -> None:
        """A need came up on the map that they look at."""
        key = self._who.book.key_of(need["id"])
        if self._is_tempted(need, ANSWERS_SEEN):
            self._who.agenda.after(self._who.soon_s("seen", key), ("need", need["id"]), lambda: self.asked(need["id"]))

    async def asked(self, need_id: str) -> None:
        """A wave asks whether they can help now."""
        found = await self._who.phone.get(f"/api/needs/{need_id}", may=("not_found",))
        if not found.ok or found.body["stage"] != "open" or need_id in self._considered:
            return
        if not self._is_busy() and not self._who.scene.is_over and self._is_tempted(found.body, ANSWERS_ASKED):
            await self._bid(found.body)
        else:
            answer = await self._who.phone.send("POST", f"/api/needs/{need_id}/decline", {}, may=("not_found", "need_not_open"))
            if answer.ok:
                self._who.scene.did("declined_invitations")

    async def answer(self, bid: Bid) -> None:
        """An asker wrote back about a bid, or booked an offer."""
        key = self._who.book.key_of(bid["id"])
        if bid["stage"] != "open":
            self._open_bids.discard(bid["id"])
            return
        if "accept" not in bid["can"]:
            return
        chance = TAKES_COUNTER if bid["need_id"] else TAKES_BOOKING
        if len(self._deals_open) < DEALS_MAX and self._who.will(chance, "takes", key, bid["version"]):
            await self._accept(bid, key)
        elif bid["version"] < 3 and self._who.will(0.5, "counters", key, bid["version"]):
            await self._counter(bid, key)
        else:
            body = {"reason": self._who.says("今天排满了，抱歉。", "I am full today, sorry.")}
            await self._who.phone.send("POST", f"/api/bids/{bid['id']}/decline", body, key=f"decline:{key}", may=LOST_RACE)
            self._who.scene.did("declined")

    async def _accept(self, bid: Bid, key: str) -> None:
        sent = f"accept:{key}:{bid['version']}"
        answer = await self._who.phone.send(
            "POST", f"/api/bids/{bid['id']}/accept", {"version": bid["version"]}, key=sent, may=LOST_RACE
        )
        if answer.ok:
            self._who.book.agreed(answer.body)
            self._who.scene.did("agreed")
            self._who.hear("deal", answer.body["id"])

    async def _counter(self, bid: Bid, key: str) -> None:
        minor = round(bid["fee"]["minor"] * self._who.between(1.05, 1.15, "counter", key) / 100) * 100
        body = {"version": bid["version"], "fee": {"minor": minor, "currency": bid["fee"]["currency"]}}
        sent = f"counter:{key}:{bid['version']}"
        if (await self._who.phone.send("POST", f"/api/bids/{bid['id']}/counter", body, key=sent, may=LOST_RACE)).ok:
            self._who.scene.did("countered")

    async def _bid(self, need: dict[str, Any]) -> None:
        who, need_id = self._who, need["id"]
        self._considered.add(need_id)
        key = who.book.key_of(need_id)
        fee = {"minor": self._wanted_minor(need, key), "currency": who.scene.currency}
        body = {"fee": fee, "note": who.says("我离得近，马上可以来。", "I am close by and can come now.")}
        answer = await who.phone.send("POST", f"/api/needs/{need_id}/bids", body, key=f"bid:{key}", may=LOST_RACE)
        if answer.ok:
            self._open_bids.add(answer.body["id"])
            who.book.keys[answer.body["id"]] = f"{key}/p{who.number}"
            who.book.bid_placed(need_id, who.scene.now_s)
            who.scene.did("bid")
            if who.will(ASKS_WITH_BID, "asks", key):
                await self._talking.say("needs", need_id, None, key, "when")

    def _wanted_minor(self, need: dict[str, Any], key: str) -> int:
        thrift, minutes = self._who.plan.traits.thrift, need["minutes"]
        if need["fee"] is not None and self._who.will(TAKES_FEE, "takes fee", key):
            return int(need["fee"]["minor"])
        known = words.of_categories().get(need["category"])
        usual = known.fee_minor if known else 6_000
        wanted = (need["fee"]["minor"] if need["fee"] else usual) * thrift * self._who.between(0.95, 1.2, "wants", key)
        return self._who.scene.lawful(round(wanted / 100) * 100, minutes)

    def _is_tempted(self, need: dict[str, Any], chance: float) -> bool:
        """Ours are tempted by what they can do, and know who has long left: needs of other runs answer nobody."""
        posted = self._who.book.needs.get(need["id"])
        if need["id"] in self._considered or posted is None or posted.asker == self._who.number:
            return False
        return need["category"] in self._skills and self._who.will(chance, "tempted", self._who.book.key_of(need["id"]))

    def _is_busy(self) -> bool:
        return len(self._deals_open) >= DEALS_MAX or len(self._open_bids) >= OPEN_BIDS_MAX

    async def _switch(self, *, is_on: bool) -> None:
        home = self._who.plan.home
        await self._who.phone.send("PUT", "/api/me/availability", {"available": is_on, "at": {"lat": home.lat, "lon": home.lon}})
