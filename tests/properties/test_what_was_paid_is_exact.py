"""Law: what was really paid prices the days of its row, however its rows are cut, and only days in
care of the actual leg; paid at the unit cost it changes no penny [8.5].
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import nwd_costs as nwd
from nwd_costs.prices import UnitCosts
from nwd_costs.result import Result
from nwd_costs.tables import Records
from nwd_costs.testing.strategies import Row, Rows
from properties.crowds import crowd
from properties.runs import (
    AS_AT,
    EDGE_OF_CARE,
    PERIOD,
    TIERS,
    TOWNS,
    examples,
    frames,
    lines,
    run,
    walk,
)
from properties.variants import always, unit_costs, variant

PREFER = {"pricing.actual_costs": "prefer", "counterfactual.on_entry": "net"}
METHODS = (
    variant(EDGE_OF_CARE, PREFER),
    variant(TIERS, {"pricing.actual_costs": "prefer", "counterfactual.count": "net"}),
)
PER = ("day", "night", "week", "month", "year")
#: Nothing else costs as much, so that what was paid for can be told by its price alone.
ALIKE = tuple(
    always("england", name, "week", "700.00") for name in ("looked_after", "children_in_need")
)
STARTS = st.integers(0, 500).map(lambda days: date(2021, 10, 1) + timedelta(days=days))
ROWS = st.lists(
    st.tuples(
        st.integers(0, 9),
        STARTS,
        st.sampled_from((1, 7, 40, 200)),
        st.sampled_from(PER),
        st.sampled_from(("0", "0.01", "700.00", "4123.45")),
    ),
    min_size=1,
    max_size=12,
)


def costs_of(rows: Rows, drawn: list[Any]) -> list[Row]:
    """Give what was paid, of rows that overlap the first alone."""
    children = sorted({str(row["child_id"]) for row in rows["placements"]})
    kept: list[Row] = []
    for number, start, days, per, amount in drawn if children else []:
        child, end = children[number % len(children)], start + timedelta(days=days)
        if all(
            row["child_id"] != child or end <= row["from_day"] or row["until_day"] <= start
            for row in kept
        ):
            kept.append({"child_id": child, "from_day": start, "until_day": end, "per": per,
                         "amount": amount, "source": "laws"})  # fmt: skip
    return kept


def read(rows: Rows, costs: list[Row]) -> Records:
    columns = ["child_id", "from_day", "until_day", "per", "amount", "source"]
    return nwd.read(
        **frames(rows),  # type: ignore[arg-type]
        placement_costs=pd.DataFrame(costs, columns=columns),
    )


def halved(row: Row, cut: int) -> list[Row]:
    """Write one row as two that touch."""
    start, end = row["from_day"], row["until_day"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    middle = start + timedelta(days=cut % (end - start).days)
    if middle == start:
        return [row]
    return [{**row, "until_day": middle}, {**row, "from_day": middle}]


def care_of(method: nwd.Methodology, records: Records, costs: UnitCosts) -> pd.DataFrame:
    care = nwd.cost_of_care(records, costs, method=method, as_at=AS_AT, periods=PERIOD)
    return care.lines[PERIOD]


@examples(default=5, deep=30)
@given(TOWNS, ROWS, st.integers(1, 199))
def test_a_row_in_two_parts_or_in_another_order_changes_nothing(
    rows: Rows, drawn: list[Any], cut: int
) -> None:
    whole = costs_of(rows, drawn)
    parts = [part for row in reversed(whole) for part in halved(row, cut)]
    one, two = read(rows, whole), read(rows, parts)
    prices = unit_costs(ALIKE)
    for method in METHODS:
        before, after = (run(method, records, costs=prices).ledger for records in (one, two))
        assert lines(before) == lines(after)
        assert lines(care_of(method, one, prices)) == lines(care_of(method, two, prices))


@examples(default=5, deep=30)
@given(TOWNS, ROWS)
def test_what_costs_as_much_as_the_unit_cost_changes_no_total_but_by_rounding(
    rows: Rows, drawn: list[Any]
) -> None:
    alike = [{**row, "per": "week", "amount": "700.00"} for row in costs_of(rows, drawn)]
    with_record, without = read(rows, alike), read(rows, [])
    prices = unit_costs(ALIKE)  # a whole number of pounds a day and a weight of 1: nothing to round
    for method in METHODS:
        found = [run(method, records, costs=prices) for records in (with_record, without)]
        assert found[0].gross_pence == found[1].gross_pence
        assert of_days(found[0]) == of_days(found[1])
        care = [care_of(method, records, prices) for records in (with_record, without)]
        assert care[0]["amount_pence"].sum() == care[1]["amount_pence"].sum()


def of_days(result: Result) -> tuple[int, int]:
    return int(result.ledger["days"].sum()), int(result.ledger["amount_pence"].abs().sum())


@examples(default=5, deep=30)
@given(TOWNS, ROWS)
def test_only_days_in_care_that_really_were_are_priced_by_record(
    rows: Rows, drawn: list[Any]
) -> None:
    costs = costs_of(rows, drawn)
    records, prices = read(rows, costs), unit_costs(ALIKE)
    spans = [(str(r["child_id"]), r["from_day"], r["until_day"]) for r in costs]
    for method in METHODS:
        ledger = run(method, records, costs=prices).ledger
        paid = ledger["layer"] == "record"
        assert set(ledger.loc[paid, "side"]) <= {"actual"}
        assert set(ledger.loc[paid, "service"]) <= {"cic"}
        in_care = (ledger["side"] == "actual") & (ledger["service"] == "cic")
        for line in walk(ledger[in_care]):
            first, until = line.from_day.date(), line.until_day.date()
            inside = any(
                child == line.child_id and start < until and first < end
                for child, start, end in spans
            )
            assert inside == (line.layer == "record")


def test_there_are_days_in_care_with_a_record_and_without() -> None:
    rows = crowd(12)
    drawn = [(n, date(2022, 3, 1) + timedelta(days=n), 90, "week", "1.00") for n in range(60)]
    records, prices = read(rows, costs_of(rows, drawn)), unit_costs(ALIKE)
    for method in METHODS:
        ledger = run(method, records, costs=prices).ledger
        in_care = (ledger["side"] == "actual") & (ledger["service"] == "cic")
        assert set(ledger.loc[in_care, "layer"]) == {"record", "england"}
