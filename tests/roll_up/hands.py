"""Councils small enough to be added up in the head: £70 a week is £10 a day."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

import nwd_costs as nwd
from nwd_costs.testing.case_prices import unit_costs_of

METHOD = nwd.methodology("edge-of-care/2021-22.1")
TIERS = nwd.methodology("cic-cp-cin/2020-21.1")
#: Ten days from the start of support, none of them left out.
TEN_DAYS = METHOD.plan.but(horizon={"days": 10}, counterfactual={"lag_days": 0})

#: The first day of claims, how support was given, and whether the child then came into care.
MIDDLESBROUGH = (("2022-04-10", "outreach", ""), ("2022-10-10", "both", "2022-12-01"))
NORFOLK = (("2022-05-10", "outreach", ""),)


@cache
def council(
    authority: str,
    claims: tuple[tuple[str, str, str], ...],
    *,
    week: str = "70",
    period: str = "2022-23",
    as_at: str = "2023-03-31",
    method: nwd.Methodology | nwd.Plan = TEN_DAYS,
    base: str = "outturn",
    price: str = "looked_after",
) -> nwd.Result:
    """Run some claims of ten days each at one price a week for care."""
    listed, placed = [], []
    for at, (day, support, entered) in enumerate(claims):
        listed.append({
            "referral_id": f"{authority}-R{at}", "child_id": f"{authority}-C{at}",
            "at_risk_of": "entry", "referred_on": day, "started_on": day, "stage": "engaged",
            "support": support,
        })  # fmt: skip
        if entered:
            placed.append({
                "child_id": f"{authority}-C{at}", "from_day": entered, "until_day": "2023-03-01",
                "place": "U4", "provider": "PR1", "rne": "S",
            })  # fmt: skip
    children = [{"child_id": row["child_id"], "date_of_birth": "2008-05-10"} for row in listed]
    tables = {"children": children, "referrals": listed}
    if placed:
        tables["placements"] = placed
    frames = {name: pd.DataFrame(rows, dtype=str) for name, rows in tables.items()}
    records = nwd.read(**frames)  # type: ignore[arg-type]
    prices = [
        {"category": price, "per": "week", "amount": week},
        {"category": "foster", "per": "week", "amount": "7"},
    ]
    costs = unit_costs_of({"Prices": prices})
    document = costs.document.model_copy(update={"price_base": base})
    costs = replace(costs, document=document, authority=authority)
    return nwd.run(method, records, costs, period=period, as_at=as_at)


def both() -> list[nwd.Result]:
    """Run the two councils for the year; Norfolk pays £84 a week and looks a month later."""
    return [
        council("Middlesbrough", MIDDLESBROUGH),
        council("Norfolk", NORFOLK, week="84", as_at="2023-04-30"),
    ]
