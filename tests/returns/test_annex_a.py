"""Annex A: lists known by their headings, words made into codes, and what a snapshot supports."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.returns.annex_a import AnnexA, read_annex_a
from nwd_costs.returns.annex_codes import (
    CEASED,
    CLOSURE,
    LEGAL_STATUS,
    NOT_KNOWN,
    PLACE,
    PROVIDER,
    SEX,
    YES_OR_NO,
    CodeList,
)
from nwd_costs.returns.annex_lists import OTHER, plain_heading, recognise
from nwd_costs.testing.formats import LIST_6, LIST_7, LIST_8
from returns.council import assert_same_ledgers, result_of, returns, the_council, told

LIST_6_CSV = (
    "Child Unique ID ,Gender,Date of Birth,Age,CIN Start Date,CIN Closure Date,Reason for Closure\n"
    "007,a) Male,01/02/2008,14.5,01/04/2022,01/05/2022,RC7 - any other reason\n"
    "8,b) Female,02/02/2008,14.4,01/04/2022,,\n"
)


@pytest.fixture(scope="module")
def sample() -> Path:
    file = Path(__file__).resolve().parents[3] / "shared/data/liia-tools-annex-a/Annex_A.xlsx"
    if not file.exists():
        pytest.skip("the shared data are not beside this checkout (shared/data)")
    return file


@pytest.fixture(scope="module")
def annex(sample: Path) -> AnnexA:
    return read_annex_a(sample)


def test_the_three_lists_of_the_sample_are_found_among_eleven_and_counted(annex: AnnexA) -> None:
    assert annex.lists == (6, 7, 8)
    assert [len(rows) for rows in annex.tables.values()] == [5, 7, 5]
    assert len(annex.files) == 11
    used = [file.taken_for for file in annex.files if "not used" not in file.taken_for]
    assert used == [
        "Annex A list 6, children in need",
        "Annex A list 7, child protection plans",
        "Annex A list 8, children looked after",
    ]
    assert [file.rows for file in annex.files] == [5, 5, 6, 5, 5, 5, 7, 5, 6, 5, 5]


def test_the_codes_in_the_words_of_the_sample_are_found(annex: AnnexA) -> None:
    assert annex.placements["place"].tolist() == ["U6", "U1", "U4", "U6", "H5"]
    assert annex.placements["provider"].tolist() == ["PR4", "PR1", "PR5", "PR4", "PR4"]
    assert annex.placements["legal_status"].tolist() == ["E1", "C2", "C2", "C2", "C1"]
    assert annex.placements["rec"].tolist() == ["", "", "", "", "E47"]
    assert annex.children["sex"].isin(["M", "F"]).all()


def test_the_days_of_the_sample_are_read_where_cells_are_dates(annex: AnnexA) -> None:
    assert annex.need_episodes["from_day"].tolist()[:2] == ["2010-06-09", "2006-11-23"]
    ended = annex.protection_plans["until_day"] != ""
    assert ended.tolist() == [True, False, False, True, True, True, True]
    assert annex.placements["until_day"].tolist()[-1] == "2020-09-22"


def test_the_mess_of_the_sample_is_told(annex: AnnexA) -> None:
    notes = "\n".join(annex.notes)
    assert "10 cells hold an error such as #N/A and count as blank" in notes
    assert notes.count("are numbers, not text; leading zeros") == 3
    assert annex.placements["child_id"].tolist()[0] == "1761444"  # a float in the workbook


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("Child Unique ID ", "child unique id"),
        ("CIN\xa0Start  Date", "cin start date"),
        ("Child\u2019s Legal Status", "childs legal status"),
        ("Child's legal status", "childs legal status"),
        ("Was it so (Y/N))", "was it so"),
        ("Was it so (Y/N)", "was it so"),
    ],
)
def test_headings_are_compared_without_case_quotes_spaces_and_yes_or_no(
    heading: str, plain: str
) -> None:
    assert plain_heading(heading) == plain


def test_a_list_is_known_by_its_headings() -> None:
    for number, headings in ((6, LIST_6), (7, LIST_7), (8, LIST_8)):
        assert recognise(headings) == number
        assert recognise([heading.upper() for heading in reversed(headings)]) == number
    assert recognise(["Child Unique ID", "Gender", "Date of Contact"]) == OTHER
    assert recognise(["CHILD", "DECOM", "PLACE"]) is None
    assert recognise(["child_id", "from_day"]) is None


@pytest.mark.parametrize(
    ("codes", "cell", "code"),
    [
        (PLACE, "f) U6: Foster placement - not FFA", "U6"),
        (PLACE, "n) H5: Residential accommodation", "H5"),
        (PLACE, "\xa0z11 - another place\xa0", "Z11"),
        (PLACE, "h) Children\u2019s homes", "K2"),
        (PLACE, "Placed with own parents", "P1"),
        (PLACE, "a) Foster placement", NOT_KNOWN),
        (PLACE, "b) Placed for adoption", NOT_KNOWN),
        (PLACE, "U1 or U4", NOT_KNOWN),
        (PLACE, "q) X9: a new kind of place", "X9"),
        (PLACE, "X9 8ZZ", NOT_KNOWN),
        (PLACE, "", ""),
        (PROVIDER, "e) PR4 - Private provision", "PR4"),
        (PROVIDER, "a) Own LA", "PR1"),
        (PROVIDER, "b) Private", "PR4"),
        (PROVIDER, "c) Other", NOT_KNOWN),
        (LEGAL_STATUS, "C2: FCO", "C2"),
        (LEGAL_STATUS, "e) Section 20", "V2"),
        (LEGAL_STATUS, "f) Detained", NOT_KNOWN),
        (CEASED, "k) E47: Special Guardianship Orders - relative/friend", "E47"),
        (CEASED, "E4a", "E4A"),
        (CLOSURE, "rc8", "RC8"),
        (CLOSURE, "Adopted", "RC1"),
        (SEX, "f) Male", "M"),
        (SEX, "c) Not stated/recorded", NOT_KNOWN),
        (YES_OR_NO, "b) No", "FALSE"),
    ],
)
def test_a_word_becomes_a_code_only_where_it_says_one(
    codes: CodeList, cell: str, code: str
) -> None:
    assert codes.read(cell) == code


def workbook(file: Path, rows: list[list[object]], headings: list[str]) -> Path:
    frame = pd.DataFrame(rows, columns=headings)
    # a cover sheet, and two blank rows above the headings
    with pd.ExcelWriter(file, engine="xlsxwriter") as book:
        pd.DataFrame({"Notes": ["nothing"]}).to_excel(book, sheet_name="Cover", index=False)
        frame.to_excel(book, sheet_name="Anything", index=False, startrow=2)
    return file


CARE = ["Child Unique ID", "Start Date of Most Recent Placement", "Date Ceased to be Looked After",
        "Placement Type", "Placement Provider",
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))"]  # fmt: skip


def test_a_word_that_is_no_code_is_told_by_row_and_its_days_are_unmapped(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["C1", "01/03/2023", "", "U4: foster", "a) Own LA", "a) Yes"],
        ["C2", "01/03/2023", "", "ZQPLACE with ZQNAME", "b) Private", "b) No"],
    ]
    records = nwd.read(annex_a=workbook(tmp_path / "annex.xlsx", rows, CARE))
    assert records.children["uasc"].tolist() == [True, False]
    assert "annex.xlsx, Anything, place: words that are no code (row 3)" in told(records)
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    method = nwd.methodology("edge-of-care/2021-22.1")
    care = nwd.cost_of_care(
        records, costs, method=method, as_at="2023-03-31", periods="2023-03-31..2023-04-01"
    )
    assert care.unmapped == {"(no code)/PR4": {"rows": 1, "days": 31}}
    assert "ZQ" not in told(records)


def test_a_snapshot_supports_the_cost_of_its_one_day_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "annex.xlsx"
    the_council().write_annex_a(file)
    records = nwd.read(annex_a=file)
    assert records.snapshots == ("placements",)
    with pytest.raises(nwd.DataError, match=r"placements: are a snapshot.*Give the SSDA903 ret"):
        result_of(records)
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    method = nwd.methodology("cic-cp-cin/2020-21.1")
    for period in ("2022-23", "2023-03-30..2023-04-01", "2023-03-30..2023-03-31"):
        with pytest.raises(
            nwd.DataError, match=r"not the one day, as_at.*2023-03-31\.\.2023-04-01"
        ):
            nwd.cost_of_care(records, costs, method=method, as_at="2023-03-31", periods=period)


def test_the_one_day_of_list_8_is_that_of_the_returns(tmp_path: Path) -> None:
    whole = returns(tmp_path / "council")
    file = tmp_path / "annex.xlsx"
    the_council().write_annex_a(file)
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    method = nwd.methodology("cic-cp-cin/2020-21.1")
    priced = [
        nwd.cost_of_care(
            records, costs, method=method, as_at="2023-03-31", periods="2023-03-31..2023-04-01"
        )
        for records in (nwd.read(annex_a=file), whole)
    ]
    (lines,), (wanted,) = (list(each.lines.values()) for each in priced)
    key = ["child_id", "category", "days", "amount_pence"]
    found = lines[key].sort_values(key, ignore_index=True)
    assert len(found) > 20
    pd.testing.assert_frame_equal(found, wanted[key].sort_values(key, ignore_index=True))
    assert "one_day_only" in [warning.code for warning in priced[0].warnings]
    assert "one_day_only" not in [warning.code for warning in priced[1].warnings]


def test_lists_6_and_7_beside_the_903_come_to_the_ledger_of_the_census(tmp_path: Path) -> None:
    wanted = returns(tmp_path)
    file = tmp_path / "annex.xlsx"
    the_council().write_annex_a(file)
    found = nwd.read(
        ssda903=tmp_path / "ssda903", annex_a=file, referrals=tmp_path / "referrals.csv"
    )
    assert_same_ledgers(found, wanted)
    assert not found.snapshots
    assert "list 8 of Annex A was not used: placements came from another source" in told(found)
    assert "holds open cases and those closed of late" in told(found)


def test_annex_a_gives_only_what_nothing_else_gives(tmp_path: Path) -> None:
    whole = returns(tmp_path)
    file = tmp_path / "annex.xlsx"
    the_council().write_annex_a(file)
    found = nwd.read(
        ssda903=tmp_path / "ssda903",
        cin_census=sorted((tmp_path / "cin_census").glob("*.xml")),
        referrals=tmp_path / "referrals.csv",
        annex_a=file,
    )
    for name in ("children", "placements", "protection_plans", "need_episodes"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(whole, name))
    for number in (6, 7, 8):
        assert f"list {number} of Annex A was not used" in told(found)


def test_a_csv_file_for_each_list_is_read_like_a_workbook(tmp_path: Path) -> None:
    need, plans = tmp_path / "a.csv", tmp_path / "b.csv"
    need.write_text(LIST_6_CSV, encoding="utf-8-sig")
    plans.write_text(
        "Child Unique ID,Child Protection Plan Start Date,Child Protection Plan End Date\n"
        "007,02/04/2022,\n",
        encoding="utf-16",
    )
    records = nwd.read(annex_a=[plans, need])
    assert records.need_episodes["child_id"].tolist() == ["007", "8"]
    assert records.need_episodes["closure_reason"].tolist() == ["RC7", ""]
    assert records.protection_plans["child_id"].tolist() == ["007"]
    assert records.children["date_of_birth"].notna().all()
    assert not records.snapshots


def test_a_list_without_its_columns_or_given_twice_is_refused(tmp_path: Path) -> None:
    need, again, other = (tmp_path / f"{name}.csv" for name in ("need", "again", "other"))
    for file in (need, again):
        file.write_text(LIST_6_CSV, encoding="utf-8")
    with pytest.raises(nwd.DataError, match=r"need\.csv and again\.csv: are both list 6"):
        nwd.read(annex_a=[need, again])
    again.write_text(LIST_6_CSV.replace("CIN Closure Date", "Closed"), encoding="utf-8")
    with pytest.raises(nwd.DataError, match="list 6 has no column cin closure date"):
        nwd.read(annex_a=again)
    other.write_text("a,b\nx,y\n", encoding="utf-8")
    with pytest.raises(nwd.DataError, match="no list 6, 7 or 8 of Annex A was found"):
        nwd.read(annex_a=other)
    again.write_text(LIST_6_CSV.replace("Date of Birth", "CIN start date"), encoding="utf-8")
    with pytest.raises(nwd.DataError, match="columns 3 and 5 have the same heading"):
        nwd.read(annex_a=again)
    with pytest.raises(nwd.DataError, match="there is no such file"):
        nwd.read(annex_a=tmp_path / "nowhere.xlsx")
