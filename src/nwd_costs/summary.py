"""A result in plain values, for ``summary.json``: totals and counts, nobody's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nwd_costs.days import iso

if TYPE_CHECKING:
    from nwd_costs.result import Result

Values = dict[str, object]
LEGS = ("counterfactual", "actual")


def summarise(result: Result) -> Values:
    """Give every total and count of a result under the names of ``summary.json``."""
    ledger, plan = result.ledger, result.method.plan
    stages = plan.stages
    legs = ledger[ledger["side"].isin(LEGS)]
    return {
        "authority": result.costs.authority,
        "method": result.method.id,
        "standing": result.method.standing,
        "status": result.method.status,
        "period": list(result.period.days),
        "as_at": iso(result.as_at),
        "observed_until": iso(result.steps.observed.until),
        "price_base": stages.pricing.price_base.value,
        "layers": list(stages.pricing.layers.value),
        "gross_pence": result.gross_pence,
        "adjustment_pence": result.adjustment_pence,
        "adjusted_pence": result.adjusted_pence,
        "programme_pence": result.programme_pence,
        "net_pence": result.net_pence,
        "contains_forecast": result.contains_forecast,
        "by_side": _by_side(ledger),
        "by_quarter": {
            f"{year} {quarter}": _by_side(group)
            for (year, quarter), group in ledger.groupby(["financial_year", "quarter"], sort=True)
        },
        "by_service": {name: _sum(legs[legs["service"] == name]) for name in ("cic", "cp", "cin", "none")},
        "by_claim_service": {name: _sum(legs[legs["claim_service"] == name]) for name in ("cic", "cp", "cin")},
        "by_counterfactual_category": _by_category(ledger, "counterfactual"),
        "by_actual_category": _by_category(ledger, "actual"),
        "adjustments": {"applied": stages.adjustments.applied(), "neutral": stages.adjustments.neutral()},
        "programme_by_scope": _programme_by_scope(ledger),
        "counts": _counts(result),
        "measures": dict(result.measures),
        "accounting": result.accounting,
        "repairs": _repairs(result),
        "unmapped": dict(result.steps.unmapped),
        "past_last_day": dict(result.steps.past_last_day),
        "date_of_birth_disagreements": result.records.date_of_birth_disagreements,
        "warnings": [warning.as_dict() for warning in result.warnings],
    }


def _sum(lines: pd.DataFrame) -> int | None:
    amounts = lines["amount_pence"]
    return None if amounts.isna().any() else int(amounts.to_numpy(dtype=np.int64).sum())


def _by_side(lines: pd.DataFrame) -> Values:
    order = ("counterfactual", "actual", "adjustment", "programme")
    return {side: _sum(lines[lines["side"] == side]) for side in order}


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


def _counts(result: Result) -> Values:
    from nwd_costs.result import scope_counts

    claims, period, until = result.steps.claims, result.period, result.steps.observed.until
    not_yet = 0 if result.contains_forecast else int(claims.days_from(until).sum())
    not_yet_inside = claims.days_from(max(until, period.from_day), period.until_day)
    sides = result.ledger["side"].value_counts()
    forecast = result.ledger["observed"] == "forecast"
    return {
        **scope_counts(result),
        "claims_booked": int((result.steps.days_booked > 0).sum()),
        "claimed_days": int(result.steps.days_booked.sum()),
        "days_in_legs": result.steps.days_in_legs,
        "days_lost_to_overlap": int(claims.days_lost().sum()),
        "days_lost_to_overlap_in_period": int(
            claims.days_lost(period.from_day, period.until_day).sum()
        ),
        "days_not_yet_observed": not_yet,
        "days_not_yet_observed_in_period": 0 if result.contains_forecast else int(not_yet_inside.sum()),
        "forecast_days": int(result.ledger.loc[forecast, "days"].sum()),
        "uprated_days": 0,
        "ledger_lines": {side: int(sides.get(side, 0)) for side in _LINE_SIDES},
    }


_LINE_SIDES = ("counterfactual", "actual", "adjustment", "programme")


def _repairs(result: Result) -> Values:
    """Count the rows that each repair rule touched, by table [2.1]-[2.5]."""
    counted = {}
    for table in ("placements", "protection_plans", "need_episodes"):
        accounting = result.records.accounting[table]
        logged = result.repairs.loc[result.repairs["table"] == table, "rule"].value_counts()
        rules = {
            "2.1": _rows(accounting["rejected"]),
            "2.2": _rows(accounting["superseded"]),
            **{rule: int(logged.get(rule, 0)) for rule in ("2.3", "2.4", "2.5")},
        }
        counted[table] = {rule: rows for rule, rows in rules.items() if rows}
    return dict(counted)


def _rows(counts: int | dict[str, int]) -> int:
    return counts if isinstance(counts, int) else sum(counts.values())


