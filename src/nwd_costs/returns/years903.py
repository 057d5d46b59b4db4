"""The return year of every row of a 903 table: from a name, a column YEAR, or its dates.

A return year is the year in which the return ends: 2023 is 1 April 2022 to 31 March 2023.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from nwd_costs.days import NO_DAY, financial_year_of
from nwd_costs.errors import DataError
from nwd_costs.frames import parse_days
from nwd_costs.returns.layout903 import EPISODES, Kind, ReturnFile, year_in_name
from nwd_costs.returns.raw import RowNumbers, refuse, year_in_words
from nwd_costs.returns.refusals import RETURN_YEARS

YEAR = "YEAR"
_UNREADABLE = -1
_NAME_IT = "Name it like 2023-episodes.csv or 2022-23/."


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """One table of one file.

    Parameters
    ----------
    file
        The file.
    kind
        Which table it is.
    frame
        Its rows under our names, with source_file and source_row.
    stated
        What its column YEAR says, where it has one.
    notes
        What a person should know, without any value of a row.
    years
        The return year of every row, once known.
    """

    file: ReturnFile
    kind: Kind
    frame: pd.DataFrame
    stated: pd.Series | None = None
    notes: tuple[str, ...] = ()
    years: RowNumbers | None = field(default=None)
    default: int | None = None

    @cached_property
    def return_years(self) -> tuple[int, ...]:
        """The years of its rows, ascending; that of its place where it has no rows."""
        found = set() if self.years is None else set(np.unique(self.years).tolist())
        if not found and self.default is not None:
            found = {self.default}
        return tuple(sorted(found))


def dated(parts: Sequence[Part]) -> tuple[list[Part], list[DataError]]:
    """Give every row its return year.

    Parameters
    ----------
    parts
        The tables of every file.

    Returns
    -------
    dated
        The tables whose years are known.
    faults
        An error for each of the others.
    """
    done: list[Part] = []
    faults: list[DataError] = []
    # Episodes first: tables without dates of their own take the year of those beside them.
    for part in sorted(parts, key=lambda part: part.kind is not EPISODES):
        try:
            done.append(_dated(part, done))
        except DataError as error:
            faults.append(error)
    return done, faults


def _dated(part: Part, done: Sequence[Part]) -> Part:
    stated = None if part.stated is None else _stated_years(part.stated)
    several = stated is not None and len(np.unique(stated[stated != 0])) > 1
    name, place = part.file.name, part.file.year
    if stated is not None and (several or (place is None and (stated != 0).any())):
        _refuse_unreadable(stated, part)
        what = f"{name}: the return year of every row is taken from its column {YEAR}"
        return replace(part, years=stated, notes=(*part.notes, what))
    if place is not None:
        notes = part.notes
        if stated is not None:
            other = (stated != 0).any() and not (stated == place).all()
            how = "says another year than its name; the name was used" if other else "was not used"
            notes = (*notes, f"{name}: its column {YEAR} {how}")
        return _of_one_year(replace(part, notes=notes), place)
    if part.kind is EPISODES:
        year = _latest_in(part.frame)
        how = f"year taken from its dates: {year_in_words(year)}" if year else ""
    else:
        year = _beside(part, done)
        how = f"year taken from the episodes beside it: {year_in_words(year)}" if year else ""
    if not year:
        raise refuse(name, "no return year can be read from its name or its folder's", _NAME_IT)
    return _of_one_year(replace(part, notes=(*part.notes, f"{name}: {how}")), year)


def _of_one_year(part: Part, year: int) -> Part:
    return replace(part, years=np.full(len(part.frame), year, dtype=np.int64), default=year)


def _latest_in(episodes: pd.DataFrame) -> int:
    """Give the return year in which the latest day of any episode falls; 0 where there is none."""
    days = [parse_days(episodes[column])[0] for column in ("from_day", "until_day")]
    known = np.concatenate(days)
    known = known[known != NO_DAY]
    return int(financial_year_of(known.max(keepdims=True))[0]) + 1 if len(known) else 0


def _beside(part: Part, done: Sequence[Part]) -> int:
    """Give the latest year of the episodes in the same folder, else of all episodes."""
    episodes = [one for one in done if one.kind is EPISODES]
    near = [one for one in episodes if one.file.folder == part.file.folder]
    return max((year for one in near or episodes for year in one.return_years), default=0)


def _stated_years(cells: pd.Series) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Read a column of years: 0 where it is blank."""
    codes, texts = pd.factorize(cells)
    years = np.array([_stated_year(str(text)) for text in texts], dtype=np.int64)
    return years[codes] if len(texts) else np.zeros(len(cells), dtype=np.int64)


def _stated_year(text: str) -> int:
    if not text:
        return 0
    year = year_in_name(text.removesuffix(".0").replace("/", "-"), opening=False)
    first, last = RETURN_YEARS
    return year if year is not None and first <= year <= last else _UNREADABLE


def _refuse_unreadable(stated: np.ndarray[Any, np.dtype[np.int64]], part: Part) -> None:
    bad = stated <= 0
    if bad.any():
        rows = tuple(part.frame["source_row"].to_numpy()[bad].tolist())
        what = f"{len(rows)} return years cannot be read"
        advice = "Write the year in which the return ends, such as 2023."
        raise refuse(f"{part.file.name}, column {YEAR}", what, advice, rows)
