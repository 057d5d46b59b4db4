"""Figures by several methods beside each other, and beside the tables, give nobody away [17.2]."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import nwd_costs as nwd
from disclosure.attack import Attacker, Mask, Methods, lines_of, published
from disclosure.councils import councils, money_of
from nwd_costs.disclosure.beside import _all_fit, may_stand_beside
from nwd_costs.disclosure.rounding import nearest
from nwd_costs.disclosure.splits import may_be_shown

POLICY = nwd.Disclosure()
Ints = NDArray[np.int64]


def column(labels: pd.DataFrame, lines: Mask) -> Ints:
    """Give what each child has in some lines."""
    pence = np.zeros(int(labels["child_id"].max()) + 1, dtype=np.int64)
    np.add.at(pence, labels["child_id"].to_numpy()[lines], labels["amount_pence"].to_numpy()[lines])
    return pence


def shown(labels: pd.DataFrame, counted: dict[str, Mask], *, guarded: bool = True) -> Methods:
    """Show the figures that may stand beside the report's own and its tables."""
    money = money_of(labels)
    published(money)
    cells = [split.mine(at) for split in money.shown for at in range(len(split.names))]
    tables = np.column_stack([column(labels, mine) for mine in cells or [money.amounts.pence > 0]])
    figures = column(labels, np.ones(len(labels), np.bool_))[:, None]
    found: Methods = {}
    for name, lines in counted.items():
        mine = column(labels, lines)
        # Without the guard it is held against nothing, or against each other figure alone.
        alone = all(_all_fit((mine - one)[:, None], POLICY) for one in figures.T)
        if may_stand_beside(mine, figures, tables, POLICY) if guarded else alone:
            figures = np.column_stack([figures, mine])
            pence = int(mine.sum())
            found[name] = (lines, nearest(pence, money.step))
    return found


def betrayed(
    labels: pd.DataFrame, counted: dict[str, Mask], *, guarded: bool = True, family: bool = False
) -> list[str]:
    """Name what is pinned, if need be by the family of the child who has most of the pounds."""
    found = shown(labels, counted, guarded=guarded)
    sizes = labels["amount_pence"].abs().groupby(labels["child_id"]).sum()
    largest = sizes.index.to_numpy()[[int(sizes.to_numpy().argmax())]]
    return Attacker(money_of(labels), found, largest if family else []).pinned()


def four_methods() -> tuple[pd.DataFrame, dict[str, Mask]]:
    """Give methods of which every two differ by six children or more, and four by one child.

    The report counts all, one method leaves the first six out, one the next six, and one both and
    child 12 as well.
    """
    rows = [(n, "counterfactual", "cic", "foster", "Q1", "assumed", 60_000_00) for n in range(30)]
    labels = lines_of(rows)
    child = labels["child_id"].to_numpy()
    return labels, {"first": child >= 6, "next": (child < 6) | (child >= 12), "both": child >= 13}


def test_four_figures_that_leave_one_child_do_not_stand_beside_each_other() -> None:
    labels, counted = four_methods()
    assert list(shown(labels, counted)) == ["first", "next"]
    assert betrayed(labels, counted) == []


def test_figures_that_are_held_against_each_other_two_by_two_give_a_child_away() -> None:
    labels, counted = four_methods()
    assert list(shown(labels, counted, guarded=False)) == ["first", "next", "both"]
    assert betrayed(labels, counted, guarded=False)


def without_a_tier() -> tuple[pd.DataFrame, dict[str, Mask]]:
    """Give a report with a table of two tiers, and a method that counts one of them and one more.

    It differs from the report by eleven children, and from the cell of its table by one.
    """
    rows = [(n, "counterfactual", "cic", "foster", "Q1", "assumed", 60_000_00) for n in range(12)]
    rows += [(n, "counterfactual", "cin", "cin", "Q1", "assumed", 40_000_00) for n in range(20, 32)]
    labels = lines_of(rows)
    care, child = (labels["claim_service"] == "cic").to_numpy(), labels["child_id"].to_numpy()
    return labels, {"care and one more": care | (child == 20)}


def test_a_figure_that_leaves_one_child_beside_a_table_does_not_stand_beside_it() -> None:
    labels, counted = without_a_tier()
    assert shown(labels, counted) == {}
    assert betrayed(labels, counted) == []


def test_a_figure_that_is_not_held_against_the_tables_gives_a_child_away() -> None:
    labels, counted = without_a_tier()
    assert list(shown(labels, counted, guarded=False)) == ["care and one more"]
    assert betrayed(labels, counted, guarded=False)


def test_a_figure_that_is_the_same_child_by_child_stands() -> None:
    labels, _ = without_a_tier()
    care = (labels["claim_service"] == "cic").to_numpy()
    same = {"all": np.ones(len(labels), np.bool_), "care": care}
    assert list(shown(labels, same)) == ["all", "care"]


def left_to_choose(methods: Methods, labels: pd.DataFrame) -> float:
    """Give the range that child 0 has for a reader who knows every other child to the penny."""
    attacker = Attacker(money_of(labels), methods, range(1, 40))
    low, high = attacker.range_of(np.ones(len(attacker.kinds), np.bool_))
    return high - low


def test_of_a_reader_who_knows_all_but_one_the_rules_say_that_only_the_rounding_is_left() -> None:
    labels, _ = without_a_tier()
    labels.loc[labels["child_id"] == 0, "amount_pence"] += 2_300_00
    labels.loc[labels["child_id"] == 20, "amount_pence"] += 1_900_00
    care = (labels["claim_service"] == "cic").to_numpy()
    step = money_of(labels).step
    assert left_to_choose({}, labels) == pytest.approx(step)
    # Two figures are two roundings of the same child: what is left lies in both.
    beside_care = shown(labels, {"care": care})
    assert 0 < left_to_choose(beside_care, labels) < step


@st.composite
def rivals(draw: st.DrawFn) -> tuple[pd.DataFrame, dict[str, Mask]]:
    """Draw a council, and methods that leave tiers, quarters or children of it out."""
    labels = draw(councils())
    child = labels["child_id"].to_numpy()
    counted: dict[str, Mask] = {}
    for at in range(draw(st.integers(2, 4))):
        lines = np.ones(len(labels), np.bool_)
        tier = draw(st.sampled_from(("", "cin", "cp", "cic")))
        quarter = draw(st.sampled_from(("", "Q1", "Q4")))
        some = draw(st.sets(st.integers(0, int(child.max())), max_size=8))
        lines &= (labels["claim_service"] != tier).to_numpy()
        lines &= (labels["quarter"] != quarter).to_numpy()
        lines ^= np.isin(child, sorted(some))
        if may_be_shown(np.sort(np.abs(column(labels, lines)))[::-1], POLICY):
            counted[f"method {at}"] = lines
    return labels, counted


@settings(max_examples=4)
@given(rivals())
def test_nobody_of_a_small_council_is_pinned_by_several_methods(
    drawn: tuple[pd.DataFrame, dict[str, Mask]],
) -> None:
    assert betrayed(*drawn) == []
    assert betrayed(*drawn, family=True) == []


def test_many_amounts_are_judged_as_each_of_them() -> None:
    chance = np.random.Generator(np.random.Philox(5))
    some = chance.integers(-6, 7, (9, 400)) * chance.integers(0, 2, (9, 400)) ** 3
    each = [np.sort(np.abs(one[one != 0]))[::-1] for one in some.T]
    fit = [not len(sizes) or may_be_shown(sizes, POLICY) for sizes in each]
    assert 0 < sum(fit) < len(fit)
    assert [_all_fit(one[:, None], POLICY) for one in some.T] == fit
    assert not _all_fit(some, POLICY)


def test_fewer_children_than_the_threshold_have_nothing_that_may_be_shown() -> None:
    assert not _all_fit(np.full((2, 1), 5), POLICY)
    assert _all_fit(np.zeros((2, 1), dtype=np.int64), POLICY)


@pytest.mark.parametrize(
    ("figures", "set_against", "stands"), [(4, 4, False), (8, 3, False), (8, 4, True)]
)
def test_every_sum_and_difference_is_tried_and_of_more_than_seven_figures_those_of_four(
    figures: int, set_against: int, *, stands: bool
) -> None:
    chance = np.random.Generator(np.random.Philox(3))
    before = chance.integers(1, 10**7, (60, figures))
    new = before[:, :set_against] @ np.array([1, -1, 1, 1])[:set_against]
    new[0] += 9_000_00  # what is left of them is one child
    assert may_stand_beside(new, before, before[:, :0], POLICY) == stands


@pytest.mark.parametrize("many", [6, 20])
def test_four_hundred_children_are_not_waited_for(many: int) -> None:
    chance = np.random.Generator(np.random.Philox(7))
    figures, cells = (chance.integers(1, 10**7, (400, size)) for size in (many, 20))
    before = time.process_time()
    assert may_stand_beside(figures[:, 0] * 2 + 7, figures, cells, POLICY)
    assert time.process_time() - before < 1.0
