"""Every planted mistake is caught by the tests that should catch it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from mutants.planting import METHODOLOGY, Mutant, check_of, mutants, planted
from nwd_costs import days
from nwd_costs.errors import NwdError

MUTANTS = mutants()
# How a test says that something is wrong. A mistake that stops the program in another way proves
# nothing, and comes through.
NOTICED = (AssertionError, NwdError, pytest.fail.Exception)
MODULES = {
    "actual_costs", "adjustments", "asked", "booking", "care_costs", "care_proportion",
    "claims", "cohort", "comparing", "counting", "days", "discounting", "edge_of_care",
    "faults", "figures", "followed", "history", "horizon", "indices", "intervals", "judging",
    "ledger", "pence", "periods", "price_parts", "price_tables", "price_workbook", "prices",
    "pricing", "printed", "programme", "register", "repairs", "running", "spending",
    "statistics", "stays", "step_down", "summary", "sums", "survival", "tier_held", "timeline",
    "units", "walk", "working", "years",
}  # fmt: skip
HARMLESS = Mutant(
    id="harmless",
    module="days.py",
    line="return (date - _EPOCH).days",
    becomes="return 0 + (date - _EPOCH).days",
    clauses=("1.1",),
    mistake="none at all",
    caught_by=("tests/unit/test_days.py::test_a_year_before_29_february_is_1_march",),
)


@cache
def holds(name: str) -> bool:
    """Run a test on the library as it is, once; it raises where it fails."""
    check_of(name)()
    return True


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.id)
def test_a_planted_mistake_is_caught(mutant: Mutant) -> None:
    for name in mutant.caught_by:
        assert holds(name)
        with planted(mutant), pytest.raises(NOTICED):
            check_of(name)()


def test_there_are_mistakes_enough_in_every_module_that_counts() -> None:
    assert len(MUTANTS) >= 120
    assert {re.split(r"[/.]", mutant.module)[-2] for mutant in MUTANTS} >= MODULES


def test_every_mistake_has_a_name_of_its_own_a_clause_and_a_test() -> None:
    names = [mutant.id for mutant in MUTANTS]
    assert len(names) == len(set(names))
    rules = (METHODOLOGY / "rules.md").read_text(encoding="utf-8")
    stated = set(re.findall(r"^\*\*\[([\d.]+)\]\*\*", rules, re.MULTILINE))
    for mutant in MUTANTS:
        assert mutant.clauses, mutant.id
        assert set(mutant.clauses) <= stated, mutant.id
        assert mutant.caught_by, mutant.id
        assert mutant.mistake, mutant.id


def test_a_harmless_change_is_not_caught() -> None:
    right = days.to_day.__code__
    with planted(HARMLESS):
        assert days.to_day.__code__ != right
        check_of(HARMLESS.caught_by[0])()
    assert days.to_day.__code__ is right


def test_a_mistake_is_gone_even_where_a_test_has_failed() -> None:
    wrong = replace(HARMLESS, becomes="return 1 + (date - _EPOCH).days")
    right = days.to_day.__code__
    with pytest.raises(AssertionError), planted(wrong):
        check_of(HARMLESS.caught_by[0])()
    assert days.to_day.__code__ is right


@pytest.mark.parametrize(
    ("line", "stands"), [("return no_such_line", "0 times"), ("known = born != NO_DAY", "2 times")]
)
def test_a_stale_table_says_so(line: str, stands: str) -> None:
    with (
        pytest.raises(LookupError, match=f"stale: .* 'harmless' stands {stands} in days.py"),
        planted(replace(HARMLESS, line=line)),
    ):
        pass


@pytest.mark.parametrize(
    ("line", "becomes"),
    [("NO_DAY = int(np.iinfo(np.int64).min)", "NO_DAY = 0"), (HARMLESS.line, HARMLESS.line)],
)
def test_a_change_outside_a_function_or_none_at_all_is_refused(line: str, becomes: str) -> None:
    with (
        pytest.raises(LookupError, match="is not in the code of one function"),
        planted(replace(HARMLESS, line=line, becomes=becomes)),
    ):
        pass
