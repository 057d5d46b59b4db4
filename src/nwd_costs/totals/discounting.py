"""The discount schedule [15.6]: what a pound of a later year is worth at the beginning."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from nwd_costs.errors import Problem, UsageError
from nwd_costs.rule import Document
from nwd_costs.shelf import methodology_root, read_csv, read_toml


class ScheduleDocument(Document):
    """The whole of ``schedule.toml``: what a schedule says of itself."""

    schema_version: int
    id: str
    version: str
    title: str
    publisher: str
    date: str
    where: str
    licence: str
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class DiscountSchedule:
    """One edition of the rates at which later years are discounted.

    Parameters
    ----------
    document
        What the schedule says of itself.
    rates
        The yearly rate by the first year that has it, from year 0 on; exact.
    """

    document: ScheduleDocument
    rates: dict[int, Fraction]

    @property
    def id(self) -> str:
        """``id/version``."""
        return f"{self.document.id}/{self.document.version}"

    def factor(self, year: int) -> Fraction:
        """Give what a pound of a year is worth in year 0 [15.6].

        Parameters
        ----------
        year
            Years from the beginning; year 0 is not discounted.

        Returns
        -------
        Fraction
            The product of 1 / (1 + rate) over the years 1 to ``year``, each at its own rate.
        """
        factor = Fraction(1)
        for first, following in pairwise([*self.rates, max(year + 1, *self.rates)]):
            years = min(year, following - 1) - max(first, 1) + 1
            factor *= Fraction(1, 1 + self.rates[first]) ** max(years, 0)
        return factor


def discount_schedule(name: str) -> DiscountSchedule:
    """Load a shipped discount schedule, always by name.

    Parameters
    ----------
    name
        Its id and version: ``green-book/2022``.

    Returns
    -------
    DiscountSchedule
        Its rates by year.

    Raises
    ------
    UsageError
        When there is no schedule of that name.
    """
    shelf = methodology_root() / "discounts"
    shipped = sorted(
        f"{each.name}/{version.name}" for each in shelf.iterdir() for version in each.iterdir()
    )
    if name not in shipped:
        problem = Problem(f"'{name}'", "is not shipped", f"Shipped: {', '.join(shipped)}.")
        raise UsageError("The discount schedule was not found.", [problem])
    folder = shelf.joinpath(*name.split("/"))
    table = read_csv(folder / "rates.csv")
    rows = zip(table["from_year"], table["percent"], strict=True)
    rates = {int(year): Fraction(percent) * Fraction(1, 100) for year, percent in rows}
    return DiscountSchedule(ScheduleDocument(**read_toml(folder / "schedule.toml")), rates)
