"""The three small shipped tables against values copied by hand, and what they can price.

None of the numbers is made by any code.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import nwd_costs as nwd
from nwd_costs.library import deflator

ROOT = Path(__file__).resolve().parents[2]
GMCA, NAO, NORTH_YORKSHIRE = "gmca-ucd/1.4", "nao/2023-24", "north-yorkshire/2014"

# category: unit, pounds, financial year in which it is in force
PUBLISHED: dict[str, dict[str, tuple[str, int, str]]] = {
    GMCA: {
        "foster_in_house": ("week", 700, "2013"),
        "residential_in_house": ("week", 2_995, "2013"),
        "residential_external": ("week", 2_947, "2013"),
        "scenario_ss1_1": ("case", 29_580, "2013"),
        "scenario_ss1_2": ("case", 27_850, "2013"),
        "scenario_ss1_3": ("case", 196_024, "2013"),
        "scenario_ss1_4": ("case", 317_127, "2013"),
        "process_1": ("case", 700, "2009"),
        "process_2": ("case", 131, "2009"),
        "process_3": ("month", 1_846, "2009"),
        "process_4": ("case", 288, "2009"),
        "process_5": ("case", 224, "2009"),
        "process_6": ("case", 446, "2009"),
        "process_7": ("case", 3_026, "2009"),
        "process_8": ("case", 1_274, "2009"),
        "children_in_need_six_months": ("case", 1_416, "2008"),
        "section_47_enquiry": ("case", 511, "2008"),
        "core_assessment": ("case", 585, "2008"),
        "plan_review": ("case", 222, "2008"),
        "section_31_proceedings": ("case", 25_000, "2005"),
    },
    NAO: {"residential": ("year", 318_400, "2023")},
    NORTH_YORKSHIRE: {"residential_external": ("week", 3_250, "2014")},
}
# The parts, in their order; one-off parts that were left out of the printed total in brackets.
PARTS = {
    "scenario_ss1_1": "274 28080 945 281 (1328)",
    "scenario_ss1_2": "274 26067 932 343 +234",
    "scenario_ss1_3": "274 188850 981 5919 (301)",
    "scenario_ss1_4": "138 306458 1862 7159 182 +1328",
    "children_in_need_six_months": "186 271 642 222 195 difference-100",
    "section_31_proceedings": "+15000 +6250 +1250 +2500",
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_shipped_table_holds_the_values_copied_by_hand_and_no_others(name: str) -> None:
    rates = nwd.unit_costs(name, authority="North Yorkshire").rates
    assert {
        row["category"]: (row["per"], row["amount"] / 100, f"{row['from_day']:%Y}")
        for row in rates.to_dict("records")
    } == PUBLISHED[name]
    assert set(rates["from_day"].dt.strftime("%d %B")) == {"01 April"}
    assert len(rates) == len(PUBLISHED[name])


def test_the_scenarios_say_of_each_part_whether_it_recurs_and_whether_it_was_counted() -> None:
    parts = nwd.unit_costs(GMCA, authority="North Yorkshire").components
    written = {"recurring": "{}", "one_off": "+{}", "difference": "difference{}"}
    found: dict[str, list[str]] = {}
    for row in parts.to_dict("records"):
        text = written[row["kind"]].format(row["amount"] // 100)
        found.setdefault(row["category"], []).append(
            text if row["counted"] else f"({text.removeprefix('+')})"
        )
    assert {category: " ".join(texts) for category, texts in found.items()} == PARTS


@pytest.mark.parametrize(
    ("name", "base", "layer"),
    [(GMCA, "outturn", "england"), (NAO, "real 2023-24", "england"),
     (NORTH_YORKSHIRE, "not stated", "authority")],
)  # fmt: skip
def test_a_shipped_table_says_its_price_base_and_serves_one_layer(
    name: str, base: str, layer: str
) -> None:
    costs = nwd.unit_costs(name, authority="North Yorkshire")
    assert costs.document.price_base == base
    assert costs.document.caveats
    served = {
        each
        for each in ("authority", "neighbours", "region", "england")
        for category in PUBLISHED[name]
        if costs.in_layer(each, category)
    }
    assert served == {layer}


def test_scenarios_whose_price_year_nobody_states_say_so_themselves() -> None:
    rates = nwd.unit_costs(GMCA, authority="Norfolk").rates
    silent = rates[rates["price_base"] == "not stated"]
    assert set(silent["category"]) == {f"scenario_ss1_{at}" for at in range(1, 5)}
    assert set(silent["basis"]) == {"inferred"}


def test_old_prices_uprated_understate_todays_as_the_table_says() -> None:
    uprated = deflator("gdp-deflator/2026-03").uprated(299_500, 2013, 2024)
    assert uprated == 410_085
    caveats = " ".join(nwd.unit_costs(GMCA, authority="Norfolk").document.caveats)
    assert "4,101 in the prices of 2024-25; the published average of 2024-25 is 7,385" in caveats


def placed(costs: nwd.UnitCosts, expected: str) -> nwd.Result:
    """Price one claim of 2013-14 whose expected placement is named."""
    referrals = pd.DataFrame(
        {
            "referral_id": ["R1"], "child_id": ["C1"], "at_risk_of": ["entry"],
            "referred_on": ["2013-05-01"], "started_on": ["2013-05-01"], "stage": ["engaged"],
            "expected_placement": [expected], "date_of_birth": ["1999-01-01"],
        },
        dtype=str,
    )  # fmt: skip
    method = nwd.methodology("edge-of-care/2021-22.1")
    return nwd.run(
        method, nwd.read(referrals=referrals), costs, period="2013-14", as_at="2014-03-31"
    )


def test_a_bought_placement_of_2013_14_is_priced_by_the_gmca_week() -> None:
    ledger = placed(nwd.unit_costs(GMCA, authority="Norfolk"), "residential_external").ledger
    priced = ledger[ledger["side"] == "counterfactual"]
    assert set(priced["rate_pence"]) == {294_700}
    assert set(priced["layer"]) == {"england"}
    assert priced["days"].sum() == 335


def test_what_is_by_the_case_prices_no_day() -> None:
    with pytest.raises(nwd.UnitCostError, match="looked_after: no rate in any layer for 335 days"):
        placed(nwd.unit_costs(GMCA, authority="Norfolk"), "")


def test_a_child_year_of_the_nao_prices_a_day_as_a_365th() -> None:
    """£318,400 / 365 = £872.33 a day."""
    costs = nwd.unit_costs(NAO, authority="Norfolk")
    (rate,) = costs.in_layer("england", "residential")
    assert round(rate.pence / 365) == 87_233


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_shipped_table_has_a_source_and_a_licence_for_every_rate(name: str) -> None:
    costs = nwd.unit_costs(name, authority="Norfolk")
    assert set(costs.rates["source"]) == set(costs.document.sources)
    assert all(source.licence for source in costs.document.sources.values())
    assert set(costs.rates["category"]) == set(costs.document.categories)
