"""The panel of a result for every part of its period [12.8], without running again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from nwd_costs.days import financial_year_name, financial_year_of, quarter_of, quarter_starts
from nwd_costs.errors import Problem, UsageError
from nwd_costs.headline import Headline
from nwd_costs.measures import Seen, birth_days
from nwd_costs.methods import Methodology
from nwd_costs.panel_figures import PanelFigures, plus
from nwd_costs.panels import Panel, Panels
from nwd_costs.periods import Period
from nwd_costs.prices import UnitCosts
from nwd_costs.stages.ledger import LEGS, SIDES, Ledger
from nwd_costs.steps import Steps
from nwd_costs.tables import Records
from nwd_costs.terms import TIERS, Terms, terms_of

# Pence of each side and tier of each quarter; None where withheld [8.2].
Cells = Mapping[tuple[str, str], Mapping[tuple[str, str], int | None]]


class WithPanels:
    """The panels of a result: for its own period, and for every part of it [12.8]."""

    method: Methodology
    costs: UnitCosts
    records: Records
    period: Period
    as_at: int
    steps: Steps
    ledger: Ledger
    measures: Mapping[str, object]
    headline: Headline

    def panel(self, period: str | Period | None = None) -> Panel:
        """Give the programme's own panel for the period, or a part of it, without running again.

        Parameters
        ----------
        period
            Its own P unless given; else a part of P that begins and ends at a quarter, or where P
            does.

        Returns
        -------
        Panel
            What a run of that part gives, as at the same day [12.8].

        Raises
        ------
        UsageError
            When the part is not inside P, or cuts a quarter.
        """
        part = period if isinstance(period, Period) else Period.parse(period or self.period.name)
        changes = tuple(map(str, self.method.plan.changes))
        return Panel(
            self.panel_figures(part), self.costs.authority, self._common, self.as_at,
            self.steps.observed.until, self.headline, changes,
        )  # fmt: skip

    def panels(self, *periods: str | Period) -> Panels:
        """Give several panels side by side; without names its own and all that is inside it.

        Parameters
        ----------
        *periods
            As for ``panel``.

        Returns
        -------
        Panels
            One a period.
        """
        wanted = periods or (self.period, *self.period.parts())
        return Panels(tuple(self.panel(period) for period in wanted))

    def terms(self, figure: str = "gross") -> Terms:
        """Give the terms of one of the totals [12.12].

        Parameters
        ----------
        figure
            ``gross``, ``adjusted`` or ``net``.

        Returns
        -------
        Terms
            To be held beside those of another figure.
        """
        return self.panel().terms(figure)

    def panel_figures(self, period: Period) -> PanelFigures:
        """Give the figures of a panel for a part of P, as ``panel`` does."""
        _refuse_part(period, self.period)
        own = period.from_day == self.period.from_day and period.until_day == self.period.until_day
        touched = _quarters_in(period)
        found = [pence for quarter, pence in self._cells.items() if quarter in touched]
        sides = {side: [c[key] for c in found for key in c if key[0] == side] for side in SIDES}
        tiers = {
            tier: [c[key] for c in found for key in c if key[0] in LEGS and key[1] == tier]
            for tier in TIERS
        }
        return PanelFigures(
            period=period,
            measures=self.measures if own else self._seen.measures(period),
            by_side_pence={side: plus(*pence) for side, pence in sides.items()},
            gross_by_tier_pence={tier: plus(*pence) for tier, pence in tiers.items()},
            contains_forecast=self._forecast_in(period),
        )

    @cached_property
    def _common(self) -> dict[str, str]:
        return terms_of(self.method, self.costs)

    @cached_property
    def _seen(self) -> Seen:
        steps, settings = self.steps, self.method.plan.categories.family_settings()
        born = birth_days(self.records.children, steps.observed)
        return Seen(steps.cohort, steps.timeline, steps.observed, born, settings)

    @cached_property
    def _cells(self) -> Cells:
        """Sum the ledger by quarter, side and tier; a line without an amount withholds its cell."""
        keys = ["financial_year", "quarter", "side", "claim_service"]
        groups = self.ledger.groupby(keys, sort=False)["amount_pence"]
        sums = groups.sum().mask(groups.count() < groups.size()).reset_index()
        cells: dict[tuple[str, str], dict[tuple[str, str], int | None]] = {}
        for *names, pence in sums.itertuples(index=False, name=None):
            year, quarter, side, tier = map(str, names)
            inside = cells.setdefault((year, quarter), {})
            inside[side, tier] = None if pd.isna(pence) else int(pence)
        return cells

    def _forecast_in(self, period: Period) -> bool:
        """Say whether a day that the period books was not observed [7.2]."""
        if not self.steps.forecast_days:
            return False
        claims = self.steps.claims
        t = claims.index_day
        mine = (t >= period.from_day) & (t < period.until_day)
        return bool(claims.days_from(self.steps.timeline.until)[mine].any())


def _quarters_in(period: Period) -> set[tuple[str, str]]:
    """Name every quarter that a period touches, as ledger lines do."""
    starts = quarter_starts(period.from_day, period.until_day)
    days = np.unique(np.append(starts, period.from_day))
    years, quarters = financial_year_of(days).tolist(), quarter_of(days).tolist()
    return {
        (financial_year_name(year), f"Q{quarter}")
        for year, quarter in zip(years, quarters, strict=True)
    }


def _refuse_part(part: Period, whole: Period) -> None:
    """Refuse what is no part of P, or would cut ledger lines that were rounded whole [12.8]."""
    problems = []
    if not whole.holds(part):
        what = f"is not inside {whole.name}, the period of the run"
        problems.append(Problem(f"'{part.name}'", what, "Run a period that holds it."))
    else:
        edges = {part.from_day, part.until_day} - {whole.from_day, whole.until_day}
        if not all(len(quarter_starts(day, day + 1)) for day in edges):
            what = "cuts a quarter, whose ledger lines were rounded whole [1.6]"
            problems.append(Problem(f"'{part.name}'", what, "Run that period by itself."))
    if problems:
        raise UsageError("The panel cannot be given for that part [12.8].", problems)
