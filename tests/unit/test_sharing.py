"""A step is made once of the same things, and again of any other."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache

import numpy as np
import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.methods import MENU
from nwd_costs.rule import Rule
from nwd_costs.sharing import Shared

# What of a rule's ground no shared step may depend on; its clause it may write into its result.
GROUNDS = {"basis", "source", "low", "high", "note"}
SHARED_STAGES = ("timeline", "cohort", "counterfactual", "horizon", "booking", "programme")


class Counting:
    """A step that counts how often it is made."""

    def __init__(self) -> None:
        self.made = 0

    def step(self, *_: object, **__: object) -> int:
        self.made += 1
        return self.made


@cache
def horizon() -> Rule:
    return nwd.methodology("edge-of-care/2021-22.1").plan.rule("horizon")


def with_days(**ground: object) -> Rule:
    """Give the horizon with something else said of its days."""
    days = horizon().parameters()["days"]
    return horizon().model_copy(update={"days": days.model_copy(update=ground)})


def times(*given: object) -> int:
    """Say how often a step is made, asked for each of some things in turn."""
    counting, shared = Counting(), Shared()
    for one in given:
        shared.once(counting.step, one)
    return counting.made


def test_what_was_made_is_given_again() -> None:
    counting, shared = Counting(), Shared()
    assert [shared.once(counting.step, 1, name="a") for _ in range(3)] == [1, 1, 1]
    assert shared.once(counting.step, 2, name="a") == 2
    assert shared.once(counting.step, 1, name="b") == 3


def test_two_shared_have_nothing_in_common() -> None:
    counting = Counting()
    assert [Shared().once(counting.step, 1) for _ in range(2)] == [1, 2]


def test_another_step_of_the_same_things_is_another_step() -> None:
    one, two, shared = Counting(), Counting(), Shared()
    shared.once(one.step, 1)
    shared.once(two.step, 1)
    assert (one.made, two.made) == (1, 1)


def test_rules_of_the_same_values_are_the_same_whatever_they_rest_on() -> None:
    same = [with_days(basis="published"), with_days(source="ssda903"), with_days(note="so")]
    assert times(horizon(), horizon().model_copy(deep=True), *same, with_days(low=1)) == 1


@pytest.mark.parametrize(
    "other", [with_days(value=363), horizon().model_copy(update={"clause": "M9.9"})]
)
def test_another_value_or_another_clause_is_another_rule(other: Rule) -> None:
    assert times(horizon(), other) == 2


def test_a_rule_of_another_name_is_another_rule() -> None:
    none, year = (
        nwd.methodology("edge-of-care/2021-22.1").plan.but(horizon={"rule": rule, **more})
        for rule, more in (("to_year_end", {}), ("to_birthday", {"age": 18}))
    )
    assert times(none.rule("horizon"), year.rule("horizon")) == 2


def test_equal_tables_are_not_the_same_table() -> None:
    table, array = pd.DataFrame({"a": [1]}), np.array([1])
    assert times(table, table) == 1
    assert times(table, table.copy()) == 2
    assert times(array, array, array.copy()) == 2


def test_a_table_is_kept_so_that_no_other_can_take_its_place() -> None:
    counting, shared = Counting(), Shared()
    for value in range(500):
        shared.once(counting.step, np.array([value]))
    assert counting.made == 500


def reads_grounds(source: str) -> list[str]:
    """Find where a rule's code asks what a value of its own rests on."""
    found = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Attribute)]
    return [ast.unparse(n) for n in found if n.attr in GROUNDS and "self" in ast.unparse(n)]


@pytest.mark.parametrize("stage", SHARED_STAGES)
def test_no_step_that_is_shared_asks_what_a_value_rests_on(stage: str) -> None:
    for rule in MENU[stage].values():
        assert reads_grounds(textwrap.dedent(inspect.getsource(rule))) == []


def test_a_planted_question_is_noticed() -> None:
    assert reads_grounds("def apply(self):\n    return self.days.basis") == ["self.days.basis"]
