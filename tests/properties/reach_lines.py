"""What the ledger of a run reached: prices, quarters, leap days, exact halves."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np

from nwd_costs.categories import STATUSES
from nwd_costs.days import quarter_starts, to_day
from nwd_costs.frames import day_numbers
from nwd_costs.pence import PPM, unit_days
from nwd_costs.result import Result
from properties.met import Met
from properties.runs import walk


def of_lines(met: Met, result: Result) -> None:
    """Count what the lines are of, and what they are priced by [5.1.9], [8.1]."""
    ledger = result.ledger[result.ledger["side"].isin(["counterfactual", "actual"])]
    for columns, say in (
        (["category", "rate_name"], "{} at the price of {}"), (["layer"], "layer {}"),
        (["unit"], "price per {}"), (["side", "service"], "{} {}"),
        (["side", "category"], "{} category {}"), (["quarter"], "a line in {}"),
        (["price_basis"], "price_basis {}"), (["observed"], "days {}"),
    ):  # fmt: skip
        for names, count in ledger.groupby(columns).size().items():
            met[say.format(*(names if isinstance(names, tuple) else (names,)))] += int(count)
    cohort = result.steps.claims.cohort
    tiers = [STATUSES[status] for status in cohort.status.tolist()]
    held = dict(zip(cohort.referrals["referral_id"], tiers, strict=True))
    for row in walk(ledger[ledger["side"] == "actual"], "referral_id", "service"):
        met[f"held {held[row.referral_id]}, seen {row.service}"] += 1
    rates = ledger.dropna(subset=["rate_pence"])
    many = rates.groupby(["referral_id", "side", "category", "rate_name"])["rate_pence"].nunique()
    met["two prices of one name in one leg"] += int((many > 1).sum())
    met["an amount is withheld"] += int(ledger["amount_pence"].isna().sum())
    _of_halves(met, result)
    _of_adjustments(met, result)


def of_days(met: Met, result: Result) -> None:
    """Count where lines begin and end: quarters [1.7] and leap days [1.3]."""
    ledger = result.ledger[result.ledger["side"].isin(["counterfactual", "actual"])]
    first, until = (day_numbers(ledger[name]) for name in ("from_day", "until_day"))
    if not len(first):
        return
    quarters = quarter_starts(int(first.min()) - 9, int(until.max()) + 9)
    for what, days in (("begins", first), ("ends", until)):
        met[f"a line {what} at the start of a quarter"] += int(np.isin(days, quarters).sum())
        after = int(np.isin(days, quarters + 1).sum())
        met[f"a line {what} a day after the start of a quarter"] += after
    for year in (2020, 2024):
        leap = to_day(date(year, 2, 29))
        met["29 February within a line"] += int(((first < leap) & (leap < until - 1)).sum())
        met["29 February is the first day of a line"] += int((first == leap).sum())
        met["29 February is the last day of a line"] += int((until == leap + 1).sum())


def _of_halves(met: Met, result: Result) -> None:
    """Count the exact halves in what was rounded [1.6]."""
    year = result.method.plan.stages.pricing.days_per_year.value
    priced = result.ledger[~result.ledger["rate_name"].isin(["", "programme"])].dropna(
        subset=["amount_pence"]
    )
    for row in walk(priced, "side", "days", "rate_pence", "weight", "unit", "amount_pence"):
        exact = Fraction(row.days * row.rate_pence * row.weight, PPM) / unit_days(row.unit, year)
        if exact.denominator == 2 and row.amount_pence:
            up = abs(row.amount_pence) > exact
            met[f"a half penny rounded {'up' if up else 'down'} on the {row.side} side"] += 1


def _of_adjustments(met: Met, result: Result) -> None:
    """Count the exact halves in what was adjusted, and losses as well as gains [10.1]."""
    made = result.ledger[result.ledger["side"] == "adjustment"]
    met["no adjustment is made"] += made.empty
    met["no programme cost is entered"] += not (result.ledger["side"] == "programme").any()
    shares = result.method.plan.stages.adjustments.shares_taken()
    keys = ["referral_id", "financial_year", "quarter"]
    legs = result.ledger[result.ledger["side"].isin(["counterfactual", "actual"])]
    cells = legs.groupby(keys)["amount_pence"].sum().to_dict()
    for row in walk(made, *keys, "category", "amount_pence"):
        exact = Fraction(int(cells[row.referral_id, row.financial_year, row.quarter]))
        exact *= Fraction(-shares[row.category], PPM)
        if exact.denominator == 2:
            way = "up" if row.amount_pence > exact else "down"
            met[f"{row.category}: a half rounded {way}"] += 1
        met[f"{row.category}: of {'a loss' if exact > 0 else 'a gain'}"] += exact != 0
