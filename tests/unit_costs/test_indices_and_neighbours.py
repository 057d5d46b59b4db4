"""The shipped price index and the statistical neighbours, against values copied by hand."""

from __future__ import annotations

import tomllib
from fractions import Fraction

import pytest

import nwd_costs as nwd
from nwd_costs import library
from nwd_costs.indices import Deflator
from nwd_costs.prices import LEAST_NEIGHBOURS
from nwd_costs.register import authorities, neighbours
from nwd_costs.shelf import methodology_root, read_text
from nwd_costs.testing.cases import put_in

EDGE = "edge-of-care/2021-22.1"


def deflator() -> Deflator:
    folder = methodology_root() / EDGE
    names = ("methodology.toml", "method.md", "categories.csv")
    toml, prose, categories = (read_text(folder / name) for name in names)
    raw = tomllib.loads(toml)
    put_in(raw["stages"], ("pricing", "uprate"), "gdp_deflator/2026-03")
    bound = library.bind(raw, prose=prose, categories=categories, where="of the tests")
    assert bound.plan.deflator is not None
    return bound.plan.deflator


@pytest.mark.parametrize(
    ("year", "factor"),
    [(2010, "1.452304"), (2013, "1.369231"), (2020, "1.175085"), (2022, "1.095295"),
     (2018, "1.269119"), (2024, "1.000000")],
)  # fmt: skip
def test_a_price_of_a_year_has_the_published_factor_to_2024_25(year: int, factor: str) -> None:
    values = deflator().values
    assert abs(values[2024] / values[year] - Fraction(factor)) <= Fraction(1, 2_000_000)


def test_the_index_has_every_year_from_2002_03_to_2025_26_and_rises() -> None:
    found = deflator()
    assert found.id == "gdp-deflator/2026-03"
    assert list(found.values) == list(range(2002, 2026))
    assert list(found.values.values()) == sorted(found.values.values())
    assert found.document.forecast == ("2025-26",)


def test_an_amount_is_uprated_to_the_penny_or_not_at_all() -> None:
    found = deflator()
    assert found.uprated(864_000, 2018, 2024) == 1_096_519  # £8,640 of 2018/19: £10,965
    assert found.uprated(100, 2024, 2024) == 100
    assert found.uprated(100, 1999, 2024) is None
    assert found.uprated(100, 2024, 2026) is None


def test_every_authority_of_the_model_has_ten_neighbours_and_is_none_of_them() -> None:
    listed, known = neighbours(), authorities()
    assert len(listed) == 153
    for number, near in listed.items():
        assert len(near) == len(set(near)) == 10
        assert number not in near
        assert {number, *near} <= known.keys()
        assert {known[name]["kind"] for name in near} == {"authority"}


def test_the_neighbours_of_north_yorkshire_are_those_of_the_model() -> None:
    near = [authorities()[number]["name"] for number in neighbours()["815"]]
    assert near[:3] == ["Shropshire", "Cheshire East", "East Riding of Yorkshire"]
    assert neighbours()["815"] == (
        "893", "895", "811", "860", "916", "877", "937", "884", "865", "933",
    )  # fmt: skip


def test_the_median_of_north_yorkshires_neighbours_lies_among_their_own_prices() -> None:
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    medians = costs.in_layer("neighbours", "foster")
    theirs = [
        rate
        for number in neighbours()["815"]
        for rate in nwd.unit_costs("lait-outturn/2024-25", authority=number).in_layer(
            "authority", "foster"
        )
    ]
    assert medians
    for rate in medians:
        own = [r.pence for r in theirs if r.from_day <= rate.from_day < r.until_day]
        assert len(own) >= LEAST_NEIGHBOURS
        assert sum(p <= rate.pence for p in own) >= len(own) / 2
        assert sum(p >= rate.pence for p in own) >= len(own) / 2
