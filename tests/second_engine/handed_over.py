"""What the library hands to its pricing, and what it makes of it, as plain tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

import nwd_costs as nwd
from nwd_costs.categories import STATUSES
from oracle.repairs import Row

LINE = [
    "referral_id", "child_id", "side", "service", "claim_service", "category", "from_day",
    "until_day", "days", "weight", "rate_pence", "unit", "rate_name", "layer", "amount_pence",
    "financial_year", "quarter", "rate_basis", "source",
]  # fmt: skip
SUMS = ["referral_id", "side", "service", "financial_year", "quarter", "pence"]


def legs(result: nwd.Result) -> pa.Table:
    """Book the claims once more, and write the days of both legs as a plain table."""
    claims, plan = result.steps.claims, result.method.plan
    booked = plan.stages.booking.apply(claims, result.steps.timeline, result.period).legs
    statuses = np.array(STATUSES, dtype=object)
    referrals = claims.cohort.referrals.iloc[claims.referral[booked.claim]]
    return pa.table(
        {
            "referral_id": referrals["referral_id"].to_numpy(dtype=object),
            "child_id": referrals["child_id"].to_numpy(dtype=object),
            "side": np.array(["counterfactual", "actual"], dtype=object)[booked.side],
            "service": statuses[plan.vocabulary.service()[booked.category]],
            "claim_service": statuses[claims.service[booked.claim]],
            "category": np.array(plan.vocabulary.names, dtype=object)[booked.category],
            "from_day": booked.from_day.astype("datetime64[D]"),
            "until_day": booked.until_day.astype("datetime64[D]"),
            "weight": booked.weight,
            "charged": booked.charged,
            "run_from": booked.run_from.astype("datetime64[D]"),
        }
    )


def parameters(method: Mapping[str, Any]) -> dict[str, pa.Table]:
    """Write the chain and the layers of a method as rows."""
    chain = [
        {"category": category, "place": place, "name": name}
        for category, names in method["pricing"]["chain"].items()
        for place, name in enumerate([category, *names])
    ]
    layers = [{"place": p, "layer": name} for p, name in enumerate(method["pricing"]["layers"])]
    return {"chain": pa.Table.from_pylist(chain), "layers": pa.Table.from_pylist(layers)}


def rates(prices: Iterable[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(prices))


def ledger(result: nwd.Result) -> pa.Table:
    """Write the library's ledger with dates as dates."""
    lines = pa.Table.from_pandas(result.ledger[LINE], preserve_index=False)
    for name in ("from_day", "until_day"):
        place = lines.column_names.index(name)
        lines = lines.set_column(place, name, lines.column(name).cast(pa.date32()))
    return lines


def sums(result: nwd.Result) -> pa.Table:
    """Ask the library for its own sums, in the form of the second engine's."""
    sides = ("counterfactual", "actual")
    asked = [
        result.by("referral_id", "side", "financial_year", "quarter"),
        result.by("side", "financial_year", "quarter"),
        result.by("side", "service"),
        pd.DataFrame({"side": sides, "net_pence": [result.total(side) for side in sides]}),
        pd.DataFrame({"net_pence": [result.gross_pence]}),
    ]
    both = pd.concat(asked, ignore_index=True).rename(columns={"net_pence": "pence"})
    both["pence"] = both["pence"].astype("int64")
    return pa.Table.from_pandas(both.reindex(columns=SUMS), preserve_index=False)
