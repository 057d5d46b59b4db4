"""The rows of some children at a time."""

from __future__ import annotations

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.days import financial_year_start
from nwd_costs.stages.observation import Observed, observe


@pytest.fixture(name="observed")
def four_children_with_two_placements_and_a_plan_each() -> Observed:
    starts = pd.to_datetime(["2022-04-01", "2022-06-01"] * 4)
    placements = pd.DataFrame({"child_id": list("aabbccdd"), "from_day": starts})
    placements = placements.assign(place="U4", provider="PR1")
    plans = pd.DataFrame({"child_id": list("abcd"), "from_day": starts[::2]})
    records = nwd.read(placements=placements, protection_plans=plans)
    return observe(records, financial_year_start(2023) - 1)


@pytest.mark.parametrize(
    ("block", "children"),
    [(1, [1, 1, 1, 1]), (2, [1, 1, 1, 1]), (4, [2, 2]), (5, [2, 2]), (6, [3, 1]), (8, [4])],
)
def test_a_block_has_about_so_many_rows_and_divides_no_child(
    observed: Observed, block: int, children: list[int]
) -> None:
    blocks = list(observed.in_blocks(block))
    held = [
        (len(b.tables["placements"].row), len(b.tables["protection_plans"].row)) for b in blocks
    ]
    assert [pair for pair in held if any(pair)] == [(2 * n, n) for n in children]
    for name, table in observed.tables.items():
        rows = [row for some in blocks for row in some.tables[name].row.tolist()]
        assert rows == table.row.tolist()
