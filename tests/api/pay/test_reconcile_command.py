"""A provider's books from the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from everywhere.app.commands.reconcile import reconcile

pytestmark = pytest.mark.once
REPORT = """reporting_category,source_id,currency,gross,fee
charge,ch_1,cny,10.00,0.29
payout,po_1,cny,-5.00,0.00
"""


@pytest.fixture
def runs(database_url: str, tmp_path: Path):
    environment = {"EVERYWHERE_DATABASE_URL": database_url, "EVERYWHERE_DATA": str(tmp_path)}

    def run(*said: str) -> Result:
        return CliRunner().invoke(reconcile, said, env=environment)

    return run


def test_a_report_is_taken_in_its_breaks_are_explained_and_the_day_is_closed(runs, tmp_path: Path):
    report = tmp_path / "report.csv"
    report.write_text(REPORT, "utf-8")
    day = ("stripe", "2026-11-01")

    early = runs("close", *day)
    taken = runs("import", *day, str(report))
    found = runs("breaks", *day)
    refused = runs("close", *day)
    explained = runs("explain", *day, "extra", "ch_1", "a test of the operator")
    looked = runs("breaks", *day)
    closed = runs("close", *day)
    again = runs("import", *day, str(report))

    assert (early.exit_code, "no report" in early.output) == (1, True)
    assert taken.output == "1 lines taken in, 1 passed over\n"
    assert (found.exit_code, found.output.split()[:2], "1 unexplained" in found.output) == (1, ["extra", "ch_1"], True)
    assert (refused.exit_code, explained.exit_code, looked.exit_code) == (1, 0, 0)
    assert (closed.exit_code, "is closed, seal " in closed.output) == (0, True)
    assert (again.exit_code, "are closed" in again.output) == (1, True)
