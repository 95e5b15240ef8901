"""What a nervous client does: sends again what was answered long ago, twice at once, and steps of a deal out of their order."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator.phone import PUSHED_BACK, Answer, Network, Sent
from everywhere.kernel import catalogue

EVERY_S = 40.0
"""Simulated seconds between two rounds."""
EACH_ROUND = 2
AT_THE_END = 60
STEPS = ("fund", "start", "deliver", "complete", "cash")
EXAMPLES_MAX = 5


@dataclass
class Repeats:
    """Keeps every command that was answered, and plays with them."""

    network: Network
    dice: Dice
    kept: list[Sent] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)
    """Repeated commands whose answer was another than the first."""
    ill_refused: list[str] = field(default_factory=list)
    """Steps out of order that were answered with a fault or with a code that is in no catalogue."""

    async def go_on(self) -> None:
        """Repeat and reorder until cancelled."""
        chance = self.dice.stream("repeats")
        while True:
            await asyncio.sleep(self.network.pace.real_s(EVERY_S))
            for sent in chance.sample(self.kept, min(EACH_ROUND, len(self.kept))):
                await self.twice(sent)
            deals = [sent for sent in self.kept if sent.path.startswith("/api/deals/")]
            if deals:
                await self.step(chance.choice(deals), chance.choice(STEPS))

    async def once_more(self) -> None:
        """After the last restart, repeat commands of the whole story."""
        for sent in self.dice.stream("at the end").sample(self.kept, min(AT_THE_END, len(self.kept))):
            await self.twice(sent)

    async def twice(self, sent: Sent) -> None:
        """Send a command again, two times at the same moment."""
        for answer in await asyncio.gather(sent.phone.repeat(sent), sent.phone.repeat(sent)):
            self.counts["repeated"] += 1
            if _is_told(answer) and (answer.status, answer.body) != (sent.answer.status, sent.answer.body):
                self.differing.append(f"{sent.method} {sent.path} {sent.key}: {_difference(sent.answer, answer)}"[:600])

    async def step(self, sent: Sent, verb: str) -> None:
        """Take some step of a deal, whether or not it is its turn."""
        self.counts["out of order"] += 1
        path = "/".join([*sent.path.split("/")[:4], verb])
        again = Sent(sent.phone, "POST", path, {}, f"{sent.key}:{verb}:{self.counts['out of order']}", sent.answer)
        answer = await sent.phone.repeat(again)
        if _is_told(answer) and not answer.ok and not (400 <= answer.status < 500 and answer.code in catalogue.errors()):
            self.ill_refused.append(f"{path}: {answer}"[:600])
        self.counts["out of order, done" if answer.ok else "out of order, refused"] += 1


def _difference(first: Answer, second: Answer) -> str:
    if first.status != second.status or not isinstance(first.body, dict) or not isinstance(second.body, dict):
        return f"{first.status} {first.code} / {second.status} {second.code} {second.body}"
    names = sorted(name for name in first.body.keys() | second.body.keys() if first.body.get(name) != second.body.get(name))
    return ", ".join(f"{name}: {first.body.get(name)} / {second.body.get(name)}" for name in names)


def _is_told(answer: Answer) -> bool:
    return bool(answer.status) and answer.status not in PUSHED_BACK
