"""Law: a longer horizon never lowers the days that would have been [6.1], [6.2].

It holds of a child's days and not of each referral's, because a longer window may take days from a
later claim of the same child [5.5]. And it holds of the days claimed: under ``void`` a longer
window can meet the event that drops the claim [5.1.5], and under ``reductions`` an earlier claim of
a lower tier can take a day that the later one would have counted [5.2.2].
"""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given

from nwd_costs.testing.strategies import Rows
from properties.runs import EDGE_OF_CARE, TIERS, TOWNS, examples, read, run
from properties.variants import variant

FIXED = [variant(EDGE_OF_CARE, {"horizon.days": days}) for days in (1, 91, 182, 183, 364, 728)]
CAPPED = [
    variant(EDGE_OF_CARE, {"horizon.max_days": days, "horizon.days": 500})
    for days in (1, 182, 183, 400)
]
AGED = [variant(EDGE_OF_CARE, {"horizon.until_age": age}) for age in (13, 16, 18, 25)]
NET = {"counterfactual.count": "net"}
TIER_CAPPED = [variant(TIERS, {"horizon.max_days": days, **NET}) for days in (1, 90, 182, 364)]
TIER_AGED = [variant(TIERS, {"horizon.until_age": age, **NET}) for age in (13, 16, 18, 25)]


WAYS = {
    "fixed days": FIXED, "cap": CAPPED, "age": AGED, "cap of a tier": TIER_CAPPED,
    "age of a tier": TIER_AGED,
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@examples(default=2, deep=15)
@given(TOWNS)
def test_a_longer_horizon_never_lowers_a_childs_counterfactual_days(way: str, rows: Rows) -> None:
    records = read(rows)
    before = pd.Series(dtype="int64")
    claimed = 0
    for method in WAYS[way]:
        result = run(method, records)
        leg = result.ledger[result.ledger["side"] == "counterfactual"]
        days = leg.groupby("child_id")["days"].sum().astype("int64")
        assert (days.reindex(before.index, fill_value=0) >= before).all()
        assert int(result.steps.days_booked.sum()) >= claimed
        before, claimed = days, int(result.steps.days_booked.sum())
