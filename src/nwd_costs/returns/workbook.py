"""Excel workbooks as raw text: every cell becomes the text that a CSV export would hold."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, TypeVar

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

if TYPE_CHECKING:
    from pathlib import Path

Read = TypeVar("Read")
Records = Sequence[Sequence[object]]

MAX_UNZIPPED_BYTES = 200_000_000
# calamine lays out the whole rectangle up to the furthest cell, and an allocation that fails ends
# the process, so a stray cell in the last corner of a sheet must be met before calamine meets it.
MAX_CELLS = 20_000_000
_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*(?<!/)>""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\bt=["']e["']""")
# Some systems write a title above the headings.
ROWS_LOOKED_AT = 10
_RESAVE = "Open it in Excel and save it as an .xlsx workbook without a password, or as CSV UTF-8."


def is_workbook(path: Path) -> bool:
    """Say whether a file is an Excel workbook, by its first bytes.

    Parameters
    ----------
    path
        The file.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(_ZIP_MAGIC))
    except OSError:  # whoever reads it next says what is wrong
        return False
    return magic in {_ZIP_MAGIC, _OLE_MAGIC}


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
    _check_size(data, name)
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
    _check_size(data, name)
    digest = hashlib.sha256(data).hexdigest()
    found = _guarded(_all_cells, data, name)
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
    _check_size(data, name)
    tops = _guarded(_first_cells, data, name)
    return [
        (title, tuple(tuple(cell_text(cell) for cell in row) for row in rows))
        for title, rows in tops
    ]


def _errors(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [entry for entry in archive.namelist() if "worksheets/" in entry]
        return sum(len(_ERROR.findall(archive.read(entry))) for entry in sheets)


def _all_cells(workbook: calamine.CalamineWorkbook) -> list[tuple[str, Records]]:
    return [(title, workbook.get_sheet_by_name(title).to_python()) for title in _visible(workbook)]


def _first_cells(workbook: calamine.CalamineWorkbook) -> list[tuple[str, Records]]:
    return [
        (title, workbook.get_sheet_by_name(title).to_python(nrows=ROWS_LOOKED_AT))
        for title in _visible(workbook)
    ]


def cell_text(cell: object) -> str:
    """Write a cell as a CSV export would.

    Parameters
    ----------
    cell
        What calamine found in it.
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell)


def _has_number(cells: Sequence[object]) -> bool:
    return any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def _text_column(cells: Sequence[object]) -> pa.ChunkedArray:
    texts = pa.array([cell_text(cell) for cell in cells], pa.string())
    return pa.chunked_array([pc.utf8_trim_whitespace(texts)])


def _check_size(data: bytes, name: str) -> None:
    if data.startswith(_OLE_MAGIC):
        raise refuse(name, "it is an old .xls workbook or has a password", _RESAVE)
    big = None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unzipped = sum(entry.file_size for entry in archive.infolist())
            big = unzipped > MAX_UNZIPPED_BYTES or _widest_sheet(archive) > MAX_CELLS
    except Exception:  # noqa: BLE001, S110  a damaged archive can raise almost anything
        pass
    if big is None:
        raise refuse(name, "it is not an Excel workbook, or it is damaged", _RESAVE)
    if big:
        what = "the workbook is too large, or has a stray cell far beyond its table"
        raise refuse(name, what, "Save only the table's rows and columns, or save it as CSV UTF-8.")


def _widest_sheet(archive: zipfile.ZipFile) -> int:
    """Return the cells of the largest rectangle that any sheet of the workbook spans."""
    widest = 0
    for entry in archive.namelist():
        if "worksheets/" in entry and entry.endswith(".xml"):
            letters, rows = {b""}, 0
            for place in _CELL.finditer(archive.read(entry)):
                letters.add(place[1])
                rows = max(rows, int(place[2]))
            widest = max(widest, rows * max(map(_column_number, letters)))
    return widest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _cells(data: bytes, sheet: str | None, name: str) -> Records:
    rows = _guarded(lambda workbook: _cells_of(workbook, sheet), data, name)
    if rows is None:
        what = "it has no sheet of that name" if sheet else "it has no sheet that is not hidden"
        raise refuse(name, what, "Name the sheet that holds the table.")
    return rows


def _guarded(read: Callable[[calamine.CalamineWorkbook], Read], data: bytes, name: str) -> Read:
    """Let calamine read; its errors, and its panics, may quote cells."""
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return read(workbook)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001  a panic in Rust is not an Exception
        damaged = refuse(name, "it is not an Excel workbook, or it is damaged", _RESAVE)
        raise damaged from None


def _cells_of(workbook: calamine.CalamineWorkbook, sheet: str | None) -> Records | None:
    titles = _visible(workbook)[:1] if sheet is None else [sheet]
    there = titles and titles[0] in workbook.sheet_names
    return workbook.get_sheet_by_name(titles[0]).to_python() if there else None


def _visible(workbook: calamine.CalamineWorkbook) -> list[str]:
    return [
        found.name
        for found in workbook.sheets_metadata
        if found.visible == calamine.SheetVisibleEnum.Visible
        and found.typ == calamine.SheetTypeEnum.WorkSheet
    ]
