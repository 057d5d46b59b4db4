from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import nwd_costs as nwd
from nwd_costs.errors import DataError, UsageError
from nwd_costs.returns.layout903 import year_in_name
from nwd_costs.returns.ssda903 import LEFT_ALONE, read_ssda903

if TYPE_CHECKING:
    from pathlib import Path

MARKER = "ZQMARKER"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
)
EPISODE = "0012,01/04/2022,S,C2,N1,U4,PR1,,,,,,SC040001"
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
UASC = "CHILD,SEX,DOB,DUC"


def lay(folder: Path, **files: str) -> Path:
    """Write files named as words are: y2023_episodes is 2023/episodes.csv."""
    for name, content in files.items():
        path = folder / f"{name[1:].replace('_', '/', 1)}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
    return folder


def one_year(folder: Path, episodes: str = f"{EPISODES}\n{EPISODE}\n") -> Path:
    return lay(
        folder,
        y2023_episodes=episodes,
        y2023_header=f"{HEADER}\n0012,2,03/02/2010,WBRI,,,\n",
        y2023_uasc=f"{UASC}\n0012,2,03/02/2010,\n",
    )


def refused(folder: Path, **options: str) -> DataError:
    with pytest.raises(DataError) as caught:
        read_ssda903(folder, **options)  # type: ignore[arg-type]
    return caught.value


def test_the_three_tables_are_read_under_our_names(tmp_path: Path) -> None:
    read = read_ssda903(one_year(tmp_path))
    assert read.episodes.iloc[0].to_dict() == {
        "child_id": "0012",
        "from_day": "01/04/2022",
        "until_day": "",
        "place": "U4",
        "provider": "PR1",
        "urn": "SC040001",
        "legal_status": "C2",
        "rne": "S",
        "rec": "",
        "reason_place_change": "",
        "return_year": 2023,
        "source_file": "2023/episodes.csv",
        "source_row": 2,
    }
    lineage = {"return_year": 2023, "source_row": 2}
    assert read.header.iloc[0].to_dict() == {
        "child_id": "0012",
        "date_of_birth": "03/02/2010",
        "sex": "2",
        "source_file": "2023/header.csv",
        **lineage,
    }
    assert read.uasc.iloc[0].to_dict() == {
        "child_id": "0012",
        "uasc_until_day": "",
        "date_of_birth": "03/02/2010",
        "source_file": "2023/uasc.csv",
        **lineage,
    }
    assert read.return_years == (2023,)
    assert read.notes == ()


def test_years_and_row_numbers_are_whole_numbers_and_nothing_is_missing(tmp_path: Path) -> None:
    read = read_ssda903(one_year(tmp_path))
    for frame in (read.header, read.episodes, read.uasc):
        assert frame["return_year"].dtype == "int64"
        assert frame["source_row"].dtype == "int64"
        assert not frame.isna().to_numpy().any()


def test_codes_are_put_in_capitals_and_ids_left_as_they_are(tmp_path: Path) -> None:
    episode = " 00ab ,1/4/2022,s,c2,n1, u4\u00a0,pr1,,x1,carpl,,,sc040001"
    folder = one_year(tmp_path, f"{EPISODES}\n{episode}\n")
    read = read_ssda903(folder).episodes.iloc[0]
    assert (read["child_id"], read["urn"], read["from_day"]) == ("00ab", "sc040001", "1/4/2022")
    row = nwd.read(ssda903=folder).placements.iloc[0]
    assert (row["child_id"], row["urn"]) == ("00ab", "sc040001")
    codes = ["place", "provider", "legal_status", "rne", "rec", "reason_place_change"]
    assert row[codes].tolist() == ["U4", "PR1", "C2", "S", "X1", "CARPL"]


def test_headings_are_known_in_any_case_with_spaces_and_a_mark(tmp_path: Path) -> None:
    headings = "\ufeff" + EPISODES.lower().replace(",", " , ")
    read = read_ssda903(one_year(tmp_path, f"{headings},LA,YEAR\r\n{EPISODE},x,y\r\n"))
    assert read.episodes["child_id"].tolist() == ["0012"]


def test_tables_are_known_by_their_headings_whatever_their_names(tmp_path: Path) -> None:
    lay(tmp_path, y2023_header=f"{EPISODES}\n{EPISODE}\n", y2023_a=f"{HEADER}\n", y2023_b=UASC)
    read = read_ssda903(tmp_path)
    assert len(read.episodes) == 1
    assert [file.taken_for for file in read.files] == [
        "SSDA903 header 2022-23",
        "SSDA903 unaccompanied children 2022-23",
        "SSDA903 episodes 2022-23",
    ]


def test_a_header_that_also_says_when_asylum_ended_does_not_make_every_child_unaccompanied(
    tmp_path: Path,
) -> None:
    lay(tmp_path, y2023_episodes=EPISODES, y2023_header=f"{HEADER},DUC\n1,2,03/02/2010,,,,,\n")
    read = read_ssda903(tmp_path)
    assert len(read.header) == 1
    assert len(read.uasc) == 0


def test_what_is_optional_and_absent_is_blank_and_noted(tmp_path: Path) -> None:
    lay(
        tmp_path,
        y2023_episodes="CHILD,DECOM,DEC,RNE,LS,PLACE\n1,01/04/2022,,S,C2,U4\n",
        y2023_uasc="CHILD,DUC\n1,\n",
    )
    read = read_ssda903(tmp_path)
    assert read.episodes[["provider", "urn", "rec"]].to_numpy().tolist() == [["", "", ""]]
    assert read.uasc["date_of_birth"].tolist() == [""]
    assert read.header.shape == (0, 6)
    assert read.header["source_row"].dtype == "int64"
    assert read.notes == (
        "2023/episodes.csv has no PLACE_PROVIDER, URN, REC, REASON_PLACE_CHANGE; read as blank",
        "2023/uasc.csv has no DOB; read as blank",
        "the return 2022-23 has no header table",
    )


def test_years_may_be_files_in_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    folder.mkdir()
    for name in ("2023-episodes", "2022_Episodes", "2019-20 episodes"):
        (folder / f"{name}.CSV").write_text(f"{EPISODES}\n{EPISODE}\n", encoding="utf-8")
    read = read_ssda903(folder)
    assert read.return_years == (2020, 2022, 2023)
    assert read.episodes["return_year"].tolist() == [2020, 2022, 2023]
    assert read.episodes["source_file"].tolist()[-1] == "2023-episodes.CSV"
    assert "there is no SSDA903 return for 2020-21" in read.notes


def test_rows_come_by_year_and_then_as_in_the_file(tmp_path: Path) -> None:
    second = EPISODE.replace("0012", "0001")
    for year in ("2023", "2022"):
        lay(tmp_path, **{f"y{year}_e": f"{EPISODES}\n{EPISODE}\n\n{second}\n"})
    (tmp_path / "2024-e.csv").write_text(f"{EPISODES}\n{EPISODE}\n", encoding="utf-8")
    episodes = read_ssda903(tmp_path).episodes
    columns = ["return_year", "child_id", "source_row"]
    assert episodes[columns].to_numpy().tolist() == [
        [2022, "0012", 2],
        [2022, "0001", 4],
        [2023, "0012", 2],
        [2023, "0001", 4],
        [2024, "0012", 2],
    ]


def test_a_single_years_folder_is_read_by_its_own_name(tmp_path: Path) -> None:
    read = read_ssda903(one_year(tmp_path) / "2023")
    assert read.return_years == (2023,)
    assert read.episodes["source_file"].tolist() == ["episodes.csv"]


def test_the_year_in_a_name_may_be_the_one_in_which_the_return_opens(tmp_path: Path) -> None:
    read = read_ssda903(one_year(tmp_path), year_is="opening")
    assert read.return_years == (2024,)
    assert read.files[0].taken_for == "SSDA903 episodes 2023-24"
    with pytest.raises(UsageError):
        read_ssda903(tmp_path, year_is="first")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("2023", 2023),
        ("2022-23", 2023),
        ("2022_2023", 2023),
        ("SSDA903_2020_episodes", 2020),
        ("episodes 1999-00", 2000),
        ("2023_episodes_2024-05-01", 2023),
        ("episodes 31-03-2023", None),
        ("episodes", None),
        ("903 returns", None),
        ("2019 to 2023", None),
        ("20230331", None),
        ("2022-24", 2022),
    ],
)
def test_a_year_is_read_from_a_name_where_there_is_one_only(name: str, ending: int | None) -> None:
    assert year_in_name(name, opening=False) == ending


def test_two_joined_years_end_in_the_second_even_where_single_years_open() -> None:
    assert year_in_name("2022-23", opening=True) == 2023
    assert year_in_name("2022", opening=True) == 2023


def test_the_other_tables_of_the_return_are_listed_and_not_used(tmp_path: Path) -> None:
    one_year(tmp_path)
    tables = {
        "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
        "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
        "OC2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON",
        "OC3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
        "AD1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
        "placed for adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED",
        "previous permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
        "social worker episodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
        "deprivation of liberty orders": "CHILD,DOB,DOLO_START,DOLO_END",
    }
    for at, headings in enumerate(tables.values()):
        lay(tmp_path, **{f"y2023_{at}": f"{headings}\n1,2\n\n3\n"})
    listed = read_ssda903(tmp_path).files[: len(tables)]
    assert [file.taken_for for file in listed] == [
        f"left alone: SSDA903 {word} 2022-23 (not used)" for word in tables
    ]
    assert {file.rows for file in listed} == {2}


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    one_year(tmp_path)
    (tmp_path / "SOURCE.md").write_text("x", encoding="utf-8")
    (tmp_path / ".hidden.csv").write_text("", encoding="utf-8")
    (tmp_path / "referrals.csv").write_text("referral_id,child_id\n1,2\n", encoding="utf-8")
    read = read_ssda903(tmp_path)
    assert (read.files[0].name, read.files[0].taken_for) == ("referrals.csv", LEFT_ALONE)
    assert len(read.files) == 4


def test_a_folder_that_is_not_there_or_a_file_of_no_return_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "there is no such file or folder" in str(refused(tmp_path / "none"))
    assert "file: no Episodes table was found" in str(refused(tmp_path / "file"))
    assert str(tmp_path) not in str(refused(tmp_path / "none"))


def test_a_folder_without_episodes_is_refused(tmp_path: Path) -> None:
    assert "no Episodes table was found" in str(refused(tmp_path))
    lay(tmp_path, y2023_header=f"{HEADER}\n")
    (problem,) = refused(tmp_path).problems
    assert problem.what == "no Episodes table was found"


def test_a_year_without_episodes_is_refused(tmp_path: Path) -> None:
    one_year(tmp_path)
    lay(tmp_path, y2022_header=f"{HEADER}\n")
    (tmp_path / "2020-21").mkdir()
    assert [problem.what for problem in refused(tmp_path).problems] == [
        "no Episodes table for the return 2020-21",
        "no Episodes table for the return 2021-22",
    ]


def test_a_table_given_twice_for_a_year_is_refused(tmp_path: Path) -> None:
    one_year(tmp_path)
    lay(tmp_path, y2023_more=EPISODES)
    (tmp_path / "2023-header.csv").write_text(HEADER, encoding="utf-8")
    said = str(refused(tmp_path))
    assert "2023/episodes.csv and 2023/more.csv: two episodes tables for 2022-23" in said
    assert "2023-header.csv and 2023/header.csv: two header tables for 2022-23" in said


def test_a_table_without_a_year_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    folder.mkdir()
    (folder / "episodes.csv").write_text(EPISODES, encoding="utf-8")
    assert "episodes.csv: no return year can be read" in str(refused(folder))


def test_a_file_and_a_folder_of_different_years_are_refused(tmp_path: Path) -> None:
    one_year(tmp_path)
    (tmp_path / "2023/episodes.csv").rename(tmp_path / "2023/2022-episodes.csv")
    assert "are named by different years" in str(refused(tmp_path))


@pytest.mark.parametrize(
    ("headings", "lacking"),
    [
        ("CHILD,DECOM,PLACE", "the episodes table lacks DEC, RNE, LS"),
        ("DECOM,DEC,RNE,LS,PLACE", "the episodes table lacks CHILD"),
        ("CHILD,DEC,RNE,LS,PLACE", "the episodes table lacks DECOM"),
        ("CHILD,UPN,SEX", "the header table lacks DOB"),
    ],
)
def test_a_table_that_lacks_a_column_is_refused_and_not_left_alone(
    tmp_path: Path, headings: str, lacking: str
) -> None:
    one_year(tmp_path)
    (tmp_path / "2022-23.csv").write_text(headings, encoding="utf-8")
    if "header" not in lacking:
        (tmp_path / "2023/episodes.csv").unlink()
    else:
        (tmp_path / "2023/header.csv").unlink()
    (problem,) = refused(tmp_path).problems
    assert problem.what == lacking


def test_ids_that_a_spreadsheet_has_rewritten_are_refused_by_row(tmp_path: Path) -> None:
    rows = "\n".join(EPISODE.replace("0012", ident) for ident in ("12E45", "1.23E+11", "1.2e12"))
    (problem,) = refused(one_year(tmp_path, f"{EPISODES}\n{rows}\n")).problems
    assert problem.where == "2023/episodes.csv, column CHILD"
    assert problem.rows == (3, 4)


def test_the_problems_of_every_file_are_in_one_error(tmp_path: Path) -> None:
    one_year(tmp_path, f"{EPISODES}\n{EPISODE}\n{EPISODE},more\n")
    lay(
        tmp_path,
        y2022_episodes="CHILD,DECOM,DECOM\n1,2,3\n",
        y2021_episodes="",
        y2020_header=f"{HEADER}\n1.23E+11,,,,,,\n",
    )
    found = sorted((problem.where, problem.rows) for problem in refused(tmp_path).problems)
    assert found == sorted(
        [
            ("2021/episodes.csv", ()),
            ("2022/episodes.csv", ()),
            ("2022/episodes.csv", ()),
            ("2023/episodes.csv", (3,)),
            ("2020/header.csv, column CHILD", (2,)),
            (tmp_path.name, ()),
        ]
    )


def test_no_cell_of_a_broken_return_is_in_its_error(tmp_path: Path) -> None:
    cells = ",".join([MARKER] * 13)
    for at, episodes in enumerate(
        [
            f"{EPISODES}\n{cells},{MARKER}\n{MARKER}\n",
            f"{EPISODES},URN\n{cells},{MARKER}\n",
            f"CHILD,DECOM,PLACE\n{MARKER},{MARKER},{MARKER}\n",
            f'{EPISODES}\n{cells[:-8]}"{MARKER}\n{cells}\n',
            f"{MARKER},01/04/2022,{MARKER}\n",
            f"{EPISODES}\n{cells}\n\0",
        ]
    ):
        folder = tmp_path / str(at)
        folder.mkdir()
        error = refused(one_year(folder, episodes))
        assert MARKER not in f"{error}{error!r}{error.problems!r}"


def test_returns_do_not_show_their_rows_when_they_are_printed(tmp_path: Path) -> None:
    read = read_ssda903(one_year(tmp_path, f"{EPISODES}\n{','.join([MARKER] * 13)}\n"))
    assert MARKER not in repr(read)


def test_a_windows_file_is_noted(tmp_path: Path) -> None:
    one_year(tmp_path)
    episode = EPISODE.replace(",,SC", ",Café,SC").encode("cp1252")
    (tmp_path / "2023/episodes.csv").write_bytes(EPISODES.encode() + b"\n" + episode)
    (note,) = read_ssda903(tmp_path).notes
    assert note.startswith("2023/episodes.csv is not UTF-8")


def test_the_sample_authority_has_the_rows_that_its_notes_say(shared_data: Path) -> None:
    read = read_ssda903(shared_data / "sample-authority")
    frames = (read.episodes, read.header, read.uasc)
    counts = [frame["return_year"].value_counts() for frame in frames]
    assert {year: tuple(int(count[year]) for count in counts) for year in read.return_years} == {
        2019: (686, 371, 7),
        2020: (529, 293, 12),
        2021: (455, 267, 15),
        2022: (390, 229, 14),
        2023: (366, 206, 15),
    }
    assert (read.episodes["child_id"] == "").sum() == 1
    padded = read.episodes["child_id"][read.episodes["child_id"].str.startswith("0")]
    assert padded.nunique() == 72
    assert read.episodes["place"].str.islower().sum() == 5
    assert nwd.read(shared_data / "sample-authority").placements["place"].str.isupper().all()
    assert read.notes == ()


def test_the_sample_authority_row_numbers_are_the_lines_of_its_files(shared_data: Path) -> None:
    folder = shared_data / "sample-authority"
    episodes = read_ssda903(folder).episodes
    lines = (folder / "2021/episodes.csv").read_text(encoding="utf-8").splitlines()
    ours = episodes[episodes["return_year"] == 2021]
    for child, row in zip(ours["child_id"], ours["source_row"], strict=True):
        assert lines[row - 1].startswith(f"{child},")


def test_the_five_year_sample_is_read_with_its_opening_years(shared_data: Path) -> None:
    read = read_ssda903(shared_data / "cs-demand-model-903-5yr", year_is="opening")
    assert read.return_years == (2018, 2019, 2020, 2021, 2022)
    assert len(read.episodes) == 3737
    assert (len(read.header), len(read.uasc)) == (2123, 82)
    assert read.episodes["child_id"].nunique() == 820
    assert len(read.files) == 40
    assert sum(file.rows for file in read.files if "reviews" in file.taken_for) == 11_038


def test_a_copy_of_the_sample_under_another_name_reads_the_same(
    shared_data: Path, tmp_path: Path
) -> None:
    shutil.copytree(shared_data / "sample-authority" / "2022", tmp_path / "2021-22")
    whole = read_ssda903(shared_data / "sample-authority").episodes
    alone = read_ssda903(tmp_path).episodes
    columns = ["child_id", "from_day", "source_row"]
    expected = whole[whole["return_year"] == 2022][columns].reset_index(drop=True)
    assert alone[columns].equals(expected)
