"""Totals and counts as plain values, for ``summary.json``: nobody's record is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd

from nwd_costs.days import NO_DAY, iso_texts
from nwd_costs.pence import pounds
from nwd_costs.periods import Period
from nwd_costs.stages.actual_costs import RECORD
from nwd_costs.stages.cohort import IN_SCOPE, VOIDED
from nwd_costs.stages.ledger import LEGS, SIDES, exact_sum
from nwd_costs.steps import Steps, scope_counts

Values = dict[str, object]
Accounting = Mapping[str, Mapping[str, int | dict[str, int]]]

_SUMMED = (
    "side", "service", "claim_service", "category", "financial_year", "quarter", "days",
    "amount_pence",
)  # fmt: skip


def ledger_sums(ledger: pd.DataFrame) -> Values:
    """Sum the ledger in the ways people ask for; None where a total is withheld [8.2], [9.3].

    Parameters
    ----------
    ledger
        The lines [9.1].
    """
    ledger = ledger[list(_SUMMED)]  # the fewer columns, the cheaper every part of it
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


def on_record(lines: pd.DataFrame) -> Values:
    """Say how many days and pounds rest on what was really paid [8.5].

    Parameters
    ----------
    lines
        Lines of the ledger, or of the cost of care.
    """
    paid = lines[lines["layer"] == RECORD]
    return {"days": int(paid["days"].sum()), "amount_pence": _sum(paid)}


def priced_by(ledger: pd.DataFrame) -> list[Values]:
    """Say how many days and pounds rest on each layer, price and price year [8.10].

    Parameters
    ----------
    ledger
        The lines [9.1].

    Returns
    -------
    list of dict
        One entry for each that priced a line; their gross pence sum to the gross total. Days that
        need a price and have none stand under blanks, with no pence [8.2].
    """
    columns = ["layer", "rate_name", "price_year"]
    legs = ledger.loc[
        ledger["side"].isin(LEGS) & (ledger["service"] != "none"),
        [*columns, "side", "days", "amount_pence"],
    ]
    # Few cells are left of many lines, and a cell with a line that has no amount has none either.
    groups = legs.groupby([*columns, "side"], sort=True)
    cells = groups[["days", "amount_pence"]].sum()
    whole = groups["amount_pence"].count() == groups.size()
    cells = cells.assign(amount_pence=cells["amount_pence"].where(whole)).reset_index()
    return [
        {
            **dict(zip(columns, map(str, names), strict=True)),
            "days": int(lines["days"].sum()),
            **{f"{side}_pence": _sum(lines[lines["side"] == side]) for side in LEGS},
            "gross_pence": _sum(lines),
        }
        for names, lines in cells.groupby(columns, sort=True)
    ]


def layers_in_words(priced: Sequence[Values]) -> str:
    """Say in a line how much of the gross total rests on the prices of which layer [8.10]."""
    gross: dict[object, int] = {}
    for part in priced:
        pence = part["gross_pence"]
        if not isinstance(pence, int):
            return "withheld"
        gross[part["layer"]] = gross.get(part["layer"], 0) + pence
    return ", ".join(f"{layer} {pounds(pence)}" for layer, pence in gross.items()) or "nothing"


def counts(steps: Steps, ledger: pd.DataFrame, period: Period) -> Values:
    """Count referrals, claims, days and lines.

    Parameters
    ----------
    steps, ledger, period
        What was run.
    """
    claims, until = steps.claims, steps.booked_before
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
        "forecast_days": steps.forecast_days,
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


def money_of(lines: pd.DataFrame) -> str:
    """Write the sum of some lines for a reader, or that it is withheld."""
    pence = _sum(lines)
    return "withheld" if pence is None else pounds(pence)


def sums_by(ledger: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Sum the ledger by some of its columns: pence of each side, gross and net.

    Parameters
    ----------
    ledger
        The lines [9.1].
    columns
        Columns of text to group by.
    """
    sides = {f"{side}_pence": ledger["side"] == side for side in SIDES}
    amounts = ledger["amount_pence"]
    parts = ledger[columns].assign(
        **{name: amounts.where(mask, 0) for name, mask in sides.items()},
        gross_pence=amounts.where(ledger["side"].isin(LEGS), 0),
        net_pence=amounts,
    )
    withheld = parts.drop(columns=columns).isna().groupby([ledger[c] for c in columns]).any()
    sums = parts.groupby(columns, observed=True, sort=True).sum()
    return sums.mask(withheld).reset_index()


def claims_table(steps: Steps, ledger: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Give one row per referral: scope, window, days and gross pence.

    Parameters
    ----------
    steps, ledger, period
        What was run.
    """
    claims, cohort = steps.claims, steps.claims.cohort
    rows = len(cohort.child)
    until = steps.booked_before

    def spread(values: np.ndarray, missing: int = 0) -> np.ndarray:
        full = np.full(rows, missing, dtype=np.int64)
        full[claims.referral] = values
        return full

    has_claim = spread(np.ones(len(claims.referral)), 0) == 1
    scope = np.where(
        cohort.in_scope, IN_SCOPE, np.where(cohort.scope == VOIDED, VOIDED, "out of scope")
    )
    legs = ledger[ledger["side"].isin(LEGS)]
    ids = cohort.referrals["referral_id"]
    return pd.DataFrame(
        {
            "referral_id": ids,
            "scope": pd.Series(scope, dtype=str),
            "reason": pd.Series(np.where(scope == "out of scope", cohort.scope, ""), dtype=str),
            "index_day": _iso(cohort.index_day),
            "from_day": _iso(spread(claims.from_day, NO_DAY)),
            "until_day": _iso(spread(claims.until_day, NO_DAY)),
            "weight": pd.Series(spread(claims.weight)).astype("Int64").mask(~has_claim),
            "days_booked": spread(steps.days_booked),
            "days_lost_to_overlap": spread(claims.days_lost()),
            "days_lost_to_overlap_in_period": spread(
                claims.days_lost(period.from_day, period.until_day)
            ),
            "days_not_yet_observed": spread(claims.days_from(until)),
            "gross_pence": sums_by_referral(legs).reindex(ids, fill_value=0).array,
        }
    )


def sums_by_referral(lines: pd.DataFrame) -> pd.Series:
    """Sum the pence of each referral; missing where a line of it is withheld [8.2].

    Parameters
    ----------
    lines
        Some lines of the ledger.
    """
    groups = lines.groupby("referral_id", sort=False)["amount_pence"]
    return groups.sum().mask(groups.count() < groups.size())


def _iso(days: np.ndarray) -> pd.Series:
    return pd.Series(iso_texts(days), dtype=str)


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
