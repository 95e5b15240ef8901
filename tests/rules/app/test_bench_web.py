"""What the browser found becomes five figures with their bars, and what a round is made of."""

import msgspec

from everywhere.app.bench import web

ROUND = web.Round(
    work_ms=100,
    largest_paint_ms=2400,
    interactive_ms=3400,
    library_after_shell_ms=20,
    drawn_ms=8000,
    at_rest_ms=9000,
    longest_wait_ms=300,
    longest_task_ms=80,
    longest_task_slow_ms=320,
)


def test_the_median_of_the_rounds_is_held_to_the_bars():
    slow = msgspec.structs.replace(ROUND, interactive_ms=3600, library_after_shell_ms=-1)
    found = web._figures([ROUND, slow, slow], script_kb=181)
    assert [figure.name for figure in found if figure.bar is not None] == [
        "first load: largest paint",
        "first load: interactive",
        "first load: map library asked for after the shell is painted",
        "script of the first screen without the map library, gzip",
        "5,000 marks: longest task while panning and zooming",
    ]
    assert [figure.value for figure in found if not figure.is_reached] == [3600, -1, 181]
