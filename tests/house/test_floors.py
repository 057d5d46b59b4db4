"""Who may know whom: the import contracts of pyproject.toml."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from house.checkout import PACKAGE, ROOT, run

_CHECK = "from importlinter.cli import lint_imports_command as check; check({})"
_OPTIONS = ["--no-cache", "--config", str(ROOT / "pyproject.toml")]


def complaint(place: Path) -> str:
    """Hold the package in a folder against the contracts; give what is wrong, or ''."""
    return run("-c", _CHECK.format(_OPTIONS), place=place)


def test_every_module_knows_only_what_its_contracts_allow() -> None:
    found = complaint(PACKAGE.parent)
    assert not found, found


def test_no_contract_overlooks_an_import() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert not [each["name"] for each in contracts if "ignore_imports" in each]


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("days.py", "import pandas", "The ground floor knows numpy"),
        ("tables.py", "from nwd_costs import pipeline", "imports only from lower floors"),
        ("methods.py", "import pyarrow", "File formats are known"),
        ("stages/cohort.py", "from nwd_costs.stages import pricing", "A stage knows only"),
        ("newcomer.py", "", "imports only from lower floors"),
    ],
)
def test_a_planted_import_is_noticed(module: str, line: str, contract: str, tmp_path: Path) -> None:
    copy = tmp_path / "nwd_costs"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    broken = [said for said in complaint(tmp_path).splitlines() if "BROKEN" in said]
    assert any(contract in said for said in broken)
