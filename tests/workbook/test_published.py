"""The published workbook: the published tables, and nothing of any child."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import nwd_costs as nwd
from nwd_costs.result_workbook.published_sheets import _shown
from workbook.made import result, unpacked


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    return nwd.workbook(result(plain=True), profile="publication").write(folder / "published.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def test_every_sheet_names_the_profile_and_the_policy(book: Any) -> None:
    assert len(book.sheetnames) > 3
    about = [row[1].value for row in book["About"].iter_rows(min_row=5)]
    assert nwd.Disclosure().in_words() in about
    for sheet in book:
        mark = "PUBLICATION PROFILE, disclosure control on: threshold 5, rounded to 5."
        assert sheet["A2"].value.startswith(mark)
        assert sheet.oddHeader.left.text.startswith(mark)


def test_every_cell_is_a_published_cell(book: Any) -> None:
    published = nwd.publishable(result(plain=True))
    assert len(book.sheetnames) == 1 + len(published.tables)
    for sheet, table in zip(book.worksheets[1:], published.tables, strict=True):
        assert [c.value for c in sheet[4][: len(table.headings)]] == list(table.headings)
        for row, cells in zip(sheet.iter_rows(min_row=5), table.rows, strict=False):
            for found, cell in zip(row, cells, strict=False):
                value, kind = _shown(cell)
                pounds = kind == "round_pounds" and isinstance(value, int)
                share = kind == "percent" and isinstance(value, int)
                told = value / 100 if (pounds or share) and not isinstance(value, str) else value
                assert found.value == (told if cell.text else None)
                assert found.data_type != "f"


def test_no_child_referral_or_file_is_in_it(path: Path) -> None:
    run, texts = result(plain=True), "\n".join(unpacked(path).values())
    ids = {*run.cohort["referral_id"], *run.cohort["child_id"], *run.timeline["child_id"]}
    assert len(ids) > 100
    assert [name for name in ids if re.search(rf"\b{re.escape(name)}\b", texts)] == []
    assert [one.name for one in run.records.inputs if one.name in texts] == []
    assert "<f>" not in texts


def test_what_may_not_be_published_makes_no_workbook() -> None:
    with pytest.raises(nwd.DisclosureError):
        nwd.workbook(result(plain=True), profile="publication", policy=nwd.Disclosure(10_000, 5))
