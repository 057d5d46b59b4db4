"""Holding a figure against what was printed [15.11], and against bounds [15.12].

What disagrees stays, with the difference; a slip that would explain it is named, not mended.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from nwd_costs.rule import Basis
from nwd_costs.totals.figures import Money, Quantity, last_digit, read_figure, scale_of
from nwd_costs.totals.inputs import refuse

TOLERANCES = ("exact", "rounded", "cut")
# Slips that make a figure so many times too large or too small.
SLIPS = {
    1_000: "thousands and units, or millions and thousands, are mixed up",
    1_000_000: "millions and units are mixed up",
    100: "pounds and pence, or a share and its per cent, are mixed up",
    7: "a day and a week are mixed up",
    52: "a week and a year are mixed up",
    12: "a month and a year are mixed up",
    2: "one of them may be for two years, or counted twice",
}


@dataclass(frozen=True)
class Agreement:
    """Whether a computed figure is the printed one.

    Parameters
    ----------
    computed, printed
        The two figures, of one kind.
    tolerance
        How they were held against each other, in words.
    agrees
        Whether they do.
    remark
        What may be behind a disagreement; empty where they agree or nothing is known.
    """

    computed: Money | Quantity
    printed: Money | Quantity
    tolerance: str
    agrees: bool
    remark: str = ""

    @property
    def difference(self) -> Money | Quantity:
        """Computed less printed; it stays, whether they agree or not."""
        return self.computed.becomes(self.computed.exact - self.printed.exact, self.printed)

    def __str__(self) -> str:
        verdict = "agrees with" if self.agrees else "DISAGREES with"
        remark = f" {self.remark}" if self.remark else ""
        return (
            f"{self.computed} {verdict} the printed {self.printed} ({self.tolerance}); "
            f"the difference is {self.difference}.{remark}"
        )


def agreement(
    computed: Money | Quantity, printed: str, *, tolerance: str = "rounded", to_nearest: str = ""
) -> Agreement:
    """Hold a computed figure against a printed one [15.11].

    Parameters
    ----------
    computed
        What a calculator gave.
    printed
        The figure as it was printed, with its unit. Its price base is the computed one's where it
        states none.
    tolerance
        ``exact``: nothing left over. ``rounded``: within half of the last printed digit. ``cut``:
        the digits after the last printed one were cut off.
    to_nearest
        What the figure was rounded to, where the noughts at its end are no digits: ``10,000``, in
        pounds, per cent or whatever the figure is in.

    Returns
    -------
    Agreement
        Whether they agree, and the difference.

    Raises
    ------
    UsageError
        When the printed figure is of another kind, or a word is not understood.
    """
    if tolerance not in TOLERANCES:
        advice = f"Write {', '.join(TOLERANCES)}."
        refuse("A tolerance is not understood.", f"'{tolerance}'", "is no tolerance", advice)
    figure = _printed(printed, computed)
    figure.must_match(computed, "compared")
    digit = _digit(to_nearest) * scale_of(figure) if to_nearest else last_digit(printed)
    holds = _holds(computed.exact, figure.exact, digit, tolerance)
    told = f"to the nearest {to_nearest}" if to_nearest else "to the last printed digit"
    words = tolerance if tolerance == "exact" else f"{tolerance} {told}"
    remark = "" if holds else _remark(computed.exact, figure.exact, digit)
    return Agreement(computed, figure, words, holds, remark)


def plausible(figure: Money, *, low: Money, high: Money) -> Agreement:
    """Hold a price against the span of published prices for the same thing [15.12].

    Only the units must agree: the question is whether the figure is of the right order, and
    prices of different years are near enough to one another for that.

    Parameters
    ----------
    figure
        The price.
    low, high
        The lowest and the highest published.

    Returns
    -------
    Agreement
        With the nearer bound as the printed figure.

    Raises
    ------
    UsageError
        When the units differ.
    """
    for bound in (low, high):
        figure.must_match(replace(bound, prices=figure.prices), "compared")
    lowest, highest = sorted((low, high), key=lambda bound: bound.exact)
    inside = lowest.exact <= figure.exact <= highest.exact
    remark = ""
    for times, words in SLIPS.items():
        tried = (figure.exact * times, Fraction(figure.exact, times))
        if not inside and not remark and times > 2:
            hit = any(lowest.exact <= exact <= highest.exact for exact in tried)
            remark = f"{times:,} times out it would lie inside: perhaps {words}." if hit else ""
    nearer = highest if figure.exact > highest.exact else lowest
    return Agreement(figure, nearer, "within the published span", inside, remark)


def _printed(text: str, computed: Money | Quantity) -> Money | Quantity:
    """Read a printed figure; a price base that it does not state is the computed one's."""
    figure = replace(read_figure(text), basis=Basis.PUBLISHED)
    if isinstance(figure, Money) and isinstance(computed, Money) and ", " not in text:
        return replace(figure, prices=computed.prices)
    return figure


def _digit(to_nearest: str) -> Fraction:
    try:
        digit = Fraction(to_nearest.replace(",", ""))
    except ValueError:
        digit = Fraction(0)
    if digit <= 0:
        advice = "Write a number above nought, such as 10,000 or 0.5, and no unit."
        refuse("A tolerance is not understood.", f"'{to_nearest}'", "is no such number", advice)
    return digit


def _holds(computed: Fraction, printed: Fraction, digit: Fraction, tolerance: str) -> bool:
    if tolerance == "exact":
        return computed == printed
    if tolerance == "cut":
        return 0 <= abs(computed) - abs(printed) < digit and computed * printed >= 0
    return 2 * abs(computed - printed) <= digit


def _remark(computed: Fraction, printed: Fraction, digit: Fraction) -> str:
    for times, words in SLIPS.items() if computed and printed else ():
        larger = 2 * abs(computed * times - printed) <= digit
        smaller = 2 * abs(computed - printed * times) <= digit * times
        if larger or smaller:
            size = "large" if larger else "small"
            return f"The printed figure is {times:,} times too {size}: perhaps {words}."
    return ""
