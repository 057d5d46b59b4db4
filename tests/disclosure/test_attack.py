"""A solver that is given all published tables cannot pin a cell that is not shown [17.2]-[17.4]."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from disclosure.attack import Attacker, published
from disclosure.councils import councils, money_of
from hypothesis import given, settings

import nwd_costs as nwd
from nwd_costs.disclosure import money as money_module
from nwd_costs.disclosure import splits
from nwd_costs.disclosure.money import gross_money
from nwd_costs.disclosure.people import counts_shown, part_shown
from nwd_costs.disclosure.rounding import nearest

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


@pytest.mark.parametrize("at", range(len(METHODS)), ids=METHODS)
@pytest.mark.parametrize("threshold", [3, 5, 10])
def test_nobody_of_the_reference_cohort_is_pinned(
    results: list[nwd.Result], at: int, threshold: int
) -> None:
    policy = nwd.Disclosure(threshold=threshold, round_to=min(threshold, 5))
    assert Attacker(gross_money(results[at], policy)).pinned() == []


@settings(max_examples=60)
@given(councils())
def test_nobody_of_a_small_council_is_pinned(labels: pd.DataFrame) -> None:
    assert Attacker(money_of(labels)).pinned() == []
