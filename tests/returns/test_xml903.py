from __future__ import annotations

from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.errors import DataError
from nwd_costs.returns import xml_stream
from nwd_costs.returns.ssda903 import read_ssda903
from returns.messy import EPISODES, HEADER, lay, xml903

MARKER = "ZQMARKER"


def test_xml_gives_the_same_frames_as_csv(tmp_path: Path) -> None:
    row = "0012,01/05/2022,S,C2,N1,U4,PR1,30/06/2022,E4A,,,,SC040001"
    lay(
        tmp_path,
        {
            "csv/2023/e.csv": f"{EPISODES}\n{row}\n",
            "csv/2023/h.csv": f"{HEADER}\n0012,2,03/02/2010,WBRI,,,\n",
            "csv/2023/u.csv": "CHILD,SEX,DOB,DUC\n0012,2,03/02/2010,01/02/2023\n",
            "xml/2023.xml": xml903(header="<UASC>1</UASC><DUC>01/02/2023</DUC>")
            .replace("u4", "U4")
            .replace("<DEC/>", "<DEC>30/06/2022</DEC>")
            .replace("<REC/>", "<REC>E4A</REC>"),
        },
    )
    csv, xml = read_ssda903(tmp_path / "csv"), read_ssda903(tmp_path / "xml")
    for table in ("episodes", "header", "uasc"):
        ours, theirs = getattr(xml, table), getattr(csv, table)
        assert list(ours.columns) == list(theirs.columns)
        assert ours.dtypes.to_dict() == theirs.dtypes.to_dict()
        lineage = ["source_file", "source_row"]
        assert ours.drop(columns=lineage).equals(theirs.drop(columns=lineage))
    assert (xml.return_years, xml.notes) == ((2023,), ())
    assert [(file.taken_for, file.rows) for file in xml.files] == [("SSDA903 XML 2022-23", 1)]


def test_the_row_number_is_the_line_of_the_element(tmp_path: Path) -> None:
    text = xml903(header="<UASC>1</UASC>").replace("<EXPSSDA903>", "<EXPSSDA903>" + "\n" * 70_000)
    read = read_ssda903(lay(tmp_path, {"2023.xml": text}))
    rows = [int(frame["source_row"].iloc[0]) for frame in (read.header, read.uasc, read.episodes)]
    assert rows == [70_003, 70_003, 70_004]


@pytest.mark.parametrize(
    ("said", "listed", "notes"),
    [
        ("<UASC>1</UASC>", [""], 0),
        ("<UASC>1</UASC><DUC>01/02/2023</DUC>", ["01/02/2023"], 0),
        ("<UASC/><DUC>01/02/2023</DUC>", ["01/02/2023"], 1),
        ("<UASC>0</UASC><DUC/>", [], 1),
        ("", [], 1),
    ],
)
def test_a_child_is_unaccompanied_by_its_flag_or_by_the_day_on_which_that_ended(
    tmp_path: Path, said: str, listed: list[str], notes: int
) -> None:
    read = read_ssda903(lay(tmp_path, {"2023.xml": xml903(header=said)}))
    assert read.uasc["uasc_until_day"].tolist() == listed
    assert len(read.notes) == notes


def test_other_blocks_of_a_child_do_no_harm(tmp_path: Path) -> None:
    other = "<AREVIEW><REVIEW>01/01/2023</REVIEW></AREVIEW><OC2><DOB>x</DOB></OC2>stray"
    records = nwd.read(ssda903=lay(tmp_path, {"2023.xml": xml903(header=other)}))
    assert records.children["date_of_birth"].astype(str).tolist() == ["2010-02-03"]
    assert records.placements["place"].tolist() == ["U4"]


def test_a_name_space_makes_no_difference(tmp_path: Path) -> None:
    text = xml903().replace("<EXPSSDA903>", '<x:EXPSSDA903 xmlns:x="urn:x">')
    text = text.replace("</EXPSSDA903>", "</x:EXPSSDA903>")
    assert len(nwd.read(lay(tmp_path, {"2023.xml": text})).placements) == 1


ENTITIES = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 12))


@pytest.mark.parametrize("root", ["EXPSSDA903", "Message"])
@pytest.mark.parametrize(
    ("start", "why"),
    [
        (f'<!DOCTYPE ROOT [<!ENTITY e0 "{MARKER}">{ENTITIES}]><ROOT>&e11;</ROOT>', "DOCTYPE"),
        ('<!DOCTYPE ROOT [<!ENTITY x SYSTEM "/etc/passwd">]><ROOT>&x;</ROOT>', "DOCTYPE"),
        ('<!DOCTYPE ROOT SYSTEM "http://localhost/x.dtd"><ROOT/>', "DOCTYPE"),
        (f"<ROOT>{'<a>' * 100_000}", "breaks at line 1"),
        (f"<ROOT>\n<a>{'x' * 100}</b>{MARKER}", "breaks at line 2"),
        (f"<ROOT>\n&{MARKER};</ROOT>", "breaks at line 2"),
        (f'<ROOT a="{"x" * 5_000_000}', "breaks at line 1"),
        (f"<ROOT>\n<CHILD><Child>{'<a/>' * 2_000}", "breaks at line 2"),
        (f"<ROOT>\n<CHILD><Child>{'x' * 200_000}", "breaks at line 2"),
    ],
    ids=["laughs", "file", "net", "deep", "crossed", "entity", "long", "many", "much"],
)
def test_bombs_and_broken_files_of_either_kind_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: str, start: str, why: str
) -> None:
    monkeypatch.setattr(xml_stream, "_LARGEST_RECORD", 100_000)
    lay(tmp_path, {"2023.xml": start.replace("ROOT", root)})
    for source in (tmp_path, tmp_path / "2023.xml"):
        with pytest.raises(DataError, match=why) as caught:
            nwd.read(source)
        assert MARKER not in f"{caught.value}{caught.value!r}"
        assert caught.value.__cause__ is None
