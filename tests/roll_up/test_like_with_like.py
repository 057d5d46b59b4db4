"""Two figures beside each other [12.12]: all that differs is named, or refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

import nwd_costs as nwd
from nwd_costs.terms import NAMES, NOT_STATED
from nwd_costs.totals import Money
from roll_up.hands import METHOD, MIDDLESBROUGH, NORFOLK, council


@dataclass(frozen=True)
class Claimed:
    """A published figure, as a register would hold it."""

    id: str = "a-claim"
    value: Money | None = field(
        default_factory=lambda: Money.parse("£300 in total, outturn 2022-23, published")
    )
    periods: tuple[str, ...] = ("2022-23",)
    scope: str = "Middlesbrough"
    status: str = "estimate"
    method: str = "the council's own, which is not public"


@dataclass(frozen=True)
class Told(Claimed):
    """One whose source says more."""

    terms: dict[str, str] = field(default_factory=lambda: {"figure": "gross costs avoided"})


@pytest.fixture(scope="module")
def result() -> nwd.Result:
    return council("Middlesbrough", MIDDLESBROUGH)


def refused(a: object, b: object, **asked: object) -> str:
    with pytest.raises(nwd.UsageError) as raised:
        nwd.set_beside(a, b, **asked)  # type: ignore[arg-type]
    return str(raised.value)


def test_a_figure_and_itself_are_like_with_like(result: nwd.Result) -> None:
    found = nwd.set_beside(result, result)
    assert (found.label, found.differences) == ("like with like [12.12]", ())
    assert (found.difference_pence, found.share_ppm) == (0, 0)
    assert found.as_dict()["like_with_like"] is True


def test_like_terms_give_a_difference_in_pence_and_as_a_share(result: nwd.Result) -> None:
    more = council("Middlesbrough", (*MIDDLESBROUGH, ("2022-07-10", "both", "")))
    found = nwd.set_beside(result, more)
    # 20 days at £10 and 30 days at £10: half as much again.
    assert (found.difference_pence, found.share_ppm) == (10_000, 500_000)
    assert "+£100.00 (50% more)" in str(found)
    back = nwd.set_beside(more, result)
    assert back.share_ppm == round(Fraction(-1, 3) * 1_000_000)
    assert "less)" in repr(back)


def test_every_difference_is_named_in_the_refusal(result: nwd.Result) -> None:
    plan = METHOD.plan.but(horizon={"days": 10}, cohort={"age_max": 17})
    other = council("Norfolk", NORFOLK, week="84", method=plan, base="real 2022-23",
                    as_at="2022-12-31")  # fmt: skip
    told = refused(result, other.panel("2022-23 Q1"), figure="net")
    unlike = ("method", "scope", "ages", "price_base", "prices", "period", "period_basis")
    for name in NAMES:
        assert (f"- {name}: is " in told) is (name in unlike), told
    assert "a year, all observed for the one and a quarter, all observed" in told
    told = refused(result, other)
    assert "a year, observed only before 01/01/2023" in told
    # Allowing all but one names that one alone.
    told = refused(result, other.panel("2022-23 Q1"), despite=[n for n in unlike if n != "ages"])
    assert [line.split(":")[0] for line in told.splitlines()[1:]] == ["  - ages"]


def test_what_is_allowed_by_name_is_on_every_view(result: nwd.Result) -> None:
    there = council("Norfolk", NORFOLK, week="84")
    found = nwd.set_beside(result, there, despite=["scope", "prices", "period"])
    label = "NOT LIKE WITH LIKE [12.12]: they differ in scope, prices, allowed by name"
    views = (str(found), repr(found), found.to_html(), found._repr_html_(), found.table.to_csv())
    for view in (*views, json.dumps(found.as_dict())):
        assert label in view
    assert set(found.table["label"]) == {label}
    assert found.idle == ("period",)
    assert "Allowed by name, but they do not differ: period." in str(found)
    assert found.difference_pence == -8_000


def test_unknown_names_and_figures_are_refused(result: nwd.Result) -> None:
    told = refused(result, result, despite=["periods", "colour"])
    assert "despite 'periods': is no term of a figure. Did you mean period" in told
    assert "despite 'colour'" in told
    assert "Choose from gross, adjusted, net" in refused(result, result, figure="total")
    assert "int: has no terms" in refused(result, 5)


def test_a_published_figure_is_held_to_what_its_source_says(result: nwd.Result) -> None:
    told = refused(Claimed(), result)
    for name in ("figure", "method", "standing", "ages", "tiers", "prices", "uprating"):
        assert f"- {name}: is " in told
    assert "- price_base" not in told  # outturn of its own year is the money of its days
    assert "- scope" not in told
    assert "- period:" not in told
    assert "so nobody can say that it is the same" in told
    assert "- figure" not in refused(Told(), result)


def test_two_terms_that_are_not_stated_do_not_agree() -> None:
    assert "- ages: is not stated for the one and not stated for the other" in refused(
        Claimed(), Claimed()
    )


def test_contradictory_periods_and_missing_numbers_stay_as_they_are(result: nwd.Result) -> None:
    claim = Claimed(value=None, periods=("2023-24", "2022-23 to Q3"))
    found = nwd.set_beside(claim, result, despite=NAMES)
    assert (found.a.pence, found.difference_pence, found.share_ppm) == (None, None, None)
    assert found.a.terms.period == "contradictory: 2023-24; 2022-23 to Q3"
    assert found.a.terms.period_basis == NOT_STATED
    assert found.a.terms.price_base == NOT_STATED
    assert "not known" in str(found)


@pytest.mark.parametrize(
    ("value", "periods", "base"),
    [
        ("£6.39m in total, outturn 2021-22", ("2022-23",), "outturn 2021-22"),
        ("£6.39m in total, real 2022-23", ("2022-23",), "real 2022-23"),
        ("£6.39m in total", ("2022-23",), NOT_STATED),
        ("£6.39m in total, outturn 2022-23", ("2022-23 Q3",), "outturn"),
        ("£6.39m in total, outturn 2022-23", ("to date",), "outturn 2022-23"),
    ],
)
def test_the_money_of_a_published_figure_is_that_of_its_year(
    result: nwd.Result, value: str, periods: tuple[str, ...], base: str
) -> None:
    claim = Claimed(value=Money.parse(value), periods=periods)
    assert nwd.set_beside(claim, result, despite=NAMES).a.terms.price_base == base


def test_a_partial_roll_up_says_in_its_scope_who_is_missing(result: nwd.Result) -> None:
    rolled = nwd.roll_up([result, council("Norfolk", NORFOLK)], expect=[
        "Middlesbrough", "Norfolk", "Warrington",
    ])  # fmt: skip
    told = refused(result, rolled)
    assert "Middlesbrough, Norfolk, Warrington; Warrington lacks: nothing was handed in" in told
    found = nwd.set_beside(result, rolled, despite=["scope"])
    assert "PARTIAL: 2 of 3 authorities" in str(found)
    assert found.difference_pence == 10_000
