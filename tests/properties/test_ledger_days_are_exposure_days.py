"""Law: both legs hold exactly the days that claims, timeline and period give them, counted off one
by one [1.1], [3.1], [5.1.8], [5.2.1], [5.2.2], [5.5], [7.1]; so does the cost of care [13.1].
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import nwd_costs as nwd
from nwd_costs.days import to_date
from nwd_costs.result import Result
from nwd_costs.testing.strategies import Rows
from properties.crowds import moved
from properties.runs import (
    AS_AT,
    COSTS,
    METHODS,
    PERIOD,
    TIERS,
    TOWNS,
    days_between,
    days_of,
    examples,
    read,
    run,
    walk,
)
from properties.variants import variant

MIXED = variant(
    "edge-of-care/2021-22.1",
    {
        "counterfactual.entry_mix": {"secure": 333_333, "adoption": 333_333, "other": 333_334},
        "counterfactual.on_entry": "net",
        "counterfactual.on_breakdown": "net",
        "counterfactual.on_leaving_care": "continue",
    },
)
NET = variant(TIERS, {"counterfactual.count": "net", "counterfactual.lag_days": 28})
SPANS = st.sampled_from(
    [(PERIOD, AS_AT), (PERIOD, "2022-11-15"), ("2022-23 Q2", AS_AT), ("2021-22", AS_AT),
     ("2021-05-01..2022-08-20", AS_AT)]
)  # fmt: skip

Held = dict[tuple[str, date], tuple[str, str]]
RANK = ("cic", "cp", "cin", "none")


def held_on(timeline: pd.DataFrame) -> Held:
    """Give status and category of every child-day that has any."""
    held: Held = {}
    for row in walk(timeline, "child_id", "from_day", "until_day", "status", "category"):
        for day in days_of(row):
            assert (row.child_id, day) not in held, "two statuses on one day [3.1]"
            held[row.child_id, day] = (row.status, row.category)
    return held


def booked_days(result: Result) -> dict[str, list[date]]:
    """Give each claim the days it books: its window's, unless claimed before, of P, before H."""
    child = dict(zip(result.cohort["referral_id"], result.cohort["child_id"], strict=True))
    claims = result.claims[result.claims["scope"] == "in scope"]
    until = min(to_date(result.steps.observed.until), to_date(result.period.until_day))
    taken: set[tuple[str, date]] = set()
    booked: dict[str, list[date]] = {}
    for row in walk(claims.sort_values(["index_day", "referral_id"])):
        window = days_between(*map(date.fromisoformat, (row.from_day, row.until_day)))
        kept = [day for day in window if (child[row.referral_id], day) not in taken]
        taken |= {(child[row.referral_id], day) for day in kept}
        first = to_date(result.period.from_day)
        booked[row.referral_id] = [day for day in kept if first <= day < until]
    return booked


def expected(result: Result, *, only_reductions: bool) -> Counter[tuple[str, str, str]]:
    """Count the days of both legs: by referral and, where it is known, by service and category."""
    held = held_on(result.timeline)
    counted: Counter[tuple[str, str, str]] = Counter()
    child = dict(zip(result.cohort["referral_id"], result.cohort["child_id"], strict=True))
    index = dict(zip(result.cohort["referral_id"], result.cohort["index_day"], strict=True))
    for referral, days in booked_days(result).items():
        who = child[referral]
        tier, _ = held.get((who, date.fromisoformat(index[referral])), ("none", "none"))
        for day in days:
            status, category = held.get((who, day), ("none", "none"))
            if not only_reductions or RANK.index(status) > RANK.index(tier):
                counted[referral, "counterfactual", ""] += 1
                counted[referral, "actual", f"{status} {category}"] += 1
    return counted


def in_ledger(result: Result) -> Counter[tuple[str, str, str]]:
    """Count the same in the ledger; the categories of a mix share a day, so one of them counts."""
    counted: Counter[tuple[str, str, str]] = Counter()
    mixed: dict[tuple[str, str], int] = {}
    for row in walk(result.ledger):
        if row.side == "actual":
            counted[row.referral_id, "actual", f"{row.service} {row.category}"] += row.days
        else:
            key = (row.referral_id, row.category)
            mixed[key] = mixed.get(key, 0) + row.days
    for (referral, _), days in mixed.items():
        key3 = (referral, "counterfactual", "")
        assert counted[key3] in (0, days), "every category of a mix has every day [5.1.8]"
        counted[key3] = days
    return counted


@examples(default=5, deep=40)
@given(TOWNS, SPANS)
def test_the_days_of_both_legs_are_the_days_of_the_claims(
    rows: Rows, span: tuple[str, str]
) -> None:
    records = read(rows)
    for method in (*METHODS, MIXED, NET):
        result = run(method, records, *span)
        assert in_ledger(result) == expected(result, only_reductions=method.id == TIERS)
        assert (result.ledger["days"] > 0).all()


@examples(default=5, deep=30)
@given(TOWNS)
def test_so_they_are_where_29_february_falls_among_them(rows: Rows) -> None:
    """The same histories, so many days later that 1 April 2022 becomes 29 February 2024."""
    records = read(moved(rows, (date(2024, 2, 29) - date(2022, 4, 1)).days))
    for method in METHODS:
        result = run(method, records, "2023-24", "2024-06-30")
        assert in_ledger(result) == expected(result, only_reductions=method.id == TIERS)


@examples(default=5, deep=40)
@given(TOWNS)
def test_the_days_of_the_cost_of_care_are_the_days_of_the_timeline(rows: Rows) -> None:
    records = read(rows)
    result = run(METHODS[0], records)
    care = nwd.cost_of_care(records, COSTS, method=METHODS[0], as_at=AS_AT, periods=[PERIOD])
    first, until = to_date(result.period.from_day), to_date(result.period.until_day)
    found = Counter(
        (row.child_id, row.category, day)
        for row in walk(care.lines[PERIOD])
        for day in days_of(row)
    )
    assert found == Counter(
        (child, category, day)
        for (child, day), (_, category) in held_on(result.timeline).items()
        if first <= day < until
    )
    assert first + timedelta(days=365) == until
