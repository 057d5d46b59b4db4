"""The template: filled in it is a table, and whatever is wrong in it is said of its cell [8.18]."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, FINE, main
from nwd_costs.days import iso_texts
from nwd_costs.frames import day_numbers
from nwd_costs.pence import UNITS
from nwd_costs.price_reading import table_in_folder, table_in_workbook
from nwd_costs.price_tables import find_table
from nwd_costs.price_template.words import OFFERED
from nwd_costs.register import authorities, resolve_authority
from unit_costs.private_table import folder
from unit_costs.spreadsheet import Cells, fill, look

# Line 8 is foster_agency in 2022-23, line 16 residential_external in 2024-25.
FILLED: dict[str, Cells] = {
    "table": {"B10": "outturn prices of each financial year", "B11": "outturn"},
    "rates": {
        "D8": 812.5, "L8": "inferred", "M8": "framework and add-ons",
        "D16": 7150, "L16": "published",
        # A line of one's own below those laid out, its days as one types them.
        "A23": "926", "B23": "secure", "C23": "week", "D23": 9125.99, "E23": "01/04/2024",
        "F23": "01/04/2025", "K23": "own-books", "L23": "assumed",
    },
}  # fmt: skip


def template(folder_: Path, authority: str = "Norfolk", **how: Any) -> Path:
    return nwd.unit_costs_template(folder_ / "prices.xlsx", authority=authority, **how)


def filled(folder_: Path, **changed: Cells) -> Path:
    folder_.mkdir(exist_ok=True)
    sheets = {name: {**FILLED.get(name, {}), **changed.get(name, {})} for name in FILLED | changed}
    return fill(template(folder_), sheets)


def refused(path: Path) -> str:
    with pytest.raises(nwd.UnitCostError) as caught:
        nwd.unit_costs(path, authority="Norfolk")
    return str(caught.value)


def test_what_is_filled_in_is_a_table_and_what_is_not_is_no_price(tmp_path: Path) -> None:
    costs = nwd.unit_costs(filled(tmp_path), authority="Norfolk")
    assert (costs.id, costs.document.price_base) == ("norfolk-own/1", "outturn")
    rates = costs.rates
    days = zip(*(iso_texts(day_numbers(rates[n])) for n in ("from_day", "until_day")), strict=True)
    found = zip(rates["category"], rates["amount"], rates["basis"], days, strict=True)
    assert list(found) == [
        ("foster_agency", 81_250, "inferred", ("2022-04-01", "2023-04-01")),
        ("residential_external", 715_000, "published", ("2024-04-01", "2025-04-01")),
        ("secure", 912_599, "assumed", ("2024-04-01", "2025-04-01")),
    ]
    assert set(rates["authority"]) == {"926"}
    assert rates["note"].tolist() == ["framework and add-ons", "", ""]
    assert costs.document.sources["own-books"].publisher == "Norfolk"


def test_more_keys_of_a_kind_can_be_added_below(tmp_path: Path) -> None:
    path = filled(tmp_path, table={"B18": "fees", "B19": "transport"})
    assert nwd.unit_costs(path, authority="926").document.includes == ("fees", "transport")
    keys = [row[0] for row in look(path, "table").rows[4:]]
    assert [keys.count(key) for key in ("includes", "excludes", "caveats")] == [3, 3, 3]
    columns = look(path, "table").tree.findall(".//{*}cols/{*}col")
    assert [column.get("style") is not None for column in columns] == [True, True, False]


def test_a_filled_template_prices_as_any_other_table(tmp_path: Path) -> None:
    costs = nwd.unit_costs(filled(tmp_path), authority="Norfolk")
    (rate,) = costs.in_layer("authority", "foster_agency")
    assert (rate.pence, rate.unit) == (81_250, "week")
    assert not nwd.check_unit_costs(tmp_path / "prices.xlsx").refused


def test_an_empty_template_says_in_which_cell_to_begin(tmp_path: Path) -> None:
    path = template(tmp_path)
    assert "prices.xlsx, sheet table, cell B10 (price_basis): is missing" in refused(path)
    fill(path, {"table": FILLED["table"]})
    assert "prices.xlsx, sheet rates: holds no price. Give at least one" in refused(path)


# What is typed into which cell of a filled template, and what is then said.
BAD_CELLS: dict[str, tuple[str, str, str | float, str]] = {
    "pence and a bit": ("rates", "D16", 7150.005, "cell D16: amount cannot be read"),
    "a word for an amount": ("rates", "D16", "tbc", "cell D16: amount cannot be read"),
    "an amount that was forgotten": ("rates", "L9", "published", "cell D9: the amount is blank"),
    "a basis that was forgotten": ("rates", "D9", 800, "cell L9: basis is blank"),
    "a category that is not listed": (
        "rates",
        "B16",
        "yurts",
        "cell B16: the category is not on its sheet",
    ),
    "a source that is not listed": (
        "rates",
        "K16",
        "hearsay",
        "cell K16: the source is not on its sheet",
    ),
    "a unit that is none": ("rates", "C16", "fortnight", "cell C16: per cannot be read"),
    "a council that is none": ("rates", "A16", "Norfork", "cell A16: authority 'Norfork' is not"),
    "days the wrong way round": ("rates", "F16", "01/04/2023", "cell F16: the days are empty"),
    "a day that is none": ("rates", "E16", "30/02/2024", "cell E16: from_day cannot be read"),
    "a price base that is none": ("table", "B11", "nominal", "cell B11: Write outturn"),
    "a key that was changed": ("table", "A7", "titel", "cell A7: 'titel' is no key"),
    "a source without a name": ("sources", "B6", "Contracts", "cell A6: the id is blank"),
}


@pytest.mark.parametrize("fault", BAD_CELLS)
def test_what_is_wrong_in_a_template_is_said_of_its_cell(fault: str, tmp_path: Path) -> None:
    sheet, cell, value, words = BAD_CELLS[fault]
    said = refused(filled(tmp_path, **{sheet: {cell: value}}))
    assert f"prices.xlsx, sheet {sheet}, {words}" in said, said


def test_what_an_auditor_would_ask_is_said_of_its_cell_too(tmp_path: Path) -> None:
    path = filled(tmp_path, rates={"D17": 1_000, "L17": "assumed"})
    said = str(nwd.check_unit_costs(path))
    assert "prices.xlsx, sheet rates, cell D17, looked_after\n  the amount looks as if" in said
    assert "prices.xlsx, sheet rates, secure of 926\n  no price, and no reason" in said
    dear = refused(filled(tmp_path / "dear", rates={"B16": "residential", "D16": 371_800}))
    assert "prices.xlsx, sheet rates, cell D16, residential: the amount a week lies more" in dear


def test_beside_each_line_stands_what_is_published_of_the_council(tmp_path: Path) -> None:
    seen = look(template(tmp_path), "rates")
    by_line = {
        (row[1], str(row[4])): row[6:8] for row in seen.rows[4:] if row[1] and row[0] == "Norfolk"
    }
    # As published: Norfolk and England, pounds a week.
    assert by_line["looked_after", "2024-04-01"] == [2_590, 2_100]
    assert by_line["residential_external", "2023-04-01"] == [8_285, 6_775]
    assert by_line["foster_agency", "2022-04-01"] == [705, 665]
    assert by_line["children_in_need", "2024-04-01"] == [90, 170]
    assert len(by_line) == 6 * 3
    assert seen.value("G4") == "published"
    assert seen.value("G3") == "Norfolk, published, £ a week"


def test_where_nothing_is_published_the_template_says_none(tmp_path: Path) -> None:
    seen = look(template(tmp_path, "Middlesbrough"), "rates")
    last = [row[6:8] for row in seen.rows if row[1] == "looked_after"][-1]
    assert last == ["none", 2_100]


def test_a_price_is_set_beside_the_published_one_whatever_its_unit(tmp_path: Path) -> None:
    rates = (
        ("926", "foster", "day", "95", "2024-04-01", "2025-04-01", "ledger", "published", "", ""),
        ("926", "outreach", "case", "95", "2024-04-01", "2025-04-01", "ledger", "assumed", "", ""),
    )
    table = TOML.format(categories="".join(map(CATEGORY.format, ("foster", "outreach"))))
    own = folder(tmp_path / "own", rates, table, components=())
    seen = look(template(tmp_path, table=own), "rates")
    # 7 x 95 a week beside 950, and a case that is no week.
    assert seen.rows[4][6:10] == [950, 765, 665, 0.7]
    assert seen.rows[5][6:10] == ["", "", "", ""]


CATEGORY = '[categories.{}]\nmeasure = ""\ntitle = "t"\nformula = ""\n'
TOML = """\
schema_version = 1
id = "own"
version = "1"
title = "t"
publisher = "p"
licence = "l"
price_basis = "b"
span_from = 2024-04-01
span_until = 2025-04-01
includes = []
excludes = []
caveats = []
[sources.ledger]
title = "a"
publisher = "b"
date = "spring 2025"
where = "c"
licence = "d"
{categories}
"""


def test_the_lists_offer_what_can_be_read_and_nothing_else(tmp_path: Path) -> None:
    path = template(tmp_path)
    lists = look(path, "rates").lists()
    assert lists["C"] == f'"{",".join(UNITS)}"'
    assert lists["L"] == '"published,inferred,assumed"'
    assert lists["B"] == "categories!$A$5:$A$204"
    assert lists["K"] == "sources!$A$5:$A$204"
    assert lists["O"] == '"included,excluded,in part,not stated"'
    offered = look(path, "lists")
    areas = [str(cell) for cell in offered.column("A")[4:] if cell]
    assert lists["A"] == f"lists!$A$5:$A${4 + len(areas)}"
    assert areas[:3] == ["Norfolk", "East of England", "England"]
    assert {resolve_authority(area) for area in areas} == set(authorities())
    bases = [str(cell) for cell in offered.column("B")[4:] if cell]
    assert lists["N"] == f"lists!$B$5:$B${4 + len(bases)}"
    assert {"outturn", "not stated", "real 2024-25"} <= set(bases)


def test_every_category_offered_is_one_that_a_shipped_method_or_table_has() -> None:
    pricing = nwd.methodology("edge-of-care/2021-22.1").plan.stages.pricing
    chain = pricing.chain.value
    published = nwd.unit_costs("lait-outturn/2024-25", authority="Norfolk").document.categories
    names = {*published, *chain, *(name for names in chain.values() for name in names)}
    assert not OFFERED.keys() - names
    assert {offered.beside for offered in OFFERED.values()} == set(published)


def test_headings_and_comparisons_are_locked_and_prices_are_not(tmp_path: Path) -> None:
    path = filled(tmp_path)
    seen = look(path, "rates")
    assert seen.protected
    assert [seen.locked(cell) for cell in ("A1", "A4", "D4", "G5", "J5")] == [True] * 5
    assert [seen.locked(cell) for cell in ("A5", "D5", "L5", "M30")] == [False] * 4
    table = look(path, "table")
    assert (table.locked("A10"), table.locked("B10")) == (True, False)


def test_the_lines_are_those_of_the_years_that_are_asked_for(tmp_path: Path) -> None:
    path = template(tmp_path, years=("2025-26", "2023-24"))
    days = [str(row[4]) for row in look(path, "rates").rows[4:] if row[1]]
    assert days[:4] == ["2023-04-01", "2025-04-01"] * 2
    table = {row[0]: str(row[1]) for row in look(path, "table").rows}
    assert (table["span_from"], table["span_until"]) == ("2023-04-01", "2026-04-01")


@pytest.mark.parametrize("name", ["gmca-ucd/1.4", "nao/2023-24", "north-yorkshire/2014", "own"])
def test_a_table_goes_into_a_workbook_and_comes_back_whole(name: str, tmp_path: Path) -> None:
    known = folder(tmp_path / "own") if name == "own" else name
    one = table_in_folder(known) if isinstance(known, Path) else find_table(known)
    back = table_in_workbook(template(tmp_path, table=known))
    assert back.fingerprint == one.fingerprint
    assert back.document == one.document
    for table in ("rates", "missing", "components"):
        frames = (getattr(each, table).drop(columns="source_row") for each in (back, one))
        pd.testing.assert_frame_equal(*(frame.drop(columns="source_file") for frame in frames))


def test_days_and_amounts_at_the_edge_of_a_spreadsheet_come_back_exactly(tmp_path: Path) -> None:
    """A spreadsheet counts no day before 1900, and believes in 29 February of that year."""
    days = ("1850-03-31", "1899-12-31", "1900-02-28", "1900-03-01", "2024-02-29", "2250-01-01")
    amounts = ("999999999999.99", "0.01", "0.07", "1234567890.07", "33333333333.33")
    notes = ("=1+1", "_x0041_", "0001", "a\nb", "'t")
    rates = tuple(
        ("926", "foster", "case", amount, first, last, "ledger", "assumed", note, "")
        for first, last, amount, note in zip(days, days[1:], amounts, notes, strict=False)
    )
    table = TOML.replace("2024-04-01", "1850-01-01").replace("2025-04-01", "2260-01-01")
    own = folder(
        tmp_path / "own", rates, table.format(categories=CATEGORY.format("foster")), components=()
    )
    one, back = table_in_folder(own), table_in_workbook(template(tmp_path, table=own))
    assert back.fingerprint == one.fingerprint
    assert back.document == one.document
    assert back.rates["note"].tolist() == list(notes)


def test_the_same_template_has_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    assert template(tmp_path).read_bytes() == template(tmp_path / "b").read_bytes()


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    path = template(tmp_path)
    before = path.read_bytes()
    with pytest.raises(nwd.UsageError, match=r"prices\.xlsx: is there already, and may hold"):
        template(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "how", "words"),
    [
        ("prices.csv", {}, "prices.csv: is no name for a workbook"),
        ("no/prices.xlsx", {}, "is in a folder that is not there"),
        ("p.xlsx", {"years": ("2024-25", "2024-25 Q1")}, "'2024-25 Q1': is no financial year"),
        ("p.xlsx", {"years": ("2024",)}, "2024"),
        ("p.xlsx", {"years": ("2024-25",), "table": "nao/2023-24"}, "Name a table or years"),
        ("p.xlsx", {"authority": "Norfork"}, "Did you mean Norfolk"),
        ("p.xlsx", {"table": "naoo"}, "'naoo' was not found"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_nothing(
    name: str, how: dict[str, Any], words: str, tmp_path: Path
) -> None:
    with pytest.raises(nwd.NwdError) as caught:
        nwd.unit_costs_template(tmp_path / name, **{"authority": "Norfolk", **how})
    assert words in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_text_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    table = TOML.format(categories=CATEGORY.format("foster")).replace('"t"', f'"{"t" * 40_000}"', 1)
    rates = (
        ("926", "foster", "day", "95", "2024-04-01", "2025-04-01", "ledger", "published", "", ""),
    )
    own = folder(tmp_path / "own", rates, table, components=())
    with pytest.raises(nwd.UnitCostError, match="Keep such a table as a folder"):
        template(tmp_path, table=own)
    assert not (tmp_path / "prices.xlsx").exists()


def test_the_command_writes_the_template_and_says_what_to_do_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "prices.xlsx"
    asked = ["unit-costs", "template", "--authority", "Norfolk", "--year", "2024-25", str(path)]
    assert main(asked) == FINE
    assert f'nwd-costs unit-costs check "{path}"' in capsys.readouterr().out
    assert main(asked) == BAD_USAGE
    assert main(["unit-costs", "check", str(path)]) == DATA_REFUSED
    assert "cell B10 (price_basis)" in capsys.readouterr().out
    fill(path, {"table": FILLED["table"], "rates": {"D5": 640, "L5": "published"}})
    assert main(["unit-costs", "show", str(path), "--authority", "Norfolk"]) == FINE
    assert "£640.00 a week" in capsys.readouterr().out


def test_the_command_of_the_readme_writes_a_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    (asked,) = re.findall(r"^nwd-costs (unit-costs template .*)$", readme, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(asked, comments=True)) == FINE
    assert look(tmp_path / "prices.xlsx", "guidance").value("A1") == (
        "Unit costs of Norfolk: how to fill this in"
    )


def test_pricing_does_not_load_what_writes_workbooks() -> None:
    loaded = "sorted({'xlsxwriter', 'nwd_costs.price_template'} & set(sys.modules))"
    code = f"import sys, nwd_costs.cli, nwd_costs.pipeline, nwd_costs.price_tables; print({loaded})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
