"""Law: money is exact, and rounded once, half to even [1.6], [1.8], [5.1.8], [8.7], [10.1]."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.pence import (
    PPM,
    UNITS,
    amounts,
    pence_of,
    pounds,
    round_half_even,
    share_ppm,
    unit_days,
)
from nwd_costs.stages.claims import spread
from properties.runs import METHODS, examples

NEUTRAL = METHODS[0].plan.stages.adjustments
WEIGHTS = st.one_of(st.sampled_from([0, 1, 250_000, 500_000, PPM]), st.integers(0, PPM))
LINES = st.tuples(
    st.integers(0, 40_000), st.one_of(st.integers(0, 10**6), st.integers(0, 10**13)), WEIGHTS,
    st.sampled_from(UNITS),
)  # fmt: skip
#: Numerators and denominators small enough for exact halves to be common.
QUOTIENTS = st.one_of(
    st.tuples(st.integers(-60, 60), st.integers(1, 12)),
    st.tuples(st.integers(-(2**60), 2**60), st.integers(1, 2**60)),
)


def ints(values: object) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@examples(default=60, deep=8_000)
@given(st.lists(QUOTIENTS, min_size=1, max_size=8))
def test_division_rounds_a_half_to_the_even_number(pairs: list[tuple[int, int]]) -> None:
    above, below = (ints(column) for column in zip(*pairs, strict=True))
    # Python's own round of a fraction is exact and goes half to even.
    assert round_half_even(above, below).tolist() == [round(Fraction(a, b)) for a, b in pairs]


@examples(default=60, deep=8_000)
@given(st.lists(LINES, max_size=4), st.sampled_from([365, 366, 360]))
def test_an_amount_is_one_exact_product_rounded_once(
    lines: list[tuple[int, int, int, str]], days_per_year: int
) -> None:
    per = [unit_days(unit, days_per_year) for *_, unit in lines]
    days, rate, weight = (ints([line[at] for line in lines]) for at in range(3))
    numerator, denominator = ints([u.numerator for u in per]), ints([u.denominator for u in per])
    assert amounts(days, rate, weight, numerator, denominator).tolist() == [
        round(Fraction(days * rate * weight, PPM) / unit)
        for (days, rate, weight, _), unit in zip(lines, per, strict=True)
    ]


@examples(default=40, deep=4_000)
@given(st.integers(1, 400), st.integers(1, 10**6), st.integers(0, 399))
def test_what_is_rounded_once_is_not_what_is_rounded_by_the_day(
    days: int, rate: int, cut: int
) -> None:
    at = min(cut, days)
    weight, one, week = ints([PPM]), ints([1]), ints([7])
    whole, first, rest = (
        int(amounts(ints([d]), ints([rate]), weight, week, one)[0]) for d in (days, at, days - at)
    )
    # Two lines for one differ by a penny at the most: that is why lines have one true form [1.7].
    assert abs(whole - first - rest) <= 1


@examples(default=60, deep=8_000)
@given(st.lists(WEIGHTS, max_size=4), st.lists(st.integers(1, PPM - 1), max_size=4, unique=True))
def test_weights_spread_over_a_mix_add_up_to_the_weight(
    weights: list[int], cuts: list[int]
) -> None:
    edges = [0, *sorted(cuts), PPM]
    shares = {3 * at: b - a for at, (a, b) in enumerate(pairwise(edges))}
    claim, category, part = spread(ints(weights), shares)
    found = list(zip(claim.tolist(), category.tolist(), part.tolist(), strict=True))
    expected = []
    for at, weight in enumerate(weights):
        parts = [round(Fraction(weight * share, PPM)) for share in shares.values()]
        parts[-1] = weight - sum(parts[:-1])
        expected += [(at, code, part) for code, part in zip(shares, parts, strict=True)]
    assert found == expected


@examples(default=60, deep=8_000)
@given(st.integers(-(10**13), 10**13))
def test_pounds_are_read_as_they_are_written(pence: int) -> None:
    written = pounds(pence)
    assert pence_of(written.replace("£", "").replace(",", "")) == pence
    assert written.count("£") == 1
    assert written.startswith("-") == (pence < 0)


@examples(default=40, deep=4_000)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_share_is_the_exact_fraction_and_of_nothing_there_is_none(part: int, whole: int) -> None:
    share = share_ppm(part, whole)
    assert share == (round(Fraction(part * PPM, whole)) if whole else None)


@examples(default=40, deep=3_000)
@given(st.lists(st.integers(-(10**9), 10**9), max_size=5), WEIGHTS, WEIGHTS, WEIGHTS)
def test_adjustments_are_taken_one_after_the_other(
    gross: list[int], deadweight: int, attribution: int, optimism: int
) -> None:
    taken = {"deadweight": deadweight, "attribution": PPM - attribution, "optimism": optimism}
    shares = {"deadweight": deadweight, "attribution": attribution, "optimism": optimism}
    rule = NEUTRAL.model_copy(
        update={
            name: getattr(NEUTRAL, name).model_copy(update={"value": value})
            for name, value in shares.items()
        }
    )
    running, expected = list(gross), {}
    for name, share in taken.items():
        if share:
            lines = [-round(Fraction(pence * share, PPM)) for pence in running]
            running = [pence + line for pence, line in zip(running, lines, strict=True)]
            expected[name] = lines
    assert {name: pence.tolist() for name, pence in rule.apply(ints(gross)).items()} == expected
