"""Money against exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nwd_costs.pence import PPM, amounts, pence_of, pounds, share_ppm, unit_days

UNITS = st.sampled_from(["day", "night", "week", "month", "year", "case"])


def column(value: int) -> np.ndarray:
    return np.array([value], dtype=np.int64)


@given(
    st.integers(0, 20_000), st.integers(0, 10**7), st.integers(0, PPM), UNITS, st.integers(360, 366)
)
@example(1, 7, 500_000, "day", 365)  # 3.5 pence: down to the even 4
@example(1, 5, 500_000, "day", 365)  # 2.5 pence: down to the even 2
@example(20_000, 10**7, PPM, "month", 365)
@example(10**9, 10**7, PPM, "year", 365)  # beyond 62 bits
def test_an_amount_is_the_exact_product_rounded_once_half_to_even(
    days: int, rate: int, weight: int, unit: str, year: int
) -> None:
    bought = unit_days(unit, year)
    exact = Fraction(days * rate * weight) / (bought * PPM)
    found = amounts(
        column(days),
        column(rate),
        column(weight),
        column(bought.numerator),
        column(bought.denominator),
    )
    assert int(found[0]) == round(exact)


def test_no_lines_cost_nothing() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert len(amounts(none, none, none, none, none)) == 0
    assert amounts(none, none, none, none, none).dtype == np.int64


def test_an_amount_that_no_ledger_can_hold_is_an_error() -> None:
    with pytest.raises(OverflowError):
        amounts(column(10**9), column(10**12), column(PPM), column(1), column(1))


@pytest.mark.parametrize(
    ("unit", "days"),
    [("day", 1), ("night", 1), ("week", 7), ("year", 366), ("case", 1), ("episode", 1)],
)
def test_a_rate_buys_the_days_of_its_unit(unit: str, days: int) -> None:
    assert unit_days(unit, 366) == days


def test_a_month_is_a_twelfth_of_a_year() -> None:
    assert unit_days("month", 365) == Fraction(365, 12)


def test_what_is_no_unit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^not a unit of a price$"):
        unit_days("decade", 365)


@pytest.mark.parametrize(
    ("text", "pence"),
    [("1185", 118_500), ("23.45", 2_345), (" 0.10 ", 10), ("1.2000", 120), ("-1.50", -150)],
)
def test_pounds_are_read_as_whole_pence(text: str, pence: int) -> None:
    assert pence_of(text) == pence


@pytest.mark.parametrize("text", ["1.005", "£5", "NaN", "Infinity", "1,185", ""])
def test_what_is_no_whole_number_of_pence_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(
        ValueError, match="^(not an amount of pounds|an amount goes below the penny)$"
    ) as caught:
        pence_of(text)
    assert not text or text not in str(caught.value)


def test_pence_are_written_as_pounds_for_a_reader() -> None:
    assert pounds(-123_456) == "-£1,234.56"
    assert pounds(5) == "£0.05"
    assert pounds(1) == "£0.01"
    assert pounds(0) == "£0.00"
    assert pounds(-1) == "-£0.01"


def test_a_share_of_nothing_is_unknown() -> None:
    assert share_ppm(0, 0) is None
    assert share_ppm(1, 3) == 333_333
    assert share_ppm(1, 2_000_000) == 0
    assert share_ppm(3, 2_000_000) == 2
