"""Every context check on the programme's own claims, and what each refuses [16.3]-[16.6]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import nwd_costs as nwd
from nwd_costs import context
from nwd_costs.context import ContextCheck, Verdict
from nwd_costs.errors import UsageError
from nwd_costs.totals import Money, read_figure

CLAIM = "£6.39m"
NORTH_YORKSHIRE: dict[str, Any] = {"authority": "North Yorkshire", "year": "2022-23"}
Checks = Callable[..., ContextCheck]


@pytest.fixture(scope="module")
def whole() -> nwd.Context:
    return nwd.put_in_context(
        CLAIM, **NORTH_YORKSHIRE, young_people=39, fall_in_entries=39, fall_in_stock=39
    )


def named(whole: nwd.Context, name: str) -> ContextCheck:
    (found,) = [check for check in whole.checks if check.name == name]
    return found


@pytest.mark.parametrize(
    ("name", "shown", "figure", "verdict"),
    [
        ("share of spending", "22.3%", "22.2599%, assumed", "for context"),
        ("fall in entries", "rose by 46", "-46 children, published", "cannot be"),
        ("fall in stock", "rose by 33", "-33 children, published", "cannot be"),
        (
            "child years at the price of residential care",
            "23.3 child years",
            "23.317764 child years, assumed",
            "for context",
        ),
        (
            "child years at the average price of looked after children",
            "103.7 child years",
            "103.700097 child years, assumed",
            "for context",
        ),
        (
            "child years at the price of fostering",
            "307.2 child years",
            "307.211538 child years, assumed",
            "for context",
        ),
        (
            "beside the stock, at the price of residential care",
            "5.0%",
            "5.0362%, assumed",
            "for context",
        ),
        (
            "beside the stock, at the average price of looked after children",
            "22.4%",
            "22.3974%, assumed",
            "for context",
        ),
        (
            "beside the stock, at the price of fostering",
            "66.4%",
            "66.3524%, assumed",
            "for context",
        ),
        (
            "claim per young person",
            "£163,846 a person",
            "£163,846.15 a person, outturn 2022-23, assumed",
            "for context",
        ),
    ],
)
def test_each_figure_of_the_programmes_claim_is_the_one_worked_out_by_hand(
    whole: nwd.Context, name: str, shown: str, figure: str, verdict: str
) -> None:
    check = named(whole, name)
    assert (check.shown, str(check.figure), check.verdict.value) == (shown, figure, verdict)
    assert len(whole.checks) == 10


def test_every_check_says_what_is_asked_how_it_is_worked_out_and_on_what(
    whole: nwd.Context,
) -> None:
    for check in whole.checks:
        assert check.asked.endswith("?")
        assert check.formula
        assert check.words.endswith(".")
        assert check.clause.startswith("16.")
        assert check.rests_on
        assert all("Open Government Licence" in one.source for one in check.rests_on)


def test_51_is_no_fall_in_entries_in_2021_22_either() -> None:
    found = context.fall_on_the_year_before(
        "care_entries", 51, authority="North Yorkshire", year="2021-22"
    )
    assert found.verdict is Verdict.CANNOT_BE
    assert found.words == (
        "Children who started to be looked after in North Yorkshire fell by 3, from 149 (in "
        "2020-21) to 146 (in 2021-22). So 51 cannot be a year-on-year fall in all entries: it can "
        "only be entries that were prevented, or a fall in a part of them."
    )


def test_39_is_no_fall_in_entries_in_2022_23(whole: nwd.Context) -> None:
    assert named(whole, "fall in entries").words == (
        "Children who started to be looked after in North Yorkshire rose by 46, from 146 (in "
        "2021-22) to 192 (in 2022-23). So 39 cannot be a year-on-year fall in all entries: it can "
        "only be entries that were prevented, or a fall in a part of them."
    )


@pytest.mark.parametrize(
    ("claimed", "area", "year", "verdict"),
    [
        (2, "North Yorkshire", "2021-22", Verdict.NOT_RULED_OUT),
        (3, "North Yorkshire", "2021-22", Verdict.NOT_RULED_OUT),
        (4, "North Yorkshire", "2021-22", Verdict.CANNOT_BE),
        (870, "England", "2024-25", Verdict.NOT_RULED_OUT),  # 860, and ten by rounding
        (871, "England", "2024-25", Verdict.CANNOT_BE),
    ],
)
def test_a_fall_is_ruled_out_only_beyond_what_was_published(
    claimed: int, area: str, year: str, verdict: Verdict
) -> None:
    found = context.fall_on_the_year_before("care_entries", claimed, authority=area, year=year)
    assert found.verdict is verdict
    if verdict is Verdict.NOT_RULED_OUT:
        assert "is not ruled out by that, and not shown by it either" in found.words


def test_a_number_that_did_not_change_did_not_fall() -> None:
    found = context.fall_on_the_year_before(
        "children_looked_after", 1, authority="Camden", year="2019-20"
    )
    assert found.verdict is Verdict.CANNOT_BE
    assert found.shown == "did not change"
    assert "did not change, from 189 (on 31 March 2019) to 189 (on 31 March 2020)" in found.words


def test_ninety_young_people_are_71_000_pounds_each() -> None:
    found = context.per_young_person(CLAIM, 90, **NORTH_YORKSHIRE)
    assert str(found.figure) == "£71,000.00 a person, outturn 2022-23, assumed"
    assert found.words == (
        "The claim is £71,000 a person. That is 13.5 weeks at the price of residential care, or "
        "59.9 weeks at the average price of looked after children, or 177.5 weeks at the price of "
        "fostering."
    )


@pytest.mark.parametrize(
    ("check", "given", "words"),
    [
        (context.share_of_spending, {"claim": "£28,706,375.01"}, "more than all that was spent"),
        (
            context.child_years_of_stock,
            {"claim": "£9,630,401", "category": "foster"},
            "That is more than all of them.",
        ),
        (
            context.per_young_person,
            {"claim": "£274,041", "young_people": 1},
            "more than a whole year of care, whichever of these prices is taken",
        ),
    ],
)
def test_what_is_larger_than_it_can_be_is_a_warning(
    check: Checks, given: dict[str, Any], words: str
) -> None:
    found = check(**given, **NORTH_YORKSHIRE)
    assert found.verdict is Verdict.WARNING
    assert words in found.words
    pounds = str(given["claim"]).removesuffix(".01").removeprefix("£").replace(",", "")
    less = check(**{**given, "claim": f"£{int(pounds) - 1}"}, **NORTH_YORKSHIRE)
    assert less.verdict is Verdict.CONTEXT
    assert words not in less.words


def test_a_whole_that_is_reached_exactly_is_no_warning() -> None:
    whole = context.share_of_spending("£28,706,375", **NORTH_YORKSHIRE)
    assert (whole.shown, whole.verdict) == ("100.0%", Verdict.CONTEXT)


def test_a_claim_in_words_and_one_that_is_typed_are_the_same(whole: nwd.Context) -> None:
    for claim in ("£6.39 million", "£6,390,000", "£6.39m in total", Money.parse("£6390k in total")):
        assert nwd.put_in_context(claim, **NORTH_YORKSHIRE).claim == whole.claim


def test_a_claim_that_states_its_money_is_as_well_founded_as_it_says() -> None:
    claim = "£6.39m in total, outturn 2022-23, published"
    found = nwd.put_in_context(claim, **NORTH_YORKSHIRE)
    assert str(found.checks[0].figure) == "22.2599%, published"
    assert not [said for said in found.said if "does not say in what money" in said]
    unsaid = nwd.put_in_context("£6.39m in total, published", **NORTH_YORKSHIRE)
    assert str(unsaid.checks[0].figure) == "22.2599%, assumed"


def test_the_stock_for_a_year_is_inferred_however_well_founded_the_claim() -> None:
    claim = "£6.39m in total, outturn 2022-23, published"
    found = context.child_years_of_stock(claim, "foster", **NORTH_YORKSHIRE)
    assert found.figure is not None
    assert found.figure.basis == "inferred"


# What cannot be checked


@pytest.mark.parametrize(
    ("authority", "year", "names", "words"),
    [
        ("Middlesbrough", "2024-25", ["share of spending"], "over quality concerns"),
        ("City of London", "2024-25", ["fall in stock"], "to protect confidentiality"),
        ("North Yorkshire", "2015-16", ["share of spending"], "is not in the source"),
        ("Isles of Scilly", "2021-22", ["share of spending"], "is nought: nothing is a share"),
        (
            "Middlesbrough",
            "2024-25",
            ["child years at the price of fostering"],
            "has no price in the table: not published for this authority and year",
        ),
    ],
)
def test_what_was_not_published_is_not_known_and_nothing_stands_in(
    authority: str, year: str, names: list[str], words: str
) -> None:
    found = nwd.put_in_context(CLAIM, authority=authority, year=year, fall_in_stock=1)
    for name in names:
        check = named(found, name)
        assert (check.figure, check.shown) == (None, "not known")
        assert check.verdict is Verdict.UNKNOWN
        assert words in check.words
        assert str(check) in found.warnings


def test_where_there_is_no_price_it_is_said_once_and_not_twice() -> None:
    found = nwd.put_in_context(CLAIM, authority="Middlesbrough", year="2024-25")
    assert [check.name for check in found.checks] == [
        "share of spending",
        "child years at the price of residential care",
        "child years at the average price of looked after children",
        "child years at the price of fostering",
    ]


def test_without_any_price_a_claim_for_each_is_told_without_weeks() -> None:
    found = context.per_young_person(CLAIM, 39, authority="Middlesbrough", year="2024-25")
    assert found.shown == "£163,846 a person"
    assert "lait-outturn/2024-25 has no price for 2024-25" in found.words


# What is refused

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"claim": "lots"}, "A figure is not understood."),
    ({"claim": "39 people"}, "is not in pounds"),
    ({"claim": "£0"}, "is not above nought"),
    ({"claim": "-£5m"}, "is not above nought"),
    ({"claim": "£6.39m a year"}, "is for one thing or time (a year)"),
    ({"claim": "£6.39m in total, real 2022-23"}, "is in other prices (real 2022-23)"),
    ({"claim": "£6.39m in total, outturn 2021-22"}, "is in other prices (outturn 2021-22)"),
    ({"authority": "Nowhere"}, "is not in the register of authorities"),
    ({"year": "2022/23"}, "Did you mean 2022-23?"),
    ({"year": "2031-32"}, "Published statistics are held for 2012-13 to 2024-25."),
    ({"young_people": 0}, "young_people: is not a whole number above nought"),
    ({"young_people": 2.5}, "young_people: is not a whole number above nought"),
    ({"fall_in_entries": -3}, "the claimed fall: is not a whole number above nought"),
    ({"fall_in_stock": True}, "the claimed fall: is not a whole number above nought"),
]


@pytest.mark.parametrize(("given", "words"), REFUSED)
def test_what_cannot_be_understood_is_refused(given: dict[str, Any], words: str) -> None:
    asked: dict[str, Any] = {"claim": CLAIM, **NORTH_YORKSHIRE, **given}
    with pytest.raises(UsageError) as refusal:
        nwd.put_in_context(**asked)
    assert words in str(refusal.value)


def test_only_entries_and_stock_are_held_against_a_claimed_fall() -> None:
    with pytest.raises(UsageError, match="Name care_entries or children_looked_after"):
        context.fall_on_the_year_before("care_exits", 1, **NORTH_YORKSHIRE)


@pytest.mark.parametrize(
    ("category", "year", "words"),
    [
        ("residental", "2022-23", "Did you mean residential?"),
        ("residential", "2030-31", "The price of its region or of England is not taken"),
        ("residential", "2022/23", "Did you mean 2022-23?"),
    ],
)
def test_a_price_that_is_not_there_is_refused(category: str, year: str, words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        context.published_price(category, authority="North Yorkshire", year=year)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("category", "pounds"), [("residential", "5,270"), ("foster", "400"), ("looked_after", "1,185")]
)
def test_a_published_price_is_typed(category: str, pounds: str) -> None:
    price = context.published_price(category, **NORTH_YORKSHIRE)
    assert str(price) == f"£{pounds}.00 a child week, outturn 2022-23, published"
    assert price == read_figure(f"£{pounds} a child week, outturn 2022-23")


def test_a_table_without_any_price_of_care_is_said_to_have_none() -> None:
    found = nwd.put_in_context(CLAIM, **NORTH_YORKSHIRE, table="gmca-ucd/1.4", young_people=39)
    assert [check.name for check in found.checks] == ["share of spending", "claim per young person"]
    assert "How many weeks of care that is cannot be said" in found.checks[1].words
    assert found.said[-1] == (
        "gmca-ucd/1.4 prices none of residential, looked_after, foster: no child-years are told "
        "[16.5]."
    )


def test_a_price_in_real_terms_is_not_divided_into_a_claim_in_outturn() -> None:
    with pytest.raises(UsageError, match="Two figures cannot be divided"):
        context.child_years(
            CLAIM, "residential", authority="England", year="2023-24", table="nao/2023-24"
        )


# How it is told


def test_it_is_told_as_text_page_table_and_values(whole: nwd.Context) -> None:
    values = whole.as_dict()
    assert values["claim"] == "£6,390,000.00 in total, outturn 2022-23, assumed"
    assert list(whole.table["verdict"]) == [check.verdict.value for check in whole.checks]
    assert len(whole.warnings) == 2
    for told in (str(whole), whole.to_html()):
        assert "anything from 23.3 to 307.2 child years" in told
        assert "Nothing here says that the claim is right." in told
        assert all(check.shown in told for check in whole.checks)
    assert "10 checks, 2 to look at first" in repr(whole)


def test_a_page_holds_no_markup_of_the_asker() -> None:
    with pytest.raises(UsageError, match="<b>"):
        nwd.put_in_context(CLAIM, authority="<b>", year="2022-23")
    assert "<b>" not in nwd.put_in_context(CLAIM, **NORTH_YORKSHIRE).to_html()
