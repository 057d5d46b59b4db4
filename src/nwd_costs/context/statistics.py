"""Published statistics of an authority and a year [16.1], [16.2]: typed, sourced, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import NoReturn

from nwd_costs.context.documents import (
    POUNDS,
    Cell,
    MeasureDocument,
    StatisticsDocument,
    cells,
    documents,
    tables_of,
)
from nwd_costs.days import financial_year_name
from nwd_costs.errors import Problem, UnitCostError, UsageError
from nwd_costs.register import authorities, resolve_authority
from nwd_costs.rule import Basis
from nwd_costs.totals.bases import PriceBase, Prices, opening_year
from nwd_costs.totals.figures import Money, Quantity
from nwd_costs.totals.units import TOTAL


class NotPublishedError(UsageError):
    """There is no such figure: the source has no such year, or withholds the value [16.2]."""


@dataclass(frozen=True)
class Statistic:
    """One published figure.

    Parameters
    ----------
    measure, authority, year
        What it is, the name of the area, and the financial year.
    figure
        Typed, with its unit and price base; its basis is published.
    title, when
        What it is and when, in words: ``children looked after``, ``on 31 March 2023``.
    source
        Publisher, title, date, table and licence in one line.
    nearest
        What it was rounded to by its publisher; 1 where it was not.
    """

    measure: str
    authority: str
    year: str
    figure: Money | Quantity
    title: str
    when: str
    source: str
    nearest: int

    def __str__(self) -> str:
        return f"{self.title}, {self.authority}, {self.when}: {self.figure}"


def statistic(measure: str, *, authority: str, year: str) -> Money | Quantity:
    """Give a published figure of an authority and a financial year [16.1].

    Parameters
    ----------
    measure
        ``looked_after_spending``, ``children_looked_after``, ``care_entries``, ``care_exits``,
        ``protection_plans`` or ``children_in_need``.
    authority
        Its name, its DfE number, or any ONS code that it has or had [8.15]; a region, or England.
    year
        A financial year such as ``2022-23``; a number of 31 March is that of the year it ends.

    Returns
    -------
    Money or Quantity
        Pounds in outturn prices of the year, or a number of children; basis published.

    Raises
    ------
    UsageError
        When the measure, the authority or the year is not known (near matches are offered), or the
        source has no value: then it says so, and why.
    """
    return look_up(measure, authority=authority, year=year).figure


def statistic_source(measure: str, *, authority: str, year: str) -> str:
    """Say where a published figure comes from, in one line [16.1].

    Parameters
    ----------
    measure, authority, year
        As of ``statistic``.

    Returns
    -------
    str
        Publisher, title, date, our table, licence, and what is to be minded of this very value.

    Raises
    ------
    UsageError
        As of ``statistic``.
    """
    return look_up(measure, authority=authority, year=year).source


def look_up(measure: str, *, authority: str, year: str) -> Statistic:
    """Give a published figure with what is said of it."""
    table, number = _table(measure), area(authority)
    opening = opening_of(year)
    said = documents()[table]
    held = cells(table)
    if (number, measure, year) not in held:
        _not_held(measure, number, year, (key for key in held if key[1] == measure))
    cell, name = held[number, measure, year], authorities()[number]["name"]
    kind = said.measures[measure]
    when = f"on 31 March {opening + 1}" if kind.taken == "stock" else f"in {year}"
    remark = said.remarks.get(f"{measure}/{number}/{year}", "")
    if cell.value is None:
        what = f"is missing in the source: {remark or said.marks[cell.mark]}"
        advice = "No other area and no other year stands in for it [16.2]."
        raise NotPublishedError(
            "A statistic was not published.",
            [Problem(f"{kind.title}, {name}, {when} ('{cell.mark}')", what, advice)],
        )
    nearest = kind.nearest if authorities()[number]["kind"] != "authority" else 1
    source = _source_line(said, table, cell, remark)
    figure = _figure(kind, cell.value, year)
    return Statistic(measure, name, year, figure, kind.title, when, source, nearest)


def area(authority: str) -> str:
    """Give the DfE number of an area by any of its names [8.15]."""
    try:
        return resolve_authority(authority)
    except UnitCostError as error:
        raise UsageError(error.title, error.problems) from None


def opening_of(year: str) -> int:
    """Give the calendar year in which a financial year opens, or offer the one that was meant."""
    try:
        return opening_year(year)
    except UsageError as error:
        first = re.match(r"(?:19|20)\d\d(?=\D)", year)
        if first is None:
            raise
        meant = f"Did you mean {financial_year_name(int(first[0]))}?"
        problem = Problem(f"'{year}'", "is no financial year", meant)
        raise UsageError(error.title, [problem]) from None


def years_held(measure: str) -> tuple[str, ...]:
    """Give the financial years that a measure was published for, in order."""
    return tuple(sorted({year for _, name, year in cells(_table(measure)) if name == measure}))


def _table(measure: str) -> str:
    known = tables_of()
    if measure not in known:
        near = get_close_matches(measure, known, n=2, cutoff=0.5)
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        advice = f"{meant}There are {', '.join(sorted(known))}."
        problem = Problem(f"'{measure}'", "is no published statistic that is held", advice)
        raise UsageError("A statistic is not known.", [problem])
    return known[measure]


def _not_held(
    measure: str, number: str, year: str, keys: Iterable[tuple[str, str, str]]
) -> NoReturn:
    years: dict[str, list[str]] = {}
    for area_number, _, held_year in keys:
        years.setdefault(area_number, []).append(held_year)
    mine, name = sorted(years.get(number, [])), authorities()[number]["name"]
    near = get_close_matches(year, mine, n=1, cutoff=0.7)
    meant = f"Did you mean {near[0]}?" if near else ""
    has = f"{mine[0]} to {mine[-1]}" if mine else "no year of this area"
    what = f"is not in the source, which has {has}"
    problem = Problem(f"{measure}, {name}, '{year}'", what, meant)
    raise NotPublishedError("A statistic has no such year.", [problem])


def _figure(kind: MeasureDocument, value: int, year: str) -> Money | Quantity:
    if kind.unit == POUNDS:
        prices = Prices(PriceBase.OUTTURN, year)
        return Money(Fraction(100 * value), TOTAL, basis=Basis.PUBLISHED, prices=prices)
    return Quantity(Fraction(value), kind.unit, basis=Basis.PUBLISHED)


def _source_line(said: StatisticsDocument, table: str, cell: Cell, remark: str) -> str:
    source = said.sources[cell.source]
    licence = said.licence.split(" (")[0]
    line = f"{source.publisher}, {source.title}, {source.date} (table {table}; {licence})"
    return f"{line}; {remark}" if remark else line
