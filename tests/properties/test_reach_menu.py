"""The strategies reach every rule of the menu, and both sides of what each is asked.

The rules that the reconstructions do not use are tried in variants of a shipped method. Where few
draws come near a boundary it is moved to where they are: a value and its neighbours are run, and
between them they have to be met on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from nwd_costs.methods import MENU
from properties.boundaries import PARAMETERS, RULES
from properties.met import Met
from properties.reach import of_result
from properties.runs import AS_AT, EDGE_OF_CARE, PERIOD, read, run
from properties.test_reach import SPANS, assert_reached, own_prices, records, rows
from properties.variants import always, unit_costs, variant

ESSEX, STEP_DOWN = "care-days-baseline/essex-2013.1", "step-down-52-weeks/birmingham-2014.1"
Changed = dict[str, object]
FOSTER = ("foster_agency", "foster_kinship", "placed_with_parents", "other")
HOMES = ("residential_external", "foster_in_house")


def steps(within: int, sustain: int) -> Changed:
    return {
        "cohort.age_min": 0,
        "counterfactual.from_categories": HOMES,
        "counterfactual.to_categories": FOSTER,
        "counterfactual.within_days": within,
        "counterfactual.sustain_days": sustain,
    }


BANDS = {"under 13": 30, "14-15": 200, "17 and over": 91}
TOTALS = {"2021-22": "1000.01", "2022-23": "2000.03"}
#: For each rule of the menu a method, and the values that are tried.
TRIED: dict[str, tuple[str, list[Changed]]] = {
    "counterfactual.care_proportion": (
        ESSEX,
        [
            {
                "cohort.age_max": 25,
                "counterfactual.baseline": 333_333,
                "counterfactual.mix": {"looked_after": 1_000_000},
            }
        ],
    ),
    "counterfactual.sustained_step_down": (
        STEP_DOWN,
        [
            *(steps(3_650, sustain) for sustain in (6, 7, 8, 30, 31, 32)),
            *(steps(within, 1) for within in (17, 18, 19, 27, 28, 29)),
        ],
    ),
    "horizon.to_birthday": (
        EDGE_OF_CARE,
        [{"horizon.rule": "to_birthday", "horizon.age": age} for age in (13, 18)],
    ),
    "horizon.expected_weeks": (
        EDGE_OF_CARE,
        [{"horizon.rule": "expected_weeks", "horizon.default": 4}],
    ),
    "horizon.length_of_stay": (
        EDGE_OF_CARE,
        [{"horizon.rule": "length_of_stay", "horizon.days": BANDS}],
    ),
    "booking.at_index": (
        EDGE_OF_CARE,
        [{"booking.rule": "at_index", "counterfactual.lag_days": lag} for lag in (1, 2)],
    ),
    "programme.per_referral": (EDGE_OF_CARE, [{"programme.rule": "per_referral"}]),
    "programme.per_day": (
        EDGE_OF_CARE,
        [{"programme.rule": "per_day", "programme.rate": "23.45"}],
    ),
    "programme.total": (
        EDGE_OF_CARE,
        [{"programme.rule": "total", "programme.totals": TOTALS}],
    ),
}
WHOLE = [(PERIOD, AS_AT), ("2021-22", AS_AT), ("2020-21", AS_AT), ("2022-23 Q2", "2022-12-31")]


def asked_of_values(rule: str, values: Iterable[Changed]) -> dict[str, tuple[str, ...]]:
    asked = {rule: RULES[rule]}
    for changed in values:
        for path, value in changed.items():
            if (
                path in PARAMETERS
                and not path.startswith("cohort")
                and path != "counterfactual.lag_days"
            ):
                asked[path] = tuple(PARAMETERS[path](value))
    return asked


@pytest.mark.parametrize("rule", TRIED)
def test_every_rule_of_the_menu_was_straddled(rule: str) -> None:
    name, values = TRIED[rule]
    met: Met = Met()
    told = {
        **rows(),
        "referrals": [{**row, "programme_cost": row["programme_cost"] or "1.00"}
                      for row in rows()["referrals"]],
    }  # fmt: skip
    over = read(told) if rule == "programme.per_referral" else records()
    for changed in values:
        method = variant(name, changed)
        spans = WHOLE if rule == "programme.total" else SPANS
        for period, as_at in spans[:1] if len(values) > 2 else spans:
            of_result(met, run(method, over, period, as_at, own_prices(method, 9, "day")))
    assert_reached(asked_of_values(rule, values), met)


def test_every_rule_is_tried_here_or_is_a_reconstruction_s_own() -> None:
    own = {"edge_of_care", "tier_held", "fixed_days", "to_year_end", "accrue", "none"}
    offered = {f"{stage}.{rule}" for stage, rules in MENU.items() for rule in rules}
    several = {path for path in offered if len(MENU[path.split(".")[0]]) > 1}
    assert several - TRIED.keys() == {path for path in several if path.split(".")[1] in own}


@pytest.mark.parametrize(
    "changed",
    [
        {"pricing.price_base": "2021-22"},
        {"pricing.uprate": "gdp_deflator/2026-03"},
        {"pricing.layers": ["neighbours", "england"]},
    ],
    ids=str,
)
def test_prices_of_another_year_and_of_neighbours_were_used(changed: Changed) -> None:
    method, met = variant(EDGE_OF_CARE, changed), Met()
    names = sorted({n for n, links in method.plan.stages.pricing.chain.value.items() if not links})
    year = [("england", "children_in_need", "week", "10.00", "2021-04-01", "2022-04-01")]
    costs = unit_costs(
        [
            *(("england", n, "week", "70.00", "2021-04-01", "2022-04-01") for n in names),
            *(always("neighbours", n, "week", "70.00") for n in names),
            *(always("neighbours", n, "week", "10.00") for n in ("children_in_need",)),
            *year,
        ]
    )
    of_result(met, run(method, records(), PERIOD, AS_AT, costs))
    asked = {path: tuple(PARAMETERS[path](value)) for path, value in changed.items()}
    asked |= {"pricing.layers": ("layer neighbours",)} if "pricing.layers" in changed else {}
    assert_reached(asked, met)
