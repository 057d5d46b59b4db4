"""CSV files as raw text, and the door through which every table, CSV or workbook, is read.

Row numbers are those of records, the heading being row 1: see :mod:`nwd_costs.returns.raw`.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from nwd_costs.errors import DataError, Problem
from nwd_costs.returns.headings import tidy_heading
from nwd_costs.returns.raw import (
    Normalise,
    RawTable,
    RowNumbers,
    blank_rows,
    check_headings,
    finish,
    read_bytes,
    refuse,
    text_frame,
)
from nwd_costs.returns.xlsx import read_xlsx_table
from nwd_costs.tables import InputFile
from nwd_costs.workbooks import is_workbook

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "CsvSource",
    "InputFile",
    "RawTable",
    "count_rows",
    "open_csv",
    "parse_csv",
    "read_csv_table",
    "read_table",
    "read_xlsx_table",
]

# A record of our own after the last: if it is not read back, an open quote has swallowed the end.
# The ASCII characters that are space around a cell, less those that end a line.
_SPACES = (b" ", b"\t", b"\v", b"\f", b"\x1c", b"\x1d", b"\x1e", b"\x1f")
_END_MARK = "\x1aend of file\x1a"
_LEADING_BLANK_LINES = re.compile(rb"(?:[ \t]*(?:\r\n|\r|\n))+")


@dataclass(frozen=True, eq=False)
class CsvSource:
    """A CSV file opened as far as its headings.

    Parameters
    ----------
    name
        The file's name for messages.
    body
        The text in UTF-8, from the heading on.
    delimiter
        What parts the cells.
    headings
        The normalised headings, still with any repeats.
    digest
        The SHA-256 of the file's bytes.
    encoding
        How the file was written.
    """

    name: str
    body: bytes = field(repr=False)
    delimiter: str
    headings: tuple[str, ...] = field(repr=False)
    digest: str
    encoding: str


@dataclass(frozen=True, eq=False)
class _Records:
    columns: list[pa.ChunkedArray]
    numbers: RowNumbers
    ragged: tuple[int, ...]
    unclosed: int | None


def read_table(
    path: Path,
    name: str | None = None,
    *,
    sheet: str | None = None,
    normalise: Normalise = tidy_heading,
) -> RawTable:
    """Read a CSV file or a workbook, told apart by what is in the file and not by its name.

    Parameters
    ----------
    path
        The file.
    name
        Its name for messages; the file's own name if not given.
    sheet
        The sheet of a workbook; the first that is not hidden if not given.
    normalise
        What to do to each heading.
    """
    if is_workbook(path):
        return read_xlsx_table(path, sheet, name=name, normalise=normalise)
    return read_csv_table(path, name, normalise=normalise)


def read_csv_table(
    path: Path, name: str | None = None, *, normalise: Normalise = tidy_heading
) -> RawTable:
    """Read a CSV file as text, with the row number of every row.

    Parameters
    ----------
    path
        The file: UTF-8 with or without a mark, UTF-16 with its mark, else Windows-1252; parted by
        commas, or by semicolons or tabs if its heading has those instead.
    name
        Its name for messages; the file's own name if not given.
    normalise
        What to do to each heading.
    """
    return parse_csv(open_csv(path, name, normalise=normalise))


def open_csv(
    path: Path, name: str | None = None, *, normalise: Normalise = tidy_heading
) -> CsvSource:
    """Open a CSV file as far as its headings.

    Parameters
    ----------
    path
        The file.
    name
        Its name for messages; the file's own name if not given.
    normalise
        What to do to each heading.
    """
    name = path.name if name is None else name
    return open_text(read_bytes(path, name), name, normalise=normalise)


def open_text(data: bytes, name: str, *, normalise: Normalise = tidy_heading) -> CsvSource:
    """Open the bytes of a CSV file as far as its headings.

    Parameters
    ----------
    data
        The file's bytes, or its beginning.
    name
        Its name for messages.
    normalise
        What to do to each heading.
    """
    body, encoding = _decode(data, name)
    blank = _LEADING_BLANK_LINES.match(body)
    body = body[blank.end() :] if blank else body
    if not body or body.isspace():
        raise refuse(name, "the file is empty", "Export it again.")
    delimiter = _delimiter(body)
    headings = _headings(body, delimiter, name)
    digest = hashlib.sha256(data).hexdigest()
    return CsvSource(name, body, delimiter, tuple(map(normalise, headings)), digest, encoding)


def count_rows(source: CsvSource) -> int:
    """Count the rows of a file that nobody will use, forgiving its faults.

    Parameters
    ----------
    source
        The opened file.
    """
    try:
        records = _records(source)
    except DataError:
        return 0
    blank = blank_rows(records.columns, len(records.numbers))
    return len(blank) - int(blank.sum()) + len(records.ragged)


def parse_csv(source: CsvSource) -> RawTable:
    """Read the rows of an opened CSV file; every fault of the file is in the one error.

    Parameters
    ----------
    source
        The opened file.
    """
    records = _records(source)
    problems = []
    if records.ragged:
        what = "the rows do not have as many cells as the heading"
        advice = "Look for a stray comma or quotation mark, or export the file again."
        problems.append(Problem(source.name, what, advice, records.ragged))
    if records.unclosed is not None:
        what = "a quotation mark is opened and never closed"
        advice = "Mend the cell, or export the file again."
        problems.append(Problem(source.name, what, advice, (records.unclosed,)))
    cp1252 = f"{source.name} is not UTF-8; it was read as Windows-1252"
    notes = (cp1252,) if source.encoding == "cp1252" else ()
    raw = RawTable(
        source.name, text_frame({}), records.numbers, source.digest, source.encoding, notes
    )
    return finish(raw, source.headings, records.columns, problems)


def _decode(data: bytes, name: str) -> tuple[bytes, str]:
    """Return the text in UTF-8 without a mark, and how it was written."""
    body: bytes | None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body, encoding = _recoded(data, "utf-16"), "utf-16"
    elif data.startswith(codecs.BOM_UTF8):
        body, encoding = _recoded(data[len(codecs.BOM_UTF8) :], "utf-8"), "utf-8-sig"
    else:
        body, encoding = _recoded(data, "utf-8"), "utf-8"
        if body is None:
            body, encoding = _recoded(data, "cp1252"), "cp1252"
    if body is None or b"\0" in body:
        what = "it is not text in UTF-8, UTF-16 or Windows-1252"
        raise refuse(name, what, "Save it as CSV UTF-8 (comma delimited).")
    return body, encoding


def _recoded(data: bytes, encoding: str) -> bytes | None:
    if encoding == "utf-8" and data.isascii():
        return data
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:  # it carries the file's bytes, so it must not travel
        return None
    return data if encoding == "utf-8" else text.encode()


def _delimiter(body: bytes) -> str:
    line = next(io.BytesIO(body))
    line = line.split(b"\r", maxsplit=1)[0]
    if b"," in line or not (b";" in line or b"\t" in line):
        return ","
    return ";" if line.count(b";") >= line.count(b"\t") else "\t"


def _headings(body: bytes, delimiter: str, name: str) -> list[str]:
    text = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="")
    try:
        headings = next(csv.reader(text, delimiter=delimiter, strict=True))
    except csv.Error:
        headings = []
    check_headings(headings, name)
    return headings


def _records(source: CsvSource) -> _Records:
    """Parse block by block; only a record longer than a block needs the whole file as one."""
    for block_size in (None, min(len(source.body) + 1024, 2**31 - 1)):
        try:
            return _parsed(source, block_size)
        except pa.ArrowInvalid:  # its text quotes the file
            continue
    raise refuse(source.name, "it cannot be read as a table", "Export it again as CSV UTF-8.")


def _parsed(source: CsvSource, block_size: int | None) -> _Records:
    width = len(source.headings)
    skipped = _Skipped(source.delimiter)
    end = f"\n{_END_MARK}{source.delimiter * (width - 1)}\n".encode()
    table = pacsv.read_csv(
        pa.BufferReader(source.body + end),
        # one thread: with more, the handler of invalid rows is told no numbers
        pacsv.ReadOptions(use_threads=False, autogenerate_column_names=True, block_size=block_size),
        pacsv.ParseOptions(
            delimiter=source.delimiter,
            newlines_in_values=b'"' in source.body,
            ignore_empty_lines=False,
            invalid_row_handler=skipped.take,
        ),
        pacsv.ConvertOptions(
            strings_can_be_null=False,
            column_types={f"f{place}": pa.string() for place in range(width)},
        ),
    )
    numbers = np.arange(1, table.num_rows + len(skipped.rows) + 1, dtype=np.int64)
    numbers = np.setdiff1d(numbers, np.array(skipped.rows, dtype=np.int64), assume_unique=True)
    whole = table.column(0)[-1].as_py() == _END_MARK
    last = table.num_rows - 1 if whole else table.num_rows
    columns = table.slice(1, last - 1).columns
    if _is_padded(source):
        columns = [pc.utf8_trim_whitespace(column) for column in columns]
    unclosed = None if whole else skipped.swallower or int(numbers[-1])
    return _Records(columns, numbers[1:last], tuple(skipped.ragged), unclosed)


def _is_padded(source: CsvSource) -> bool:
    """Say whether any cell may begin or end with a space: to look is quicker than to strip."""
    if b'"' in source.body or not source.body.isascii():
        return True
    letters = np.frombuffer(source.body, dtype=np.uint8)
    edges = np.zeros(256, dtype=np.bool_)
    edges[[*b"\n\r", ord(source.delimiter)]] = True
    for space in _SPACES:
        if space in source.body:
            at = np.flatnonzero(letters == space[0])
            if at[0] == 0 or at[-1] == len(letters) - 1:
                return True
            if (edges[letters[at - 1]] | edges[letters[at + 1]]).any():
                return True
    return False


class _Skipped:
    """The records that do not have as many cells as the heading."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self.rows: list[int] = []
        self.ragged: list[int] = []
        self.swallower: int | None = None

    def take(self, row: Any) -> str:
        self.rows.append(row.number)
        if _END_MARK in row.text:
            self.swallower = row.number
        elif row.text.replace(self._delimiter, "").strip():
            self.ragged.append(row.number)
        return "skip"
