"""The one script that runs the checks runs what the README says, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from house.checkout import ROOT

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not on this machine")


def run_ci(folder: Path, readme: str) -> subprocess.CompletedProcess[str]:
    """Run the script beside another README."""
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci")
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
