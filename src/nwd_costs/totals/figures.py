"""Typed money and typed numbers [15.1], [15.2]: exact, and never mixed without being asked.

``Money`` is pounds for something (in total, a week, a child week) in the prices of a year.
``Quantity`` is a number of something (children, child years) or a rate (a share, points, times).
Two that differ in kind are neither added nor compared: a ``UsageError`` says in what they differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import total_ordering
from typing import NoReturn, Self

from nwd_costs.errors import Problem, UsageError
from nwd_costs.pence import pounds
from nwd_costs.rule import Basis, weakest
from nwd_costs.totals.bases import NOT_STATED, Prices
from nwd_costs.totals.units import counted, priced, read_unit

SHARE, YEARLY, POINT, FACTOR = "share", "share a year", "point", "times"
RATES = {SHARE: "%", YEARLY: "% a year", POINT: " points", FACTOR: " times"}
MULTIPLES = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}

_NUMBER = r"(?P<sign>-?)(?P<pound>£?)(?P<whole>\d[\d,]*)(?P<part>\.\d+)?(?P<times>k|m|bn)?"
_FIGURE = re.compile(rf"{_NUMBER}(?P<unit>%?[^,]*)(?P<rest>(?:, [a-z0-9 -]+)*)")
_GROUPS = re.compile(r"\d{1,3}(,\d{3})*|\d+")
_PLACES = {SHARE: 4, YEARLY: 4}


@total_ordering
@dataclass(frozen=True, eq=False)
class Figure:
    """An exact number with its unit and the basis it rests on.

    Parameters
    ----------
    exact
        The number itself, a whole number or a fraction; approximate decimals are refused.
    unit
        What it is for, or what it counts.
    basis
        Published, inferred or assumed [9.4]; who says nothing assumes.
    """

    exact: Fraction
    unit: str
    basis: Basis = field(default=Basis.ASSUMED, kw_only=True)

    def __post_init__(self) -> None:
        if type(self.exact) not in (int, Fraction):
            what = "is not a whole number or a fraction"
            _refuse("A figure is not exact.", "The number", what, "Give an int or a Fraction.")
        object.__setattr__(self, "exact", Fraction(self.exact))
        object.__setattr__(self, "basis", Basis(self.basis))
        if self.unit not in RATES:
            object.__setattr__(self, "unit", read_unit(self.unit))

    @property
    def kind(self) -> tuple[str, ...]:
        """All that two figures must have in common to be added or compared."""
        return (type(self).__name__.lower(), self.unit)

    def becomes(self, exact: Fraction, *others: Figure) -> Self:
        """Give another figure of this kind, no better founded than all it comes from."""
        return replace(self, exact=exact, basis=weakest_of((self, *others)))

    def must_match(self, other: Figure, doing: str) -> None:
        """Refuse a figure of another kind, and say in what it differs [15.1]."""
        if self.kind != other.kind:
            what = f"is not of the same kind as {other}"
            raise UsageError(
                f"Two figures cannot be {doing}.", [Problem(str(self), what, _advice(self, other))]
            )

    def __add__(self, other: Self) -> Self:
        if not isinstance(other, Figure):
            return NotImplemented
        self.must_match(other, "added")
        return self.becomes(self.exact + other.exact, other)

    def __sub__(self, other: Self) -> Self:
        if not isinstance(other, Figure):
            return NotImplemented
        self.must_match(other, "subtracted")
        return self.becomes(self.exact - other.exact, other)

    def __neg__(self) -> Self:
        return self.becomes(-self.exact)

    def __mul__(self, times: int | Fraction) -> Self:
        if type(times) not in (int, Fraction):
            return NotImplemented
        return self.becomes(self.exact * times)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Figure):
            return NotImplemented
        self.must_match(other, "compared")
        return self.exact == other.exact

    def __lt__(self, other: Self) -> bool:
        if not isinstance(other, Figure):
            return NotImplemented
        self.must_match(other, "compared")
        return self.exact < other.exact

    def __hash__(self) -> int:
        return hash((self.exact, self.kind))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


@dataclass(frozen=True, eq=False, repr=False)
class Money(Figure):
    """Pounds for something, in the prices of a year.

    Parameters
    ----------
    exact
        Pence; a whole number or a fraction.
    unit
        What it is for: ``child week``; empty in total.
    basis
        Published, inferred or assumed [9.4].
    prices
        The price base and its year.
    """

    prices: Prices = NOT_STATED

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.unit in RATES:
            _refuse("An amount has no such unit.", f"'{self.unit}'", "is a rate", "Name a unit.")

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read an amount as it is written: ``£12,170 a case, outturn 2014-15, published``.

        Parameters
        ----------
        text
            Pounds (``k``, ``m`` and ``bn`` may follow), what they are for (``in total``,
            ``a child week``), then the price base and the basis if they are stated.

        Returns
        -------
        Money
            Exact. A price base that is left out is not stated; a basis left out is assumed.

        Raises
        ------
        UsageError
            When the text is no amount.
        """
        figure = read_figure(text)
        if not isinstance(figure, Money):
            _refuse("An amount is not understood.", f"'{text}'", "is not in pounds", _HOW)
        return figure

    @property
    def pence(self) -> int:
        """Whole pence, rounded once, half to even [15.2]."""
        return round(self.exact)

    @property
    def kind(self) -> tuple[str, ...]:
        """What it is for, the price base and its year."""
        return (*super().kind, str(self.prices))

    def settled(self) -> tuple[Money, Money]:
        """Round to whole pence, and say what was lost by it [15.2]."""
        whole = self.becomes(Fraction(self.pence))
        return whole, self - whole

    def __str__(self) -> str:
        return f"{pounds(self.pence)} {priced(self.unit)}, {self.prices}, {self.basis}"


@dataclass(frozen=True, eq=False, repr=False)
class Quantity(Figure):
    """A number of something, or a rate: ``46 cases``, ``44.8%``, ``8.6 points``, ``2.3 times``.

    Parameters
    ----------
    exact
        The number; a share is a fraction of one.
    unit
        What it counts, or ``share``, ``share a year``, ``point`` or ``times``.
    basis
        Published, inferred or assumed [9.4].
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.unit:
            _refuse("A number counts nothing.", "The unit", "is empty", "Say what is counted.")

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read a number as it is written: ``10,080 children, published``, ``44.8%``.

        Parameters
        ----------
        text
            The number, what it counts or its sign of a rate, and the basis if it is stated.

        Returns
        -------
        Quantity
            Exact; a share is a fraction of one.

        Raises
        ------
        UsageError
            When the text is no number of anything.
        """
        figure = read_figure(text)
        if not isinstance(figure, Quantity):
            _refuse("A number is not understood.", f"'{text}'", "counts nothing", _HOW)
        return figure

    def __str__(self) -> str:
        if self.unit in RATES:
            scale = 100 if self.unit in (SHARE, YEARLY) else 1
            number = decimal(self.exact * scale, _PLACES.get(self.unit, 6))
            return f"{number}{RATES[self.unit]}, {self.basis}"
        number = decimal(self.exact, 6)
        return f"{number} {counted(self.unit, one=self.exact == 1)}, {self.basis}"


_HOW = (
    "Write an amount as '£12,170 a case, outturn 2014-15, published' or '£6.39m in total', a "
    "number as '46 cases', a rate as '44.8%', '8.6 points' or '2.3 times'."
)


def read_figure(text: str) -> Money | Quantity:
    """Read an amount, a number of something or a rate, as ``Money`` and ``Quantity`` write them.

    Parameters
    ----------
    text
        Such as ``£12,170 a case, outturn 2014-15, published``, ``46 cases`` or ``44.8%``.

    Returns
    -------
    Money or Quantity
        Exact. A price base that is left out is not stated; a basis left out is assumed.

    Raises
    ------
    UsageError
        When the text is none of them.
    """
    match = _FIGURE.fullmatch(text.strip())
    found = _typed(match) if match and _GROUPS.fullmatch(match["whole"]) else None
    if found is None:
        _refuse("A figure is not understood.", f"'{text}'", "is no figure", _HOW)
    return found


def _typed(match: re.Match[str]) -> Money | Quantity | None:
    value, _ = read_number(match)
    said = match["rest"].removeprefix(", ").split(", ") if match["rest"] else []
    basis = Basis(said.pop()) if said and said[-1] in list(Basis) else Basis.ASSUMED
    unit = match["unit"]
    if match["pound"]:
        prices = Prices.parse(said.pop()) if said else NOT_STATED
        for_what = re.fullmatch(r" (in total|an? (.+))", unit)
        if said or for_what is None:
            return None
        return Money(100 * value, for_what[2] or "", basis=basis, prices=prices)
    rate = next((name for name, sign in RATES.items() if sign == unit), "")
    if said or not (rate or unit.startswith(" ")):
        return None
    exact = Fraction(value, 100) if "%" in unit else value
    return Quantity(exact, rate or unit.strip(), basis=basis)


def read_number(match: re.Match[str]) -> tuple[Fraction, Fraction]:
    """Give the number of a figure, and what one of its last printed digit is worth."""
    part = match["part"] or ""
    one = Fraction(MULTIPLES[match["times"] or ""], 10 ** max(len(part) - 1, 0))
    digits = int(match["whole"].replace(",", "") + part[1:])
    return (-digits if match["sign"] else digits) * one, one


def last_digit(text: str) -> Fraction:
    """Say what one of the last printed digit of a figure is worth, in the unit of ``exact``."""
    figure, match = read_figure(text), _FIGURE.fullmatch(text.strip())
    _, one = read_number(match) if match else (0, Fraction(1))
    return one * scale_of(figure)


def scale_of(figure: Figure) -> Fraction:
    """Say how many of ``exact`` one as it is written is: a pound is 100 pence, 1% is 1/100."""
    if isinstance(figure, Money):
        return Fraction(100)
    return Fraction(1, 100) if figure.unit in (SHARE, YEARLY) else Fraction(1)


def decimal(value: Fraction, places: int) -> str:
    """Write a number with so many decimals at the most, half to even, none that are noughts."""
    whole, rest = divmod(abs(round(value * 10**places)), 10**places)
    sign = "-" if round(value * 10**places) < 0 else ""
    return f"{sign}{whole:,}.{rest:0{places}d}".rstrip("0").rstrip(".")


def weakest_of(figures: Iterable[Figure]) -> Basis:
    """Give the weakest basis of some figures [9.4]."""
    return Basis(weakest([figure.basis for figure in figures]))


def _advice(one: Figure, other: Figure) -> str:
    if not (isinstance(one, Money) and isinstance(other, Money)):
        return "Add and compare figures of one unit."
    steps = ["annualise, weekly or total"] if one.unit != other.unit else []
    steps += ["uprate or rebase"] if one.prices != other.prices else []
    return f"Convert one of them first, by {' and by '.join(steps)}."


def _refuse(title: str, where: str, what: str, advice: str) -> NoReturn:
    raise UsageError(title, [Problem(where, what, advice)])
