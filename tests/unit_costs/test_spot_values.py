"""North Yorkshire, the five adopters and three more: every category and year, copied by hand.

The numbers were read off the published file, pounds a week, 2016-17 to 2024-25; "-" is no value.
"""

from __future__ import annotations

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.days import financial_year_start

COSTS = "lait-outturn/2024-25"
FIRST_YEAR, YEARS = 2016, 9
NOTHING = "-"

PUBLISHED = """
North Yorkshire       looked_after       915   935  1000   935   965  1050  1185  1325  1515
North Yorkshire       foster             480   480   485   430   400   365   400   475   485
North Yorkshire       residential       2825  3275  2710  2810  2595  4275  5270  5820  8465
North Yorkshire       children_in_need    80    60    55    55    65    60    70    75    70
Middlesbrough         looked_after       985  1055   945   980  1125  1460  1335  1595     -
Middlesbrough         foster             485   510   445   400   500   540   555   650     -
Middlesbrough         residential       3700  3940  4740  5275  5460  8020  6820  7015     -
Middlesbrough         children_in_need    70    55    75    70   100   130   165   135     -
Rochdale              looked_after       895   785   850   980   980   960   915  1155  1285
Rochdale              foster             520   470   540   570   545   535   525   610   655
Rochdale              residential       3630  3225  3820  4150  4460  4570  4565  5265  5645
Rochdale              children_in_need   105    85    80    90    85    95    85   140   140
Norfolk               looked_after      1335  1385  1595  1740  1800  1935  1860  2370  2590
Norfolk               foster             640   655   700   720   725   730   705   850   950
Norfolk               residential       3950  3680  4810  4390  5060  5545  6250  8285  8900
Norfolk               children_in_need    75    75    75    80    95    90    95    95    90
Warrington            looked_after       790   890   955  1155  1160  1420  1635  2015  2220
Warrington            foster             485   465   540   550   620   720   670   725   910
Warrington            residential       2670  3230  3490  4305  4340  4650  5435  8630  6825
Warrington            children_in_need   100   130   125   135   115   120   155   180   190
Redcar and Cleveland  looked_after       930   920   980   940  1205  1075  1290  1580  2235
Redcar and Cleveland  foster             520   515   520   475   530   475   510   500   610
Redcar and Cleveland  residential       2820  3475  3840  4855  5905  5580  8050 10485 10740
Redcar and Cleveland  children_in_need    80   100   105    70    85    85   110   115   120
Camden                looked_after      2400  2185  2375  2370  2495  2515  2900  3145  3715
Camden                foster            1075   885   835   865   765   710   820   950  1165
Camden                residential       2795  2980  3925  4685  4365  5335  7585  6730  8935
Camden                children_in_need   130   150   145   190   180   240   215   255   270
Birmingham            looked_after      1060  1075  1060  1175  1150  1160  1275  1465  1525
Birmingham            foster             600   595   590   615   605   580   595   615   630
Birmingham            residential       3415  3855  3915  3950  4240  4595  5130  5960  6020
Birmingham            children_in_need   140   125   130   150   150   140   145   180   195
Sheffield             looked_after      1230  1260  1405  1420  1515  1650  1840  2150  2295
Sheffield             foster             540   560   605   630   640   650   745   710   730
Sheffield             residential       3405  3730  3815  4065  4985  4975  5625  6905  6975
Sheffield             children_in_need    90   105   115   125   130   135   150   135   145
"""
LINES = [line.rsplit(maxsplit=YEARS + 1) for line in PUBLISHED.strip().splitlines()]
COUNCILS = tuple(dict.fromkeys(name for name, *_ in LINES))
# England has no region of its own; the layers of the shipped methods are these.
REGION_2024_25 = {"looked_after": 186_000, "children_in_need": 13_500}


def test_nine_councils_and_four_categories_are_held_to_what_was_published() -> None:
    assert len(COUNCILS) == 9
    assert len(LINES) == 9 * 4
    assert {len(values) for _, _, *values in LINES} == {YEARS}


@pytest.mark.parametrize("council", COUNCILS)
def test_a_council_has_what_was_published_in_every_category_and_year(council: str) -> None:
    costs = nwd.unit_costs(COSTS, authority=council)
    for name, category, *values in LINES:
        if name != council:
            continue
        found = {
            rate.from_day: (rate.pence, rate.unit, rate.until_day)
            for rate in costs.in_layer("authority", category)
        }
        assert found == {
            financial_year_start(year): (100 * int(value), "week", financial_year_start(year + 1))
            for year, value in enumerate(values, start=FIRST_YEAR)
            if value != NOTHING
        }


def middlesbrough(period: str) -> nwd.Result:
    """One claim at risk of entry, and the same child's days in need, on either side of a year."""
    tables = {
        "children": {"child_id": ["C1"], "date_of_birth": ["2010-05-10"]},
        "need_episodes": {
            "child_id": ["C1"], "from_day": ["2024-01-01"], "until_day": ["2024-08-01"],
        },
        "referrals": {
            "referral_id": ["R1"], "child_id": ["C1"], "at_risk_of": ["entry"],
            "referred_on": ["2023-12-01"], "started_on": ["2023-12-01"], "stage": ["engaged"],
        },
    }  # fmt: skip
    frames = {name: pd.DataFrame(table, dtype=str) for name, table in tables.items()}
    records = nwd.read(**frames)  # type: ignore[arg-type]
    costs = nwd.unit_costs(COSTS, authority="Middlesbrough")
    method = nwd.methodology("edge-of-care/2021-22.1")
    return nwd.run(method, records, costs, period=period, as_at="2025-03-31")


def test_middlesbrough_2024_25_is_priced_through_the_layers_and_every_line_says_so() -> None:
    ledger = middlesbrough("2024-25").ledger
    priced = ledger[ledger["rate_name"] != ""]
    assert set(priced["rate_name"]) == set(REGION_2024_25)
    assert set(priced["layer"]) == {"region"}
    assert {
        (name, int(pence))
        for name, pence in zip(priced["rate_name"], priced["rate_pence"], strict=True)
    } == set(REGION_2024_25.items())
    assert (ledger.loc[ledger["rate_name"] == "", "category"] == "none").all()


def test_the_year_before_is_middlesbroughs_own_price() -> None:
    ledger = middlesbrough("2023-24").ledger
    priced = ledger[ledger["rate_name"] != ""]
    assert set(priced["layer"]) == {"authority"}
    assert set(priced["rate_pence"]) == {159_500, 13_500}


def test_the_path_of_a_referral_says_that_the_price_is_the_regions() -> None:
    told = str(middlesbrough("2024-25").explain("R1"))
    assert "(looked_after, region, 2024-25, lait-2026)" in " ".join(told.split())
