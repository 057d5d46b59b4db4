"""Dated code lists as the checks hold rows against them; where they come from is not known here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nwd_costs.days import FIRST_DAY, LAST_DAY, NO_DAY, Days

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

# What has the form of a code may be shown; letters alone might be somebody's name.
CODE_FORM = r"[A-Z]{0,2}[0-9]{1,2}[A-Z]?"


@dataclass(frozen=True)
class Code:
    """One code of a list.

    Parameters
    ----------
    from_day, until_day
        The days on which it is valid.
    since_day
        The first day a row with this code may begin, where the code took another one's place.
    former
        The code whose place it took.
    facts
        What else the list says of it.
    """

    from_day: int = FIRST_DAY
    until_day: int = LAST_DAY
    since_day: int = FIRST_DAY
    former: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


CodeList = Mapping[str, Code]
Books = Mapping[str, CodeList]


@dataclass(frozen=True, eq=False, repr=False)
class Coded:
    """A text column with each distinct text read once: its position in ``words`` for every row."""

    at: Ints
    words: tuple[str, ...]

    @classmethod
    def of(cls, series: pd.Series) -> Coded:
        """Read a column."""
        at, words = pd.factorize(series)
        return cls(at.astype(np.int64), tuple(words))

    def spread(self, by_word: list[bool]) -> Mask:
        """Give every row what was found of its word."""
        return np.array([*by_word, False], dtype=np.bool_)[self.at]

    def is_in(self, *wanted: str) -> Mask:
        """Mark the rows whose text is one of some."""
        return self.spread([word in wanted for word in self.words])

    @property
    def filled(self) -> Mask:
        """Mark the rows that hold anything."""
        return ~self.is_in("")

    @property
    def is_given(self) -> bool:
        """Whether any row holds anything; else the column was not supplied."""
        return any(self.words)

    def numbers(self, book: CodeList, name: str, blank: int) -> Ints:
        """Give every row a number that the list tells of its code."""
        found = [book[w].facts.get(name) if w in book else None for w in self.words]
        return np.array([int(n) if n else blank for n in found] + [blank], dtype=np.int64)[self.at]

    def yes(self, book: CodeList, name: str, answer: str = "yes") -> Mask:
        """Mark the rows of whose code the list says so."""
        return self.spread([w in book and book[w].facts.get(name) == answer for w in self.words])


def unknown(codes: Coded, book: CodeList) -> Mask:
    """Mark the rows whose code is in no list."""
    return codes.spread([word != "" and word not in book for word in codes.words])


def out_of_date(codes: Coded, book: CodeList, first: Days, end: Days, closing: Days) -> Mask:
    """Mark the rows whose code is in the list but not valid on their days.

    Parameters
    ----------
    codes
        The column.
    book
        Its list.
    first, end
        The days [first, end) on which the code must be valid; ``NO_DAY`` asks nothing.
    closing
        The 1 April on which each row's own return closes.
    """
    none = Code()
    mine = [book.get(word, none) for word in codes.words] + [none]
    if all(code.from_day == FIRST_DAY and code.until_day == LAST_DAY for code in mine):
        return np.zeros(len(codes.at), dtype=np.bool_)
    opens, shuts, since = (
        np.array([getattr(code, name) for code in mine], dtype=np.int64)[codes.at]
        for name in ("from_day", "until_day", "since_day")
    )
    # A later return may give an older row the code that took the place of its own.
    earliest = np.where(closing > opens, np.minimum(since, opens), opens)
    found: Mask = (first != NO_DAY) & (end != NO_DAY) & ((first < earliest) | (end > shuts))
    return found
