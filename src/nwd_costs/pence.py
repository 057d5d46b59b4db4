"""Money as whole pence: one exact product, one rounding, half to even [1.6]."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

PPM = 1_000_000
# What a price may be for; ``year`` and ``month`` follow the document's days_per_year.
UNITS = ("day", "night", "week", "month", "year", "case", "episode")
ONCE = ("case", "episode")

_SAFE = 2**62
_POUNDS = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,12})(\.(?P<part>[0-9]+))?")


def pence_of(text: str) -> int:
    """Read pounds written as decimal text, such as ``1185`` or ``23.45``, as whole pence [8.7].

    Raises
    ------
    ValueError
        When the text is no amount, or goes below the penny.
    """
    match = _POUNDS.fullmatch(text.strip())
    if match is None:
        raise ValueError("not an amount of pounds")
    sign, whole, part = match["sign"], match["whole"], (match["part"] or "").rstrip("0")
    if len(part) > 2:
        raise ValueError("an amount goes below the penny")
    pence = int(whole) * 100 + int(part.ljust(2, "0"))
    return -pence if sign else pence


def pounds(pence: int) -> str:
    """Write pence as pounds for a reader: ``-123456`` gives ``-£1,234.56``."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(int(pence)), 100)
    return f"{sign}£{whole:,}.{rest:02d}"


def unit_days(unit: str, days_per_year: int) -> Fraction:
    """Give how many days one rate buys [1.6]; 1 for a rate that is charged once.

    A month is a twelfth of a year.
    """
    if unit in ("day", "night", *ONCE):
        return Fraction(1)
    if unit == "week":
        return Fraction(7)
    if unit not in ("month", "year"):
        raise ValueError("not a unit of a price")
    return Fraction(days_per_year, 12 if unit == "month" else 1)


def round_half_even(
    numerator: NDArray[np.int64], denominator: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Divide whole numbers exactly, half to even.

    Parameters
    ----------
    numerator, denominator
        Whole numbers, the denominator positive. Shape (n,).
    """
    quotient, rest = np.divmod(numerator, denominator)
    twice = 2 * rest
    up = (twice > denominator) | ((twice == denominator) & (quotient % 2 != 0))
    rounded: NDArray[np.int64] = quotient + up
    return rounded


def amounts(
    days: NDArray[np.int64],
    rate_pence: NDArray[np.int64],
    weight_ppm: NDArray[np.int64],
    unit_numerator: NDArray[np.int64],
    unit_denominator: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Give days x rate x weight / (unit days x 1 000 000), rounded once half to even [1.6].

    Parameters
    ----------
    days, rate_pence, weight_ppm
        Whole days, pence per unit and parts per million. Shape (n,).
    unit_numerator, unit_denominator
        The days one rate buys, as a fraction.

    Returns
    -------
    NDArray[np.int64]
        Whole pence, never negative for non-negative input.
    """
    if len(days) == 0:
        return np.zeros(0, dtype=np.int64)
    largest = 1
    for factor in (days, rate_pence, weight_ppm, unit_denominator):
        largest *= int(np.abs(factor).max())
    divisor = unit_numerator * PPM
    if largest < _SAFE and int(divisor.max()) < _SAFE // 2:
        product = days * rate_pence * weight_ppm * unit_denominator
        return round_half_even(product, divisor)
    # Beyond 62 bits the same product in Python's own whole numbers: slow, and never wrong.
    exact = [
        round(Fraction(int(d) * int(r) * int(w) * int(q), int(p)))
        for d, r, w, q, p in zip(
            days, rate_pence, weight_ppm, unit_denominator, divisor, strict=True
        )
    ]
    return np.array(exact, dtype=np.int64)


def share_ppm(part: int, whole: int) -> int | None:
    """Give a share in parts per million, half to even; none of nothing is unknown [12.7]."""
    return None if whole == 0 else round(Fraction(part * PPM, whole))
