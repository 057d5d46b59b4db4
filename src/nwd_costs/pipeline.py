"""The pipeline, once, in order: records and a method and prices in, a result out. It is pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from nwd_costs._version import __version__
from nwd_costs.categories import Vocabulary
from nwd_costs.checks import thresholds
from nwd_costs.days import FIRST_DAY, LAST_DAY, NO_DAY, to_day
from nwd_costs.errors import DataError, Problem, UsageError
from nwd_costs.fates import Fates
from nwd_costs.frames import day_numbers
from nwd_costs.headline import headline
from nwd_costs.measures import Measures, Seen, birth_days
from nwd_costs.methods import Methodology, Plan, as_methodology
from nwd_costs.notices import noticed, rejection_warnings
from nwd_costs.periods import Period
from nwd_costs.prices import UnitCosts
from nwd_costs.result import Result
from nwd_costs.rule import weakest
from nwd_costs.sharing import Shared
from nwd_costs.stages.actual_costs import actual_costs, actual_fates
from nwd_costs.stages.booking import ACTUAL, Booked
from nwd_costs.stages.claims import Claims
from nwd_costs.stages.cohort import IN_SCOPE, VOIDED, Cohort
from nwd_costs.stages.ledger import (
    LEGS,
    Ledger,
    adjustment_lines,
    in_order,
    ledger_lines,
    programme_lines,
)
from nwd_costs.stages.observation import Observed, observe
from nwd_costs.stages.programme import NO_COST, Support
from nwd_costs.stages.timeline import TimelineReport
from nwd_costs.steps import Steps
from nwd_costs.tables import Records


def run(
    method: Methodology | Plan,
    records: Records,
    costs: UnitCosts,
    *,
    period: str | Period,
    as_at: str | dt.date,
    accept: str | Sequence[str] = (),
) -> Result:
    """Compute the costs avoided in a period.

    Parameters
    ----------
    method
        A methodology version; or a plan, which runs as a what-if [14.1].
    records
        What ``read`` made of the returns and the referral list.
    costs
        A unit-cost table, seen from the authority.
    period
        P, such as ``2022-23`` or ``2022-23 to Q3`` [1.5].
    as_at
        The last day observed, inclusive [1.2]; no clock is ever read.
    accept
        Limits of data quality, by name, that do not keep the figure from being a headline [2.17].

    Returns
    -------
    Result
        The two-sided ledger [9.1], its totals, and every step that led to it.

    Raises
    ------
    UsageError
        When the period or as_at cannot be read, or no limit has a name that is to be accepted.
    DataError
        When as_at lies before the data, or a table holds no history [2.12].
    UnitCostError
        When a rate is needed and there is none, listing every name and its days [8.2].
    """
    return run_sharing(Shared(), method, records, costs, period=period, as_at=as_at, accept=accept)


def run_sharing(
    shared: Shared,
    method: Methodology | Plan,
    records: Records,
    costs: UnitCosts,
    *,
    period: str | Period,
    as_at: str | dt.date,
    accept: str | Sequence[str] = (),
) -> Result:
    """Compute what ``run`` computes, with the steps that other runs have made already."""
    refuse_snapshots(records, "Costs avoided need the history of every child [2.12].")
    plan = (method := as_methodology(method)).plan
    span = period if isinstance(period, Period) else Period.parse(period)
    last_day = read_as_at(as_at)
    stands = headline(shared.once(thresholds, records), accept)
    observed = shared.once(observe, records, last_day)
    steps, booked, report = _until_booking(plan, records, observed, span, shared)
    result = Result(
        method=method,
        costs=costs,
        records=records,
        period=span,
        as_at=last_day,
        steps=steps,
        ledger=_ledger(plan, records, steps, booked, costs),
        measures=_measures(plan, records, steps, span),
        fates={
            **observed.fates,
            "placements": report.fates,
            "referrals": _referral_fates(records, steps.claims),
            **actual_fates(records, observed, preferred=plan.stages.pricing.prefers_actual),
        },
        headline=stands,
        warnings=(),
        library_version=__version__,
    )
    # Whether a row is rejected is known before anything runs.
    rejected = shared.once(rejection_warnings, records.fates)
    return _assert_accounted(replace(result, warnings=noticed(result, report, rejected)))


def _measures(plan: Plan, records: Records, steps: Steps, span: Period) -> Measures:
    born = birth_days(records.children, steps.observed)
    settings = plan.categories.family_settings()
    return Seen(steps.cohort, steps.timeline, steps.observed, born, settings).measures(span)


def refuse_snapshots(records: Records, why: str) -> None:
    """Refuse tables without a history, for what is counted day by day [2.12]."""
    problems = [
        Problem(
            table,
            "are a snapshot, as list 8 of Annex A is: the state of one day and no history",
            "Give the SSDA903 returns; cost_of_care prices that one day.",
        )
        for table in records.snapshots
    ]
    if problems:
        raise DataError(why, problems)


def _until_booking(
    plan: Plan, records: Records, observed: Observed, period: Period, shared: Shared
) -> tuple[Steps, Booked, TimelineReport]:
    """Run the stages that say what would have been and what was, up to the booked days."""
    stages, once = plan.stages, shared.once
    # What a counterfactual prices besides the categories is on nobody's timeline.
    names = Vocabulary.of(plan.categories.names)
    base, report = once(stages.timeline.apply, observed, records.placements, plan.categories, names)
    timeline = once(base.in_words_of, plan.vocabulary)
    at_risk_of = stages.counterfactual.tests_at_risk_of
    cohort = once(stages.cohort.apply, records, observed, timeline, test_at_risk_of=at_risk_of)
    claims = once(stages.counterfactual.apply, cohort, timeline, stages.horizon)
    booked = once(stages.booking.apply, claims, timeline, period)
    charges = once(stages.programme.apply, once(_support, cohort, observed.until), period)
    steps = Steps(
        observed=observed,
        timeline=timeline,
        cohort=cohort,
        claims=claims,
        days_booked=booked.days,
        days_in_legs=booked.days_in_legs,
        forecast_days=booked.forecast_days,
        booked_before=booked.before,
        charges=charges,
        unmapped=report.unmapped,
        past_last_day=report.past_last_day,
    )
    return steps, booked, report


def _support(cohort: Cohort, until: int) -> Support:
    """Give the involvement [11.2] of every referral whose support began before H [11.1]."""
    started = day_numbers(cohort.referrals["started_on"])
    ended = day_numbers(cohort.referrals["ended_on"])
    cost = cohort.referrals["programme_cost"].fillna(NO_COST).to_numpy(dtype=np.int64)
    at = np.flatnonzero((started != NO_DAY) & (started < until))
    end = np.where(ended == NO_DAY, until, np.minimum(ended, until))
    return Support(at, started[at], end[at], cost[at])


def _ledger(plan: Plan, records: Records, steps: Steps, booked: Booked, costs: UnitCosts) -> Ledger:
    """Price the booked days and write every line, in order."""
    legs, rule, claims = booked.legs, plan.stages.pricing, steps.claims
    # What did not happen has no record, so the counterfactual leg is nobody's [8.5].
    child = np.where(legs.side == ACTUAL, claims.child[legs.claim], -1)
    priced = rule.apply(
        legs,
        costs,
        plan.vocabulary,
        quarters_cut=booked.quarters_cut,
        deflator=plan.deflator,
        paid=(actual_costs(records, steps.observed), child) if rule.prefers_actual else None,
    )
    legs = priced.legs
    lines = ledger_lines(
        steps.claims,
        priced,
        plan.vocabulary,
        booked_on=legs.from_day if booked.quarters_cut else claims.index_day[legs.claim],
        plan_basis=plan.line_basis,
    )
    return in_order(_with_programme(_adjusted(lines, plan), plan, steps))


def _with_programme(lines: pd.DataFrame, plan: Plan, steps: Steps) -> pd.DataFrame:
    """Add the lines of the programme's own cost [11.1]."""
    rule, charges = plan.stages.programme, steps.charges
    ground = rule.clause, weakest(rule.bases())
    return programme_lines(lines, steps.claims.cohort, vars(charges), charges.unit, ground)


def read_as_at(as_at: str | dt.date) -> int:
    """Give the last day observed as a day number [1.2]."""
    try:
        date = dt.date.fromisoformat(as_at) if isinstance(as_at, str) else as_at
        day = to_day(dt.date(date.year, date.month, date.day))
    except (ValueError, AttributeError, TypeError):
        day = NO_DAY
    if not FIRST_DAY <= day < LAST_DAY:
        problem = Problem("as_at", "is no date", "Write the last day observed as yyyy-mm-dd [1.2].")
        raise UsageError("as_at cannot be read.", [problem])
    return day


def _adjusted(lines: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Add the lines of the adjustments that are not neutral [10.1]."""
    rule = plan.stages.adjustments
    if not rule.applied():
        return lines
    keys = ["referral_id", "child_id", "financial_year", "quarter"]
    legs = lines[lines["side"].isin(LEGS)]
    legs = legs.assign(withheld=legs["amount_pence"].isna())
    found = legs.groupby(keys, sort=True).agg({"amount_pence": "sum", "withheld": "any"})
    cells = found.reset_index()
    gross = cells.pop("amount_pence").to_numpy(dtype=np.int64)
    withheld = cells.pop("withheld").to_numpy(dtype=np.bool_)
    basis = weakest([plan.line_basis, *rule.bases()])
    ground = (rule.clause, basis)
    return adjustment_lines(lines, rule.apply(gross), cells, withheld, ground)


def _referral_fates(records: Records, claims: Claims) -> Fates:
    """Complete the accounting of the referral list: every reason a referral is out of scope."""
    fates, cohort = records.fates["referrals"], claims.cohort
    rows = cohort.referrals["input_row"].to_numpy(dtype=np.int64)
    for reason in np.unique(cohort.scope.astype(str)).tolist():
        if reason not in (IN_SCOPE, VOIDED):
            fates = fates.marked(rows[cohort.scope == reason], "out_of_scope", reason)
    return fates


def _assert_accounted(result: Result) -> Result:
    """Stand by the identity of [1.9]: no input row may go missing."""
    for table, counts in result.accounting.items():
        parts = [sum(n.values()) if isinstance(n, dict) else n for n in counts.values()]
        if parts[0] != sum(parts[1:]):
            raise AssertionError(
                f"{table}: {parts[0]} rows in, {sum(parts[1:])} accounted for [1.9]"
            )
    return result
