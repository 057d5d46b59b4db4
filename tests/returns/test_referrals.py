from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from nwd_costs.errors import DataError
from nwd_costs.returns.referrals import COLUMNS, ReferralList, read_referrals

if TYPE_CHECKING:
    from pathlib import Path

MARKER = "ZQMARKER"
HEADINGS = "referral_id,child_id,at_risk_of,referred_on"


def written(folder: Path, content: str) -> Path:
    path = folder / "list.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return path


def test_headings_may_be_written_as_people_write_them(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Referral ID, Child-ID ,AT RISK OF,Referred  on,Expected Placement,Stage\n"
        "R-01, 0012 ,ENTRY, 1/4/2022,Foster_Agency,Accepted \n",
    )
    read = read_referrals(path)
    row = read.frame.iloc[0].to_dict()
    assert (row["referral_id"], row["child_id"]) == ("R-01", "0012")
    assert (row["at_risk_of"], row["expected_placement"], row["stage"]) == (
        "entry",
        "foster_agency",
        "accepted",
    )
    assert row["referred_on"] == "1/4/2022"
    assert (row["source_file"], row["source_row"]) == ("list.csv", 2)


def test_columns_that_are_absent_are_blank_and_come_in_our_order(tmp_path: Path) -> None:
    read = read_referrals(written(tmp_path, f"{HEADINGS}\nR1,1,entry,2022-04-01\n"))
    assert tuple(read.frame.columns) == (*COLUMNS, "source_file", "source_row")
    assert read.frame.iloc[0]["started_on"] == ""
    assert read.frame["source_row"].dtype == "int64"
    assert not read.frame.isna().to_numpy().any()


def test_a_list_without_rows_is_a_list(tmp_path: Path) -> None:
    read = read_referrals(written(tmp_path, f"{HEADINGS}\n"))
    assert read.frame.shape == (0, len(COLUMNS) + 2)
    assert read.files[0].rows == 0


def test_columns_of_their_own_are_named_and_kept_out(tmp_path: Path) -> None:
    content = f"{HEADINGS},Worker,Tel No.\nR1,1,entry,2022-04-01,{MARKER},{MARKER}\n"
    read = read_referrals(written(tmp_path, content))
    assert read.notes == ("list.csv: columns not used: worker, tel_no.",)
    assert "worker" not in read.frame.columns


def test_all_the_columns_that_are_missing_are_in_one_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no column child_id, at_risk_of, referred_on"):
        read_referrals(written(tmp_path, f"Referral_ID,person\n{MARKER},{MARKER}\n"))


def test_blank_lines_do_not_move_the_row_numbers(tmp_path: Path) -> None:
    content = f"{HEADINGS}\nR1,1,entry,\n\n,,,\nR2,2,breakdown,\n"
    assert read_referrals(written(tmp_path, content)).frame["source_row"].tolist() == [2, 5]


def test_a_workbook_is_read_like_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("Referrals")
        page.write_row(
            0, 0, ["Referral ID", "Child ID", "At risk of", "Referred on", "Expected weeks"]
        )
        page.write_row(1, 0, ["R1", "0012", "Breakdown", datetime.fromisoformat("2022-04-01"), 13])
        page.write_row(3, 0, ["R2", 24937, "entry", "02/04/2022", 6.5])
    read = read_referrals(path)
    columns = ["child_id", "at_risk_of", "referred_on", "expected_weeks", "source_row"]
    assert read.frame[columns].to_numpy().tolist() == [
        ["0012", "breakdown", "2022-04-01", "13", 2],
        ["24937", "entry", "02/04/2022", "6.5", 4],
    ]
    (note,) = read.notes
    assert "some cells of child_id are numbers" in note
    assert read_referrals(path, sheet="Referrals").files == read.files


def test_ids_that_a_spreadsheet_has_rewritten_are_refused(tmp_path: Path) -> None:
    content = f"{HEADINGS}\nR1,12E45,entry,\nR2,1.23E+11,entry,\nR3,1E+11,entry,\n"
    with pytest.raises(DataError) as caught:
        read_referrals(written(tmp_path, content))
    (problem,) = caught.value.problems
    assert problem.rows == (3, 4)
    assert problem.where == "list.csv, column child_id"
    assert "1.23E+11," not in str(caught.value)


def test_a_list_does_not_show_its_rows_when_it_is_printed(tmp_path: Path) -> None:
    read = read_referrals(written(tmp_path, f"{HEADINGS}\n{MARKER},{MARKER},entry,\n"))
    assert MARKER not in repr(read)


def test_no_cell_of_a_broken_list_is_in_its_error(tmp_path: Path) -> None:
    for content in (
        f"{HEADINGS}\n{MARKER},{MARKER}\n",
        f"{HEADINGS},child id\n{MARKER},{MARKER},{MARKER},{MARKER},{MARKER}\n",
        f"referral_id,x\n{MARKER},{MARKER}\n",
        f'{HEADINGS}\n{MARKER},"{MARKER},{MARKER},{MARKER}\n',
    ):
        with pytest.raises(DataError) as caught:
            read_referrals(written(tmp_path, content))
        assert MARKER not in f"{caught.value}{caught.value!r}{caught.value.problems!r}"


def read_shared(folder: Path, name: str) -> ReferralList:
    return read_referrals(folder / name / "referrals.csv")


def test_the_shared_lists_have_the_rows_that_their_notes_say(shared_data: Path) -> None:
    sample = read_shared(shared_data, "sample-authority")
    assert len(sample.frame) == 300
    assert (sample.frame["started_on"] == "").sum() == 9
    assert (sample.frame["expected_placement"] != "").sum() == 49
    assert sample.notes == ()
    assert len(read_shared(shared_data, "cs-demand-model-referrals").frame) == 204
