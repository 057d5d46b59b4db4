"""Text that a spreadsheet could take for a formula, a number or a date stays text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

import nwd_costs as nwd
from nwd_costs.errors import UsageError
from nwd_costs.result_workbook.pages import AS_TEXT, Column, Pages

ODD = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "0012",
    "2011-12",
    "https://example.org",
    "{=1}",
    "R*",
    "\t=1",
]


def test_text_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "odd.xlsx"
    with xlsxwriter.Workbook(path, AS_TEXT) as book:
        pages = Pages(book, "A & B", "P & Q", "mark")
        sheet = pages.open("Odd", "Odd", "said", [Column("a"), Column("b", "day")])
        for row, word in enumerate(ODD):
            pages.put(sheet, 4 + row, 0, word)
        pages.put(sheet, 4, 1, dt.date(2022, 4, 1), "day")
        pages.put(sheet, 5, 1, dt.date(1890, 4, 1), "day")
        pages.put(sheet, 6, 1, None, "day")
        pages.put(sheet, 7, 1, -5, "pounds")
    sheet = openpyxl.load_workbook(path)["Odd"]
    found = [sheet.cell(5 + row, 1) for row in range(len(ODD))]
    assert [cell.value for cell in found] == ODD
    assert {cell.data_type for cell in found} == {"s"}
    assert [sheet.cell(row, 2).value for row in (5, 6, 7, 8)] == [
        dt.datetime(2022, 4, 1), "1890-04-01", None, -0.05,  # noqa: DTZ001 (as a sheet has it)
    ]  # fmt: skip
    assert sheet.oddHeader.right.text in {"A && B", "A & B"}


def test_an_id_that_looks_like_a_formula_is_text_in_every_sheet(tmp_path: Path) -> None:
    names = ["=1+1", "@x", "0012", "r*", "R*"]
    children = pd.DataFrame({"child_id": names, "date_of_birth": ["2008-05-10"] * len(names)})
    referrals = pd.DataFrame(
        {"referral_id": names, "child_id": names, "at_risk_of": "entry", "stage": "engaged",
         "referred_on": "2022-04-01", "started_on": "2022-04-01"}
    )  # fmt: skip
    placements = pd.DataFrame(
        {"child_id": ["other"], "from_day": ["2020-04-01"], "until_day": ["2020-05-01"],
         "place": ["U4"], "provider": ["PR1"]}
    )  # fmt: skip
    records = nwd.read(children=children, referrals=referrals, placements=placements)
    found = nwd.run(
        nwd.methodology("edge-of-care/2021-22.1"), records,
        nwd.unit_costs("lait-outturn/2024-25", authority="Norfolk"),
        period="2022-23", as_at="2023-03-31",
    )  # fmt: skip
    path = nwd.workbook(found, profile="internal").write(tmp_path / "odd.xlsx")
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value in names} == {"s"}
    assert {book["Referrals"].cell(5 + at, 1).value for at in range(len(names))} == set(names)


def test_a_row_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    path = tmp_path / "high.xlsx"
    columns = [Column("a"), Column("b", width=24), Column("c", "pounds", 4)]
    long = "words of a sentence " * 5
    rows: list[list[str | int]] = [
        ["short", "short", "withheld"],
        ["short", long, 1],
        ["short", long * 40, 1],
    ]
    with xlsxwriter.Workbook(path, AS_TEXT) as book:
        pages = Pages(book, "A", "P", "mark")
        sheet = pages.open("High", "High", "said", columns)
        for at, values in enumerate(rows):
            pages.row(sheet, 4 + at, columns, values)
    heights = openpyxl.load_workbook(path)["High"].row_dimensions
    assert [heights[5 + at].height for at in range(3)] == [None, 75, 408.75]


def test_what_a_cell_cannot_hold_is_refused(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "long.xlsx", AS_TEXT)
    pages = Pages(book, "A", "P", "mark")
    sheet = pages.open("Long", "Long", "said", [Column("a")])
    with pytest.raises(UsageError, match="more than a sheet can hold"):
        pages.put(sheet, 4, 0, "x" * 40_000)
    book.close()
