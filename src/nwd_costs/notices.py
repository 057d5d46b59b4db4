"""What a reader must know before using a figure: warnings, as data [1.2]-[9.5]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nwd_costs.errors import Problem
from nwd_costs.fates import Fates, not_used
from nwd_costs.methods import Methodology, Plan
from nwd_costs.price_notices import price_warnings
from nwd_costs.result import Result
from nwd_costs.stages.observation import STATUTORY
from nwd_costs.stages.timeline import TimelineReport
from nwd_costs.tables import Records, Warn

# Beyond this many a warning is no longer read; the rejected rows are listed in full elsewhere.
PLACES_TOLD = 20


def noticed(result: Result, report: TimelineReport, rejected: Sequence[Warn]) -> tuple[Warn, ...]:
    """Collect every warning of a run, from the data to the prices.

    Parameters
    ----------
    result, report
        What was run, and what its timeline had to say.
    rejected
        The warnings of rejected rows, which are the same whatever runs over the records.
    """
    return (
        *result.records.warnings,
        *result.steps.observed.warnings,
        *code_warnings(report),
        *_people_warnings(result),
        *rejected,
        *_referral_warnings(result),
        *_method_warnings(result),
        *actual_cost_warnings(result.records, result.method.plan),
        *price_warnings(result.ledger, result.costs, result.method.plan),
    )


def _total(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {key: sum(c[key] for c in counts.values()) for key in ("rows", "days")}


def code_warnings(report: TimelineReport) -> list[Warn]:
    """Warn of codes without a category, or past their last day [3.4]."""
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
        warnings.append(Warn("eighteen_or_over", "6.2", message, {"referrals": grown_up}))
    return warnings


def rejection_warnings(fates: Mapping[str, Fates]) -> list[Warn]:
    """Say of every rejected row in which table, file and row it stands, and why [2.1], [2.8]."""
    rejected = not_used(fates, "rejected")
    if not len(rejected):
        return []
    places = [
        str(Problem(f"{file}, {table}", str(reason), "", tuple(rows.tolist()))).rstrip(" .")
        for (table, file, reason), rows in rejected.groupby(
            ["table", "source_file", "reason"], sort=True
        )["source_row"]
    ]
    told = "; ".join(places[:PLACES_TOLD])
    more = f" and {len(places) - PLACES_TOLD} more places" if len(places) > PLACES_TOLD else ""
    message = f"rows were rejected; mend them in the source and read again: {told}{more}"
    counts = {str(table): len(rows) for table, rows in rejected.groupby("table")}
    return [Warn("rows_rejected", "1.9", message, counts)]


def _referral_warnings(result: Result) -> list[Warn]:
    warnings, observed = [], result.steps.observed
    known = np.zeros(len(observed.child_ids), dtype=np.bool_)
    for name in STATUTORY:
        known[observed.tables[name].child] = True
    nowhere = int((~known[observed.referral_child]).sum())
    if nowhere:
        message = "the young people of some referrals are in no return: check that the ids agree"
        warnings.append(Warn("referrals_in_no_return", "2", message, {"referrals": nowhere}))
    lost = result.steps.claims.days_lost()
    if lost.any():
        message = "windows of re-referrals overlap; the earlier claim keeps the days"
        counts = {"referrals": int((lost > 0).sum()), "days": int(lost.sum())}
        warnings.append(Warn("overlapping_referrals", "5.5", message, counts))
    return warnings


def _method_warnings(result: Result) -> list[Warn]:
    plan, warnings = result.method.plan, _version_warnings(result.method)
    rule = plan.stages.counterfactual
    if rule.is_certain():
        message = "every claim has likelihood 1 000 000 ppm, the generous end"
        warnings.append(Warn("likelihood_all_certain", "5.1.1", message))
    words = result.records.referrals["expected_placement"]
    unknown = ~words.isin(["", *plan.vocabulary.placeable])
    if unknown.any():
        message = "referrals name an expected placement that is no category; counted as not given"
        counts = {"referrals": int(unknown.sum())}
        warnings.append(Warn("expected_placement_unknown", "5.1.2", message, counts))
    outside = [
        y for y in result.period.financial_years() if y not in result.method.document.written_for
    ]
    if outside:
        message = f"the method was not written for {', '.join(outside)}"
        warnings.append(Warn("outside_written_years", "9.5", message, {"years": len(outside)}))
    uncharged, forecast = result.steps.charges.uncharged, result.steps.forecast_days
    if uncharged:
        message = f"no programme cost is charged for {', '.join(uncharged)}: no total, or no one"
        warnings.append(Warn("programme_not_charged", "11.3", message, {"years": len(uncharged)}))
    if forecast:
        message = "days after the last observed day are booked: this is no outturn"
        warnings.append(Warn("contains_forecast", "7.3", message, {"days": forecast}))
    return warnings


def _version_warnings(method: Methodology) -> list[Warn]:
    """Say of a what-if of which version it is, and of a withdrawn version that it is one [14]."""
    if method.plan.what_if:
        changes = method.plan.changes
        told = "; ".join(map(str, changes)) or "nothing is changed"
        of = method.document.id
        message = f"this is a what-if and no version; it departs from {of}: {told}"
        return [Warn("what_if", "14.1", message, {"values": len(changes)})]
    if method.status == "withdrawn":
        return [Warn("withdrawn", "14.2", "this version is withdrawn: its errata say why", {})]
    return []


def actual_cost_warnings(records: Records, plan: Plan) -> list[Warn]:
    """Warn of actual costs that were handed over and are not looked at [8.5]."""
    rows = len(records.placement_costs)
    if not rows or plan.stages.pricing.prefers_actual:
        return []
    message = "actual placement costs were handed over, and the method does not look at them"
    return [Warn("actual_costs_not_used", "8.5", message, {"rows": rows})]
