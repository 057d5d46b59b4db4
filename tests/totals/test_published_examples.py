"""Every published worked example of the register comes out, and what does not close is known."""

from __future__ import annotations

import pytest

from figures.shared import entries_of, quick
from nwd_costs.totals import CALCULATORS

# Every example that was found with public inputs and outputs, and one line for the schedule.
REPRODUCED = {
    "mst-cary-2013", "fdac-2016-cost", "fdac-2016-ratio", "reunification-2014-cost",
    "reunification-2014-break-even", "reunification-2014-share", "reunification-2014-rate",
    "barnardos-cse-2011", "gmca-ss1.1", "gmca-ss1.2", "gmca-ss1.3", "gmca-ss1.4", "gmca-s31",
    "cardiff-2019", "ccn-2021", "home-price-growth", "stronger-families", "birmingham-step-down",
    "fgc-rct-2023", "hertfordshire-cp", "home-office-cin-uprate", "deflator-identities",
    "lait-north-yorkshire", "green-book-year-1", "option-2",
}  # fmt: skip
KNOWN_TO_DISAGREE = {
    "gmca-ss5.0", "lga-high-cost-placements", "a-week-of-2210k", "317k-for-317m", "fgc-150m",
}  # fmt: skip
# What may not be done with them, and is refused.
REFUSED = {"nao-real-terms", "fgc-150m", "option-2"}
FIGURES = {entry.figure.id: entry.figure for entry in entries_of("worked-examples")}
ROWS = {row.id: row for row in quick().rows if row.id.split("/")[0] in FIGURES}


def test_every_example_is_here_and_so_is_every_figure_that_must_fail() -> None:
    assert set(FIGURES) == REPRODUCED | KNOWN_TO_DISAGREE | REFUSED


@pytest.mark.parametrize("name", sorted(REPRODUCED))
def test_a_published_example_comes_out(name: str) -> None:
    mine = [row for row in ROWS.values() if row.id.split("/")[0] == name]
    assert {row.status for row in mine} == {"reproduced"}
    assert len(mine) == 1 + len(FIGURES[name].also)


@pytest.mark.parametrize("name", sorted(KNOWN_TO_DISAGREE))
def test_what_does_not_close_stays_with_its_difference(name: str) -> None:
    assert (ROWS[name].status, ROWS[name].fails) == ("disagrees", False)
    assert ROWS[name].difference


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_may_not_be_done_with_a_figure_is_refused(name: str) -> None:
    assert FIGURES[name].refused
    assert "is refused, as it must be" in ROWS[name].reason


def test_every_slip_is_named() -> None:
    assert "1,000 times too small: perhaps thousands and units" in ROWS["317k-for-317m"].reason
    assert "1,000 times out it would lie inside" in ROWS["a-week-of-2210k"].reason
    assert "2 times too large: perhaps one of them may be for two years" in ROWS["fgc-150m"].reason


def test_the_examples_and_what_figures_imply_use_nearly_every_calculator() -> None:
    checks = [
        entry.figure.check for entry in [*entries_of("worked-examples"), *entries_of("implied")]
    ]
    used = {step.calculator for check in checks for step in getattr(check, "sums", ())}
    refused = {one.calculator for figure in FIGURES.values() for one in figure.refused}
    # These have laws and worked cases; no published example was found for them.
    assert set(CALCULATORS) - used - refused == {"present_value", "rebase"}
