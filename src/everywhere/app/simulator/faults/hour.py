"""One chaos hour: an installation of its own, a story, the faults of a seed beside it, and the truth afterwards."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import msgspec

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator import audit, report, run
from everywhere.app.simulator.character import Character
from everywhere.app.simulator.faults import aftermath, installation, plan, truth, witness
from everywhere.app.simulator.faults.installation import Installation
from everywhere.app.simulator.faults.plan import Fault
from everywhere.app.simulator.faults.proxy import Proxy
from everywhere.app.simulator.faults.repeats import Repeats
from everywhere.app.simulator.faults.storm import Storm, Struck
from everywhere.app.simulator.phone import Network, Patience
from everywhere.app.simulator.report import Check, Report
from everywhere.app.simulator.scene import Scene
from everywhere.app.simulator.shops.ears import Ears
from everywhere.app.simulator.story import Story

PATIENCE = Patience(tries_max=120, answer_s=10.0, pause_max_s=1.0)
"""Longer than any fault: who asks for something goes on asking until they know."""


WAITS_ABOVE = 6
"""The clock of the story waits for a server that is still busy with what came in while it was away."""


class ChaosReport(msgspec.Struct, frozen=True, kw_only=True):
    """A chaos hour."""

    plan_digest: str
    struck: list[Struck]
    ended: dict[str, int]
    """Parts that ended though nobody killed them, and were started again."""
    repeats: dict[str, int]
    connections: int
    story: Report
    invariants: list[Check]

    @property
    def is_good(self) -> bool:
        """Whether everything is true and nothing unexpected was answered."""
        return self.story.is_good and all(check.holds for check in self.invariants)

    @property
    def faults(self) -> Counter[str]:
        """How often each kind of fault happened."""
        return Counter(plan.WORDS[each.fault.kind] for each in self.struck if each.away_s is not None)

    @property
    def not_possible(self) -> list[str]:
        """Kinds of fault that this machine does not allow."""
        return sorted({plan.WORDS[each.fault.kind] for each in self.struck if each.away_s is None})

    @property
    def away_max_s(self) -> float:
        """The longest time until the server was well again after a fault."""
        return max((each.away_s or 0.0 for each in self.struck), default=0.0)


@dataclass
class _Chaos:
    """What goes on beside the story."""

    installation: Installation
    proxy: Proxy
    faults: list[Fault]
    struck: list[Struck]
    repeats: Repeats | None
    checks: list[Check]

    @contextlib.asynccontextmanager
    async def beside(self, scene: Scene, people: Sequence[Character]) -> AsyncIterator[None]:
        """Faults and repeats while the story plays; afterwards rest, repeats of old commands, and what the witnesses heard."""
        storm = Storm(self.installation, self.proxy, scene.network, self.struck)
        async with witness.listening(people) as witnesses:
            raging = asyncio.create_task(storm.rage(self.faults))
            repeating = asyncio.create_task(self._repeats_of(scene.network).go_on())
            try:
                yield
                await raging
            finally:
                for task in (raging, repeating):
                    task.cancel()
                await asyncio.gather(raging, repeating, return_exceptions=True)
            await self._settle(witnesses)

    def _repeats_of(self, network: Network) -> Repeats:
        self.repeats = Repeats(network, network.dice)
        network.noted_by.append(self.repeats.kept.append)
        return self.repeats

    async def _settle(self, witnesses: list[witness.Witness]) -> None:
        self.proxy.heal()
        await self.installation.well()
        if self.repeats is not None:
            await self.repeats.once_more()
            self.checks += _repeat_checks(self.repeats)
        connection = await asyncpg.connect(self.installation.url)
        try:
            self.checks.append(await aftermath.rested(connection))
            self.checks.append(await witness.check(self.installation.url, witnesses))
            self.checks += await truth.checks(connection)
        finally:
            await connection.close()


async def play(
    story: Story,
    *,
    speed: float,
    run_id: str,
    faults: list[Fault] | None = None,
    logs: Path | None = None,
    is_quiet: bool = False,
) -> ChaosReport:
    """Play a story with the faults of its seed (or others), and see what is true afterwards. Raises NeverWell, ServerSilent.

    `logs` is a folder in which the logs of the installation are kept.
    """
    faults = plan.drawn(Dice(story.seed), span_s=story.span_s) if faults is None else faults
    with installation.made(logs) as own:
        await own.prepare()
        own.start(*installation.PARTS)
        await own.well()
        proxy = Proxy([own.port])
        chaos = _Chaos(own, proxy, faults, [], None, [])
        async with installation.watched(own), proxy.running(), Ears(Dice(story.seed)).listening() as ears:
            url = f"http://127.0.0.1:{proxy.port}"
            options = run.Options(url, speed, run_id, own.url, is_quiet, PATIENCE, WAITS_ABOVE, chaos.beside, ears)
            told = await run.play(story, options)
            chaos.checks += await aftermath.later(own)
            chaos.checks += _renamed(await audit.checks(own.url, []))
        return ChaosReport(
            plan_digest=plan.digest(faults),
            struck=chaos.struck,
            ended=dict(own.ended),
            repeats=dict(chaos.repeats.counts) if chaos.repeats else {},
            connections=proxy.carried_count,
            story=told,
            invariants=chaos.checks,
        )


def lines(told: ChaosReport) -> Iterator[str]:
    """The report as text."""
    yield f"chaos       {len(told.struck)} faults, plan {told.plan_digest}; the longest absence {told.away_max_s:.1f} s"
    for each in told.struck:
        words = "not possible here" if each.away_s is None else f"well after {each.away_s:.1f} s"
        yield f"            {each.fault.at_s / 60:5.1f} min  {plan.WORDS[each.fault.kind]}: {words}"
    repeats = " · ".join(f"{count} {name}" for name, count in told.repeats.items()) or "none"
    yield f"repeats     {repeats} · {told.connections} connections"
    if told.ended:
        yield "ended       " + " · ".join(f"{part} {count} times, started again" for part, count in told.ended.items())
    yield from report.lines(told.story)
    for check in told.invariants:
        yield f"{'true ' if check.holds else 'FALSE'}  chaos: {check.name}: {check.detail}"


def _repeat_checks(repeats: Repeats) -> list[Check]:
    repeated, stepped = repeats.counts["repeated"], repeats.counts["out of order"]
    return [
        Check(
            "a repeated command has its first answer",
            not repeats.differing,
            f"{len(repeats.differing)} of {repeated} differ{_examples(repeats.differing)}",
        ),
        Check(
            "a step out of order is refused by name or done",
            not repeats.ill_refused,
            f"{len(repeats.ill_refused)} of {stepped} are not{_examples(repeats.ill_refused)}",
        ),
    ]


def _examples(found: list[str]) -> str:
    return "".join(f"\n         {each}" for each in found[:3])


def _renamed(checks: list[Check]) -> list[Check]:
    return [Check(check.name.replace("database:", "in the end:"), check.holds, check.detail) for check in checks]
