"""Figures that a run gives: the reference cohort, or a council's own records and prices [16.13]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from nwd_costs.days import financial_year_name, financial_year_of, financial_year_start
from nwd_costs.errors import Problem, UsageError
from nwd_costs.figures.documents import REFERENCE, Run
from nwd_costs.figures.words import Typed
from nwd_costs.freezing import reference_records
from nwd_costs.library import methodology
from nwd_costs.pipeline import run
from nwd_costs.price_tables import unit_costs
from nwd_costs.prices import UnitCosts
from nwd_costs.result import Result
from nwd_costs.tables import Records
from nwd_costs.totals import Money, Prices, Quantity
from nwd_costs.totals.bases import NOT_STATED, PriceBase

TOTALS = {"gross": "gross_pence", "adjusted": "adjusted_pence", "net": "net_pence"}


@dataclass
class Runs:
    """The runs that figures ask for, each made once.

    Parameters
    ----------
    records
        What a figure of a council's own is run over.
    """

    records: Records | None = None
    _made: dict[tuple[Run, Path | None], Result] = field(default_factory=dict)
    _costs: dict[tuple[str | Path, str], UnitCosts] = field(default_factory=dict)

    def result(self, asked: Run, folder: Path | None) -> Result:
        """Give the result of a run; a path that it names is looked for beside its file first."""
        key = (asked, folder)
        if key not in self._made:
            records = reference_records() if asked.records == REFERENCE else self.records
            if records is None:
                raise _no_records()
            self._made[key] = run(
                methodology(_placed(asked.methodology, folder)),
                records,
                self._prices(_placed(asked.unit_costs, folder), asked.authority),
                period=asked.period,
                as_at=asked.as_at,
                accept=asked.accept,
            )
        return self._made[key]

    def _prices(self, name: str | Path, authority: str) -> UnitCosts:
        key = (name, authority)
        if key not in self._costs:
            self._costs[key] = unit_costs(name, authority=authority)
        return self._costs[key]


def _no_records() -> UsageError:
    problem = Problem("records", "are not given", "Give your returns and your referrals.")
    return UsageError("A figure is to be run over your own records.", [problem])


def _placed(name: str, folder: Path | None) -> str | Path:
    place = folder / name if folder else None
    return place if place is not None and place.exists() else name


def told(result: Result, asks: str, printed: Typed) -> Typed | None:
    """Give what a run says of one thing; None where it is withheld or not known.

    Parameters
    ----------
    result
        The run.
    asks
        ``gross``, ``adjusted``, ``net``, or a path in the summary: ``by_service.cic``.
    printed
        The published figure, which says what a bare count is a count of.

    Raises
    ------
    UsageError
        When the summary tells no such thing.
    """
    if asks in TOTALS:
        pence = getattr(result, TOTALS[asks])
        return None if pence is None else Money(Fraction(pence), "", prices=_prices(result))
    value: Any = result.summary()
    for part in asks.split("."):
        if not isinstance(value, Mapping) or part not in value:
            raise _nothing_such(asks, value)
        value = value[part]
    if isinstance(value, Mapping | list | str | bool):
        raise _nothing_such(asks, value)
    if value is None:
        return None
    if asks.endswith("_ppm"):
        return Quantity(Fraction(value, 1_000_000), "share")
    if asks.startswith(("measures", "counts")):
        return Quantity(Fraction(value), _counted(printed))
    return Money(Fraction(value), "", prices=_prices(result))


def _counted(printed: Typed) -> str:
    return printed.unit if isinstance(printed, Quantity) and printed.unit else "person"


def _nothing_such(asks: str, at: object) -> UsageError:
    there = ", ".join(map(str, at)) if isinstance(at, Mapping) else "nothing further"
    problem = Problem(f"asks = '{asks}'", "is no one figure of the run", f"There is: {there}.")
    return UsageError("A figure asks for what a run does not tell.", [problem])


def _prices(result: Result) -> Prices:
    """Say in what money a total is told; over several years of outturn there is no one year."""
    base, period = result.method.plan.stages.pricing.price_base.value, result.period
    if base != "current":
        return Prices(PriceBase.REAL, base)
    first = int(financial_year_of(np.array([period.from_day]))[0])
    if financial_year_start(first + 1) < period.until_day:
        return NOT_STATED
    return Prices(PriceBase.OUTTURN, financial_year_name(first))
