"""What lies between two results is split into volume and price by hand, and told in every form."""

from __future__ import annotations

import json
from functools import cache

import pandas as pd
import pytest
from lxml import etree

import nwd_costs as nwd
from nwd_costs.freezing import reference_records
from nwd_costs.price_and_volume import FIGURES
from nwd_costs.testing.case_prices import unit_costs_of

METHOD = nwd.methodology("edge-of-care/2021-22.1")
TIERS = nwd.methodology("cic-cp-cin/2020-21.1")


def council(price: str, *windows: tuple[str, str], basis: str = "") -> nwd.Result:
    """Run claims of some days each, at one price a week for care."""
    referrals = pd.DataFrame(
        [
            {"referral_id": f"R{at}", "child_id": f"C{at}", "at_risk_of": "entry",
             "referred_on": day, "started_on": day, "stage": "engaged",
             "expected_placement": expected}
            for at, (day, expected) in enumerate(windows)
        ]
    )  # fmt: skip
    children = [{"child_id": f"C{at}", "date_of_birth": "2008-05-10"} for at in range(len(windows))]
    records = nwd.read(children=pd.DataFrame(children), referrals=referrals)
    prices = [
        {"category": "looked_after", "per": "week", "amount": price},
        {"category": "secure", "per": "week", "amount": "7000"},
    ]
    costs = unit_costs_of({"Prices": prices}, price_basis=basis)
    plan = METHOD.plan.but(horizon={"days": 10})
    return nwd.run(plan, records, costs, period="2022-23", as_at="2023-03-31")


DAYS = ("2022-06-01", "2022-06-11", "2022-07-01")


def test_more_days_at_a_higher_price_are_split_by_hand() -> None:
    # a: 20 days at £10. b: 30 days at £12.
    a = council("70", *((day, "") for day in DAYS[:2]))
    b = council("84", *((day, "") for day in DAYS))
    split = nwd.price_volume(a, b)
    (part,) = split.parts
    assert (a.gross_pence, b.gross_pence, split.difference_pence) == (20_000, 36_000, 16_000)
    assert (part.side, part.category) == ("counterfactual", "looked_after")
    assert (part.weighted_days_ppm_a, part.weighted_days_ppm_b) == (20_000_000, 30_000_000)
    # Volume first: 10 more days at £10, then £2 more on 30 days.
    assert (part.volume_pence, part.price_pence) == (10_000, 6_000)
    # Price first: £2 more on 20 days, then 10 more days at £12.
    assert (part.price_reverse_pence, part.volume_reverse_pence) == (4_000, 12_000)


def test_what_only_one_of_the_two_has_is_volume() -> None:
    a, b = council("70", (DAYS[0], "")), council("70", (DAYS[0], "secure"))
    parts = {part.category: part for part in nwd.price_volume(a, b).parts}
    for figure in ("volume_pence", "volume_reverse_pence"):
        assert getattr(parts["looked_after"], figure) == -10_000
        assert getattr(parts["secure"], figure) == 1_000_000
    assert {part.price_pence for part in parts.values()} == {0}
    assert {part.price_reverse_pence for part in parts.values()} == {0}


def test_what_is_in_between_is_rounded_once_half_to_even() -> None:
    # One day at £10.01 a week is 143 pence; ten at that price are 1 430, and the rest is price.
    a, b = council("10.01", (DAYS[0], "")), council("10.03", (DAYS[0], ""), (DAYS[2], ""))
    (part,) = nwd.price_volume(a, b).parts
    assert (part.pence_a, part.pence_b) == (1_430, 2_866)
    assert (part.volume_pence, part.price_pence) == (1_430, 6)
    assert (part.volume_reverse_pence, part.price_reverse_pence) == (1_433, 3)


def test_a_result_and_itself_have_nothing_between_them() -> None:
    a = council("70", (DAYS[0], ""))
    split = nwd.price_volume(a, a)
    assert [split.total(figure) for figure in FIGURES] == [0, 0, 0, 0]


def test_two_methods_are_refused_and_the_bridge_is_named() -> None:
    records = reference_records()
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="815")
    a, b = (
        nwd.run(m, records, costs, period="2022-23", as_at="2023-03-31") for m in (METHOD, TIERS)
    )
    with pytest.raises(nwd.UsageError, match=r"bridge says what a change of method is worth"):
        nwd.price_volume(a, b)


def test_prices_of_two_bases_are_refused() -> None:
    a = council("70", (DAYS[0], ""))
    b = council("70", (DAYS[0], ""), basis="real 2022-23")
    with pytest.raises(nwd.UsageError, match=r"of different bases, not stated and real 2022-23"):
        nwd.price_volume(a, b)


def test_a_withheld_total_withholds_the_split() -> None:
    plan = METHOD.plan.but(pricing={"allow_unpriced": True})
    costs = unit_costs_of({"Prices": [{"category": "foster", "per": "week", "amount": "70"}]})
    a = nwd.run(plan, reference_records(), costs, period="2022-23", as_at="2023-03-31")
    split = nwd.price_volume(a, a)
    assert split.difference_pence is None
    assert [split.total(figure) for figure in FIGURES] == [None] * 4
    assert "withheld" in str(split)


@cache
def two_years() -> nwd.PriceVolume:
    records = reference_records()
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    a, b = (
        nwd.run(METHOD, records, costs, period=year, as_at="2023-03-31")
        for year in ("2021-22", "2022-23")
    )
    return nwd.price_volume(a, b)


def test_two_years_of_the_synthetic_council_are_split_exactly() -> None:
    split = two_years()
    difference = split.difference_pence
    assert difference is not None
    for volume, price in (FIGURES[:2], FIGURES[2:]):
        sums = split.table[[volume, price]].sum()
        assert sums[volume] + sums[price] == difference
        assert (split.total(volume), split.total(price)) == (sums[volume], sums[price])
    assert split.total("volume_pence") != split.total("volume_reverse_pence")


def test_the_split_says_the_same_in_every_form() -> None:
    split = two_years()
    page = etree.fromstring(split.to_html(), etree.HTMLParser())
    assert len(page.findall(".//svg")) == 2
    content = json.loads(json.dumps(split.as_dict()))
    assert content["volume_pence"] == split.total("volume_pence")
    for output in (str(split), split.to_html(), content["note"]):
        assert "neither is the answer [14.4]" in output
    for reverse in (False, True):
        bars = split.bars(reverse=reverse)
        assert bars[-2].until_pence == bars[-1].until_pence == split.b.gross_pence
        assert [bar.label for bar in bars[1:3]] == ["volume", "price"][:: -1 if reverse else 1]
