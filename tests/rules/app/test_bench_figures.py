"""How a benchmark's figures read, and when a bar is missed."""

from datetime import UTC, datetime

import pytest

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.live_listeners import Listener


def a_result(*found: Figure) -> Result:
    return Result("demo", datetime(2026, 3, 4, tzinfo=UTC), "a machine", 3, list(found), ["a note"])


@pytest.mark.parametrize(
    ("value", "bar", "bar_is", "is_reached"),
    [(2.0, 2.0, "at least", True), (1.99, 2.0, "at least", False), (2.0, 2.0, "at most", True), (2.01, 2.0, "at most", False)],
)
def test_a_bar_is_reached_from_its_own_side(value, bar, bar_is, is_reached):
    figure = Figure("f", value, "×", bar=bar, bar_is=bar_is)
    assert figure.is_reached is is_reached
    assert a_result(figure).missed == ([] if is_reached else [figure])


def test_a_figure_without_a_bar_is_never_missed():
    assert a_result(Figure("f", 0.0, "")).missed == []


def test_the_table_shows_peer_bar_and_what_was_missed():
    result = a_result(Figure("late", 300.0, "ms", bar=250.0, bar_is="at most"), Figure("fast", 2.5, "×", 1234.5, "tps", 2.0))
    said = figures.table(result).splitlines()
    assert said[0] == "demo: medians of 3 rounds on a machine"
    assert [cell.strip() for cell in said[4].strip("|").split("|")] == ["late", "300 ms", "", "≤ 250", "MISSED"]
    assert [cell.strip() for cell in said[5].strip("|").split("|")] == ["fast", "2.5 ×", "1,234 tps", "≥ 2", ""]
    assert said[-1] == "a note"
    assert len({len(line) for line in said[2:6]}) == 1


async def test_a_listener_counts_a_message_once_even_in_two_pieces():
    Listener.late.clear()
    listener = Listener(b"", b"event: ready")
    listener.data_received(b'HTTP/1.1 200 OK\r\n\r\nevent: ready\ndata: {}\n\nid: 1\nevent: bench\ndata: {"sent_at":1')
    assert listener.opened.done()
    assert Listener.late == []
    listener.data_received(b"00.5}\n\n")
    assert len(Listener.late) == 1
    listener.data_received(b": still here\n\n")
    assert len(Listener.late) == 1
    Listener.late.clear()
