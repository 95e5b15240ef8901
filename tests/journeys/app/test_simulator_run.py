"""A short story against the real program: people meet, deals come to their end, and nothing that must hold breaks."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator import demand, plot, report, run
from everywhere.app.simulator.report import Check, Report
from everywhere.app.simulator.shops.ears import Ears
from everywhere.app.simulator.story import Story
from support.server import Server

pytestmark = pytest.mark.once

SPEED = 120.0


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path, database_url=database_url, emulator="1", notification_speed="1000")
    running.start()
    yield running
    running.stop()


def story(seed: int = 3, people: int = 24, hours: float = 0.15) -> Story:
    return plot.plan(city="shanghai", people=people, hours=hours, seed=seed, demand=demand.made_up("shanghai"), shops=2)


async def test_a_short_story_ends_well_and_can_be_told_again(server: Server, database_url: str) -> None:
    options = run.Options(server.url, SPEED, "first", database_url, is_quiet=True)

    async with Ears(Dice(3)).listening() as ears:
        first = await run.play(story(), replace(options, ears=ears))

    assert first.unexpected_errors == {}, first.surprises
    assert [check for check in first.invariants if not check.holds] == []
    assert first.is_good
    assert first.deals.get("completed", 0) >= 1
    assert first.needs_answered >= first.needs_posted / 3
    assert len(first.invariants) >= 10, "the database was asked too"
    assert first.sales["TRADE_SUCCESS"] >= 1
    assert first.told > 0

    again = await run.play(story(), options)

    assert again.story_digest == first.story_digest
    assert again.is_good, again.surprises
    text = "\n".join(report.lines(again))
    assert "every escrow of a finished deal is at zero" in text
    assert "what buyers paid is what shops took and gave back" in text
    assert msgspec.json.decode(msgspec.json.encode(again), type=Report) == again


async def test_without_a_server_nothing_is_played() -> None:
    options = run.Options("http://127.0.0.1:9", SPEED, "nobody", None, is_quiet=True)
    with pytest.raises(run.ServerSilent):
        await run.play(story(people=2), options)


def test_a_broken_invariant_makes_a_report_bad() -> None:
    good = [Check("it holds", holds=True, detail="")]
    assert _with(good).is_good
    assert not _with([*good, Check("it does not", holds=False, detail="")]).is_good


def _with(checks: list[Check]) -> Report:
    from everywhere.app.simulator.book import Book
    from everywhere.app.simulator.pace import Pace
    from everywhere.app.simulator.tally import Tally

    return report.written(story(people=2), Book(), Tally(), [], checks, run_id="r", pace=Pace(60), took_s=1.0)


async def test_a_person_does_one_thing_at_a_time() -> None:
    from everywhere.app.simulator.actor import Agenda
    from everywhere.app.simulator.pace import Pace

    agenda, busy, done = Agenda(Pace(1000)), [], []

    async def act(name: str) -> None:
        assert not busy
        busy.append(name)
        await asyncio.sleep(0.01)
        done.append(busy.pop())

    agenda.at(20, "later", lambda: act("later"))
    agenda.at(10, "sooner", lambda: act("sooner"))
    agenda.at(15, "sooner", lambda: act("never: the same was planned before"))
    await agenda.live(200)

    assert done == ["sooner", "later"]
