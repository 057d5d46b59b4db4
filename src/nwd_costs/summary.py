"""Totals and counts as plain values, for ``summary.json``: nobody's record is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import pandas as pd

from nwd_costs.periods import Period
from nwd_costs.stages.ledger import LEGS, SIDES, exact_sum
from nwd_costs.steps import Steps, scope_counts

Values = dict[str, object]
Accounting = Mapping[str, Mapping[str, int | dict[str, int]]]


def ledger_sums(ledger: pd.DataFrame) -> Values:
    """Sum the ledger in the ways people ask for; None where a total is withheld [8.2], [9.3].

    Parameters
    ----------
    ledger
        The lines [9.1].
    """
    legs = ledger[ledger["side"].isin(LEGS)]
    quarters = ledger.groupby(["financial_year", "quarter"], sort=True)
    return {
        "by_side": _by_side(ledger),
        "by_quarter": {f"{year} {quarter}": _by_side(lines) for (year, quarter), lines in quarters},
        "by_service": _by_name(legs, "service", ("cic", "cp", "cin", "none")),
        "by_claim_service": _by_name(legs, "claim_service", ("cic", "cp", "cin")),
        "by_counterfactual_category": _by_category(ledger, "counterfactual"),
        "by_actual_category": _by_category(ledger, "actual"),
        "programme_by_scope": _programme_by_scope(ledger),
    }


def counts(steps: Steps, ledger: pd.DataFrame, period: Period) -> Values:
    """Count referrals, claims, days and lines.

    Parameters
    ----------
    steps, ledger, period
        What was run.
    """
    claims, until = steps.claims, steps.observed.until
    inside = claims.days_from(max(until, period.from_day), period.until_day)
    sides = ledger["side"].value_counts()
    return {
        **asdict(scope_counts(claims.cohort)),
        "claims_booked": int((steps.days_booked > 0).sum()),
        "claimed_days": int(steps.days_booked.sum()),
        "days_in_legs": steps.days_in_legs,
        "days_lost_to_overlap": int(claims.days_lost().sum()),
        "days_lost_to_overlap_in_period": int(
            claims.days_lost(period.from_day, period.until_day).sum()
        ),
        "days_not_yet_observed": int(claims.days_from(until).sum()),
        "days_not_yet_observed_in_period": int(inside.sum()),
        "forecast_days": int(ledger.loc[ledger["observed"] == "forecast", "days"].sum()),
        "uprated_days": int(ledger.loc[ledger["price_basis"] == "uprated", "days"].sum()),
        "ledger_lines": {side: int(sides.get(side, 0)) for side in SIDES},
    }


def repair_counts(accounting: Accounting, repairs: pd.DataFrame) -> Values:
    """Count the rows that each repair rule touched, by table [2.1]-[2.5].

    Parameters
    ----------
    accounting
        What became of every row; rejected is [2.1], superseded is [2.2].
    repairs
        The log of the other rules.
    """
    counted = {}
    for table in ("placements", "protection_plans", "need_episodes"):
        logged = repairs.loc[repairs["table"] == table, "rule"].value_counts()
        rules = {
            "2.1": _rows(accounting[table]["rejected"]),
            "2.2": _rows(accounting[table]["superseded"]),
            **{rule: int(logged.get(rule, 0)) for rule in ("2.3", "2.4", "2.5")},
        }
        counted[table] = {rule: rows for rule, rows in rules.items() if rows}
    return dict(counted)


def _by_side(lines: pd.DataFrame) -> Values:
    return {side: _sum(lines[lines["side"] == side]) for side in SIDES}


def _by_name(lines: pd.DataFrame, column: str, names: tuple[str, ...]) -> Values:
    return {name: _sum(lines[lines[column] == name]) for name in names}


def _sum(lines: pd.DataFrame) -> int | None:
    return exact_sum(lines["amount_pence"])


def _by_category(ledger: pd.DataFrame, side: str) -> Values:
    return {
        str(name): {"amount_pence": _sum(group), "days": int(group["days"].sum())}
        for name, group in ledger[ledger["side"] == side].groupby("category", sort=True)
    }


def _programme_by_scope(ledger: pd.DataFrame) -> Values:
    lines = ledger[ledger["side"] == "programme"]
    return {
        name.replace(" ", "_"): _sum(lines[lines["category"] == name])
        for name in ("in scope", "out of scope")
    }


def _rows(counts: int | dict[str, int]) -> int:
    return counts if isinstance(counts, int) else sum(counts.values())
