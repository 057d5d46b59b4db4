"""Every rule of the menu is drawn and agreed on, and a wrong value of any parameter is noticed."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nwd_costs as nwd
from nwd_costs.methods import MENU
from oracle import library
from oracle.comparing import compare, library_says, oracle_says
from oracle.drawn_questions import COUNTERFACTUALS, VINTAGE, Question, methods, shipped
from oracle.drawn_rows import Tables, Years
from oracle.oracle import Oracle
from oracle.repairs import Row

UNKNOWN_YEARS: Years = {"ssda903": [], "cin_census": []}
BORN = date(2008, 2, 29)
# One child who stepped down to a foster home and stayed, one who came into care after a while, and
# one who goes on in a home of its own kind.
STEPPED: Tables = {
    "children": [],
    "placements": [
        {"child_id": "1", "from_day": date(2021, 5, 1), "until_day": date(2022, 6, 1),
         "place": "K2", "provider": "PR4", "rne": "S"},
        {"child_id": "1", "from_day": date(2022, 6, 1), "until_day": date(2022, 11, 1),
         "place": "U4", "provider": "PR4", "rne": "P"},
        {"child_id": "2", "from_day": date(2022, 8, 1), "place": "U1", "provider": "PR1",
         "rne": "S"},
        {"child_id": "3", "from_day": date(2022, 4, 9), "place": "U4", "provider": "PR4",
         "rne": "S"},
    ],
    "protection_plans": [{"child_id": "2", "from_day": date(2022, 1, 9)}],
    "need_episodes": [],
    "placement_costs": [],
    "referrals": [
        {"referral_id": "R1", "child_id": "1", "at_risk_of": "breakdown", "stage": "engaged",
         "started_on": date(2022, 5, 11), "ended_on": date(2022, 7, 11), "date_of_birth": BORN,
         "expected_weeks": 3, "programme_cost": "12.34"},
        {"referral_id": "R2", "child_id": "2", "at_risk_of": "entry", "stage": "engaged",
         "started_on": date(2022, 6, 11), "date_of_birth": BORN, "programme_cost": "1000.00"},
        {"referral_id": "R3", "child_id": "3", "at_risk_of": "breakdown", "stage": "completed",
         "started_on": date(2022, 5, 12), "date_of_birth": BORN, "programme_cost": "0.01"},
    ],
}  # fmt: skip
STEP: Row = {
    "rule": "sustained_step_down", "from_categories": ["residential_external"],
    "to_categories": ["foster_agency"], "within_days": 21, "sustain_days": 153,
}  # fmt: skip
SHARE: Row = {
    "rule": "care_proportion",
    "lag_days": 0,
    "baseline": 550_000,
    "mix": {"looked_after": 1_000_000},
}
ENDS: Row = {"until_age": 18, "max_days": "none"}
#: For every rule that no shipped reconstruction uses: its values, and another one of each.
CHANGED: list[tuple[str, Row, Row]] = [
    ("counterfactual", SHARE, {
        "lag_days": 1, "baseline": 549_999, "mix": {"secure": 500_000, "looked_after": 500_000},
    }),
    ("counterfactual", STEP, {
        "from_categories": ["residential_in_house"], "to_categories": ["foster_in_house"],
        "within_days": 20, "sustain_days": 154,
    }),
    ("horizon", {"rule": "to_birthday", "age": 15, **ENDS}, {"age": 16}),
    ("horizon", {"rule": "expected_weeks", "default": 4, **ENDS}, {"default": 5}),
    ("horizon", {"rule": "length_of_stay", "days": {"14": 20, "15-17": 9}, **ENDS}, {
        "days": {"14": 21, "15-17": 9},
    }),
    ("booking", {"rule": "accrue"}, {"rule": "at_index"}),
    ("programme", {"rule": "per_referral"}, {"rule": "none"}),
    ("programme", {"rule": "per_day", "rate": "23.45"}, {"rate": "23.46"}),
    ("programme", {"rule": "total", "totals": {"2022-23": "100.01"}}, {
        "totals": {"2022-23": "100.02"},
    }),
    ("pricing", {"price_base": "2018-19", "uprate": VINTAGE}, {
        "price_base": "current", "uprate": "none",
    }),
    ("pricing", {"layers": ["neighbours", "england"]}, {"layers": ["england"]}),
]  # fmt: skip
CASES = [
    pytest.param(stage, values, {name: other}, id=f"{stage} {values.get('rule', '')} {name}")
    for stage, values, others in CHANGED
    for name, other in others.items()
]


def question(stage: str, values: Row) -> Question:
    """Ask with the values in a stage of the shipped version; its prices are of 2022-23."""
    method = shipped(values["rule"] if values.get("rule") in COUNTERFACTUALS else "edge_of_care")
    if stage == "counterfactual":
        method[stage] = {}
        method["pricing"]["chain"].pop("looked_after", None)
        method["pricing"]["chain"] |= {name: [] for name in values.get("mix", {})}
    kept = method[stage] if stage == "pricing" else {}
    method[stage] = {**kept, **values}
    spans = ((date(2019, 4, 1), date(2022, 4, 1), 0), (date(2022, 4, 1), date(2024, 4, 1), 2_222))
    prices: list[Row] = [
        {"layer": layer, "category": name, "per": "week", "pence": pence + more + 7 * number,
         "basis": "published", "source": "s", "from_day": first, "until_day": until,
         "neighbour": number}
        for name, pence in (("looked_after", 118_501), ("children_in_need", 7_001))
        for layer, several in (("england", 1), ("neighbours", 5))
        for number in range(several)
        for first, until, more in spans
        if layer == "england" or more
    ]  # fmt: skip
    return Question(method, prices, "2022-23", date(2023, 3, 31))


def says(asked: Question) -> Oracle:
    found = oracle_says(asked, STEPPED, UNKNOWN_YEARS)
    assert isinstance(found, Oracle)
    return found


@pytest.mark.parametrize(("stage", "values", "other"), CASES)
def test_another_value_of_a_rule_is_agreed_on_and_noticed(
    stage: str, values: Row, other: Row
) -> None:
    asked = question(stage, values)
    ours = library_says(asked, library.records(STEPPED))
    assert isinstance(ours, nwd.Result)
    compare(ours, says(asked))
    changed = deepcopy(values) | other
    if changed.get("rule") in {"none", "accrue", "at_index"}:
        changed = {"rule": changed["rule"]}
    with pytest.raises(AssertionError):
        compare(ours, oracle_says(question(stage, changed), STEPPED, UNKNOWN_YEARS))


def test_every_rule_of_every_stage_is_drawn() -> None:
    met: dict[str, set[str]] = {}

    @settings(max_examples=120)
    @given(st.tuples(*(methods(number) for number in range(len(COUNTERFACTUALS)))))
    def draw(drawn: tuple[dict[str, Any], ...]) -> None:
        for method in drawn:
            for stage, values in method.items():
                if isinstance(values, dict) and "rule" in values:
                    met.setdefault(stage, set()).add(values["rule"])
            for name in ("price_base", "uprate"):
                met.setdefault(name, set()).add(method["pricing"][name])
            met.setdefault("layers", set()).update(method["pricing"]["layers"])

    draw()
    for stage in ("counterfactual", "horizon", "booking", "programme"):
        assert met[stage] == MENU[stage].keys()
    assert met["layers"] == {"authority", "neighbours", "region", "england"}
    assert met["uprate"] == {"none", VINTAGE}
    assert len(met["price_base"]) > 2
