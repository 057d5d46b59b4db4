"""The internal workbook, read back: its sheets, its values, and text that stays text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import nwd_costs as nwd
from nwd_costs import result_workbook
from nwd_costs.result_workbook import lines as lines_module
from nwd_costs.result_workbook.lines import FIRST
from workbook.made import cached, result, unpacked

SHEETS = [
    "Summary", "By quarter", "By tier", "By placement", "Check a referral", "Ledger", "Referrals",
    "Method", "Unit costs used", "Data quality", "Provenance",
]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    return nwd.workbook(result(), profile="internal").write(folder / "new" / "internal.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def test_it_has_a_sheet_for_everything_and_each_names_its_profile(book: Any) -> None:
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet["A2"].value.startswith("INTERNAL PROFILE")
        assert sheet.oddHeader.left.text.startswith("INTERNAL PROFILE")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert not sheet.merged_cells.ranges


def test_the_ledger_is_the_librarys_ledger(book: Any) -> None:
    sheet, ledger = book["Ledger"], result().ledger
    rows = sheet.iter_rows(min_row=FIRST, max_row=FIRST + len(ledger))
    heads, *lines = [[cell.value for cell in row] for row in rows]
    at = {name: heads.index(name) for name in ledger.columns}
    for name in ("referral_id", "side", "days", "weight", "rate_pence", "amount_pence", "source"):
        found = [line[at[name]] for line in lines]
        values = ledger[name].astype(object).where(ledger[name].notna(), None)
        assert found == [None if value == "" else value for value in values], name
    days = [line[at["from_day"]] for line in lines]
    assert [day and day.date() for day in days] == [
        None if day is None else day.date()
        for day in ledger["from_day"].astype(object).where(ledger["from_day"].notna(), None)
    ]


def test_the_headline_stands_there_in_pounds_and_pence(book: Any) -> None:
    rows = {row[0].value: row for row in book["Summary"]["A5:D11"]}
    assert rows["Net costs avoided"][2].value == result().net_pence
    assert rows["Net costs avoided"][1].value == pytest.approx((result().net_pence or 0) / 100)
    assert rows["Gross costs avoided"][3].value.startswith("=")


def test_every_parameter_and_every_warning_stands_there(book: Any) -> None:
    told = [row[1].value for row in book["Method"].iter_rows(min_row=FIRST + 1)]
    assert {key.split(".")[1] for key in result().method.plan.parameters()} < set(told)
    words = {cell.value for row in book["Summary"].iter_rows() for cell in row}
    assert result().warnings
    for warning in result().warnings:
        assert any(str(word).startswith(warning.message[:50]) for word in words)


def test_a_formula_claims_nothing_before_it_is_worked_out(path: Path) -> None:
    assert len(cached(path)) > 500
    assert set(cached(path)) == {""}
    assert 'fullCalcOnLoad="1"' in unpacked(path)["xl/workbook.xml"]


def test_the_same_result_gives_the_same_bytes_without_a_name_or_a_path(
    path: Path, tmp_path: Path
) -> None:
    again = nwd.workbook(result(), profile="internal").write(tmp_path / "again.xlsx")
    assert again.read_bytes() == path.read_bytes()
    core = unpacked(path)["docProps/core.xml"]
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert all(str(tmp_path.parent) not in text for text in unpacked(path).values())


def test_a_long_ledger_holds_values_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lines_module, "MOST_FORMULAS", 10)
    path = nwd.workbook(result(), profile="internal").write(tmp_path / "long.xlsx")
    book = openpyxl.load_workbook(path)
    assert "recalculated_pence" not in [cell.value for cell in book["Ledger"][FIRST]]
    assert "as values: beyond 10 lines" in book["Ledger"]["A3"].value
    assert any(
        "the sums here are over the library's own" in str(row[1].value)
        for row in book["Summary"].iter_rows()
    )
    assert book["Check a referral"]["L11"].value.startswith("=")


def test_a_ledger_longer_than_a_sheet_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(result_workbook, "SHEET_ROWS", len(result().ledger) + FIRST - 1)
    with pytest.raises(nwd.UsageError, match=r"a sheet holds .* \[17\.13\]"):
        nwd.workbook(result(), profile="internal").write(tmp_path / "long.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"profile": "public"}, "Say internal"),
        ({"profile": "internal", "policy": nwd.Disclosure()}, "the internal profile is exact"),
    ],
)
def test_what_makes_no_workbook_is_refused(how: dict[str, Any], words: str) -> None:
    with pytest.raises(nwd.UsageError, match=words):
        nwd.workbook(result(), **how)


def test_a_name_that_is_none_for_a_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(nwd.UsageError, match=r"End it in \.xlsx"):
        nwd.workbook(result(), profile="internal").write(tmp_path / "costs.xls")
