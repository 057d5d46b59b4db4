"""The strategies reach what the laws have to hold for: a law proves nothing of a turn never taken.

A fixed number of draws, always the same, is put together into one authority and run by both shipped
methods and by variants of them. Every parameter and every rule of each method names its boundaries
(``boundaries.py``), and each must be met, on both sides: a cap and a day more, half-penny ties, 29
February, overlaps by one day, a breakdown on the last day of a window and the day after [1.3],
[1.6], [3.4], [3.7], [4.4], [5.5], [6.2].
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.categories import UNMAPPED
from nwd_costs.days import FIRST_DAY, LAST_DAY, to_date, to_day
from nwd_costs.errors import UnitCostError
from nwd_costs.methods import Methodology
from nwd_costs.prices import UnitCosts
from nwd_costs.tables import Records
from nwd_costs.testing.strategies import END, Rows
from properties.boundaries import COMMON, HALVES, PARAMETERS, asked_of
from properties.crowds import crowd, moved
from properties.met import Met, around, near
from properties.reach import of_result, of_rows
from properties.reach_lines import of_lines
from properties.runs import AS_AT, EDGE_OF_CARE, METHODS, PERIOD, TIERS, read, run
from properties.variants import always, unit_costs, variant

SEEDS = 120
LAYERS = ("authority", "region", "england")
UNITS = ("day", "night", "week")
#: So many days later, what happened on 1 April 2022 happens on 29 February 2024.
TO_LEAP_YEAR = (date(2024, 2, 29) - date(2022, 4, 1)).days
SPANS = (
    (PERIOD, AS_AT), (PERIOD, "2022-12-31"), (PERIOD, "2023-06-30"), ("2021-22", "2022-04-01"),
    ("2020-21", AS_AT), ("2021-04-01..2023-04-01", "2023-03-30"),
    ("2021-04-02..2022-03-31", AS_AT), ("2022-03-31..2022-12-30", AS_AT),
    ("2021-06-01..2022-04-02", AS_AT),
)  # fmt: skip
LIKELY = {"high": 1_000_000, "medium": 500_000, "low": 250_000, "unstated": 750_000}
VARIANTS: tuple[tuple[str, dict[str, object]], ...] = (
    (EDGE_OF_CARE, {"counterfactual.on_entry": "void", "counterfactual.on_breakdown": "void"}),
    (EDGE_OF_CARE, {"horizon.max_days": 182, "cohort.exclude_uasc": True}),
    (EDGE_OF_CARE, {"counterfactual.lag_days": 28}),
    (EDGE_OF_CARE, {"counterfactual.entry_mix": {"secure": 500_000, "adoption": 500_000}}),
    (TIERS, {"horizon.max_days": 182, "counterfactual.tiers": ["cic", "cin"]}),
    (TIERS, {"counterfactual.count": "net", "cohort.exclude_uasc": True}),
    (EDGE_OF_CARE, {"timeline.respite": "include", "counterfactual.residual": "ignore"}),
    (EDGE_OF_CARE, {"adjustments.deadweight": 500_000, "adjustments.attribution": 500_000}),
    (EDGE_OF_CARE, {"adjustments.displacement": 500_000, "adjustments.optimism": 500_000}),
)  # fmt: skip
#: Warnings that histories which hang together cannot give, or that no rule of the menu gives yet.
NOT_TO_BE_REACHED = {
    "reading": "a prefix of the messages of reading",
    "rows_rejected": "the rows are never wrong; tests/returns has the wrong ones",
    "unreadable_values": "likewise",
    "annex_a_latest_placement": "no rows are of Annex A; tests/returns has its lists",
    "annex_a_open_and_recent": "likewise",
    "one_day_only": "likewise",
    "actual_costs_not_used": "nothing was paid here; tests/unit/test_actual_costs.py has it",
    "contains_forecast": "reached in test_reach_menu.py, as the next two are",
    "uprated": "likewise",
    "programme_not_charged": "likewise",
    "what_if": "versions are run as they are here; tests/unit/test_what_if.py changes them",
    "withdrawn": "no version is; tests/versions withdraws a copy",
    "stays_of_unknown_first_day": "of length_of_stay; tests/unit/test_length_of_stay.py has them",
    "unpriced": "reached below, by the variant that allows it",
}


@cache
def rows() -> Rows:
    return crowd(SEEDS)


@cache
def records() -> Records:
    return read(rows())


def own_prices(method: Methodology, link: int, unit: str) -> UnitCosts:
    """Price one link of every chain and no other, in a layer of its own; the price changes once."""
    chain = method.plan.stages.pricing.chain.value
    names = {(name, *links)[min(link, len(links))] for name, links in chain.items()}
    layer, change = LAYERS[min(link, len(LAYERS) - 1)], "2022-10-01"
    spans = (("1990-01-01", change, "100.01"), (change, "2390-01-01", "99.99"))
    return unit_costs(
        (layer, name, unit, amount, first, last)
        for name in sorted(names)
        for first, last, amount in spans
    )


def met_by(
    method: Methodology,
    over: Records,
    prices: Iterable[UnitCosts],
    spans: Iterable[tuple[str, str]] = ((PERIOD, AS_AT), ("2021-22", AS_AT)),
) -> Met:
    """Run a method over several spans and at several prices."""
    met: Met = Met()
    for period, as_at in spans:
        of_result(met, run(method, over, period, as_at))
    for costs in prices:
        of_lines(met, run(method, over, "2021-04-01..2023-04-01", costs=costs))
    return met


@cache
def shipped(at: int) -> Met:
    """Collect what a shipped method meets, now and in a leap year, and beyond its prices."""
    method = METHODS[at]
    prices = [own_prices(method, link, unit) for link, unit in enumerate(UNITS)]
    met = met_by(method, records(), prices, SPANS)
    reasons = method.plan.stages.timeline.breakdown_reasons.value
    of_rows(met, rows(), reasons)
    leap = read(moved(rows(), TO_LEAP_YEAR))
    for unit in ("year", "month"):
        of_result(met, run(method, leap, "2023-24", "2024-12-31", own_prices(method, 9, unit)))
    with pytest.raises(UnitCostError):
        nwd.run(method, leap, unit_costs([]), period="2023-24", as_at="2024-03-31")
    met["a day outside the table is refused"] += 1
    return met


def table(asked: dict[str, tuple[str, ...]], met: Met) -> str:
    """Write what was asked for and how often it was met; what never was is marked."""
    rows = [(path, name, met[name]) for path, names in asked.items() for name in names]
    width = max((len(path) for path, *_ in rows), default=0)
    return "\n".join(
        f"{' ' if times else '>'} {path:<{width}}  {times:>6}  {name}" for path, name, times in rows
    )


def assert_reached(asked: dict[str, tuple[str, ...]], met: Met) -> None:
    missed = [name for names in asked.values() for name in names if not met[name]]
    assert not missed, f"never reached: {', '.join(missed)}\n{table(asked, met)}"


@pytest.mark.parametrize("at", range(len(METHODS)), ids=[method.id for method in METHODS])
def test_every_parameter_and_rule_of_a_shipped_method_was_straddled(at: int) -> None:
    assert_reached(asked_of(METHODS[at]), shipped(at))


def test_overlaps_leap_days_and_measures_were_straddled() -> None:
    assert_reached({"common": COMMON}, sum((shipped(at) for at in range(len(METHODS))), Met()))


@pytest.mark.parametrize(
    ("name", "changed"), VARIANTS, ids=[", ".join(changed) for _, changed in VARIANTS]
)
def test_every_other_value_was_straddled(name: str, changed: dict[str, object]) -> None:
    method = variant(name, changed)
    met = met_by(method, records(), [own_prices(method, 9, "day")])
    of_rows(met, rows(), method.plan.stages.timeline.breakdown_reasons.value)
    asked = asked_of(method)
    assert_reached({path: asked[path] for path in changed if path in asked}, met)


def test_exact_halves_of_a_penny_go_both_ways_on_both_sides() -> None:
    met: Met = Met()
    method = variant(EDGE_OF_CARE, {"counterfactual.likelihood": LIKELY})
    for unit in ("day", "week"):
        of_lines(met, run(method, records(), costs=own_prices(method, 9, unit)))
    assert_reached({"pence": HALVES}, met)


def test_an_amount_without_a_price_is_withheld_where_that_is_allowed() -> None:
    method = variant(EDGE_OF_CARE, {"pricing.allow_unpriced": True})
    met: Met = Met()
    costs = unit_costs([always("england", "looked_after", "week", "10.00")])
    of_result(met, run(method, records(), costs=costs))
    assert_reached({"allow_unpriced": tuple(PARAMETERS["pricing.allow_unpriced"](1))}, met)


VALIDITY = sorted(
    {
        day
        for method in METHODS
        for rule in method.plan.categories.rules
        for day in (rule.valid_from, rule.valid_until)
        if FIRST_DAY < day < LAST_DAY
    }
)


@pytest.mark.parametrize("day", [to_date(day) for day in VALIDITY], ids=str)
def test_rows_begin_and_run_on_where_a_code_begins_or_ends_to_be_valid(day: date) -> None:
    """Move the histories so that the first of a quarter, one of their turns, is the day."""
    rules = METHODS[0].plan.categories.rules
    ends = {rule.place for rule in rules if rule.valid_until == to_day(day)}
    codes = ends | {rule.place for rule in rules if rule.valid_from == to_day(day)}
    met: Met = Met()
    for turn in (date(2022, 4, 1), date(2022, 7, 1), date(2022, 10, 1)):
        step = (day - turn).days
        later = moved(rows(), step)
        for row in later["placements"]:
            if row["place"] in codes and isinstance(row["from_day"], date):
                near(met, "a row begins", to_day(row["from_day"]), to_day(day))
                last = row["until_day"]
                on = last is None or (isinstance(last, date) and last > day)
                met["a row runs on"] += row["from_day"] < day and on
    seen = (END + timedelta(days=step - 1)).isoformat()
    period = f"{day - timedelta(days=99)}..{day + timedelta(days=99)}"
    for method in METHODS:
        of_result(met, run(method, read(later), period, seen, own_prices(method, 9, "day")))
    warned = ("warning unmapped_codes", *(["warning codes_past_last_day"] if ends else []))
    assert_reached({"codes": (*around("a row begins"), "a row runs on", *warned)}, met)


def test_every_category_was_lived_in() -> None:
    for method in METHODS:
        met = Met(run(method, records()).timeline["category"])
        later = moved(rows(), (date(2023, 10, 28) - date(2022, 10, 1)).days)
        met.update(
            Met(run(method, read(later), costs=own_prices(method, 9, "day")).timeline["category"])
        )
        names = (*method.plan.categories.names, UNMAPPED, "temporary", "cp", "cin")
        assert_reached({"categories": names}, met)


def test_every_warning_was_given_or_has_a_reason_why_not() -> None:
    source = Path(nwd.__file__).parent.rglob("*.py")
    found = [
        re.findall(r'Warn\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8")) for path in source
    ]
    codes = {code for codes in found for code in codes}
    asked = tuple(f"warning {code}" for code in sorted(codes - NOT_TO_BE_REACHED.keys()))
    met = sum((shipped(at) for at in range(len(METHODS))), Met())
    assert_reached({"warnings": asked}, met)
    assert not [code for code in NOT_TO_BE_REACHED if met[f"warning {code}"]]
    assert NOT_TO_BE_REACHED.keys() <= codes


def test_a_parameter_without_boundaries_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PARAMETERS, "horizon.days")
    with pytest.raises(AssertionError, match="horizon.days"):
        asked_of(METHODS[0])


def test_a_boundary_that_was_never_reached_is_told_in_a_table() -> None:
    with pytest.raises(
        AssertionError, match=r"never reached: the moon(.|\n)*> somewhere +0  the moon"
    ):
        assert_reached({"somewhere": ("the moon", "the sea")}, Met({"the sea": 2}))
