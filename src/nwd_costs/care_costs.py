"""What care, protection and need cost for every child, without any counterfactual [13.1]."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nwd_costs.categories import STATUSES
from nwd_costs.checks import thresholds
from nwd_costs.days import financial_year_name, iso
from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.fates import counted
from nwd_costs.headline import Headline, headline, headline_rows
from nwd_costs.intervals import group_starts, merge
from nwd_costs.methods import Methodology, Plan
from nwd_costs.notices import actual_cost_warnings, code_warnings, rejection_warnings
from nwd_costs.pence import PPM
from nwd_costs.periods import Period
from nwd_costs.pipeline import read_as_at
from nwd_costs.price_notices import price_warnings
from nwd_costs.prices import UnitCosts
from nwd_costs.profiles import NAMED, PARAGRAPH
from nwd_costs.show import html_table
from nwd_costs.stages.actual_costs import ActualCosts, actual_costs, actual_fates
from nwd_costs.stages.booking import COUNTERFACTUAL, Legs
from nwd_costs.stages.history import Timeline
from nwd_costs.stages.ledger import care_lines, exact_sum
from nwd_costs.stages.observation import STATUTORY, Observed, observe
from nwd_costs.summary import Values, money_of, on_record, repair_counts
from nwd_costs.tables import Records, Warn


@dataclass(frozen=True, eq=False)
class CareCosts:
    """The cost of care of every child over some periods.

    Parameters
    ----------
    method, costs
        Whose timeline and chain, at which prices.
    as_at, observed_until
        The last day observed as asked for, and H. [day numbers]
    lines
        For each period its priced lines; amounts are positive.
    accounting, repairs
        What became of the input rows of the returns [1.9].
    unmapped, past_last_day
        Codes without a category or past their last day [3.4].
    headline
        Whether the figures stand as headlines, and what was accepted so that they do.
    warnings
        What a reader must know.
    """

    method: Methodology
    costs: UnitCosts
    as_at: int
    observed_until: int
    lines: Mapping[str, pd.DataFrame]
    accounting: Mapping[str, Mapping[str, int | dict[str, int]]]
    repairs: Values
    unmapped: Mapping[str, Mapping[str, int]]
    past_last_day: Mapping[str, Mapping[str, int]]
    headline: Headline
    warnings: tuple[Warn, ...]

    def summary(self) -> Values:
        """Give days, pence, lines and children of every period as plain values.

        Returns
        -------
        dict
            The content of ``cost_of_care.json``; nobody's record is in it.
        """
        rule = self.method.plan.stages.timeline
        return {
            **NAMED,
            "authority": self.costs.authority,
            "method": self.method.id,
            "standing": self.method.standing,
            "status": self.method.status,
            "unit_costs": self.costs.id,
            "headline": self.headline.as_dict(),
            "as_at": iso(self.as_at),
            "observed_until": iso(self.observed_until),
            "timeline": {
                "rule": rule.rule,
                "priority": list(rule.priority.value),
                "respite": rule.respite.value,
                "temporary": rule.temporary.value,
            },
            "years": {name: _year(lines) for name, lines in self.lines.items()},
            **self._on_record(),
            "accounting": dict(self.accounting),
            "repairs": self.repairs,
            "unmapped": dict(self.unmapped),
            "past_last_day": dict(self.past_last_day),
            "warnings": [warning.as_dict() for warning in self.warnings],
        }

    def _on_record(self) -> Values:
        if not self.method.plan.stages.pricing.prefers_actual:
            return {}
        return {"actual_costs": {name: on_record(lines) for name, lines in self.lines.items()}}

    def __repr__(self) -> str:
        spans = f"{len(self.lines)} periods" if len(self.lines) != 1 else next(iter(self.lines))
        mark = "".join(f"; {words}" for words in [self.headline.mark()] if words)
        return f"CareCosts({self.costs.authority}, {spans}; prices {self.costs.id}{mark})"

    def _repr_html_(self) -> str:
        rows = [
            [name, int(lines["days"].sum()), money_of(lines), lines["child_id"].nunique()]
            for name, lines in self.lines.items()
        ]
        headings = ["period", "child-days", "cost", "children"]
        marks = headline_rows(self.headline).items()
        first = html_table("Before you use these figures", [], marks) if marks else ""
        title = f"Cost of care, {self.costs.authority}"
        return PARAGRAPH + first + html_table(title, headings, rows)


def cost_of_care(
    records: Records,
    costs: UnitCosts,
    *,
    method: Methodology,
    as_at: str | dt.date,
    periods: str | Sequence[str | Period] | None = None,
    accept: str | Sequence[str] = (),
) -> CareCosts:
    """Price every child-day of the timeline, for plausibility against published spending [13.1].

    Parameters
    ----------
    records
        What ``read`` made of the returns.
    costs
        A unit-cost table, seen from the authority.
    method
        Whose timeline, categories and price chain to use.
    as_at
        The last day observed, inclusive [1.2].
    periods
        Periods [1.5]; every financial year that the returns cover unless given.
    accept
        Limits of data quality, by name, that do not keep a figure from being a headline [2.17].

    Returns
    -------
    CareCosts
        Priced lines of every period, cut at every placement spell too.

    Raises
    ------
    UsageError
        When a period or as_at cannot be read, no period is given and no return year is known, or no
        limit has a name that is to be accepted.
    DataError
        When as_at lies before the data, or a table holds the state of one day and a period is any
        other than that day [2.12].
    UnitCostError
        When a rate is needed and there is none [8.2].
    """
    plan, last_day = method.plan, read_as_at(as_at)
    spans = _spans(records, periods, last_day)
    # What is wrong with referrals does not touch what care costs.
    stands = headline(thresholds(records, referrals=False), accept)
    observed = observe(records, last_day)
    timeline, report = plan.stages.timeline.apply(
        observed, records.placements, plan.categories, plan.vocabulary
    )
    actual = actual_costs(records, observed) if plan.stages.pricing.prefers_actual else None
    lines = _priced(plan, timeline, observed, costs, actual, spans)
    fates = {table: observed.fates[table] for table in STATUTORY} | {"placements": report.fates}
    fates |= actual_fates(records, observed, preferred=actual is not None)
    accounting = counted(fates)
    return CareCosts(
        method=method,
        costs=costs,
        as_at=last_day,
        observed_until=timeline.until,
        lines=lines,
        accounting=accounting,
        repairs=repair_counts(accounting, observed.repairs),
        unmapped=report.unmapped,
        past_last_day=report.past_last_day,
        headline=stands,
        warnings=(
            *(*records.warnings, *observed.warnings, *code_warnings(report)),
            *(*_snapshot_warnings(records, last_day), *rejection_warnings(fates)),
            *actual_cost_warnings(records, plan),
            *price_warnings(pd.concat(lines.values(), ignore_index=True), costs, plan),
        ),
    )


def _priced(
    plan: Plan,
    timeline: Timeline,
    observed: Observed,
    costs: UnitCosts,
    actual: ActualCosts | None,
    spans: Sequence[Period],
) -> dict[str, pd.DataFrame]:
    """Price the child-days of every period."""
    everything, lines = _all_days(timeline), {}
    for span in spans:
        legs = everything.inside(span.from_day, min(span.until_day, timeline.until))
        paid = (actual, legs.claim) if actual else None
        priced = plan.stages.pricing.apply(
            legs, costs, plan.vocabulary, quarters_cut=True, deflator=plan.deflator, paid=paid
        )
        lines[span.name] = care_lines(observed.child_ids, priced, plan.vocabulary, plan.line_basis)
    return lines


def _snapshot_warnings(records: Records, last_day: int) -> list[Warn]:
    if not records.snapshots:
        return []
    message = (
        f"this is the cost of one day, {iso(last_day)}, and true only if the list was taken on "
        "that day: it is no year's cost, and nothing may be multiplied up from it"
    )
    rows = sum(len(getattr(records, table)) for table in records.snapshots)
    return [Warn("one_day_only", "2.12", message, {"rows": rows})]


def _spans(
    records: Records, periods: str | Sequence[str | Period] | None, last_day: int
) -> list[Period]:
    wanted = [periods] if isinstance(periods, str) else periods or _covered(records)
    spans = [p if isinstance(p, Period) else Period.parse(p) for p in wanted]
    _refuse_more_than_the_day(records, spans, last_day)
    return spans


def _refuse_more_than_the_day(records: Records, spans: Sequence[Period], last_day: int) -> None:
    """Hold a table without history to the one day that it tells of [2.12]."""
    day = (last_day, last_day + 1)
    others = [span for span in spans if (span.from_day, span.until_day) != day]
    if records.snapshots and others:
        tables = ", ".join(records.snapshots)
        what = f"is not the one day, as_at, whose state the {tables} hold (list 8 of Annex A)"
        advice = f"Name {iso(day[0])}..{iso(day[1])} as the period, or give the SSDA903 returns."
        problems = [Problem(f"period {span.name}", what, advice) for span in others]
        raise DataError("The cost of care cannot be had for this period [2.12].", problems)


def _covered(records: Records) -> list[str]:
    """Name every financial year from the first return to the last."""
    years = [year for source in records.return_years.values() for year in source]
    if not years:
        problem = Problem("periods", "are not given and no return year is known", "Name them.")
        raise UsageError("The cost of care needs periods.", [problem])
    return [financial_year_name(year - 1) for year in range(min(years), max(years) + 1)]


def _all_days(timeline: Timeline) -> Legs:
    """Take every child-day as a leg; here ``claim`` is the child's own code."""
    first, last = merge(*timeline.track, timeline.status, timeline.category, timeline.spell)
    rows = len(first)
    # A change of carer cuts a line but does not begin a new run of the category [8.6].
    run_first, _ = merge(*timeline.track, timeline.category)
    begins = np.zeros(len(timeline.child), dtype=np.bool_)
    begins[run_first] = True
    run_from = timeline.from_day[run_first][group_starts(begins)][first]
    return Legs(
        claim=timeline.child[first],
        side=np.full(rows, COUNTERFACTUAL, dtype=np.int64),
        from_day=timeline.from_day[first],
        until_day=timeline.until_day[last],
        category=timeline.category[first],
        weight=np.full(rows, PPM, dtype=np.int64),
        charged=np.ones(rows, dtype=np.bool_),
        observed=np.ones(rows, dtype=np.bool_),
        run_from=run_from,
    )


def _year(lines: pd.DataFrame) -> Values:
    quarters = lines.groupby(["financial_year", "quarter"], sort=True)["amount_pence"]
    services = {name: lines[lines["service"] == name] for name in STATUSES[:-1]}
    return {
        "days": int(lines["days"].sum()),
        "amount_pence": exact_sum(lines["amount_pence"]),
        "by_service": {name: _part(found) for name, found in services.items()},
        "by_category": {
            str(name): _part(found) for name, found in lines.groupby("category", sort=True)
        },
        "by_quarter": {
            f"{year} {quarter}": exact_sum(pence) for (year, quarter), pence in quarters
        },
    }


def _part(lines: pd.DataFrame) -> Values:
    return {
        "days": int(lines["days"].sum()),
        "amount_pence": exact_sum(lines["amount_pence"]),
        "lines": len(lines),
        "children": int(lines["child_id"].nunique()),
    }
