"""Law: two authorities in one are the sum of the two; each child stands for itself [12.1], [12.6].

The return years are left off, because H and what is stale belong to an authority as a whole [1.2],
[2.3]; the clause on rolling up [12.6] leaves each authority its own.
"""

from __future__ import annotations

from hypothesis import given

from nwd_costs.testing.strategies import Rows
from properties.runs import (
    METHODS,
    TOWNS,
    examples,
    gross,
    lines,
    of_one_return,
    read,
    renamed,
    run,
    together,
)


@examples(default=3, deep=40)
@given(TOWNS, TOWNS)
def test_two_authorities_in_one_are_the_sum_of_the_two(here: Rows, there: Rows) -> None:
    one = of_one_return(here)
    two = renamed(of_one_return(there), lambda child: f"x{child}", lambda referral: f"x{referral}")
    if not all(any(part[t] for t in ("placements", "need_episodes")) for part in (one, two)):
        return
    apart, joined = [read(one), read(two)], read(together(one, two))
    for method in METHODS:
        parts, whole = [run(method, records) for records in apart], run(method, joined)
        assert lines(whole.ledger) == sorted(line for p in parts for line in lines(p.ledger))
        assert gross(whole) == sum(gross(part) for part in parts)
        counts = [part.scope_counts() for part in (*parts, whole)]
        assert counts[0].referrals + counts[1].referrals == counts[2].referrals
        assert counts[0].in_scope + counts[1].in_scope == counts[2].in_scope
        supported = [part.measures["supported"] for part in (*parts, whole)]
        assert supported[0] + supported[1] == supported[2]  # type: ignore[operator]
