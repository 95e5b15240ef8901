"""A deal from both sides: pay, begin, finish, confirm; sometimes call it off, dispute it, ask for more; tip and review."""

from typing import Any

from everywhere.app.simulator.character import Character
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
PAST = ("deal_past_this_step",)


class Dealing:
    """What one person does about their deals; each look does at most one step."""

    def __init__(self, who: Character, talking: Talking) -> None:
        self._who = who
        self._talking = talking
        self._due: dict[tuple[str, str], float] = {}
        self._balance_minor = 0
        self.open: set[str] = set()

    async def tend(self, deal_id: str) -> None:
        """Look at a deal and do what is next."""
        answer = await self._who.phone.get(f"/api/deals/{deal_id}")
        if not answer.ok:
            return
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

    async def _agreed(self, deal: Deal, key: str) -> None:
        if deal["side"] == "asker" and "fund" in deal["can"]:
            if self._is_due(deal, key, "pay", self._who.soon_s(key, "pay")):
                await self._pay(deal, key)
        elif deal["side"] == "helper" and "start" in deal["can"]:
            await self._begin(deal, key)

    async def _pay(self, deal: Deal, key: str) -> None:
        price = deal["money"]["price"]
        if self._balance_minor < price["minor"] and not self._who.will(PAYS_UNPREPARED, "pays unprepared", key):
            await self._top_up(price, key)
        answer = await self._step(deal, key, "fund", may=("insufficient_funds",))
        if answer.code == "insufficient_funds":
            await self._top_up(price, key)
            answer = await self._step(deal, key, "fund", again=True)
        if answer.ok:
            self._balance_minor -= price["minor"]

    async def _top_up(self, price: dict[str, Any], key: str) -> None:
        wanted = max(0, price["minor"] - self._balance_minor)
        amount = {"minor": -(-wanted // 10_000) * 10_000 or 10_000, "currency": price["currency"]}
        answer = await self._who.phone.send("POST", "/api/wallet/top-ups", {"amount": amount}, key=f"top-up:{key}")
        if answer.ok:
            self._balance_minor += amount["minor"]
            self._who.book.topped_up_minor[self._who.number] += amount["minor"]

    async def _funded(self, deal: Deal, key: str) -> None:
        if deal["side"] == "helper":
            await self._begin(deal, key)
        elif self._who.will(0.4, "asks where", key):
            await self._talking.say("deals", deal["id"], None, key, "where")

    async def _begin(self, deal: Deal, key: str) -> None:
        travel_s = 60 * self._who.between(3, 10, "travel", key)
        if self._is_due(deal, key, "begin", travel_s):
            await self._step(deal, key, "start")
            self._is_due(deal, key, "finish", self._who.scene.work_s(deal["minutes"]))

    async def _under_way(self, deal: Deal, key: str) -> None:
        if deal["side"] == "asker":
            await self._answer_top_ups(deal, key)
            return
        work_s = self._who.scene.work_s(deal["minutes"])
        if "top_up" in deal["can"] and deal["payment"] == "balance" and self._who.will(WANTS_MORE, "wants more", key):
            await self._ask_for_more(deal, key)
        if self._is_due(deal, key, "finish", work_s):
            note = self._who.says("做好了，请确认。", "Done, please have a look.")
            await self._step(deal, key, "deliver", {"note": note})

    async def _delivered(self, deal: Deal, key: str) -> None:
        if deal["side"] == "helper":
            if "confirm_cash" in deal["can"] and self._is_due(deal, key, "cash", self._who.soon_s(key, "cash")):
                await self._step(deal, key, "cash")
        elif self._is_due(deal, key, "confirm", self._who.soon_s(key, "confirm")):
            if deal["payment"] == "balance" and self._who.will(DISPUTES, "disputes", key):
                text = self._who.says("只做了一半，不是说好的样子。", "Half of it is missing; this is not what we said.")
                await self._step(deal, key, "dispute", {"reason": "not_done", "text": text})
            elif "complete" in deal["can"]:
                await self._step(deal, key, "complete")

    async def _over(self, deal: Deal, key: str) -> None:
        self.open.discard(deal["id"])
        if deal["stage"] == "cancelled":
            return
        if "tip" in deal["can"] and deal["side"] == "asker" and self._who.will(TIPS, "tips", key):
            await self._tip(deal, key)
        if self._is_due(deal, key, "review", self._who.soon_s(key, "review")):
            await self._talking.review(deal, key)
