"""What no control of one result can see: a second report of the same days, and what it adds [17.1].

Each report is fit to be published. Taken off each other they give what neither of them may show.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import nwd_costs as nwd

COHORT = Path(__file__).resolve().parents[2] / "methodology" / "reference_cohort"


@pytest.fixture(scope="module")
def runs() -> dict[str, nwd.Result]:
    records = nwd.read(COHORT)
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    method = nwd.methodology("cic-cp-cin/2020-21.1")
    return {
        period: nwd.run(method, records, costs, period=period, as_at="2023-03-31")
        for period in ("2022-23", "2022-23 to Q3", "2022-23 Q4")
    }


def test_the_year_less_the_year_so_far_gives_a_quarter_that_may_not_be_shown(
    runs: dict[str, nwd.Result],
) -> None:
    year, so_far, quarter = runs.values()
    shown = nwd.publishable(year)
    with pytest.raises(nwd.DisclosureError):
        nwd.publishable(quarter)
    assert not shown.has("quarters")
    # Why there is a rule: the second report pins the quarter to a tenth, one by itself does not.
    earlier = nwd.publishable(so_far)
    left = (shown.gross.number or 0) - (earlier.gross.number or 0)
    assert abs(left - (quarter.gross_pence or 0)) < abs(quarter.gross_pence or 0) / 10
