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


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("2022-23", "a year"),
        ("2022-23 Q4", "a quarter"),
        ("2022-23 to Q1", "a quarter"),
        ("2022-23 to Q2", "a year to date, 2 quarters"),
        ("2022-23 to Q3", "a year to date, 3 quarters"),
        ("2022-07-01..2023-04-01", "3 quarters"),
        ("2022-04-01..2023-07-01", "5 quarters"),
        ("2022-07-01..2023-07-01", "4 quarters"),
        ("2022-04-02..2022-07-01", "90 days"),
        ("2022-04-01..2022-07-02", "92 days"),
        ("2018-04-02..2022-07-02", "1,552 days"),
    ],
)
def test_a_period_says_what_sort_it_is(written: str, kind: str) -> None:
    assert Period.parse(written).kind == kind


def test_a_period_has_every_quarter_year_to_date_and_year_inside_it_as_a_part() -> None:
    def parts(written: str) -> list[str]:
        return [part.name for part in Period.parse(written).parts()]

    quarters = ["2022-23 Q1", "2022-23 Q2", "2022-23 Q3", "2022-23 Q4"]
    assert parts("2022-23") == [*quarters, "2022-23 to Q2", "2022-23 to Q3"]
    assert parts("2022-23 to Q2") == quarters[:2]
    assert parts("2022-23 Q1") == []
    assert parts("2022-06-30..2023-07-02") == [*quarters[1:], "2023-24 Q1"]
    assert "2022-23" in parts("2022-03-01..2023-04-01")
    assert parts("1800-01-01..1900-07-01") == ["1900-01 Q1"]


def test_a_period_consists_of_quarters_or_of_none() -> None:
    def quarters(written: str) -> int:
        return len(Period.parse(written).quarters())

    assert [quarters(w) for w in ("2022-23", "2022-23 to Q3", "2022-23 Q3")] == [4, 3, 1]
    assert quarters("2021-10-01..2023-04-01") == 6
    assert quarters("2022-04-01..2023-03-31") == 0
    assert quarters("2022-04-02..2022-06-02") == 0


def test_a_period_holds_what_begins_and_ends_inside_it() -> None:
    year, quarter = Period.parse("2022-23"), Period.parse("2022-23 Q1")
    assert year.holds(quarter)
    assert year.holds(year)
    assert not quarter.holds(year)
    assert not year.holds(Period.parse("2021-22 Q4"))
    assert not year.holds(Period.parse("2023-24 Q1"))
