"""Laws: what holds of the reconstructions holds of every other rule of the menu too.

No day is claimed twice [5.5]; quarters add up to the year, line by line [1.7], [11.3]; whatever a
claim keeps is booked at its index day [7.2]; a longer horizon never lowers days [6.1]; a year's
pounds are charged to the penny [11.3]; without referrals there is nothing [11.1].
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nwd_costs.testing.strategies import Rows
from properties.runs import EDGE_OF_CARE, TIERS, TOWNS, days_of, examples, lines, read, run, walk
from properties.variants import always, unit_costs, variant

ESSEX, STEP_DOWN = "care-days-baseline/essex-2013.1", "step-down-52-weeks/birmingham-2014.1"
TOTALS = {"2021-22": "1000.01", "2022-23": "2000.03"}
STEPS: dict[str, object] = {
    "cohort.age_min": 0,
    "counterfactual.from_categories": ["residential_external", "foster_in_house", "secure"],
    "counterfactual.to_categories": ["foster_agency", "foster_kinship", "placed_with_parents"],
    "counterfactual.within_days": 3_650,
    "counterfactual.sustain_days": 1,
}
MENU = {
    "a share of days": variant(ESSEX, {"cohort.age_max": 25, "cohort.age_min": 0}),
    "steps down": variant(STEP_DOWN, STEPS),
    "at the index day": variant(EDGE_OF_CARE, {"booking.rule": "at_index", "horizon.days": 91}),
    "a tier at the index day": variant(TIERS, {"booking.rule": "at_index"}),
    "a cost per day": variant(
        EDGE_OF_CARE, {"programme.rule": "per_day", "programme.rate": "23.45"}
    ),
    "a year's total": variant(
        EDGE_OF_CARE, {"programme.rule": "total", "programme.totals": TOTALS}
    ),
}
#: One price for all that can be asked, on every day to come.
COSTS = unit_costs(
    always("england", name, "week", "123.45") for name in ("looked_after", "children_in_need")
)
QUARTERS = [f"2022-23 Q{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("name", MENU)
@examples(default=2, deep=25)
@given(TOWNS)
def test_no_day_is_claimed_twice_and_quarters_add_up_to_the_year(name: str, rows: Rows) -> None:
    records, method = read(rows), MENU[name]
    whole = run(method, records, "2022-23", costs=COSTS)
    for side in ("counterfactual", "actual"):
        held = Counter(
            (row.child_id, day)
            for row in walk(whole.ledger[whole.ledger["side"] == side])
            for day in days_of(row)
        )
        assert not held or max(held.values()) == 1
    parts = [run(method, records, quarter, costs=COSTS) for quarter in QUARTERS]
    assert lines(whole.ledger) == sorted(line for part in parts for line in lines(part.ledger))
    assert whole.net_pence == sum(part.net_pence or 0 for part in parts)


@pytest.mark.parametrize("name", MENU)
@examples(default=1, deep=15)
@given(TOWNS)
def test_without_referrals_there_is_nothing(name: str, rows: Rows) -> None:
    if rows["placements"] or rows["need_episodes"] or rows["protection_plans"]:
        result = run(MENU[name], read({**rows, "referrals": []}), costs=COSTS)
        assert result.ledger.empty
        assert (result.gross_pence, result.programme_pence, result.net_pence) == (0, 0, 0)


@examples(default=5, deep=50)
@given(TOWNS, st.sampled_from(["2022-23", "2022-23 Q4", "2021-04-01..2023-04-01"]))
def test_all_that_a_claim_keeps_is_booked_at_its_index_day(rows: Rows, period: str) -> None:
    result = run(MENU["at the index day"], read(rows), period, costs=COSTS)
    forecast = 0
    for row in walk(result.claims[result.claims["scope"] == "in scope"]):
        first, last, t = map(date.fromisoformat, (row.from_day, row.until_day, row.index_day))
        inside = result.period.days[0] <= t.isoformat() < result.period.days[1]
        assert row.days_booked == ((last - first).days - row.days_lost_to_overlap) * inside
        assert row.days_not_yet_observed == 0
    seen = result.ledger[result.ledger["side"] == "actual"]
    for row in walk(seen):
        ahead = row.observed == "forecast"
        assert (row.from_day.date() >= date(2023, 4, 1)) is ahead
        forecast += row.days if ahead else 0
    counts = result.summary()["counts"]
    assert isinstance(counts, dict)
    assert counts["forecast_days"] == forecast
    assert result.contains_forecast is (forecast > 0)


@examples(default=5, deep=50)
@given(TOWNS)
def test_a_years_pounds_are_charged_to_the_penny_or_not_at_all(rows: Rows) -> None:
    records = read(rows)
    for year, pence in (("2021-22", 100_001), ("2022-23", 200_003), ("2020-21", 0)):
        result = run(MENU["a year's total"], records, year, costs=COSTS)
        said = "programme_not_charged" in {warning.code for warning in result.warnings}
        assert result.programme_pence == (0 if said else -pence)
        charged = result.ledger[result.ledger["side"] == "programme"]
        assert len(charged) == 0 if said else len(charged) >= 1


BANDS = ("under 13", "13-15", "16 and over")
LONGER = {
    "to a birthday": [
        variant(EDGE_OF_CARE, {"horizon.rule": "to_birthday", "horizon.age": age})
        for age in (13, 15, 18)
    ],
    "weeks": [
        variant(EDGE_OF_CARE, {"horizon.rule": "expected_weeks", "horizon.default": weeks})
        for weeks in (0, 1, 26)
    ],
    "length of stay": [
        variant(
            EDGE_OF_CARE,
            {"horizon.rule": "length_of_stay", "horizon.days": dict.fromkeys(BANDS, days)},
        )
        for days in (1, 100, 400)
    ],
}


@pytest.mark.parametrize("way", LONGER)
@examples(default=3, deep=25)
@given(TOWNS)
def test_a_longer_horizon_never_lowers_the_days_claimed(way: str, rows: Rows) -> None:
    records = read(rows)
    claimed = [
        int(run(method, records, costs=COSTS).steps.days_booked.sum()) for method in LONGER[way]
    ]
    assert claimed == sorted(claimed)
