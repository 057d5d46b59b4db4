"""The commands report and explain: files, exit codes, and a planted child who is found nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import nwd_costs as nwd
from house.checkout import ROOT
from nwd_costs import command_parts, pipeline, report_commands
from nwd_costs.checks import Threshold
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, DOES_NOT_STAND, FINE, main
from nwd_costs.disclosure import pseudonym
from report.made import DAYS, parsed, reported, result, text_of

COHORT = ROOT / "methodology" / "reference_cohort"
SECRET = "a secret of the analyst"  # noqa: S105 (it opens nothing)
# A child whose claim makes pounds, with dates that nobody else has.
PLANTED = {
    "referrals.csv": "PLANTEDREF,PLANTEDCHILD,breakdown,2022-05-17,2022-05-19,2022-11-03,outreach,"
    "completed,high,,,4321.09,2008-07-13",
    "ssda903/2023/header.csv": "PLANTEDCHILD,1,13/07/2008,,,,",
    "ssda903/2023/episodes.csv": "PLANTEDCHILD,11/02/2022,S,C2,N1,U4,PR1,,,,,,SC077777",
}
MARKS = ("PLANTED", "2022-05-17", "2022-05-19", "4321.09", "2008-07-13", "13/07/2008", "SC077777")


def flags(council: Path, out: Path, **changed: str) -> list[str]:
    options = {
        "ssda903": str(council / "ssda903"),
        "referrals": str(council / "referrals.csv"),
        "methodology": "edge-of-care/2021-22.1",
        "unit-costs": "lait-outturn/2024-25",
        "authority": "North Yorkshire",
        "period": "2022-23",
        "as-at": "2023-03-31",
        "out": str(out),
    } | changed
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    census = sorted(str(file) for file in (council / "cin_census").glob("*.xml"))
    return [*given, "--cin-census", *census]


def already_read(monkeypatch: pytest.MonkeyPatch, records: nwd.Records) -> None:
    """Read no file again: that the files are read is shown by the other commands."""
    for module in (command_parts, report_commands):
        monkeypatch.setattr(module, "records_of", lambda _: records)


@pytest.fixture
def cohort_read(monkeypatch: pytest.MonkeyPatch) -> None:
    already_read(monkeypatch, result().records)


def explaining(council: Path, out: Path, *more: str) -> list[str]:
    given = flags(council, out)
    at = given.index("--out")
    return ["explain", "EOC-0098", *given[:at], *given[at + 2 :], "--format", "html", *more]


@pytest.mark.usefixtures("cohort_read")
def test_report_writes_the_page_that_python_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *flags(COHORT, tmp_path / "new")]) == FINE
    written = {file.name for file in (tmp_path / "new").iterdir()}
    assert written == {"report.html", "published.json"}
    assert (tmp_path / "new" / "report.html").read_text(encoding="utf-8") == reported().page
    said = capsys.readouterr()
    assert "report.html, published.json (publication profile)" in said.out
    assert not said.err


def test_a_planted_child_is_found_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    council = tmp_path / "council"
    shutil.copytree(COHORT, council)
    for name, row in PLANTED.items():
        with (council / name).open("a", encoding="utf-8", newline="\n") as end:
            end.write(f"{row}\n")
    records = nwd.read(
        ssda903=council / "ssda903",
        cin_census=sorted((council / "cin_census").glob("*.xml")),
        referrals=council / "referrals.csv",
    )
    found = result()
    given = {"period": "2022-23", "as_at": "2023-03-31"}
    claims = nwd.run(found.method, records, found.costs, **given).claims.set_index("referral_id")
    assert claims.loc["PLANTEDREF", "gross_pence"] != 0
    already_read(monkeypatch, records)
    assert main(["report", *flags(council, tmp_path / "out")]) == FINE
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    said = capsys.readouterr()
    for mark in MARKS:
        assert mark not in page + said.out + said.err
    assert set(DAYS.findall(text_of(parsed(page)))) == {"2023-03-31", "31/03/2023"}
    assert str(tmp_path) not in page


@pytest.mark.usefixtures("cohort_read")
def test_a_figure_that_does_not_stand_is_written_and_ends_with_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    crossed = Threshold("rows-lost", "share of rows that were lost", 60_001, 50_000)
    monkeypatch.setattr(pipeline, "thresholds", lambda *_, **__: (crossed,))
    given = ["report", *flags(COHORT, tmp_path), "--no-compare"]
    assert main(given) == DOES_NOT_STAND
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Not a headline figure" in page
    assert "No other method was run" in page
    assert "--accept rows-lost" in capsys.readouterr().err
    assert main([*given, "--accept", "rows-lost"]) == FINE


@pytest.mark.usefixtures("cohort_read")
def test_the_policy_is_given_by_flags_and_refused_where_it_protects_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["report", *flags(COHORT, tmp_path), "--no-compare"]
    assert main([*given, "--threshold", "8", "--round-to", "6"]) == FINE
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "(threshold 8, rounded to 6)" in page
    assert main([*given, "--threshold", "1"]) == BAD_USAGE
    assert "threshold" in capsys.readouterr().err


@pytest.mark.usefixtures("cohort_read")
def test_a_period_with_too_few_children_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one_day = flags(COHORT, tmp_path, period="2020-04-10..2020-04-12")
    assert main(["report", *one_day, "--no-compare"]) == DATA_REFUSED
    assert "cannot be published" in capsys.readouterr().err
    assert not (tmp_path / "report.html").exists()


@pytest.mark.usefixtures("cohort_read")
def test_explain_as_a_page_shows_the_id_only_when_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    assert main(explaining(COHORT, tmp_path)) == FINE
    assert "EOC-0098" not in capsys.readouterr().out
    assert main(explaining(COHORT, tmp_path, "--secret-file", str(secret))) == FINE
    told = capsys.readouterr().out
    assert pseudonym("EOC-0098", SECRET) in told
    assert "EOC-0098" not in told
    assert SECRET not in told
    assert main(explaining(COHORT, tmp_path, "--show-identifiers")) == FINE
    assert "Referral EOC-0098" in capsys.readouterr().out


UNREADABLE, TOO_SHORT = "The secret cannot be read", "has fewer than 16 characters"


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, UNREADABLE), (b"short", TOO_SHORT), (b"\xff\xfe\x00", UNREADABLE)],
)
def test_a_secret_that_is_none_is_refused(
    content: bytes | None, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret.txt"
    if content is not None:
        secret.write_bytes(content)
    assert main(explaining(COHORT, tmp_path, "--secret-file", str(secret))) == BAD_USAGE
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("named", [("--secret-file", "secret.txt"), ("--show-identifiers",)])
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_only_a_page_can_do_is_refused_elsewhere(
    named: tuple[str, ...], form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*explaining(COHORT, tmp_path), "--format", form, *named]) == BAD_USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{named[0]}: has no meaning for --format {form}" in told.err
    assert "--format html" in told.err
