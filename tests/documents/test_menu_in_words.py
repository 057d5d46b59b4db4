"""Every rule of the menu says in words what makes no sense, and where."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

import nwd_costs as nwd
from nwd_costs import library
from nwd_costs.shelf import methodology_root, read_text
from nwd_costs.testing.cases import put_in

EDGE, ESSEX = "edge-of-care/2021-22.1", "care-days-baseline/essex-2013.1"
STEP = "step-down-52-weeks/birmingham-2014.1"
BIRTHDAY = {"horizon.rule": "to_birthday", "horizon.age": 18}
STAY = {"horizon.rule": "length_of_stay"}
TOTAL = {"programme.rule": "total"}
PER_DAY = {"programme.rule": "per_day"}

REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a birthday after care has ended": (
        EDGE, BIRTHDAY | {"horizon.age": 19}, "stages.horizon: age is from 1 year to until_age",
    ),
    "a birthday that nobody reaches": (
        EDGE, BIRTHDAY | {"horizon.age": 0}, "stages.horizon: age is from 1 year to until_age",
    ),
    "no weeks that a calendar has": (
        EDGE, {"horizon.rule": "expected_weeks", "horizon.default": 99_999},
        "stages.horizon.default.value",
    ),
    "a length of stay without bands": (
        EDGE, STAY | {"horizon.days": {}}, "needs the days of at least one age band",
    ),
    "bands that overlap": (
        EDGE, STAY | {"horizon.days": {"10-15": 9, "15 and over": 9}}, "hold the same age",
    ),
    "a band that runs backwards": (
        EDGE, STAY | {"horizon.days": {"15-10": 9}}, "from the younger to the older",
    ),
    "a band in other words": (
        EDGE, STAY | {"horizon.days": {"teenagers": 9}}, "a band is written as under 1",
    ),
    "a stay of no days": (EDGE, STAY | {"horizon.days": {"10-15": 0}}, "stages.horizon.days.value"),
    "a share of nothing": (
        ESSEX, {"counterfactual.baseline": 0}, "stages.counterfactual.baseline.value",
    ),
    "more than the whole": (
        ESSEX, {"counterfactual.baseline": 1_000_001}, "stages.counterfactual.baseline.value",
    ),
    "a mix that is not whole": (
        ESSEX, {"counterfactual.mix": {"looked_after": 999_999}},
        "the shares of mix sum to 1 000 000 ppm",
    ),
    "a step from nowhere": (
        STEP, {"counterfactual.from_categories": []}, "each name a category [5.4.1]",
    ),
    "a step to where one was": (
        STEP, {"counterfactual.to_categories": ["foster_agency", "residential_external"]},
        "no category is both left and reached",
    ),
    "a step to a category that is none": (
        STEP, {"counterfactual.to_categories": ["boarding_house"]},
        "boarding_house is no category of the method",
    ),
    "a step that need not last": (
        STEP, {"counterfactual.sustain_days": 0}, "stages.counterfactual.sustain_days.value",
    ),
    "a price base that is no year": (
        EDGE, {"pricing.price_base": "2022"}, 'price_base is "current" or a financial year',
    ),
    "a year of two years": (
        EDGE, {"pricing.price_base": "2022-24"}, 'price_base is "current" or a financial year',
    ),
    "an index without a vintage": (
        EDGE, {"pricing.uprate": "gdp_deflator"}, 'uprate is "none" or a vintage',
    ),
    "a vintage that is not there": (
        EDGE, {"pricing.uprate": "gdp_deflator/1999-03"}, "that the library does not carry",
    ),
    "a layer that is none": (EDGE, {"pricing.layers": ["county"]}, "stages.pricing.layers.value"),
    "a rate below the penny": (
        EDGE, PER_DAY | {"programme.rate": "23.455"}, "stages.programme.rate.value: an amount",
    ),
    "a rate below nought": (
        EDGE, PER_DAY | {"programme.rate": "-1.00"}, "an amount is not below nought",
    ),
    "a total of no year": (
        EDGE, TOTAL | {"programme.totals": {}}, "totals names at least one financial year",
    ),
    "a total of a calendar year": (
        EDGE, TOTAL | {"programme.totals": {"2022": "5.00"}},
        "totals lists pounds by financial year",
    ),
    "a rule of another stage": (EDGE, {"booking.rule": "fixed_days"}, "no rule of this stage"),
}  # fmt: skip


def bound(method: str, changed: dict[str, Any]) -> nwd.methods.Methodology:
    folder = methodology_root() / method
    names = ("methodology.toml", "method.md", "categories.csv")
    toml, prose, categories = (read_text(folder / name) for name in names)
    raw = tomllib.loads(toml)
    for path, value in changed.items():
        if value == "fixed_days":
            raw["stages"]["booking"]["rule"] = value
        else:
            put_in(raw["stages"], path.split("."), value)
    return library.bind(raw, prose=prose, categories=categories, where="of the tests")


@pytest.mark.parametrize("mistake", REFUSED)
def test_what_makes_no_sense_is_refused_in_words(mistake: str) -> None:
    method, changed, words = REFUSED[mistake]
    with pytest.raises(nwd.DocumentError) as caught:
        bound(method, changed)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("method", "changed"),
    [
        (EDGE, BIRTHDAY),
        (EDGE, STAY | {"horizon.days": {"under 1": 9, "1-15": 9, "16": 9, "17 and over": 9}}),
        (EDGE, {"horizon.rule": "expected_weeks", "horizon.default": 0}),
        (EDGE, {"booking.rule": "at_index", "pricing.price_base": "2022-23"}),
        (EDGE, {"pricing.uprate": "gdp_deflator/2026-03"}),
        (EDGE, PER_DAY | {"programme.rate": "0.00"}),
        (EDGE, TOTAL | {"programme.totals": {"2022-23": "5", "1999-00": "0.01"}}),
    ],
    ids=str,
)
def test_what_makes_sense_is_accepted(method: str, changed: dict[str, Any]) -> None:
    assert bound(method, changed).document.id == method


@pytest.mark.parametrize(
    ("changed", "path", "entry"),
    [
        (STAY | {"horizon.days": {"10-15": 9}}, ("horizon", "days"), {"10-15": 10}),
        (PER_DAY | {"programme.rate": "1.00"}, ("programme", "rate"), "1.01"),
        (TOTAL | {"programme.totals": {"2022-23": "5.00"}}, ("programme", "totals"), {}),
    ],
    ids=str,
)
def test_an_assumed_amount_or_table_of_numbers_has_a_span_that_holds_it(
    changed: dict[str, Any], path: tuple[str, str], entry: object
) -> None:
    folder = methodology_root() / EDGE
    names = ("methodology.toml", "method.md", "categories.csv")
    toml, prose, categories = (read_text(folder / name) for name in names)
    raw = tomllib.loads(toml)
    for name, value in changed.items():
        put_in(raw["stages"], name.split("."), value)
    raw["stages"][path[0]][path[1]] |= {"basis": "assumed", "low": entry}
    with pytest.raises(nwd.DocumentError, match="low"):
        library.bind(raw, prose=prose, categories=categories, where="of the tests")


def test_the_vintage_is_part_of_the_fingerprint() -> None:
    plain, uprated = bound(EDGE, {}), bound(EDGE, {"pricing.uprate": "gdp_deflator/2026-03"})
    assert plain.plan.deflator is None
    assert uprated.plan.deflator is not None
    assert plain.fingerprint != uprated.fingerprint
