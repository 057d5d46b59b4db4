"""The commands that the README shows do what it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from house.checkout import ROOT
from nwd_costs.cli import main

README = (ROOT / "README.md").read_text(encoding="utf-8")
COHORT = ROOT / "methodology" / "reference_cohort"


def test_the_shell_example_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(COHORT / "ssda903", tmp_path / "returns")
    shutil.copy(COHORT / "referrals.csv", tmp_path)
    shutil.copytree(COHORT / "cin_census", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"^nwd-costs run (--ssda903(?:.*\\\n)*.*)$", README, re.MULTILINE)
    assert main(["run", *shlex.split(example.replace("\\\n", " "))]) == 0
    assert "Gross costs avoided" in capsys.readouterr().out
    assert (tmp_path / "results" / "summary.json").is_file()


def test_the_first_command_ends_in_the_demonstration(capsys: pytest.CaptureFixture[str]) -> None:
    (command,) = re.findall(r"<!-- demo-command -->\n```sh\n(.*)\n```", README)
    program, *arguments = shlex.split(command.rsplit(" && ", 1)[1])
    assert Path(program).name == "nwd-costs"
    assert main(arguments) == 0
    assert "no child in it is real" in capsys.readouterr().out
