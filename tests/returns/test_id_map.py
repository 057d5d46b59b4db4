"""Where the census has ids of its own, a map makes one child of two names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import nwd_costs as nwd
from returns.council import assert_same_ledgers, ledgers, returns, the_council, told

Renamed = tuple[nwd.Records, dict[str, Any], pd.DataFrame]


@pytest.fixture
def renamed(tmp_path: Path) -> Renamed:
    """Give the council as it is, and written again with other ids in the census."""
    wanted = returns(tmp_path)
    pairs = {
        child.child_id: f"P{number:05d}" for number, child in enumerate(the_council().children)
    }
    for file in (tmp_path / "cin_census").glob("*.xml"):
        text = file.read_text(encoding="utf-8")
        for ours, theirs in pairs.items():
            text = text.replace(f"<LAchildID>{ours}<", f"<LAchildID>{theirs}<")
        file.write_text(text, encoding="utf-8")
    files: dict[str, Any] = {
        "ssda903": tmp_path / "ssda903",
        "cin_census": sorted((tmp_path / "cin_census").glob("*.xml")),
        "referrals": tmp_path / "referrals.csv",
    }
    table = pd.DataFrame({"CIN Census": list(pairs.values()), "SSDA903": list(pairs)})
    return wanted, files, table


def test_the_map_gives_the_ledger_that_one_id_would_have_given(renamed: Renamed) -> None:
    wanted, files, table = renamed
    without = nwd.read(**files)
    assert any(
        not one.equals(other) for one, other in zip(ledgers(without), ledgers(wanted), strict=True)
    )
    found = nwd.read(**files, id_map=table)
    assert_same_ledgers(found, wanted)
    assert "0 ids in 0 rows are not in the map and stay" in told(found)


def test_a_referral_may_name_a_child_as_the_census_does(renamed: Renamed, tmp_path: Path) -> None:
    wanted, files, table = renamed
    theirs = dict(zip(table["SSDA903"], table["CIN Census"], strict=True))
    listed = pd.read_csv(tmp_path / "referrals.csv", dtype=str, keep_default_na=False)
    listed["child_id"] = [
        theirs.get(ours, ours) if row % 2 else ours for row, ours in enumerate(listed["child_id"])
    ]
    found = nwd.read(**{**files, "referrals": listed}, id_map=table)
    assert_same_ledgers(found, wanted)
    assert "referrals name a child by the id of the census" in told(found)


def test_the_map_is_an_input_with_its_digest_from_every_shape(
    renamed: Renamed, tmp_path: Path
) -> None:
    wanted, files, table = renamed
    csv, book = tmp_path / "ids.csv", tmp_path / "ids.xlsx"
    table.to_csv(csv, index=False)
    table.iloc[:, ::-1].to_excel(book, index=False, engine="xlsxwriter")
    for given in (csv, book, pl.DataFrame(table.to_dict("list"))):
        found = nwd.read(**files, id_map=given)
        pd.testing.assert_frame_equal(found.need_episodes, wanted.need_episodes)
        (mapped,) = [file for file in found.inputs if file.taken_for == "id_map"]
        assert (len(mapped.digest), mapped.rows) == (64, len(table))


def test_ids_that_are_not_in_the_map_stay_and_are_counted(tmp_path: Path) -> None:
    ids = pd.DataFrame({"ssda903": ["1"], "cin_census": ["A"]})
    file = tmp_path / "list6.csv"
    file.write_text(
        "Child Unique ID,CIN Start Date,CIN Closure Date\n"
        "A,01/04/2022,\nB,01/04/2022,\nB,01/05/2022,\n",
        encoding="utf-8",
    )
    found = nwd.read(annex_a=file, id_map=ids)
    assert found.need_episodes["child_id"].tolist() == ["1", "B", "B"]
    assert set(found.children["child_id"]) == {"1", "B"}
    assert "2 rows of Annex A were given the id of the 903 returns; 1 ids in 4 rows" in told(found)


MAPS = {
    "a blank": ([("1", "A"), ("", "B"), ("3", "")], ["1 ids are blank (row 2)", "(row 3)"]),
    "two partners": (
        [("1", "A"), ("1", "B"), ("2", "C"), ("3", "C"), ("4", "D")],
        ["2 ids stand beside more than one id of cin_census (rows 1, 2)", "(rows 3, 4)"],
    ),
}


@pytest.mark.parametrize("fault", MAPS)
def test_a_map_that_says_two_things_is_refused_with_its_rows(fault: str) -> None:
    rows, words = MAPS[fault]
    with pytest.raises(nwd.DataError) as raised:
        nwd.read(
            id_map=pd.DataFrame(rows, columns=["ssda903", "cin_census"]),
            need_episodes=pd.DataFrame({"child_id": ["A"], "from_day": ["2022-04-01"]}),
        )
    assert all(word in str(raised.value) for word in words)
    assert "[2.11]" in str(raised.value)


def test_a_row_given_twice_says_one_thing() -> None:
    ids = pd.DataFrame({"ssda903": ["1", "1"], "cin_census": ["A", "A"]})
    referrals = pd.DataFrame(
        {
            "referral_id": ["R1", "R2", "R3"],
            "child_id": ["A", "1", "B"],
            "at_risk_of": "entry",
            "referred_on": "2022-05-01",
        }
    )
    found = nwd.read(referrals=referrals, id_map=ids)
    assert found.referrals["child_id"].tolist() == ["1", "1", "B"]
    assert "1 referrals name a child by the id of the census" in told(found)


def test_an_id_that_is_two_children_is_refused_and_not_shown(tmp_path: Path) -> None:
    crossed = pd.DataFrame({"ssda903": ["ZQ1", "ZQ2"], "cin_census": ["ZQ2", "ZQ3"]})
    referrals = pd.DataFrame(
        {
            "referral_id": ["R1", "R2"],
            "child_id": ["ZQ1", "ZQ2"],
            "at_risk_of": "entry",
            "referred_on": "2022-05-01",
        }
    )
    with pytest.raises(nwd.DataError, match=r"another child's in the census \(row 2\)") as raised:
        nwd.read(referrals=referrals, id_map=crossed)
    assert "ZQ" not in str(raised.value)
    file = tmp_path / "list6.csv"
    file.write_text(
        "Child Unique ID,CIN Start Date,CIN Closure Date\nZQ2,01/04/2022,\nZQ1,01/04/2022,\n",
        encoding="utf-8",
    )
    with pytest.raises(nwd.DataError, match=r"list6\.csv.*other children.*\(row 3\)") as raised:
        nwd.read(annex_a=file, id_map=crossed)
    assert "ZQ" not in str(raised.value)


def test_a_map_without_its_columns_is_refused() -> None:
    with pytest.raises(nwd.DataError, match="the column cin_census is missing"):
        nwd.read(
            id_map=pd.DataFrame({"ssda903": ["1"]}),
            need_episodes=pd.DataFrame({"child_id": ["A"], "from_day": ["2022-04-01"]}),
        )
