"""What placements really cost: what is read, what it prices, and what a reader is told [8.5]."""

from __future__ import annotations

import json
from functools import cache

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.errors import DataError
from nwd_costs.prices import UnitCosts
from nwd_costs.result import Result
from properties.runs import EDGE_OF_CARE
from properties.variants import always, unit_costs, variant

PREFER: dict[str, object] = {"pricing.actual_costs": "prefer", "horizon.days": 10}
IGNORE: dict[str, object] = {"horizon.days": 10}
PLACED = {"child_id": ["C1"], "from_day": ["2022-06-01"], "place": ["U4"], "provider": ["PR1"]}
REFERRED = {
    "referral_id": ["R1"], "child_id": ["C1"], "at_risk_of": ["breakdown"], "stage": ["engaged"],
    "referred_on": ["2022-06-16"], "started_on": ["2022-06-16"], "date_of_birth": ["2008-05-10"],
}  # fmt: skip
HEADINGS = ["child_id", "from_day", "until_day", "per", "amount", "source"]
SENTINEL = "98765.43"


def paid(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=HEADINGS, dtype=str)


def records(costs: pd.DataFrame | None) -> nwd.Records:
    tables = {"placements": pd.DataFrame(PLACED), "referrals": pd.DataFrame(REFERRED)}
    return nwd.read(**tables, placement_costs=costs)  # type: ignore[arg-type]


@cache
def prices(per: str = "week") -> UnitCosts:
    return unit_costs([always("england", "looked_after", per, "70.00")])


def run(costs: pd.DataFrame | None, changed: dict[str, object], per: str = "week") -> Result:
    method = variant(EDGE_OF_CARE, changed)
    days = {"period": "2022-23", "as_at": "2023-03-31"}
    return nwd.run(method, records(costs), prices(per), **days)


def actual(result: Result) -> list[tuple[object, ...]]:
    lines = result.ledger[result.ledger["side"] == "actual"]
    return list(lines[["days", "rate_name", "amount_pence"]].itertuples(index=False, name=None))


WHOLE = ("C1", "2022-06-01", "", "week", "140.00", "payments")


def test_a_covered_day_has_what_was_paid_and_the_others_the_unit_cost() -> None:
    costs = paid(("C1", "2022-06-18", "2022-06-20", "day", "15", ""))
    found = actual(run(costs, PREFER))
    assert found == [(2, "looked_after", -2000), (2, "actual", -3000), (6, "looked_after", -6000)]


def test_a_day_that_was_paid_for_needs_no_unit_cost() -> None:
    method = variant(EDGE_OF_CARE, PREFER)
    costs = unit_costs([always("england", "residential_external", "week", "70.00")])
    days = {"period": "2022-23", "as_at": "2023-03-31"}
    assert nwd.run(method, records(paid(WHOLE)), costs, **days).gross_pence == -10_000
    with pytest.raises(nwd.errors.UnitCostError, match="foster_in_house"):
        nwd.run(method, records(None), costs, **days)


def test_where_the_first_day_of_a_run_was_paid_for_a_price_per_case_is_not_charged() -> None:
    first = paid(("C1", "2022-06-16", "2022-06-17", "day", "15", ""))
    assert actual(run(first, PREFER, "case")) == [(1, "actual", -1500), (9, "looked_after", 0)]
    second = paid(("C1", "2022-06-17", "2022-06-18", "day", "15", ""))
    assert actual(run(second, PREFER, "case")) == [
        (1, "looked_after", -7000), (1, "actual", -1500), (8, "looked_after", 0),
    ]  # fmt: skip


def test_nothing_was_paid_is_not_the_same_as_nothing_is_known() -> None:
    free = paid(("C1", "2022-06-01", "", "week", "0", ""))
    assert actual(run(free, PREFER)) == [(10, "actual", 0)]


def test_the_summary_says_what_rests_on_record_only_where_the_method_looks_at_it() -> None:
    found = run(paid(WHOLE), PREFER).summary()
    assert found["actual_costs"] == {"days": 10, "amount_pence": -20_000}
    assert "actual_costs" not in run(paid(WHOLE), IGNORE).summary()


def test_a_method_that_does_not_look_says_so_where_there_is_something_to_see() -> None:
    def codes(costs: pd.DataFrame | None, changed: dict[str, object]) -> set[str]:
        return {warning.code for warning in run(costs, changed).warnings}

    assert "actual_costs_not_used" in codes(paid(WHOLE), IGNORE)
    assert "actual_costs_not_used" not in codes(paid(WHOLE), PREFER)
    assert "actual_costs_not_used" not in codes(None, IGNORE)


def test_the_cost_of_care_says_the_same() -> None:
    found = {
        choice: nwd.cost_of_care(
            records(paid(WHOLE)), prices(), method=variant(EDGE_OF_CARE, changed),
            as_at="2023-03-31", periods="2022-23",
        )
        for choice, changed in (("prefer", PREFER), ("ignore", IGNORE))
    }  # fmt: skip
    told = found["prefer"].summary()
    assert told["actual_costs"] == {"2022-23": {"days": 304, "amount_pence": 608_000}}
    assert "actual_costs" not in found["ignore"].summary()
    warned = {choice: {w.code for w in care.warnings} for choice, care in found.items()}
    assert "actual_costs_not_used" in warned["ignore"] - warned["prefer"]
    accounted = found["ignore"].accounting["placement_costs"]
    assert accounted["out_of_scope"] == {"actual costs are ignored": 1}


def test_the_provenance_holds_the_digest_of_the_table() -> None:
    dearer = paid((*WHOLE[:4], "140.01", "payments"))
    digests = [
        [file.digest for file in run(costs, IGNORE).provenance.inputs][-1]
        for costs in (paid(WHOLE), paid(WHOLE), dearer)
    ]
    assert digests[0] == digests[1] != digests[2]


def test_a_pound_is_traced_to_record_clause_price_and_source() -> None:
    told = str(run(paid(WHOLE), PREFER).explain("R1"))
    assert (
        "actual cost £140.00 a week, 01/06/2022 to 01/04/2023 [frame placement_costs, row" in told
    )
    assert "[8.5, M7.4] 10 days of the actual leg are priced by what was really paid" in told
    assert "at £140.00 a week (actual, record, 2022-23, payments)" in " ".join(told.split())
    assert "payments: what was really paid" in told
    assert "actual cost" not in str(run(paid(WHOLE), IGNORE).explain("R1"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("C1", "2022-06-01", "2022-06-01", "week", "1", ""), "until_day not after from_day"),
        (("", "2022-06-01", "", "week", "1", ""), "no child"),
        (("C1", "", "", "week", "1", ""), "unreadable from_day"),
        (("C1", "2022-06-01", "soon", "week", "1", ""), "unreadable until_day"),
        (("C1", "2022-06-01", "", "case", "1", ""), "unknown word in per"),
        (("C1", "2022-06-01", "", "", "1", ""), "per not given"),
        (("C1", "2022-06-01", "", "week", "1.005", ""), "unreadable amount"),
        (("C1", "2022-06-01", "", "week", "", ""), "amount not given"),
        (("C1", "2022-06-01", "", "week", f"-{SENTINEL}", ""), "amount below nought"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_with_its_reason(
    row: tuple[str, ...], reason: str
) -> None:
    found = records(paid(row))
    assert found.accounting["placement_costs"]["rejected"] == {reason: 1}
    assert not len(found.placement_costs)


def test_a_table_that_was_not_handed_over_is_not_accounted_for() -> None:
    assert "placement_costs" not in records(None).accounting
    assert records(paid()).accounting["placement_costs"]["rows_in"] == 0


def test_every_group_of_rows_that_overlap_is_listed_and_no_amount_is_told() -> None:
    rows = (
        ("C1", "2022-06-01", "", "week", SENTINEL, ""),
        ("C2", "2022-06-01", "2022-06-05", "week", SENTINEL, ""),
        ("C2", "2022-06-04", "2022-06-09", "week", SENTINEL, ""),
        ("C2", "2022-06-09", "2022-06-12", "week", SENTINEL, ""),
        ("C1", "2022-07-01", "2022-07-02", "week", SENTINEL, ""),
        ("C1", "2022-09-01", "2022-09-02", "week", SENTINEL, ""),
    )
    with pytest.raises(DataError) as caught:
        records(paid(*rows))
    assert [problem.rows for problem in caught.value.problems] == [(1, 5, 6), (2, 3)]
    assert SENTINEL not in str(caught.value)


def test_no_amount_and_no_source_is_told_outside_the_ledger_and_the_explanation() -> None:
    costs = paid((*WHOLE[:4], SENTINEL, "sentinel source"), ("C1", "2022-01-01", *["x"] * 4))
    result = run(costs, PREFER)
    told = [repr(result), repr(result.records), json.dumps(result.summary()),
            *map(str, result.warnings), repr(result.rejected)]  # fmt: skip
    assert not any(SENTINEL in text or "sentinel source" in text for text in told)
