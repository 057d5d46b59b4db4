"""Reading strictly: what would be refused or repaired is listed, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

import nwd_costs as nwd

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA1,1,01/01/2010,WBRI,UN1,,\n"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
    "\n"
)
FINE = "A1,01/05/2022,S,C2,N1,U6,PR1,01/08/2022,E4A,,,,SC123456\n"
WARNED = "A1,01/09/2022,S,C2,N1,U6,PR1,01/10/2022,,,,,SC123456\n"  # no REC
OVERLAPS = "A1,01/07/2022,P,C2,N1,U6,PR1,15/08/2022,E4A,,,,SC123456\n"
REVERSED = "A1,01/12/2022,S,C2,N1,U6,PR1,01/11/2022,E4A,,,,SC123456\n"


def returns(folder: Path, *rows: str) -> Path:
    place = folder / "returns" / "2023"
    place.mkdir(parents=True)
    (place / "header.csv").write_text(HEADER, encoding="utf-8")
    (place / "episodes.csv").write_text(EPISODES + "".join(rows), encoding="utf-8")
    return place.parent


def test_every_row_refused_or_repaired_is_listed_by_check_and_file(tmp_path: Path) -> None:
    folder = returns(tmp_path, FINE, OVERLAPS, WARNED, REVERSED)
    with pytest.raises(nwd.DataError, match=r"\[2\.18\]") as refused:
        nwd.read(ssda903=folder, strict=True)
    listed = [(p.what.split(",")[0], p.where, p.rows) for p in refused.value.problems]
    assert listed == [
        ("breaks placement-ends-before-it-begins", "2023/episodes.csv, column DEC", (5,)),
        ("breaks placement-overlap-cut", "2023/episodes.csv, column DEC", (2,)),
    ]
    assert all(problem.advice for problem in refused.value.problems)


def test_a_warning_alone_refuses_nothing(tmp_path: Path) -> None:
    records = nwd.read(ssda903=returns(tmp_path, FINE, WARNED), strict=True)
    assert set(records.findings["severity"]) == {"warned"}
    assert len(records.placements) == 2


def test_without_strict_the_same_rows_are_repaired_and_refused(tmp_path: Path) -> None:
    records = nwd.read(ssda903=returns(tmp_path, FINE, OVERLAPS, WARNED, REVERSED))
    assert records.accounting["placements"]["repaired"] == {"2.4": 1}
    assert records.accounting["placements"]["rejected"] == {"until_day not after from_day": 1}


def test_values_are_kept_only_where_they_are_asked_for(tmp_path: Path) -> None:
    folder = returns(tmp_path, FINE, REVERSED)
    with pytest.raises(nwd.UsageError, match="keep_values=True"):
        nwd.check(nwd.read(ssda903=folder)).write(tmp_path / "out", show_values=True)
    kept = nwd.read(ssda903=folder, keep_values=True)
    assert kept.written is not None
    assert len(kept.written) == len(kept.findings)
    reversed_row = kept.findings["check"] == "placement-ends-before-it-begins"
    assert kept.written[reversed_row].tolist() == ["2022-11-01"]
