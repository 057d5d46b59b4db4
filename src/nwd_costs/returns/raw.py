"""Rows of a file as raw text with their row numbers: what every reader of files hands on.

Row numbers
-----------
A row number is the number of the *record* counted from the heading, which is row 1, as a
spreadsheet shows it. Blank lines and rows of empty cells between are counted but not returned. A
quoted cell that holds line ends is part of its one record, however many lines it takes in a text
editor. Blank lines above the heading are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from nwd_costs.days import financial_year_name
from nwd_costs.errors import DataError, Problem
from nwd_costs.returns.headings import looks_like_headings, repeated_headings

if TYPE_CHECKING:
    from pathlib import Path

Found = TypeVar("Found")
Normalise = Callable[[str], str]
RowNumbers = np.ndarray[Any, np.dtype[np.int64]]

# An ordinary id such as 12E45 must pass; what a spreadsheet writes has a point or a plus sign.
_SCIENTIFIC = r"^(?:[0-9]\.[0-9]+E\+?[0-9]+|[0-9]E\+[0-9]+)$"


@dataclass(frozen=True, eq=False)
class RawTable:
    """One file's rows as text; a blank is ``""``, never a missing value.

    Parameters
    ----------
    name
        The file's name for messages: ``folder/file.csv`` within a folder of returns.
    frame
        Text columns under the normalised headings.
    rows
        The row number of each row (the heading is row 1; see the module's notes).
    digest
        The SHA-256 of the file's bytes.
    encoding
        How its text was written (``xlsx`` for a workbook).
    notes
        What a person should know, without any value of a row.
    numeric_columns
        The columns of a workbook in which some cells were numbers, not text.
    """

    name: str
    frame: pd.DataFrame = field(repr=False)
    rows: RowNumbers = field(repr=False)
    digest: str
    encoding: str
    notes: tuple[str, ...] = ()
    numeric_columns: tuple[str, ...] = ()


def refuse(name: str, what: str, advice: str, rows: Sequence[int] = ()) -> DataError:
    """Make the error for a file with a single fault.

    Parameters
    ----------
    name
        The file's name.
    what
        The fault, without any value of a row.
    advice
        What to do about it.
    rows
        The row numbers, where they matter.
    """
    return DataError(f"{name} cannot be read", [Problem(name, what, advice, tuple(rows))])


def read_bytes(path: Path, name: str) -> bytes:
    """Read a whole file.

    Parameters
    ----------
    path
        The file.
    name
        Its name for messages.
    """
    return read_head(path, name, -1)


def read_head(path: Path, name: str, size: int) -> bytes:
    """Read the beginning of a file.

    Parameters
    ----------
    path
        The file.
    name
        Its name for messages.
    size
        How many bytes; all of it if negative.
    """
    try:
        with path.open("rb") as file:
            return file.read(size)
    except FileNotFoundError:
        what, advice = "there is no such file", "Check the name."
    except IsADirectoryError:
        what, advice = "it is a folder", "Name the file in it."
    except OSError:
        what, advice = "it cannot be opened", "Close it elsewhere and check your rights to it."
    raise refuse(name, what, advice)


def text_frame(columns: Mapping[str, Sequence[str] | pa.ChunkedArray]) -> pd.DataFrame:
    """Make a frame of text columns of one dtype, even without rows.

    Parameters
    ----------
    columns
        The cells of each column.
    """
    arrays = [
        cells if isinstance(cells, pa.ChunkedArray) else pa.array(cells, pa.string())
        for cells in columns.values()
    ]
    frame: pd.DataFrame = pa.table(arrays, names=list(columns)).to_pandas()
    return frame


def year_in_words(return_year: int) -> str:
    """Write a return year as the financial year that it is: 2023 is 2022-23.

    Parameters
    ----------
    return_year
        The year in which the return ends.
    """
    return financial_year_name(return_year - 1)


def attempt(read: Callable[[], Found], problems: list[Problem]) -> Found | None:
    """Read one of several files; its problems join those of the others.

    Parameters
    ----------
    read
        What reads it.
    problems
        The list to which its problems are added.
    """
    try:
        return read()
    except DataError as error:
        problems.extend(error.problems)
        return None


def repeated(cell: str, rows: int) -> pd.Series[str]:
    """Make a column of one text.

    Parameters
    ----------
    cell
        The text.
    rows
        How many times.
    """
    column: pd.Series[str] = pa.repeat(pa.scalar(cell, pa.string()), rows).to_pandas()
    return column


def stacked(parts: Sequence[pd.DataFrame], text_columns: Sequence[str]) -> pd.DataFrame:
    """Put the rows of several files under each other; with no rows, a frame of the same columns.

    Parameters
    ----------
    parts
        The rows of each file, with their lineage.
    text_columns
        The columns before the lineage.
    """
    filled = [part for part in parts if len(part)]
    if filled:
        return pd.concat(filled, ignore_index=True)
    empty = text_frame({column: [] for column in text_columns})
    return with_lineage(empty, "", np.zeros(0, np.int64), year=0)


def with_lineage(
    frame: pd.DataFrame, name: str, rows: RowNumbers, *, year: int | None = None
) -> pd.DataFrame:
    """Say of each row where it came from.

    Parameters
    ----------
    frame
        Text columns.
    name
        The file's name.
    rows
        The row number of each row.
    year
        The return year, for a file that has one.
    """
    years = {} if year is None else {"return_year": np.full(len(rows), year, dtype=np.int64)}
    return frame.assign(**years, source_file=repeated(name, len(rows)), source_row=rows)


def scientific_problems(table: RawTable, column: str) -> list[Problem]:
    """Report ids that a spreadsheet has rewritten (1.23E+11), if there are any.

    Parameters
    ----------
    table
        The rows.
    column
        The heading of the id.
    """
    ids = table.frame[column]
    marked = np.flatnonzero(ids.str.contains("+", regex=False) | ids.str.contains(".", regex=False))
    spoilt = ids.iloc[marked].str.contains(_SCIENTIFIC, case=False).to_numpy(dtype=bool)
    rows = tuple(table.rows[marked[spoilt]].tolist())
    what = "the ids look like 1.23E+11: the file was opened and saved in a spreadsheet"
    advice = "Export it again, and do not open it before it is read."
    return [Problem(f"{table.name}, column {column}", what, advice, rows)] if rows else []


def finish(
    raw: RawTable,
    headings: Sequence[str],
    columns: Sequence[pa.ChunkedArray],
    problems: Sequence[Problem] = (),
) -> RawTable:
    """Check the headings, leave out blank rows and blank columns without heading; make the frame.

    Parameters
    ----------
    raw
        The table with the number of every record below the heading, and no frame yet.
    headings
        One heading a column.
    columns
        The stripped cells, as many as ``raw.rows``.
    problems
        Faults already found, to be reported with those of the headings.
    """
    found = [*problems, *_heading_problems(raw, headings, columns)]
    if found:
        raise DataError(f"{raw.name} cannot be read", found)
    keep = ~blank_rows(columns, len(raw.rows))
    mask = pa.array(keep)
    kept = {
        heading: column.filter(mask)
        for heading, column in zip(headings, columns, strict=True)
        if heading
    }
    return replace(raw, frame=text_frame(kept), rows=raw.rows[keep])


def blank_rows(
    columns: Sequence[pa.ChunkedArray], rows: int
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Say of each row whether all its cells are blank.

    Parameters
    ----------
    columns
        The stripped cells.
    rows
        How many rows there are.
    """
    blank = np.ones(rows, dtype=np.bool_)
    for column in columns:
        blank &= pc.equal(column, "").to_numpy()
    return blank


def check_headings(headings: Sequence[str], name: str) -> None:
    """Refuse a first row that cannot be headings.

    Parameters
    ----------
    headings
        The cells of the first row.
    name
        The file's name.
    """
    if not looks_like_headings(headings):
        raise refuse(name, "the first row is not a row of headings", "Export it with headings.")


def _heading_problems(
    raw: RawTable, headings: Sequence[str], columns: Sequence[pa.ChunkedArray]
) -> list[Problem]:
    problems = [
        Problem(raw.name, what, "Remove or rename the repeats.")
        for what in repeated_headings(headings)
    ]
    for place, (heading, column) in enumerate(zip(headings, columns, strict=True), start=1):
        used = raw.rows[~blank_rows([column], len(raw.rows))] if not heading else raw.rows[:0]
        if len(used):
            what = f"column {place} has values but no heading"
            problems.append(Problem(raw.name, what, "Give it a heading.", tuple(used.tolist())))
    return problems
