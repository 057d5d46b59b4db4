"""What a person must mend: one hierarchy, every error lists all the problems found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROWS_SHOWN = 10


@dataclass(frozen=True)
class Problem:
    """One thing to mend, without any value from a child's record.

    Parameters
    ----------
    where
        The file and column, or the path in a document.
    what
        The fault, in words.
    advice
        What to do about it.
    rows
        Row numbers in the file (the heading is row 1); empty when rows do not matter.
    """

    where: str
    what: str
    advice: str
    rows: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.where}: {self.what}{self._rows_in_words()}. {self.advice}".rstrip()

    def _rows_in_words(self) -> str:
        if not self.rows:
            return ""
        shown = ", ".join(str(row) for row in self.rows[:ROWS_SHOWN])
        more = len(self.rows) - ROWS_SHOWN
        rest = f" and {more} more" if more > 0 else ""
        return f" (row{'s' if len(self.rows) > 1 else ''} {shown}{rest})"


class NwdError(Exception):
    """Anything a person must mend before a number can be given.

    Parameters
    ----------
    title
        What could not be done, in one sentence.
    problems
        Every problem found, not only the first.
    """

    def __init__(self, title: str, problems: Sequence[Problem] = ()) -> None:
        self.title = title
        self.problems = tuple(problems)
        super().__init__("\n".join([title, *(f"  - {problem}" for problem in self.problems)]))


class UsageError(NwdError, ValueError):
    """A call or a command that does not make sense (exit code 2)."""


class DocumentError(NwdError):
    """A methodology document that breaks the grammar, or is not there (exit code 2)."""


class LockError(DocumentError):
    """A published version that is not, or no longer, what ``LOCK.toml`` records (exit code 2)."""


class UnitCostError(NwdError):
    """A unit-cost table that is wrong, or lacks a rate that a run needs (exit code 3)."""


class DataError(NwdError):
    """Returns or lists that cannot be used as they are (exit code 3)."""


class DisclosureError(NwdError):
    """A result that cannot be published without betraying a child (exit code 3)."""
