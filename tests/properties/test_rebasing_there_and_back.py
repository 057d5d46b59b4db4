"""Law: an amount told in the prices of another year and back again is the same amount [15.5].

Exactly so, as fractions of a penny are kept. Where somebody rounds on the way to whole pence, what
was lost is said [15.2], and with it the way back is exact again.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from nwd_costs import totals
from nwd_costs.days import financial_year_name
from properties.runs import examples

INDEX = totals.deflator("gdp-deflator/2026-03")
YEARS = st.sampled_from(sorted(INDEX.values)).map(financial_year_name)
PENCE = st.integers(-(10**12), 10**12) | st.fractions(-(10**6), 10**6, max_denominator=700)


@examples(default=200, deep=20_000)
@given(PENCE, YEARS, YEARS)
def test_there_and_back_is_the_same_and_a_rounding_says_what_it_lost(
    pence: Fraction, year: str, other: str
) -> None:
    amount = totals.Money(Fraction(pence), "", prices=totals.Prices.parse(f"real {year}"))
    there = totals.rebase(amount=amount, to=other, index=INDEX)
    back = totals.rebase(amount=there, to=year, index=INDEX)
    assert back.exact == amount.exact
    assert back.pence == amount.pence
    whole, lost = there.settled()
    assert whole.exact.denominator == 1
    assert abs(lost.exact) <= Fraction(1, 2)
    parts = [totals.rebase(amount=part, to=year, index=INDEX) for part in (whole, lost)]
    assert sum((part.exact for part in parts), Fraction(0)) == amount.exact
    # The penny in between is never worth more than the two indices say.
    worth = Fraction(INDEX.values[int(year[:4])], INDEX.values[int(other[:4])])
    assert abs(parts[0].exact - amount.exact) <= worth / 2
    assert replace(whole, exact=whole.exact + lost.exact) == there
