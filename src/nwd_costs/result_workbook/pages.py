"""Sheets that look and print alike, and say on each of them which profile they are of [17.15]."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import pandas as pd
import xlsxwriter

from nwd_costs.errors import Problem, UsageError
from nwd_costs.price_template.looks import AMBER, DARK, DAY, INK, LINE, PALE, QUIET

# Title, profile, what the sheet is for; then the headings and the rows.
ROW_TITLE, ROW_PROFILE, ROW_SAID, ROW_HEADINGS = 0, 1, 2, 3
# Whatever stands in a cell stays text: no formula, link or number is made of it.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# A row of one line, in points; a sheet can make no row higher than this.
_LINE_HIGH, _MOST_HIGH = 15, 409
# What an indent and the edges of a cell take of its width, in characters.
_EDGES = 4
# A file of the same content has the same bytes.
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
# Excel counts its days from here; what lies before is written as text.
_FIRST_DAY = dt.date(1900, 3, 1)
_NUMBERS = {
    "pounds": "£#,##0.00;-£#,##0.00", "round_pounds": "£#,##0;-£#,##0", "percent": "0%",
    "whole": "#,##0;-#,##0", "step": "#,##0;-#,##0", "day": DAY,
}  # fmt: skip
# Kinds that are given in hundredths: pence, and per cent.
_HUNDREDTHS = ("pounds", "round_pounds", "percent")

Sheet = Any  # xlsxwriter has no types


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Its heading.
    kind
        ``text``, ``pounds`` (given in pence), ``whole``, ``day``, or ``step``: a formula's step.
    width
        In characters.
    """

    name: str
    kind: str = "text"
    width: int = 16


class Pages:
    """The sheets of one workbook.

    Parameters
    ----------
    book
        The workbook.
    about
        What it is about: council and period.
    profile, mark
        The name of its profile, and what a reader of it has to know, for every sheet.
    """

    def __init__(self, book: xlsxwriter.Workbook, about: str, profile: str, mark: str) -> None:
        self.book, self.about, self.profile, self.mark = book, about, profile, mark
        self._forms: dict[tuple[str, bool], Any] = {}
        add = book.add_format
        self.title = add({"bold": True, "font_size": 16, "font_color": DARK})
        self.profiled = add({"bold": True, "font_color": INK})
        self.marked = add({"bold": True, "font_color": INK, "bg_color": AMBER})
        self.said = add({"font_color": QUIET, "valign": "top"})
        self.section = add({"bold": True, "font_size": 12, "font_color": DARK})
        self.chosen = add({"bold": True, "num_format": "@", "bg_color": AMBER, "border": 1})

    def open(
        self, name: str, title: str, said: str, columns: Sequence[Column], *, freeze: int = 1,
        headings: int = ROW_HEADINGS,
    ) -> Sheet:  # fmt: skip
        """Add a sheet with its title, profile and headings, ready to be printed.

        Parameters
        ----------
        name, title, said
            On its tab, at its head, and what it is for.
        columns
            Its table's.
        freeze
            How many columns stay in sight.
        headings
            The row of the headings.
        """
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.6)
        sheet.set_header(f"&L{_plain(self.profile)}&R{_plain(self.about)}")
        sheet.set_footer("&L&A&RPage &P of &N")
        sheet.repeat_rows(headings)
        sheet.freeze_panes(headings + 1, freeze)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        sheet.set_row(ROW_TITLE, 26)
        sheet.write_string(ROW_TITLE, 0, title, self.title)
        sheet.write_string(ROW_PROFILE, 0, self.mark, self.profiled)
        sheet.write_string(ROW_SAID, 0, said, self.said)
        if headings == ROW_HEADINGS:
            self.heads(sheet, headings, columns)
        return sheet

    def heads(self, sheet: Sheet, row: int, columns: Sequence[Column]) -> None:
        """Write the headings of a table."""
        sheet.set_row(row, 32)
        for at, column in enumerate(columns):
            sheet.write_string(row, at, column.name, self._form(column.kind, heading=True))

    def row(self, sheet: Sheet, row: int, columns: Sequence[Column], values: Sequence[Any]) -> None:
        """Write one row of a table, as high as its longest text needs."""
        self.fit(sheet, row, columns, values)
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            self.put(sheet, row, at, value, column.kind)

    def fit(self, sheet: Sheet, row: int, columns: Sequence[Column], values: Sequence[Any]) -> None:
        """Make a row high enough: not every program does so by itself, or in print."""
        most = max(
            (
                len(wrap(value, max(column.width - _EDGES, 1)))
                for column, value in zip(columns, values, strict=True)
                if isinstance(value, str)
                and column.kind == "text"
                and len(value) > column.width - _EDGES
            ),
            default=1,
        )
        if most > 1:
            sheet.set_row(row, min(most * _LINE_HIGH, _MOST_HIGH))

    def put(self, sheet: Sheet, row: int, at: int, value: Any, kind: str = "text") -> None:
        """Write a cell as what it is; nothing that a cell cannot hold is left out in silence.

        Raises
        ------
        UsageError
            When a sheet cannot hold it.
        """
        form = self._form(kind)
        if isinstance(value, Formula):
            failed = sheet.write_formula(row, at, f"={value.text}", form, "")
        elif value is None or value == "" or value is pd.NA or value is pd.NaT:
            failed = sheet.write_blank(row, at, None, form)
        elif isinstance(value, dt.date) and _as_date(value) >= _FIRST_DAY:
            failed = sheet.write_datetime(row, at, _as_date(value), form)
        elif isinstance(value, int):
            shown = value / 100 if kind in _HUNDREDTHS else value
            failed = sheet.write_number(row, at, shown, form)
        else:
            failed = sheet.write_string(row, at, str(value), form)
        if failed:
            what = "a row or a text is more than a sheet can hold"
            advice = "Read ledger.parquet and claims.csv instead, or take a shorter period."
            problem = Problem(f"sheet {sheet.name}", what, advice)
            raise UsageError("The workbook cannot be written.", [problem])

    def _form(self, kind: str, *, heading: bool = False) -> Any:
        if (kind, heading) not in self._forms:
            side = "left" if kind in {"text", "day"} else "right"
            form: dict[str, Any] = {
                "align": side,
                "valign": "top",
                "text_wrap": heading,
                "indent": 1,
            }
            if heading:
                form |= {"bold": True, "font_color": "#FFFFFF", "valign": "vcenter"}
                form |= {"bg_color": QUIET if kind == "step" else DARK}
            else:
                form |= {"num_format": _NUMBERS.get(kind, "@"), "text_wrap": kind == "text"}
                form |= {"font_color": INK, "bottom": 1, "bottom_color": LINE}
            if kind == "step" and not heading:
                form |= {"bg_color": PALE, "font_color": QUIET}
            self._forms[kind, heading] = self.book.add_format(form)
        return self._forms[kind, heading]


@dataclass(frozen=True)
class Formula:
    """A formula. Until a spreadsheet has worked it out its cell is blank, and claims nothing.

    Parameters
    ----------
    text
        Without the equals sign.
    """

    text: str


def _as_date(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _plain(words: str) -> str:
    """Write words for the head of a printed page, where & begins a command."""
    return words.replace("&", "&&")[:200]
