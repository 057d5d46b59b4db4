"""A published price of an authority and a year, typed [16.4]; nobody else's stands in for it."""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import NoReturn

from nwd_costs.context.statistics import NotPublishedError, area, opening_of
from nwd_costs.days import financial_year_start
from nwd_costs.errors import Problem, UsageError
from nwd_costs.frames import day_numbers
from nwd_costs.price_parts import NOT_STATED as NO_BASE
from nwd_costs.price_providers import DOCUMENT
from nwd_costs.price_tables import unit_costs
from nwd_costs.prices import Rate, UnitCosts
from nwd_costs.rule import Basis
from nwd_costs.shelf import shipped
from nwd_costs.totals.bases import NOT_STATED, PriceBase, Prices, opening_year
from nwd_costs.totals.figures import Money
from nwd_costs.totals.units import TIMES

PUBLISHED = "lait-outturn/2024-25"


def published_price(category: str, *, authority: str, year: str, table: str = PUBLISHED) -> Money:
    """Give the price that a table has for an authority and a financial year [16.4].

    Parameters
    ----------
    category
        What is priced, such as ``residential``, ``foster`` or ``looked_after``.
    authority
        Its name, its DfE number, or any ONS code that it has or had [8.15]; a region, or England.
    year
        A financial year such as ``2022-23``.
    table
        A table of unit costs, by id, folder or workbook.

    Returns
    -------
    Money
        Such as £5,270 a child week, outturn 2022-23, published.

    Raises
    ------
    UsageError
        When the table has no such category, or no one price of that authority and the whole year:
        that of its region or of England is not taken in its place.
    UnitCostError
        When there is no such table, or it is wrong.
    """
    opening = opening_of(year)
    costs = _seen(table, area(authority))
    if category not in costs.document.categories:
        known = sorted(costs.document.categories)
        near = get_close_matches(category, known, n=2, cutoff=0.5)
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        problem = Problem(
            f"'{category}'", f"is no category of {costs.id}", f"{meant}It has {', '.join(known)}."
        )
        raise UsageError("A category is not known.", [problem])
    first, last = financial_year_start(opening), financial_year_start(opening + 1)
    rates = costs.in_layer("authority", category)
    there = [rate for rate in rates if rate.from_day < last and rate.until_day > first]
    if len(there) != 1 or there[0].from_day > first or there[0].until_day < last:
        _no_price(costs, category, year, there)
    return _typed(costs, there[0], year)


def categories_of(table: str, authority: str) -> tuple[str, ...]:
    """Give what a table prices."""
    return tuple(_seen(table, area(authority)).document.categories)


def price_source(costs: str, authority: str) -> str:
    """Say where the prices of a table come from, in one line."""
    said = _seen(costs, area(authority)).document
    each = "; ".join(
        f"{source.publisher}, {source.title}, {source.date}" for source in said.sources.values()
    )
    return f"{each} (table {said.id}/{said.version}; {said.licence.split(' (')[0]})"


def _seen(table: str, number: str) -> UnitCosts:
    return _kept(table, number) if table in shipped(DOCUMENT) else _load(table, number)


def _load(table: str, number: str) -> UnitCosts:
    return unit_costs(table, authority=number)


# What comes with the library does not change while it runs; other people's tables may.
_kept = lru_cache(maxsize=16)(_load)


def _no_price(costs: UnitCosts, category: str, year: str, there: list[Rate]) -> NoReturn:
    why = _reason(costs, category, year)
    what = "has no price in the table" + (f": {why}" if why else "")
    if there:
        what = "has no one price for the whole year in the table"
    problem = Problem(
        f"{costs.id}: {category}, {costs.authority}, {year}",
        what,
        "The price of its region or of England is not taken in its place [16.4].",
    )
    raise NotPublishedError("A price was not published.", [problem])


def _reason(costs: UnitCosts, category: str, year: str) -> str:
    listed, opening = costs.missing, opening_year(year)
    first, last = financial_year_start(opening), financial_year_start(opening + 1)
    mine = listed["authority"].isin(costs.areas["authority"]) & (listed["category"] == category)
    there = (day_numbers(listed["from_day"]) < last) & (day_numbers(listed["until_day"]) > first)
    return "; ".join(dict.fromkeys(listed.loc[mine & there, "reason"]))


def _typed(costs: UnitCosts, rate: Rate, year: str) -> Money:
    unit = f"child {rate.unit}" if rate.unit in TIMES else "case"
    return Money(Fraction(rate.pence), unit, basis=Basis(rate.basis), prices=_prices(costs, year))


def _prices(costs: UnitCosts, year: str) -> Prices:
    base = costs.document.price_base
    if base == NO_BASE:
        return NOT_STATED
    return Prices(PriceBase.OUTTURN, year) if base == "outturn" else Prices.parse(base)
