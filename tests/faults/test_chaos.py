"""A few minutes of chaos, as `everywhere simulate --chaos` plays them for an hour: whatever happens, everything is true afterwards."""

import pytest

from everywhere.app.simulator import demand, plot
from everywhere.app.simulator.faults import hour, plan, summary
from everywhere.app.simulator.faults.plan import Fault, Kind

pytestmark = pytest.mark.once
HOURS = 0.15
KINDS: tuple[Kind, ...] = ("swallow_answers", "fill_disk_and_kill_database", "kill_everything", "put_clock_back")


async def test_a_few_minutes_of_chaos_leave_everything_true():
    story = plot.plan(city="shanghai", people=20, hours=HOURS, seed=6, demand=demand.made_up("shanghai"), shops=1)
    slot_s = story.span_s / (len(KINDS) + 1)
    faults = [Fault(at_s=slot_s * number, kind=kind, lasts_s=0.6) for number, kind in enumerate(KINDS, 1)]

    told = await hour.play(story, speed=60.0, run_id="chaos", faults=faults, is_quiet=True)

    assert told.story.unexpected_errors == {}, told.story.surprises
    assert [check for check in (*told.story.invariants, *told.invariants) if not check.holds] == []
    assert told.is_good
    assert set(told.faults) | set(told.not_possible) == {plan.WORDS[kind] for kind in KINDS}
    assert told.repeats["repeated"] > 0
    assert sum(told.story.deals.values()) >= 1
    assert told.story.sales["TRADE_SUCCESS"] >= 1
    assert told.story.told >= 1
    assert "every event was heard exactly once" in "\n".join(hour.lines(told))
    assert summary.result([told]).missed == []
