"""Law: what one calculator does another undoes [15.3], [15.4], [15.7]-[15.12]."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.errors import UsageError
from nwd_costs.totals import (
    Money,
    Quantity,
    add,
    agreement,
    annualise,
    average_cost,
    avoided_per_pound,
    break_even_number,
    break_even_rate,
    break_even_share,
    compound_growth,
    days_to_years,
    implied_quantity,
    net_avoided,
    number_needed,
    percentage_change,
    plausible,
    portion,
    rate_difference,
    simple_growth,
    total,
    unit_cost,
    weekly,
)
from properties.runs import examples

COUNTS = st.fractions(Fraction(1, 100), 10**6, max_denominator=1000)
PENCE = st.integers(1, 10**11).map(Fraction)
SHARES = st.integers(0, 10**6).map(lambda ppm: Fraction(ppm, 10**6))
LISTS = st.lists(PENCE, min_size=1, max_size=5)
# The years as somebody counts them, and how many days each has.
CONVENTIONS = {
    "52 weeks": Fraction(364),
    "365 days": Fraction(365),
    "365.25 days": Fraction("365.25"),
    "366 days": Fraction(366),
    "50 weeks": Fraction(350),
}


def each(pence: list[Fraction]) -> list[Money]:
    return [Money(p, "child") for p in pence]


@examples(default=60, deep=4_000)
@given(COUNTS, PENCE)
def test_a_total_implies_the_number_and_the_average_it_was_made_of(
    count: Fraction, pence: Fraction
) -> None:
    children, cost = Quantity(count, "child"), Money(pence, "child week")
    paid = total(number=children, unit_cost=cost)
    assert paid.unit == "week"
    assert implied_quantity(total=paid, unit_cost=cost) == children
    assert average_cost(spending=paid, number=children) == cost


@examples(default=40, deep=2_000)
@given(LISTS, LISTS)
def test_one_off_items_are_all_that_a_unit_cost_has_more(
    again: list[Fraction], once: list[Fraction]
) -> None:
    parts = {"recurring": each(again), "one_off": each(once)}
    with_them = unit_cost(**parts, with_one_off=True)
    assert with_them - unit_cost(**parts, with_one_off=False) == add(amounts=each(once))


@examples(default=60, deep=4_000)
@given(PENCE, st.sampled_from(sorted(CONVENTIONS)))
def test_a_year_and_back_is_the_same_price(pence: Fraction, convention: str) -> None:
    days = CONVENTIONS[convention]
    week, day = Money(pence, "child week"), Money(pence, "child day")
    year = annualise(amount=week, convention=convention)
    assert weekly(amount=year, convention=convention) == week
    assert year.exact * 7 == pence * days
    assert annualise(amount=day, convention=convention).exact == pence * days
    assert days_to_years(days=Quantity(days, "day"), convention=convention).exact == 1


@examples(default=60, deep=4_000)
@given(PENCE, PENCE, SHARES)
def test_at_break_even_nothing_is_avoided_net(
    spent: Fraction, one: Fraction, rate: Fraction
) -> None:
    cost, avoided_each = Money(spent, ""), Money(one, "child")
    number = break_even_number(cost=cost, avoided_each=avoided_each)
    avoided = total(number=number, unit_cost=avoided_each)
    assert net_avoided(avoided=avoided, cost=cost).exact == 0
    assert avoided_per_pound(avoided=avoided, cost=cost).exact == 1
    served = number * 4
    left = break_even_rate(rate=Quantity(rate, "share"), number=number, out_of=served)
    assert left.exact == rate - Fraction(1, 4)
    if rate:
        at_risk = portion(whole=served, share=Quantity(rate, "share"))
        assert isinstance(at_risk, Quantity)
        assert break_even_share(number=number, out_of=at_risk).exact == 1 / (4 * rate)


@examples(default=60, deep=4_000)
@given(SHARES, SHARES)
def test_so_many_times_the_difference_is_one(without: Fraction, with_it: Fraction) -> None:
    rates = {
        "without_support": Quantity(without, "share"),
        "with_support": Quantity(with_it, "share"),
    }
    points = rate_difference(**rates)
    if points.exact > 0:
        assert points.exact * number_needed(**rates, of="children").exact == 100
    else:
        with pytest.raises(UsageError, match="by this count nothing was avoided"):
            number_needed(**rates, of="children")


@examples(default=60, deep=4_000)
@given(PENCE, PENCE, st.integers(1, 30))
def test_compounding_leads_from_one_figure_to_the_other(
    first: Fraction, last: Fraction, count: int
) -> None:
    given_all = {"earlier": Money(first, "week"), "later": Money(last, "week")}
    years = Quantity(Fraction(count), "year")
    change = percentage_change(**given_all).exact
    yearly = compound_growth(**given_all, years=years).exact
    simple = simple_growth(**given_all, years=years).exact
    assert first + first * change == last
    assert simple * count == change
    assert yearly <= simple + Fraction(1, 10**11)  # compounding needs a lower rate, or the same
    # The rate is given to twelve decimals; one more or one less leads past the figure.
    step, times = Fraction(1, 10**12), last / first
    assert (1 + yearly - step) ** count < times < (1 + yearly + step) ** count


@examples(default=60, deep=4_000)
@given(st.integers(-(10**9), 10**9), st.integers(0, 10**4), st.sampled_from([1, 10, 1000]))
def test_a_figure_agrees_with_itself_rounded_and_not_with_its_neighbours(
    pence: int, beyond: int, pounds: int
) -> None:
    exact = pence + Fraction(beyond, 10_001)
    computed = Money(exact, "week")
    nearest = round(exact / (100 * pounds)) * pounds
    for off, agrees in ((0, True), (2 * pounds, False), (-2 * pounds, False)):
        text = f"£{abs(nearest + off)} a week"
        printed = f"-{text}" if nearest + off < 0 else text
        found = agreement(computed, printed, to_nearest=str(pounds))
        assert found.agrees is agrees
        assert found.difference.exact == exact - 100 * (nearest + off)


@examples(default=60, deep=4_000)
@given(PENCE, PENCE, PENCE)
def test_a_price_is_plausible_within_the_span_and_nowhere_else(
    price: Fraction, one: Fraction, other: Fraction
) -> None:
    low, high = sorted([one, other])
    found = plausible(Money(price, "week"), low=Money(low, "week"), high=Money(high, "week"))
    assert found.agrees is (low <= price <= high)
    if not found.agrees:
        assert found.printed.exact == (high if price > high else low)
