"""The claim as it is given, and what one check gives back [16.3]-[16.6]."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from nwd_costs.context.statistics import NotPublishedError, Statistic, opening_of
from nwd_costs.errors import Problem, UsageError
from nwd_costs.rule import Basis
from nwd_costs.totals.bases import NOT_STATED, PriceBase, Prices
from nwd_costs.totals.figures import RATES, SHARE, Money, Quantity, decimal
from nwd_costs.totals.units import TOTAL, counted, priced

_WORDS = {"thousand": "k", "million": "m", "billion": "bn"}


class Verdict(StrEnum):
    """How a check came out [16.6]; none of them says that a claim is right."""

    CONTEXT = "for context"
    NOT_RULED_OUT = "not ruled out"
    CANNOT_BE = "cannot be"
    WARNING = "warning"
    UNKNOWN = "cannot be checked"


@dataclass(frozen=True)
class Ground:
    """A published figure that a check rests on, and where it is from."""

    what: str
    source: str


@dataclass(frozen=True)
class ContextCheck:
    """One context check.

    Parameters
    ----------
    name, asked
        What it is called, and the question in words.
    figure
        What was worked out; None where it cannot be.
    formula
        How, in words.
    rests_on
        The published figures behind it, with their sources.
    verdict, words
        How it came out, in one word and in a sentence.
    clause
        The rule.
    shown
        The figure as a reader takes it in: ``22.3%``, ``rose by 46``, ``not known``.
    """

    name: str
    asked: str
    figure: Money | Quantity | None
    formula: str
    rests_on: tuple[Ground, ...]
    verdict: Verdict
    words: str
    clause: str
    shown: str

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values.

        Returns
        -------
        dict
            The figure as text with its unit, price base and basis; null where there is none.
        """
        return {
            "name": self.name,
            "asked": self.asked,
            "figure": None if self.figure is None else str(self.figure),
            "shown": self.shown,
            "formula": self.formula,
            "verdict": self.verdict.value,
            "words": self.words,
            "clause": self.clause,
            "rests_on": [{"what": one.what, "source": one.source} for one in self.rests_on],
        }

    def __str__(self) -> str:
        return f"{self.name} [{self.clause}], {self.verdict}: {self.words}"


@dataclass(frozen=True)
class Question:
    """What a check asks, before it is answered."""

    name: str
    asked: str
    formula: str
    clause: str

    def answered(
        self,
        figure: Money | Quantity,
        grounds: Sequence[Ground],
        words: str,
        verdict: Verdict = Verdict.CONTEXT,
        shown: str = "",
    ) -> ContextCheck:
        """Give the check with its figure."""
        return ContextCheck(
            self.name, self.asked, figure, self.formula, tuple(grounds), verdict, words,
            self.clause, shown or short(figure),
        )  # fmt: skip

    def unanswered(self, error: NotPublishedError) -> ContextCheck:
        """Give the check that cannot be made, and why: nothing is put in the gap [16.2]."""
        why = "; ".join(f"{problem.where} {problem.what}" for problem in error.problems)
        return ContextCheck(
            self.name, self.asked, None, self.formula, (), Verdict.UNKNOWN, f"{why}.", self.clause,
            "not known",
        )  # fmt: skip


def ground(statistic: Statistic) -> Ground:
    """Name a published statistic as what a check rests on."""
    return Ground(str(statistic), statistic.source)


def read_claim(claim: str | Money, year: str) -> Money:
    """Read a claim as an amount in total, in the money of the year [16.3].

    Raises
    ------
    UsageError
        When it is no amount in total above nought, or it is told in other prices.
    """
    money = Money.parse(_spelt_out(claim)) if isinstance(claim, str) else claim
    opening_of(year)
    own = Prices(PriceBase.OUTTURN, year)
    if money.unit != TOTAL:
        _refuse(money, f"is for one thing or time ({priced(money.unit)})", "Give it in total.")
    if money.exact <= 0:
        _refuse(money, "is not above nought", "Give what is claimed to have been avoided.")
    if money.prices == NOT_STATED:
        return replace(money, prices=own, basis=Basis.ASSUMED)
    if money.prices != own:
        advice = f"Tell it in {own}: the published spending and prices are in the money of {year}."
        _refuse(money, f"is in other prices ({money.prices})", advice)
    return money


def read_number(number: int, name: str) -> int:
    """Refuse a number of people that is none."""
    if type(number) is not int or number <= 0:
        problem = Problem(name, "is not a whole number above nought", "Give how many.")
        raise UsageError("A number cannot be used.", [problem])
    return number


def states_prices(claim: str | Money) -> bool:
    """Say whether a claim says in what money it is told."""
    money = Money.parse(_spelt_out(claim)) if isinstance(claim, str) else claim
    return money.prices != NOT_STATED


def short(figure: Money | Quantity) -> str:
    """Write a figure for a sentence: whole pounds, one decimal, its unit; exact ones elsewhere."""
    if isinstance(figure, Money):
        amount = f"£{round(Fraction(figure.exact, 100)):,}"
        return f"{amount} {priced(figure.unit)}" if figure.unit else amount
    if figure.unit == SHARE:
        return f"{_one_decimal(100 * figure.exact)}{RATES[SHARE]}"
    if figure.exact.denominator == 1:
        return f"{decimal(figure.exact, 0)} {counted(figure.unit, one=figure.exact == 1)}"
    return f"{_one_decimal(figure.exact)} {counted(figure.unit, one=False)}"


def _one_decimal(value: Fraction) -> str:
    tenths = round(value * 10)
    return f"{tenths // 10:,}.{tenths % 10}" if tenths or not value else "less than 0.1"


def _spelt_out(text: str) -> str:
    """Read ``£6.39 million`` as ``£6.39m in total``."""
    amount, comma, rest = text.strip().partition(", ")
    for word, letter in _WORDS.items():
        amount = re.sub(rf"(?<=\d) ?{word}\b", letter, amount)
    return f"{amount}{'' if ' ' in amount else ' in total'}{comma}{rest}"


def _refuse(money: Money, what: str, advice: str) -> None:
    raise UsageError("A claim cannot be put in context.", [Problem(str(money), what, advice)])
