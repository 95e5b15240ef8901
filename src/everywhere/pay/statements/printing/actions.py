"""Words and figures on paper: a PDF with its font inside, so that Chinese reads the same everywhere."""

from collections.abc import Sequence
from datetime import datetime
from importlib import resources
from typing import Any

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from everywhere.pay.statements import rules

_FONT = "Noto Sans SC"
_GREY, _PALE = 110, 240
_PARTS = (17, 14, 14, 20, 11, 11, 13)
"""How wide the columns of a statement are, relative to each other."""
_RIGHT = (4, 5)
"""Which of them are figures."""


class _Paper(FPDF):
    """A4 with the number of each page."""

    def footer(self) -> None:
        """Which page of how many."""
        self.set_y(-12)
        self.set_font(_FONT, size=8)
        self.set_text_color(_GREY)
        self.cell(0, 8, f"{self.page_no()} / {{nb}}", align="R")


def pdf(
    title: str, facts: Sequence[tuple[str, str]], columns: Sequence[str], rows: Sequence[Sequence[str]], *, made_at: datetime
) -> bytes:
    """A page with a title, facts below it, and a table that goes on over as many pages as it needs.

    It takes about two seconds, most of them to read the font: run it beside the loop.
    """
    paper = _Paper(format="A4")
    font = resources.files("pylopdf_fonts_zh_cn").joinpath("NotoSansSC-Regular.otf")
    with resources.as_file(font) as path:
        paper.add_font(_FONT, fname=path)
        paper.set_creation_date(made_at)
        paper.set_title(title)
        paper.set_producer("Everywhere")
        paper.add_page()
        _head(paper, title, facts)
        if columns:
            _table(paper, columns, rows)
        return bytes(paper.output())


def _head(paper: FPDF, title: str, facts: Sequence[tuple[str, str]]) -> None:
    paper.set_font(_FONT, size=16)
    paper.cell(0, 12, title, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    for name, value in facts:
        paper.set_font(_FONT, size=9)
        paper.set_text_color(_GREY)
        paper.cell(48, 6, name)
        paper.set_text_color(0)
        paper.multi_cell(0, 6, value, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(4)


def _table(paper: FPDF, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    paper.set_font(_FONT, size=7)
    align: Any = tuple("RIGHT" if at in _RIGHT else "LEFT" for at in range(len(columns)))
    widths = tuple(rules.widths(_PARTS, paper.epw))
    with paper.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        col_widths=widths,
        text_align=align,
        line_height=4,
        padding=1,
        headings_style=FontFace(fill_color=_PALE),  # bold would be a second font
        repeat_headings=1,
    ) as table:
        for cells in [columns, *rows]:
            row = table.row()
            for cell in cells:
                row.cell(cell)
