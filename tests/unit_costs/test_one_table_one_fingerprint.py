"""A fingerprint tells tables apart that differ in what a reader must know [8.16]-[8.18]."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import nwd_costs as nwd
from nwd_costs.price_providers import Provider
from nwd_costs.price_reading import table_in_folder, table_in_workbook
from nwd_costs.price_tables import _agreed
from unit_costs.private_table import RATES, Rows, folder, workbook


@contextmanager
def place() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


def fingerprint(rates: Rows) -> str:
    with place() as here:
        return table_in_folder(folder(here, rates)).fingerprint


def with_cell(row: int, column: int, value: str) -> Rows:
    rows = [list(each) for each in RATES]
    rows[row][column] = value
    return rows


def test_another_scope_of_a_row_is_another_fingerprint() -> None:
    """[8.16]."""
    assert fingerprint(with_cell(0, 9, "included")) != fingerprint(RATES)


def test_neither_order_nor_spelling_nor_a_note_changes_a_fingerprint() -> None:
    """[8.16]."""
    same = [
        tuple(reversed(RATES)),
        with_cell(0, 0, "norfolk"),
        with_cell(0, 0, "E10000020"),
        with_cell(0, 3, "6150.00"),
        with_cell(0, 4, "01/04/2022"),
        with_cell(0, 8, "a note"),
    ]
    assert {fingerprint(rates) for rates in same} == {fingerprint(RATES)}


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [(2, 0, "815"), (0, 2, "day"), (0, 3, "6150.01"), (0, 5, "2022-09-30"), (0, 7, "assumed"),
     (0, 9, "")],
)  # fmt: skip
def test_whatever_a_figure_rests_on_changes_the_fingerprint(
    row: int, column: int, value: str
) -> None:
    """[8.16]."""
    with place() as here:
        changed, whole = (
            table_in_folder(folder(here / name, rates, components=()))
            for name, rates in (("1", with_cell(row, column, value)), ("2", RATES))
        )
    assert changed.fingerprint != whole.fingerprint


def test_two_providers_that_differ_in_a_penny_are_not_taken_for_one() -> None:
    """[8.18]."""
    dearer = with_cell(3, 3, "155.01")
    with place() as here:
        mine = [
            Provider("norfolk-private/2025.1", name, folder(here / name, rates))
            for name, rates in (("one 1.0", RATES), ("two 1.0", dearer))
        ]
        with pytest.raises(nwd.UnitCostError, match=r"(?s)one 1\.0: provides.*two 1\.0: provides"):
            _agreed(mine)


def test_a_price_between_two_pence_is_not_rounded_by_the_reader() -> None:
    """[8.7], [8.18]."""
    with place() as here, pytest.raises(nwd.UnitCostError, match="cell E6: amount cannot be read"):
        table_in_workbook(workbook(here / "p.xlsx", changed={"rates": {"E6": 171.435}}))


def test_a_workbook_is_the_folder_to_the_penny() -> None:
    """[8.18]."""
    with place() as here:
        read = table_in_workbook(workbook(here / "p.xlsx"))
        assert read.fingerprint == table_in_folder(folder(here / "f")).fingerprint
    assert sorted(read.rates["amount"].tolist()) == [15_500, 17_143, 615_000, 642_050]


def test_a_row_that_nobody_has_begun_is_no_price() -> None:
    """[8.18]."""
    left = {"E6": " ", "I6": " ", "J6": " "}
    with place() as here:
        read = table_in_workbook(workbook(here / "p.xlsx", changed={"rates": left}))
    assert sorted(read.rates["amount"].tolist()) == [15_500, 615_000, 642_050]


def test_a_workbook_without_any_price_is_no_table() -> None:
    """[8.18]."""
    with place() as here, pytest.raises(nwd.UnitCostError, match="holds no price"):
        table_in_workbook(workbook(here / "p.xlsx", rates=(), without=["components"]))
