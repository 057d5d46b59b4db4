"""Every published worked example comes out at its tolerance, and what does not close fails."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from totals.published import cases, complaints

CASES = cases()
# Every example that was found with public inputs and outputs, and one line for the schedule.
REPRODUCED = {
    "mst-cary-2013", "fdac-2016-cost", "fdac-2016-ratio", "reunification-2014-cost",
    "reunification-2014-break-even", "reunification-2014-share", "reunification-2014-rate",
    "barnardos-cse-2011", "gmca-ss1.1", "gmca-ss1.2", "gmca-ss1.3", "gmca-ss1.4", "gmca-s31",
    "cardiff-2019", "ccn-2021", "home-price-growth", "stronger-families", "birmingham-step-down",
    "fgc-rct-2023", "hertfordshire-cp", "home-office-cin-uprate", "deflator-identities",
    "lait-north-yorkshire", "green-book-year-1",
}  # fmt: skip
MUST_FAIL = {
    "gmca-ss5.0", "lga-high-cost-placements", "a-week-of-2210k", "317k-for-317m",
    "nao-real-terms", "fgc-150m", "option-2",
}  # fmt: skip


def lines(case: dict[str, Any]) -> list[dict[str, Any]]:
    return [*case["sum"], *case.get("printed", [])]


@pytest.mark.parametrize("name", CASES)
def test_a_published_example_comes_out_as_its_case_says(name: str) -> None:
    assert list(complaints(CASES[name])) == []


def test_every_example_is_here_and_so_is_every_figure_that_must_fail() -> None:
    assert set(CASES) == REPRODUCED | MUST_FAIL
    failing = {name for name, case in CASES.items() if any("fails" in row for row in lines(case))}
    assert failing == MUST_FAIL


def test_every_example_that_is_reproduced_holds_a_printed_figure() -> None:
    assert [name for name in REPRODUCED if not CASES[name].get("printed")] == []


@pytest.mark.parametrize("name", sorted(REPRODUCED))
def test_a_printed_figure_that_is_off_by_one_digit_is_noticed(name: str) -> None:
    case = copy.deepcopy(CASES[name])
    row = case["printed"][0]
    first = next(at for at, sign in enumerate(row["printed"]) if sign in "123456789")
    digit = int(row["printed"][first])
    other = str(digit + 1 if digit < 9 else digit - 1)
    row["printed"] = row["printed"][:first] + other + row["printed"][first + 1 :]
    assert len(list(complaints(case))) == 1


@pytest.mark.parametrize("name", sorted(MUST_FAIL))
def test_a_failure_that_is_not_expected_is_noticed(name: str) -> None:
    case = copy.deepcopy(CASES[name])
    failing = [row for row in lines(case) if row.pop("fails", "")]
    assert len(list(complaints(case))) == len(failing)
