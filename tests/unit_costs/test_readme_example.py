"""The example of the README on prices gives what stands below it."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

import nwd_costs as nwd
from unit_costs.private_table import workbook

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_what_stands_below_it_and_ends_in_a_refusal() -> None:
    block = r"<!-- unit-costs-example -->\n```python\n(.*?)```\n\n```text\n(.*?)```"
    ((code, shown),) = re.findall(block, README, re.DOTALL)
    printed = StringIO()
    with redirect_stdout(printed), pytest.raises(nwd.UnitCostError) as refused:
        exec(code, {})  # noqa: S102 - the README is ours
    assert f"{printed.getvalue()}{refused.value}".split() == shown.split()


def test_the_fault_of_a_cell_is_told_as_the_readme_shows_it(tmp_path: Path) -> None:
    bad = workbook(tmp_path / "prices.xlsx", changed={"rates": {"E5": "dear"}})
    with pytest.raises(nwd.UnitCostError) as refused:
        nwd.unit_costs(bad, authority="Norfolk")
    told = refused.value.problems[0]
    assert f"\n{told}\n" in README
