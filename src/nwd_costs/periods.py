"""The accounting period P [1.5]: its four ways of being written, and its quarters."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from nwd_costs.days import (
    FIRST_DAY,
    LAST_DAY,
    financial_year_name,
    financial_year_start,
    iso,
    quarter_starts,
    to_day,
)
from nwd_costs.errors import Problem, UsageError

_YEAR = re.compile(r"^(\d{4})-(\d{2})(?: (to )?Q([1-4]))?$")
_SPAN = re.compile(r"^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$")
# Years whose days the library can hold.
YEARS = range(1900, 2300)
_ADVICE = (
    "Write 2022-23, 2022-23 Q3, 2022-23 to Q3, or 2022-10-01..2023-01-01 "
    "(the second day is not included)."
)


@dataclass(frozen=True)
class Period:
    """The accounting period [p0, p1) [1.5].

    Parameters
    ----------
    name
        As the analyst wrote it.
    from_day, until_day
        Day numbers, half-open.
    """

    name: str
    from_day: int
    until_day: int

    def __post_init__(self) -> None:
        if self.from_day >= self.until_day:
            problem = Problem(f"'{self.name}'", "is empty", _ADVICE)
            raise UsageError("The period cannot be used.", [problem])

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period from its written form.

        Parameters
        ----------
        text
            ``2022-23``, ``2022-23 Q3``, ``2022-23 to Q3`` or ``2022-10-01..2023-01-01``.

        Returns
        -------
        Period
            The days it spans, half-open.

        Raises
        ------
        UsageError
            When the text is none of the four forms, or the span is empty.
        """
        written = str(text).strip()
        period = cls._year(written) or cls._span(written)
        if period is None:
            problem = Problem(f"'{text}'", "is not a period", _ADVICE)
            raise UsageError("The period cannot be used.", [problem])
        return period

    @classmethod
    def _year(cls, text: str) -> Period | None:
        match = _YEAR.match(text)
        if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
            return None
        year, cumulative, quarter = int(match[1]), bool(match[3]), int(match[4] or 0)
        if year not in YEARS:
            return None
        starts = [
            *(
                int(day)
                for day in quarter_starts(
                    financial_year_start(year), financial_year_start(year + 1)
                )
            ),
            financial_year_start(year + 1),
        ]
        if not quarter:
            return cls(text, starts[0], starts[4])
        return cls(text, starts[0] if cumulative else starts[quarter - 1], starts[quarter])

    @classmethod
    def _span(cls, text: str) -> Period | None:
        match = _SPAN.match(text)
        if match is None:
            return None
        try:
            first, last = (to_day(dt.date.fromisoformat(part)) for part in match.groups())
        except ValueError:
            return None
        inside = first >= FIRST_DAY and last < LAST_DAY
        return cls(text, first, last) if inside else None

    @property
    def days(self) -> tuple[str, str]:
        """The two days in ISO form, the second exclusive."""
        return iso(self.from_day), iso(self.until_day)

    def financial_years(self) -> tuple[str, ...]:
        """Name every financial year that the period touches."""
        first = int(_opening_year(self.from_day))
        last = int(_opening_year(self.until_day - 1))
        return tuple(financial_year_name(year) for year in range(first, last + 1))

    @property
    def kind(self) -> str:
        """What sort of period it is: a quarter, a year, a year to date, or so many days."""
        edges = self.from_day, self.until_day
        quarters = len(quarter_starts(*edges))
        if not all(len(quarter_starts(day, day + 1)) for day in edges):
            return f"{self.until_day - self.from_day:,} days"
        if quarters == 1:
            return "a quarter"
        opens = self.from_day == financial_year_start(_opening_year(self.from_day))
        if quarters > 4 or not opens:
            return f"{quarters} quarters"
        return "a year" if quarters == 4 else f"a year to date, {quarters} quarters"

    def parts(self) -> tuple[Period, ...]:
        """Give every whole quarter, year to date and year inside it that it is not itself."""
        first, last = _opening_year(self.from_day), _opening_year(self.until_day)
        names = [
            f"{financial_year_name(year)}{part}"
            for year in YEARS
            if first <= year <= last
            for part in (" Q1", " Q2", " Q3", " Q4", " to Q2", " to Q3", "")
        ]
        own = self.from_day, self.until_day
        found = map(Period.parse, names)
        return tuple(p for p in found if self.holds(p) and (p.from_day, p.until_day) != own)

    def quarters(self) -> tuple[Period, ...]:
        """Give the quarters that it consists of; none where it is no row of whole quarters."""
        found = tuple(p for p in (self, *self.parts()) if p.kind == "a quarter")
        days = sum(p.until_day - p.from_day for p in found)
        return found if days == self.until_day - self.from_day else ()

    def holds(self, other: Period) -> bool:
        """Say whether every day of another period is one of its own.

        Parameters
        ----------
        other
            The other period.

        Returns
        -------
        bool
            True for itself too.
        """
        return self.from_day <= other.from_day and other.until_day <= self.until_day


def _opening_year(day: int) -> int:
    date = dt.date(1970, 1, 1) + dt.timedelta(days=day)
    return date.year if (date.month, date.day) >= (4, 1) else date.year - 1
