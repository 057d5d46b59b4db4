"""What `read` refuses before it reads."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import nwd_costs as nwd

REFERRAL = {
    "referral_id": "R1",
    "child_id": "C1",
    "at_risk_of": "entry",
    "referred_on": "2022-05-01",
}


def test_an_end_of_uasc_without_the_flag_is_refused_from_a_frame_and_a_file(tmp_path: Path) -> None:
    children = pd.DataFrame({"child_id": ["C1"], "uasc_until_day": [""]})
    file = tmp_path / "children.csv"
    children.to_csv(file, index=False)
    for given in (children, file):
        with pytest.raises(nwd.DataError, match="uasc_until_day is given without uasc"):
            nwd.read(children=given)


def test_a_referral_id_that_occurs_twice_stops_the_run_though_one_row_is_unreadable() -> None:
    again = {**REFERRAL, "referred_on": "31/02/2022"}
    with pytest.raises(nwd.DataError, match=r"rows 1, 2.*2\.8"):
        nwd.read(referrals=pd.DataFrame([REFERRAL, again]))


def test_a_return_and_the_table_it_would_give_are_not_taken_together(tmp_path: Path) -> None:
    placements = pd.DataFrame(columns=["child_id", "from_day", "place", "provider"])
    with pytest.raises(nwd.UsageError, match="placements: is given beside ssda903"):
        nwd.read(ssda903=tmp_path, placements=placements)


def test_a_table_without_its_columns_lists_every_one_that_is_missing() -> None:
    with pytest.raises(nwd.DataError) as caught:
        nwd.read(placements=pd.DataFrame({"child": ["C1"]}))
    for column in ("child_id", "from_day", "place", "provider"):
        assert f"the column {column} is missing" in str(caught.value)
