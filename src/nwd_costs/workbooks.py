"""Excel workbooks, opened with care: what is damaged or would fill the memory is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeVar

import python_calamine as calamine

from nwd_costs.errors import DataError, Problem

Read = TypeVar("Read")

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


def check_size(data: bytes, name: str) -> None:
    """Refuse what is no workbook, and one that would fill the memory.

    Raises
    ------
    DataError
        Either way, with what to do.
    """
    if data.startswith(_OLE_MAGIC):
        raise _refuse(name, "it is an old .xls workbook or has a password", _RESAVE)
    big = None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unzipped = sum(entry.file_size for entry in archive.infolist())
            big = unzipped > MAX_UNZIPPED_BYTES or _widest_sheet(archive) > MAX_CELLS
    except Exception:  # noqa: BLE001, S110  a damaged archive can raise almost anything
        pass
    if big is None:
        raise _refuse(name, "it is not an Excel workbook, or it is damaged", _RESAVE)
    if big:
        what = "the workbook is too large, or has a stray cell far beyond its table"
        advice = "Save only the table's rows and columns, or save it as CSV UTF-8."
        raise _refuse(name, what, advice)


def guarded(read: Callable[[calamine.CalamineWorkbook], Read], data: bytes, name: str) -> Read:
    """Let calamine read; its errors, and its panics, may quote cells.

    Raises
    ------
    DataError
        When it cannot.
    """
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return read(workbook)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001  a panic in Rust is not an Exception
        damaged = _refuse(name, "it is not an Excel workbook, or it is damaged", _RESAVE)
        raise damaged from None


def visible(workbook: calamine.CalamineWorkbook) -> list[str]:
    """Name the sheets that are not hidden, in their order."""
    return [
        found.name
        for found in workbook.sheets_metadata
        if found.visible == calamine.SheetVisibleEnum.Visible
        and found.typ == calamine.SheetTypeEnum.WorkSheet
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


def _refuse(name: str, what: str, advice: str) -> DataError:
    return DataError(f"{name} cannot be read", [Problem(name, what, advice)])
