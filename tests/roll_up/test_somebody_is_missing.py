"""Who lacks something is named on every figure, and no total pretends otherwise [12.10]."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import nwd_costs as nwd
from roll_up.hands import METHOD, MIDDLESBROUGH, NORFOLK, council

UNPRICED = METHOD.plan.but(horizon={"days": 10}, pricing={"allow_unpriced": True})
PARTS = ("2022-23 Q1", "2022-23 Q2", "2022-23 Q4")


@pytest.fixture(scope="module")
def whole() -> nwd.Result:
    return council("Middlesbrough", MIDDLESBROUGH)


@pytest.fixture(scope="module")
def rolled(whole: nwd.Result) -> nwd.RollUp:
    parts = [council("Norfolk", NORFOLK, week="84", period=part) for part in PARTS]
    return nwd.roll_up([whole, *parts], expect=["Middlesbrough", "Norfolk", "Warrington"])


def figures(plain: Any) -> Iterator[dict[str, Any]]:
    """Give everything with a value, wherever it stands in plain values."""
    if isinstance(plain, dict):
        if "value" in plain:
            yield plain
        else:
            for inner in plain.values():
                yield from figures(inner)


def test_a_missing_quarter_leaves_a_part_that_says_so(rolled: nwd.RollUp) -> None:
    gross = rolled.figures["gross"]
    assert (gross.value, gross.complete) == (32_000, False)
    assert gross.label == "PARTIAL: 1 of 3 authorities, 1 in part"
    assert [(s.authority, s.standing) for s in gross.shares] == [
        ("Middlesbrough", "whole"), ("Norfolk", "part"), ("Warrington", "not in"),
    ]  # fmt: skip
    assert gross.shares[1].lacks == ("2022-23 Q3 was not handed in",)
    assert gross.shares[2].lacks == ("nothing was handed in",)


def test_a_quarter_is_of_those_who_handed_it_in(rolled: nwd.RollUp) -> None:
    told = {name: money["gross"].label for name, money in rolled.by_quarter.items()}
    assert told["2022-23 Q1"] == "PARTIAL: 2 of 3 authorities"
    assert told["2022-23 Q3"] == "PARTIAL: 1 of 3 authorities"
    assert rolled.by_quarter["2022-23 Q3"]["gross"].value == 10_000


def test_counts_of_children_are_not_added_up_over_quarters(rolled: nwd.RollUp) -> None:
    supported, entries = rolled.figures["supported"], rolled.figures["care_entries"]
    assert (supported.value, supported.shares[1].standing) == (2, "not in")
    assert "cannot be added up [12.9]" in supported.shares[1].lacks[-1]
    assert (entries.value, entries.shares[1].standing) == (1, "part")
    # The share is that of the counts of those who are in it.
    assert rolled.figures["supported_through_outreach.share"].value == 500_000


def test_all_quarters_together_are_whole_in_pounds(whole: nwd.Result) -> None:
    quarters = [f"2022-23 Q{n}" for n in (1, 2, 3, 4)]
    parts = [council("Norfolk", NORFOLK, week="84", period=part) for part in quarters]
    rolled = nwd.roll_up([whole, *parts])
    assert rolled.figures["gross"].complete
    assert rolled.figures["gross"].value == 32_000
    assert not rolled.figures["supported"].complete
    assert not rolled.complete


def test_nothing_that_lacks_somebody_is_shown_without_saying_so(rolled: nwd.RollUp) -> None:
    plain = rolled.as_dict()
    assert (plain["complete"], plain["stands"]) == (False, False)
    found = list(figures(plain))
    assert len(found) > 60
    for figure in found:
        assert figure["complete"] is False
        assert figure["label"].startswith("PARTIAL: ")
        assert figure["missing"]
    assert not any(name.endswith("_pence") for name in plain)
    for line in str(rolled).splitlines():
        if "£" in line and "PARTIAL" not in line:
            # What each adds: no sum over authorities.
            assert line.split()[-1] == "in" or "(part)" in line
    assert "NOT A HEADLINE FIGURE" in str(rolled)
    assert "PARTIAL" in repr(rolled)
    assert set(rolled.table["complete"]) == {False}


def test_what_nobody_lacks_is_not_called_partial(whole: nwd.Result) -> None:
    rolled = nwd.roll_up([whole, council("Norfolk", NORFOLK)])
    assert "PARTIAL" not in str(rolled).replace("Fewer entries", "").split("The panel")[0]
    assert rolled.figures["gross"].complete


def test_a_withheld_total_is_left_out_whole_and_named() -> None:
    whole = council("Middlesbrough", MIDDLESBROUGH, method=UNPRICED)
    short = council("Norfolk", NORFOLK, price="secure", method=UNPRICED)
    assert short.gross_pence is None
    rolled = nwd.roll_up([whole, short])
    gross = rolled.figures["gross"]
    assert (gross.value, gross.shares[1].standing) == (20_000, "not in")
    assert gross.shares[1].lacks == ("withheld, because a day has no price [8.2]",)
    assert rolled.figures["supported"].complete
    # What is not withheld of it is there: the sides and quarters without such a day.
    assert rolled.by_quarter["2022-23 Q3"]["gross"].complete


def test_a_change_that_the_data_do_not_cover_is_missing(whole: nwd.Result) -> None:
    bare = council("Norfolk", (("2022-05-10", "outreach", ""),))
    assert bare.measures["change_in_care_entries"] is None
    change = nwd.roll_up([whole, bare]).figures["change_in_care_entries"]
    assert change.shares[1].lacks == ("the data do not cover the year before [12.3]",)
    assert not change.complete


def test_days_that_were_not_observed_are_missing(whole: nwd.Result) -> None:
    early = council("Norfolk", NORFOLK, as_at="2022-08-15")
    rolled = nwd.roll_up([whole, early])
    assert rolled.figures["gross"].shares[1].lacks == (
        "2022-23 was observed only up to 15/08/2022",
    )
    standing = {name: q["gross"].shares[1].standing for name, q in rolled.by_quarter.items()}
    assert list(standing.values()) == ["whole", "part", "not in", "not in"]
    lacks = rolled.by_quarter["2022-23 Q3"]["gross"].shares[1].lacks
    assert lacks == ("nothing of 2022-23 Q3 was observed by 15/08/2022",)


def test_a_part_of_what_was_handed_in_can_be_asked_for(whole: nwd.Result) -> None:
    quarter = council("Norfolk", NORFOLK, week="84", period="2022-23 Q1")
    rolled = nwd.roll_up([whole, quarter], period="2022-23 Q1")
    assert rolled.figures["gross"].complete
    assert rolled.figures["gross"].value == 10_000 + 12_000
    assert rolled.figures["supported"].value == 2
