"""A table of unit costs by its four ways in: one fingerprint, one ledger, and no doubt [8.18]."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.shelf import methodology_root
from unit_costs import private_table
from unit_costs.private_table import ID, RATES, TABLE, folder, package, result, workbook

DEARER = (*RATES[:-1], (*RATES[-1][:3], "156", *RATES[-1][4:]))
Ways = dict[str, nwd.UnitCosts]


@pytest.fixture
def ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ways:
    """The same private table in three ways."""
    package(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    names: tuple[str | Path, ...] = (
        folder(tmp_path / "own"),
        workbook(tmp_path / "prices.xlsx"),
        ID,
    )
    kinds = ("folder", "workbook", "package")
    return {
        kind: nwd.unit_costs(name, authority="Norfolk")
        for kind, name in zip(kinds, names, strict=True)
    }


def listed(by: str = "id") -> dict[str, dict[Hashable, Any]]:
    return {str(row[by]): row for row in nwd.unit_costs().to_dict("records")}


def refused(name: str | Path, error: type[nwd.NwdError] = nwd.UnitCostError) -> str:
    with pytest.raises(error) as caught:
        nwd.unit_costs(name, authority="Norfolk")
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_a_folder_a_workbook_and_a_package_give_one_fingerprint(ways: Ways) -> None:
    assert {costs.id for costs in ways.values()} == {ID}
    assert len({costs.fingerprint for costs in ways.values()}) == 1
    one, *others = (costs.document for costs in ways.values())
    assert all(other == one for other in others)
    assert (one.price_base, one.scope.health) == ("outturn", "net")
    assert [len(costs.components) for costs in ways.values()] == [3, 3, 3]


def test_a_folder_a_workbook_and_a_package_give_one_ledger(ways: Ways) -> None:
    one, *others = (result(costs) for costs in ways.values())
    # Three children, two prices of one category in one year, and the fall from one name to another.
    assert {"residential_external", "looked_after"} <= set(one.ledger["rate_name"])
    assert {642050, 615000, 17143, 15500} <= set(one.ledger["rate_pence"].dropna())
    for other in others:
        pd.testing.assert_frame_equal(other.ledger, one.ledger)
        assert other.provenance.unit_costs_fingerprint == one.provenance.unit_costs_fingerprint


def test_a_package_is_read_and_never_run(ways: Ways) -> None:
    assert ways["package"].id == ID
    assert "norfolk_prices" not in sys.modules


def test_a_table_below_a_package_is_found_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package(tmp_path, below="2025.1")
    monkeypatch.syspath_prepend(tmp_path)
    assert nwd.unit_costs("norfolk-private-2025.1", authority="926").id == ID


def test_two_packages_with_different_prices_under_one_id_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [package(tmp_path), package(tmp_path, "other_prices", DEARER)]
    monkeypatch.syspath_prepend(tmp_path)
    said = refused(ID)
    assert f"{ID} is provided twice, with different prices" in said
    assert all(name in said for name in both)
    assert "Uninstall the one you do not mean" in said
    by_provider = listed("provider")
    assert {by_provider[name]["problem"] for name in both} == {
        "provided twice, with different prices"
    }
    assert by_provider["nwd_costs"]["problem"] == ""


def test_two_packages_with_the_same_prices_are_one_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shuffled = tuple(reversed(RATES))
    both = [package(tmp_path), package(tmp_path, "other_prices", shuffled)]
    monkeypatch.syspath_prepend(tmp_path)
    assert nwd.unit_costs(ID, authority="Norfolk").id == ID
    assert (listed()[ID]["provider"], listed()[ID]["problem"]) == (", ".join(both), "")


def test_of_two_ids_that_differ_in_their_stroke_each_is_found_written_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package(tmp_path)
    other = TABLE.replace("norfolk-private", "norfolk").replace('"2025.1"', '"private-2025.1"')
    package(tmp_path, "other_prices", DEARER, other)
    monkeypatch.syspath_prepend(tmp_path)
    ids = (ID, "norfolk/private-2025.1")
    assert tuple(nwd.unit_costs(name, authority="Norfolk").id for name in ids) == ids
    assert f"Did you mean {' or '.join(sorted(ids))}?" in refused("norfolk-private-2025.1")


def test_a_package_cannot_put_its_own_prices_under_a_shipped_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = TABLE.replace("norfolk-private", "nao").replace("2025.1", "2023-24")
    name = package(tmp_path, table=shipped)
    monkeypatch.syspath_prepend(tmp_path)
    said = refused("nao/2023-24")
    assert "  - nwd_costs: provides it with the fingerprint" in said
    assert f"  - {name}: provides it with the fingerprint" in said


def test_a_package_without_a_table_is_named_where_it_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = package(tmp_path)
    shutil.rmtree(tmp_path / "norfolk_prices")
    monkeypatch.syspath_prepend(tmp_path)
    assert f"{name}: names the package norfolk_prices, in which there is no folder" in refused(ID)
    assert listed("provider")[name]["problem"].startswith("names the package norfolk_prices")
    # It does not stand in the way of the others.
    assert nwd.unit_costs("nao/2023-24", authority="Norfolk").id == "nao/2023-24"


def test_a_table_of_a_package_that_cannot_be_used_is_listed_with_its_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = (*RATES[:-1], (*RATES[-1][:3], "free", *RATES[-1][4:]))
    name = package(tmp_path, rates=bad)
    monkeypatch.syspath_prepend(tmp_path)
    assert "amount cannot be read (row 5)" in listed()[ID]["problem"]
    assert f"It is provided by {name}." in refused(ID)


def test_the_list_tells_what_each_shipped_table_is() -> None:
    tables_of = listed()
    assert {name: row["layers"] for name, row in tables_of.items()} == {
        "gmca-ucd/1.4": "england",
        "lait-outturn/2024-25": "authority, neighbours, region, england",
        "nao/2023-24": "england",
        "north-yorkshire/2014": "authority",
    }
    assert {row["problem"] for row in tables_of.values()} == {""}
    lait = tables_of["lait-outturn/2024-25"]
    assert lait["areas"] == 170
    assert (lait["span_from"], lait["span_until"]) == ("2016-04-01", "2025-04-01")
    assert lait["categories"] == "children_in_need, foster, looked_after, residential"
    assert (lait["price_base"], lait["provider"]) == ("outturn", "nwd_costs")
    assert lait["licence"].startswith("Open Government Licence v3.0")
    assert "contributions: education gross, health gross" in lait["scope"]


def test_the_fingerprint_of_the_published_outturn_has_not_moved() -> None:
    """Results that were written down name it."""
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="E06000065")
    assert costs.fingerprint == "b4d4f28792add7bb586f545b5ad1ce0f1bec57920e233eec19dd5aa3bfa4924e"


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("lait-outurn/2024-25", "Did you mean lait-outturn/2024-25?"),
        ("lait", "Did you mean lait-outturn/2024-25?"),
        ("GMCA-UCD", "Did you mean gmca-ucd/1.4?"),
        ("nothing of the kind", "There are: gmca-ucd/1.4, lait-outturn/2024-25, nao/2023-24"),
    ],
)
def test_a_table_that_is_not_there_is_answered_with_those_that_are(name: str, offer: str) -> None:
    assert offer in refused(name)


def test_a_table_alone_or_an_authority_alone_is_no_question() -> None:
    call: Callable[..., Any] = nwd.unit_costs
    with pytest.raises(nwd.UsageError, match="authority: is not named"):
        call("nao/2023-24")
    with pytest.raises(nwd.UsageError, match="table: is not named"):
        call(authority="Norfolk")


# What is written into which cell, and what is then said.
BAD_CELLS: dict[str, tuple[str, str, Any, str]] = {
    "a word in place of an amount": (
        "rates", "E5", "dear", "cell E5: amount cannot be read. Write pounds to the penny",
    ),
    "a unit that is none": ("rates", "D4", "fortnight", "cell D4: per cannot be read. Use one of"),
    "nothing in place of an amount": ("rates", "E7", " ", "cell E7: the amount is blank"),
    "below the penny": ("rates", "E6", 171.435, "cell E6: amount cannot be read"),
    "an area that is none": (
        "rates", "A5", "Norfork", "cell A5: authority 'Norfork' is not in the register",
    ),
    "a day after the span": ("rates", "G7", "01/04/2024", "cell F7: the days lie outside the span"),
    "a source that is not listed": (
        "rates", "H6", "hearsay", "cell H6: the source is not on its sheet. Add it on",
    ),
    "two prices on a day": ("rates", "F5", "2022-09-30", "cells A4, A5: two prices are in force"),
    "a scope that is none": (
        "rates", "K4", "some", "cell K4: overheads cannot be read. Use one of included",
    ),
    "a component that does not add up": (
        "components", "F3", 251, "cells F2, F3, F4: the parts counted do not add up",
    ),
    "a key that is none": ("table", "A5", "naem", "cell A5: 'naem' is no key"),
    "a day that is none": ("table", "B12", "spring", "cell B12: Input should be a valid date"),
    "a price base that is none": ("table", "B11", "nominal", "cell B11: Write outturn"),
    "a source twice": ("sources", "A3", "ledger", "cell A3: the id is given twice"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_CELLS)
def test_what_is_wrong_in_a_workbook_is_said_of_its_cell(fault: str, tmp_path: Path) -> None:
    sheet, cell, value, words = BAD_CELLS[fault]
    said = refused(workbook(tmp_path / "prices.xlsx", changed={sheet: {cell: value}}))
    assert f"prices.xlsx, sheet {sheet}, {words}" in said, said


def test_a_heading_that_is_missing_is_named(tmp_path: Path) -> None:
    said = refused(workbook(tmp_path / "prices.xlsx", changed={"rates": {"E3": "price"}}))
    assert "prices.xlsx, sheet rates: no row of the first 20 has all the headings; amount" in said


def test_every_fault_of_a_workbook_is_told_at_once(tmp_path: Path) -> None:
    cells = {"E5": "dear", "D4": "fortnight"}
    said = refused(workbook(tmp_path / "prices.xlsx", changed={"rates": cells}))
    assert "cell E5" in said
    assert "cell D4" in said


def test_a_key_that_is_missing_is_named(tmp_path: Path) -> None:
    said = refused(workbook(tmp_path / "prices.xlsx", changed={"table": {"B7": " "}}))
    assert "prices.xlsx, sheet table, cell B7 (title): is missing" in said


def test_a_key_without_a_cell_is_named_too(tmp_path: Path) -> None:
    said = refused(workbook(tmp_path / "prices.xlsx", changed={"table": {"A7": " ", "B7": " "}}))
    assert "prices.xlsx, sheet table, key title: is missing" in said


def test_a_row_that_gives_no_price_yet_is_none(tmp_path: Path) -> None:
    """The template lays out areas, categories and days; only who begins a row has to finish it."""
    begun = {"E5": " ", "I5": " ", "J5": " "}
    read = workbook(tmp_path / "prices.xlsx", changed={"rates": begun})
    rates = nwd.unit_costs(read, authority="Norfolk").rates
    assert len(rates) == len(RATES) - 1
    named = workbook(tmp_path / "named.xlsx", changed={"rates": begun | {"I5": "published"}})
    assert "cell E5: the amount is blank" in refused(named)


def test_a_workbook_without_any_price_is_refused(tmp_path: Path) -> None:
    said = refused(workbook(tmp_path / "prices.xlsx", rates=(), without=["components"]))
    assert "prices.xlsx, sheet rates: holds no price. Give at least one" in said


def test_a_column_for_people_is_not_read_on_any_sheet(tmp_path: Path) -> None:
    changed = {"sources": {"G1": "checked by", "G2": "me"}, "categories": {"E1": "beside"}}
    read = workbook(tmp_path / "prices.xlsx", changed=changed)
    assert nwd.unit_costs(read, authority="Norfolk").id == ID


def test_a_source_without_a_date_is_read_as_it_stands(tmp_path: Path) -> None:
    read = workbook(tmp_path / "prices.xlsx", changed={"sources": {"D2": " "}})
    source = nwd.unit_costs(read, authority="Norfolk").document.sources["ledger"]
    assert source.date == ""


@pytest.mark.parametrize("sheet", ["table", "sources", "categories", "rates"])
def test_a_sheet_that_is_missing_is_named(sheet: str, tmp_path: Path) -> None:
    said = refused(workbook(tmp_path / "prices.xlsx", without=[sheet]))
    assert f"prices.xlsx: has no sheet {sheet}" in said


def test_a_number_that_a_formula_left_inexact_is_read_as_it_shows(tmp_path: Path) -> None:
    amount = 5835.909090909091 * 1.1  # a spreadsheet shows 6419.5
    assert repr(amount) == "6419.500000000001"
    changed = workbook(tmp_path / "prices.xlsx", changed={"rates": {"E5": amount}})
    rates = tuple(tuple("6419.5" if cell == "6420.5" else cell for cell in row) for row in RATES)
    ways = (changed, folder(tmp_path / "own", rates))
    found = {nwd.unit_costs(way, authority="Norfolk").fingerprint for way in ways}
    assert len(found) == 1


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "prices.xlsx"
    damaged.write_bytes(workbook(tmp_path / "whole.xlsx").read_bytes()[:700])
    assert "it is not an Excel workbook, or it is damaged" in refused(damaged)


def test_a_folder_that_lacks_a_column_is_refused_as_a_table_of_unit_costs(tmp_path: Path) -> None:
    own = folder(tmp_path / "own")
    text = (own / "rates.csv").read_text(encoding="utf-8").replace("amount", "price", 1)
    (own / "rates.csv").write_text(text, encoding="utf-8")
    assert "own/rates.csv: the column amount is missing" in refused(own)


def test_a_shipped_folder_copied_elsewhere_is_the_same_table(tmp_path: Path) -> None:
    shelf = methodology_root() / "unit_costs/gmca-ucd/1.4"
    copied = shutil.copytree(str(shelf), tmp_path / "copy")
    by_id, by_path = (nwd.unit_costs(n, authority="Norfolk") for n in ("gmca-ucd/1.4", copied))
    assert by_id.fingerprint == by_path.fingerprint
    assert by_id.id == by_path.id


def test_the_small_table_is_what_the_tests_say_it_is() -> None:
    assert len(private_table.HEADINGS) == len(RATES[0])
    assert DEARER != RATES
