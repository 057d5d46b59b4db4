from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.errors import DataError, UsageError
from returns.messy import (
    EVERYTHING,
    HEADER,
    REFERRALS,
    census,
    episodes,
    header,
    lay,
    pack,
    same_facts,
    taken_for,
    xml903,
)


def test_files_are_known_by_their_content_whatever_they_are_called(tmp_path: Path) -> None:
    records = nwd.read(lay(tmp_path, {**EVERYTHING}))
    assert taken_for(records) == {
        "2023/anything.csv": "SSDA903 episodes 2022-23",
        "2023/b.csv": "SSDA903 header 2022-23",
        "deep/er/cin.dat": "CIN census 2022-23",
        "deep/our list.csv": "list of referrals",
    }
    assert records.return_years == {"ssda903": (2023,), "cin_census": (2023,)}
    assert len(records.placements) == len(records.need_episodes) == len(records.referrals) == 1
    assert records.placements["source_file"].tolist() == ["2023/anything.csv"]


def test_records_show_what_every_file_was_taken_for(tmp_path: Path) -> None:
    records = nwd.read(lay(tmp_path, {**EVERYTHING, "a.txt": "x"}))
    assert repr(records).endswith("4 files read, 1 left alone)")
    assert "left alone: headings of no table we know, 0 rows" in records._repr_html_()


def test_a_folder_reads_as_its_files_do_one_by_one_and_by_name(tmp_path: Path) -> None:
    lay(tmp_path, {**EVERYTHING})
    folder = nwd.read(tmp_path)
    same_facts(folder, nwd.read([tmp_path / name for name in EVERYTHING]))
    by_name = nwd.read(
        ssda903=tmp_path / "2023",
        cin_census=tmp_path / "deep/er/cin.dat",
        referrals=tmp_path / "deep/our list.csv",
    )
    same_facts(folder, by_name)


def test_an_archive_reads_as_the_folder_does(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {**EVERYTHING})
    archive = pack(tmp_path / "returns.zip", {**EVERYTHING})
    records = nwd.read(archive)
    same_facts(nwd.read(folder), records)
    assert "returns.zip/2023/anything.csv" in taken_for(records)
    assert set(records.referrals["source_file"]) == {"returns.zip/deep/our list.csv"}
    archive.rename(folder / "all.zip")
    for name in EVERYTHING:
        (folder / name).unlink()
    same_facts(records, nwd.read(folder))


def test_hidden_and_system_files_are_left_alone_and_listed(tmp_path: Path) -> None:
    hidden: dict[str, str | bytes] = {
        ".DS_Store": b"\0\1",
        "~$list.xlsx": b"\0",
        "Thumbs.db": b"\0",
        "__MACOSX/2023/episodes.csv": episodes(),
        ".old/episodes.csv": episodes(),
    }
    found = taken_for(nwd.read(lay(tmp_path / "a", {**EVERYTHING, **hidden})))
    left = [name for name, what in found.items() if what.startswith("left alone: hidden")]
    assert sorted(left) == [".DS_Store", ".old", "Thumbs.db", "__MACOSX", "~$list.xlsx"]
    found = taken_for(nwd.read(pack(tmp_path / "a.zip", {**EVERYTHING, **hidden})))
    assert sum(what.startswith("left alone: hidden") for what in found.values()) == 5
    assert len(found) == len(EVERYTHING) + 5


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("CHILD,DOB,REVIEW,REVIEW_CODE\n1,,,\n", "SSDA903 reviews (not used)"),
        ("a,b\n1,2\n", "headings of no table we know"),
        ("", "the file is empty"),
        (b"\x00\x01\x02\x03", "it is not text in UTF-8, UTF-16 or Windows-1252"),
        ("0012,01/04/2022\n", "the first row is not a row of headings"),
        ("<html><body>x</body></html>", "no table that we know"),
        ("<Message><Collection>Phonics</Collection></Message>", "the XML of another collection"),
        (b"PK\x03\x04 cut", "it is not an Excel workbook, or it is damaged"),
        (b"\xd0\xcf\x11\xe0 old", "it is an old .xls workbook or has a password"),
        (b"PAR1 cut", "it is not a Parquet file, or it is damaged"),
        ("Child Unique ID,Gender\n1,a\n", "lists of Annex A that are not used"),
        ("child_id,from_day,until_day\n1,,\n", "headings of protection_plans and of need_episodes"),
    ],
)
def test_what_is_not_read_is_left_alone_with_the_reason(
    tmp_path: Path, content: str | bytes, why: str
) -> None:
    lay(tmp_path, {**EVERYTHING, "other.csv": content})
    found = taken_for(nwd.read(tmp_path))
    assert found["other.csv"].startswith(f"left alone: {why}")
    with pytest.raises(DataError, match="nothing here that can be read") as caught:
        nwd.read(tmp_path / "other.csv")
    assert caught.value.problems[0].what.startswith(f"left alone: {why}")


def test_a_file_that_was_meant_to_be_read_and_cannot_be_is_warned_of(tmp_path: Path) -> None:
    records = nwd.read(lay(tmp_path, {**EVERYTHING, "2022/episodes.csv": b"\0\1", "x.png": b"\0"}))
    (told,) = [w.message for w in records.warnings if "left alone" in w.message]
    assert told.startswith("2022/episodes.csv was left alone: it is not text")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_canonical_tables_are_known_by_their_headings(tmp_path: Path, form: str) -> None:
    whole = nwd.read(lay(tmp_path / "in", {**EVERYTHING}))
    (tmp_path / "out").mkdir()
    for at, table in enumerate(("children", "placements", "need_episodes")):
        frame = getattr(whole, table)
        if form == "csv":
            frame.to_csv(tmp_path / f"out/{at}.csv", index=False)
        else:
            frame.to_excel(tmp_path / f"out/{at}.xlsx", index=False, engine="xlsxwriter")
    again = nwd.read(tmp_path / "out")
    assert set(taken_for(again).values()) == {"children", "placements", "need_episodes"}
    assert len(again.placements) == len(again.need_episodes) == 1
    assert again.children["child_id"].tolist() == whole.children["child_id"].tolist()


def test_plans_and_need_episodes_of_the_same_headings_are_known_by_name(tmp_path: Path) -> None:
    span = "child_id,from_day,until_day\n1,2022-04-01,\n"
    found = nwd.read(lay(tmp_path, {"my need_episodes.csv": span, "Protection plans.csv": span}))
    assert len(found.need_episodes) == len(found.protection_plans) == 1


def test_the_root_of_a_census_may_be_another(tmp_path: Path) -> None:
    for root in ("CINdetailsCollection", "Whatever"):
        lay(tmp_path, {"x.xml": census(root=root)})
        assert len(nwd.read(tmp_path / "x.xml").need_episodes) == 1


def test_two_files_of_one_table_and_year_are_both_named(tmp_path: Path) -> None:
    for files in (
        {"2023-a.csv": episodes(), "2023-b.csv": episodes()},
        {"2023-a.csv": episodes(), "2023-b.xml": xml903()},
        {"a.csv": REFERRALS, "b.csv": REFERRALS + "R2,1,entry,2022-05-01\n"},
        {"a.xml": census(), "b.xml": census(child="1")},
    ):
        folder = lay(tmp_path / str(len(list(tmp_path.iterdir()))), {**files})
        with pytest.raises(DataError) as caught:
            nwd.read(folder)
        assert all(name in str(caught.value) for name in files), files


def test_a_table_beside_the_return_that_gives_it_is_refused(tmp_path: Path) -> None:
    table = "child_id,from_day,place,provider\n1,2022-04-01,U4,PR1\n"
    lay(tmp_path, {"2023-e.csv": episodes(), "x.csv": table})
    with pytest.raises(DataError, match="both give the table placements"):
        nwd.read(tmp_path)


def test_a_source_and_a_keyword_of_the_same_table_contradict_each_other(tmp_path: Path) -> None:
    lay(tmp_path, {**EVERYTHING})
    frame = pd.DataFrame({"child_id": ["1"], "from_day": ["2022-04-01"]})
    for keyword in ({"referrals": tmp_path / "deep/our list.csv"}, {"need_episodes": frame}):
        with pytest.raises(UsageError, match="is given beside deep/"):
            nwd.read(tmp_path, **keyword)
    with pytest.raises(UsageError, match="is given beside cin_census"):
        nwd.read(tmp_path / "2023", cin_census="x.xml", need_episodes=frame)


def test_a_source_and_a_keyword_of_other_tables_go_together(tmp_path: Path) -> None:
    lay(tmp_path, {**EVERYTHING})
    records = nwd.read(tmp_path / "2023", referrals=tmp_path / "deep/our list.csv")
    assert len(records.placements) == len(records.referrals) == 1


def test_a_file_handed_over_twice_is_read_once(tmp_path: Path) -> None:
    lay(tmp_path, {**EVERYTHING})
    records = nwd.read([tmp_path, tmp_path / "2023/b.csv"])
    assert len(records.inputs) == len(EVERYTHING)


def test_a_link_back_to_a_folder_above_is_not_followed(tmp_path: Path) -> None:
    lay(tmp_path, {**EVERYTHING})
    (tmp_path / "deep/again").symlink_to(tmp_path, target_is_directory=True)
    assert taken_for(nwd.read(tmp_path))["deep/again"] == (
        "left alone: a link back to a folder above it"
    )


def test_what_is_not_there_or_is_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file or folder") as caught:
        nwd.read(tmp_path / "none")
    assert str(tmp_path) not in str(caught.value)
    with pytest.raises(DataError, match="holds no file"):
        nwd.read(tmp_path)
    with pytest.raises(UsageError, match="nothing to read"):
        nwd.read()


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no Episodes table was found"):
        nwd.read(lay(tmp_path, {"2023.csv": header(), "cin.xml": census()}))


def test_no_value_of_a_file_left_alone_is_told(tmp_path: Path) -> None:
    odd = f"{HEADER},ZQMARKER\n1,2,,,,,,\n"
    files = {"2023/e.csv": episodes(), "2023/b.csv": odd, "a.csv": "ZQMARKER,ZQMARKER2\n1,2\n"}
    records = nwd.read(lay(tmp_path, {**files}))
    assert "ZQMARKER" not in f"{records.inputs}{records.warnings}"
    assert "ZQMARKER" not in repr(records)
