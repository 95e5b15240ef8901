"""A deal from both sides: pay, begin, finish, confirm; sometimes call it off, dispute it, ask for more; tip and review."""

from typing import Any

from everywhere.app.simulator.character import Character
from everywhere.app.simulator.phone import Answer
from everywhere.app.simulator.talking import Talking

Deal = dict[str, Any]

CALLS_OFF = {"agreed": 0.04, "funded": 0.03, "under_way": 0.01}
REASONS_OF = {
    "asker": ("no_longer_needed", "changed_mind", "found_someone_else", "weather"),
    "helper": ("cannot_make_it", "illness", "not_as_described"),
}
PAYS_UNPREPARED = 0.15
WANTS_MORE = 0.08
DISPUTES = 0.06
TIPS = 0.2
AGREES_TO_MORE = 0.7
VERBS = {"fund": "paid", "start": "started", "deliver": "delivered", "complete": "completed", "cash": "confirmed_cash"}
VERBS |= {"fund-again": "paid", "tip": "tipped", "top-ups": "asked_for_more", "more": "agreed_to_more", "no-more": "refused_more"}
VERBS |= {"dispute": "disputed", "cancel": "called_off"}
HAPPENS = {
    "fund": "funded",
    "start": "started",
    "deliver": "delivered",
    "complete": "completed",
    "cancel": "cancelled",
    "dispute": "disputed",
    "tip": "tipped",
    "cash": "cash_confirmed",
    "dispute/proposals": "split_proposed",
    "dispute/accept": "resolved",
}
SPLITS_MAX = 3
SPLIT_MOVED = ("own_split", "nothing_proposed", "version_moved", "too_many_splits", "not_for_you_to_say")
TOP_UP_ANSWERED = ("top_up_answered",)
PAST = ("deal_past_this_step",)


class Dealing:
    """What one person does about their deals; each look does at most one step."""

    def __init__(self, who: Character, talking: Talking) -> None:
        self._who = who
        self._talking = talking
        self._due: dict[tuple[str, str], float] = {}
        self._asked_for_more: set[str] = set()
        self._tipped: set[str] = set()
        self._balance_minor = 0
        self._top_ups = 0
        self._did: set[tuple[str, str]] = set()
        self.open: set[str] = set()

    def did(self, deal_id: str, notice: str) -> bool:
        """Whether a notice only says what they did themselves."""
        return (deal_id, notice) in self._did

    async def tend(self, deal_id: str) -> Deal | None:
        """Look at a deal and do what is next; answers the deal as it was seen."""
        if deal_id in self._who.book.before:
            return None
        answer = await self._who.phone.get(f"/api/deals/{deal_id}")
        if not answer.ok:
            return None
        deal: Deal = answer.body
        key = self._who.book.deal_key(deal)
        self.open.add(deal_id)
        match deal["stage"]:
            case "agreed" | "funded" | "under_way" if self._calls_off(deal, key):
                await self._call_off(deal, key)
            case "agreed":
                await self._agreed(deal, key)
            case "funded":
                await self._funded(deal, key)
            case "under_way":
                await self._under_way(deal, key)
            case "delivered":
                await self._delivered(deal, key)
            case "disputed":
                await self._disputed(deal, key)
            case _:
                await self._over(deal, key)
        return deal

    async def _agreed(self, deal: Deal, key: str) -> None:
        if deal["side"] == "asker" and "fund" in deal["can"]:
            if self._is_due(deal, "pay", self._who.soon_s(key, "pay")):
                await self._pay(deal, key)
        elif deal["side"] == "helper" and "start" in deal["can"]:
            await self._begin(deal, key)

    async def _pay(self, deal: Deal, key: str) -> None:
        price = deal["money"]["price"]
        if self._balance_minor < price["minor"] and not self._who.will(PAYS_UNPREPARED, "pays unprepared", key):
            await self._top_up(price)
        answer = await self._step(deal, key, "fund", may=("insufficient_funds",))
        if answer.code == "insufficient_funds":
            self._balance_minor = 0  # less is there than they thought
            await self._top_up(price)
            answer = await self._step(deal, key, "fund", name="fund-again")
        if answer.ok:
            self._balance_minor -= price["minor"]

    async def _top_up(self, price: dict[str, Any]) -> None:
        self._top_ups += 1
        wanted = max(0, price["minor"] - self._balance_minor)
        amount = {"minor": -(-wanted // 10_000) * 10_000 or 10_000, "currency": price["currency"]}
        answer = await self._who.phone.send("POST", "/api/wallet/top-ups", {"amount": amount}, key=f"top-up:{self._top_ups}")
        if answer.ok:
            self._balance_minor += amount["minor"]
            self._who.book.topped_up_minor[self._who.number] += amount["minor"]

    async def _funded(self, deal: Deal, key: str) -> None:
        if deal["side"] == "helper":
            await self._begin(deal, key)
        elif self._who.will(0.4, "asks where", key):
            await self._talking.say("deals", deal["id"], None, key, "where", is_masked=False)

    async def _begin(self, deal: Deal, key: str) -> None:
        travel_s = self._who.scene.hurried_s(60 * self._who.between(2, 6, "travel", key))
        if self._is_due(deal, "begin", travel_s):
            await self._step(deal, key, "start")
            self._is_due(deal, "finish", self._who.scene.work_s(deal["minutes"]))

    async def _under_way(self, deal: Deal, key: str) -> None:
        if deal["side"] == "asker":
            await self._answer_top_ups(deal, key)
            return
        work_s = self._who.scene.work_s(deal["minutes"])
        if "top_up" in deal["can"] and deal["payment"] == "balance" and self._who.will(WANTS_MORE, "wants more", key):
            await self._ask_for_more(deal, key)
        if self._is_due(deal, "finish", work_s):
            note = self._who.says("做好了，请确认。", "Done, please have a look.")
            await self._step(deal, key, "deliver", {"note": note})

    async def _delivered(self, deal: Deal, key: str) -> None:
        if deal["side"] == "helper":
            if "confirm_cash" in deal["can"] and self._is_due(deal, "cash", self._who.soon_s(key, "cash")):
                await self._step(deal, key, "cash")
        elif self._is_due(deal, "confirm", self._who.soon_s(key, "confirm")):
            if deal["payment"] == "balance" and self._who.will(DISPUTES, "disputes", key):
                text = self._who.says("只做了一半，不是说好的样子。", "Half of it is missing; this is not what we said.")
                await self._step(deal, key, "dispute", {"reason": "not_done", "text": text})
            elif "complete" in deal["can"]:
                await self._step(deal, key, "complete")

    async def _over(self, deal: Deal, key: str) -> None:
        if deal["stage"] == "cancelled":
            self.open.discard(deal["id"])
            return
        if "tip" in deal["can"] and deal["side"] == "asker" and self._who.will(TIPS, "tips", key):
            await self._tip(deal, key)
        if self._is_due(deal, "review", self._who.soon_s(key, "review")):
            self.open.discard(deal["id"])
            await self._talking.review(deal, key)

    async def _disputed(self, deal: Deal, key: str) -> None:
        """Settle it: the helper proposes a split, the other agrees or proposes another, three times at most."""
        found = await self._who.phone.get(f"/api/deals/{deal['id']}/dispute")
        if not found.ok:
            return
        dispute = found.body
        split = dispute["split"]
        version = 0 if split is None else split["version"]
        if (
            split is not None
            and "accept" in dispute["can"]
            and (version >= SPLITS_MAX or self._who.will(0.7, "settles", key, version))
        ):
            await self._step(deal, key, "dispute/accept", {"version": version}, name=f"settle-{version}", may=SPLIT_MOVED)
        elif "propose" in dispute["can"] and (deal["side"] == "helper" if split is None else split["by"] != deal["side"]):
            share = (
                self._who.between(0.6, 0.9, "share", key) if deal["side"] == "helper" else self._who.between(0.3, 0.6, "share", key)
            )
            to_helper = {"minor": int(dispute["stake"]["minor"] * share), "currency": dispute["stake"]["currency"]}
            body = {"to_helper": to_helper}
            await self._step(deal, key, "dispute/proposals", body, name=f"split-{version + 1}", may=SPLIT_MOVED)

    async def _ask_for_more(self, deal: Deal, key: str) -> None:
        """Found more work than was said: propose more money, once."""
        if deal["id"] in self._asked_for_more:
            return
        self._asked_for_more.add(deal["id"])
        amount = {"minor": max(500, deal["fee"]["minor"] // 500 * 100), "currency": deal["fee"]["currency"]}
        body = {"amount": amount, "reason": self._who.says("比说的多一处要修。", "One more thing needs mending.")}
        await self._step(deal, key, "top-ups", body)

    async def _answer_top_ups(self, deal: Deal, key: str) -> None:
        """The other side asked for more."""
        found = await self._who.phone.get(f"/api/deals/{deal['id']}/top-ups")
        for top_up in found.body["items"] if found.ok else ():
            if top_up["stage"] != "proposed" or top_up["by_me"]:
                continue
            if self._who.will(AGREES_TO_MORE, "agrees to more", key):
                await self._top_up(top_up["amount"])
                may = (*TOP_UP_ANSWERED, "insufficient_funds")
                if (await self._step(deal, key, f"top-ups/{top_up['id']}/accept", name="more", may=may)).ok:
                    self._balance_minor -= top_up["amount"]["minor"]
            else:
                await self._step(deal, key, f"top-ups/{top_up['id']}/decline", name="no-more", may=TOP_UP_ANSWERED)

    async def _tip(self, deal: Deal, key: str) -> None:
        """Something on top, once."""
        if deal["id"] in self._tipped:
            return
        self._tipped.add(deal["id"])
        minor = min(deal["fee"]["minor"], self._who.scene.network.dice.pick((200, 500, 1000), key, "tip"))
        amount = {"minor": minor, "currency": deal["fee"]["currency"]}
        if (await self._step(deal, key, "tip", {"amount": amount}, may=("insufficient_funds",))).ok:
            self._balance_minor -= minor

    def _calls_off(self, deal: Deal, key: str) -> bool:
        chance = CALLS_OFF[deal["stage"]] * (2 - self._who.plan.traits.reliability)
        return "cancel" in deal["can"] and self._who.will(chance, "calls off", deal["stage"], key)

    async def _call_off(self, deal: Deal, key: str) -> None:
        reason = self._who.scene.network.dice.pick(REASONS_OF[deal["side"]], self._who.number, key, "reason")
        await self._step(deal, key, "cancel", {"reason": reason})

    def _is_due(self, deal: Deal, step: str, wait_s: float) -> bool:
        """Whether it is time for a step that takes `wait_s` from when it was first thought of; if not, come back then."""
        now_s = self._who.scene.now_s
        due_s = self._due.setdefault((deal["id"], step), now_s + wait_s)
        if now_s >= due_s:
            return True
        self._who.agenda.at(due_s, ("deal", deal["id"]), lambda: self._again(deal["id"]))
        return False

    async def _again(self, deal_id: str) -> None:
        await self.tend(deal_id)

    async def _step(
        self, deal: Deal, key: str, verb: str, body: Deal | None = None, *, may: tuple[str, ...] = (), name: str = ""
    ) -> Answer:
        """Do one verb of the deal, and count it; `name` where the verb's path says too much or too little."""
        name = name or verb
        path = f"/api/deals/{deal['id']}/{verb}"
        answer = await self._who.phone.send("POST", path, body or {}, key=f"{name}:{key}", may=(*PAST, *may))
        if answer.ok:
            self._did.add((deal["id"], f"deal_{HAPPENS.get(verb, verb)}"))
            self._who.scene.did(VERBS.get(name, name.rsplit("-", 1)[0]))
            if answer.body.get("stage") in ("completed", "resolved", "disputed"):
                self._who.hear("deal", deal["id"])
        return answer
