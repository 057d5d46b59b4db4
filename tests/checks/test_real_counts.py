"""What the checks find in the public five-year 903 sample, against counts made without them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.checks import codes_found
from nwd_costs.codes import code_lists

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "cs-demand-model-903-5yr"


@pytest.fixture(scope="module")
def records() -> nwd.Records:
    if not SAMPLE.is_dir():
        pytest.skip("the shared data are not beside this checkout (shared/data)")
    return nwd.read(ssda903=SAMPLE, year_is="opening")


def lines(records: nwd.Records, check: str) -> pd.DataFrame:
    return records.findings[records.findings["check"] == check]


def as_last_reported(records: nwd.Records, check: str) -> int:
    """Count the findings in rows that no later return reported again."""
    place = ["source_file", "source_row"]
    return len(lines(records, check)[place].merge(records.placements[place], on=place))


@pytest.mark.parametrize(
    ("what", "count"),
    [
        ("rows reported again by a later return", 910),
        ("rows without an end", 996),
        ("rows of short breaks (V3 and V4), as last reported", 431),
        ("children with episodes", 820),
        ("children whose first episode is not a start of care", 496),
    ],
)
def test_what_is_no_fault_is_tallied(records: nwd.Records, what: str, count: int) -> None:
    assert records.tallies[what] == count


@pytest.mark.parametrize(
    ("check", "count"),
    [
        ("rec-without-dec", 996),  # of all 996 rows without an end
        ("reason-without-dec", 447),
        ("header-without-episode", 378),
        ("placement-stale", 24),
        ("short-break-too-long", 186),
        ("police-protection-too-long", 188),
        ("urn-not-expected", 440),
    ],
)
def test_a_fault_is_found_as_often_as_it_is_there(
    records: nwd.Records, check: str, count: int
) -> None:
    assert len(lines(records, check)) == count


def test_a_fault_of_a_row_is_found_in_every_return_that_has_it(records: nwd.Records) -> None:
    # The counts beside which these stand were made of every row's latest report alone.
    assert len(lines(records, "remand-under-10")) == 52
    assert as_last_reported(records, "remand-under-10") == 42
    assert len(lines(records, "legal-status-out-of-date")) == 335
    assert as_last_reported(records, "legal-status-out-of-date") == 253


def test_freeing_orders_after_2005_are_counted_by_their_code(records: nwd.Records) -> None:
    found = codes_found(records, code_lists())
    freeing = found[(found["list"] == "legal_status") & (found["code"] == "D1")]
    assert freeing["rows"].tolist() == [253]
    assert freeing["why"].tolist() == ["not valid on its days"]


def neighbours(records: nwd.Records) -> pd.DataFrame:
    """Give each child's rows with the one before, short breaks and all in one line."""
    both = records.placements.sort_values(["child_id", "from_day"], kind="stable")
    repairs = records.repairs[records.repairs["rule"] == "2.4"]
    before = both.merge(repairs, on=["source_file", "source_row"], how="left")["before"]
    both["until_day"] = before.where(before.notna(), both["until_day"].reset_index(drop=True)).array
    earlier = both[["child_id", "until_day", "place"]].shift().add_suffix("_before")
    pairs = both.join(earlier)
    return pairs[pairs["child_id"] == pairs["child_id_before"]]


def test_neighbours_are_judged_apart_from_short_breaks(records: nwd.Records) -> None:
    # Short breaks are a lane of their own [2], so an episode that begins while one runs is no
    # overlap, and one that follows a short break follows a gap of the main lane.
    pairs = neighbours(records)
    begins, ended = pairs["from_day"], pairs["until_day_before"]
    assert int((begins < ended).sum()) == 40
    assert len(lines(records, "placement-overlap-cut")) == 28
    assert int(((begins > ended) & (pairs["rne"] != "S")).sum()) == 10
    assert len(lines(records, "no-start-of-care-after-a-gap")) == 34
    moved = (pairs["rne"] == "L") & (pairs["place"] != pairs["place_before"])
    assert int(moved.sum()) == 9
    assert len(lines(records, "legal-change-with-another-place")) == 4


def test_a_first_episode_that_began_before_the_first_return_is_no_fault(
    records: nwd.Records,
) -> None:
    assert len(lines(records, "no-start-of-care-at-first")) == 50
