"""Law: a roll-up is the sum of the ledgers, however grouped, and of their summaries [12.6].

Shares are those of the counts, whatever the shares of each authority are; who hands in quarters
adds the same pounds as who hands in the year [12.9].
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import nwd_costs as nwd
from nwd_costs.outputs import write_json
from nwd_costs.panel_figures import TIER_NAMES
from nwd_costs.stages.ledger import LEGS, SIDES
from nwd_costs.testing.strategies import Rows
from properties.runs import EDGE_OF_CARE, METHODS, TIERS, TOWNS, examples, read, run
from properties.variants import variant

SHARES = {"adjustments.deadweight": 210_000, "adjustments.attribution": 830_000}
MENU = (*METHODS, variant(TIERS, SHARES), variant(EDGE_OF_CARE, {
    "booking.rule": "at_index", "programme.rule": "per_day", "programme.rate": "23.45",
}))  # fmt: skip
NAMES = ("Middlesbrough", "Norfolk")
HERE, THERE = (nwd.unit_costs("lait-outturn/2024-25", authority=name) for name in NAMES)
QUARTERS = [f"2022-23 Q{n}" for n in (1, 2, 3, 4)]


def plain(rolled: nwd.RollUp) -> Any:
    found: Any = json.loads(json.dumps(rolled.as_dict()))
    for own in found["authorities"]:
        for one in own["handed_in"]:
            del one["source"]
    return found


def from_files(*results: nwd.Result) -> nwd.RollUp:
    with tempfile.TemporaryDirectory() as folder:
        for at, result in enumerate(results):
            write_json(Path(folder) / str(at) / "summary.json", result.summary())
        return nwd.roll_up(folder)


def pence(lines: pd.DataFrame) -> int:
    return int(lines["amount_pence"].sum())


@examples(default=2, deep=40)
@given(TOWNS, TOWNS, st.sampled_from(MENU))
def test_a_roll_up_is_the_sum_of_its_ledgers_by_every_grouping(
    one: Rows, two: Rows, method: nwd.Methodology
) -> None:
    if not all(any(town[t] for t in ("placements", "need_episodes")) for town in (one, two)):
        return
    a, b = run(method, read(one), costs=HERE), run(method, read(two), costs=THERE)
    rolled, lines = nwd.roll_up([a, b]), pd.concat([a.ledger, b.ledger])
    legs = lines[lines["side"].isin(LEGS)]
    found = {name: figure.value for name, figure in rolled.figures.items()}
    assert found["gross"] == pence(legs)
    assert found["net"] == pence(lines)
    assert found["adjusted"] == pence(lines[lines["side"] != "programme"])
    for side in SIDES:
        assert found[f"side.{side}"] == pence(lines[lines["side"] == side])
    for tier in TIER_NAMES:
        assert found[f"gross.{tier}"] == pence(legs[legs["claim_service"] == tier])
    for quarter, money in rolled.by_quarter.items():
        mine = lines[lines["financial_year"] + " " + lines["quarter"] == quarter]
        assert money["net"].value == pence(mine)
        for tier in TIER_NAMES:
            there = mine["side"].isin(LEGS) & (mine["claim_service"] == tier)
            assert money[f"gross.{tier}"].value == pence(mine[there])
    for name in ("gross", "net"):
        assert sum(money[name].value or 0 for money in rolled.by_quarter.values()) == found[name]
    _shares_are_of_counts(rolled, a, b)
    assert plain(from_files(a, b)) == plain(rolled)


def _shares_are_of_counts(rolled: nwd.RollUp, *parts: nwd.Result) -> None:
    measures: list[Any] = [part.measures for part in parts]
    supported = sum(told["supported"] for told in measures)
    outreach = sum(told["supported_through_outreach"]["count"] for told in measures)
    yes, no = (sum(told["living_in_a_family"][word] for told in measures) for word in ("yes", "no"))
    told = {name: figure.value for name, figure in rolled.figures.items()}
    assert (told["supported"], told["supported_through_outreach"]) == (supported, outreach)
    for share, part, of in (
        ("supported_through_outreach.share", outreach, supported),
        ("living_in_a_family.share", yes, yes + no),
    ):
        assert told[share] == (round(part * 10**6 / of) if of else None)


@examples(default=1, deep=25)
@given(TOWNS, st.sampled_from(MENU))
def test_quarters_handed_in_add_the_pounds_of_the_year(rows: Rows, method: nwd.Methodology) -> None:
    if not any(rows[table] for table in ("placements", "need_episodes")):
        return
    records = read(rows)
    year = run(method, records, costs=HERE)
    parts = [run(method, records, quarter, costs=HERE) for quarter in QUARTERS]
    other = run(method, records, costs=THERE)
    whole, joined = nwd.roll_up([year, other]), nwd.roll_up([other, *parts])
    for name, figure in whole.figures.items():
        same = joined.figures[name]
        assert same.value == figure.value or not same.complete
        if figure.unit == "pence" or name.startswith("care_entries"):
            assert same.complete
            assert same.value == figure.value
    money = {q: {n: f.value for n, f in m.items()} for q, m in whole.by_quarter.items()}
    assert money == {q: {n: f.value for n, f in m.items()} for q, m in joined.by_quarter.items()}
    assert plain(from_files(other, *parts)) == plain(nwd.roll_up([other, *parts]))
