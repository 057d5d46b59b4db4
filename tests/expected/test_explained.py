"""An explanation adds up to the referral's ledger lines, leg by leg, to the penny."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import nwd_costs as nwd
from expected.test_expected import METHODS, SAMPLE, VARIANTS, result
from nwd_costs.outputs import as_json
from nwd_costs.reporting import explained_page

FIFTY = 50


def fifty(found: nwd.Result) -> list[str]:
    """Take every sixth referral, in scope or not."""
    return found.claims["referral_id"].tolist()[:: len(found.claims) // FIFTY][:FIFTY]


@pytest.mark.parametrize("method", METHODS)
def test_fifty_explanations_add_up_to_their_ledger_lines(method: str, shared: Path) -> None:
    found = result(SAMPLE, method, "2022-23", shared)
    chosen = fifty(found)
    assert len(chosen) == FIFTY
    priced = 0
    for referral_id in chosen:
        told = found.explain(referral_id)
        lines = found.ledger[found.ledger["referral_id"] == referral_id]
        priced += len(lines)
        assert sum(line.amount_pence or 0 for line in told.lines) == lines["amount_pence"].sum()
        for leg, pence in told.legs_pence.items():
            assert pence == lines.loc[lines["side"] == leg, "amount_pence"].sum()
        assert told.gross_pence == lines["amount_pence"].sum()
    assert priced > FIFTY // 2


@pytest.mark.parametrize("method", METHODS)
def test_an_explanation_cites_only_clauses_that_exist(method: str, shared: Path) -> None:
    found = result(SAMPLE, method, "2022-23", shared)
    cited = {c for i in fifty(found) for step in found.explain(i).steps for c in step.clauses}
    assert cited - set(found.method.clauses) == set()
    assert len(cited) > 5


def test_an_explanation_says_why_a_referral_is_out_of_scope(shared: Path) -> None:
    found = result(SAMPLE, "edge-of-care-2021-22.1", "2022-23", shared)
    out = found.claims[found.claims["scope"] == "out of scope"]
    for referral_id, reason in zip(out["referral_id"], out["reason"], strict=True):
        told = str(found.explain(referral_id))
        assert reason == "not started" or f"out of scope: {reason}" in told
        assert "gross costs avoided: £0.00" in told


def test_text_page_and_json_say_the_same_pounds(shared: Path) -> None:
    found = result(SAMPLE, "edge-of-care-2021-22.1", "2022-23", shared)
    told = found.explain("EOC-0163")
    assert "gross costs avoided: £32,502.86" in str(told)
    assert "£32,502.86" in explained_page(told)
    assert json.loads(as_json(told.as_dict()))["gross_pence"] == 3_250_286


def test_an_unknown_referral_is_refused_without_repeating_what_was_typed(shared: Path) -> None:
    found = result(SAMPLE, "edge-of-care-2021-22.1", "2022-23", shared)
    with pytest.raises(nwd.UsageError) as caught:
        found.explain("EOC-9999")
    assert "is no referral of the list" in str(caught.value)
    assert "EOC-9999" not in str(caught.value)


@pytest.mark.parametrize("method", METHODS)
def test_the_pounds_by_basis_sum_to_the_gross_total(method: str, shared: Path) -> None:
    found = result(SAMPLE, method, "2022-23", shared)
    resting = found.resting_on()
    assert sum(pence or 0 for pence in resting.by_basis.values()) == found.gross_pence
    assert set(resting.by_basis) == {"published", "inferred", "assumed"}
    stated = {path for path, p in found.method.plan.parameters().items() if p.basis != "published"}
    assert set(resting.touched["name"]) <= stated
    assert len(resting.touched) >= 10
    for told in (repr(found), found._repr_html_(), as_json(found.summary())):
        assert "assumed" in told


def test_the_three_ways_to_a_category_share_all_claims_between_them(shared: Path) -> None:
    found = result(SAMPLE, "edge-of-care-2021-22.1", "2022-23", shared)
    touched = found.resting_on().touched.set_index("name")["gross_pence"]
    ways = ("entry_mix", "next_placement", "use_expected")
    parts = [int(touched[f"counterfactual.{way}"]) for way in ways]
    assert sum(parts) == found.gross_pence
    assert all(parts)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_side_of_an_explanation_adds_up_whatever_the_rules(
    variant: str, shared: Path
) -> None:
    found = result(SAMPLE, variant, "2022-23", shared)
    for referral_id in fifty(found):
        told = found.explain(referral_id)
        lines = found.ledger[found.ledger["referral_id"] == referral_id]
        assert sum(line.amount_pence or 0 for line in told.lines) == lines["amount_pence"].sum()
        assert sum(pence or 0 for pence in told.legs_pence.values()) == lines["amount_pence"].sum()
        assert {c for step in told.steps for c in step.clauses} <= set(found.method.clauses)
        assert not any("at no cost" in line.told for line in told.lines if line.leg == "programme")
        forecast = bool((lines["observed"] == "forecast").any())
        assert ("this is no outturn" in str(told)) is forecast
