"""The mutants that ``make mutants`` lets survive: each is about a line that is there."""

from __future__ import annotations

import pytest

from mutants.planting import PACKAGE
from mutants.score import SURVIVORS, changed, explained, faults, function_of


def test_every_explanation_is_about_a_line_that_is_there() -> None:
    for function, line, becomes in explained():
        module = function.split(".", maxsplit=1)[0]
        lines = (PACKAGE / f"{module}.py").read_text(encoding="utf-8").splitlines()
        text = " ".join(part.strip() for part in lines)
        assert line in text, f"survivors.toml is stale: {function}: {line}"
        assert becomes != line


def test_every_reason_is_given_once() -> None:
    reasons = SURVIVORS.read_text(encoding="utf-8").count("[[reason]]")
    assert len(set(explained().values())) == reasons
    assert all(reason.endswith(".") for reason in explained().values())


@pytest.mark.parametrize(
    ("mutant", "function"),
    [
        ("nwd_costs.days.x__months_since_april__mutmut_2", "days._months_since_april"),
        ("nwd_costs.days.x_iso__mutmut_12", "days.iso"),
        ("nwd_costs.periods.xǁPeriodǁ_span__mutmut_8", "periods.Period._span"),
    ],
)
def test_the_names_of_mutants_are_read_as_functions(mutant: str, function: str) -> None:
    assert function_of(mutant) == function


def test_a_difference_is_read_as_the_lines_out_and_in() -> None:
    shown = (
        "--- a.py\n+++ a.py\n@@ -1 +1 @@\n def f():\n-    return g(1,\n-    )\n+    return g(2)\n"
    )
    assert changed(shown) == ("return g(1, )", "return g(2)")


def test_a_survivor_without_a_reason_and_a_reason_without_a_survivor_are_faults() -> None:
    one, two = ("days.iso", "a", "b"), ("days.iso", "a", "c")
    assert faults({one}, {one: "why"}) == []
    assert faults({one, two}, {one: "why"}) == [
        "survived, and nothing explains it: days.iso\n  - a\n  + c"
    ]
    assert faults({one}, {one: "why", two: "why"}) == [
        "explained, and did not survive: days.iso\n  - a\n  + c"
    ]
