"""Calculators of counts [15.14]: how many in all, and by how many there are fewer.

They are pure functions of keyword inputs, like those of spending.
"""

from __future__ import annotations

from collections.abc import Sequence

from nwd_costs.totals.figures import Quantity
from nwd_costs.totals.inputs import refuse


def in_all(*, numbers: Sequence[Quantity]) -> Quantity:
    """Add numbers of one thing [15.14].

    Parameters
    ----------
    numbers
        At least one.

    Returns
    -------
    Quantity
        Their sum, of the same kind.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together, or there is none.
    """
    if not numbers:
        refuse("Nothing is to be added.", "numbers", "is empty", "Give at least one number.")
    first, *others = numbers
    return sum(others, start=first)


def fall(*, earlier: Quantity, later: Quantity) -> Quantity:
    """Say by how many a number fell from an earlier time to a later one [15.14].

    Parameters
    ----------
    earlier, later
        Numbers of one thing.

    Returns
    -------
    Quantity
        Below nought where the number rose.

    Raises
    ------
    UsageError
        When the inputs are of kinds that do not go together.
    """
    return earlier - later
