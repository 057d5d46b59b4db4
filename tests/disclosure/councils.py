"""Small councils drawn line by line, for the attacker."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import assume
from hypothesis import strategies as st

from disclosure.attack import lines_of
from nwd_costs.disclosure.money import Money
from nwd_costs.disclosure.policy import Disclosure
from nwd_costs.disclosure.rounding import nearest
from nwd_costs.disclosure.splits import Amounts, may_be_shown

STEP = 5_000_00
DAY = {"cin": 10_00, "cp": 12_00, "foster": 60_00, "residential": 750_00, "secure": 900_00}


def money_of(labels: pd.DataFrame, policy: Disclosure | None = None, step: int = STEP) -> Money:
    """Make the money of some labelled amounts."""
    pence = labels["amount_pence"].to_numpy(dtype="int64")
    amounts = Amounts(labels["child_id"].to_numpy(dtype="int64"), pence)
    return Money(amounts, labels, step, policy or Disclosure(), nearest(int(pence.sum()), step))


@st.composite
def councils(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a council of 8 to 24 children whose claims have days in one to three quarters.

    One whose whole rests mostly on one child is not published, and not drawn.
    """
    rows: list[tuple[int, str, str, str, str, str, int]] = []
    for child in range(draw(st.integers(8, 24))):
        tier = draw(st.sampled_from(("cic", "cic", "cic", "cin", "cp")))
        held = draw(st.sampled_from(tuple(DAY)[2:])) if tier == "cic" else tier
        instead = draw(st.sampled_from(("", "cin", "cin", "cp", "foster", "secure")))
        basis = draw(st.sampled_from(("assumed", "assumed", "inferred", "published")))
        for quarter in draw(
            st.sets(st.sampled_from(("Q1", "Q2", "Q3", "Q4")), min_size=1, max_size=3)
        ):
            days = draw(st.integers(10, 90))
            rows.append((child, "counterfactual", tier, held, quarter, basis, days * DAY[held]))
            if instead:
                rows.append((child, "actual", tier, instead, quarter, basis, -days * DAY[instead]))
    labels = lines_of(sorted(rows))
    money = money_of(labels)
    whole = money.amounts.by_child(np.ones(len(labels), dtype=np.bool_))
    assume(may_be_shown(whole, money.policy))
    return labels
