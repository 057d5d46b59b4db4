"""The template in LibreOffice: opened, filled in by a script, saved, and read back.

``make office`` installs LibreOffice where it is not there and runs this, and so does ``.ci/run``.
Elsewhere it is skipped without it: ``tests/unit_costs`` fills the same cells in without an office.
The pages stay in ``build/office``, for somebody to look at.
"""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.price_reading import table_in_workbook
from nwd_costs.price_tables import find_table
from unit_costs.spreadsheet import Cells, look

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "office"
FILL_IN = Path(__file__).with_name("fill_in.py")
# The Python for which Debian and its kin install ``uno``.
ITS_PYTHON = "/usr/bin/python3"
SECONDS = 120

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
class Office:
    """A folder in which LibreOffice works."""

    place: Path

    def fill_in(self, given: Path, typed: dict[str, Cells]) -> tuple[Path, dict[str, str]]:
        """Type into a workbook and save it; give it, and what the cells asked for show."""
        port = _free_port()
        saved, cells = self.place / "saved.xlsx", self.place / "cells.json"
        cells.write_text(json.dumps({"type": typed, "ask": ASKED}), encoding="utf-8")
        profile = (self.place / "profile").as_uri()
        office = subprocess.Popen(
            ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile}",
             f"--accept=socket,host=localhost,port={port};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            script = [ITS_PYTHON, *map(str, (FILL_IN, port, given, saved, self.pages, cells))]
            done = subprocess.run(
                script, check=True, capture_output=True, text=True, timeout=SECONDS
            )
            office.wait(SECONDS)
        finally:
            office.kill()
        return saved, json.loads(done.stdout)

    @property
    def pages(self) -> Path:
        """Where it prints."""
        return self.place / "pages.pdf"


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("localhost", 0))
        return int(tried.getsockname()[1])


@pytest.fixture
def office(tmp_path: Path, system_program: Callable[[str], str]) -> Office:
    for name in ("soffice", "pdftoppm"):
        system_program(name)
    return Office(tmp_path)


def template(folder: Path, **how: str) -> Path:
    return nwd.unit_costs_template(folder / "prices.xlsx", authority="Norfolk", **how)


def test_the_template_is_filled_in_by_an_office_and_read_back(office: Office) -> None:
    saved, shown = office.fill_in(template(office.place), TYPED)
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
    PICTURES.mkdir(parents=True, exist_ok=True)
    command = ["pdftoppm", "-r", "110", "-png", str(office.pages), str(PICTURES / "page")]
    subprocess.run(command, check=True, timeout=SECONDS)
    assert len(list(PICTURES.glob("page*.png"))) >= 8


def test_what_the_file_shows_before_any_office_is_what_an_office_works_out(
    office: Office,
) -> None:
    own = template(office.place, table="nao/2023-24")
    before = look(own, "rates").rows[4][6:10]
    saved, _ = office.fill_in(own, {})
    after = look(saved, "rates").rows[4][6:10]
    assert before[2] == pytest.approx(318_400 * 7 / 365)
    assert after == pytest.approx(before)


@pytest.mark.parametrize("name", ["gmca-ucd/1.4", "nao/2023-24"])
def test_a_table_is_the_same_after_an_office_has_saved_it(office: Office, name: str) -> None:
    saved, _ = office.fill_in(template(office.place, table=name), {})
    back, one = table_in_workbook(saved), find_table(name)
    assert back.fingerprint == one.fingerprint
    assert back.document == one.document
    assert len(back.components) == len(one.components)


def test_the_lists_are_still_there_after_an_office_has_saved_it(office: Office) -> None:
    given = template(office.place)
    before = look(given, "rates")
    saved, _ = office.fill_in(given, TYPED)
    after = look(saved, "rates")
    assert after.lists().keys() == before.lists().keys()
    assert after.protected


def test_a_fault_that_was_typed_in_an_office_is_said_of_its_cell(office: Office) -> None:
    wrong: dict[str, Cells] = {**TYPED, "rates": {**TYPED["rates"], "D16": "tbc", "C8": "weeks"}}
    saved, _ = office.fill_in(template(office.place), wrong)
    with pytest.raises(nwd.UnitCostError) as caught:
        nwd.unit_costs(saved, authority="Norfolk")
    said = str(caught.value)
    assert "saved.xlsx, sheet rates, cell D16: amount cannot be read" in said
    assert "saved.xlsx, sheet rates, cell C8: per cannot be read" in said
