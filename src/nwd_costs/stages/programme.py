"""What the programme itself costs [11.1]-[11.4]."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, RootModel, model_validator

from nwd_costs.days import Days, financial_year_name, financial_year_start, quarter_starts
from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.intervals import overlaps
from nwd_costs.periods import Period
from nwd_costs.rule import Parameter, Pounds, Rule

Ints = NDArray[np.int64]

NO_COST = -1


@dataclass(frozen=True, eq=False, repr=False)
class Support:
    """The referrals whose support began before H [11.1], in order of referral_id as text.

    Parameters
    ----------
    referral
        Position of each in the cohort.
    from_day, until_day
        Involvement: [started_on, ended_on or H), clipped at H; it may be empty.
    cost_pence
        The referral's own programme_cost; ``NO_COST`` where it has none.
    """

    referral: Ints
    from_day: Days
    until_day: Days
    cost_pence: Ints


@dataclass(frozen=True, eq=False, repr=False)
class Charges:
    """What the programme is charged in the period; parallel arrays, one entry a ledger line.

    Parameters
    ----------
    referral
        Position of the referral in the cohort.
    from_day, until_day
        The days charged, inside one quarter.
    rate_pence
        What one ``unit`` costs; ``NO_COST`` for a share of a total.
    amount_pence
        The charge, not negative. [pence]
    unit
        ``case``, ``day``, or nothing for a share of a total.
    uncharged
        Financial years that P touches and that are not charged [11.3].
    """

    referral: Ints
    from_day: Days
    until_day: Days
    rate_pence: Ints
    amount_pence: Ints
    unit: str = ""
    uncharged: tuple[str, ...] = ()


def _nothing(uncharged: tuple[str, ...] = ()) -> Charges:
    none = np.zeros(0, dtype=np.int64)
    return Charges(none, none, none, none, none, uncharged=uncharged)


class NoProgrammeCost(Rule):
    """Rule ``none`` [11.2]: the programme's own cost is not in the figure."""

    rule: Literal["none"]

    def apply(self, support: Support, period: Period) -> Charges:  # noqa: ARG002
        """Charge nothing."""
        return _nothing()


class PerReferral(Rule):
    """Rule ``per_referral`` [11.2]: what each referral cost, in the quarter it was started on."""

    rule: Literal["per_referral"]

    def apply(self, support: Support, period: Period) -> Charges:
        """Charge every referral that was started in the period its own programme_cost.

        Raises
        ------
        DataError
            When any of them has none; the message counts them.
        """
        day = support.from_day
        mine = (day >= period.from_day) & (day < period.until_day)
        cost, start = support.cost_pence[mine], day[mine]
        missing = int((cost == NO_COST).sum())
        if missing:
            what = f"is blank for {missing} referrals that were started in the period"
            advice = "Fill it in, or choose a method with another programme rule."
            problem = Problem("referrals, column programme_cost", what, advice)
            raise DataError("The programme cannot be charged [11.2].", [problem])
        return Charges(support.referral[mine], start, start + 1, cost, cost, "case")


class PerDay(Rule):
    """Rule ``per_day`` [11.2]: every day of involvement has the same rate."""

    rule: Literal["per_day"]
    rate: Parameter[Pounds]

    def apply(self, support: Support, period: Period) -> Charges:
        """Charge the days of involvement inside the period, cut at quarters."""
        pence = self.rate.value.pence
        at, start, end = _by_quarter(support, period.from_day, period.until_day)
        rate = np.full(len(at), pence, dtype=np.int64)
        return Charges(support.referral[at], start, end, rate, (end - start) * pence, "day")


class Totals(RootModel[dict[str, Pounds]]):
    """Pounds by financial year, such as ``2022-23``."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    @model_validator(mode="after")
    def _some_financial_years(self) -> Totals:
        if not self.root:
            raise ValueError("totals names at least one financial year [11.3]")
        for year in self.root:
            match = re.fullmatch(r"(\d{4})-(\d{2})", year)
            if match is None or financial_year_name(int(match[1])) != year:
                raise ValueError("totals lists pounds by financial year, such as 2022-23 [11.3]")
        return self


class Total(Rule):
    """Rule ``total`` [11.3]: a year's pounds, shared over all involvement of the year."""

    rule: Literal["total"]
    totals: Parameter[Totals]

    def apply(self, support: Support, period: Period) -> Charges:
        """Charge each referral and quarter of the period its share of the year's pounds.

        Raises
        ------
        UsageError
            When the period does not consist of whole quarters.
        """
        edges = period.from_day, period.until_day
        if any(not len(quarter_starts(day, day + 1)) for day in edges):
            what = "does not consist of whole quarters"
            problem = Problem(f"'{period.name}'", what, "Programme totals are shared by quarter.")
            raise UsageError("The period cannot be used with this method [11.3].", [problem])
        charges = [self._year(support, period, year) for year in period.financial_years()]
        names = ("referral", "from_day", "until_day", "rate_pence", "amount_pence")
        joined = {name: np.concatenate([getattr(c, name) for c in charges]) for name in names}
        return Charges(
            **joined, unit="", uncharged=tuple(year for c in charges for year in c.uncharged)
        )

    def _year(self, support: Support, period: Period, year: str) -> Charges:
        opening = int(year[:4])
        first, last = financial_year_start(opening), financial_year_start(opening + 1)
        at, start, end = _by_quarter(support, first, last)
        total = self.totals.value.root.get(year)
        if total is None or not len(at):
            return _nothing((year,))
        shares = largest_remainder(total.pence, end - start)
        mine = (start >= period.from_day) & (start < period.until_day)
        rate = np.full(int(mine.sum()), NO_COST, dtype=np.int64)
        return Charges(support.referral[at[mine]], start[mine], end[mine], rate, shares[mine])


AnyProgramme = Annotated[
    NoProgrammeCost | PerReferral | PerDay | Total, Field(discriminator="rule")
]


def largest_remainder(total_pence: int, parts: Ints) -> Ints:
    """Share whole pence in proportion; the first of equal remainders gets the penny [11.3].

    Parameters
    ----------
    total_pence
        What the shares sum to.
    parts
        Positive whole numbers, at most a year of days each.
    """
    exact = total_pence * parts
    whole = int(parts.sum())
    shares, rest = np.divmod(exact, whole)
    left = total_pence - int(shares.sum())
    shares[np.argsort(-rest, kind="stable")[:left]] += 1
    return shares


def _by_quarter(support: Support, low: int, high: int) -> tuple[Ints, Days, Days]:
    """Cut involvement inside a span at quarters: position in the support, first day, end."""
    starts = np.unique(np.append(quarter_starts(low, high), low))
    quarters = np.zeros(len(starts), dtype=np.int64), starts, np.append(starts[1:], high)
    windows = np.zeros(len(support.from_day), dtype=np.int64), support.from_day, support.until_day
    at, _, start, end = overlaps(quarters, windows)
    return at, start, end
