"""What typed figures refuse, and in which words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from house.test_public_names import undocumented
from nwd_costs import totals
from nwd_costs.errors import DocumentError, UsageError
from nwd_costs.rule import Basis
from nwd_costs.totals import Money, PriceBase, Prices, Quantity, calculate, read_figure
from nwd_costs.totals.figures import decimal, last_digit
from nwd_costs.totals.units import in_a_year, joined, priced, read_unit, without

WEEK = Money.parse("£700 a child week, outturn 2022-23, published")
OUTTURN = "outturn 2022-23"


@pytest.mark.parametrize(
    "number", [0.1, 1.0, True, "1", None, Decimal("0.1")], ids=lambda n: type(n).__name__
)
def test_only_a_whole_number_or_a_fraction_is_an_amount(number: Any) -> None:
    with pytest.raises(UsageError, match="is not a whole number or a fraction"):
        Money(number, "week")
    with pytest.raises(UsageError, match="is not a whole number or a fraction"):
        Quantity(number, "child")


def test_an_amount_is_not_multiplied_by_an_approximate_decimal() -> None:
    with pytest.raises(TypeError):
        _ = WEEK * 0.5  # type: ignore[operator]
    assert (WEEK * Fraction(1, 2)).pence == (2 * WEEK).pence // 4 == 35_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("£10", "is no figure"),
        ("10", "is no figure"),
        ("£10 week", "is no figure"),
        ("£1,00 a week", "is no figure"),
        ("£1.000,50 a week", "is no figure"),
        ("£ten a week", "is no figure"),
        ("£10 a week, published, outturn 2022-23", "is no figure"),
        ("£10 a week, outturn", "is no financial year"),
        ("£10 a week, outturn 2022", "is no financial year"),
        ("£10 a week, outturn 2022-24", "is no financial year"),
        ("£10 a week, real 2022/23", "is no figure"),
        ("£10 a week, prices not stated 2022-23", "gives a year, but no price base"),
        ("£10 a week, nominal 2022-23", "is no price base"),
        ("£10 a week, outturn 2022-23, certain", "is no price base"),
        ("£10 a fortnight", "is no unit"),
        ("£10 a week child", "is no unit"),
        ("£10 a child family", "is no unit"),
        ("£10 a week year", "is no unit"),
        ("46 bananas", "is no unit"),
        ("46cases", "is no figure"),
        ("£10%", "is no figure"),
        ("10%, real 2022-23", "is no figure"),
        ("", "is no figure"),
    ],
)
def test_what_is_no_figure_is_refused_with_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_figure(text)


@pytest.mark.parametrize(
    ("text", "pence", "unit", "prices"),
    [
        ("£6.39m in total, outturn 2022-23", 639_000_000, "", OUTTURN),
        ("£317k in total", 31_700_000, "", "prices not stated"),
        ("£1.5bn a year, real 2022-23, published", 150_000_000_000, "year", "real 2022-23"),
        ("-£12.5 an entry", -1250, "entry", "prices not stated"),
        ("£12,170 a case, present value 2022-23", 1_217_000, "case", "present value 2022-23"),
        ("£0.005 a child week", Fraction(1, 2), "child week", "prices not stated"),
    ],
)
def test_an_amount_is_read_as_it_is_printed(
    text: str, pence: Fraction, unit: str, prices: str
) -> None:
    amount = Money.parse(text)
    assert (amount.exact, amount.unit, str(amount.prices)) == (Fraction(pence), unit, prices)


def test_an_amount_is_no_number_and_a_number_no_amount() -> None:
    with pytest.raises(UsageError, match="is not in pounds"):
        Money.parse("46 cases")
    with pytest.raises(UsageError, match="counts nothing"):
        Quantity.parse("£46 a case")
    with pytest.raises(UsageError, match="is empty"):
        Quantity(Fraction(1), "")
    with pytest.raises(UsageError, match="is a rate"):
        Money(Fraction(1), "share")


def test_an_error_says_both_figures_and_which_conversions_are_missing() -> None:
    with pytest.raises(UsageError) as raised:
        _ = WEEK + Money.parse("£700 a child year, real 2022-23")
    assert str(raised.value) == (
        "Two figures cannot be added.\n"
        "  - £700.00 a child week, outturn 2022-23, published: is not of the same kind as "
        "£700.00 a child year, real 2022-23, assumed. Convert one of them first, by annualise, "
        "weekly or total and by uprate or rebase."
    )


def test_figures_are_equal_whatever_they_rest_on_and_can_be_kept_in_a_set() -> None:
    same = Money.parse("£700 a child week, outturn 2022-23")
    assert same == WEEK
    assert len({same, WEEK}) == 1
    assert (same.basis, WEEK.basis) == (Basis.ASSUMED, Basis.PUBLISHED)
    assert WEEK != "£700"
    assert repr(WEEK) == "<Money £700.00 a child week, outturn 2022-23, published>"
    assert sorted([3 * WEEK, WEEK, 2 * WEEK]) == [WEEK, 2 * WEEK, 3 * WEEK]


def test_half_a_penny_goes_to_the_even_penny_when_it_is_shown() -> None:
    assert [Money(Fraction(n, 2), "").pence for n in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]
    assert decimal(Fraction(-1, 2_000_001), 6) == "0"
    assert decimal(Fraction(12_345_678, 1000), 2) == "12,345.68"
    assert decimal(Fraction(-1, 8), 2) == "-0.12"


def test_the_last_printed_digit_has_its_worth() -> None:
    texts = ["£6.39m in total", "£560,000 in total", "19%", "8.6 points", "£317k a year"]
    assert [last_digit(text) for text in texts] == [
        1_000_000, 100, Fraction(1, 100), Fraction(1, 10), 100_000,
    ]  # fmt: skip


def test_units_are_taken_apart_and_put_together() -> None:
    assert without("child year", "child") == "year"
    assert without("child year", "child year") == ""
    assert without("child year", "family") is without("child", "") is None
    assert joined("year", "child") == "child year"
    assert (priced("entry"), priced(""), priced("child week")) == (
        "an entry", "in total", "a child week",
    )  # fmt: skip
    assert read_unit("child years") == read_unit("child year")


@pytest.mark.parametrize(
    ("time", "convention", "number"),
    [
        ("week", "52 weeks", Fraction(52)),
        ("day", "52 weeks", Fraction(364)),
        ("week", "365 days", Fraction(365, 7)),
        ("night", "365.25 days", Fraction(1461, 4)),
        ("month", "365 days", Fraction(12)),
        ("year", "52 weeks", Fraction(1)),
    ],
)
def test_a_convention_says_how_many_are_in_a_year(
    time: str, convention: str, number: Fraction
) -> None:
    assert in_a_year(time, convention) == number


@pytest.mark.parametrize(
    "convention", ["", "52", "weeks", "7 weeks", "52 days", "367 days", "54 weeks", "10 months"]
)
def test_a_year_of_another_length_is_refused(convention: str) -> None:
    with pytest.raises(UsageError, match="is no convention for a year"):
        in_a_year("week", convention)
    with pytest.raises(UsageError, match="does not say how many weeks"):
        in_a_year("week", "12 months")


@pytest.mark.parametrize(
    ("calculator", "inputs", "words"),
    [
        ("add", {"amounts": []}, "is empty"),
        ("present_value", {"amounts": [], "schedule": "green-book/2022"}, "is empty"),
        ("average_cost", {"spending": "£5 in total", "number": "0 children"}, "divided by it"),
        ("share", {"part": "5 children", "whole": "0 children"}, "divided by it"),
        ("share", {"part": "5 children", "whole": "9 families"}, "cannot be compared"),
        ("avoided_per_pound", {"avoided": "£5 in total", "cost": "£0 in total"}, "divided by it"),
        ("avoided_per_pound", {"avoided": "£5 a week", "cost": "£5 in total"}, "cannot be compar"),
        ("implied_quantity", {"total": "£5 a week", "unit_cost": "£1 a week"}, "Give the cost of"),
        ("implied_quantity", {"total": "£5 a week", "unit_cost": "£1 a year"}, "Give the cost of"),
        ("implied_quantity", {"total": "£5 in total", "unit_cost": "£0 a child"}, "divided by it"),
        ("average_cost", {"spending": "£5 a child", "number": "2 families"}, "is no unit"),
        ("repeated", {"amount": "£5 a child", "times": "6 visits"}, "Give it as a times"),
        ("portion", {"whole": "£5 a child", "share": "6 visits"}, "Give it as a share"),
        (
            "simple_growth",
            {"earlier": "5 homes", "later": "6 homes", "years": "0 years"},
            "is not above nought",
        ),
        (
            "compound_growth",
            {"earlier": "5 homes", "later": "0 homes", "years": "2 years"},
            "is not above nought",
        ),
        (
            "simple_growth",
            {"earlier": "5 homes", "later": "6 homes", "years": "2 weeks"},
            "Give it as a year",
        ),
        ("days_to_years", {"days": "5 weeks", "convention": "365 days"}, "is no number of days"),
        ("discount_factor", {"years": "1.5 years", "schedule": "green-book/2022"}, "no whole num"),
        ("discount_factor", {"years": "-1 years", "schedule": "green-book/2022"}, "no whole numb"),
        ("discount_factor", {"years": "1 year", "schedule": "blue-book/1"}, "green-book/2022"),
        (
            "unit_cost",
            {"recurring": "£5 a child", "one_off": [], "with_one_off": "perhaps"},
            "'perhaps': is not yes or no",
        ),
        (
            "unit_cost",
            {"recurring": "£5 a child", "one_off": [], "with_one_off": 1},
            "'1': is not what is asked for",
        ),
        ("add", {"amounts": ["£5 a child", ""]}, "is no figure"),
        ("add", {"amounts": 5}, "is not what is asked for"),
        ("add", {"amounts": "£5 a child + 5 children"}, "is not an amount of pounds"),
        ("total", {"number": "£5 a child", "unit_cost": "£5 a child"}, "is not a number of"),
        ("weekly", {"amount": "£5 a year", "convention": 52}, "is not what is asked for"),
    ],
)
def test_a_calculator_refuses_what_its_inputs_cannot_mean(
    calculator: str, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        calculate(calculator, inputs)


def test_every_mistake_in_the_inputs_is_listed_at_once() -> None:
    with pytest.raises(UsageError) as raised:
        calculate("uprate", {"amount": "£5", "index": "gdp-deflator/1999-01", "too": "2024-25"})
    where = sorted(problem.where for problem in raised.value.problems)
    assert where == [
        "uprate.amount, '£5'", "uprate.index, 'gdp-deflator/1999-01'", "uprate.to", "uprate.too",
    ]  # fmt: skip


def test_an_index_or_a_schedule_that_is_not_shipped_is_refused_by_name() -> None:
    with pytest.raises(DocumentError, match="gdp-deflator/1999-01"):
        totals.deflator("gdp-deflator/1999-01")
    with pytest.raises(UsageError, match=r"Shipped: green-book/2022\."):
        totals.discount_schedule("green-book/2003")


def test_a_sum_has_a_name_of_its_own_and_typed_values_serve_as_well_as_text() -> None:
    step = totals.Sum(
        "cost", "total", {"number": Quantity.parse("2 child weeks"), "unit_cost": WEEK}
    )
    assert str(totals.work_out([step])["cost"]) == "£1,400.00 in total, outturn 2022-23, assumed"
    with pytest.raises(UsageError, match="'cost': is there twice"):
        totals.work_out([step, step])


def test_a_tolerance_that_is_no_word_is_refused() -> None:
    with pytest.raises(UsageError, match="Write exact, rounded, cut"):
        totals.agreement(WEEK, "£700 a child week", tolerance="nearly")
    for to_nearest in ("£10", "0", "-5", "ten"):
        with pytest.raises(UsageError, match="Write a number above nought"):
            totals.agreement(WEEK, "£700 a child week", to_nearest=to_nearest)


def test_a_printed_figure_may_say_its_own_prices() -> None:
    assert totals.agreement(WEEK, f"£700 a child week, {OUTTURN}", tolerance="exact").agrees
    with pytest.raises(UsageError, match="cannot be compared"):
        totals.agreement(WEEK, "£700 a child week, real 2022-23")
    told = str(totals.agreement(WEEK, "£700 a child week", tolerance="exact"))
    assert told == (
        "£700.00 a child week, outturn 2022-23, published agrees with the printed "
        "£700.00 a child week, outturn 2022-23, published (exact); "
        "the difference is £0.00 a child week, outturn 2022-23, published."
    )


def test_the_green_books_own_factors_come_out() -> None:
    schedule = totals.discount_schedule("green-book/2022")
    assert schedule.id == "green-book/2022"
    assert schedule.rates == {0: Fraction("0.035"), 31: Fraction("0.03"), 76: Fraction("0.025")}
    # 1.035 to the 30th, then 1.03 to the 45th, then 1.025, multiplied out by hand.
    assert schedule.factor(31) == Fraction(1000, 1035) ** 30 * Fraction(100, 103)
    assert schedule.factor(77) == (
        Fraction(1000, 1035) ** 30 * Fraction(100, 103) ** 45 * Fraction(1000, 1025) ** 2
    )
    assert round(schedule.factor(1), 6) == Fraction("0.966184")


def test_a_price_base_without_its_year_is_none() -> None:
    with pytest.raises(UsageError, match="is no financial year"):
        Prices(PriceBase.REAL)


@pytest.mark.parametrize("name", sorted(totals.CALCULATORS))
def test_every_calculator_is_public_and_takes_keywords_alone(name: str) -> None:
    function = totals.CALCULATORS[name]
    assert getattr(totals, name) is function
    assert function.__code__.co_argcount == 0
    # What is not among these would reach the calculator as plain text.
    assert set(function.__annotations__.values()) <= {
        "Money", "Quantity", "Figure", "Sequence[Money]", "Sequence[Quantity]", "Deflator",
        "DiscountSchedule", "bool", "str",
    }  # fmt: skip


@pytest.mark.parametrize("name", totals.__all__)
def test_a_name_of_totals_says_what_it_takes_gives_and_refuses(name: str) -> None:
    value = getattr(totals, name)
    assert not callable(value) or not list(undocumented(value))
