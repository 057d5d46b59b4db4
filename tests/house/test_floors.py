"""Who may know whom: the import contracts of pyproject.toml."""

from __future__ import annotations

import tomllib

from house.checkout import ROOT, run

# An import that the contracts overlook needs its reason written beside it in pyproject.toml.
OVERLOOKED = {"nwd_costs.summary -> nwd_costs.result"}

_CHECK = "from importlinter.cli import lint_imports_command as check; check(['--no-cache'])"


def test_every_module_knows_only_what_its_contracts_allow() -> None:
    complaint = run("-c", _CHECK)
    assert not complaint, complaint


def test_no_further_import_is_overlooked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert {line for each in contracts for line in each.get("ignore_imports", [])} == OVERLOOKED
