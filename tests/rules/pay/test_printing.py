"""What is printed leaves nothing behind."""

import gc
from datetime import UTC, datetime

import pytest

from everywhere.pay.statements import actions
from everywhere.pay.statements.types import Statement

pytestmark = pytest.mark.once
TODAY = datetime(2026, 11, 22, tzinfo=UTC)


async def test_a_font_that_was_printed_with_does_not_stay():
    statement = Statement("wallet", "李雷", "CNY", TODAY.date(), TODAY.date(), 0, 0, [])

    paper = await actions.printed(statement, "pdf", "zh-CN", now=TODAY)

    assert paper.startswith(b"%PDF")
    assert [each for each in gc.get_objects() if type(each).__name__ in ("FPDF", "_Paper", "TTFFont")] == []
