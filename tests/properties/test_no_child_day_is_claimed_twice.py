"""Law: no day of a child is claimed twice, and the earlier claim keeps it [3.1], [5.5], [5.6]."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.stages.claims import one_claim_per_child_day
from nwd_costs.testing.strategies import Rows
from properties.runs import METHODS, TIERS, TOWNS, days_of, examples, read, run, walk
from properties.variants import variant

NET = variant(TIERS, {"counterfactual.count": "net"})
#: Child, index day, length: a window never begins earlier for a later index day [5.6].
CLAIMS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(1, 9)), max_size=7
)  # fmt: skip


def crowded(rows: Rows, days: int) -> Rows:
    """Refer every young person again some days later, so that windows overlap."""
    again = []
    for row in rows["referrals"]:
        started = row["started_on"]
        if isinstance(started, date):
            name = f"{row['referral_id']}b"
            again.append({**row, "referral_id": name, "started_on": started + timedelta(days)})
    return {**rows, "referrals": [*rows["referrals"], *again]}


@examples(default=5, deep=40)
@given(TOWNS, st.sampled_from([0, 1, 30, 363, 364]))
def test_no_day_of_a_child_stands_in_the_ledger_twice(rows: Rows, days: int) -> None:
    records = read(crowded(rows, days))
    for method in (*METHODS, NET):
        result = run(method, records, "2021-04-01..2023-04-01")
        for side in ("counterfactual", "actual"):
            held = Counter(
                (row.child_id, day)
                for row in walk(result.ledger[result.ledger["side"] == side])
                for day in days_of(row)
            )
            assert not held or max(held.values()) == 1


@examples(default=60, deep=8_000)
@given(CLAIMS)
def test_a_day_belongs_to_the_first_claim_that_wants_it(drawn: list[tuple[int, int, int]]) -> None:
    child, index, length = (
        np.array([claim[at] for claim in drawn], dtype=np.int64) for at in range(3)
    )
    start, end = one_claim_per_child_day(child, index, index, index + length)
    taken: dict[tuple[int, int], int] = {}
    # The claims come in the order of their referral ids, which decides between equal index days.
    for at in sorted(range(len(drawn)), key=lambda claim: (drawn[claim][1], claim)):
        owner, first, days = drawn[at]
        for day in range(first, first + days):
            taken.setdefault((owner, day), at)
    assert {
        (int(child[at]), day): at
        for at in range(len(drawn))
        for day in range(int(start[at]), int(end[at]))
    } == taken
    assert int((end - start).sum()) == len(taken)
