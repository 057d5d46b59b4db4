"""The guides: what they tell the reader to type works, and shows what they say it shows."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from nwd_costs.cli import main

ROOT = Path(__file__).resolve().parents[2]
COHORT = ROOT / "methodology" / "reference_cohort"
GUIDES = sorted((ROOT / "docs").glob("guide-*.md"))
# As many characters as the site shows of a line on a screen of 1300 pixels.
WIDTH = 88
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay the files of the synthetic council out as the guides have them."""
    everything = tmp_path / "everything"
    for part in ("ssda903", "cin_census"):
        shutil.copytree(COHORT / part, everything / part)
    shutil.copytree(COHORT / "ssda903", tmp_path / "returns")
    for year in (2022, 2023):
        shutil.copy(COHORT / "cin_census" / f"cin_{year}.xml", tmp_path)
    for folder in (everything, tmp_path):
        shutil.copy(COHORT / "referrals.csv", folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command_codes(block: str) -> list[int]:
    """Run the commands of a block; give their exit codes."""
    lines = [shlex.split(line) for line in block.replace("\\\n", " ").strip().splitlines()]
    assert all(words[0] == "nwd-costs" for words in lines)
    return [main(words[1:]) for words in lines]


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_example_of_a_guide_runs_and_shows_what_it_says(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, object] = {}
    shown = ""
    for kind, block in _BLOCK.findall(guide.read_text(encoding="utf-8")):
        if kind == "text":
            assert block.strip("\n") in shown, f"{guide.name} shows what did not come out"
        elif kind == "sh":
            codes = command_codes(block)
            assert set(codes) == {0}, f"{guide.name}: {block} ended with {codes}"
        else:
            exec(block, names)  # noqa: S102 (the guides are ours)
        shown = capsys.readouterr().out or shown
    assert shown


def test_no_line_to_type_is_cut_at_the_edge_of_its_box() -> None:
    blocks = [block for guide in GUIDES for block in _BLOCK.findall(guide.read_text("utf-8"))]
    lines = [line for kind, block in blocks if kind != "text" for line in block.splitlines()]
    assert len(lines) > 20
    assert [line for line in lines if len(line) > WIDTH] == []


def test_there_is_a_guide_for_each_user_and_the_readme_leads_to_it() -> None:
    names = ["guide-analyst", "guide-checks", "guide-evaluator"]
    assert [guide.stem for guide in GUIDES] == names
    assert all(f"](docs/{guide.name})" in README for guide in GUIDES)
