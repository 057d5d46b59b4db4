"""One council in every shape that carries the same facts comes to the same ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from lxml import etree

import nwd_costs as nwd
from nwd_costs.returns.digests import facts_digest
from nwd_costs.returns.given import canonical
from nwd_costs.tables import SPECS
from nwd_costs.testing.formats import canonical_frames
from returns.council import TABLES, assert_same_ledgers, returns, the_council, told

Frames = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> nwd.Records:
    return returns(tmp_path_factory.mktemp("returns"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canonical")
    the_council().write_canonical(folder)
    return folder


def arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.table(frame)


def duck(frame: pd.DataFrame) -> duckdb.DuckDBPyRelation:
    return duckdb.connect().from_arrow(arrow(frame))


LIBRARIES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "pandas without types": lambda frame: frame.astype(object).where(frame.notna(), None),
    "a pyarrow table": arrow,
    "a pyarrow reader": lambda frame: arrow(frame).to_reader(max_chunksize=7),
    "polars": lambda frame: pl.from_arrow(arrow(frame)),
    "polars with categories": lambda frame: pl.DataFrame(arrow(frame)).with_columns(
        pl.col(pl.String).cast(pl.Categorical)
    ),
    "DuckDB": duck,
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_frames_of_every_library_come_to_the_ledger_of_the_returns(
    library: str, wanted: nwd.Records
) -> None:
    frames = canonical_frames(the_council().canonical())
    found = nwd.read(**{name: LIBRARIES[library](frames[name]) for name in TABLES})
    assert_same_ledgers(found, wanted)


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_same_facts_have_the_same_digest_through_every_library(library: str) -> None:
    frames = canonical_frames(the_council().canonical())
    for name in TABLES:
        spec = SPECS[name]
        (file,) = canonical(spec, LIBRARIES[library](frames[name])).inputs
        assert file.digest == facts_digest(spec.conform(frames[name], f"frame {name}"))
        spoilt = frames[name].assign(child_id="0")
        assert canonical(spec, LIBRARIES[library](spoilt)).inputs[0].digest != file.digest


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_files_of_the_canonical_tables_come_to_the_ledger_of_the_returns(
    ending: str, files: Path, wanted: nwd.Records
) -> None:
    tables: dict[str, Any] = {name: files / f"{name}.{ending}" for name in TABLES}
    found = nwd.read(**tables)
    assert_same_ledgers(found, wanted)
    assert [file.rows for file in found.inputs] == [
        len(frame) for frame in canonical_frames(the_council().canonical()).values()
    ]


def test_each_table_finds_its_own_sheet_of_one_workbook(files: Path, wanted: nwd.Records) -> None:
    tables: dict[str, Any] = dict.fromkeys(TABLES, files / "tables.xlsx")
    found = nwd.read(**tables)
    assert_same_ledgers(found, wanted)
    assert {file.name for file in found.inputs if file.name != "tables.xlsx"} == {
        f"tables.xlsx, {name}" for name in TABLES if name != "referrals"
    }


def test_a_sheet_is_found_by_its_headings_whatever_it_is_called(tmp_path: Path) -> None:
    frames = canonical_frames(the_council().canonical())
    file = tmp_path / "book.xlsx"
    write_sheets(file, {"Notes": frames["children"], "Sheet2": frames["placements"]})
    assert len(nwd.read(placements=file).placements) > 50
    write_sheets(file, {"One": frames["placements"], "Two": frames["placements"]})
    with pytest.raises(nwd.DataError, match="One and Two could both be the table placements"):
        nwd.read(placements=file)
    write_sheets(file, {"One": frames["children"], "Two": frames["referrals"]})
    with pytest.raises(nwd.DataError, match="the column place is missing"):
        nwd.read(placements=file)


def write_sheets(file: Path, sheets: Mapping[str, pd.DataFrame]) -> None:
    with pd.ExcelWriter(file, engine="xlsxwriter") as workbook:
        for title, frame in sheets.items():
            frame.to_excel(workbook, sheet_name=title, index=False)


def test_what_placements_really_cost_is_read_from_every_shape(tmp_path: Path) -> None:
    rows = {
        "child_id": ["007", "8"],
        "from_day": ["2022-04-01", "2022-05-01"],
        "until_day": ["", "2022-06-01"],
        "per": ["week", "day"],
        "amount": ["1234.50", "0.10"],
    }
    frame = pd.DataFrame(rows)
    frame.to_csv(tmp_path / "costs.csv", index=False)
    frame.to_parquet(tmp_path / "costs.parquet")
    frame.to_excel(tmp_path / "costs.xlsx", index=False, engine="xlsxwriter")
    exact = pl.DataFrame(rows).with_columns(pl.col("amount").cast(pl.Decimal(12, 2)))
    shapes: list[Any] = [frame, exact, *tmp_path.iterdir()]
    for given in shapes:
        found = nwd.read(placement_costs=given).placement_costs
        assert found["amount"].tolist() == [123450, 10]
        assert found["child_id"].tolist() == ["007", "8"]
        assert found["until_day"].isna().tolist() == [True, False]


def test_the_xml_returns_meet_the_schema_and_hold_every_episode(
    tmp_path: Path, shared_data: Path, wanted: nwd.Records
) -> None:
    # The ledger through XML is compared where XML is read: here what is written is held to the
    # schema, and to the rows of the CSV returns.
    the_council().write_ssda903_xml(tmp_path)
    schema = etree.XMLSchema(etree.parse(shared_data / "schemas" / "SSDA903_CLA_2021.xsd"))
    written = sorted(tmp_path.glob("*.xml"))
    assert len(written) == len(the_council().return_years)
    episodes = 0
    for file in written:
        tree = etree.parse(file)
        schema.assertValid(tree)
        episodes += len(tree.findall("CHILD/EPISODE"))
    counts = wanted.accounting["placements"]
    assert episodes == counts["rows_in"]


def test_ids_that_are_numbers_are_taken_as_text_with_a_warning() -> None:
    rows = {"child_id": [7, 2**60 + 1], "from_day": ["2022-04-01"] * 2}
    with_a_gap = {**rows, "child_id": [2**60 + 1, None]}
    shapes = [pd.DataFrame(rows), pl.DataFrame(rows), pa.table(rows)]
    for given in shapes:
        found = nwd.read(need_episodes=given)
        assert found.need_episodes["child_id"].tolist() == ["7", str(2**60 + 1)]
        assert "child_id holds numbers, not text; leading zeros" in told(found)
    found = nwd.read(need_episodes=pa.table(with_a_gap))
    assert found.need_episodes["child_id"].tolist() == [str(2**60 + 1)]
    floats = pa.table({**rows, "child_id": [7.0, 8.0]})
    assert nwd.read(need_episodes=floats).need_episodes["child_id"].tolist() == ["7", "8"]
    assert "leading zeros" not in told(
        nwd.read(need_episodes=pa.table({**rows, "child_id": ["7", "8"]}))
    )
