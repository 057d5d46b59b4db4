"""Every worked case is executed, and a wrong one is caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from nwd_costs.testing.cases import Case, cases_in

ROOT = Path(__file__).resolve().parents[2] / "methodology"
FILES = sorted(file for file in ROOT.glob("**/cases/*.md") if file.name != "README.md")
CASES = [
    pytest.param(case, id=f"{file.relative_to(ROOT).as_posix()}: {case.title}")
    for file in FILES
    for case in cases_in(file)
]


@pytest.mark.parametrize("case", CASES)
def test_a_worked_case_comes_out_as_it_is_written(case: Case) -> None:
    case.check()
