"""Excel workbooks as raw text: every cell becomes the text that a CSV export would hold."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine as calamine

from nwd_costs.returns.headings import tidy_heading
from nwd_costs.returns.raw import (
    Normalise,
    RawTable,
    check_headings,
    finish,
    read_bytes,
    refuse,
    text_frame,
)
from nwd_costs.workbooks import cell_text, check_size, guarded, visible

if TYPE_CHECKING:
    from pathlib import Path

Records = Sequence[Sequence[object]]

_ERROR = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\bt=["']e["']""")
# Some systems write a title above the headings.
ROWS_LOOKED_AT = 10


def read_xlsx_table(
    path: Path,
    sheet: str | None = None,
    *,
    name: str | None = None,
    normalise: Normalise = tidy_heading,
) -> RawTable:
    """Read one sheet of a workbook as text, with the row number of every row.

    Dates become yyyy-mm-dd, whole numbers lose their point, error cells are blank.

    Parameters
    ----------
    path
        The file.
    sheet
        The sheet; the first that is not hidden if not given.
    name
        The file's name for messages; its own name if not given.
    normalise
        What to do to each heading.
    """
    name = path.name if name is None else name
    data = read_bytes(path, name)
    check_size(data, name)
    records = _cells(data, sheet, name)
    if not records:
        raise refuse(name, "the sheet is empty", "Name the sheet that holds the table.")
    return sheet_table(Sheet(name, records, hashlib.sha256(data).hexdigest()), normalise)


@dataclass(frozen=True, eq=False)
class Sheet:
    """The cells of a sheet, from the row of headings on.

    Parameters
    ----------
    name
        The file's name for messages, with the sheet's where several are read.
    records
        The cells of each row.
    digest
        The SHA-256 of the file's bytes.
    title
        What the sheet is called.
    above
        How many rows stand above the headings.
    errors
        How many cells of the whole workbook hold an error such as #N/A, which counts as blank.
    """

    name: str
    records: Sequence[Sequence[object]] = field(repr=False)
    digest: str
    title: str = ""
    above: int = 0
    errors: int = 0

    @property
    def file(self) -> str:
        """The name of the file, without the sheet's."""
        return self.name.removesuffix(f", {self.title}")


def sheet_table(sheet: Sheet, normalise: Normalise = tidy_heading) -> RawTable:
    """Give the cells of a sheet as text, with the row number of every row.

    Parameters
    ----------
    sheet
        Its cells.
    normalise
        What to do to each heading.
    """
    headings = [cell_text(cell) for cell in sheet.records[0]]
    check_headings(headings, sheet.name)
    headings = [normalise(heading) for heading in headings]
    columns = list(zip(*sheet.records[1:], strict=True)) or [() for _ in headings]
    numeric = tuple(
        heading for heading, column in zip(headings, columns, strict=True) if _has_number(column)
    )
    rows = np.arange(2, len(sheet.records) + 1, dtype=np.int64) + sheet.above
    raw = RawTable(sheet.name, text_frame({}), rows, sheet.digest, "xlsx", numeric_columns=numeric)
    return finish(raw, headings, [_text_column(column) for column in columns])


def read_sheets(path: Path, name: str | None = None) -> list[Sheet]:
    """Read the cells of every sheet of a workbook that is not hidden and not empty.

    Parameters
    ----------
    path
        The file.
    name
        Its name for messages; the file's own name if not given.
    """
    name = path.name if name is None else name
    data = read_bytes(path, name)
    check_size(data, name)
    digest = hashlib.sha256(data).hexdigest()
    found = guarded(_all_cells, data, name)
    errors = _errors(data)
    return [
        Sheet(f"{name}, {title}", rows, digest, title, errors=errors)
        for title, rows in found
        if rows
    ]


def sheet_tops(path: Path, name: str) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Read the title and the first rows of each sheet that is not hidden, the first sheet first.

    Parameters
    ----------
    path
        The workbook.
    name
        Its name for messages.
    """
    data = read_bytes(path, name)
    check_size(data, name)
    tops = guarded(_first_cells, data, name)
    return [
        (title, tuple(tuple(cell_text(cell) for cell in row) for row in rows))
        for title, rows in tops
    ]


def _errors(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [entry for entry in archive.namelist() if "worksheets/" in entry]
        return sum(len(_ERROR.findall(archive.read(entry))) for entry in sheets)


def _all_cells(workbook: calamine.CalamineWorkbook) -> list[tuple[str, Records]]:
    return [(title, workbook.get_sheet_by_name(title).to_python()) for title in visible(workbook)]


def _first_cells(workbook: calamine.CalamineWorkbook) -> list[tuple[str, Records]]:
    return [
        (title, workbook.get_sheet_by_name(title).to_python(nrows=ROWS_LOOKED_AT))
        for title in visible(workbook)
    ]


def _has_number(cells: Sequence[object]) -> bool:
    return any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def _text_column(cells: Sequence[object]) -> pa.ChunkedArray:
    texts = pa.array([cell_text(cell) for cell in cells], pa.string())
    return pa.chunked_array([pc.utf8_trim_whitespace(texts)])


def _cells(data: bytes, sheet: str | None, name: str) -> Records:
    rows = guarded(lambda workbook: _cells_of(workbook, sheet), data, name)
    if rows is None:
        what = "it has no sheet of that name" if sheet else "it has no sheet that is not hidden"
        raise refuse(name, what, "Name the sheet that holds the table.")
    return rows


def _cells_of(workbook: calamine.CalamineWorkbook, sheet: str | None) -> Records | None:
    titles = visible(workbook)[:1] if sheet is None else [sheet]
    there = titles and titles[0] in workbook.sheet_names
    return workbook.get_sheet_by_name(titles[0]).to_python() if there else None
