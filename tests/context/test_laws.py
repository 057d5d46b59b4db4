"""Laws of the context checks: what is divided can be multiplied back, to the penny."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs import context
from nwd_costs.context import Verdict
from nwd_costs.totals import Money, Quantity, annualise, portion, total
from nwd_costs.totals.bases import PriceBase, Prices

YEARS = st.sampled_from(["2017-18", "2020-21", "2022-23", "2024-25"])
AREAS = st.sampled_from(["815", "354", "926", "877", "807", "970", "982"])
CARE = st.sampled_from(["residential", "looked_after", "foster"])
PENCE = st.integers(1, 10**12)


def claim_of(pence: int, year: str) -> Money:
    return Money(Fraction(pence), "", prices=Prices(PriceBase.OUTTURN, year))


@given(PENCE, AREAS, YEARS)
def test_the_share_of_the_spending_is_the_claim_again(pence: int, area: str, year: str) -> None:
    claim = claim_of(pence, year)
    found = context.share_of_spending(claim, authority=area, year=year)
    spending = context.statistic("looked_after_spending", authority=area, year=year)
    assert isinstance(found.figure, Quantity)
    assert portion(whole=spending, share=found.figure) == claim
    assert (found.verdict is Verdict.WARNING) == (claim.exact > spending.exact)


@given(PENCE, AREAS, YEARS, CARE)
def test_the_child_years_at_their_price_are_the_claim_again(
    pence: int, area: str, year: str, category: str
) -> None:
    claim = claim_of(pence, year)
    found = context.child_years(claim, category, authority=area, year=year)
    price = context.published_price(category, authority=area, year=year)
    assert isinstance(found.figure, Quantity)
    yearly = annualise(amount=price, convention="52 weeks")
    assert total(number=found.figure, unit_cost=yearly) == claim


@given(PENCE, st.integers(1, 10**6), AREAS, YEARS)
def test_the_claim_for_each_times_their_number_is_the_claim_again(
    pence: int, people: int, area: str, year: str
) -> None:
    claim = claim_of(pence, year)
    found = context.per_young_person(claim, people, authority=area, year=year)
    assert isinstance(found.figure, Money)
    number = Quantity(Fraction(people), "person")
    assert total(number=number, unit_cost=found.figure) == claim


@given(st.integers(1, 200), AREAS, YEARS)
def test_a_larger_fall_is_never_easier_to_have_happened(claimed: int, area: str, year: str) -> None:
    def possible(fall: int) -> bool:
        found = context.fall_on_the_year_before("care_entries", fall, authority=area, year=year)
        return found.verdict is Verdict.NOT_RULED_OUT

    assert possible(claimed) or not possible(claimed + 1)


@pytest.mark.parametrize("category", ["residential", "looked_after", "foster"])
def test_every_area_and_year_of_the_laws_has_its_figures(category: str) -> None:
    for area in ("815", "354", "926", "877", "807", "970", "982"):
        for year in ("2017-18", "2020-21", "2022-23", "2024-25"):
            assert context.published_price(category, authority=area, year=year).exact > 0
