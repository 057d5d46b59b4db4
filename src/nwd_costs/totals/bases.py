"""Price bases [15.1]: in what money an amount is told, and in the prices of which year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from nwd_costs.days import financial_year_name
from nwd_costs.errors import Problem, UsageError


def opening_year(name: str) -> int:
    """Give the calendar year in which a financial year such as ``2014-15`` opens [1.4].

    Raises
    ------
    UsageError
        When the text names no financial year.
    """
    year = int(name[:4]) if re.fullmatch(r"(19|20|21)\d\d-\d\d", name) else 0
    if not year or financial_year_name(year) != name:
        problem = Problem(f"'{name}'", "is no financial year", "Write 2014-15.")
        raise UsageError("A year is not understood.", [problem])
    return year


class PriceBase(StrEnum):
    """In what money an amount is told [15.1]."""

    OUTTURN = "outturn"  # the money of the day, as it was or will be paid
    REAL = "real"  # in the prices of one year, whenever it was paid
    PRESENT_VALUE = "present value"  # real and discounted, at the beginning of the time looked at
    NOT_STATED = "prices not stated"  # the source does not say, and nobody has guessed


@dataclass(frozen=True)
class Prices:
    """The price base of an amount and its financial year, such as ``real 2022-23``.

    Parameters
    ----------
    base
        Outturn, real, present value or prices not stated.
    year
        The financial year whose prices they are; empty where the base is not stated.
    """

    base: PriceBase
    year: str = ""

    def __post_init__(self) -> None:
        stated = self.base is not PriceBase.NOT_STATED
        if stated:
            opening_year(self.year)
        elif self.year:
            what = "gives a year, but no price base"
            problem = Problem(f"'{self.year}'", what, "Write outturn or real.")
            raise UsageError("A price base is wrong.", [problem])

    @classmethod
    def parse(cls, text: str) -> Prices:
        """Read ``outturn 2014-15``, ``real 2022-23`` and so on, as they are written."""
        for base in PriceBase:
            if text == base or text.startswith(f"{base} "):
                return cls(base, text.removeprefix(base).strip())
        advice = "Write outturn 2014-15, real 2022-23, present value 2022-23 or prices not stated."
        problem = Problem(f"'{text}'", "is no price base", advice)
        raise UsageError("A price base is not understood.", [problem])

    def __str__(self) -> str:
        return f"{self.base} {self.year}".strip()


NOT_STATED = Prices(PriceBase.NOT_STATED)
