"""Somebody who needs help: posts a need, weighs the answers, haggles, agrees; or books what another offers."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from everywhere.app.demo import forms
from everywhere.app.simulator import chaos
from everywhere.app.simulator.character import Character
from everywhere.app.simulator.phone import Answer
from everywhere.app.simulator.story import BookingPlan, NeedPlan
from everywhere.app.simulator.talking import Talking

Bid = dict[str, Any]
PROVOKES = 0.12
LOOKS_AROUND = 0.2
EDITS = 0.05
ASKS_FIRST = 0.12
RACES = 0.15
HAGGLES = 0.6
DEAR = 1.12
"""Above so many times what they expect, an asker makes a counter-offer."""
TOO_DEAR = 1.6
WAITS_FOR_MORE_S = 150.0
LOST_RACE = ("need_not_open", "offer_not_open", "bid_not_open", "version_moved", "own_proposal")


class Asking:
    """What one person does about their needs and bookings."""

    def __init__(self, who: Character, talking: Talking) -> None:
        self._who = who
        self._talking = talking
        self._plans: dict[str, NeedPlan] = {}
        self.open: set[str] = set()
        """Needs that still wait for somebody."""
        self.booked: set[str] = set()
        """Bookings that still wait for an answer, by the ids of their bids."""

    def begin(self) -> None:
        """Put everything that was planned on the agenda."""
        for need in self._who.plan.needs:
            self._who.agenda.at(need.at_s, need.key, lambda need=need: self.post(need))  # type: ignore[misc]  # mypy cannot infer a bound default
        for booking in self._who.plan.bookings:
            self._who.agenda.at(booking.at_s, booking.key, lambda booking=booking: self.book(booking))  # type: ignore[misc]  # see above

    async def post(self, need: NeedPlan) -> None:
        """Look around, perhaps get it wrong first, and post."""
        who = self._who
        at = f"{need.where.lat},{need.where.lon}"
        if who.will(LOOKS_AROUND, "looks around", need.key):
            await who.phone.get(f"/api/coverage?at={at}&category={need.category}")
        if who.will(PROVOKES, "provokes", need.key):
            await chaos.provoke(who.phone, who.scene, need.key)
        answer = await who.phone.send("POST", "/api/needs", self._draft(need), key=need.key)
        if not answer.ok:
            return
        need_id = answer.body["id"]
        who.book.posted(need_id, need.key, who.number, who.scene.now_s)
        self._plans[need_id] = need
        self.open.add(need_id)
        who.scene.did("posted_needs")
        who.agenda.after(who.scene.hurried_s(need.wait_s), ("give up", need_id), lambda: self.give_up(need_id))
        if who.will(EDITS, "edits", need.key):
            text = who.says("带工具更好。", "Bring tools if you have some.")
            await who.phone.send("PATCH", f"/api/needs/{need_id}", {"text": text}, may=("need_not_open",))

    async def weigh(self, need_id: str, *, is_patient: bool = True) -> None:
        """Look at the answers to a need and choose, haggle, or (if patient) wait for more."""
        plan = self._plans.get(need_id)
        if plan is None or need_id not in self.open:
            return
        answer = await self._who.phone.get(f"/api/needs/{need_id}/bids?limit=50")
        bids = [bid for bid in answer.body["items"] if bid["stage"] == "open"] if answer.ok else []
        mine_to_answer = [bid for bid in bids if "accept" in bid["can"]]
        if not mine_to_answer:
            return
        first_s = self._who.book.needs[need_id].first_bid_s or self._who.scene.now_s
        patience_s = self._who.scene.hurried_s(WAITS_FOR_MORE_S * self._who.between(0.1, 1, "patience", plan.key))
        if is_patient and len(bids) == 1 and self._who.scene.now_s < first_s + patience_s:
            self._who.agenda.after(patience_s / 2, ("need", need_id), lambda: self.weigh(need_id))
            return
        ranked = sorted(mine_to_answer, key=lambda bid: (self._price(bid, plan), bid["helper"]["id"]))
        await self._choose(plan, ranked)

    async def answer_counter(self, bid: Bid) -> None:
        """A helper wrote back about a booking."""
        key = self._who.book.key_of(bid["id"])
        if "accept" not in bid["can"]:
            return
        if self._who.will(0.75, "takes counter", key, bid["version"]):
            await self._accept([bid], key)
        else:
            await self._decline(bid, key)

    async def book(self, booking: BookingPlan) -> None:
        """Find an offer near by and ask for it."""
        who = self._who
        at = f"{booking.where.lat},{booking.where.lon}"
        found = await who.phone.get(f"/api/offers?near={at}&category={booking.category}&radius_m=4000&sort=best&limit=20")
        ours = [offer for offer in found.body["items"] if self._suits(offer)] if found.ok else []
        if not ours:
            return
        offer = min(ours, key=lambda each: who.between(0, 1, booking.key, who.book.key_of(each["id"])))
        if who.will(ASKS_FIRST, "asks first", booking.key):
            await self._talking.say("offers", offer["id"], None, booking.key, "free")
        starts_at = datetime.now(UTC) + timedelta(minutes=20)
        draft = {
            "fee": {"minor": self._offered_minor(offer, booking), "currency": who.scene.currency},
            "at": {"lat": booking.where.lat, "lon": booking.where.lon},
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(minutes=booking.minutes + 60)).isoformat(),
            "minutes": booking.minutes,
        }
        may = ("offer_not_open", "already_bid", "outside_service_area", "not_found")  # closed while they wrote
        answer = await who.phone.send("POST", f"/api/offers/{offer['id']}/bids", draft, key=booking.key, may=may)
        if answer.ok:
            who.book.keys[answer.body["id"]] = booking.key
            self.booked.add(answer.body["id"])
            who.scene.did("booked_offers")

    async def give_up(self, need_id: str, *, is_over: bool = False) -> None:
        """Nobody came in time, or nobody was good enough; a last look, unless the story is over."""
        if need_id in self.open and not is_over:
            await self.weigh(need_id, is_patient=False)
        if need_id in self.open:
            self.open.discard(need_id)
            answer = await self._who.phone.send("DELETE", f"/api/needs/{need_id}", None, may=("need_not_open",))
            if answer.ok:
                self._who.scene.did("gave_up")

    def agreed(self, need_id: str) -> None:
        """A need has become a deal."""
        self.open.discard(need_id)

    def again(self, need_id: str) -> None:
        """A need's deal was called off, so it waits for somebody again."""
        plan = self._plans.get(need_id)
        if plan is not None:
            self.open.add(need_id)
            self._who.agenda.after(self._who.scene.hurried_s(plan.wait_s), ("give up", need_id), lambda: self.give_up(need_id))

    async def _choose(self, plan: NeedPlan, ranked: list[Bid]) -> None:
        best = ranked[0]
        expected = plan.fee_minor or plan.usual_minor
        ratio = best["fee"]["minor"] / expected
        key = f"{plan.key}/{self._who.book.number_of(best['helper']['id'])}"
        if ratio > TOO_DEAR:
            await self._decline(best, key)
        elif ratio > DEAR and best["version"] < 3 and self._who.will(HAGGLES, "haggles", key, best["version"]):
            await self._counter(best, key, round((expected + best["fee"]["minor"]) / 200) * 100)
        else:
            await self._accept(ranked, key)

    async def _accept(self, ranked: list[Bid], key: str) -> None:
        """Say yes; sometimes with both phones at the same moment, to two helpers or twice to one. One deal may come of it."""
        who = self._who
        sent = [(ranked[0], f"accept:{key}:{ranked[0]['version']}")]
        if who.will(RACES, "races", key):
            other = ranked[1] if len(ranked) > 1 else ranked[0]
            sent.append((other, f"{sent[0][1]}:second phone"))
        answers = await asyncio.gather(*(self._say_yes(bid, sent_key.replace(" ", "-")) for bid, sent_key in sent))
        won = {answer.body["id"]: answer.body for answer in answers if answer.ok}
        if len(sent) > 1:
            who.scene.did("accepted_twice_at_once")
        for deal_id, deal in won.items():
            who.book.agreed(deal)
            who.scene.did("agreed")
            who.hear("deal", deal_id)
        if ranked[0]["need_id"] and won:
            self.agreed(ranked[0]["need_id"])

    async def _say_yes(self, bid: Bid, key: str) -> Answer:
        body = {"version": bid["version"]}
        return await self._who.phone.send("POST", f"/api/bids/{bid['id']}/accept", body, key=key, may=LOST_RACE)

    async def _counter(self, bid: Bid, key: str, fee_minor: int) -> None:
        fee = {"minor": self._who.scene.lawful(fee_minor, bid["minutes"]), "currency": bid["fee"]["currency"]}
        body = {"version": bid["version"], "fee": fee, "note": self._who.says("这样可以吗？", "Would this do?")}
        sent = f"counter:{key}:{bid['version']}"
        if (await self._who.phone.send("POST", f"/api/bids/{bid['id']}/counter", body, key=sent, may=LOST_RACE)).ok:
            self._who.scene.did("countered")

    async def _decline(self, bid: Bid, key: str) -> None:
        body = {"reason": self._who.says("这次算了，谢谢。", "Not this time, thank you.")}
        if (await self._who.phone.send("POST", f"/api/bids/{bid['id']}/decline", body, key=f"decline:{key}", may=LOST_RACE)).ok:
            self._who.scene.did("declined")

    def _price(self, bid: Bid, plan: NeedPlan) -> float:
        """What a bid feels like: its fee, and a liking for this helper or that."""
        helper = self._who.book.number_of(bid["helper"]["id"])
        return float(bid["fee"]["minor"] * self._who.between(0.9, 1.1, "likes", plan.key, helper))

    def _suits(self, offer: dict[str, Any]) -> bool:
        """Offers of people who have left the story long ago answer nobody."""
        return bool(
            offer["id"] in self._who.book.offers and not offer["is_mine"] and offer["is_open_now"] and offer["reaches_here"]
        )

    def _offered_minor(self, offer: dict[str, Any], booking: BookingPlan) -> int:
        match offer["price"]["kind"]:
            case "fixed":
                minor = offer["price"]["amount"]["minor"]
            case "hourly":
                minor = round(offer["price"]["amount"]["minor"] * booking.minutes / 60)
            case _:
                minor = booking.fee_minor
        return self._who.scene.lawful(minor, booking.minutes)

    def _draft(self, need: NeedPlan) -> dict[str, Any]:
        scene = self._who.scene
        form = scene.categories.get(need.category, {}).get("form", {})
        fee = None if need.fee_minor is None else {"minor": scene.lawful(need.fee_minor, need.minutes), "currency": scene.currency}
        return {
            "category": need.category,
            "title": need.title,
            "text": "",
            "answers": forms.filled(form, scene.network.dice.stream("answers", need.key)),
            "at": {"lat": need.where.lat, "lon": need.where.lon},
            "place_note": self._who.says("三单元，按两下门铃", "Entrance 3, ring twice"),
            "when": {"now": True} if need.is_now else _window(need),
            "minutes": need.minutes,
            "fee": fee,
            "payment": need.payment,
        }


def _window(need: NeedPlan) -> dict[str, str]:
    """A window that begins within the hour in which work may start early: the server's clock is real."""
    starts_at = datetime.now(UTC) + timedelta(minutes=25)
    return {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(minutes=need.minutes + 90)).isoformat()}
