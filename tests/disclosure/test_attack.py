"""A solver that is given all published tables cannot pin a cell that is not shown [17.2]-[17.4]."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from disclosure.attack import Attacker, lines_of
from disclosure.councils import councils, money_of
from hypothesis import given, settings

import nwd_costs as nwd
from nwd_costs.disclosure import money as money_module
from nwd_costs.disclosure import people
from nwd_costs.disclosure.money import gross_money
from nwd_costs.disclosure.rounding import counted, money_step, nearest

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


NAMES = ("already in care", "no days left", "not started")


def consistent(policy: nwd.Disclosure) -> dict[str, list[tuple[int, ...]]]:
    """Publish every triple of counts there is in a small world: what looks the same, together."""
    world: dict[str, list[tuple[int, ...]]] = {}
    for counts in product(range(21), repeat=3):
        total = nearest(sum(counts), policy.round_to)
        shown = people.counts_shown(dict(zip(NAMES, counts, strict=True)), total, policy)
        world.setdefault(str((total, shown)), []).append(counts)
    return world


def narrow(policy: nwd.Disclosure, least: int) -> list[tuple[int, ...]]:
    """Find the triples with a small count that has fewer values it could have than this."""
    return [
        counts
        for alike in consistent(policy).values()
        for counts in alike
        # A total below the threshold is not shown; the world's own edge is nothing a reader knows.
        if policy.threshold <= sum(counts) <= 30
        for at in range(3)
        if 0 < counts[at] < policy.threshold
        and len({other[at] for other in alike}) < least
    ]


@pytest.mark.parametrize(
    ("policy", "least"), [(nwd.Disclosure(), 4), (nwd.Disclosure(3, 3), 2), (nwd.Disclosure(6, 4), 2)]
)
def test_a_small_count_is_not_pinned_by_those_beside_it(policy: nwd.Disclosure, least: int) -> None:
    assert narrow(policy, least) == []


def test_a_small_count_that_is_left_out_but_not_merged_is_pinned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unmerged(parts: dict[str, int], total: int, _: nwd.Disclosure) -> dict[str, int]:
        return {name: count for name, count in parts.items() if count >= 5} | {"Total": total}

    monkeypatch.setattr(people, "counts_shown", unmerged)
    assert narrow(nwd.Disclosure(), 2)


@pytest.mark.parametrize("threshold", [3, 5, 10])
def test_a_part_and_its_whole_pin_neither_the_part_nor_the_rest(threshold: int) -> None:
    policy = nwd.Disclosure(threshold, min(threshold, 5))
    world: dict[str, list[tuple[int, int]]] = {}
    for whole in range(threshold, 60):
        for part in range(whole + 1):
            shown = (counted(whole, policy).text, people.part_shown(part, whole, policy).text)
            world.setdefault(str(shown), []).append((part, whole - part))
    for alike in world.values():
        for at in (0, 1):
            if any(counts[at] < threshold for counts in alike):
                assert len({counts[at] for counts in alike}) >= threshold
