"""What the calculators have in common: new figures from old ones, and refusals."""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn

from nwd_costs.errors import Problem, UsageError
from nwd_costs.totals.figures import Figure, Money, Quantity, weakest_of


def as_money(like: Money, exact: Fraction, unit: str, *others: Figure) -> Money:
    """Give an amount for another unit, in the same prices."""
    return Money(exact, unit, prices=like.prices, basis=weakest_of([like, *others]))


def as_rate(exact: Fraction, unit: str, *figures: Figure) -> Quantity:
    """Give a rate that rests on some figures."""
    return Quantity(exact, unit, basis=weakest_of(figures))


def must_be(figure: Quantity, unit: str, name: str) -> None:
    """Refuse an input of another kind."""
    if figure.unit != unit:
        refuse("An input is of another kind.", name, f"is {figure}", f"Give it as a {unit}.")


def must_divide(figure: Figure) -> None:
    """Refuse to divide by nought."""
    if not figure.exact:
        what = "is nought, and nothing can be divided by it"
        refuse("A calculation has no result.", str(figure), what, "Give another figure.")


def refuse(title: str, where: str, what: str, advice: str) -> NoReturn:
    """Raise the error of this package: what cannot be done, and what to do instead."""
    raise UsageError(title, [Problem(where, what, advice)])
