"""Each bad input is refused in words: which file, which rows and column, which rule, what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, DOES_NOT_STAND, FINE, main
from nwd_costs.shelf import methodology_root
from nwd_costs.testing import synthetic_authority

BOMB = """<?xml version="1.0"?>
<!DOCTYPE Message [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Message><Header/><Children><Child>&b;</Child></Children></Message>
"""


@pytest.fixture
def council(tmp_path: Path) -> Path:
    folder = tmp_path / "council"
    synthetic_authority(11, children=60, referrals=20).write(folder)
    return folder


def given(council: Path, **changed: str) -> list[str]:
    options = {
        "ssda903": str(council / "ssda903"),
        "referrals": str(council / "referrals.csv"),
        "methodology": "edge-of-care/2021-22.1",
        "unit-costs": "lait-outturn/2024-25",
        "authority": "North Yorkshire",
        "period": "2022-23",
        "as-at": "2023-03-31",
        "out": str(council / "out"),
    } | {name.replace("_", "-"): value for name, value in changed.items()}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    census = sorted(str(file) for file in (council / "cin_census").glob("*.xml"))
    return ["run", *words, "--cin-census", *census]


def edit(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def american(text: str) -> str:
    """Write the second column of dates with the month first."""
    heading, *rows = text.splitlines()
    cells = [row.split(",") for row in rows]
    for row in cells:
        day, month, year = row[1].split("/")
        row[1] = f"{month}-{day}-{year}"
    return "\n".join([heading, *(",".join(row) for row in cells)]) + "\n"


def without_column(text: str, name: str) -> str:
    rows = [line.split(",") for line in text.splitlines()]
    at = rows[0].index(name)
    return "\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows) + "\n"


def twice(text: str, name: str, other: str) -> str:
    return text.replace(other, name, 1)


EPISODES = "ssda903/2023/episodes.csv"
BROKEN: dict[str, tuple[str, Callable[[str], str], tuple[str, ...]]] = {
    "a missing column": (
        EPISODES,
        lambda text: without_column(text, "DEC"),
        ("2023/episodes.csv", "DEC"),
    ),
    "a column of unreadable dates": (
        EPISODES,
        american,
        ("2023/episodes.csv, column from_day (DECOM)", "rows 2, 3", "dd/mm/yyyy", "[2.10]"),
    ),
    "a duplicate heading": (
        EPISODES,
        lambda text: twice(text, "DECOM,DECOM", "DECOM,RNE"),
        ("2023/episodes.csv", "columns 2 and 3 have the same heading (DECOM)"),
    ),
    "an empty file": (EPISODES, lambda _: "", ("2023/episodes.csv", "empty")),
    "a wrong file": (
        EPISODES,
        lambda _: "NAME,COLOUR\na,b\n",
        ("no Episodes table for the return 2022-23",),
    ),
    "a referral list that is another table": (
        "referrals.csv",
        lambda _: "CHILD,SEX,DOB\n1,2,01/01/2010\n",
        ("referrals.csv", "referral_id", "at_risk_of"),
    ),
    "a referral list without a column": (
        "referrals.csv",
        lambda text: without_column(text, "at_risk_of"),
        ("referrals.csv", "at_risk_of"),
    ),
    "a referral id that occurs twice": (
        "referrals.csv",
        lambda text: text + text.splitlines()[1] + "\n",
        ("referrals.csv, column referral_id", "rows 2, 22", "[2.8]"),
    ),
    "not XML": ("cin_census/cin_2023.xml", lambda _: "CHILD,SEX\n1,2\n", ("cin_2023.xml", "XML")),
    "XML cut short": (
        "cin_census/cin_2023.xml",
        lambda text: text[: len(text) // 2],
        ("cin_2023.xml", "line"),
    ),
    "an entity bomb": ("cin_census/cin_2023.xml", lambda _: BOMB, ("cin_2023.xml", "DOCTYPE")),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_refused_in_words(
    fault: str, council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, change, words = BROKEN[fault]
    edit(council / file, change)
    assert main(given(council)) == DATA_REFUSED
    said = capsys.readouterr()
    assert said.out == ""
    for word in words:
        assert word in said.err
    assert "Traceback" not in said.err
    assert str(council) not in said.err
    assert not any((council / "out").iterdir())


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"as_at": "2015-03-31"}, DATA_REFUSED, ("as_at lies before the data [1.2]", "last day")),
        ({"as_at": "soon"}, BAD_USAGE, ("as_at cannot be read", "yyyy-mm-dd")),
        ({"period": "2022-2023"}, BAD_USAGE, ("is not a period", "2022-23 to Q3")),
        ({"authority": "Nort Yorkshire"}, DATA_REFUSED, ("Did you mean North Yorkshire",)),
        ({"methodology": "edge-of-care"}, BAD_USAGE, ("Shipped:", "edge-of-care/2021-22.1")),
        ({"unit_costs": "lait"}, DATA_REFUSED, ("Did you mean", "lait-outturn/2024-25")),
    ],
)
def test_a_wrong_choice_is_refused_with_what_there_is(
    changed: dict[str, str],
    code: int,
    words: tuple[str, ...],
    council: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(given(council, **changed)) == code
    said = capsys.readouterr().err
    for word in words:
        assert word in said


def test_a_period_without_rates_lists_every_name_and_its_days(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prices = council / "prices"
    shutil.copytree(str(methodology_root() / "unit_costs/lait-outturn/2024-25"), prices)
    edit(prices / "rates.csv", lambda text: _without_year(text, "2022-04-01"))
    assert main(given(council, unit_costs=str(prices))) == DATA_REFUSED
    said = capsys.readouterr().err
    assert "Some days have no unit cost [8.2]" in said
    assert "looked_after: no rate in any layer for" in said
    assert "in 2022-23" in said


def _without_year(text: str, first_day: str) -> str:
    return "\n".join(line for line in text.splitlines() if f",{first_day}," not in line) + "\n"


def test_a_document_with_five_mistakes_lists_all_five(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = council / "version"
    shutil.copytree(str(methodology_root() / "edge-of-care/2021-22.1"), version)
    for old, new in (
        ("value = 364", "value = 364.5"),
        ('value = "started_on"', 'value = "born_on"'),
        ('source = "ssda903"', 'source = "somewhere"'),
        ("age_min = {", "age_minimum = {"),
    ):
        edit(version / "methodology.toml", lambda text, o=old, n=new: text.replace(o, n, 1))  # type: ignore[misc]
    assert main(given(council, methodology=str(version))) == BAD_USAGE
    said = capsys.readouterr().err
    for words in (
        "stages.horizon.days.value: is a decimal number",
        "stages.cohort.index.value",
        "names the unknown source 'somewhere'",
        "stages.cohort.age_minimum: is no key of the grammar",
        "stages.cohort.age_min: is missing",
    ):
        assert words in said


def test_awkward_but_usable_data_are_warnings_and_not_errors(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def awkward(text: str) -> str:
        heading, first, *rest = text.splitlines()
        stranger = first.split(",")
        stranger[:2] = ["EOC-9001", "9999999"]
        again = ",".join(["EOC-9002", *stranger[1:]])
        return "\n".join([heading, first, *rest, ",".join(stranger), again]) + "\n"

    edit(council / "referrals.csv", awkward)
    edit(council / EPISODES, lambda text: text.replace(",U6,", ",Q9,", 1))
    assert main(given(council, period="2020-21")) == DOES_NOT_STAND
    told = capsys.readouterr().out
    for words in (
        "in no return",
        "codes without a category: ",
        "was not written for 2020-21",
    ):
        assert words in told


def test_a_single_unreadable_date_rejects_its_row_and_says_where(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def one_bad(text: str) -> str:
        rows = text.splitlines()
        cells = rows[4].split(",")
        cells[1] = "31/02/2023"
        return "\n".join([*rows[:4], ",".join(cells), *rows[5:]]) + "\n"

    edit(council / EPISODES, one_bad)
    assert main(given(council)) == DOES_NOT_STAND
    told = capsys.readouterr().out
    assert "2023/episodes.csv, placements: unreadable from_day (row 5)" in told
    assert "mend them in the source" in told


def test_check_reports_on_a_folder_and_on_flags_alike(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    census = sorted(str(file) for file in (council / "cin_census").glob("*.xml"))
    flags = ["--ssda903", str(council / "ssda903"), "--referrals", str(council / "referrals.csv")]
    assert main(["check", str(council)]) == FINE
    by_folder = capsys.readouterr().out
    assert main(["check", *flags, "--cin-census", *census]) == FINE
    by_flags = capsys.readouterr().out
    told = by_folder.replace("ssda903/", "").replace("cin_census/", "")  # named below the folder
    assert sorted(told.split()) == sorted(by_flags.split())
    for words in (
        "SSDA903 episodes 2022-23",
        "list of referrals",
        "superseded: reported again by a later return",
        "in the SSDA903: ",
        "children without a date of birth",
    ):
        assert words in by_folder


def test_check_names_the_return_years_that_are_missing(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(council / "ssda903" / "2021")
    assert main(["check", str(council)]) == DOES_NOT_STAND
    told = capsys.readouterr().out
    assert "MISSING between them: 2021" in told
    assert "return-years-missing-ssda903" in told


def test_check_of_nothing_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == BAD_USAGE
    assert "was given nothing to read" in capsys.readouterr().err
