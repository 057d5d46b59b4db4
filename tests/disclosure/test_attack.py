"""A solver that is given all published tables cannot pin a cell that is not shown [17.2]-[17.4]."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import nwd_costs as nwd
from disclosure.attack import Attacker, lines_of
from disclosure.councils import councils, money_of
from nwd_costs.disclosure import money as money_module
from nwd_costs.disclosure.money import gross_money
from nwd_costs.disclosure.rounding import money_step

COHORT = Path(__file__).resolve().parents[2] / "methodology" / "reference_cohort"
METHODS = ("edge-of-care/2021-22.1", "cic-cp-cin/2020-21.1")


@pytest.fixture(scope="module")
def results() -> list[nwd.Result]:
    records = nwd.read(COHORT)
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    return [
        nwd.run(nwd.methodology(name), records, costs, period="2022-23", as_at="2023-03-31")
        for name in METHODS
    ]


@pytest.mark.parametrize(("at", "threshold"), [(0, 5), (1, 3)])
def test_nobody_of_the_reference_cohort_is_pinned(
    results: list[nwd.Result], at: int, threshold: int
) -> None:
    policy = nwd.Disclosure(threshold=threshold, round_to=min(threshold, 5))
    assert Attacker(gross_money(results[at], policy)).pinned() == []


@settings(max_examples=4)
@given(councils())
def test_nobody_of_a_small_council_is_pinned(labels: pd.DataFrame) -> None:
    assert Attacker(money_of(labels)).pinned() == []


def test_small_cells_that_are_not_merged_are_pinned(
    results: list[nwd.Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(money_module, "merged", lambda split, *_: iter([split]))
    monkeypatch.setattr(money_module, "all_may_be_shown", lambda *_: True)
    monkeypatch.setattr(money_module, "betrays", lambda *_: False)
    monkeypatch.setattr(money_module.Money, "large_enough", lambda *_: True)
    assert Attacker(gross_money(results[0], nwd.Disclosure())).pinned()


def nested() -> pd.DataFrame:
    """Ten children in need, eight of whom have nothing instead, beside twelve in care.

    What the two others were paid instead is the tier less what would have been paid for it.
    """
    rows = [(n, "counterfactual", "cic", "foster", q, "assumed", 30_000_00)
            for n in range(12) for q in ("Q1", "Q3")]  # fmt: skip
    rows += [(n, "actual", "cic", "foster", "Q1", "assumed", -9_000_00) for n in range(12)]
    rows += [(n, "counterfactual", "cin", "cin", "Q1", "assumed", 40_000_00) for n in range(20, 30)]
    rows += [(n, "actual", "cin", "secure", "Q3", "assumed", -60_000_00) for n in (20, 21)]
    return lines_of(rows)


def test_tables_that_give_a_cell_away_together_do_not_both_stand() -> None:
    assert Attacker(money_of(nested())).pinned() == []


def test_tables_that_are_not_held_against_each_other_give_a_cell_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(money_module, "betrays", lambda *_: False)
    assert Attacker(money_of(nested())).pinned()


def few_at_one_price() -> pd.DataFrame:
    """Six children at the same price, for 17 to 22 days each."""
    rows = [(n, "counterfactual", "cic", "secure", "Q1", "assumed", (17 + n) * 900_00)
            for n in range(6)]  # fmt: skip
    return lines_of(rows)


def days_left(step: int) -> int:
    """Count the numbers of days that pounds over the price leave to choose from."""
    low, high = Attacker(money_of(few_at_one_price(), step=step)).range_of(np.array([True]))
    return int(high // 900_00) - int(-(-low // 900_00)) + 1


def test_pounds_over_a_known_price_leave_at_least_as_many_days_as_counts_are_rounded_to() -> None:
    assert days_left(money_step(900_00, nwd.Disclosure())) >= 5
    assert days_left(900_00 // 4) == 1
