"""From the prices of one year to those of another [15.5], and from later years to now [15.6].

The index is HM Treasury's GDP deflator in a named vintage (``methodology/indices``); the discount
rates are those of the Green Book in a named edition (``methodology/discounts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from nwd_costs.indices import Deflator
from nwd_costs.rule import Basis
from nwd_costs.totals.bases import PriceBase, Prices, opening_year
from nwd_costs.totals.discounting import DiscountSchedule
from nwd_costs.totals.figures import FACTOR, Money, Quantity, weakest_of
from nwd_costs.totals.inputs import refuse


def price_factor(*, source: str, target: str, index: Deflator) -> Quantity:
    """Give what a price of one year is times in the prices of another [15.5].

    Parameters
    ----------
    source, target
        Financial years, such as ``2018-19``.
    index
        One vintage of a price index. A forecast value of it makes the factor assumed.

    Returns
    -------
    Quantity
        A multiple.

    Raises
    ------
    UsageError
        When the index does not know one of the years.
    """
    values = []
    for year in (source, target):
        if (opening := opening_year(year)) not in index.values:
            known = f"It has {_name(min(index.values))} to {_name(max(index.values))}."
            refuse("A price index has no such year.", f"{index.id}, {year}", "is not there", known)
        values.append(index.values[opening])
    forecast = {source, target} & set(index.document.forecast)
    basis = Basis.ASSUMED if forecast else Basis.PUBLISHED
    return Quantity(Fraction(values[1], values[0]), FACTOR, basis=basis)


def uprate(*, amount: Money, to: str, index: Deflator) -> Money:
    """Tell an outturn amount in the prices of another year [15.5].

    Parameters
    ----------
    amount
        In outturn prices. One already in real terms is refused.
    to
        The financial year whose prices are wanted.
    index
        One vintage of a price index.

    Returns
    -------
    Money
        In real terms of that year.

    Raises
    ------
    UsageError
        When the amount is not in outturn prices, or the index does not know a year.
    """
    if amount.prices.base is not PriceBase.OUTTURN:
        what = "is not in outturn prices"
        if amount.prices.base is PriceBase.REAL:
            what = f"is already in real terms ({amount.prices.year} prices)"
        advice = "Uprating again counts inflation twice. Real terms change their year by rebase."
        refuse("An amount cannot be uprated.", str(amount), what, advice)
    return _in_prices_of(amount, to, index)


def rebase(*, amount: Money, to: str, index: Deflator) -> Money:
    """Tell an amount in real terms in the prices of another year [15.5].

    Parameters
    ----------
    amount
        In real terms. One in outturn prices is refused.
    to
        The financial year whose prices are wanted.
    index
        One vintage of a price index.

    Returns
    -------
    Money
        In real terms of that year.

    Raises
    ------
    UsageError
        When the amount is not in real terms, or the index does not know a year.
    """
    if amount.prices.base is not PriceBase.REAL:
        advice = "An outturn amount is put into real terms by uprate."
        refuse("An amount cannot be rebased.", str(amount), "is not in real terms", advice)
    return _in_prices_of(amount, to, index)


def discount_factor(*, years: Quantity, schedule: DiscountSchedule) -> Quantity:
    """Give what a pound of a later year is worth at the beginning [15.6].

    Parameters
    ----------
    years
        Whole years from the beginning: ``1 year``.
    schedule
        One edition of the discount rates.

    Returns
    -------
    Quantity
        A multiple, exact.

    Raises
    ------
    UsageError
        When it is no whole number of years, or below nought.
    """
    whole = years.unit == "year" and years.exact.denominator == 1 and years.exact >= 0
    if not whole:
        advice = "Give years from the beginning, 0 or more."
        refuse("A year cannot be discounted.", str(years), "is no whole number of years", advice)
    return Quantity(schedule.factor(int(years.exact)), FACTOR, basis=years.basis)


def present_value(*, amounts: Sequence[Money], schedule: DiscountSchedule) -> Money:
    """Add up amounts of year 0, year 1 and so on, each discounted to year 0 [15.6].

    Parameters
    ----------
    amounts
        In real terms of one year, one amount a year from year 0 on, nought where nothing falls.
    schedule
        One edition of the discount rates.

    Returns
    -------
    Money
        A present value, in the prices that the amounts were in.

    Raises
    ------
    UsageError
        When the amounts are of different kinds or not in real terms, or there is none.
    """
    if not amounts:
        refuse("Nothing is to be discounted.", "amounts", "is empty", "Give an amount a year.")
    first = amounts[0]
    for amount in amounts:
        first.must_match(amount, "added")
    if first.prices.base is not PriceBase.REAL:
        what = "is not in real terms"
        advice = "The rates are real: uprate outturn amounts first, and discount once."
        refuse("An amount cannot be discounted.", str(first), what, advice)
    parts = (amount.exact * schedule.factor(year) for year, amount in enumerate(amounts))
    prices = Prices(PriceBase.PRESENT_VALUE, first.prices.year)
    return replace(first, exact=sum(parts, Fraction(0)), prices=prices, basis=weakest_of(amounts))


def _in_prices_of(amount: Money, to: str, index: Deflator) -> Money:
    factor = price_factor(source=amount.prices.year, target=to, index=index)
    told = amount.becomes(amount.exact * factor.exact, factor)
    return replace(told, prices=Prices(PriceBase.REAL, to))


def _name(opening: int) -> str:
    return f"{opening}-{(opening + 1) % 100:02d}"
