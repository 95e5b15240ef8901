"""The page of benchmarks says what the kept results say, and which are not kept."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from everywhere.app.bench import page
from everywhere.app.bench.figures import Figure, Result


def keep(folder: Path, name: str, *found: Figure, notes: list[str] | None = None) -> None:
    result = Result(name, datetime(2026, 3, 4, 5, 6, tzinfo=UTC), "a machine", 3, list(found), notes or [])
    (folder / f"{name}.json").write_bytes(msgspec.json.encode(result))


def test_a_benchmark_without_a_result_is_named_as_such(tmp_path: Path):
    assert "| nearby |  |  | no result is kept |" in page.written(tmp_path).splitlines()


def test_each_figure_stands_beside_its_peer_and_bar_and_what_missed_is_named(tmp_path: Path):
    late = Figure("late|p99", 300.0, "ms", bar=250.0, bar_is="at most")
    keep(tmp_path, "live", late, Figure("fast", 2.5, "×", 1234.5, "tps", 2.0), notes=["a note"])
    said = page.written(tmp_path).splitlines()
    assert "| [live](#live) | 1 of 2 | late\\|p99 | 2026-03-04 |" in said
    assert "2026-03-04 05:06 UTC, a machine, median of 3 rounds." in said
    assert "| late\\|p99 | 300 ms |  | ≤ 250 | MISSED |" in said
    assert "| fast | 2.5 × | 1,234 tps | ≥ 2 | |" in said
    assert "- Missed: late|p99 is 300 ms, the bar is at most 250." in said
    assert said[-1] == "- a note"


def test_a_kept_result_of_another_name_follows_the_known_ones(tmp_path: Path):
    for name in ("city", "matching"):
        keep(tmp_path, name, Figure("f", 1.0, ""))
    assert [line for line in page.written(tmp_path).splitlines() if line.startswith("## ")] == ["## matching", "## city"]


def test_a_file_that_is_no_result_is_not_passed_over(tmp_path: Path):
    (tmp_path / "live.json").write_text("{}")
    with pytest.raises(msgspec.ValidationError):
        page.written(tmp_path)
