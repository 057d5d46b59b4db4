"""What the checks look at: the tables as they came, what reading did with them, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from nwd_costs.checks.lists import Books, Coded, Ints, Mask
from nwd_costs.days import LAST_DAY, NO_DAY, Days, birthday, financial_year_start
from nwd_costs.fates import Fates
from nwd_costs.frames import Conformed, day_numbers

FIRST_YEAR, YEARS = 1999, 64
ADULT = 18


def closing_of(years: Ints) -> Days:
    """Give the 1 April on which each return closes; the end of the calendar where unknown."""
    last = int(years.max(initial=0))
    table = np.full(last + 1, LAST_DAY, dtype=np.int64)
    for year in np.flatnonzero(np.bincount(years, minlength=1)[1:]).tolist():
        table[year + 1] = min(financial_year_start(year + 1), LAST_DAY)
    return table[years]


def child_and_year(child: Ints, years: Ints) -> Ints:
    """Join a child's number and a return year into one small number; -1 where there is no child.

    Years are counted from the earliest of the century that returns are of, so that a table of all
    the numbers stays small.
    """
    return np.where(child < 0, -1, child * YEARS + np.clip(years - FIRST_YEAR, 0, YEARS - 1))


def among(keys: Ints, others: Ints) -> Mask:
    """Mark the numbers that are among others, all of them small or -1, without sorting."""
    size = max(int(keys.max(initial=0)), int(others.max(initial=0))) + 2
    there = np.zeros(size, dtype=np.bool_)
    there[others] = True
    there[-1] = False
    return there[keys]


def sexes(codes: Coded) -> Ints:
    """Give 0 for male, 1 for female and -1 for neither, whichever year's code says it."""
    by_word = [{"1": 0, "M": 0, "2": 1, "F": 1}.get(word.upper(), -1) for word in codes.words]
    return np.array([*by_word, -1], dtype=np.int64)[codes.at]


@dataclass(frozen=True, eq=False, repr=False)
class Known:
    """What all sources together say of each child [2]."""

    child_ids: pd.Index
    days: Days
    sexes: Ints

    @classmethod
    def of(cls, children: pd.DataFrame) -> Known:
        """Read the resolved table of children."""
        days = day_numbers(children["date_of_birth"])
        return cls(pd.Index(children["child_id"]), days, sexes(Coded.of(children["sex"])))

    def number(self, child_ids: pd.Series) -> Ints:
        """Give the number of each of some children; -1 for one that no table names."""
        return self.child_ids.get_indexer(pd.Index(child_ids)).astype(np.int64)

    def born(self, child: Ints) -> Days:
        """Give the birth day of each of some numbers, ``NO_DAY`` where unknown."""
        return np.append(self.days, NO_DAY)[child]

    @cached_property
    def adult_days(self) -> Days:
        """The 18th birthday of each child, ``NO_DAY`` where unknown."""
        return birthday(self.days, ADULT)

    def grown(self, child: Ints) -> Days:
        """Give the 18th birthday of each of some numbers, ``NO_DAY`` where unknown."""
        return np.append(self.adult_days, NO_DAY)[child]

    def sex(self, child: Ints) -> Ints:
        """Give the sex of each of some numbers as ``sexes`` does."""
        return np.append(self.sexes, -1)[child]


@dataclass(frozen=True, eq=False, repr=False)
class Sorted:
    """What the repairs kept of a table, sorted by lane and day: one entry a row.

    Parameters
    ----------
    at
        Positions in the table as it came.
    lane
        Twice the number of the child, and one more for a short break.
    from_day, until_day
        The days after the repairs; ``NO_DAY`` is still open.
    stale, cut
        Which rows [2.3] and [2.4] changed.
    """

    at: Ints
    lane: Ints
    from_day: Days
    until_day: Days
    stale: Mask
    cut: Mask

    @cached_property
    def follows(self) -> Mask:
        """Mark the rows that have one before them in their lane."""
        found = np.zeros(len(self.at), dtype=np.bool_)
        found[1:] = self.lane[1:] == self.lane[:-1]
        return found

    @cached_property
    def touches(self) -> Mask:
        """Mark the rows that begin on the day the one before them ends."""
        found = self.follows.copy()
        found[1:] &= self.from_day[1:] == self.until_day[:-1]
        return found

    @cached_property
    def is_touched(self) -> Mask:
        """Mark the rows on whose last day the next one begins."""
        return before(self.touches)

    @cached_property
    def main(self) -> Mask:
        """Mark the rows that are no short breaks."""
        found: Mask = self.lane % 2 == 0
        return found


def before(mask: Mask) -> Mask:
    """Mark the entry before each one marked."""
    return np.append(mask[1:], False) if len(mask) else mask


def after(mask: Mask) -> Mask:
    """Mark the entry after each one marked."""
    return np.append(False, mask[:-1]) if len(mask) else mask


@dataclass(frozen=True, eq=False, repr=False)
class Told:
    """A table of a statutory source as it came, and what the repairs did with it.

    Parameters
    ----------
    conformed
        Its rows, unreadable values marked.
    fates
        What became of each.
    refused
        For each reason of [2.1] all rows it holds for, whichever came first.
    child, child_ids
        The number of every row's child, and the ids by number.
    kept
        What the repairs kept, in order.
    years
        The years of the returns of its source.
    known
        What all sources together say of each child.
    books
        The code lists.
    """

    conformed: Conformed
    fates: Fates
    refused: Mapping[str, Mask]
    child: Ints
    child_ids: pd.Index
    kept: Sorted
    years: tuple[int, ...]
    known: Known
    books: Books

    @property
    def frame(self) -> pd.DataFrame:
        """The rows."""
        return self.conformed.frame

    @cached_property
    def from_day(self) -> Days:
        """First days."""
        return day_numbers(self.frame["from_day"])

    @cached_property
    def until_day(self) -> Days:
        """Days after the last; ``NO_DAY`` is open or unreadable."""
        return day_numbers(self.frame["until_day"])

    @cached_property
    def closing(self) -> Days:
        """The 1 April on which each row's own return closes."""
        return closing_of(self.frame["return_year"].to_numpy(dtype=np.int64))

    @cached_property
    def usable(self) -> Mask:
        """Mark the rows that were not refused."""
        found = np.ones(len(self.frame), dtype=np.bool_)
        for mask in self.refused.values():
            found &= ~mask
        rejected = [fate == "rejected" for fate, _ in self.fates.labels]
        found &= ~np.array(rejected, dtype=np.bool_)[self.fates.codes]
        return found

    @cached_property
    def closed(self) -> Mask:
        """Mark the usable rows with an end."""
        marked: Mask = self.usable & (self.until_day != NO_DAY)
        return marked

    @cached_property
    def end(self) -> Days:
        """The day after the last one a row is known to hold: its end, or that of its return."""
        known = np.where(self.closing < LAST_DAY, self.closing, self.from_day + 1)
        return np.where(self.until_day != NO_DAY, self.until_day, known)

    @cached_property
    def days(self) -> Ints:
        """How many days a closed usable row has; 0 for another."""
        return np.where(self.closed, self.until_day - np.where(self.closed, self.from_day, 0), 0)

    @cached_property
    def born(self) -> Days:
        """The birth day of every row's child."""
        return self.known.born(self.known_child)

    @cached_property
    def grown(self) -> Days:
        """The 18th birthday of every row's child."""
        return self.known.grown(self.known_child)

    @cached_property
    def known_child(self) -> Ints:
        """The number of every row's child among all that are known."""
        return self.known.number(pd.Series(self.child_ids))[self.child]

    @cached_property
    def _coded(self) -> dict[str, Coded]:
        return {}

    def coded(self, column: str) -> Coded:
        """Read a text column, each distinct text once."""
        if column not in self._coded:
            self._coded[column] = Coded.of(self.frame[column])
        return self._coded[column]

    def twice(self) -> Mask:
        """Mark the rows superseded within their own return [2.2]."""
        wanted = ("superseded", "given twice in one return")
        return np.array([label == wanted for label in self.fates.labels])[self.fates.codes]


@dataclass(frozen=True, eq=False, repr=False)
class People:
    """Rows about children from one source, beside what all sources together say."""

    conformed: Conformed
    known: Known
    books: Books

    @property
    def frame(self) -> pd.DataFrame:
        """The rows."""
        return self.conformed.frame

    @cached_property
    def year(self) -> Ints:
        """Return years, 0 where unknown."""
        return self.frame["return_year"].to_numpy(dtype=np.int64)

    @cached_property
    def date_of_birth(self) -> Days:
        """Dates of birth as this source has them."""
        return day_numbers(self.frame["date_of_birth"])

    @cached_property
    def sex(self) -> Coded:
        """Sexes as this source has them, each distinct text once."""
        return Coded.of(self.frame["sex"].str.upper())

    @cached_property
    def child(self) -> Ints:
        """The number of every row's child among all that are known."""
        return self.known.number(self.frame["child_id"])

    @cached_property
    def born(self) -> Days:
        """Dates of birth as all sources together have them."""
        return self.known.born(self.child)
