"""A sentinel child, every value a marker, appears in nothing that is printed, shown or sent on."""

from __future__ import annotations

import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.cli import main
from nwd_costs.testing import synthetic_authority

# Every value of the sentinel child, in each way it might be written.
DAYS = {
    "03/07/2007": "2007-07-03",
    "19/11/2021": "2021-11-19",
    "23/01/2023": "2023-01-23",
    "17/05/2022": "2022-05-17",
    "09/08/2022": "2022-08-09",
    "21/08/2022": "2022-08-21",
    "13/02/2022": "2022-02-13",
    "29/06/2022": "2022-06-29",
}
WORDS = (
    "SENTINELCHILD", "SENTINELREF", "ZQPLACE", "ZQPROV", "ZQURN", "ZQLEGAL", "ZQRNE", "ZQREC",
    "ZQREASON", "ZQPOST", "ZQSEX", "ZQETHNIC", "ZQUPN", "ZQEXPECTED", "ZQSTAGE", "ZQSUPPORT",
    "ZQLIKELY", "ZQRISK", "ZQDATE", "87654", "98765.43", "9876543",
)  # fmt: skip
MARKERS = (*WORDS, *DAYS, *DAYS.values())

EPISODE = (
    "SENTINELCHILD,19/11/2021,ZQRNE,ZQLEGAL,N1,ZQPLACE,ZQPROV,23/01/2023,ZQREC,ZQREASON,"
    "ZQPOST,ZQPOST,ZQURN"
)
HEADER = "SENTINELCHILD,ZQSEX,03/07/2007,ZQETHNIC,ZQUPN,,"
UASC = "SENTINELCHILD,ZQSEX,03/07/2007,17/05/2022"
REFERRALS = (
    (
        "SENTINELREF,SENTINELCHILD,breakdown,2022-05-17,2022-05-17,2022-08-09,outreach,engaged,high,"
        "ZQEXPECTED,87654,98765.43,2007-07-03"
    ),
    (
        "SENTINELREF2,SENTINELCHILD,ZQRISK,2022-05-17,2022-05-17,2022-08-09,ZQSUPPORT,ZQSTAGE,ZQLIKELY,"
        "ZQEXPECTED,ZQDATE,ZQDATE,ZQDATE"
    ),
)
CENSUS = """<Child><ChildIdentifiers><LAchildID>SENTINELCHILD</LAchildID><UPN>ZQUPN</UPN>
<PersonBirthDate>2007-07-03</PersonBirthDate><GenderCurrent>ZQSEX</GenderCurrent></ChildIdentifiers>
<CINdetails><CINreferralDate>2022-08-21</CINreferralDate><ReferralNFA>ZQWORD</ReferralNFA>
<ChildProtectionPlans><CPPstartDate>2022-02-13</CPPstartDate><CPPendDate>2022-06-29</CPPendDate>
</ChildProtectionPlans></CINdetails></Child>
"""


@pytest.fixture
def council(tmp_path: Path) -> Path:
    folder = tmp_path / "council"
    synthetic_authority(5, children=50, referrals=15).write(folder)
    for file, rows in (
        ("ssda903/2023/episodes.csv", (EPISODE,)),
        ("ssda903/2023/header.csv", (HEADER,)),
        ("ssda903/2023/uasc.csv", (UASC,)),
        ("referrals.csv", REFERRALS),
    ):
        with (folder / file).open("a", encoding="utf-8", newline="\n") as end:
            end.writelines(f"{row}\n" for row in rows)
    census = folder / "cin_census" / "cin_2023.xml"
    text = census.read_text(encoding="utf-8")
    census.write_text(text.replace("</Children>", f"{CENSUS}</Children>"), encoding="utf-8")
    return folder


def leaks(told: str) -> list[str]:
    # Readers level the case of words and codes: a value leaks in capitals or without.
    return [marker for marker in MARKERS if marker.lower() in told.lower()]


def flags(council: Path) -> list[str]:
    census = sorted(str(file) for file in (council / "cin_census").glob("*.xml"))
    return [
        "--ssda903", str(council / "ssda903"), "--referrals", str(council / "referrals.csv"),
        "--cin-census", *census,
    ]  # fmt: skip


def run_flags(council: Path, method: str) -> list[str]:
    return [
        "run", *flags(council), "--methodology", method, "--unit-costs", "lait-outturn/2024-25",
        "--authority", "North Yorkshire", "--period", "2022-23", "--as-at", "2023-03-31",
        "--out", str(council / "out"),
    ]  # fmt: skip


def compare_flags(council: Path) -> list[str]:
    method, *others = "edge-of-care/2021-22.1", "cic-cp-cin/2020-21.1"
    return ["compare", *run_flags(council, method)[1:], "--methodology", method, *others]


def everything_told(council: Path, capsys: pytest.CaptureFixture[str], *, whole: bool) -> str:
    """Run and check; give all that was printed, and what may leave the analyst's desk."""
    edge, tiers = "edge-of-care/2021-22.1", "cic-cp-cin/2020-21.1"
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        main(run_flags(council, edge))
        main(["check", *flags(council), "--out", str(council / "plain")])
        main(["check", str(council), "--strict"])
        if whole:
            main(run_flags(council, tiers))
            main(compare_flags(council))
            main(["report", *run_flags(council, edge)[1:], "--no-compare"])
            main(["check", str(council), "--out", str(council / "shown"), "--show-values"])
    said = capsys.readouterr()
    told = said.out + said.err + "".join(str(warning.message) for warning in heard)
    written = ("summary.json", "record.json", "comparison.json", "comparison.html", "report.html")
    for name in (*(f"out/{file}" for file in written), "plain/check.json"):
        file = council / name
        told += file.read_text(encoding="utf-8") if file.exists() else ""
    return told + cells(council / "plain" / "check.xlsx")


def cells(workbook: Path) -> str:
    """Give the text of a workbook and of its properties, if it was written."""
    if not workbook.exists():
        return ""
    with zipfile.ZipFile(workbook) as parts:
        return "".join(parts.read(name).decode("utf-8") for name in parts.namelist())


def test_the_sentinel_is_read_and_counted(council: Path) -> None:
    records = nwd.read(
        ssda903=council / "ssda903",
        cin_census=sorted((council / "cin_census").glob("*.xml")),
        referrals=council / "referrals.csv",
    )
    assert "SENTINELCHILD" in set(records.placements["child_id"])
    assert "SENTINELCHILD" in set(records.protection_plans["child_id"])
    assert "SENTINELREF" in set(records.referrals["referral_id"])
    assert "(no code)/(no code)" in [use.code for use in nwd.check(records).codes]


def test_nothing_printed_or_sent_on_holds_a_value_of_the_sentinel(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = everything_told(council, capsys, whole=True)
    assert "Gross costs avoided" in told
    assert "never added up and never averaged" in told
    assert leaks(told) == []


def test_no_representation_holds_a_value_of_the_sentinel(council: Path) -> None:
    records = nwd.read(
        ssda903=council / "ssda903",
        cin_census=sorted((council / "cin_census").glob("*.xml")),
        referrals=council / "referrals.csv",
    )
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    result = nwd.run(_method(), records, costs, period="2022-23", as_at="2023-03-31")
    care = nwd.cost_of_care(records, costs, method=_method(), as_at="2023-03-31")
    tiers, days = "cic-cp-cin/2020-21.1", {"period": "2022-23", "as_at": "2023-03-31"}
    between = nwd.bridge(_method(), tiers, records, costs, **days)
    with_values, rests = nwd.check(council), result.resting_on()
    for thing in (records, result, care, nwd.check(records), with_values, rests, between):
        assert leaks(f"{thing!r}{thing}{thing._repr_html_()}") == []
    assert leaks(f"{result.provenance!r}{between.as_dict()}{between.table.to_csv()}") == []


def test_only_the_two_files_hold_values_and_only_when_they_are_asked_for(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leaks(everything_told(council, capsys, whole=True)) == []
    for shown in (
        (council / "shown" / "check.json").read_text(encoding="utf-8"),
        cells(council / "shown" / "check.xlsx"),
    ):
        assert {"ZQPLACE", "ZQPROV", "ZQLEGAL", "ZQRNE", "ZQREC"} <= set(leaks(shown))
        assert {"ZQSEX", "ZQRISK", "ZQSTAGE", "ZQSUPPORT", "ZQLIKELY"} <= set(leaks(shown))


def test_no_message_of_strict_reading_holds_a_value(council: Path) -> None:
    with pytest.raises(nwd.DataError) as refused:
        nwd.read(ssda903=council / "ssda903", referrals=council / "referrals.csv", strict=True)
    assert "at-risk-of-unknown" in str(refused.value)
    assert leaks(str(refused.value)) == []


def _method() -> nwd.Methodology:
    return nwd.methodology("edge-of-care/2021-22.1")


def _drop_column(text: str, name: str) -> str:
    rows = [line.split(",") for line in text.splitlines()]
    at = rows[0].index(name)
    return "\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows) + "\n"


def _all_days_unreadable(text: str) -> str:
    heading, *rows = text.splitlines()
    cells = [row.split(",") for row in rows]
    for row in cells:
        row[1] = f"ZQDATE{row[1]}"
    return "\n".join([heading, *(",".join(row) for row in cells)]) + "\n"


EPISODES, LIST, XML = "ssda903/2023/episodes.csv", "referrals.csv", "cin_census/cin_2023.xml"
BREAKS: dict[str, tuple[str, Callable[[str], str]]] = {
    "a column is missing": (EPISODES, lambda text: _drop_column(text, "DEC")),
    "a column of the list is missing": (LIST, lambda text: _drop_column(text, "at_risk_of")),
    "every date is unreadable": (EPISODES, _all_days_unreadable),
    "its own date is unreadable": (EPISODES, lambda t: t.replace("19/11/2021", "ZQDATE")),
    "it ends before it starts": (EPISODES, lambda t: t.replace("19/11/2021", "23/01/2023")),
    "its row is given twice": (EPISODES, lambda text: f"{text}{EPISODE}\n"),
    "its row has a cell too many": (EPISODES, lambda text: f"{text}{EPISODE},ZQPOST\n"),
    "its row has a cell too few": (EPISODES, lambda text: f"{text}SENTINELCHILD,19/11/2021\n"),
    "a quotation mark stays open": (EPISODES, lambda text: f'{text}"{EPISODE}\n'),
    "the heading is missing": (EPISODES, lambda text: text.split("\n", 1)[1]),
    "only its row is left, without heading": (EPISODES, lambda _: f"{EPISODE}\n"),
    "a heading occurs twice": (EPISODES, lambda t: t.replace("DECOM,RNE", "DECOM,DECOM", 1)),
    "the file is empty": (EPISODES, lambda _: ""),
    "the file is another": (EPISODES, lambda _: f"SENTINELCHILD,ZQPLACE\n{EPISODE}\n"),
    "its referral is given twice": (LIST, lambda text: f"{text}{REFERRALS[0]}\n"),
    "its id was rewritten by a spreadsheet": (
        LIST,
        lambda t: t.replace("SENTINELREF2", "9.87E+11"),
    ),
    "the census is no XML": (XML, lambda text: f"SENTINELCHILD {text}"),
    "the census is cut short": (XML, lambda text: text[: text.index("ZQWORD") + 3]),
    "the census has an entity": (
        XML,
        lambda text: f'<!DOCTYPE Message [<!ENTITY z "SENTINELCHILD">]>{text}',
    ),
    "its census date is unreadable": (XML, lambda text: text.replace("2022-08-21", "ZQDATE")),
    "its two births disagree": (XML, lambda text: text.replace("2007-07-03", "2007-03-07")),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_nothing_leaks_when_the_sentinels_rows_are_broken(
    fault: str, council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, change = BREAKS[fault]
    file = council / name
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    told = everything_told(council, capsys, whole=False)
    assert told
    assert "Traceback" not in told
    assert leaks(told) == []


def test_the_test_would_see_a_leak(council: Path) -> None:
    shutil.copy(council / "referrals.csv", council / "copy.csv")
    assert leaks((council / "copy.csv").read_text(encoding="utf-8"))
