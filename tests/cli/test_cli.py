"""The command line: files in, files out, exit codes, and words that help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, FINE, main
from nwd_costs.testing import synthetic_authority

OUTPUTS = {
    "summary.json",
    "ledger.parquet",
    "claims.csv",
    "rejected.csv",
    "repairs.csv",
    "record.json",
}
STATUS = nwd.methodology("edge-of-care/2021-22.1").status
CLAIMS = (
    "referral_id,scope,reason,index_day,from_day,until_day,weight,days_booked,"
    "days_lost_to_overlap,days_not_yet_observed,gross_pence,headline,profile"
)


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    synthetic_authority(7, children=60, referrals=20).write(folder)
    return folder


def arguments(council: Path, out: Path, **changed: str) -> list[str]:
    options = {
        "ssda903": str(council / "ssda903"),
        "referrals": str(council / "referrals.csv"),
        "methodology": "edge-of-care/2021-22.1",
        "unit-costs": "lait-outturn/2024-25",
        "authority": "North Yorkshire",
        "period": "2022-23",
        "as-at": "2023-03-31",
        "out": str(out),
    } | {name.replace("_", "-"): value for name, value in changed.items()}
    given = ["run"]
    for name, value in options.items():
        given += [f"--{name}", value]
    census = sorted(str(file) for file in (council / "cin_census").glob("*.xml"))
    return [*given, "--cin-census", *census]


def test_run_writes_every_output_and_tells_the_result(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(council, tmp_path / "out")) == FINE
    assert {file.name for file in (tmp_path / "out").iterdir()} == OUTPUTS
    told = capsys.readouterr().out
    assert "Gross costs avoided" in told
    assert f"a reconstruction, {STATUS}" in told
    assert "reproduces no published figure" in told


def test_the_files_say_the_same_as_one_another(council: Path, tmp_path: Path) -> None:
    assert main(arguments(council, tmp_path)) == FINE
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    ledger = pd.read_parquet(tmp_path / "ledger.parquet")
    claims = pd.read_csv(tmp_path / "claims.csv")
    assert (tmp_path / "claims.csv").read_text(encoding="utf-8").splitlines()[0] == CLAIMS
    assert int(ledger["amount_pence"].sum()) == summary["net_pence"]
    assert int(claims["gross_pence"].sum()) == summary["gross_pence"]
    assert len(claims) == summary["counts"]["referrals"]
    assert int(claims["days_booked"].sum()) == summary["counts"]["claimed_days"]
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert record["methodology"] == summary["method"]
    assert len(record["inputs"]) >= 4 * 3 + 4 + 1


def test_the_same_run_twice_writes_the_same_bytes(council: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert main(arguments(council, tmp_path / name)) == FINE
    for name in OUTPUTS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_summary_and_record_hold_no_id_of_a_child(council: Path, tmp_path: Path) -> None:
    assert main(arguments(council, tmp_path)) == FINE
    told = (tmp_path / "summary.json").read_text(encoding="utf-8")
    told += (tmp_path / "record.json").read_text(encoding="utf-8")
    children = synthetic_authority(7, children=60, referrals=20).children
    assert not [child for child in children if f'"{child.child_id}"' in told]


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"methodology": "edge-of-care/2019.1"}, BAD_USAGE, "edge-of-care/2021-22.1"),
        ({"period": "2022"}, BAD_USAGE, "Write 2022-23"),
        ({"as_at": "31/03/2023"}, BAD_USAGE, "yyyy-mm-dd"),
        ({"as_at": "1999-03-31"}, DATA_REFUSED, "as_at lies before the data"),
        ({"authority": "North Yorksire"}, DATA_REFUSED, "Did you mean North Yorkshire"),
        ({"unit_costs": "lait/1"}, DATA_REFUSED, "lait-outturn/2024-25"),
        ({"ssda903": "nowhere"}, DATA_REFUSED, "nowhere"),
        ({"year_is": "opening"}, DATA_REFUSED, "say year_is='ending'"),
    ],
)
def test_what_is_wrong_is_said_in_words_with_its_exit_code(
    council: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changed: dict[str, str],
    code: int,
    words: str,
) -> None:
    assert main(arguments(council, tmp_path, **changed)) == code
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_help_teaches_what_is_needed_and_what_comes_out() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nwd_costs", "run", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "100"},
    )
    for words in ("example:", "what you need:", "summary.json", "exit codes: 0 fine", "--year-is"):
        assert words in done.stdout


def test_demo_runs_the_main_job_on_the_reference_cohort(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path)]) == FINE
    told = capsys.readouterr().out
    assert "no child in it is real" in told
    assert "Gross costs avoided" in told
    assert {file.name for file in tmp_path.iterdir()} == OUTPUTS


def test_methodologies_lists_every_version_with_its_standing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["methodologies"]) == FINE
    told = capsys.readouterr().out
    assert f"edge-of-care/2021-22.1  [reconstruction, {STATUS}]" in told


def test_a_command_that_is_not_there_is_bad_usage() -> None:
    with pytest.raises(SystemExit) as left:
        main(["calculate"])
    assert left.value.code == BAD_USAGE


def test_cost_of_care_prices_every_year_or_the_periods_given(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = ["cost-of-care", "--ssda903", str(council / "ssda903"), "--as-at", "2023-03-31"]
    base += ["--unit-costs", "lait-outturn/2024-25", "--authority", "North Yorkshire"]
    assert main([*base, "--out", str(tmp_path / "all")]) == FINE
    file = tmp_path / "all" / "cost_of_care.json"
    everything = json.loads(file.read_text(encoding="utf-8"))
    assert list(everything["years"]) == ["2019-20", "2020-21", "2021-22", "2022-23"]
    periods = ["--period", "2022-23 Q1", "--period", "2022-23"]
    assert main([*base, *periods, "--out", str(tmp_path / "some")]) == FINE
    file = tmp_path / "some" / "cost_of_care.json"
    some = json.loads(file.read_text(encoding="utf-8"))["years"]
    assert some["2022-23"] == everything["years"]["2022-23"]
    quarter = some["2022-23 Q1"]["amount_pence"]
    assert quarter == some["2022-23"]["by_quarter"]["2022-23 Q1"]
    assert "Cost of care, North Yorkshire" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_explain_tells_one_referral_in_each_form(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    given = arguments(council, tmp_path)
    at = given.index("--out")
    given = ["explain", "EOC-0003", *given[1:at], *given[at + 2 :], "--format", form]
    assert main(given) == FINE
    told = capsys.readouterr().out
    # The page is for a case review and shows the id only when it is asked for.
    assert ("EOC-0003" in told) is (form != "html")
    assert {"text": "What was decided", "html": "<!DOCTYPE html>", "json": '"steps"'}[form] in told


def test_explain_of_an_unknown_referral_is_bad_usage(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = arguments(council, tmp_path)
    at = given.index("--out")
    assert main(["explain", "NOBODY", *given[1:at], *given[at + 2 :]]) == BAD_USAGE
    assert "is no referral of the list" in capsys.readouterr().err
