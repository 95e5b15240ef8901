"""A whole person: comes in, lives through their agenda, reacts to what they hear, and goes home."""

import asyncio
import contextlib
import traceback
from functools import partial
from typing import Any

from everywhere.app.simulator import character, evidence, stream
from everywhere.app.simulator.asking import Asking
from everywhere.app.simulator.character import Character
from everywhere.app.simulator.dealing import Dealing
from everywhere.app.simulator.helping import Helping
from everywhere.app.simulator.scene import Scene
from everywhere.app.simulator.story import PersonPlan
from everywhere.app.simulator.stream import Heard
from everywhere.app.simulator.talking import Talking
from everywhere.app.simulator.tally import Surprise

DEMO_CODE = "000000"
LOOK_MIN_S, LOOK_MAX_S = 300.0, 600.0
IDLE_LOOKS_S = 1_200.0
STREAMER_LOOKS_S = 2_700.0
TENDS_EVERY_LOOKS = 4
FINISHING_STEP_S = 60.0
LEAVES_WITHIN_S = 900.0
WATCH_RADIUS_M = 2_500


class Person:
    """One of the story's people, with everything they do."""

    def __init__(self, scene: Scene, plan: PersonPlan) -> None:
        self._scene = scene
        self._who = Character(scene, plan)
        self._who.hear = self.hear
        self._talking = Talking(self._who)
        self._dealing = Dealing(self._who, self._talking)
        self._asking = Asking(self._who, self._talking)
        self._helping = Helping(self._who, self._talking, self._dealing.open)
        self._looks = 0

    @property
    def who(self) -> Character:
        """Their character."""
        return self._who

    async def come_in(self) -> None:
        """Sign in, say who they are, see what is in the wallet, publish offers."""
        who, network = self._who, self._scene.network
        share = network.dice.share("handles", network.run_id)
        handle = character.handle_of(self._scene.story.seed, network.run_id, who.number, share)
        await who.phone.send("POST", "/api/sign-in/code", handle)
        answer = await who.phone.send("POST", "/api/sign-in", {**handle, "code": DEMO_CODE})
        if not answer.ok:
            return
        who.phone.token, who.id = answer.body["token"], answer.body["person"]["id"]
        who.book.person_numbers[who.id] = who.number
        await who.phone.send("PATCH", "/api/me", {"name": who.plan.name, "language": who.plan.language})
        who.book.opening_minor[who.number] = sum(await evidence.wallet_minor(who))
        if answer.body["person"]["version"] > 1:
            await self._remember()
        if self._helping.is_helper:
            await self._helping.open_shop()

    async def live(self) -> None:
        """From the first to the last moment of the story; then go home, and finish what was begun."""
        who = self._who
        if who.phone.token is None:
            return
        self._asking.begin()
        who.agenda.after(self._scene.hurried_s(who.between(0, LOOK_MAX_S, "first look")), "look", self.look)
        listening = asyncio.create_task(self._listen()) if who.plan.traits.streams else None
        try:
            await who.agenda.live(self._scene.end_s)
            await who.agenda.live(self._scene.end_s + self._scene.hurried_s(who.between(0, LEAVES_WITHIN_S, "leaves")))
            await self._go_home()
            while self._is_in_the_middle and self._scene.now_s < self._scene.curtain_s:
                await who.agenda.live(min(self._scene.now_s + FINISHING_STEP_S, self._scene.curtain_s))
        except Exception as error:  # noqa: BLE001 - one person's fault is theirs alone, and the report tells it
            detail = "".join(traceback.format_exception(error))[-900:]
            self._scene.network.tally.surprise(Surprise(self._scene.now_s, who.number, "simulator", "simulator_fault", detail))
        finally:
            if listening is not None:
                listening.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await listening

    async def _go_home(self) -> None:
        """Take back what nobody answered, switch off."""
        for need_id in list(self._asking.open):
            await self._asking.give_up(need_id, is_over=True)
        await self._helping.close_shop()

    async def _remember(self) -> None:
        """Somebody of an earlier run with this id: what they agreed then is not of this story."""
        page = await self._who.phone.get("/api/deals?limit=100")
        self._who.book.before.update(deal["id"] for deal in page.body["items"] if page.ok)

    def hear(self, kind: str, subject: str) -> None:
        """Something happened to a need, bid or deal: look at it soon."""
        acts = {"bid": self._look_at_bid, "deal": self._tend, "need": self._look_at_need}
        if kind in acts:
            self._who.agenda.after(
                self._who.soon_s(kind, self._who.book.key_of(subject)), (kind, subject), partial(acts[kind], subject)
            )

    async def look(self) -> None:
        """Take the phone out and read what is new."""
        who = self._who
        wait_s = who.between(LOOK_MIN_S, LOOK_MAX_S, "look", self._looks) if self._has_something_open else IDLE_LOOKS_S
        if who.plan.traits.streams:
            wait_s = STREAMER_LOOKS_S
        self._looks += 1
        who.agenda.after(self._scene.hurried_s(wait_s), "look", self.look)
        if self._looks % TENDS_EVERY_LOOKS == 0:
            for deal_id in sorted(self._dealing.open, key=who.book.key_of):
                self.hear("deal", deal_id)
        inbox = await who.phone.get("/api/inbox?unread=true&limit=50")
        items = inbox.body["items"] if inbox.ok else []
        for notice in reversed(items):
            self._read(notice)
        if items:
            await who.phone.send("POST", "/api/inbox/read", {"up_to": items[0]["id"]})

    def _read(self, notice: dict[str, Any]) -> None:
        kind, subject = notice["subject"]["kind"], notice["subject"]["id"]
        if notice["kind"] == "message":
            act = partial(self._talking.reply, kind, subject, notice["facts"]["guest_id"])
            self._who.agenda.after(self._who.soon_s("reply", self._who.book.key_of(subject)), ("talk", subject), act)
        elif not self._dealing.did(subject, notice["kind"]):
            self.hear(kind, subject)

    async def _look_at_bid(self, bid_id: str) -> None:
        answer = await self._who.phone.get(f"/api/bids/{bid_id}", may=("not_found",))
        if not answer.ok:
            return
        bid: dict[str, Any] = answer.body
        if bid["stage"] != "open":
            self._asking.booked.discard(bid_id)
        if bid["side"] == "helper":
            await self._helping.answer(bid)
        elif bid["need_id"]:
            await self._asking.weigh(bid["need_id"])
        else:
            await self._asking.answer_counter(bid)

    async def _look_at_need(self, need_id: str) -> None:
        posted = self._who.book.needs.get(need_id)
        if posted is not None and posted.asker == self._who.number:
            await self._asking.weigh(need_id)
        else:
            await self._helping.asked(need_id)

    async def _tend(self, deal_id: str) -> None:
        deal = await self._dealing.tend(deal_id)
        if deal is not None:
            self._asking.booked.discard(deal["bid_id"])
        if deal is None or deal["side"] == "helper" or deal["need_id"] is None:
            return
        if deal["stage"] == "cancelled" and deal["cancelled_by"] == "helper":
            self._asking.again(deal["need_id"])
        elif deal["stage"] != "cancelled":
            self._asking.agreed(deal["need_id"])

    async def _listen(self) -> None:
        home = self._who.plan.home
        query = (
            f"?watch={home.lat},{home.lon}&radius_m={WATCH_RADIUS_M}"
            if self._helping.is_helper and self._who.plan.traits.watches
            else ""
        )
        await stream.listen(self._who.phone, query, self._heard)

    def _heard(self, event: Heard) -> None:
        body = event.body
        if event.kind == "reset":
            self._who.agenda.after(0, "look", self.look)
        elif "subject" in body:
            self._read(body)
        elif event.kind == "need_posted":
            self._helping.seen(body)

    @property
    def _is_in_the_middle(self) -> bool:
        """Deals are finished; who only waits for an answer waits no longer than the others take to leave."""
        waits = self._scene.now_s < self._scene.end_s + 2 * self._scene.hurried_s(LEAVES_WITHIN_S)
        return bool(self._dealing.open or (waits and (self._asking.booked or self._helping.is_waiting)))

    @property
    def _has_something_open(self) -> bool:
        return bool(self._asking.open or self._is_in_the_middle)
