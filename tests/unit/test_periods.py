"""Accounting periods: the four forms, their days, and the words for what is none."""

from __future__ import annotations

import pytest

from nwd_costs.errors import UsageError
from nwd_costs.periods import Period

ADVICE = (
    "Write 2022-23, 2022-23 Q3, 2022-23 to Q3, or 2022-10-01..2023-01-01 "
    "(the second day is not included)."
)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2022-23", ("2022-04-01", "2023-04-01")),
        ("1999-00", ("1999-04-01", "2000-04-01")),
        ("2022-23 Q1", ("2022-04-01", "2022-07-01")),
        ("2022-23 Q4", ("2023-01-01", "2023-04-01")),
        ("2022-23 to Q1", ("2022-04-01", "2022-07-01")),
        ("2022-23 to Q3", ("2022-04-01", "2023-01-01")),
        ("2022-23 to Q4", ("2022-04-01", "2023-04-01")),
        ("2022-10-01..2023-01-01", ("2022-10-01", "2023-01-01")),
        ("1800-01-01..2399-12-31", ("1800-01-01", "2399-12-31")),
        (" 2022-23 ", ("2022-04-01", "2023-04-01")),
    ],
)
def test_a_period_is_read_from_each_of_its_four_forms(written: str, days: tuple[str, str]) -> None:
    period = Period.parse(written)
    assert period.days == days
    assert period.name == written.strip()


@pytest.mark.parametrize(
    "written",
    [
        "2022", "2022-24", "2022-23 Q5", "2022-23 to", "2022-02-30..2022-03-01", "1899-00",
        "1799-12-31..1800-02-01", "2399-12-01..2400-01-01",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_the_forms_to_use(written: str) -> None:
    with pytest.raises(UsageError) as caught:
        Period.parse(written)
    what = f"'{written}': is not a period. {ADVICE}"
    assert str(caught.value) == f"The period cannot be used.\n  - {what}"


@pytest.mark.parametrize("written", ["2023-01-01..2022-01-01", "2023-01-01..2023-01-01"])
def test_a_period_without_a_day_is_refused(written: str) -> None:
    with pytest.raises(UsageError) as caught:
        Period.parse(written)
    what = f"'{written}': is empty. {ADVICE}"
    assert str(caught.value) == f"The period cannot be used.\n  - {what}"


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("2022-03-31..2023-04-02", ("2021-22", "2022-23", "2023-24")),
        ("2022-04-01..2023-04-01", ("2022-23",)),
        ("2022-23 Q3", ("2022-23",)),
    ],
)
def test_a_period_names_every_financial_year_it_touches(
    written: str, years: tuple[str, ...]
) -> None:
    assert Period.parse(written).financial_years() == years
