"""One fault in one file of a council's set: it is named with its file, and nothing else is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.testing import synthetic_authority

YEARS = (2019, 2020, 2021, 2022, 2023)
Edit = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Fault:
    """What is done to a file, and what must be said of it."""

    file: str
    edit: Edit
    words: str


def _rows(edit: Callable[[list[str]], list[str]]) -> Edit:
    def done(data: bytes) -> bytes:
        return ("\n".join(edit(data.decode().splitlines())) + "\n").encode()

    return done


def _without(heading: str) -> Edit:
    def rows(lines: list[str]) -> list[str]:
        at = lines[0].split(",").index(heading)
        return [",".join(c for n, c in enumerate(line.split(",")) if n != at) for line in lines]

    return _rows(rows)


def _heading(old: str, new: str) -> Edit:
    return _rows(lambda lines: [lines[0].replace(old, new, 1), *lines[1:]])


def _american(lines: list[str]) -> list[str]:
    return [re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\2-\1-\3", line, count=1) for line in lines]


def _half(data: bytes) -> bytes:
    """Cut a file in the middle of a row, after its second cell."""
    line = data.index(b"\n", len(data) // 2) + 1
    return data[: data.index(b",", data.index(b",", line) + 1)]


def _in_xml(old: str, new: str) -> Edit:
    return lambda data: re.sub(old.encode(), new.encode(), data)


FAULTS = {
    "encoding: UTF-16 without its mark": Fault(
        "ssda903/2019/episodes.csv", lambda d: d.decode().encode("utf-16-le"), "it is not text"
    ),
    "encoding: bytes of no encoding": Fault(
        "ssda903/2020/header.csv", lambda d: d + b"\x81\x8d,1\n", "it is not text"
    ),
    "headings: one is missing": Fault(
        "ssda903/2021/episodes.csv", _without("DECOM"), "lacks DECOM"
    ),
    "headings: one occurs twice": Fault(
        "ssda903/2022/episodes.csv", _heading("URN", "DECOM"), "the same heading (DECOM)"
    ),
    "headings: there are none": Fault(
        "ssda903/2023/header.csv", _rows(lambda lines: lines[1:]), "not a row of headings"
    ),
    "headings: a column has none": Fault(
        "ssda903/2023/episodes.csv", _heading("CIN", ""), "column 5 has values but no heading"
    ),
    "truncation: in the middle of a row": Fault(
        "ssda903/2021/episodes.csv", _half, "do not have as many cells as the heading"
    ),
    "truncation: nothing is left": Fault(
        "ssda903/2019/uasc.csv", lambda _: b"", "the file is empty"
    ),
    "truncation: a quotation mark is left open": Fault(
        "ssda903/2022/header.csv", lambda d: d + b'"C999,1\n', "opened and never closed"
    ),
    "dates: the month comes first": Fault(
        "ssda903/2020/episodes.csv", _rows(_american), "dates cannot be read"
    ),
    "ids: a spreadsheet has rewritten them": Fault(
        "ssda903/2022/episodes.csv",
        _rows(lambda lines: [lines[0], re.sub(r"^[^,]*", "1.23E+11", lines[1]), *lines[2:]]),
        "look like 1.23E+11",
    ),
    "wrong table: the return has no episodes": Fault(
        "ssda903/2020/episodes.csv",
        lambda _: b"CHILD,DOB,REVIEW,REVIEW_CODE\n",
        "no Episodes table for the return 2019-20",
    ),
    "mixed years: the episodes of another year": Fault(
        "ssda903/2019/episodes.csv",
        _rows(lambda lines: [re.sub(r"/20(\d\d)", r"/21\1", line) for line in lines]),
        "begin after the return ends",
    ),
    "census: cut short": Fault(
        "cin_census/cin_2021.xml", lambda d: d[: len(d) // 2], "it is not whole or not XML"
    ),
    "census: a document type": Fault(
        "cin_census/cin_2022.xml",
        _in_xml("<Message>", '<!DOCTYPE Message SYSTEM "x.dtd"><Message>'),
        "declares a document type",
    ),
    "census: no year": Fault(
        "cin_census/cin_2019.xml",
        _in_xml("<(Year|ReferenceDate)>[^<]*", r"<\1>"),
        "no ReferenceDate and no Year",
    ),
    "census: another one of the same year": Fault(
        "cin_census/cin_2020.xml",
        _in_xml("2020(</Year>|-03-31</ReferenceDate>)", r"2021\1"),
        "two censuses for 2020-21",
    ),
    "census: not a census": Fault(
        "cin_census/cin_2023.xml", lambda _: b"<Invoice/>", "it is not a CIN census"
    ),
    "referrals: a column is missing": Fault(
        "referrals.csv", _without("at_risk_of"), "has no column at_risk_of"
    ),
    "referrals: an id occurs twice": Fault(
        "referrals.csv", _rows(lambda lines: [*lines, lines[-1]]), "1 ids occur more than once"
    ),
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    synthetic_authority(11, children=150, referrals=30, return_years=YEARS).write(folder)
    return folder


def read(folder: Path) -> nwd.Records:
    return nwd.read(
        ssda903=folder / "ssda903",
        cin_census=sorted((folder / "cin_census").glob("*.xml")),
        referrals=folder / "referrals.csv",
    )


def test_the_set_without_a_fault_is_read(clean: Path) -> None:
    assert len(read(clean).referrals) == 30


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_named_with_its_file_and_nothing_else(
    name: str, clean: Path, tmp_path: Path
) -> None:
    fault, folder = FAULTS[name], tmp_path / "council"
    shutil.copytree(clean, folder)
    file = folder / fault.file
    file.write_bytes(fault.edit(file.read_bytes()))
    with pytest.raises(nwd.DataError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    assert fault.words in str(problem)
    year = re.search(r"20\d\d", fault.file)
    names = [Path(fault.file).name, *([] if year is None else [f"return {year[0]}"]), "ssda903"]
    assert any(name in problem.where for name in names), problem.where
    assert problem.advice


def test_faults_of_several_files_are_named_together(clean: Path, tmp_path: Path) -> None:
    folder = tmp_path / "council"
    shutil.copytree(clean, folder)
    chosen = [
        "encoding: UTF-16 without its mark", "encoding: bytes of no encoding",
        "headings: one is missing", "headings: one occurs twice", "headings: there are none",
        "truncation: a quotation mark is left open",
    ]  # fmt: skip
    for name in chosen:
        file = folder / FAULTS[name].file
        file.write_bytes(FAULTS[name].edit(file.read_bytes()))
    with pytest.raises(nwd.DataError) as caught:
        read(folder)
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == len(chosen)
    for name in chosen:
        assert sum(FAULTS[name].words in line for line in told) in {1, 2}
