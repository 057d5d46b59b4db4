"""Law: what is observed later changes nothing of what was observed before [1.2], [7.1].

A run as at an earlier day books what a later run books up to that day, line for line: with `stop`
an event that had not happened yet can only end a window after it. (With `void` it could drop the
claim [5.1.5]; the shipped methods do not use it.)
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from nwd_costs.days import iso
from nwd_costs.testing.strategies import Rows
from properties.runs import METHODS, TOWNS, examples, lines, read, run


@examples(default=4, deep=40)
@given(TOWNS, st.dates(date(2022, 4, 10), date(2023, 3, 30)))
def test_a_run_as_at_an_earlier_day_is_the_beginning_of_a_later_one(rows: Rows, seen: date) -> None:
    starts = [
        row["from_day"]
        for name in ("placements", "protection_plans", "need_episodes")
        for row in rows[name]
    ]
    assume(not starts or min(map(str, starts)) <= seen.isoformat())
    records = read(rows)
    for method in METHODS:
        early = run(method, records, as_at=seen.isoformat())
        until = iso(early.steps.observed.until)
        assert until <= (seen + timedelta(days=1)).isoformat()
        if until > "2022-04-01":
            late = run(method, records, f"2022-04-01..{until}")
            assert lines(early.ledger) == lines(late.ledger)
        first = early.timeline[["child_id", "from_day", "until_day", "status", "category"]]
        later = run(method, records).timeline[first.columns]
        later = later[later["from_day"] < until]
        ends = [min(day, pd.Timestamp(until)) for day in later["until_day"].tolist()]
        clipped = later.assign(until_day=pd.Series(ends, later.index, later["until_day"].dtype))
        assert lines(first) == lines(clipped)
