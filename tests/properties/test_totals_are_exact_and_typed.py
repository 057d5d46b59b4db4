"""Law: figures on totals keep their kind, and are exact [15.1], [15.2], [15.5], [15.6], [15.13]."""

from __future__ import annotations

import operator
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.errors import UsageError
from nwd_costs.rule import WORST_FIRST, Basis
from nwd_costs.totals import (
    DiscountSchedule,
    Money,
    PriceBase,
    Prices,
    Quantity,
    add,
    deflator,
    discount_schedule,
    present_value,
    read_figure,
    rebase,
    uprate,
)
from nwd_costs.totals.figures import RATES
from nwd_costs.totals.units import THINGS, TIMES
from properties.runs import examples

INDEX = deflator("gdp-deflator/2026-03")
GREEN_BOOK = discount_schedule("green-book/2022")
YEARS = [f"{year}-{(year + 1) % 100:02d}" for year in INDEX.values]
UNITS = ["", *THINGS, *TIMES, *(f"{thing} {time}" for thing, time in product(THINGS, TIMES))]
PRICES = [Prices(PriceBase.NOT_STATED)] + [
    Prices(base, year)
    for base in PriceBase
    if base is not PriceBase.NOT_STATED
    for year in ("2013-14", "2022-23")
]
BASES = st.sampled_from(list(Basis))
PENCE = st.integers(-(10**12), 10**12)
EXACT = st.one_of(PENCE.map(Fraction), st.fractions(-(10**9), 10**9, max_denominator=10**4))
KINDS = st.tuples(st.sampled_from(UNITS), st.sampled_from(PRICES))


@st.composite
def alike(draw: st.DrawFn, count: int = 3) -> list[Money]:
    unit, prices = draw(KINDS)
    return [Money(draw(EXACT), unit, prices=prices, basis=draw(BASES)) for _ in range(count)]


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    unit = draw(st.sampled_from([*UNITS[1:], *RATES]))
    hundredths = Fraction(draw(st.integers(-(10**9), 10**9)), 100)
    exact = hundredths / 100 if "%" in RATES.get(unit, "") else hundredths
    return Quantity(exact, unit, basis=draw(BASES))


@examples(default=60, deep=4_000)
@given(alike())
def test_adding_is_associative_commutative_and_undone_by_subtracting(three: list[Money]) -> None:
    a, b, c = three
    assert ((a + b) + c).exact == (a + (b + c)).exact == add(amounts=[c, a, b]).exact
    assert (a + b - b).exact == a.exact
    assert (a + -a).exact == 0
    assert {(a + b).kind, (a - b).kind, (2 * a).kind} == {a.kind}


@examples(default=60, deep=4_000)
@given(KINDS, KINDS, EXACT)
def test_two_kinds_are_never_added_nor_compared(
    one: tuple[str, Prices], other: tuple[str, Prices], exact: Fraction
) -> None:
    a, b = (Money(exact, unit, prices=prices) for unit, prices in (one, other))
    doings = (operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.eq)
    for doing in (*doings, operator.ne):
        if one == other:
            doing(a, b)
        else:
            with pytest.raises(UsageError, match="cannot be"):
                doing(a, b)


@examples(default=40, deep=2_000)
@given(alike(1), quantities())
def test_an_amount_and_a_number_are_never_added(one: list[Money], number: Quantity) -> None:
    with pytest.raises(UsageError, match="cannot be added"):
        _ = one[0] + number  # type: ignore[operator]


@examples(default=60, deep=4_000)
@given(KINDS, PENCE, BASES)
def test_an_amount_of_whole_pence_is_read_as_it_is_written(
    kind: tuple[str, Prices], pence: int, basis: Basis
) -> None:
    amount = Money(Fraction(pence), kind[0], prices=kind[1], basis=basis)
    again = read_figure(str(amount))
    assert (again, again.basis) == (amount, basis)


@examples(default=60, deep=4_000)
@given(quantities())
def test_a_number_is_read_as_it_is_written(number: Quantity) -> None:
    again = read_figure(str(number))
    assert (again, again.basis) == (number, number.basis)


@examples(default=60, deep=4_000)
@given(alike(1))
def test_rounding_to_the_penny_says_what_was_lost(one: list[Money]) -> None:
    whole, lost = one[0].settled()
    assert whole.exact == one[0].pence
    assert whole + lost == one[0]
    assert abs(lost.exact) <= Fraction(1, 2)


@examples(default=60, deep=4_000)
@given(EXACT, st.sampled_from(YEARS), st.sampled_from(YEARS), st.sampled_from(YEARS))
def test_rebasing_there_and_back_gives_the_same_amount(
    exact: Fraction, own: str, one: str, other: str
) -> None:
    amount = Money(exact, "week", prices=Prices(PriceBase.REAL, own))
    there = rebase(amount=amount, to=one, index=INDEX)
    assert there.prices == Prices(PriceBase.REAL, one)
    assert rebase(amount=there, to=own, index=INDEX) == amount
    # The way does not matter, because nothing is rounded on it.
    by_way = rebase(amount=there, to=other, index=INDEX)
    assert by_way == rebase(amount=amount, to=other, index=INDEX)


@examples(default=40, deep=2_000)
@given(EXACT, st.sampled_from(YEARS), st.sampled_from(YEARS))
def test_uprating_happens_once(exact: Fraction, own: str, to: str) -> None:
    amount = Money(exact, prices=Prices(PriceBase.OUTTURN, own), unit="")
    told = uprate(amount=amount, to=to, index=INDEX)
    assert told.exact == (exact if own == to else told.exact)
    assert (told.exact >= exact) is (exact * (int(to[:4]) - int(own[:4])) >= 0)
    with pytest.raises(UsageError, match="already in real terms"):
        uprate(amount=told, to=own, index=INDEX)


@examples(default=40, deep=2_000)
@given(st.lists(EXACT, min_size=1, max_size=40))
def test_discounting_at_nought_changes_nothing(parts: list[Fraction]) -> None:
    nought = DiscountSchedule(GREEN_BOOK.document, {0: Fraction(0), 31: Fraction(0)})
    amounts = [Money(part, "", prices=Prices(PriceBase.REAL, "2022-23")) for part in parts]
    found = present_value(amounts=amounts, schedule=nought)
    assert found.exact == sum(parts)
    assert found.prices == Prices(PriceBase.PRESENT_VALUE, "2022-23")


@examples(default=60, deep=4_000)
@given(st.integers(0, 150), EXACT)
def test_each_further_year_is_discounted_at_its_own_rate(year: int, exact: Fraction) -> None:
    rate = Fraction("0.035") if year < 30 else Fraction("0.03" if year < 75 else "0.025")
    assert GREEN_BOOK.factor(0) == 1
    assert GREEN_BOOK.factor(year + 1) * (1 + rate) == GREEN_BOOK.factor(year)
    real = Money(exact, "", prices=Prices(PriceBase.REAL, "2022-23"))
    late = present_value(amounts=[0 * real] * year + [real], schedule=GREEN_BOOK)
    assert late.exact == exact * GREEN_BOOK.factor(year)


@examples(default=40, deep=2_000)
@given(alike())
def test_a_sum_rests_on_the_weakest_of_its_parts(three: list[Money]) -> None:
    found = add(amounts=three).basis
    assert found == min((m.basis for m in three), key=WORST_FIRST.index)
    strong = [replace(m, basis=Basis.PUBLISHED) for m in three]
    assert add(amounts=strong).basis is Basis.PUBLISHED
