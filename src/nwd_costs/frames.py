"""Frame contracts: what a table must hold, and how what people give is read into it.

This is where pandas' versions differ, so it is where they are levelled: after ``conform`` every
text is a string without missing values ("" is blank), every day is ``datetime64[s]``, every whole
number int64. Values that cannot be read are marked row by row, never guessed and never printed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.days import FIRST_DAY, LAST_DAY, NO_DAY, Days, to_day
from nwd_costs.errors import DataError, Problem
from nwd_costs.pence import pence_of

Mask = NDArray[np.bool_]
Kind = Literal["text", "code", "word", "day", "flag", "whole", "pounds", "year", "row"]

NO_NUMBER = NO_DAY
# Below this many written dates an unreadable one is a matter of its row.
ENOUGH_TO_JUDGE = 10
DATE_ADVICE = "Write dates as dd/mm/yyyy or yyyy-mm-dd; no other form is guessed."

_UK = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})(?: 00:00(?::00)?)?$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?$")
_FLAGS = {"": 0, "false": 0, "0": 0, "no": 0, "n": 0, "true": 1, "1": 1, "yes": 1, "y": 1}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Its heading.
    kind
        ``text`` as it is; ``code`` upper case; ``word`` lower case, one of ``words`` where those
        are listed; ``day``; ``flag``; ``whole`` number or blank; ``pounds`` as pence or blank;
        ``year`` or 0; ``row`` number or 0.
    meaning
        What it holds, in a sentence.
    required
        Whether the table is refused without it.
    words
        The closed list of a ``word`` column; blank is always allowed.
    official
        What the statutory return calls it, for messages.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    words: tuple[str, ...] = ()
    official: str = ""

    @property
    def title(self) -> str:
        """The heading to show to a person: ours, and the return's where it has another."""
        return f"{self.name} ({self.official})" if self.official else self.name


@dataclass(frozen=True, eq=False, repr=False)
class Conformed:
    """A frame that met its contract, and where its values could not be read.

    Parameters
    ----------
    frame
        Every column of the contract, in order, row for row as given.
    unreadable
        For each column with such values, the rows that hold one.
    written
        What stands in those rows, in their order: a child's record, for ``check`` on request alone.
    """

    frame: pd.DataFrame
    unreadable: Mapping[str, Mask] = field(default_factory=dict)
    written: Mapping[str, NDArray[np.object_]] = field(default_factory=dict)

    def fault(self, column: str) -> Mask:
        """Mark the rows in which a column could not be read."""
        return self.unreadable.get(column, np.zeros(len(self.frame), dtype=np.bool_))


@dataclass(frozen=True)
class FrameSpec:
    """The contract of a table: its name, columns and clause."""

    name: str
    columns: tuple[Column, ...]
    clause: str

    def empty(self) -> pd.DataFrame:
        """Give the table without rows, every column of its own type."""
        return _empty(self).copy()

    def conform(self, frame: pd.DataFrame, file: str = "", *, stripped: bool = False) -> Conformed:
        """Read what somebody gave into the table's own types.

        Parameters
        ----------
        frame
            Text as a file held it, or a frame with types of its own. Columns that the contract does
            not name are left behind.
        file
            Its name, for messages and lineage, where the frame does not carry ``source_file``.
        stripped
            That a reader of files has taken the spaces from around every text.

        Raises
        ------
        DataError
            When a required column is missing or a heading occurs twice; all are listed.
        """
        self._refuse_wrong_headings(frame, file or self.name)
        columns: dict[str, pd.Series] = {}
        unreadable: dict[str, Mask] = {}
        written: dict[str, NDArray[np.object_]] = {}
        for column in self.columns:
            if column.name in frame.columns:
                given = frame[column.name] if stripped else _stripped(frame[column.name])
                values, bad = _READERS[column.kind](given, column)
            else:
                values, bad = self._absent(column, len(frame), file)
            columns[column.name] = values.reset_index(drop=True)
            if bad.any():
                unreadable[column.name] = bad
                written[column.name] = np.asarray(to_text(frame.loc[bad, column.name]), object)
        conformed = Conformed(pd.DataFrame(columns), unreadable, written)
        self._refuse_unreadable_columns(conformed)
        return conformed

    def _refuse_unreadable_columns(self, conformed: Conformed) -> None:
        """Refuse dates that are mostly unreadable: then the form is wrong, not a row [2.10]."""
        problems = [
            problem
            for column in self.columns
            if column.kind == "day" and conformed.fault(column.name).any()
            for problem in _mostly_unreadable(conformed, column)
        ]
        if problems:
            raise DataError(f"The table {self.name} cannot be read [2.10].", problems)

    def _absent(self, column: Column, rows: int, file: str) -> tuple[pd.Series, Mask]:
        if column.kind == "row":
            return pd.Series(np.arange(1, rows + 1, dtype=np.int64)), np.zeros(rows, dtype=np.bool_)
        text = (file or self.name) if column.name == "source_file" else ""
        values, _ = _READERS[column.kind](pd.Series([text], dtype=str), column)
        return values.iloc[np.zeros(rows, dtype=np.int64)], np.zeros(rows, dtype=np.bool_)

    def _refuse_wrong_headings(self, frame: pd.DataFrame, file: str) -> None:
        headings = [str(name) for name in frame.columns]
        problems = [
            Problem(file, f"the column {name} occurs more than once", "Keep one of them.")
            for name in sorted({name for name in headings if headings.count(name) > 1})
        ]
        problems += [
            Problem(file, f"the column {c.name} is missing", f"It holds: {c.meaning}")
            for c in self.columns
            if c.required and c.name not in headings
        ]
        if problems:
            raise DataError(f"The table {self.name} cannot be read [{self.clause}].", problems)


def _mostly_unreadable(conformed: Conformed, column: Column) -> Iterator[Problem]:
    """Find the files in which most of a column's dates cannot be read."""
    frame, bad = conformed.frame, conformed.fault(column.name)
    written = bad | frame[column.name].notna().to_numpy(dtype=np.bool_)
    codes, files = pd.factorize(frame["source_file"])
    faults = np.bincount(codes, weights=bad, minlength=len(files)).astype(np.int64)
    dates = np.bincount(codes, weights=written, minlength=len(files)).astype(np.int64)
    for at in np.flatnonzero((dates >= ENOUGH_TO_JUDGE) & (2 * faults > dates)).tolist():
        what = f"{faults[at]} of {dates[at]} dates cannot be read"
        rows = frame.loc[bad & (codes == at), "source_row"]
        yield Problem(f"{files[at]}, column {column.title}", what, DATE_ADVICE, tuple(rows))


@cache
def _empty(spec: FrameSpec) -> pd.DataFrame:
    return spec.conform(pd.DataFrame({c.name: pd.Series(dtype=str) for c in spec.columns})).frame


def _stripped(series: pd.Series) -> pd.Series:
    """Take the spaces from around texts; a column of another type is left as it is."""
    if not isinstance(series.dtype, pd.StringDtype):
        return series
    return series.fillna("").str.strip().astype(str)


def _texts(series: pd.Series) -> pd.Series:
    """Give a column as text; what is text has been stripped."""
    return series if isinstance(series.dtype, pd.StringDtype) else to_text(series)


def to_text(series: pd.Series) -> pd.Series:
    """Give a column as text, blank for missing, without the spaces around it."""
    if isinstance(series.dtype, pd.StringDtype):
        return _stripped(series)
    if pd.api.types.is_float_dtype(series.dtype):
        whole = series.notna() & (series == series.round()) & (series.abs() < 2**53)
        numbers = series.where(whole, 0).astype("int64").astype(str)
        return numbers.where(whole, series.astype(str)).where(series.notna(), "").astype(str)
    missing = series.isna()
    if pd.api.types.is_bool_dtype(series.dtype):
        series = series.astype(object).map({True: "true", False: "false"})
    return series.astype(object).where(~missing, "").astype(str).str.strip()


def parse_days(series: pd.Series) -> tuple[Days, Mask]:
    """Read dd/mm/yyyy and ISO dates, each by its own form, never by guessing.

    Returns
    -------
    days
        Day numbers, ``NO_DAY`` for blank or unreadable. Shape (n,).
    unreadable
        Where something was written that is no such date.
    """
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        # A time zone is where the clock stood; the day is the one on that clock.
        series = series.dt.tz_localize(None)
        days = series.to_numpy().astype("datetime64[D]").astype(np.int64)
        outside = (days != NO_DAY) & ((days < FIRST_DAY) | (days >= LAST_DAY))
        return np.where(outside, NO_DAY, days), outside
    # Dates as Python objects write themselves in ISO form, so text serves for both.
    codes, uniques = pd.factorize(_texts(series))
    texts = [text.strip() for text in uniques.tolist()]
    # A missing text has the code -1, which is the last of these.
    parsed = np.array([*map(_parse_day, texts), NO_DAY], dtype=np.int64)
    bad = np.array([*map(bool, texts), False], dtype=np.bool_) & (parsed == NO_DAY)
    return parsed[codes], bad[codes]


def _parse_day(text: str) -> int:
    iso, uk = _ISO.match(text), _UK.match(text)
    if iso is None and uk is None:
        return NO_DAY
    year, month, day = iso.groups() if iso else reversed(uk.groups())  # type: ignore[union-attr]
    try:
        number = to_day(dt.date(int(year), int(month), int(day)))
    except ValueError:
        return NO_DAY
    return number if FIRST_DAY <= number < LAST_DAY else NO_DAY


def day_series(days: Days) -> pd.Series:
    """Give day numbers as a ``datetime64[s]`` column, missing where ``NO_DAY``."""
    # numpy marks a missing date by the very number that is NO_DAY.
    return pd.Series(days.astype("datetime64[D]").astype("datetime64[s]"))


def day_numbers(series: pd.Series) -> Days:
    """Give a day column as day numbers, ``NO_DAY`` where missing."""
    return series.to_numpy().astype("datetime64[D]").view(np.int64)


def _read_text(series: pd.Series, _: Column) -> tuple[pd.Series, Mask]:
    return _texts(series), np.zeros(len(series), dtype=np.bool_)


def _read_code(series: pd.Series, _: Column) -> tuple[pd.Series, Mask]:
    return _texts(series).str.upper(), np.zeros(len(series), dtype=np.bool_)


def _read_word(series: pd.Series, column: Column) -> tuple[pd.Series, Mask]:
    words = _texts(series).str.lower()
    if not column.words:
        return words, np.zeros(len(series), dtype=np.bool_)
    return words, ~words.isin(["", *column.words]).to_numpy(dtype=np.bool_)


def _read_day(series: pd.Series, _: Column) -> tuple[pd.Series, Mask]:
    days, unreadable = parse_days(series)
    return day_series(days), unreadable


def _by_unique(series: pd.Series, read: Callable[[str], int]) -> tuple[NDArray[np.int64], Mask]:
    """Read each distinct text once; ``read`` raises ValueError for what it cannot read."""
    codes, uniques = pd.factorize(_texts(series))
    values = np.full(len(uniques) + 1, NO_NUMBER, dtype=np.int64)
    bad = np.zeros(len(uniques) + 1, dtype=np.bool_)
    for at, text in enumerate(uniques.tolist()):
        if text == "":
            continue
        try:
            values[at] = read(text)
        except (ValueError, ArithmeticError):
            bad[at] = True
    return values[codes], bad[codes]


def _read_flag(series: pd.Series, _: Column) -> tuple[pd.Series, Mask]:
    values, bad = _by_unique(series, lambda text: _FLAGS.get(text.lower(), -1))
    return pd.Series(values == 1), bad | (values == -1)


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}(\.0+)?", text):
        raise ValueError("not a whole number")
    return int(text.split(".", maxsplit=1)[0])


def _read_whole(series: pd.Series, _: Column) -> tuple[pd.Series, Mask]:
    values, bad = _by_unique(series, _whole)
    return pd.Series(values).astype("Int64").mask(values == NO_NUMBER), bad


def _read_pounds(series: pd.Series, _: Column) -> tuple[pd.Series, Mask]:
    values, bad = _by_unique(series, pence_of)
    return pd.Series(values).astype("Int64").mask(values == NO_NUMBER), bad


def _read_number_or_zero(series: pd.Series, _: Column) -> tuple[pd.Series, Mask]:
    if pd.api.types.is_integer_dtype(series.dtype) and not series.isna().any():
        return series.astype("int64"), np.zeros(len(series), dtype=np.bool_)
    values, bad = _by_unique(series, _whole)
    return pd.Series(np.where(values == NO_NUMBER, 0, values)), bad


_READERS: dict[Kind, Callable[[pd.Series, Column], tuple[pd.Series, Mask]]] = {
    "text": _read_text,
    "code": _read_code,
    "word": _read_word,
    "day": _read_day,
    "flag": _read_flag,
    "whole": _read_whole,
    "pounds": _read_pounds,
    "year": _read_number_or_zero,
    "row": _read_number_or_zero,
}
