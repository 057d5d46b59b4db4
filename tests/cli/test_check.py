"""The command ``check``: its table, its two files, its exit codes, and what it keeps to itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

import nwd_costs as nwd
from nwd_costs.checks import CATALOGUE
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, DOES_NOT_STAND, FINE, main
from nwd_costs.testing import synthetic_authority

SHEETS = ["summary", "files", "rows", "checks", "findings", "codes", "thresholds"]
SECTIONS = (
    "Quality of the data",
    "Files, and what each was taken for",
    "Rows, and what became of each [1.9]",
    "What the checks found",
    "Codes that are not known, or not on their days",
    "Joins: where the young people of 12 referrals are found",
    "Return years (the year in which each return ends)",
    "Limits: a crossed one keeps a figure from being a headline, unless accepted by its name",
    "Counts of the SSDA903 rows",
    "What reading noticed",
)
# Four rows, and the check that each is planted for.
FAULTS = {
    "reversed": "FAULT1,17/05/2022,S,V2,N1,U1,PR1,03/05/2022,E4A,,,,",
    "unreadable": "FAULT2,17/05/2022,S,V2,N1,U1,PR1,31/31/2022,E4A,,,,",
    "formula": 'FAULT3,17/05/2022,S,V2,N1,U1,PR1,"=HYPERLINK(""x"")",E4A,,,,',
}


@pytest.fixture
def council(tmp_path: Path) -> Path:
    folder = tmp_path / "council"
    synthetic_authority(7, children=40, referrals=12).write(folder)
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return folder


@pytest.fixture
def faulty(council: Path) -> Path:
    with (council / "ssda903/2023/episodes.csv").open("a", encoding="utf-8", newline="\n") as end:
        end.writelines(f"{row}\n" for row in FAULTS.values())
    return council


def rows_of(folder: Path, sheet: str) -> list[dict[str, Any]]:
    headings, *rows = (
        CalamineWorkbook.from_path(folder / "check.xlsx").get_sheet_by_name(sheet).to_python()
    )
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "check.json").read_text(encoding="utf-8"))
    return found


def test_the_table_tells_each_thing_in_its_own_part_and_keeps_its_width(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(council)]) == FINE
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line in SECTIONS] == list(SECTIONS)
    assert max(len(line) for line in lines) <= 100
    assert not any("\x1b" in line for line in lines)


def test_the_files_hold_what_the_table_tells(faulty: Path, tmp_path: Path) -> None:
    main(["check", str(faulty), "--out", str(tmp_path / "out")])
    told = report(tmp_path / "out")
    book = CalamineWorkbook.from_path(tmp_path / "out" / "check.xlsx")
    assert book.sheet_names == SHEETS
    listed = rows_of(tmp_path / "out", "findings")
    assert len(listed) == sum(told["findings"].values()) == sum(c["rows"] for c in told["checks"])
    assert {row["check"] for row in listed} == {check["check"] for check in told["checks"]}
    refused = [row for row in listed if row["severity"] == "refused"]
    assert len({row["row"] for row in refused}) == len(FAULTS)
    assert {row["what to do"] for row in refused} <= {c.advice for c in CATALOGUE.values()}
    assert [row["name"] for row in rows_of(tmp_path / "out", "thresholds")] == [
        limit["id"] for limit in told["thresholds"]
    ]
    files = {row["file"]: row["taken for"] for row in rows_of(tmp_path / "out", "files")}
    assert files == {file["name"]: file["taken_for"] for file in told["files"]}


def test_every_refused_row_is_told_with_its_number(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(faulty), "--out", str(tmp_path / "out")])
    rows = len((faulty / "ssda903/2023/episodes.csv").read_text("utf-8").splitlines())
    told = [c for c in report(tmp_path / "out")["checks"] if c["severity"] == "refused"]
    numbers = {n for check in told for rows in check["rows_by_file"].values() for n in rows}
    assert numbers == {rows - 2, rows - 1, rows}
    shown = capsys.readouterr().out
    assert all(check["check"] in shown and check["what_to_do"][:30] in shown for check in told)


def test_values_are_in_the_two_files_alone_and_only_on_request(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(faulty), "--out", str(tmp_path / "plain")])
    main(["check", str(faulty), "--out", str(tmp_path / "shown"), "--show-values"])
    assert "31/31/2022" not in "".join(capsys.readouterr())
    assert "31/31/2022" not in json.dumps(report(tmp_path / "plain"))
    assert "value" not in rows_of(tmp_path / "plain", "findings")[0]
    values = {one["value"] for one in report(tmp_path / "shown")["values"]}
    assert {"2022-05-03", "31/31/2022", '=HYPERLINK("x")'} <= values
    assert {row["value"] for row in rows_of(tmp_path / "shown", "findings")} == values
    assert "CHILDREN'S RECORDS" in report(tmp_path / "shown")["note"]
    assert "CHILDREN'S RECORDS" in rows_of(tmp_path / "shown", "summary")[0]["found"]


def test_what_looks_like_a_formula_stays_text(faulty: Path, tmp_path: Path) -> None:
    main(["check", str(faulty), "--out", str(tmp_path), "--show-values"])
    with zipfile.ZipFile(tmp_path / "check.xlsx") as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/" in name]
    assert len(sheets) == len(SHEETS)
    assert any(b"=HYPERLINK" in sheet for sheet in sheets)
    assert not any(b"<f>" in sheet or b"hyperlink " in sheet for sheet in sheets)


def test_the_same_files_give_the_same_bytes(faulty: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        main(["check", str(faulty), "--out", str(tmp_path / name)])
    for file in ("check.json", "check.xlsx"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_values_without_files_to_hold_them_are_bad_usage(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(council), "--show-values"]) == BAD_USAGE
    assert "needs --out" in capsys.readouterr().err


def test_strict_refuses_after_the_report_and_its_files(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(faulty), "--strict", "--out", str(tmp_path)]) == DATA_REFUSED
    said = capsys.readouterr()
    assert "What the checks found" in said.out
    assert "The data are not used as they stand" in said.err
    assert (tmp_path / "check.json").exists()


def test_data_whose_headline_would_not_stand_end_in_its_exit_code(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = council / "ssda903/2023/episodes.csv"
    heading, *rows = file.read_text(encoding="utf-8").splitlines()
    spoilt = [
        row.rsplit(",", 6)[0] + f",31/31/2023,X1,,,,{row[-0:0]}" for row in rows[: len(rows) // 3]
    ]
    file.write_text("\n".join([heading, *spoilt, *rows]) + "\n", encoding="utf-8")
    assert main(["check", str(council)]) == DOES_NOT_STAND
    told = capsys.readouterr().out
    assert "would NOT stand as a headline" in told
    assert "CROSSED" in told


def test_a_reader_who_stops_reading_does_not_change_the_exit_code(council: Path) -> None:
    shutil.rmtree(council / "ssda903" / "2021")  # a missing return year crosses a limit
    command = [sys.executable, "-m", "nwd_costs", "check", str(council)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.wait(timeout=120) == DOES_NOT_STAND


def sizes(shared: Path) -> Iterator[tuple[str, int]]:
    found = nwd.check(nwd.read(ssda903=shared / "cs-demand-model-903-5yr", year_is="opening"))
    yield from found.counts.items()


def test_the_raw_rows_of_the_five_year_sample_are_counted_as_by_hand(shared: Path) -> None:
    assert dict(sizes(shared)) == {
        "episodes as they came": 3_737,
        "rows reported again by a later return": 910,
        "rows without an end": 996,
        "rows of short breaks (V3 and V4), as last reported": 431,
        "children with episodes": 820,
        "children whose first episode is not a start of care": 496,
        "header rows whose child has no episode in that return": 378,
    }


def test_check_takes_records_as_well_as_a_folder(council: Path) -> None:
    records = nwd.read(
        ssda903=council / "ssda903",
        cin_census=sorted((council / "cin_census").glob("*.xml")),
        referrals=council / "referrals.csv",
    )
    by_records, by_folder = nwd.check(records).as_dict(), nwd.check(council).as_dict()
    told = json.dumps({**by_folder, "files": []}).replace("ssda903/", "").replace("cin_census/", "")
    assert json.loads(told) == {**by_records, "files": []}  # files are named below the folder
