"""The oracle is a second program: it knows nothing of the library, and says what it computes."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RULES = HERE.parents[1] / "methodology" / "rules.md"
OWN = ("repairs", "history", "claims", "windows", "oracle", "prices", "ledger", "paid", "programme",
       "care", "panel", "sample")  # fmt: skip
#: These ask the library and hold it against the oracle; the oracle imports none of them.
DRIVERS = ("library", "drawn_rows", "drawn_questions", "drawn_prices", "comparing",
           "test_agreement", "test_expected", "test_independence", "test_menu")  # fmt: skip
TAG = re.compile(r"\[(\d+\.\d+(?:\.\d+)?)\]")
_REFUSED = "what is refused as a whole makes no line to agree on"
_READING = "it is about files and what they are held to; the oracle is given tables"
_ABOUT = "it is about how a figure is presented, or what it rests on, and makes no figure"
_ESTIMATED = "a survival library estimates it; plain loops in tests/properties agree with it"
_PRICES = "it says where a price is from, or holds a table to what it should be: no figure is made"
_TOTALS = "it works on totals without records, each held to a published example"
_PARTS = "it sets results beside each other or adds them up; tests/roll_up does that by hand"
_FIGURES = "it holds published figures against published statistics, and asks nobody's records"
#: The clauses that no part of the oracle computes, and why.
NOT_COMPUTED = {
    **dict.fromkeys(("12.6", "12.9", "12.10", "12.11", "12.12"), _PARTS),
    "12.8": "the panel of a part is that of its run, of which the oracle may be asked",
    **dict.fromkeys(("2.11", "2.12", "2.14", "2.15", "2.16", "2.17", "2.18"), _READING),
    **dict.fromkeys(("2.10", "8.7"), _REFUSED),
    **dict.fromkeys(("7.3", "9.4", "9.5", "14.1", "14.2"), _ABOUT),
    **dict.fromkeys(("6.3", "6.4", "6.5"), _ESTIMATED),
    **dict.fromkeys([f"8.{number}" for number in range(10, 19)], _PRICES),
    "14.3": "a bridge is the difference of runs, each of which the oracle may be asked for",
    "14.4": "it takes two runs apart, each of which the oracle may be asked for",
    **dict.fromkeys([f"15.{number}" for number in range(1, 15)], _TOTALS),
    **dict.fromkeys([f"16.{number}" for number in range(1, 14)], _FIGURES),
    **dict.fromkeys([f"17.{number}" for number in range(1, 17)], _ABOUT),
}


def imported(text: str) -> set[str]:
    """Name the modules that a module imports."""
    nodes = list(ast.walk(ast.parse(text)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}


def strangers(text: str) -> set[str]:
    """Give what a module of the oracle imports beside Python and the oracle's own modules."""
    own = {f"oracle.{name}" for name in OWN}
    return {
        name
        for name in imported(text)
        if name not in own and name.split(".")[0] not in sys.stdlib_module_names
    }


def text_of(name: str) -> str:
    return (HERE / f"{name}.py").read_text(encoding="utf-8")


def test_every_module_is_the_oracle_s_own_or_a_driver() -> None:
    assert {file.stem for file in HERE.glob("*.py")} == {*OWN, *DRIVERS}


@pytest.mark.parametrize("name", OWN)
def test_the_oracle_knows_nothing_of_the_library(name: str) -> None:
    assert not strangers(text_of(name))


@pytest.mark.parametrize(
    "line",
    ["import nwd_costs", "from nwd_costs import days", "import nwd_costs.stages.cohort as c",
     "from oracle.library import run", "def f():\n    from nwd_costs.pence import amounts",
     "import pandas"],
)  # fmt: skip
def test_a_planted_import_is_noticed(line: str) -> None:
    assert len(strangers(f"from datetime import date\nfrom oracle.repairs import Row\n{line}")) == 1


def test_every_clause_is_computed_by_a_part_of_the_oracle_or_said_not_to_be() -> None:
    rules = RULES.read_text(encoding="utf-8")
    clauses = set(re.findall(r"^\*\*\[(\d+\.\d+(?:\.\d+)?)\]\*\*", rules, flags=re.MULTILINE))
    tagged = {clause for name in OWN for clause in TAG.findall(text_of(name))}
    assert len(clauses) > 70
    assert tagged <= clauses, "a tag names a clause that is not there"
    assert not tagged & NOT_COMPUTED.keys()
    assert clauses - tagged == NOT_COMPUTED.keys()
