"""What the README tells people to type does what it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import nwd_costs
from house.checkout import ROOT
from nwd_costs.cli import main

README = (ROOT / "README.md").read_text(encoding="utf-8")
COHORT = ROOT / "methodology" / "reference_cohort"


def block(marker: str) -> str:
    """Give the code block that follows a marker."""
    found = re.findall(rf"<!-- {marker} -->\n```\w*\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, f"the README holds {len(found)} blocks marked {marker}"
    return str(found[0])


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out the reference cohort as the README has it, and stand there."""
    shutil.copytree(COHORT / "ssda903", tmp_path / "returns")
    shutil.copy(COHORT / "referrals.csv", tmp_path)
    for file in (COHORT / "cin_census").iterdir():
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("marker", ["test-command", "demo-command"])
def test_each_of_the_two_commands_is_one_line_that_makes_its_own_environment(marker: str) -> None:
    (line,) = block(marker).splitlines()
    assert line.startswith("python3 -m venv .venv && .venv/bin/python -m pip install ")


@pytest.mark.usefixtures("council")
def test_the_notebook_example_runs_as_it_stands() -> None:
    names: dict[str, object] = {}
    exec(compile(block("notebook-example"), "README.md", "exec"), names)  # noqa: S102
    result = names["result"]
    assert isinstance(result, nwd_costs.Result)
    assert result.gross_pence


def test_the_shell_example_runs_as_it_stands(
    council: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"^nwd-costs run (--ssda903(?:.*\\\n)*.*)$", README, re.MULTILINE)
    assert main(["run", *shlex.split(example.replace("\\\n", " "))]) == 0
    assert "Gross costs avoided" in capsys.readouterr().out
    assert (council / "results" / "summary.json").is_file()


def test_the_demonstration_runs(capsys: pytest.CaptureFixture[str]) -> None:
    *_, command = block("demo-command").split("/")
    assert main(shlex.split(command)[1:]) == 0
    assert "no child in it is real" in capsys.readouterr().out
