"""No message of any reader holds a value, in whatever way its file is broken."""

from __future__ import annotations

import io
import re
import traceback
import warnings
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import nwd_costs as nwd
from nwd_costs.cli import main

MARKER = re.compile(r"ZQ\w*|9876543|1987|8\.76E", re.IGNORECASE)
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    'ZQCHILD,19/11/1987,ZQRNE,ZQLS,ZQNEED,ZQPLACE,ZQPROV,31/11/1987,ZQREC,"ZQ,WHY",ZQ,ZQ,ZQURN\n'
)
TABLES = {
    "ssda903": EPISODES,
    "placements": (
        "child_id,from_day,until_day,place,provider,legal_status\n"
        'ZQCHILD,19/11/1987,31/11/1987,ZQPLACE,"ZQ,PROV",ZQLS\n'
    ),
    "need_episodes": 'child_id,from_day,no_further_action\nZQCHILD,19/11/1987,"ZQ,FLAG"\n',
    "children": 'child_id,date_of_birth,sex,uasc\nZQCHILD,31/11/1987,ZQSEX,"ZQ,FLAG"\n',
    "placement_costs": (
        'child_id,from_day,per,amount,source\nZQCHILD,19/11/1987,ZQPER,9876543,"ZQ,SOURCE"\n'
    ),
    "referrals": (
        "referral_id,child_id,at_risk_of,referred_on,likelihood\n"
        'ZQREF,ZQCHILD,ZQRISK,31/11/1987,"ZQ,LIKELY"\n'
    ),
    "id_map": 'ssda903,cin_census\nZQONE,"ZQ,TWO"\nZQONE,ZQTHREE\n',
    "annex_a": (
        "Child Unique ID,Gender,Date of Birth,CIN Start Date,CIN Closure Date,Reason for Closure\n"
        'ZQCHILD,ZQSEX,31/11/1987,19/11/1987,31/11/1987,"ZQ,WHY"\n'
    ),
}
CENSUS = """<Message><Header><CollectionDetails><Year>ZQYEAR</Year>
<ReferenceDate>1987-11-31</ReferenceDate></CollectionDetails></Header><Children><Child>
<ChildIdentifiers><LAchildID>ZQCHILD</LAchildID><PersonBirthDate>1987-11-31</PersonBirthDate>
</ChildIdentifiers><CINdetails><CINreferralDate>1987-11-19</CINreferralDate>
<ReferralNFA>ZQFLAG</ReferralNFA></CINdetails></Child></Children></Message>
"""
RETURN = """<EXPSSDA903><CHILD><HEADER><CHILDID>ZQCHILD</CHILDID><SEX>ZQ</SEX><DOB>31/11/1987</DOB>
<UASC>ZQ</UASC></HEADER><EPISODE><DECOM>19/11/1987</DECOM><RNE>ZQRNE</RNE><LS>ZQ</LS><PL>ZQPL</PL>
<DEC>31/11/1987</DEC></EPISODE></CHILD></EXPSSDA903>
"""
Break = Callable[[str], bytes]


def rows(edit: Callable[[list[str]], list[str]]) -> Break:
    return lambda text: "\n".join([*edit(text.splitlines()), ""]).encode()


BREAKS: dict[str, Break] = {
    "nothing": lambda text: text.encode(),
    "cut short": lambda text: text[: len(text) - 9].encode(),
    "no headings": rows(lambda lines: lines[1:]),
    "the first heading gone": rows(lambda lines: [lines[0].partition(",")[2], *lines[1:]]),
    "a heading twice": rows(lambda lines: [f"{lines[0]},{lines[0].split(',')[0]}", *lines[1:]]),
    "a cell too many": rows(lambda lines: [*lines, f"{lines[-1]},ZQMORE"]),
    "a quotation mark left open": rows(lambda lines: [*lines, '"ZQOPEN']),
    "an id rewritten": lambda text: text.replace("ZQCHILD", "8.76E+11").encode(),
    "the row given twice": rows(lambda lines: [*lines, lines[-1]]),
    "bytes of no encoding": lambda text: text.encode() + b"ZQ\x81\x8d\n",
    "UTF-16 without its mark": lambda text: text.encode("utf-16-le"),
    "zeros": lambda text: text.replace("ZQ", "ZQ\0").encode(),
}
XML_BREAKS: dict[str, Break] = {
    "nothing": BREAKS["nothing"],
    "cut short": BREAKS["cut short"],
    "an unknown entity": lambda text: text.replace("ZQCHILD", "&ZQENTITY;").encode(),
    "a document type": lambda text: (
        f'<!DOCTYPE x [<!ENTITY ZQENTITY "ZQ">]>{text.replace("ZQCHILD", "&ZQENTITY;")}'.encode()
    ),
    "a tag not closed": lambda text: text.replace("</Child>", "<ZQ>").encode(),
    "another encoding": lambda text: b'<?xml version="1.0" encoding="ZQ-8"?>' + text.encode(),
    "bytes of no encoding": lambda text: text.replace("ZQCHILD", "ZQ\udc81").encode(
        errors="surrogateescape"
    ),
}


def told(read: Callable[[], Any]) -> str:
    """Give everything that reading says: its error with all that led to it, or its records."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            records = read()
            said = f"{records!r} {records._repr_html_()} {nwd.check(records)} {records.findings}"
            said += " ".join(warning.message for warning in records.warnings)
        except nwd.NwdError as error:
            said = "".join(traceback.format_exception(error, chain=True))
            said = re.sub(r'^  File "[^\n]*\n(?:    [^\n]*\n)*', "", said, flags=re.MULTILINE)
    return said + "".join(str(warning.message) for warning in heard)


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("keyword", TABLES)
def test_no_text_reader_tells_a_value(keyword: str, broken: str, tmp_path: Path) -> None:
    file = tmp_path / ("2023-episodes.csv" if keyword == "ssda903" else f"{keyword}.csv")
    file.write_bytes(BREAKS[broken](TABLES[keyword]))
    given: dict[str, Any] = {keyword: file}
    if keyword == "id_map":
        (tmp_path / "list.csv").write_text(TABLES["referrals"], encoding="utf-8")
        given["referrals"] = tmp_path / "list.csv"
    assert not MARKER.search(told(partial(nwd.read, **given)))
    assert not MARKER.search(told(partial(nwd.read, tmp_path)))


@pytest.mark.parametrize("broken", XML_BREAKS)
@pytest.mark.parametrize(("keyword", "text"), [("cin_census", CENSUS), ("ssda903", RETURN)])
def test_no_xml_reader_tells_a_value(keyword: str, text: str, broken: str, tmp_path: Path) -> None:
    file = tmp_path / "2023.xml"
    file.write_bytes(XML_BREAKS[broken](text))
    given: dict[str, Any] = {keyword: file}
    assert not MARKER.search(told(partial(nwd.read, **given)))
    assert not MARKER.search(told(partial(nwd.read, tmp_path)))


def frame_of(keyword: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(TABLES[keyword]), dtype=str)


def workbook_of(frame: pd.DataFrame, file: Path) -> None:
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet("Table")
        for at, cells in enumerate([list(frame.columns), *frame.to_numpy().tolist()]):
            sheet.write_row(at, 0, cells)


def damaged(file: Path, at: int) -> None:
    """Change a byte somewhere in the middle."""
    data = bytearray(file.read_bytes())
    data[len(data) * at // 10] ^= 0xFF
    file.write_bytes(bytes(data))


@pytest.mark.parametrize("at", [0, 3, 5, 7, 9])
@pytest.mark.parametrize("keyword", [name for name in TABLES if name != "ssda903"])
def test_no_packed_file_tells_a_value(keyword: str, at: int, tmp_path: Path) -> None:
    frame = frame_of(keyword)
    workbook_of(frame, tmp_path / "table.xlsx")
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), tmp_path / "table.parquet")
    with zipfile.ZipFile(tmp_path / "table.zip", "w") as archive:
        archive.writestr(f"{keyword}.csv", TABLES[keyword])
    for ending in ("xlsx", "parquet", "zip"):
        file = tmp_path / f"table.{ending}"
        if at:
            damaged(file, at)
        assert not MARKER.search(told(partial(nwd.read, file)))
        if ending != "zip" and keyword != "id_map":
            given: dict[str, Any] = {keyword: file}
            assert not MARKER.search(told(partial(nwd.read, **given)))


@pytest.mark.parametrize("keyword", ["placements", "children", "placement_costs", "referrals"])
def test_no_frame_tells_a_value(keyword: str) -> None:
    frame = frame_of(keyword)
    wrong = frame.rename(columns={frame.columns[0]: "ZQHEADING"})
    shapes = [frame, wrong, pl.from_pandas(frame), pa.Table.from_pandas(wrong), {"ZQ": 1}]
    for given in shapes:
        assert not MARKER.search(told(partial(nwd.read, **{keyword: given})))


def test_a_value_in_a_message_would_be_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def leaks() -> None:
        try:
            int("ZQCHILD")
        except ValueError as error:
            raise nwd.DataError("The file cannot be read.") from error

    assert MARKER.search(told(leaks))
    (tmp_path / "2023-episodes.csv").write_text(EPISODES, encoding="utf-8")
    main(["check", str(tmp_path)])
    printed = capsys.readouterr()
    assert "2023-episodes.csv" in printed.out + printed.err
    assert not MARKER.search(printed.out + printed.err)
