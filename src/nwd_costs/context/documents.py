"""The tables of published statistics [16.1]: what each says of itself, and its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from nwd_costs.prices import TableSource
from nwd_costs.rule import Document
from nwd_costs.shelf import methodology_root, read_csv, read_toml

# By name, as everything published is: a later publication is another table, and is named here.
TABLES = (
    "section-251-outturn/2024-25",
    "children-looked-after/2025",
    "children-in-need/2025",
)
POUNDS = "pounds"

Key = tuple[str, str, str]  # DfE number, measure, financial year


class MeasureDocument(Document):
    """What one measure of a table counts."""

    title: str
    definition: str
    unit: str
    taken: Literal["stock", "flow"]  # on 31 March, or over the financial year
    column: str
    rounding: str
    nearest: int  # to which regions and England are rounded
    suppression: str


class StatisticsDocument(Document):
    """The whole of ``statistics.toml``: what a table of statistics says of itself."""

    schema_version: Literal[1]
    id: str
    version: str
    title: str
    publisher: str
    date: str
    where: str
    licence: str
    includes: tuple[str, ...]
    caveats: tuple[str, ...]
    marks: Mapping[str, str]
    remarks: Mapping[str, str] = {}
    measures: Mapping[str, MeasureDocument]
    sources: Mapping[str, TableSource]


@dataclass(frozen=True)
class Cell:
    """One value as it was published, or the mark that stands in its place."""

    value: int | None
    mark: str
    source: str


@cache
def documents() -> Mapping[str, StatisticsDocument]:
    """Give every table of statistics by its id and version."""
    shelf = methodology_root() / "statistics"
    return {
        name: StatisticsDocument.model_validate(
            read_toml(shelf.joinpath(*name.split("/")) / "statistics.toml")
        )
        for name in TABLES
    }


@cache
def tables_of() -> Mapping[str, str]:
    """Give the table that holds each measure."""
    return {measure: name for name, said in documents().items() for measure in said.measures}


@cache
def cells(table: str) -> Mapping[Key, Cell]:
    """Read the values of a table, each as it was published; a missing one is never nought."""
    frame = read_csv((methodology_root() / "statistics").joinpath(*table.split("/")) / "values.csv")
    columns = (frame[name].tolist() for name in ("authority", "measure", "year"))
    kept = (frame[name].tolist() for name in ("value", "missing", "source"))
    return {
        (authority, measure, year): Cell(int(value) if value else None, mark, source)
        for authority, measure, year, value, mark, source in zip(*columns, *kept, strict=True)
    }
