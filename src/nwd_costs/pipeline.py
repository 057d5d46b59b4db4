"""The pipeline, once, in order: records and a method and prices in, a result out. It is pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from nwd_costs._version import __version__
from nwd_costs.days import to_day
from nwd_costs.errors import Problem, UsageError
from nwd_costs.measures import birth_days, measures
from nwd_costs.methods import Methodology, Plan
from nwd_costs.pence import PPM
from nwd_costs.periods import Period
from nwd_costs.prices import UnitCosts
from nwd_costs.result import Result
from nwd_costs.rule import weakest
from nwd_costs.stages.claims import Claims
from nwd_costs.stages.cohort import IN_SCOPE, VOIDED
from nwd_costs.stages.ledger import LEGS, Ledger, adjustment_lines, in_order, ledger_lines
from nwd_costs.stages.observation import observe
from nwd_costs.stages.timeline import TimelineReport
from nwd_costs.steps import Steps
from nwd_costs.tables import Fates, Records, Warn


def run(
    method: Methodology,
    records: Records,
    costs: UnitCosts,
    *,
    period: str | Period,
    as_at: str | dt.date,
) -> Result:
    """Compute the costs avoided in a period.

    Parameters
    ----------
    method
        A methodology version.
    records
        What ``read`` made of the returns and the referral list.
    costs
        A unit-cost table, seen from the authority.
    period
        P, such as ``2022-23`` or ``2022-23 to Q3`` [1.5].
    as_at
        The last day observed, inclusive [1.2]; no clock is ever read.

    Returns
    -------
    Result
        The two-sided ledger [9.1], its totals, and every step that led to it.

    Raises
    ------
    UsageError
        When the period or as_at cannot be read.
    DataError
        When as_at lies before the data.
    UnitCostError
        When a rate is needed and there is none, listing every name and its days [8.2].
    """
    plan, stages = method.plan, method.plan.stages
    span = period if isinstance(period, Period) else Period.parse(period)
    last_day = _as_at(as_at)
    observed = observe(records, last_day)
    timeline, report = stages.timeline.apply(
        observed, records.placements, plan.categories, plan.vocabulary
    )
    cohort = stages.cohort.apply(
        records, observed, timeline, test_at_risk_of=stages.counterfactual.tests_at_risk_of
    )
    claims = stages.counterfactual.apply(cohort, timeline, stages.horizon)
    booked = stages.booking.apply(claims, timeline, span)
    priced = stages.pricing.apply(
        booked.legs, costs, plan.vocabulary, quarters_cut=booked.quarters_cut
    )
    lines = ledger_lines(
        claims,
        priced,
        plan.vocabulary,
        booked_on=priced.legs.from_day,
        plan_basis=plan.line_basis,
    )
    ledger = in_order(_adjusted(lines, plan))
    fates = {**observed.fates, "placements": report.fates}
    fates["referrals"] = _referral_fates(records, claims)
    born = birth_days(records.children, observed)
    panel = measures(cohort, timeline, observed, born, plan.categories.family_settings(), span)
    result = Result(
        method=method,
        costs=costs,
        records=records,
        period=span,
        as_at=last_day,
        steps=Steps(
            observed=observed,
            timeline=timeline,
            cohort=cohort,
            claims=claims,
            days_booked=booked.days,
            days_in_legs=booked.days_in_legs,
            unmapped=report.unmapped,
            past_last_day=report.past_last_day,
        ),
        ledger=ledger,
        measures=panel,
        fates=fates,
        warnings=(),
        library_version=__version__,
    )
    return _assert_accounted(_with_warnings(result, report))


def _as_at(as_at: str | dt.date) -> int:
    try:
        date = dt.date.fromisoformat(as_at) if isinstance(as_at, str) else as_at
        return to_day(dt.date(date.year, date.month, date.day))
    except ValueError:
        problem = Problem("as_at", "is no date", "Write the last day observed as yyyy-mm-dd [1.2].")
        raise UsageError("as_at cannot be read.", [problem]) from None


def _adjusted(lines: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Add the lines of the adjustments that are not neutral [10.1]."""
    rule = plan.stages.adjustments
    if not rule.applied():
        return lines
    keys = ["referral_id", "child_id", "financial_year", "quarter"]
    legs = lines[lines["side"].isin(LEGS)]
    cells = legs.groupby(keys, sort=True)["amount_pence"].sum().reset_index()
    gross = cells.pop("amount_pence").to_numpy(dtype=np.int64)
    basis = weakest([plan.line_basis, *rule.bases()])
    return adjustment_lines(lines, rule.apply(gross), cells, rule.clause, basis)


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


def _with_warnings(result: Result, report: TimelineReport) -> Result:
    found = (
        *result.records.warnings,
        *result.steps.observed.warnings,
        *_code_warnings(report),
        *_people_warnings(result),
        *_method_warnings(result),
        *_price_warnings(result.ledger),
    )
    return replace(result, warnings=found)


def _total(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {key: sum(c[key] for c in counts.values()) for key in ("rows", "days")}


def _code_warnings(report: TimelineReport) -> list[Warn]:
    warnings = []
    if report.unmapped:
        message = (
            f"place and provider codes without a category: {', '.join(report.unmapped)}; "
            "their days are days in care of the category unmapped"
        )
        warnings.append(Warn("unmapped_codes", "3.4", message, _total(report.unmapped)))
    if report.past_last_day:
        message = f"rows run on past the last day of {', '.join(report.past_last_day)}"
        warnings.append(Warn("codes_past_last_day", "3.4", message, _total(report.past_last_day)))
    return warnings


def _people_warnings(result: Result) -> list[Warn]:
    warnings = []
    disagreements = result.records.date_of_birth_disagreements
    if disagreements:
        message = "children whose date of birth differs between sources; the first source is used"
        counts = {"children": disagreements}
        warnings.append(Warn("date_of_birth_disagreements", "2", message, counts))
    grown_up = result.scope_counts().eighteen_or_over
    if grown_up:
        message = "referrals of 18 or over are in the cohort with no days left: care ends at 18"
        warnings.append(Warn("eighteen_or_over", "14", message, {"referrals": grown_up}))
    rejected = {
        table: sum(counts["rejected"].values())
        for table, counts in result.accounting.items()
        if isinstance(counts["rejected"], dict) and counts["rejected"]
    }
    if rejected:
        message = "input rows were rejected; see the accounting for the reasons"
        warnings.append(Warn("rows_rejected", "1.9", message, rejected))
    return warnings


def _method_warnings(result: Result) -> list[Warn]:
    plan, warnings = result.method.plan, []
    rule = plan.stages.counterfactual
    if set(rule.likelihood.value.model_dump().values()) == {PPM}:
        message = "every claim has likelihood 1 000 000 ppm, the generous end"
        warnings.append(Warn("likelihood_all_certain", "5.1.1", message))
    words = result.records.referrals["expected_placement"]
    unknown = ~words.isin(["", *plan.vocabulary.placeable])
    if rule.use_expected.value and unknown.any():
        message = "referrals name an expected placement that is no category; counted as not given"
        counts = {"referrals": int(unknown.sum())}
        warnings.append(Warn("expected_placement_unknown", "5.1.2", message, counts))
    outside = [
        y for y in result.period.financial_years() if y not in result.method.document.written_for
    ]
    if outside:
        message = f"the method was not written for {', '.join(outside)}"
        warnings.append(Warn("outside_written_years", "9.5", message, {"years": len(outside)}))
    return warnings


def _price_warnings(ledger: Ledger) -> list[Warn]:
    warnings = []
    cp = (ledger["category"] == "cp") & (ledger["rate_name"] == "children_in_need")
    if cp.any():
        message = "no unit cost of child protection was found: cp is priced as children in need"
        counts = {"days": int(ledger.loc[cp, "days"].sum())}
        warnings.append(Warn("cp_priced_as_children_in_need", "8.1", message, counts))
    forecast = ledger["observed"] == "forecast"
    if forecast.any():
        message = "days after the last observed day are booked: this is no outturn"
        counts = {"days": int(ledger.loc[forecast, "days"].sum())}
        warnings.append(Warn("contains_forecast", "7.3", message, counts))
    unpriced = ledger["amount_pence"].isna()
    if unpriced.any():
        message = "lines without a rate: every total that contains one is withheld"
        warnings.append(Warn("unpriced", "8.2", message, {"lines": int(unpriced.sum())}))
    return warnings
