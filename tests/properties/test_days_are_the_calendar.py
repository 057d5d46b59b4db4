"""Law: days, ages, quarters and periods are the calendar's [1.1], [1.3], [1.4], [1.5], [12.3]."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.days import (
    NO_DAY,
    a_year_before,
    age_on,
    birthday,
    financial_year_name,
    financial_year_of,
    financial_year_start,
    iso,
    quarter_of,
    quarter_starts,
    to_date,
    to_day,
)
from nwd_costs.periods import Period
from properties.runs import days_between, examples

ANY_DAY = st.dates(dt.date(1900, 1, 1), dt.date(2299, 12, 31))
#: The days on which rules turn: around 29 February and the start of each quarter.
TURNS = st.builds(
    lambda year, turn, by: dt.date(year, *turn) + dt.timedelta(days=by),
    st.integers(1904, 2290),
    st.sampled_from([(2, 28), (3, 1), (4, 1), (7, 1), (10, 1), (1, 1)]),
    st.integers(-2, 2),
)
DAYS = st.one_of(TURNS, ANY_DAY)


def nth_birthday(born: dt.date, years: int) -> dt.date:
    """Give the birthday, by the words of the rule: 1 March where there is no 29 February."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return dt.date(born.year + years, 3, 1)


def one(day: dt.date) -> np.ndarray:
    return np.array([to_day(day)], dtype=np.int64)


@examples(default=60, deep=8_000)
@given(DAYS, st.integers(0, 30))
def test_a_birthday_is_the_same_date_or_the_first_of_march(born: dt.date, years: int) -> None:
    assert to_date(int(birthday(one(born), years)[0])) == nth_birthday(born, years)
    assert birthday(np.array([NO_DAY]), years).tolist() == [NO_DAY]


@examples(default=60, deep=8_000)
@given(DAYS, st.integers(0, 30), st.integers(-2, 2))
def test_an_age_is_the_number_of_birthdays_reached(born: dt.date, years: int, by: int) -> None:
    day = nth_birthday(born, years) + dt.timedelta(days=by)
    reached = sum(1 for n in range(1, 33) if nth_birthday(born, n) <= day)
    if day >= born:
        assert age_on(one(born), one(day)).tolist() == [reached]
    assert age_on(np.array([NO_DAY]), one(day)).tolist() == [-1]


@examples(default=60, deep=8_000)
@given(DAYS)
def test_a_financial_year_opens_on_1_april_and_its_quarters_are_of_three_months(
    day: dt.date,
) -> None:
    year = int(financial_year_of(one(day))[0])
    assert dt.date(year, 4, 1) <= day < dt.date(year + 1, 4, 1)
    assert to_date(financial_year_start(year)) == dt.date(year, 4, 1)
    assert financial_year_name(year) == f"{year}-{str(year + 1)[2:]}"
    assert quarter_of(one(day)).tolist() == [(day.month - 4) % 12 // 3 + 1]
    assert iso(to_day(day)) == day.isoformat()


@examples(default=60, deep=8_000)
@given(DAYS, st.integers(0, 800))
def test_quarters_start_on_four_days_of_the_year(first: dt.date, length: int) -> None:
    found = quarter_starts(to_day(first), to_day(first) + length)
    span = (first + dt.timedelta(days=number) for number in range(length))
    opening = [day for day in span if day.day == 1 and day.month in (1, 4, 7, 10)]
    assert [to_date(day) for day in found.tolist()] == opening


@examples(default=60, deep=8_000)
@given(DAYS)
def test_a_year_before_is_the_same_date_or_the_first_of_march(day: dt.date) -> None:
    assert to_date(a_year_before(to_day(day))) == nth_birthday(day, -1)


@examples(default=40, deep=4_000)
@given(st.integers(1900, 2298))
def test_quarters_and_years_to_date_divide_a_year(opening: int) -> None:
    name = financial_year_name(opening)
    year = Period.parse(name)
    quarters = [Period.parse(f"{name} Q{n}") for n in (1, 2, 3, 4)]
    to_date = [Period.parse(f"{name} to Q{n}") for n in (1, 2, 3, 4)]
    assert [quarters[0].from_day, quarters[3].until_day] == [year.from_day, year.until_day]
    assert all(one.until_day == two.from_day for one, two in pairwise(quarters))
    assert [(p.from_day, p.until_day) for p in to_date] == [
        (year.from_day, quarter.until_day) for quarter in quarters
    ]
    assert year.financial_years() == (name,)


@examples(default=40, deep=4_000)
@given(DAYS, st.integers(1, 900))
def test_two_days_are_a_period_without_the_second(first: dt.date, length: int) -> None:
    end = first + dt.timedelta(days=length)
    period = Period.parse(f"{first.isoformat()}..{end.isoformat()}")
    assert period.days == (first.isoformat(), end.isoformat())
    opening = {d.year - (d.month < 4) for d in days_between(first, end)}
    assert period.financial_years() == tuple(financial_year_name(y) for y in sorted(opening))
