"""Figures in a few words, for tables and pages."""

from __future__ import annotations

from fractions import Fraction

from nwd_costs.pence import pounds
from nwd_costs.totals import Money, Quantity
from nwd_costs.totals.figures import RATES, SHARE, YEARLY, decimal
from nwd_costs.totals.units import counted, priced

Typed = Money | Quantity


def unit_of(figure: Typed) -> str:
    """Say what a figure is in: ``pounds a child week``, ``children``, ``%``."""
    if isinstance(figure, Money):
        return f"pounds {priced(figure.unit)}"
    if figure.unit in RATES:
        return RATES[figure.unit].strip()
    return counted(figure.unit, one=False)


def short(figure: Typed) -> str:
    """Write a figure without its prices and its basis: ``£163,846.15 a person``, ``22.26%``."""
    if isinstance(figure, Money):
        return f"{_money(figure.pence)} {priced(figure.unit)}"
    if figure.unit in RATES:
        scale = 100 if figure.unit in (SHARE, YEARLY) else 1
        places = 6 if figure.unit == "times" else 2
        return f"{decimal(figure.exact * scale, places)}{RATES[figure.unit]}"
    return f"{decimal(figure.exact, 2)} {counted(figure.unit, one=figure.exact == 1)}"


def _money(pence: int) -> str:
    """Write pounds, the pence only where there are any."""
    return pounds(pence).removesuffix(".00")


def signed(figure: Typed) -> str:
    """Write a difference with its sign; ``none`` where there is none."""
    if not figure.exact:
        return "none"
    told = short(figure)
    small = short(figure.becomes(Fraction(0)))
    if told == small:
        return "almost none"
    return told if told.startswith("-") else f"+{told}"
