"""A unit-cost table in an Excel workbook [8.18]; what is wrong is said of the cell it stands in.

Sheets
------
``table``
    An entry a row: its key in column A, its value in column B. The keys are those of
    ``table.toml``: id, version, title, publisher, licence, price_basis, price_base, span_from,
    span_until; overheads, on_costs, education and health; includes, excludes and caveats, each as
    often as needed. A first row ``key``, ``value`` is left alone.
``sources``
    Headings id, title, publisher, date, where and licence, then a source a row.
``categories``
    Headings category, measure, title and formula, then a category a row.
``rates``
    Headings as in ``rates.csv``, then a price a row.
``missing`` and ``components``
    If there are any: headings as in ``missing.csv`` and ``components.csv``.

Other sheets, other columns, hidden or not, and rows above the headings are for people: guidance,
lists, figures to compare with. They are not read. A row of ``rates`` that says no more than the
template has laid out (area, category, unit, days, source) is not begun, and no price.
``unit_costs_template`` writes such a workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine as calamine

from nwd_costs.errors import Problem, UnitCostError
from nwd_costs.frames import FrameSpec, day_series, parse_days
from nwd_costs.price_parts import COMPONENTS, MISSING, Scope, WrittenTable
from nwd_costs.prices import RATES, PricedCategory, TableDocument, TableSource
from nwd_costs.workbooks import cell_text, check_size, guarded

TABLE, SOURCES, CATEGORIES = "table", "sources", "categories"
NEEDED = (TABLE, SOURCES, CATEGORIES, RATES.name)
# How many rows may stand above the headings, and one more.
ROWS_LOOKED_AT = 20

_LISTS = ("includes", "excludes", "caveats")
_SCOPE = tuple(Scope.model_fields)
# What the template fills in of a row of rates before anybody gives the price.
_LAID_OUT = {"authority", "category", "per", "from_day", "until_day", "source"}
_DAYS = ("span_from", "span_until", "date")
_KEYS = {*TableDocument.model_fields, *_SCOPE} - {"scope", "sources", "categories"}

Cells = Sequence[Sequence[object]]


@dataclass(frozen=True, eq=False, repr=False)
class _Sheet:
    """A sheet from cell A1 on, and what it is called in messages."""

    name: str
    cells: Cells

    def place(self, row: int, column: int) -> str:
        """Name a cell; both counted from 0."""
        return f"{self.name}, cell {letters(column)}{row + 1}"


def read_price_workbook(path: Path) -> WrittenTable:
    """Read a unit-cost table from a workbook.

    Parameters
    ----------
    path
        The workbook.

    Returns
    -------
    WrittenTable
        What a folder with the same table would give, and where each thing stands.

    Raises
    ------
    UnitCostError
        When sheets, headings or keys are missing; all are listed.
    DataError
        When it is no workbook, or one that cannot be read.
    """
    data = path.read_bytes()
    check_size(data, path.name)
    found = guarded(_all_cells, data, path.name)
    sheets = {name: _Sheet(f"{path.name}, sheet {name}", cells) for name, cells in found.items()}
    problems = [
        Problem(
            path.name, f"has no sheet {name}", "It is explained under nwd_costs.price_workbook."
        )
        for name in NEEDED
        if name not in sheets
    ]
    if problems:
        raise UnitCostError("The workbook is no unit-cost table.", problems)
    places: dict[str, str] = {}
    raw = _table(sheets[TABLE], places, problems)
    raw["sources"] = _records(sheets[SOURCES], "id", TableSource, places, problems)
    raw["categories"] = _records(sheets[CATEGORIES], "category", PricedCategory, places, problems)
    columns: dict[tuple[str, str], str] = {}
    specs = [spec for spec in (RATES, MISSING, COMPONENTS) if spec.name in sheets]
    tables = {spec.name: _rows(sheets[spec.name], spec, columns, problems) for spec in specs}
    if problems:
        raise UnitCostError("The workbook cannot be read as a unit-cost table.", problems)
    files = {spec.name: sheets[spec.name].name for spec in specs}
    return WrittenTable(path.name, raw, tables, files, columns, places)


def letters(column: int) -> str:
    """Name a column, counted from 0, as a spreadsheet does: A, B, … Z, AA."""
    first, last = divmod(column, 26)
    return (letters(first - 1) if first else "") + chr(ord("A") + last)


def _all_cells(workbook: calamine.CalamineWorkbook) -> dict[str, Cells]:
    wanted = {*NEEDED, MISSING.name, COMPONENTS.name}
    return {
        _tidy(name): workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in workbook.sheet_names
        if _tidy(name) in wanted
    }


def _tidy(text: str) -> str:
    return "_".join(text.lower().split())


def _text(cell: object) -> str:
    """Write a cell as text; a number as a spreadsheet shows it, to 15 digits."""
    if isinstance(cell, float) and not cell.is_integer():
        return format(cell, ".15g")
    return cell_text(cell).strip()


def _table(sheet: _Sheet, places: dict[str, str], problems: list[Problem]) -> dict[str, Any]:
    """Read keys and values as ``table.toml`` would hold them."""
    raw: dict[str, Any] = {"schema_version": 1, "scope": {}, **{key: [] for key in _LISTS}}
    seen: set[str] = set()
    for row, cells in enumerate(sheet.cells):
        key, value = (_text(cell) for cell in [*cells, "", ""][:2])
        key = _tidy(key)
        if key in _KEYS and key not in _LISTS and not value:
            # Where what is missing is to be filled in.
            path = f"scope.{key}" if key in _SCOPE else key
            places.setdefault(path, f"{sheet.place(row, 1)} ({key})")
        if not value or not key or (key, value) == ("key", "value"):
            continue
        if key not in _KEYS or (key in seen and key not in _LISTS):
            what = "gives a key twice" if key in seen else f"'{key}' is no key"
            advice = (
                "Keep one of them." if key in seen else f"The keys: {', '.join(sorted(_KEYS))}."
            )
            problems.append(Problem(sheet.place(row, 0), what, advice))
            continue
        seen.add(key)
        path = f"scope.{key}" if key in _SCOPE else key
        places[path] = sheet.place(row, 1)
        if key in _LISTS:
            raw[key].append(value)
        elif key in _SCOPE:
            raw["scope"][key] = value.lower()
        else:
            raw[key] = _value(key, value)
    return raw


def _value(key: str, text: str) -> Any:
    """Give a day as a day however it was written, and the number of the layout as a number."""
    if key == "schema_version":
        return int(text) if text.isdecimal() else text
    if key in _DAYS and text:
        days, unreadable = parse_days(pd.Series([text], dtype=str))
        return text if unreadable[0] else day_series(days).iloc[0].date()
    return text


def _records(
    sheet: _Sheet,
    key: str,
    document: type[TableSource | PricedCategory],
    places: dict[str, str],
    problems: list[Problem],
) -> dict[str, dict[str, Any]]:
    """Read a sheet of sources or of categories: an entry a row."""
    found: dict[str, dict[str, Any]] = {}
    kind = SOURCES if document is TableSource else CATEGORIES
    names = (key, *document.model_fields)
    at = _headings(sheet, names, problems)
    at = _Headings(at.row, {name: column for name, column in at.columns.items() if name in names})
    for row, cells in _body(sheet, at):
        texts = {name: _text(cells[column]) for name, column in at.columns.items()}
        own = texts.pop(key)
        own = own.lower() if kind == CATEGORIES else own
        if not own or own in found:
            what = "is given twice" if own else "is blank"
            problems.append(Problem(sheet.place(row, at.columns[key]), f"the {key} {what}", _ONCE))
            continue
        found[own] = {name: _value(name, text) for name, text in texts.items()}
        places |= {f"{kind}.{own}.{name}": sheet.place(row, at.columns[name]) for name in texts}
    return found


_ONCE = "Give each of them once, with a name."


@dataclass(frozen=True)
class _Headings:
    """Which row they stand in, and the column of each; -1 where they were not found."""

    row: int
    columns: Mapping[str, int]


def _headings(sheet: _Sheet, names: Sequence[str], problems: list[Problem]) -> _Headings:
    """Find the row that holds all the headings that are needed."""
    best: list[str] = list(names)
    for row, cells in enumerate(sheet.cells[:ROWS_LOOKED_AT]):
        there = [_tidy(_text(cell)) for cell in cells]
        missing = [name for name in names if name not in there]
        if not missing:
            return _Headings(row, {name: there.index(name) for name in there if name})
        best = min(best, missing, key=len)
    what = f"no row of the first {ROWS_LOOKED_AT} has all the headings; {', '.join(best)} not found"
    problems.append(Problem(sheet.name, what, f"The headings: {', '.join(names)}."))
    return _Headings(-1, {})


def _body(sheet: _Sheet, at: _Headings) -> Iterator[tuple[int, Sequence[object]]]:
    """Give the rows below the headings in which anything stands in a column with a heading."""
    if at.row < 0:
        return
    for row, cells in enumerate(sheet.cells[at.row + 1 :], start=at.row + 1):
        if any(_text(cells[column]) for column in at.columns.values()):
            yield row, cells


def _rows(
    sheet: _Sheet,
    spec: FrameSpec,
    columns: dict[tuple[str, str], str],
    problems: list[Problem],
) -> pd.DataFrame:
    """Read a sheet of rates or components as text, each row with its own number."""
    at = _headings(sheet, [column.name for column in spec.columns if column.required], problems)
    known = [c.name for c in spec.columns if c.name in at.columns and c.kind != "row"]
    at = _Headings(at.row, {name: at.columns[name] for name in known})
    body = list(_body(sheet, at))
    if spec is RATES:
        given = [column for name, column in at.columns.items() if name not in _LAID_OUT]
        body = [line for line in body if any(_text(line[1][column]) for column in given)]
    columns |= {(sheet.name, name): letters(column) for name, column in at.columns.items()}
    frame = pd.DataFrame(
        {name: [_text(cells[at.columns[name]]) for _, cells in body] for name in known}, dtype=str
    )
    return frame.assign(source_row=[row + 1 for row, _ in body])
