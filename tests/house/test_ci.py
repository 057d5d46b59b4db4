"""The one script that runs the checks runs what the README says, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from house.checkout import ROOT

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not on this machine")


def run_ci(folder: Path, readme: str, packages: str = "") -> subprocess.CompletedProcess[str]:
    """Run the script beside another README, and another script of system packages."""
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci")
    if packages:
        script = folder / ".ci" / "system-packages"
        script.write_text(f"#!/bin/sh\n{packages}\n", encoding="utf-8")
        script.chmod(0o755)
    (folder / "README.md").write_text(readme, encoding="utf-8")
    command = ["bash", str(folder / ".ci" / "run")]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8")


def test_the_marked_line_is_run_from_the_top_of_the_checkout(tmp_path: Path) -> None:
    blocks = "```sh\nfalse\n```\n\n<!-- test-command -->\n\n```sh\npwd && echo 'it ran'\n```\n"
    done = run_ci(tmp_path, f"# A\n\n{blocks}\n```sh\nfalse\n```\n")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == [str(tmp_path), "it ran"]


def test_a_command_that_fails_fails_the_script(tmp_path: Path) -> None:
    done = run_ci(tmp_path, "<!-- test-command -->\n```sh\nfalse && true\n```\n")
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("readme", "words"),
    [
        ("```sh\ntrue\n```\n", "no code block after"),
        ("<!-- test-command -->\n```sh\n```\n", "no code block after"),
        ("<!-- test-command -->\n```sh\ntrue\ntrue\n```\n", "more than one line"),
    ],
)
def test_a_readme_without_one_marked_line_is_refused(
    readme: str, words: str, tmp_path: Path
) -> None:
    done = run_ci(tmp_path, readme)
    assert done.returncode == 2
    assert words in done.stderr


ASKS = "<!-- test-command -->\n```sh\necho the packages are $NWD_SYSTEM_PACKAGES\n```\n"


def test_the_system_packages_are_installed_first_and_then_required(tmp_path: Path) -> None:
    done = run_ci(tmp_path, ASKS, packages="echo installed")
    assert done.returncode == 0
    first, *_, last = done.stdout.splitlines()
    assert (first, last) == ("installed", "the packages are required")


def test_nothing_is_run_where_a_system_package_cannot_be_installed(tmp_path: Path) -> None:
    done = run_ci(tmp_path, ASKS, packages="exit 3")
    assert done.returncode == 3
    assert "the packages are" not in done.stdout


@pytest.mark.parametrize(("set_to", "outcome"), [("required", "Failed"), ("", "Skipped")])
def test_a_check_without_its_program_fails_in_that_script_and_is_skipped_elsewhere(
    set_to: str,
    outcome: str,
    monkeypatch: pytest.MonkeyPatch,
    system_program: Callable[[str], str],
) -> None:
    monkeypatch.setenv("NWD_SYSTEM_PACKAGES", set_to)
    with pytest.raises(BaseException, match="is not on this machine") as told:
        system_program("a-program-of-no-machine")
    assert told.type.__name__ == outcome
    assert system_program("bash")
