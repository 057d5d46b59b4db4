"""What a reader must know of the prices that some lines rest on [8.1]-[8.3], [8.12]-[8.14]."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nwd_costs.days import financial_year_start
from nwd_costs.frames import day_numbers
from nwd_costs.methods import Plan
from nwd_costs.price_findings import (
    PRICE_CHECKS,
    REAL,
    by_check,
    in_words,
    old_from,
)
from nwd_costs.prices import UnitCosts
from nwd_costs.stages.actual_costs import RECORD
from nwd_costs.stages.pricing import price_bases
from nwd_costs.stages.walk import FIXED, UPRATED
from nwd_costs.tables import Warn

OF_THE_DAY = "outturn"


def price_warnings(lines: pd.DataFrame, costs: UnitCosts, plan: Plan) -> list[Warn]:
    """Warn of what the prices of some lines rest on.

    Parameters
    ----------
    lines
        Lines of the ledger, or of the cost of care.
    costs
        The unit-cost table, seen from the authority.
    plan
        By which rules they were priced.
    """
    table = [
        Warn(f"unit_costs_{check.id}", check.clause, message, counts)
        for check, message, counts in by_check(costs.findings)
    ]
    return [
        *_line_warnings(lines),
        *table,
        *_old(lines),
        *_mixed(lines, costs, plan.stages.pricing.price_base.value),
    ]


def _line_warnings(lines: pd.DataFrame) -> list[Warn]:
    warnings = []
    cp = (lines["category"] == "cp") & (lines["rate_name"] == "children_in_need")
    if cp.any():
        message = "no unit cost of child protection was found: cp is priced as children in need"
        counts = {"days": int(lines.loc[cp, "days"].sum())}
        warnings.append(Warn("cp_priced_as_children_in_need", "8.1", message, counts))
    uprated = lines["price_basis"] == UPRATED
    if uprated.any():
        message = "prices of another year are brought to the year asked for by an index"
        counts = {"days": int(lines.loc[uprated, "days"].sum())}
        warnings.append(Warn("uprated", "8.3", message, counts))
    unpriced = lines["amount_pence"].isna()
    if unpriced.any():
        message = "lines without a rate: every total that contains one is withheld"
        warnings.append(Warn("unpriced", "8.2", message, {"lines": int(unpriced.sum())}))
    return warnings


def _old(lines: pd.DataFrame) -> list[Warn]:
    """Count the days whose price is of a year that opened more than five years before them [8.13].

    A price in force on the day is the table's own word for it; one that is in force for longer than
    that is found in the table.
    """
    brought = lines[lines["price_basis"].isin([FIXED, UPRATED])]
    if brought.empty:
        return []
    year_of_line, years = pd.factorize(brought["price_year"])
    opens = np.array([financial_year_start(int(year[:4])) for year in years], dtype=np.int64)
    start = np.maximum(day_numbers(brought["from_day"]), old_from(opens)[year_of_line])
    old = np.maximum(day_numbers(brought["until_day"]) - start, 0)
    if not old.any():
        return []
    keys = ["layer", "rate_name", "price_year"]
    by_price = brought[keys].assign(days=old)[old > 0].groupby(keys, as_index=False)["days"].sum()
    days = {
        f"{name} of {year} ({layer})": int(count)
        for layer, name, year, count in by_price.itertuples(index=False)
    }
    check = PRICE_CHECKS["old_price"]
    told = ", ".join(f"{name}, {count} days" for name, count in days.items())
    message = f"{check.what}: {told}. {check.advice}".rstrip(".")
    return [Warn(check.id, check.clause, message, {"days": sum(days.values())})]


def _mixed(lines: pd.DataFrame, costs: UnitCosts, price_base: str) -> list[Warn]:
    """Warn where amounts in different prices are in one sum [8.14]."""
    if price_base == "current" and not _says_real(costs):
        return []
    amounts = lines["amount_pence"].fillna(0) != 0
    by_unit_cost = amounts & (lines["price_basis"] != "") & (lines["layer"] != RECORD)
    found: dict[str, list[str]] = {}
    for key, _ in lines[by_unit_cost].groupby(["layer", "rate_name"], sort=True):
        layer, name = map(str, key)
        for base in price_bases(costs, layer, name):
            found.setdefault(_told(base, price_base), []).append(f"{name} ({layer})")
    paid = {"what was really paid": lines["layer"] == RECORD}
    if "side" in lines:
        paid["the programme's own cost"] = lines["side"] == "programme"
    found.setdefault(OF_THE_DAY, []).extend(
        name for name, mask in paid.items() if (amounts & mask).any()
    )
    there = {base: names for base, names in found.items() if names}
    if len(there) < 2:
        return []
    check = PRICE_CHECKS["mixed_price_bases"]
    told = "; ".join(f"{base}: {', '.join(names)}" for base, names in sorted(there.items()))
    message = f"{check.what}: {told}. {check.advice}".rstrip(".")
    return [Warn(check.id, check.clause, message, {"price_bases": len(there)})]


def _says_real(costs: UnitCosts) -> bool:
    whole = in_words(costs.document.price_base, costs.document.price_basis)
    return whole.startswith(REAL) or bool(costs.rates["price_base"].str.startswith(REAL).any())


def _told(base: str, price_base: str) -> str:
    """Say in what prices a rate is told: its own, or those of the fixed year."""
    if base.startswith(REAL):
        return base
    return OF_THE_DAY if price_base == "current" else f"{REAL} {price_base}"
