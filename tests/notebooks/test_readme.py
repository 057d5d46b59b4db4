"""The README's own example and commands are what they say they are."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.commands import demo_result
from nwd_costs.days import to_date
from nwd_costs.testing import synthetic_authority

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```", README, flags=re.DOTALL)
    assert found is not None, f"the README has no {name}"
    return found[1]


def test_the_notebook_example_runs_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synthetic_authority(3, children=80, referrals=30).write(tmp_path)
    (tmp_path / "ssda903").rename(tmp_path / "returns")
    for year in (2022, 2023):
        shutil.copy(tmp_path / "cin_census" / f"cin_{year}.xml", tmp_path)
    monkeypatch.chdir(tmp_path)
    *statements, last = block("notebook-example").strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(statements), names)  # noqa: S102 (the example is ours)
    table = eval(last, names)  # noqa: S307 (likewise)
    assert isinstance(table, pd.DataFrame)
    assert {"quarter", "service", "gross_pence", "net_pence"} <= set(table.columns)


@pytest.mark.parametrize("name", ["demo-command", "test-command"])
def test_each_command_is_one_line_with_its_own_environment(name: str) -> None:
    (line,) = block(name).strip().splitlines()
    assert line.startswith("python3 -m venv .venv && ")
    assert ".venv/bin/" in line


def test_the_example_is_ten_lines_or_so() -> None:
    assert len(block("notebook-example").strip().splitlines()) <= 13


def test_the_explanation_in_the_readme_is_what_the_library_tells() -> None:
    assert block("explanation").strip() == str(demo_result().explain("EOC-0098"))


def test_the_comparison_in_the_readme_is_what_the_library_tells() -> None:
    shown, demo = block("comparison").strip(), demo_result()
    methods = re.findall(r"^  ([a-z0-9-]+/\S+) ", shown, flags=re.MULTILINE)
    found = nwd.compare(
        methods, demo.records, demo.costs, period=demo.period, as_at=to_date(demo.as_at)
    )
    assert len(methods) == 3
    assert str(found).startswith(f"{shown}\n\n  What each method is\n")
