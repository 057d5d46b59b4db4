"""Calculators of spending [15.3], [15.4], [15.10]: totals, unit costs, and numbers they imply.

Each is a pure function of keyword inputs, named so that a document can name it. What it gives is
exact, carries its unit, price base and year, and rests on the weakest basis of what went in.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from nwd_costs.totals.figures import FACTOR, Money, Quantity, weakest_of
from nwd_costs.totals.inputs import as_money, must_be, must_divide, refuse
from nwd_costs.totals.units import in_a_year, joined, priced, time_of, without


def add(*, amounts: Sequence[Money]) -> Money:
    """Add amounts of one unit and one price base [15.1].

    Parameters
    ----------
    amounts
        At least one.

    Returns
    -------
    Money
        Their sum, of the same kind.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or there is none.
    """
    if not amounts:
        refuse("Nothing is to be added.", "amounts", "is empty", "Give at least one amount.")
    first, *others = amounts
    return sum(others, start=first)


def difference(*, amount: Money, less: Money) -> Money:
    """Take one amount from another of the same unit and price base [15.1].

    Parameters
    ----------
    amount, less
        What it is taken from, and what is taken.

    Returns
    -------
    Money
        What is left; below nought where more was taken.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together.
    """
    return amount - less


def repeated(*, amount: Money, times: Quantity) -> Money:
    """Give the cost of something that happens several times for one: six reviews a child [15.3].

    Parameters
    ----------
    amount
        The cost of one time, already told for what the result is told for.
    times
        How often, as in ``6 times``.

    Returns
    -------
    Money
        For the same as the amount.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together.
    """
    must_be(times, FACTOR, "times")
    return amount.becomes(amount.exact * times.exact, times)


def unit_cost(*, recurring: Sequence[Money], one_off: Sequence[Money], with_one_off: bool) -> Money:
    """Build a unit cost from its components, one-off items in or out [15.3].

    Parameters
    ----------
    recurring, one_off
        The components, all of one unit and price base. Those left out must match too.
    with_one_off
        Whether the one-off items are counted.

    Returns
    -------
    Money
        For what the components are for.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together.
    """
    everything = add(amounts=[*recurring, *one_off])
    return everything if with_one_off else add(amounts=recurring)


def total(*, number: Quantity, unit_cost: Money) -> Money:
    """Multiply a number by a unit cost [15.3]: 46 cases at £12,170 a case.

    Parameters
    ----------
    number
        How many of what the unit cost is for, or of a part of it: children at £ a child week
        give £ a week.
    unit_cost
        The cost of one.

    Returns
    -------
    Money
        For what is left of the unit: in total, or for a time or a thing.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together.
    """
    unit = without(unit_cost.unit, number.unit)
    if unit is None:
        what = f"counts something else than £ {priced(unit_cost.unit)}"
        refuse("A total needs the unit of its price.", str(number), what, "Make the units agree.")
    return as_money(unit_cost, unit_cost.exact * number.exact, unit, number)


def average_cost(*, spending: Money, number: Quantity) -> Money:
    """Divide spending by the number it was spent on [15.3]: £ a year over children.

    Parameters
    ----------
    spending
        In total, or for a time.
    number
        How many, not nought.

    Returns
    -------
    Money
        For one of what was counted: £ a child year.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or the number is nought.
    """
    must_divide(number)
    unit = joined(spending.unit, number.unit)
    return as_money(spending, Fraction(spending.exact, number.exact), unit, number)


def annualise(*, amount: Money, convention: str) -> Money:
    """Turn a price for a shorter time into one for a year, by a stated convention [15.4].

    Parameters
    ----------
    amount
        A price for a day, night, week, month or year.
    convention
        ``52 weeks``, ``365 days``, ``365.25 days`` or, for a month, ``12 months``.

    Returns
    -------
    Money
        £ a year, or for a thing and a year.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together or are for no time.
    """
    return _for_a_year(amount, convention)


def weekly(*, amount: Money, convention: str) -> Money:
    """Turn a price for any time into one for a week, by a stated convention [15.4].

    Parameters
    ----------
    amount
        A price for a day, night, week, month or year.
    convention
        ``52 weeks``, ``365 days`` or ``365.25 days``.

    Returns
    -------
    Money
        £ a week, or for a thing and a week.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together or are for no time.
    """
    yearly = _for_a_year(amount, convention)
    unit = joined(without(yearly.unit, "year") or "", "week")
    return as_money(yearly, Fraction(yearly.exact, in_a_year("week", convention)), unit)


def implied_quantity(*, total: Money, unit_cost: Money) -> Quantity:
    """Say how many a total pays for at a unit cost [15.10].

    Parameters
    ----------
    total
        An amount in total, or for a time.
    unit_cost
        The cost of one, in the same prices; not nought.

    Returns
    -------
    Quantity
        Of what the unit cost is for: child years.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or the cost of one is nought.
    """
    unit = without(unit_cost.unit, total.unit) if total.unit else unit_cost.unit
    if not unit:
        what = f"is not for more than £ {priced(total.unit)}"
        refuse("A total implies no number.", str(unit_cost), what, "Give the cost of one.")
    as_money(total, total.exact, unit_cost.unit).must_match(unit_cost, "divided")
    must_divide(unit_cost)
    basis = weakest_of([total, unit_cost])
    return Quantity(Fraction(total.exact, unit_cost.exact), unit, basis=basis)


def days_to_years(*, days: Quantity, convention: str) -> Quantity:
    """Turn a number of days into years, by a stated convention [15.10].

    Parameters
    ----------
    days
        Days, or days of something such as ``child days``.
    convention
        ``365 days`` or ``365.25 days``.

    Returns
    -------
    Quantity
        Years, or years of the same thing.

    Raises
    ------
    UsageError
        When they are no days, or the convention is not understood.
    """
    rest = without(days.unit, "day")
    if rest is None:
        refuse("No days are given.", str(days), "is no number of days", "Give days.")
    years = Fraction(days.exact, in_a_year("day", convention))
    return Quantity(years, joined(rest, "year"), basis=days.basis)


def _for_a_year(amount: Money, convention: str) -> Money:
    time = time_of(amount.unit)
    if not time:
        what = "is for no time"
        refuse("Only a price for a time has a year's.", str(amount), what, "Give £ a week.")
    unit = joined(without(amount.unit, time) or "", "year")
    return as_money(amount, amount.exact * in_a_year(time, convention), unit)
