"""What-if plans run, are marked wherever they show, and cannot pass as the version [14.1]."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import nwd_costs as nwd
from nwd_costs.commands import demo_result
from nwd_costs.methods import MENU, STAGES
from nwd_costs.outputs import told, write_outputs

VERSION = "edge-of-care/2021-22.1"
MARK = f"what-if of {VERSION}"


@cache
def demo() -> nwd.Result:
    return demo_result()


def asked(plan: nwd.Plan) -> nwd.Result:
    """Run a plan over the records of the demonstration."""
    return nwd.run(plan, demo().records, demo().costs, period="2022-23", as_at="2023-03-31")


@cache
def half_a_year() -> nwd.Result:
    return asked(demo().method.plan.but(horizon={"days": 182}))


def test_a_what_if_runs_with_the_value_it_was_given() -> None:
    assert half_a_year().method.plan.stages.horizon.parameters()["days"].value == 182
    assert half_a_year().steps.days_booked.max() == 182
    gross, whole = half_a_year().gross_pence, demo().gross_pence
    assert gross is not None
    assert whole is not None
    assert 0 < gross < whole


def test_a_what_if_can_be_given_an_amount_of_pounds() -> None:
    day = asked(demo().method.plan.but(programme={"rule": "per_day", "rate": "10.00"}))
    year = asked(
        demo().method.plan.but(programme={"rule": "total", "totals": {"2022-23": "365.50"}})
    )
    assert year.programme_pence == -36_550
    assert day.programme_pence
    assert day.programme_pence % 1_000 == 0


def test_every_output_says_that_it_is_a_what_if(tmp_path: Path) -> None:
    result = half_a_year()
    write_outputs(result, tmp_path)
    metadata = pq.read_schema(tmp_path / "ledger.parquet").metadata
    shown = {
        "summary": json.dumps(result.summary()),
        "told": told(result),
        "repr": repr(result),
        "html": result._repr_html_(),
        "method": repr(result.method),
        "method html": result.method._repr_html_(),
        "record": (tmp_path / "record.json").read_text(encoding="utf-8"),
        "summary file": (tmp_path / "summary.json").read_text(encoding="utf-8"),
        "ledger": metadata[b"standing"].decode(),
        "explanation": str(result.explain(result.claims["referral_id"].iloc[0])),
    }
    assert [where for where, text in shown.items() if MARK not in text] == []
    changes = [where for where, text in shown.items() if "horizon.days 182 (was 364)" in text]
    assert {"summary", "told", "html", "record"} <= set(changes)


def test_no_output_gives_a_what_if_the_name_of_its_version(tmp_path: Path) -> None:
    write_outputs(half_a_year(), tmp_path)
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    metadata = pq.read_schema(tmp_path / "ledger.parquet").metadata
    names = [half_a_year().summary()["method"], record["methodology"], metadata[b"method"].decode()]
    assert [str(name).startswith("what-if-") for name in names] == [True] * 3
    assert record["status"] == "no version"


def test_even_a_what_if_that_changes_nothing_is_not_the_version() -> None:
    version = demo().method
    same = version.plan.but(horizon={"days": 364})
    assert same.changes == ()
    assert same.fingerprint != version.fingerprint
    result = asked(same)
    assert result.gross_pence == demo().gross_pence
    assert result.method.standing == MARK


def test_a_bare_plan_runs_as_a_what_if() -> None:
    result = asked(demo().method.plan)
    assert result.method.standing == MARK
    assert result.method.fingerprint != demo().method.fingerprint


def test_a_what_if_of_a_what_if_is_told_beside_the_version() -> None:
    plan = demo().method.plan.but(horizon={"days": 182}).but(counterfactual={"on_entry": "void"})
    assert [str(change) for change in plan.changes] == [
        "counterfactual.on_entry void (was stop)",
        "horizon.days 182 (was 364)",
    ]
    back = plan.but(horizon={"days": 364})
    assert [change.path for change in back.changes] == ["counterfactual.on_entry"]


def test_one_entry_of_a_table_can_be_replaced() -> None:
    plan = demo().method.plan.but(
        counterfactual={"likelihood.unstated": 86_000}, pricing={"chain.cp": ["looked_after"]}
    )
    assert plan.stages.pricing.chain.value["cp"] == ("looked_after",)
    assert plan.stages.pricing.chain.value["cin"] == ("children_in_need",)
    assert "likelihood unstated 86000 (was unstated 1000000)" in str(plan.changes[0])


def test_a_value_that_was_replaced_is_assumed_whatever_it_was() -> None:
    plan = demo().method.plan.but(cohort={"age_min": 11})
    parameter = plan.parameters()["cohort.age_min"]
    assert (parameter.basis, parameter.source) == ("assumed", "what-if")
    assert demo().method.plan.parameters()["cohort.age_min"].basis == "published"


def test_another_rule_of_the_menu_keeps_what_both_have() -> None:
    plan = demo().method.plan.but(horizon={"rule": "to_year_end"})
    assert plan.rules()["horizon"] == "to_year_end"
    assert plan.parameters()["horizon.until_age"].value == 18
    assert asked(plan).gross_pence != demo().gross_pence


def test_what_the_programme_costs_can_be_replaced() -> None:
    plan = demo().method.plan
    rate: dict[str, object] = {"rule": "per_day", "rate": "23.45"}
    totals: dict[str, object] = {"rule": "total", "totals": {"2022-23": "1000.01"}}
    assert asked(plan.but(programme=rate)).programme_pence != 0
    assert asked(plan.but(programme=totals)).programme_pence == -100_001


def test_the_version_is_left_as_it_was() -> None:
    before = demo().method.fingerprint
    demo().method.plan.but(horizon={"days": 1})
    assert demo().method.plan.parameters()["horizon.days"].value == 364
    assert nwd.methodology(VERSION).fingerprint == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"horizons": {"days": 1}}, "horizons: is no stage. The stages are timeline"),
        ({"horizon": {"dayz": 1}}, "horizon.dayz: is no parameter of the rule fixed_days"),
        ({"horizon": {"days.first": 1}}, "days.first: is no table with entries"),
        ({"horizon": {"days": 0}}, "horizon.days: Input should be greater than or equal to 1"),
        ({"horizon": {"days": 1.5}}, "horizon.days: Input should be a valid integer"),
        ({"horizon": {"rule": "forever"}}, "horizon.rule: is no rule of this stage"),
        ({"counterfactual": {"on_entry": "halt"}}, "on_entry: Input should be 'stop', 'void'"),
        ({"counterfactual": {"rule": "tier_held"}}, "counterfactual.tiers: is missing"),
        ({"counterfactual": {"entry_mix": {"secure": 1}}}, "the shares of entry_mix sum to"),
        ({"counterfactual": {"next_placement.other": "inn"}}, "inn is no category of the method"),
        ({"cohort": {"age_min": 26}}, "0 <= age_min <= age_max <= 25"),
    ],
)
def test_what_the_grammar_refuses_is_said_in_words(changes: dict[str, object], words: str) -> None:
    plan: Any = demo().method.plan
    with pytest.raises(nwd.UsageError) as caught:
        plan.but(**changes)
    assert words in str(caught.value)


def test_every_fault_is_listed_at_once() -> None:
    with pytest.raises(nwd.UsageError) as caught:
        demo().method.plan.but(
            horizon={"days": 0}, cohort={"index": "birth"}, pricing={"uprate": 1}
        )
    assert len(caught.value.problems) >= 3


def test_a_plan_without_a_version_behind_it_is_not_run() -> None:
    plan = demo().method.plan
    with pytest.raises(nwd.UsageError, match="no version behind it"):
        asked(nwd.Plan(plan.stages, plan.categories))


def test_the_menu_names_the_rules_of_every_stage() -> None:
    rules = demo().method.plan.rules()
    assert [stage for stage in STAGES if rules[stage] not in MENU[stage]] == []
    assert {"edge_of_care", "tier_held"} <= MENU["counterfactual"].keys()
