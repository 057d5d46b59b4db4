"""Law: a total is the sum of its parts, to the penny, however the ledger is divided [1.6], [1.7],
[9.2], [9.3], [9.4].

Which divisions are exact follows from where a line ends. Every column of the ledger divides the
lines, and so does every child and every referral. A period divides exactly at the starts of
quarters alone, because only there is a line cut; at any other day the days still add up, and each
line that is cut may move by a penny.
"""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.sums import GROUPS
from nwd_costs.testing.strategies import Rows
from properties.runs import (
    METHODS,
    PERIOD,
    TABLES,
    TOWNS,
    examples,
    gross,
    lines,
    of_one_return,
    read,
    run,
)

QUARTERS = [f"{PERIOD} Q{n}" for n in (1, 2, 3, 4)]


@examples(default=5, deep=30)
@given(TOWNS)
def test_the_lines_of_the_quarters_are_the_lines_of_the_year(rows: Rows) -> None:
    records = read(rows)
    for method in METHODS:
        whole = run(method, records)
        parts = [run(method, records, quarter) for quarter in QUARTERS]
        assert lines(whole.ledger) == sorted(line for p in parts for line in lines(p.ledger))
        assert gross(whole) == sum(gross(part) for part in parts)


@examples(default=5, deep=30)
@given(TOWNS)
def test_the_lines_of_the_years_are_the_lines_of_all_of_them(rows: Rows) -> None:
    records = read(rows)
    for method in METHODS:
        whole = run(method, records, "2020-04-01..2023-04-01")
        parts = [run(method, records, year) for year in ("2020-21", "2021-22", "2022-23")]
        assert lines(whole.ledger) == sorted(line for p in parts for line in lines(p.ledger))
        assert gross(whole) == sum(gross(part) for part in parts)


@examples(default=5, deep=30)
@given(TOWNS, st.dates(date(2022, 4, 2), date(2023, 3, 31)))
def test_wherever_a_period_is_cut_its_days_add_up(rows: Rows, cut: date) -> None:
    records = read(rows)
    spans = (f"2022-04-01..{cut}", f"{cut}..2023-04-01")
    for method in METHODS:
        whole, *parts = (run(method, records, span) for span in (PERIOD, *spans))
        days = [result.ledger.groupby("side")["days"].sum().to_dict() for result in (whole, *parts)]
        for side in ("counterfactual", "actual"):
            assert days[0].get(side, 0) == days[1].get(side, 0) + days[2].get(side, 0)
        off = abs(gross(whole) - gross(parts[0]) - gross(parts[1]))
        assert off <= len(parts[0].ledger) + len(parts[1].ledger) - len(whole.ledger)


@examples(default=2, deep=15)
@given(TOWNS)
def test_children_one_by_one_add_up_to_the_authority(rows: Rows) -> None:
    rows = of_one_return(rows)
    records = read(rows)
    wholes = [run(method, records) for method in METHODS]
    found: list[list[str]] = [[], []]
    asked = {row["child_id"] for row in rows["referrals"]}
    for child in asked:
        mine = {name: [r for r in rows[name] if r["child_id"] == child] for name in TABLES}
        if not any(mine[name] for name in TABLES[1:4]):
            continue
        alone = read(mine)
        for at, method in enumerate(METHODS):
            found[at] += lines(run(method, alone).ledger)
    seen = {row["child_id"] for name in TABLES[1:4] for row in rows[name]}
    for at, whole in enumerate(wholes):
        ledger = whole.ledger[whole.ledger["child_id"].isin(sorted(map(str, seen)))]
        assert lines(ledger) == sorted(found[at])


@examples(default=5, deep=40)
@given(TOWNS, st.sampled_from(GROUPS), st.sampled_from(GROUPS))
def test_sums_by_any_column_and_by_referral_add_up_to_the_totals(
    rows: Rows, one: str, two: str
) -> None:
    records = read(rows)
    for method in METHODS:
        result = run(method, records)
        assert result.net_pence == result.adjusted_pence == gross(result)
        sides = [result.total(side) for side in ("counterfactual", "actual")]
        assert gross(result) == sum(side for side in sides if side is not None)
        assert int(result.by(one)["gross_pence"].sum()) == gross(result)
        assert int(result.by(one, two)["net_pence"].sum()) == gross(result)
        assert int(result.claims["gross_pence"].sum()) == gross(result)
        parts = result.resting_on().by_basis.values()
        assert sum(part for part in parts if part is not None) == gross(result)
