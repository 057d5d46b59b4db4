"""Excel workbooks as raw text: every cell becomes the text that a CSV export would hold."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import date, datetime, time
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

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_UNZIPPED_BYTES = 200_000_000
# calamine lays out the whole rectangle up to the furthest cell, and an allocation that fails ends
# the process, so a stray cell in the last corner of a sheet must be met before calamine meets it.
MAX_CELLS = 20_000_000
_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*(?<!/)>""")
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
    headings = [cell_text(cell) for cell in records[0]]
    check_headings(headings, name)
    headings = [normalise(heading) for heading in headings]
    columns = list(zip(*records[1:], strict=True)) or [() for _ in headings]
    numeric = tuple(
        heading for heading, column in zip(headings, columns, strict=True) if _has_number(column)
    )
    rows = np.arange(2, len(records) + 1, dtype=np.int64)
    digest = hashlib.sha256(data).hexdigest()
    raw = RawTable(name, text_frame({}), rows, digest, "xlsx", numeric_columns=numeric)
    return finish(raw, headings, [_text_column(column) for column in columns])


def sheet_headings(path: Path, name: str) -> list[tuple[str, ...]]:
    """Read the first row of each sheet that is not hidden, the first sheet first.

    Parameters
    ----------
    path
        The workbook.
    name
        Its name for messages.
    """
    data = read_bytes(path, name)
    _check_size(data, name)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheets = [sheet.name for sheet in workbook.sheets_metadata if _is_shown(sheet)]
            first = [workbook.get_sheet_by_name(sheet).to_python(nrows=1) for sheet in sheets]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001  a panic in Rust is not an Exception
        damaged = refuse(name, "it is not an Excel workbook, or it is damaged", _RESAVE)
        raise damaged from None
    return [tuple(cell_text(cell) for cell in rows[0]) if rows else () for rows in first]


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


def _cells(data: bytes, sheet: str | None, name: str) -> Sequence[Sequence[object]]:
    """Let calamine read the sheet; its errors, and its panics, may quote cells."""
    rows: Sequence[Sequence[object]] | None
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            chosen = _sheet_name(workbook, sheet)
            rows = None if chosen is None else workbook.get_sheet_by_name(chosen).to_python()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001  a panic in Rust is not an Exception
        damaged = refuse(name, "it is not an Excel workbook, or it is damaged", _RESAVE)
        raise damaged from None
    if rows is None:
        what = "it has no sheet of that name" if sheet else "it has no sheet that is not hidden"
        raise refuse(name, what, "Name the sheet that holds the table.")
    return rows


def _sheet_name(workbook: calamine.CalamineWorkbook, sheet: str | None) -> str | None:
    if sheet is not None:
        return sheet if sheet in workbook.sheet_names else None
    return next((found.name for found in workbook.sheets_metadata if _is_shown(found)), None)


def _is_shown(sheet: calamine.SheetMetadata) -> bool:
    visible = sheet.visible == calamine.SheetVisibleEnum.Visible
    return visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
