"""A council checks its own figures: the page is followed, and the workflow's steps are run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

import nwd_costs as nwd
from nwd_costs.cli import BAD_USAGE, DATA_REFUSED, DOES_NOT_STAND, FINE, main
from nwd_costs.commands import demo_result
from nwd_costs.figures.running import told
from nwd_costs.freezing import reference_records
from nwd_costs.totals import read_figure

ROOT = Path(__file__).resolve().parents[2]
COHORT = ROOT / "methodology" / "reference_cohort"
PRICES = ROOT / "methodology" / "unit_costs" / "lait-outturn" / "2024-25"
WORKFLOW = ROOT / "docs" / "workflows" / "verify-figures.yml"
DOCUMENT = (ROOT / "docs" / "verify-your-figures.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"<!-- my-figures -->\n```toml\n(.*?)```", DOCUMENT, re.DOTALL)
RIGHT, WRONG = '"58 young people"', '"59 young people"'


def private_folder(folder: Path, *changes: tuple[str, str]) -> Path:
    """Lay out what a council has: its figures, its prices, and the records beside them."""
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "my_figures.toml").write_text(text, encoding="utf-8")
    # As one price file of a council of its own: the rows of North Yorkshire and of England.
    shutil.copytree(PRICES, folder / "my_prices")
    rates = folder / "my_prices" / "rates.csv"
    lines = rates.read_text(encoding="utf-8").splitlines()
    mine = [line for line in lines[1:] if line.startswith(("815,", "970,"))]
    rates.write_text("\n".join([lines[0], *mine, ""]), encoding="utf-8")
    missing = folder / "my_prices" / "missing.csv"
    missing.write_text(missing.read_text(encoding="utf-8").splitlines()[0] + "\n", "utf-8")
    shutil.copytree(COHORT, folder / "records")
    return folder


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return private_folder(tmp_path_factory.mktemp("council"))


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"][
        "verify"
    ]["steps"]
    return found


def run_steps(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the workflow's own steps in bash, as the build server does.

    The step that installs is left out: no test reaches for the network, and the tests of the
    wheel install it. What it would put on the path, ``nwd-costs``, is put there.
    """
    own = [step["run"] for step in steps() if "run" in step and "pip install" not in step["run"]]
    programs = folder / "programs"
    programs.mkdir()
    command = programs / "nwd-costs"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m nwd_costs "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "RECORDS": str(folder / "records"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", "\n".join(own)],
        cwd=folder, env=environment, check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not on this machine")
def test_the_workflow_fails_on_the_wrong_number_and_names_it(tmp_path: Path) -> None:
    done = run_steps(
        private_folder(tmp_path, (RIGHT, WRONG), ('value = "58 people"', 'value = "59 people"'))
    )
    assert done.returncode == DOES_NOT_STAND, done.stderr
    assert "costs-avoided-2022-23: reproduced. Published £1.20 million" in done.stdout
    assert (
        "costs-avoided-2022-23/supported: FAILS, disagrees. Published 59 young people; computed 58"
        in done.stdout
    )
    assert done.stderr.strip() == ("nwd-costs: these figures fail: costs-avoided-2022-23/supported")
    (failure,) = etree.parse(tmp_path / "figures.xml").iter("failure")
    assert "costs-avoided-2022-23/supported" in str(failure.get("message"))
    outcome = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert outcome["new_disagreements"] == ["costs-avoided-2022-23/supported"]
    assert outcome["profile"] == "internal"
    assert "### What fails" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    _nobody_is_in(tmp_path, done.stdout + done.stderr)


def _nobody_is_in(folder: Path, said: str) -> None:
    """Look for every child's id and birthday in all that was written."""
    outputs = [folder / name for name in ("figures.xml", "figures.json", "summary.md")]
    text = said + "".join(file.read_text(encoding="utf-8") for file in outputs)
    children = reference_records().children
    assert len(children) > 50
    assert [id_ for id_ in children["child_id"] if re.search(rf"\b{id_}\b", text)] == []


def test_the_workflow_has_the_steps_that_it_says() -> None:
    kinds = [
        str(step.get("uses", step.get("run"))).split("@")[0].split("\n")[0] for step in steps()
    ]
    assert [kind.split()[0] for kind in kinds] == [
        "actions/checkout", "actions/setup-python", "python", "nwd-costs",
        "actions/upload-artifact",
    ]  # fmt: skip
    whole = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert whole["jobs"]["verify"]["runs-on"] == "self-hosted"
    assert whole["permissions"] == {"contents": "read"}


def asked(council: Path, *more: str, figures: str = "my_figures.toml") -> list[str]:
    return ["verify", "--figures", str(council / figures), *more]


def test_the_page_is_right_as_it_stands(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(council, "--records", str(council / "records"))) == FINE
    said = capsys.readouterr()
    assert "2 numbers: 2 reproduced" in said.out
    assert said.err == ""


def test_the_command_of_the_page_runs_as_it_stands(
    council: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (shown,) = re.findall(r"```sh\nnwd-costs (verify .*?)\n```", DOCUMENT, re.DOTALL)
    monkeypatch.chdir(council)
    words = shlex.split(shown.replace("\\\n", " "))
    files = [sorted(map(str, Path().glob(word))) if "*" in word else [word] for word in words]
    assert main([word for each in files for word in each]) == FINE
    assert "2 numbers: 2 reproduced" in capsys.readouterr().out


def test_a_figure_over_records_is_not_passed_over_without_them(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(council)) == BAD_USAGE
    assert "is to be run over your own records" in capsys.readouterr().err


def test_records_without_figures_are_refused(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--records", str(council / "records")]) == BAD_USAGE
    assert "Name your own figures with --figures" in capsys.readouterr().err


def test_a_folder_and_files_beside_it_are_refused(council: Path) -> None:
    beside = ("--records", str(council), "--referrals", "referrals.csv")
    assert main(asked(council, *beside)) == BAD_USAGE


def test_records_that_are_refused_end_in_their_own_exit_code(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "referrals.csv"
    bad.write_text("referral_id,child\nR1,Sentinel\n", encoding="utf-8")
    more = ("--ssda903", str(council / "records" / "ssda903"), "--referrals", str(bad))
    assert main(asked(council, *more)) == DATA_REFUSED
    assert "Sentinel" not in capsys.readouterr().err


def test_a_price_folder_that_is_not_there_ends_in_the_code_of_prices(tmp_path: Path) -> None:
    text = EXAMPLE.replace('"my_prices"', '"her_prices"')
    (tmp_path / "my_figures.toml").write_text(text, encoding="utf-8")
    assert main(asked(tmp_path, "--records", str(COHORT))) == DATA_REFUSED


def test_a_wrong_document_ends_in_bad_usage_and_lists_it_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE.replace("58 people", "58 peoples").replace('asks = "gross"', 'asks = "grand"')
    (tmp_path / "my_figures.toml").write_text(text, encoding="utf-8")
    assert main(asked(tmp_path)) == BAD_USAGE
    said = capsys.readouterr().err
    assert "also supported: is no unit" in said
    assert "reproduced.asks: is nothing that a run tells" in said


def test_in_python_it_is_the_same(council: Path) -> None:
    found = nwd.verify(council / "my_figures.toml", reference_records())
    assert found.ok
    assert [row.computed for row in found.rows] == ["£1,204,340.03 in total", "58 people"]
    assert list(found.table["status"]) == ["reproduced", "reproduced"]
    assert "over the given records" in found.rows[0].reason


ASKED = {
    "by_service.cic": "£1,221,210.03 in total",
    "measures.supported_through_outreach.share_ppm": "68.97%",
    "measures.care_entries.total": "34 entries",
    "measures.change_in_care_entries": "-13 entries",
    "by_claim_service.cp": "£0 in total",
    "counts.claims_booked": "46 referrals",
}


def test_a_run_can_be_asked_for_any_one_number_of_its_summary(
    council: Path, tmp_path: Path
) -> None:
    also = [
        f'[[figure.also]]\nid = "{at}"\nprinted = "{value}"\nvalue = "{value}"\nasks = "{asks}"\n'
        for at, (asks, value) in enumerate(ASKED.items())
    ]
    text = EXAMPLE.split("[[figure.also]]", maxsplit=1)[0] + "\n".join(also)
    prices = f'"{(council / "my_prices").as_posix()}"'
    (tmp_path / "mine.toml").write_text(text.replace('"my_prices"', prices), encoding="utf-8")
    found = nwd.verify([tmp_path], reference_records())
    assert [row.computed for row in found.rows[1:]] == list(ASKED.values())
    assert {row.status for row in found.rows} == {"reproduced"}


@pytest.fixture(scope="module")
def result() -> nwd.Result:
    return demo_result()


@pytest.mark.parametrize(
    "asks", ["measures.supporters", "by_service.x", "measures.living_in_a_family", "counts.x.y"]
)
def test_what_a_run_does_not_tell_is_refused(asks: str, result: nwd.Result) -> None:
    with pytest.raises(nwd.UsageError, match="is no one figure of the run"):
        told(result, asks, read_figure("5 people"))


def test_a_figure_that_is_no_headline_fails_unless_its_limit_is_accepted(tmp_path: Path) -> None:
    """The cohort without its later returns crosses a limit: nothing of 2022-23 is there."""
    for year in ("2020", "2021", "2022", "2023"):
        shutil.copytree(COHORT / "ssda903" / year, tmp_path / "ssda903" / year)
    referrals = (COHORT / "referrals.csv").read_text(encoding="utf-8").splitlines()
    spoilt = [referrals[0], *(line.replace(line.split(",")[1], f"X{at}", 1)
                              for at, line in enumerate(referrals[1:]))]  # fmt: skip
    (tmp_path / "referrals.csv").write_text("\n".join([*spoilt, ""]), encoding="utf-8")
    records = nwd.read(ssda903=tmp_path / "ssda903", referrals=tmp_path / "referrals.csv")
    text = EXAMPLE.replace('"my_prices"', '"lait-outturn/2024-25"')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    found = nwd.verify(tmp_path / "mine.toml", records)
    assert [row.status for row in found.rows] == ["cannot be checked"] * 2
    assert not found.ok
    limits = re.findall(r"the data cross ([\w, -]+)\.", found.rows[0].reason)[0].split(", ")
    accepted = "\n".join(["accept = [", *(f'  "{name}",' for name in limits), "]\n"])
    text = text.replace('as_at = "2023-03-31"\n', f'as_at = "2023-03-31"\n{accepted}')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    found = nwd.verify(tmp_path / "mine.toml", records)
    assert {row.status for row in found.rows} <= {"disagrees", "reproduced"}
