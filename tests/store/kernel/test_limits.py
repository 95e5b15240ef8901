"""Rates are counted in windows, and a clock that is put back does not lock anybody out."""

from datetime import UTC, datetime, timedelta

import pytest

from everywhere.kernel import limits
from everywhere.kernel.database import Database
from everywhere.kernel.errors import TooManyRequests
from everywhere.kernel.limits import Rate

NOW = datetime(2026, 3, 4, 4, tzinfo=UTC)
TWICE = Rate("tried", limit=2, per_s=600)


async def use_up(db: Database, now: datetime) -> None:
    for _ in range(2):
        await limits.take(db, TWICE, "somebody", now=now)
    with pytest.raises(TooManyRequests) as refused:
        await limits.take(db, TWICE, "somebody", now=now)
    assert refused.value.retry_after_s == 600


async def test_a_rate_that_is_used_up_is_whole_again_when_its_window_ends(db: Database):
    await use_up(db, NOW)
    with pytest.raises(TooManyRequests):
        await limits.take(db, TWICE, "somebody", now=NOW + timedelta(seconds=599))

    await use_up(db, NOW + timedelta(seconds=600))


async def test_a_rate_that_was_used_up_while_the_clock_was_an_hour_ahead_is_whole_when_it_is_put_right(db: Database):
    await use_up(db, NOW + timedelta(hours=1))

    await use_up(db, NOW)


async def test_clocks_of_two_servers_that_differ_a_little_share_a_window(db: Database):
    await use_up(db, NOW)
    with pytest.raises(TooManyRequests):
        await limits.take(db, TWICE, "somebody", now=NOW - timedelta(seconds=5))
