"""Adjustments, the programme's cost and the net tell no more than the figures they are made of."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.commands import demo_result
from nwd_costs.disclosure.headline import (
    adjustment_shown,
    headline_figures,
    programme_price,
    programme_shown,
)
from nwd_costs.disclosure.money import gross_money
from nwd_costs.disclosure.rounding import money_step, nearest

SMALLEST = nwd.Disclosure(3, 3)
THIRD = 333_333


def asked(**changes: dict[str, object]) -> nwd.Result:
    demo = demo_result()
    plan = demo.method.plan.but(**changes)
    return nwd.run(plan, demo.records, demo.costs, period="2022-23", as_at="2023-03-31")


@pytest.fixture(scope="module")
def result() -> nwd.Result:
    return asked(programme={"rule": "per_day", "rate": "40.00"}, adjustments={"deadweight": THIRD})


def test_adjusted_and_net_are_sums_of_what_is_shown(result: nwd.Result) -> None:
    figures = headline_figures(result, gross_money(result, SMALLEST))
    names = ("gross", "adjustments", "adjusted", "programme", "net")
    gross, adjustments, adjusted, programme, net = (figures[name].number or 0 for name in names)
    assert min(map(abs, (gross, adjustments, adjusted, programme, net))) > 0
    assert adjusted == gross + adjustments
    assert net == adjusted + programme


def test_every_headline_figure_is_near_the_exact_one(result: nwd.Result) -> None:
    money = gross_money(result, SMALLEST)
    figures = headline_figures(result, money)
    for exact, name in (
        (result.gross_pence, "gross"),
        (result.adjustment_pence, "adjustments"),
        (result.programme_pence, "programme"),
    ):
        assert abs((figures[name].number or 0) - (exact or 0)) <= money.step


def narrowest(shown: Callable[[int], object]) -> int:
    """Give how few gross amounts look the same; those at the edges of the world are left out."""
    alike: dict[object, list[int]] = {}
    for gross in range(1_000):
        alike.setdefault(shown(gross), []).append(gross)
    return min(len(same) for same in alike.values() if same[0] > 50 and same[-1] < 950)


@pytest.mark.parametrize("taken", [[THIRD], [500_000], [100_000, 700_000], [999_999]], ids=str)
def test_adjustments_are_no_second_look_at_the_gross(taken: list[int]) -> None:
    def shown(gross: int) -> object:
        total = nearest(gross, 20)
        return total, adjustment_shown(total, taken, 20)

    assert narrowest(shown) == 20


def test_adjustments_that_are_rounded_by_themselves_are_a_second_look() -> None:
    assert narrowest(lambda gross: (nearest(gross, 20), nearest(-gross * 7 // 10, 20))) < 10


def test_the_programme_over_its_price_leaves_as_many_days_as_counts_are_rounded_to(
    result: nwd.Result,
) -> None:
    money = gross_money(result, SMALLEST)
    shown = programme_shown(result, money).number or 0
    assert shown % money_step(40_00, SMALLEST) == 0
    lines = pd.DataFrame({"rate_pence": [40_00, 40_00], "amount_pence": [-120_00, -9_000_00]})
    for rule, price in (("per_day", 40_00), ("per_referral", 9_000_00), ("total", 0)):
        assert programme_price(lines, rule) == price
    for price in (40_00, 9_000_00, 2_402_00):
        assert money_step(price, SMALLEST) >= SMALLEST.round_to * price


def test_the_programme_of_too_few_children_is_withheld_and_the_net_with_it() -> None:
    found = asked(programme={"rule": "per_day", "rate": "40.00"})
    money = gross_money(found, SMALLEST)
    money.policy = nwd.Disclosure(10_000, 5)
    figures = headline_figures(found, money)
    assert figures["programme"].withheld
    assert figures["net"].withheld
