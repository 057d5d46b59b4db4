"""Calculators that compare [15.7]-[15.9]: costs avoided with costs, rates with rates, years.

Like those of spending they are pure functions of keyword inputs. What they do is common practice in
published evaluations; ``methodology/figures/worked-examples.toml`` holds each against some.
"""

from __future__ import annotations

from fractions import Fraction

from nwd_costs.totals.figures import FACTOR, POINT, SHARE, YEARLY, Figure, Money, Quantity
from nwd_costs.totals.inputs import as_rate, must_be, must_divide, refuse
from nwd_costs.totals.spending import implied_quantity
from nwd_costs.totals.units import read_unit

# A root is no fraction, so it is given to so many decimals [15.9].
_DECIMALS = 12

# Costs avoided against what was spent


def net_avoided(*, avoided: Money, cost: Money) -> Money:
    """Take the cost of a service from what it avoided [15.7]; others call it the net benefit.

    Parameters
    ----------
    avoided, cost
        Of one unit and price base.

    Returns
    -------
    Money
        Below nought where it cost more than it avoided.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together.
    """
    return avoided - cost


def avoided_per_pound(*, avoided: Money, cost: Money) -> Quantity:
    """Divide what was avoided by what it cost [15.7]; others call it the benefit-cost ratio.

    Parameters
    ----------
    avoided, cost
        Of one unit and price base; the cost is not nought.

    Returns
    -------
    Quantity
        A multiple: 2.3 times is £2.30 for each pound.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or the cost is nought.
    """
    avoided.must_match(cost, "compared")
    must_divide(cost)
    return as_rate(Fraction(avoided.exact, cost.exact), FACTOR, avoided, cost)


def break_even_number(*, cost: Money, avoided_each: Money) -> Quantity:
    """Say how many must do well for a cost to be avoided in full [15.7].

    Parameters
    ----------
    cost
        What is spent.
    avoided_each
        What is avoided by one, in the same prices.

    Returns
    -------
    Quantity
        Exact; the next whole number is the first that does it.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or nothing is avoided by one.
    """
    return implied_quantity(total=cost, unit_cost=avoided_each)


def break_even_share(*, number: Quantity, out_of: Quantity) -> Quantity:
    """Say what share of those at risk the break-even number is [15.7].

    Parameters
    ----------
    number, out_of
        Of one unit.

    Returns
    -------
    Quantity
        A share, above one where there are not enough of them.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or there are none.
    """
    return share(part=number, whole=out_of)


def break_even_rate(*, rate: Quantity, number: Quantity, out_of: Quantity) -> Quantity:
    """Say down to what a rate must come for the break-even number to be reached [15.7].

    Parameters
    ----------
    rate
        The share to whom it happens without the service.
    number, out_of
        The break-even number, and all those served.

    Returns
    -------
    Quantity
        A share, below nought where no rate is low enough.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or none are served.
    """
    must_be(rate, SHARE, "rate")
    return rate - share(part=number, whole=out_of)


# Shares and rates


def share(*, part: Figure, whole: Figure) -> Quantity:
    """Give a part as a share of the whole [15.8].

    Parameters
    ----------
    part, whole
        Two amounts, or two numbers, of one kind; the whole is not nought.

    Returns
    -------
    Quantity
        A share.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or the whole is nought.
    """
    part.must_match(whole, "compared")
    must_divide(whole)
    return as_rate(Fraction(part.exact, whole.exact), SHARE, part, whole)


def portion(*, whole: Figure, share: Quantity) -> Figure:
    """Give a share of an amount or a number: 47% of 10,080 children [15.8].

    Parameters
    ----------
    whole
        An amount or a number.
    share
        The share of it.

    Returns
    -------
    Money or Quantity
        Of the kind of the whole.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together.
    """
    must_be(share, SHARE, "share")
    return whole.becomes(whole.exact * share.exact, share)


def rate_difference(*, without_support: Quantity, with_support: Quantity) -> Quantity:
    """Say by how many points a rate was lower with support [15.8]; below nought, it was higher.

    Parameters
    ----------
    without_support, with_support
        The shares to whom it happened in the two groups.

    Returns
    -------
    Quantity
        Points.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together.
    """
    must_be(without_support, SHARE, "without_support")
    must_be(with_support, SHARE, "with_support")
    lower = without_support.exact - with_support.exact
    return as_rate(100 * lower, POINT, without_support, with_support)


def number_needed(*, without_support: Quantity, with_support: Quantity, of: str) -> Quantity:
    """Say how many must be supported for it to happen to one fewer [15.8].

    Parameters
    ----------
    without_support, with_support
        The shares to whom it happened in the two groups.
    of
        What is supported: ``families``.

    Returns
    -------
    Quantity
        Of what is supported.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or the rate was not lower.
    """
    points = rate_difference(without_support=without_support, with_support=with_support)
    if points.exact <= 0:
        what = f"is not lower than {without_support}, so by this count nothing was avoided"
        advice = "An entry count says nothing of how long care lasted: compare days in care."
        refuse("No number avoids one.", str(with_support), what, advice)
    return Quantity(Fraction(100, points.exact), read_unit(of), basis=points.basis)


# Growth


def percentage_change(*, earlier: Figure, later: Figure) -> Quantity:
    """Give the change from an earlier figure to a later one, as a share of the earlier [15.9].

    Parameters
    ----------
    earlier, later
        Of one kind; the earlier is above nought.

    Returns
    -------
    Quantity
        A share, below nought where the later figure is the lower.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or the earlier is not above nought.
    """
    return as_rate(_times(earlier, later) - 1, SHARE, earlier, later)


def simple_growth(*, earlier: Figure, later: Figure, years: Quantity) -> Quantity:
    """Share a change evenly over years: the yearly growth that is not compounded [15.9].

    Parameters
    ----------
    earlier, later
        Of one kind; the earlier is above nought.
    years
        Between the two.

    Returns
    -------
    Quantity
        A share a year.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or the earlier is not above nought.
    """
    change = _times(earlier, later) - 1
    return as_rate(Fraction(change, _years(years)), YEARLY, earlier, later, years)


def compound_growth(*, earlier: Figure, later: Figure, years: Quantity) -> Quantity:
    """Give the yearly growth that, compounded, leads from one figure to another [15.9].

    Parameters
    ----------
    earlier, later
        Of one kind and above nought.
    years
        Between the two.

    Returns
    -------
    Quantity
        A share a year, to twelve decimals.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or one is not above nought.
    """
    times, span = _times(earlier, later), _years(years)
    if times <= 0:
        refuse("Growth has no rate.", str(later), "is not above nought", "Give the change.")
    root = _root(times**span.denominator, span.numerator)
    return as_rate(root - 1, YEARLY, earlier, later, years)


def _times(earlier: Figure, later: Figure) -> Fraction:
    earlier.must_match(later, "compared")
    if earlier.exact <= 0:
        refuse("Growth has no rate.", str(earlier), "is not above nought", "Give the change.")
    return Fraction(later.exact, earlier.exact)


def _root(value: Fraction, degree: int) -> Fraction:
    """Give the nearest root of so many decimals, found in whole numbers by halving the span."""
    steps = 2 * 10**_DECIMALS  # half of the last decimal, so that it can be rounded
    low, high = 0, steps * (int(value) + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree * value.denominator <= value.numerator * steps**degree:
            low = middle
        else:
            high = middle
    return Fraction((low + 1) // 2, 10**_DECIMALS)


def _years(years: Quantity) -> Fraction:
    must_be(years, "year", "years")
    if years.exact <= 0:
        refuse("No time has passed.", str(years), "is not above nought", "Give the years between.")
    return years.exact
