"""What can be asked of a result."""

from __future__ import annotations

import json
from functools import cache

import pytest

import nwd_costs as nwd
from nwd_costs.commands import demo_result


@cache
def demo() -> nwd.Result:
    return demo_result()


@pytest.mark.parametrize(
    "columns", [("quarter",), ("service",), ("claim_service", "quarter"), ("category", "side")]
)
def test_any_partition_of_the_ledger_sums_to_the_totals(columns: tuple[str, ...]) -> None:
    table = demo().by(*columns)
    assert int(table["gross_pence"].sum()) == demo().gross_pence
    assert int(table["net_pence"].sum()) == demo().net_pence


def test_a_column_that_cannot_be_summed_by_is_refused_with_those_that_can() -> None:
    with pytest.raises(nwd.UsageError, match="claim_service"):
        demo().by("colour")


def test_the_accounting_closes_for_every_table() -> None:
    for counts in demo().accounting.values():
        parts = [sum(n.values()) if isinstance(n, dict) else n for n in counts.values()]
        assert parts[0] == sum(parts[1:]) > 0


def test_every_step_is_kept() -> None:
    result = demo()
    assert len(result.cohort) == len(result.claims) == result.scope_counts().referrals
    assert {"child_id", "status", "period_of_care", "placement_spell"} <= set(result.timeline)
    assert set(result.repairs["rule"]) <= {"2.3", "2.4", "2.5"}
    assert len(result.rejected) == sum(
        rows
        for counts in result.accounting.values()
        for fate, found in counts.items()
        if isinstance(found, dict)
        for rows in found.values()
    )


def test_the_provenance_names_everything_that_determines_the_ledger() -> None:
    found = demo().provenance
    assert found.methodology == "edge-of-care/2021-22.1"
    assert found.unit_costs == "lait-outturn/2024-25"
    assert (
        len({found.methodology_fingerprint, found.unit_costs_fingerprint, found.ledger_digest}) == 3
    )
    assert all(len(file.digest) == 64 for file in found.inputs)
    assert json.loads(json.dumps(found.as_dict()))["as_at"] == "2023-03-31"


def test_representations_say_the_standing_and_hold_no_record() -> None:
    result = demo()
    children = set(result.records.children["child_id"])
    for thing in (result, result.records, result.method, result.costs):
        told = repr(thing) + thing._repr_html_()
        assert not [child for child in children if child in told]
    assert f"reconstruction, {result.method.status}" in repr(result)
    assert "likelihood_all_certain" in result._repr_html_()


def test_a_line_carries_what_explains_it() -> None:
    ledger = demo().ledger
    paid = ledger[ledger["service"] != "none"]
    for column in ("rate_pence", "unit", "rate_name", "layer", "clause", "basis", "quarter"):
        assert (paid[column].notna() & (paid[column].astype(str) != "")).all(), column
    assert set(ledger["clause"]) <= set(demo().method.clauses)
