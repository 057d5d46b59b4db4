"""The template in LibreOffice: opened, filled in by a script, saved, and read back.

``make office`` installs LibreOffice where it is not there and runs this, and so does ``.ci/run``.
Elsewhere it is skipped without it: ``tests/unit_costs`` fills the same cells in without an office.
The pages stay in ``build/office``, for somebody to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.price_reading import table_in_workbook
from nwd_costs.price_tables import find_table
from office.running import Office, pictures, running
from unit_costs.spreadsheet import Cells, look

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "office"
TYPED: dict[str, Cells] = {
    "table": {"B10": "outturn prices of each financial year", "B11": "outturn"},
    "rates": {
        "D8": "812.5", "L8": "inferred",
        "D16": "7150", "L16": "published",
        "A23": "Norfolk", "B23": "secure", "C23": "day", "D23": "1303.71", "E23": "2024-04-01",
        "F23": "2025-04-01", "K23": "own-books", "L23": "assumed",
        "D17": "5350", "L17": "published",
    },
}  # fmt: skip
ASKED = {"rates": ["G8", "H8", "I8", "J8", "G23", "I23", "J23", "J17", "I9", "J30"]}


@dataclass(frozen=True)
class Desk:
    """A LibreOffice, and a folder of the test's own."""

    office: Office
    place: Path

    def fill_in(self, given: Path, typed: dict[str, Cells]) -> tuple[Path, dict[str, str]]:
        """Type into a workbook and save it; give it, and what the cells asked for show."""
        saved = self.place / "saved.xlsx"
        step = {"type": typed, "ask": ASKED}
        (shown,) = self.office.work(given, [step], saved=saved, pages=self.pages)
        return saved, shown

    @property
    def pages(self) -> Path:
        """Where it prints."""
        return self.place / "page.pdf"


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, system_program: Callable[[str], str]
) -> Iterator[Office]:
    with running(tmp_path_factory.mktemp("office"), system_program) as started:
        yield started


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Desk:
    return Desk(office, tmp_path)


def template(folder: Path, **how: str) -> Path:
    return nwd.unit_costs_template(folder / "prices.xlsx", authority="Norfolk", **how)


def test_the_template_is_filled_in_by_an_office_and_read_back(desk: Desk) -> None:
    saved, shown = desk.fill_in(template(desk.place), TYPED)
    costs = nwd.unit_costs(saved, authority="Norfolk")
    rates = costs.rates
    found = zip(rates["category"], rates["per"], rates["amount"], rates["basis"], strict=True)
    assert list(found) == [
        ("foster_agency", "week", 81_250, "inferred"),
        ("residential_external", "week", 715_000, "published"),
        ("looked_after", "week", 535_000, "published"),
        ("secure", "day", 130_371, "assumed"),
    ]
    # What the office itself works out beside the lines, where something stands to compare.
    assert shown == {
        "rates G8": "705.00", "rates H8": "665.00", "rates I8": "812.50",
        "rates J8": "1.15 times", "rates G23": "8,900.00", "rates I23": "9,125.97",
        "rates J23": "1.03 times", "rates J17": "2.88 times", "rates I9": "", "rates J30": "",
    }  # fmt: skip
    assert len(pictures(desk.pages, PICTURES)) >= 8


def test_what_the_file_shows_before_any_office_is_what_an_office_works_out(
    desk: Desk,
) -> None:
    own = template(desk.place, table="nao/2023-24")
    before = look(own, "rates").rows[4][6:10]
    saved, _ = desk.fill_in(own, {})
    after = look(saved, "rates").rows[4][6:10]
    assert before[2] == pytest.approx(318_400 * 7 / 365)
    assert after == pytest.approx(before)


@pytest.mark.parametrize("name", ["gmca-ucd/1.4", "nao/2023-24"])
def test_a_table_is_the_same_after_an_office_has_saved_it(desk: Desk, name: str) -> None:
    saved, _ = desk.fill_in(template(desk.place, table=name), {})
    back, one = table_in_workbook(saved), find_table(name)
    assert back.fingerprint == one.fingerprint
    assert back.document == one.document
    assert len(back.components) == len(one.components)


def test_the_lists_are_still_there_after_an_office_has_saved_it(desk: Desk) -> None:
    given = template(desk.place)
    before = look(given, "rates")
    saved, _ = desk.fill_in(given, TYPED)
    after = look(saved, "rates")
    assert after.lists().keys() == before.lists().keys()
    assert after.protected


def test_a_fault_that_was_typed_in_an_office_is_said_of_its_cell(desk: Desk) -> None:
    wrong: dict[str, Cells] = {**TYPED, "rates": {**TYPED["rates"], "D16": "tbc", "C8": "weeks"}}
    saved, _ = desk.fill_in(template(desk.place), wrong)
    with pytest.raises(nwd.UnitCostError) as caught:
        nwd.unit_costs(saved, authority="Norfolk")
    said = str(caught.value)
    assert "saved.xlsx, sheet rates, cell D16: amount cannot be read" in said
    assert "saved.xlsx, sheet rates, cell C8: per cannot be read" in said
