"""Days, birthdays, financial years and periods against the calendar of the standard library."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.days import (
    NO_DAY,
    a_year_before,
    age_on,
    birthday,
    financial_year_of,
    iso,
    iso_texts,
    quarter_of,
    quarter_starts,
    to_date,
    to_day,
)

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


def one(day: int) -> np.ndarray:
    return np.array([day], dtype=np.int64)


def nth_birthday(born: dt.date, years: int) -> dt.date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return dt.date(born.year + years, 3, 1)


@given(DATES)
def test_a_day_number_and_its_date_are_each_other(date: dt.date) -> None:
    assert to_date(to_day(date)) == date
    assert iso(to_day(date)) == date.isoformat()


@given(st.lists(DATES), st.integers(0, 3))
def test_many_days_are_written_as_each_of_them_is(dates: list[dt.date], blanks: int) -> None:
    days = [*map(to_day, dates), *[NO_DAY] * blanks]
    assert iso_texts(np.array(days, dtype=np.int64)) == [iso(day) for day in days]


@given(DATES, st.integers(0, 30))
def test_the_nth_birthday_of_29_february_is_1_march_in_a_common_year(
    born: dt.date, years: int
) -> None:
    assert to_date(int(birthday(one(to_day(born)), years)[0])) == nth_birthday(born, years)


@given(DATES, st.integers(0, 12_000))
def test_age_counts_the_birthdays_reached(born: dt.date, later: int) -> None:
    day = to_day(born) + later
    reached = sum(to_day(nth_birthday(born, n)) <= day for n in range(1, 40))
    assert age_on(one(to_day(born)), one(day))[0] == reached


def test_days_years_and_ages_are_whole_numbers() -> None:
    found = [
        birthday(one(0), 18),
        age_on(one(0), one(7_000)),
        financial_year_of(one(0)),
        quarter_of(one(0)),
        quarter_starts(0, 365),
    ]
    assert [column.dtype for column in found] == [np.dtype(np.int64)] * 5


def test_an_unknown_birth_day_has_no_birthday_and_no_age() -> None:
    assert birthday(one(NO_DAY), 18)[0] == NO_DAY
    assert age_on(one(NO_DAY), one(0))[0] == -1


@given(DATES)
def test_a_financial_year_opens_on_1_april_and_has_four_quarters(date: dt.date) -> None:
    year = date.year if date >= dt.date(date.year, 4, 1) else date.year - 1
    assert financial_year_of(one(to_day(date)))[0] == year
    assert quarter_of(one(to_day(date)))[0] == (date.month - 4) % 12 // 3 + 1


def test_the_quarter_starts_of_a_year_are_its_first_days() -> None:
    starts = quarter_starts(to_day(dt.date(2022, 4, 1)), to_day(dt.date(2023, 4, 1)))
    assert [iso(d) for d in starts.tolist()] == [
        "2022-04-01",
        "2022-07-01",
        "2022-10-01",
        "2023-01-01",
    ]


def test_a_missing_day_is_written_as_nothing() -> None:
    assert not iso(NO_DAY)


@pytest.mark.parametrize(
    ("last", "found"),
    [("2022-07-01", ["2022-04-01"]), ("2022-07-02", ["2022-04-01", "2022-07-01"])],
)
def test_a_quarter_that_starts_on_the_last_day_of_a_span_is_in_it(
    last: str, found: list[str]
) -> None:
    first, until = (to_day(dt.date.fromisoformat(day)) for day in ("2022-04-01", last))
    assert [iso(day) for day in quarter_starts(first, until).tolist()] == found
    assert [iso(day) for day in quarter_starts(first + 1, until).tolist()] == found[1:]


def test_a_year_before_29_february_is_1_march() -> None:
    assert iso(a_year_before(to_day(dt.date(2024, 2, 29)))) == "2023-03-01"
    assert iso(a_year_before(to_day(dt.date(2023, 4, 1)))) == "2022-04-01"
