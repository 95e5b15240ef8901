"""What people say: messages before and in a deal, sometimes with a number that should be masked; reviews afterwards."""

from typing import Any

from everywhere.app.simulator.character import Character

SAID = {
    "free": ("今天有空吗？", "Are you free today?"),
    "when": ("大概几点能到？", "When can you be here?"),
    "where": ("请从东门进，谢谢。", "Please come in by the east gate, thank you."),
}
GIVES_NUMBER = 0.2
NUMBER = "13800138000"
GONE = ("thread_closed", "not_found")
"""The need was agreed with somebody else, or taken back, while they wrote."""
REPLIES = 0.6
PHRASES = ("on_my_way", "thank_you", "when_suits_you", "where_exactly")
REVIEWS = 0.85


class Talking:
    """One person's words."""

    def __init__(self, who: Character) -> None:
        self._who = who
        self._reviewed: set[str] = set()
        self._replied: set[str] = set()

    async def say(self, what: str, thing_id: str, to: str | None, key: str, line: str, *, is_masked: bool = True) -> None:
        """Write a line about a need, an offer or a deal; the owner of a need or an offer names whom they answer.

        `is_masked`: a phone number in it must not arrive.
        """
        text = self._who.says(*SAID[line])
        gives_number = self._who.will(GIVES_NUMBER, "gives number", key)
        body = {"text": f"{text} {NUMBER}" if gives_number else text}
        path = f"/api/{what}/{thing_id}/messages" + (f"?with={to}" if to else "")
        answer = await self._who.phone.send("POST", path, body, key=f"say:{line}:{key}", may=GONE)
        if answer.ok:
            self._who.scene.did("said")
            if gives_number and is_masked and NUMBER in answer.body["text"]:
                self._who.phone.surprised("POST", path, "number_not_masked", answer.body["text"])

    async def reply(self, kind: str, thing_id: str, guest_id: str) -> None:
        """Answer somebody with a quick phrase, once in each thread."""
        key = f"{self._who.book.key_of(thing_id)}/{self._who.book.number_of(guest_id)}"
        if key in self._replied or not self._who.will(REPLIES, "replies", key):
            return
        self._replied.add(key)
        phrase = self._who.scene.network.dice.pick(PHRASES, self._who.number, key, "phrase")
        path = f"/api/{kind}s/{thing_id}/messages" + (f"?with={guest_id}" if kind != "deal" and guest_id != self._who.id else "")
        answer = await self._who.phone.send("POST", path, {"phrase": phrase}, key=f"reply:{key}", may=GONE)
        if answer.ok:
            self._who.scene.did("said")

    async def review(self, deal: dict[str, Any], key: str) -> None:
        """Review the other side of a deal that is over, once."""
        if deal["id"] in self._reviewed:
            return
        self._reviewed.add(deal["id"])
        if not self._who.will(REVIEWS, "reviews", key):
            return
        other = "helper" if deal["side"] == "asker" else "asker"
        stars = 5 - int(4 * self._who.between(0, 1, "stars", key) ** 3)
        category = self._who.scene.categories.get(deal["category"], {})
        answers = {question["code"]: stars >= 4 for question in category.get("review_questions", ()) if question["about"] == other}
        body = {"stars": stars, "answers": answers, "text": self._who.says("谢谢！", "Thank you!")}
        answer = await self._who.phone.send("POST", f"/api/deals/{deal['id']}/review", body, key=f"review:{key}")
        if answer.ok:
            self._who.scene.did("reviewed")
